package backlog_test

import (
	"errors"
	"fmt"
	"log"
	"testing/fstest"
	"time"

	"github.com/po-backlog/po/backlog"
)

// bikes is a small backlog, as it lies in a folder: po.yaml, and a Markdown file
// for each item.
var bikes = fstest.MapFS{
	"po.yaml": {Data: []byte("version: 1\nkey: BK\nscore: wsjf\n")},
	"items/BK-1-unlock-a-bike.md": {Data: []byte(`---
id: BK-1
status: ready
title: Unlock a bike
priority: 10
type: story
points: 3
scores:
  wsjf: { ubv: 8, tc: 5, rroe: 2 }
---
As a rider, I want to unlock a bike with my phone, so that I need no card.

## Acceptance criteria

- [x] the lock opens within two seconds
- [ ] a locked bike that is out of order says so
`)},
	"items/BK-2-find-a-bike.md": {Data: []byte(`---
id: BK-2
status: ready
title: Find a bike
priority: 20
type: story
points: 2
scores:
  wsjf: { ubv: 8, tc: 8, rroe: 1 }   # the map is asked for daily
depends_on: [BK-1]
---
As a rider, I want to see free bikes on a map, so that I walk to the nearest.
`)},
	"items/BK-3-receipts.md": {Data: []byte(`---
id: BK-3
status: draft
title: Receipts
priority: 30
type: story
---
`)},
}

// today is handed in wherever a day is asked for: the package has no clock.
var today = backlog.NewDay(2026, time.October, 5)

func load() *backlog.Backlog {
	b, err := backlog.Load(bikes)
	if err != nil {
		log.Fatal(err)
	}
	return b
}

// Read a backlog and show its items in order. Any [fs.FS] will do: os.DirFS for
// a folder, an embedded one, a zip file.
func ExampleLoad() {
	b, err := backlog.Load(bikes)
	if err != nil {
		log.Fatal(err)
	}
	for it := range b.Items() {
		position, _ := b.Position(it.ID)
		met, all := it.CriteriaMet()
		fmt.Printf("%d. %s %s (%s, %d of %d criteria met)\n", position, it.ID, it.Title, it.Status, met, all)
	}
	for _, broken := range b.Broken() { // files that could not be read hide nothing
		fmt.Println(broken)
	}
	// Output:
	// 1. BK-1 Unlock a bike (ready, 1 of 2 criteria met)
	// 2. BK-2 Find a bike (ready, 0 of 0 criteria met)
	// 3. BK-3 Receipts (draft, 0 of 0 criteria met)
}

// Read the story sentence of an item, and what an item holds under a key.
func ExampleItem_Story() {
	it, err := load().Item("BK-1")
	if err != nil {
		log.Fatal(err)
	}
	story, ok := it.Story()
	fmt.Println(ok, "|", story.Role.Text, "|", story.Means.Text, "|", story.Ends.Text)
	fmt.Println(it.Points, it.Get("scores.wsjf.ubv").Text, it.Due.IsSet())
	// Output:
	// true | rider | unlock a bike with my phone | I need no card
	// 3 8 false
}

// Move an item to the top. The old snapshot stays as it is, and what changed is
// computed from the two: as words for people, and as the files to be written.
func ExampleDiff() {
	before := load()
	after, err := before.Move(backlog.Top(), "BK-3")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(before, after)) {
		fmt.Println(line)
	}
	for _, file := range backlog.Edits(before, after) {
		fmt.Println(file.Path, len(file.Old), "→", len(file.New), "bytes")
	}
	// Output:
	// BK-3  priority  #3 → #1
	// items/BK-3-receipts.md 72 → 71 bytes
}

// Word the commit message of a change.
func ExampleSummarize() {
	before := load()
	after, err := before.Set("BK-2", "points", "5")
	if err != nil {
		log.Fatal(err)
	}
	message := backlog.Summarize(backlog.Diff(before, after), backlog.SummaryOptions{Action: "edit", Why: "The map needs offline tiles."})
	fmt.Print(message)
	// Output:
	// po: edit BK-2
	//
	// The map needs offline tiles.
	//
	// BK-2  points  2 → 5
	//
	// Po-Action: edit
	// Po-Item: BK-2
}

// Add two items. Their ids come from the largest number in use.
func ExampleBacklog_Add() {
	after, ids, err := load().Add(backlog.AddOptions{Today: today.Stored()},
		backlog.Draft{
			Title: "Reserve a bike", As: "commuter", Want: "to reserve a bike", SoThat: "one waits for me",
			Criteria: []string{"a reservation ends after ten minutes"},
			Assigns:  []backlog.Assign{{Key: "points", Text: "5"}, {Key: "labels", Text: "app, later"}},
		},
		backlog.Draft{Type: backlog.Bug, Title: "The map shows the sea"},
	)
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range ids {
		it, err := after.Item(id)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("--- %s\n%s", it.Path, it.Source())
	}
	// Output:
	// --- items/BK-4-reserve-a-bike.md
	// ---
	// id: BK-4
	// status: draft
	// title: Reserve a bike
	// type: story
	// points: 5
	// created: 2026-10-05
	// labels:
	//   - app
	//   - later
	// ---
	// As a commuter, I want to reserve a bike, so that one waits for me.
	//
	// ## Acceptance criteria
	//
	// - [ ] a reservation ends after ten minutes
	// --- items/BK-5-the-map-shows-the-sea.md
	// ---
	// id: BK-5
	// status: draft
	// title: The map shows the sea
	// type: bug
	// created: 2026-10-05
	// ---
}

// Set keys of several items at once. Every refusal is told, and nothing is
// written unless all can be.
func ExampleBacklog_Edit() {
	b := load()
	after, err := b.Edit([]backlog.ID{"BK-1", "BK-2"},
		backlog.Assign{Key: "labels", Text: "app, pilot"},
		backlog.Assign{Key: "due", Text: "2026-10-15"},
	)
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(b, after)) {
		fmt.Println(line)
	}

	_, err = b.Edit([]backlog.ID{"BK-1", "BK-9"}, backlog.Assign{Key: "due", Text: "soon"})
	fmt.Println(err)
	var missing *backlog.NotFoundError
	var invalid *backlog.InvalidError
	fmt.Println(errors.As(err, &missing), missing.ID, errors.As(err, &invalid), invalid.Key)
	// Output:
	// BK-1  labels  +app
	// BK-1  labels  +pilot
	// BK-1  due  unset → 2026-10-15
	// BK-2  labels  +app
	// BK-2  labels  +pilot
	// BK-2  due  unset → 2026-10-15
	// BK-1: due: "soon" is not a date such as 2026-10-15 or 2026-10-15T09:00:00+02:00
	// BK-9: no such item
	// true BK-9 true due
}

// Lead an item through the flow. A verb checks what the product asks for, and
// says what is missing.
func ExampleBacklog_Do() {
	b := load()
	why := backlog.Why{Today: today.Stored()}

	started, err := b.Do(backlog.VerbStart, why, "BK-1")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(b, started)) {
		fmt.Println(line)
	}

	_, err = b.Do(backlog.VerbReady, why, "BK-3")
	var refused *backlog.RefusedError
	if errors.As(err, &refused) {
		fmt.Println(refused.ID, "is not", refused.Act)
		for _, line := range refused.Lines {
			fmt.Println("-", line)
		}
	}
	// Output:
	// BK-1  status  ready → in-progress
	// BK-1  started  unset → 2026-10-05
	// BK-3 is not ready
	// - text: no role and no means
	// - benefit: no "so that", goal, value or score
	// - criteria: no criteria
	// - points: no points
}

// Edits that go together are all done, or none of them is.
func ExampleBacklog_Apply() {
	b := load()
	_, err := b.Apply(
		func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.Tick("BK-1", true) },
		func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.Set("BK-1", "points", "many") },
	)
	var invalid *backlog.InvalidError
	fmt.Println(errors.As(err, &invalid), invalid.Key, invalid.Value)
	fmt.Println(err)
	// Output:
	// true points many
	// BK-1: points: "many" is not a decimal number
}

// Ask as on the command line: po list points:..3 -label:later --sort points
func ExampleBacklog_Select() {
	b := load()
	query, err := b.ParseQuery([]string{"points:..3", "-label:later"}, backlog.QueryEnv{Today: today})
	if err != nil {
		log.Fatal(err)
	}
	order, err := b.ParseOrder("points", today)
	if err != nil {
		log.Fatal(err)
	}
	for _, it := range b.Select(query, order) {
		fmt.Println(it.ID, it.Points)
	}
	// Output:
	// BK-2 2
	// BK-1 3
}

// Let a score propose an order, and take it. Scores are exact fractions, so that
// items which tie on paper tie here.
func ExampleBacklog_Propose() {
	b := load()
	wsjf, err := backlog.MethodNamed("wsjf")
	if err != nil {
		log.Fatal(err)
	}
	proposal, err := b.Propose(wsjf, today)
	if err != nil {
		log.Fatal(err)
	}
	for _, ranked := range proposal.Ranked {
		fmt.Println(ranked.Rank, ranked.ID, ranked.Score.Value.RatString(), "about", ranked.Score.Text(1))
	}
	for _, left := range proposal.Unscored {
		fmt.Println(left.ID, "stays: it lacks", left.Score.Missing)
	}
	after, err := b.ApplyOrder(backlog.Arrangement{Order: proposal.Order()})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(b, after)) {
		fmt.Println(line)
	}
	// Output:
	// 1 BK-2 17/2 about 8.5
	// 2 BK-1 5 about 5
	// BK-3 stays: it lacks [scores.wsjf.ubv scores.wsjf.tc scores.wsjf.rroe scores.wsjf.size]
	// BK-1  priority  #1 → #2
}

// See what keeps an item from being ready, by the Definition of Ready of po.yaml.
func ExampleBacklog_Readiness() {
	b := load()
	it, err := b.Item("BK-2")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range b.Readiness(it) {
		fmt.Println(line.OK, line.Name, line.Why)
	}
	// Output:
	// true text role and means
	// true benefit says what for
	// false criteria no criteria
	// true points 2 points
	// true dependencies none open
	// true questions none open
	// true unblocked not blocked
}

// Take a sentence apart. The spans lead back to the bytes that were read.
func ExampleParseStory() {
	text := "As a rider, I want to see **free** bikes, so that I walk less."
	story, ok := backlog.ParseStory(text)
	fmt.Println(ok, story.Form, story.Means.Text)
	fmt.Println(text[story.Means.Start:story.Means.End])
	// Output:
	// true connextra see free bikes
	// see **free** bikes
}

// Find the number for a place between two others: the shortest one.
func ExampleBetween() {
	lo, _ := backlog.ParsePriority("10")
	hi, _ := backlog.ParsePriority("10.5")
	middle, ok := backlog.Between(lo, hi)
	fmt.Println(middle, ok)
	// Output: 10.2 true
}

// Two people changed one item: what only one of them touched is settled, what
// both did differently stands between markers.
func ExampleMerge() {
	base := "---\nid: BK-1\nstatus: draft\ntitle: Unlock a bike\npoints: 3\n---\n"
	ours := "---\nid: BK-1\nstatus: draft\ntitle: Unlock a bike by phone\npoints: 5\n---\n"
	theirs := "---\nid: BK-1\nstatus: draft\ntitle: Unlock a bike\npoints: 8\nvalue: 13\n---\n"
	merged := backlog.Merge(base, ours, theirs, backlog.MergeOptions{Path: "items/BK-1.md", Ours: "ours", Theirs: "theirs"})
	fmt.Println(merged.Conflicts)
	fmt.Print(merged.Text)
	// Output:
	// [points]
	// ---
	// id: BK-1
	// status: draft
	// title: Unlock a bike by phone
	// <<<<<<< ours
	// points: 5
	// =======
	// points: 8
	// >>>>>>> theirs
	// value: 13
	// ---
}

// Two people changed different lines of one text.
func ExampleMergeLines() {
	base := "one\ntwo\nthree\nfour\n"
	merged, ok := backlog.MergeLines(base, "ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nFOUR\n")
	fmt.Printf("%q %v\n", merged, ok)
	// Output:
	// "ONE\ntwo\nthree\nFOUR\n" true
}
