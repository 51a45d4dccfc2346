package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// prefix is the key of the generated product, the first half of every id.
const prefix = "PB"

// An item is one generated file of the backlog, in two states: as it was
// written first, and as it is now.
type item struct {
	number    int
	status    string
	kind      string
	title     string
	priority  string // empty: not prioritized
	points    string
	created   time.Time
	started   time.Time
	finished  time.Time
	fields    []string // lines of the front matter that stand between created and the dates
	scores    []string // one line a method
	story     string
	criteria  []string
	narrative string // background and notes, whole
}

// day is how dates stand in files.
func day(t time.Time) string { return t.Format(time.DateOnly) }

// newItem makes item number of a backlog of so many. The same seed and number
// give the same item; place is its rank in the order.
func newItem(seed uint64, number, of, place int) item {
	r := rand.New(rand.NewPCG(seed, uint64(number)))
	it := item{number: number, created: dayOf(number, of), kind: kindOf(r, number)}
	it.status = statusOf(r, it.kind, float64(number)/float64(of))
	it.dates(r)
	it.text(r)
	if it.kind != "epic" {
		it.points = one(r, []string{"1", "2", "3", "3", "5", "5", "8", "13"})
		if it.status != "draft" || r.IntN(2) == 0 {
			it.priority = strconv.Itoa(1000 + 10*place)
		}
		if it.priority != "" && r.IntN(17) == 0 {
			it.priority += "." + strconv.Itoa(1+r.IntN(9))
		}
	}
	it.fields = it.planning(r, of)
	if r.IntN(10) < 6 {
		steps := []string{"1", "2", "3", "5", "8", "13", "20"}
		it.scores = append(it.scores, fmt.Sprintf("wsjf: {ubv: %s, tc: %s, rroe: %s}", one(r, steps), one(r, steps), one(r, steps)))
	}
	return it
}

// dayOf spreads the items over the life of the product in the order of their
// numbers.
func dayOf(number, of int) time.Time {
	return firstDay.AddDate(0, 0, (number-1)*lifeDays/of)
}

func kindOf(r *rand.Rand, number int) string {
	switch n := r.IntN(100); {
	case number%epicEvery == 0:
		return "epic"
	case n < 77:
		return "story"
	case n < 89:
		return "bug"
	case n < 97:
		return "enabler"
	}
	return "spike"
}

// statusOf gives old items an end and leaves young ones open; age runs from 0,
// the oldest, to 1.
func statusOf(r *rand.Rand, kind string, age float64) string {
	shares := []string{"draft", "draft", "draft", "draft", "draft", "draft", "ready", "ready", "ready", "dropped"}
	switch {
	case kind == "epic":
		return "draft"
	case age < 0.55:
		shares = []string{"accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "dropped"}
	case age < 0.7:
		shares = []string{"accepted", "accepted", "accepted", "accepted", "done", "in-progress", "ready", "ready", "draft", "draft"}
	}
	return one(r, shares)
}

func (it *item) dates(r *rand.Rand) {
	it.started = it.created.AddDate(0, 0, 3+r.IntN(40))
	it.finished = it.started.AddDate(0, 0, 1+r.IntN(9))
}

func (it *item) text(r *rand.Rand) {
	verb, quality, object, when := one(r, verbs), one(r, qualities), one(r, objects), one(r, circumstances)
	role := one(r, roles)
	article := "a"
	if strings.ContainsRune("aeiou", rune(role[0])) {
		article = "an"
	}
	it.title = strings.ToUpper(verb[:1]) + verb[1:] + " the " + quality + " " + object
	switch it.kind {
	case "story":
		it.story = fmt.Sprintf("As %s %s, I want to %s the %s %s %s, so that %s.", article, role, verb, quality, object, when, one(r, benefits))
	case "bug":
		it.title = fmt.Sprintf("The %s %s %s", quality, object, one(r, problems))
		it.story = expand(r, fmt.Sprintf("Steps: %s the %s %s %s. Expected: it holds for the {quality} {object} too. Seen: the %s {problem}.", verb, quality, object, when, object))
	case "spike":
		it.story = fmt.Sprintf("Question: can %s %s %s the %s %s %s? Timebox: 2 days.", article, role, verb, quality, object, when)
	case "enabler":
		it.story = expand(r, fmt.Sprintf("The {object} has to know the %s %s before %s %s can %s it %s.", quality, object, article, role, verb, when))
	}
	if r.IntN(15) == 0 {
		it.title = "Größe: " + it.title // what has to be quoted, and is not ASCII
	}
	for range 4 + r.IntN(3) {
		it.criteria = append(it.criteria, sentence(r, one(r, criteria)))
	}
	it.narrative = it.background(r)
}

// background returns the paragraph and the notes that make the file as long as
// a real one.
func (it *item) background(r *rand.Rand) string {
	var b strings.Builder
	for i := range 6 + r.IntN(3) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(sentence(r, one(r, sentences)))
	}
	if r.IntN(3) > 0 {
		b.WriteString("\n\n## Notes\n")
		for i := range 1 + r.IntN(3) {
			fmt.Fprintf(&b, "\n- %s %s: %s", day(it.created.AddDate(0, 0, 1+3*i)), people[r.IntN(5)], expand(r, one(r, notes)))
		}
	}
	return b.String()
}

// planning returns the keys from value to due, as many as real files have, in
// the order in which po writes them.
func (it *item) planning(r *rand.Rand, of int) []string {
	var lines []string
	set := func(share int, key, value string) {
		if r.IntN(100) < share {
			lines = append(lines, key+": "+value)
		}
	}
	if it.kind != "epic" {
		set(80, "value", one(r, []string{"1", "2", "3", "5", "8", "13", "20"}))
	}
	set(100, "area", one(r, areas))
	if it.ran() {
		set(90, "sprint", "S-"+strconv.Itoa(1+daysBetween(firstDay, it.started)/sprintDays))
	}
	if epics := of / epicEvery; epics > 0 && it.kind != "epic" {
		set(60, "epic", id(epicEvery*(1+r.IntN(epics))))
	}
	set(50, "release", "R-"+strconv.Itoa(1+daysBetween(firstDay, it.created)/releaseDays))
	set(60, "moscow", one(r, []string{"must", "should", "could", "wont"}))
	set(30, "owner", one(r, people))
	if it.ran() {
		set(90, "assignee", one(r, people))
	}
	lines = append(lines, list("labels", pick(r, labels, r.IntN(4)))...)
	if half := it.number / 2; half > 0 && r.IntN(5) == 0 {
		lines = append(lines, list("depends_on", []string{id(1 + r.IntN(half))})...)
	}
	set(5, "due", day(it.created.AddDate(0, 6, 0)))
	return lines
}

// ran reports whether somebody has begun the item.
func (it *item) ran() bool {
	return it.status == "in-progress" || it.status == "done" || it.status == "accepted"
}

func id(number int) string { return prefix + "-" + strconv.Itoa(number) }

func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// pick returns n different entries in the list's own order.
func pick(r *rand.Rand, from []string, n int) []string {
	var chosen []string
	for i, each := range from {
		if r.IntN(len(from)-i) < n-len(chosen) {
			chosen = append(chosen, each)
		}
	}
	return chosen
}

// list returns the lines of a list in block style.
func list(key string, entries []string) []string {
	if len(entries) == 0 {
		return nil
	}
	lines := []string{key + ":"}
	for _, e := range entries {
		lines = append(lines, "  - "+e)
	}
	return lines
}

// path is where the file lies in the repository.
func (it *item) path() string {
	slug := strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-':
			return c
		case c == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(strings.TrimPrefix(it.title, "Größe: ")))
	return "backlog/items/" + id(it.number) + "-" + slug + ".md"
}

// now returns the file as it is at the end of the history.
func (it *item) now() string {
	var b strings.Builder
	it.head(&b, it.status, it.priority, it.points)
	for _, line := range it.fields {
		b.WriteString(line + "\n")
	}
	if it.ran() {
		fmt.Fprintf(&b, "started: %s\n", day(it.started))
	}
	if it.status == "done" || it.status == "accepted" {
		fmt.Fprintf(&b, "done: %s\n", day(it.finished))
	}
	if it.status == "accepted" {
		fmt.Fprintf(&b, "accepted: %s\n", day(it.finished.AddDate(0, 0, 1)))
	}
	if it.status == "dropped" {
		fmt.Fprintf(&b, "dropped: {date: %s, reason: nobody asked for it again}\n", day(it.started))
	}
	if len(it.scores) > 0 {
		b.WriteString("scores:\n")
		for _, method := range it.scores {
			b.WriteString("  " + method + "\n")
		}
	}
	it.body(&b, it.status == "done" || it.status == "accepted")
	return b.String()
}

// early returns the file as it was captured: a draft, perhaps with a place in
// the order that it had for a while.
func (it *item) early(priority string) string {
	var b strings.Builder
	it.head(&b, "draft", priority, "")
	it.body(&b, false)
	return b.String()
}

func (it *item) head(b *strings.Builder, status, priority, points string) {
	title := it.title
	if strings.Contains(title, ": ") {
		title = strconv.Quote(title)
	}
	fmt.Fprintf(b, "---\nid: %s\nstatus: %s\ntitle: %s\n", id(it.number), status, title)
	if priority != "" {
		fmt.Fprintf(b, "priority: %s\n", priority)
	}
	fmt.Fprintf(b, "type: %s\n", it.kind)
	if points != "" {
		fmt.Fprintf(b, "points: %s\n", points)
	}
	fmt.Fprintf(b, "created: %s\n", day(it.created))
}

func (it *item) body(b *strings.Builder, met bool) {
	b.WriteString("---\n")
	if it.story != "" {
		b.WriteString(it.story + "\n\n")
	}
	background, rest, noted := strings.Cut(it.narrative, "\n\n")
	b.WriteString(background + "\n\n## Acceptance criteria\n\n")
	box := "- [ ] "
	if met {
		box = "- [x] "
	}
	for _, c := range it.criteria {
		b.WriteString(box + c + "\n")
	}
	if noted {
		b.WriteString("\n" + rest + "\n")
	}
}
