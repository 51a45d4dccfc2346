package backlog

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// verbItem is a story that passes the Definition of Ready, in a status.
func verbItem(keys, box string) string {
	return "---\nid: US-1\n" + keys + "title: See free bikes\ntype: story\n---\nAs a rider, I want a map, so that I save time.\n\n" +
		"## Acceptance criteria\n\n- [" + box + "] A bike is shown\n"
}

func loadOne(t *testing.T, config, item string) *Backlog {
	t.Helper()
	b, err := Load(fstest.MapFS{"po.yaml": {Data: []byte(config)}, "items/US-1.md": {Data: []byte(item)}})
	if err != nil {
		t.Fatal(err)
	}
	if broken := append(b.Broken(), b.Problems()...); len(broken) > 0 {
		t.Fatal(broken[0])
	}
	return b
}

// TestVerbs is the table of the flow: from where each verb leads, and which keys it writes and removes.
func TestVerbs(t *testing.T) {
	const day = "2026-10-05"
	tests := []struct {
		from, box string
		verb      Verb
		want      string // the keys afterwards, or what is refused
	}{
		{"status: draft\n", " ", VerbReady, "status: ready\n"},
		{"status: rejected\nstarted: 2026-09-28\n", " ", VerbReady, "status: ready\nstarted: 2026-09-28\n"},
		{"status: in-progress\nstarted: 2026-09-28\n", " ", VerbReady, "status: ready\n"},
		{"status: done\ndone: 2026-09-30\n", " ", VerbReady, "refused: po reopen US-1"},
		{"status: draft\n", " ", VerbStart, "status: in-progress\nstarted: " + day + "\n"},
		{"status: ready\n", " ", VerbStart, "status: in-progress\nstarted: " + day + "\n"},
		{"status: rejected\nstarted: 2026-09-28\n", " ", VerbStart, "status: in-progress\nstarted: 2026-09-28\n"},
		{"status: accepted\naccepted: 2026-09-30\n", " ", VerbStart, "refused: po reopen US-1"},
		{"status: in-progress\nstarted: 2026-09-28\n", " ", VerbStart, "status: in-progress\nstarted: 2026-09-28\n"},
		{"status: draft\n", " ", VerbDone, "status: done\ndone: " + day + "\n"},
		{"status: in-progress\nstarted: 2026-09-28\n", " ", VerbDone, "status: done\nstarted: 2026-09-28\ndone: " + day + "\n"},
		{"status: dropped\n", " ", VerbDone, "refused: po reopen US-1"},
		{"status: done\ndone: 2026-09-30\n", "x", VerbAccept, "status: accepted\ndone: 2026-09-30\naccepted: " + day + "\n"},
		{"status: in-progress\nstarted: 2026-09-28\n", "x", VerbAccept, "status: accepted\nstarted: 2026-09-28\ndone: " + day + "\naccepted: " + day + "\n"},
		{"status: done\ndone: 2026-09-30\n", " ", VerbAccept, "refused: po tick US-1 1, or po reject US-1 1 -m …"},
		{"status: draft\n", "x", VerbAccept, "refused: po done US-1"},
		{"status: done\ndone: 2026-09-30\n", " ", VerbStart, "refused: po reopen US-1"},
		{"status: done\nstarted: 2026-09-28\ndone: 2026-09-30\n", "x", VerbReject,
			"status: rejected\nstarted: 2026-09-28\nrejections:\n  - {date: " + day + ", reason: why}\n"},
		{"status: accepted\ndone: 2026-09-30\naccepted: 2026-10-01\n", "x", VerbReject,
			"status: rejected\nrejections:\n  - {date: " + day + ", reason: why}\n"},
		{"status: draft\n", " ", VerbReject, "refused: "},
		{"status: in-progress\nsprint: S-1\nstarted: 2026-09-28\n", " ", VerbDrop,
			"status: dropped\nstarted: 2026-09-28\ndropped: {date: " + day + ", reason: why}\n"},
		{"status: accepted\n", " ", VerbDrop, "refused: po reopen US-1"},
		{"status: accepted\nstarted: 2026-09-28\ndone: 2026-09-30\naccepted: 2026-10-01\n", "x", VerbReopen, "status: ready\nstarted: 2026-09-28\n"},
		{"status: done\ndone: 2026-09-30\n", "x", VerbReopen, "status: ready\n"},
		{"status: dropped\ndropped: {date: 2026-09-01, reason: no}\n", " ", VerbReopen, "status: draft\n"},
		{"status: draft\n", " ", VerbReopen, "refused: "},
		{"status: ready\n", " ", VerbBlock, "status: ready\nblocked: {since: " + day + ", reason: why}\n"},
		{"status: ready\nblocked: {since: 2026-09-01, reason: old}\n", " ", VerbBlock, "status: ready\nblocked: {since: 2026-09-01, reason: why}\n"},
		{"status: ready\nblocked: {since: 2026-09-01, reason: old}\n", " ", VerbUnblock, "status: ready\n"},
		{"status: accepted\n", " ", VerbBlock, "refused: "},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s from %q", tt.verb, tt.from), func(t *testing.T) {
			b := loadOne(t, "version: 1\n", verbItem(tt.from, tt.box))
			next, err := b.Do(tt.verb, Why{Today: day, Text: "why"}, "US-1")
			var refused *RefusedError
			if errors.As(err, &refused) {
				if got := "refused: " + refused.Next; got != tt.want {
					t.Errorf("%s (%v), want %s", got, refused, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, flowKeys(next)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// flowKeys gives the lines of front matter that verbs write.
func flowKeys(b *Backlog) string {
	it, _ := b.Item("US-1")
	front := it.Source()[:strings.Index(it.Source(), "As a rider")]
	var kept strings.Builder
	for line := range strings.Lines(front) {
		switch key, _, _ := strings.Cut(line, ":"); key {
		case "---\n", "id", "title", "type":
		default:
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// TestForceLeavesANote goes past the Definition of Ready with a reason, which stays in the file; without one it is refused.
func TestForceLeavesANote(t *testing.T) {
	item := "---\nid: US-1\nstatus: draft\ntitle: Fast app\ntype: story\n---\n"
	b := loadOne(t, "version: 1\n", item)
	_, err := b.Do(VerbReady, Why{Today: "2026-10-05"}, "US-1")
	var refused *RefusedError
	if !errors.As(err, &refused) || !refused.Forcible || len(refused.Lines) != 3 {
		t.Fatalf("text, benefit and criteria are missing, and can be forced: %v", err)
	}
	if _, err := b.Do(VerbReady, Why{Today: "2026-10-05", Force: true}, "US-1"); err == nil {
		t.Error("forced without a reason")
	}
	b, err = b.Do(VerbReady, Why{Today: "2026-10-05", Force: true, Text: "the trade fair", Author: "mara"}, "US-1")
	if err != nil {
		t.Fatal(err)
	}
	it, _ := b.Item("US-1")
	const note = "## Notes\n\n- 2026-10-05 mara: ready although no role and no means; no \"so that\", goal, value or score; no criteria: the trade fair\n"
	if !strings.HasSuffix(it.Body(), note) {
		t.Errorf("the note is missing:\n%s", it.Body())
	}
}

// TestAllOrNone names every refusal of several items and changes nothing.
func TestAllOrNone(t *testing.T) {
	b, err := Load(fstest.MapFS{
		"po.yaml":       {Data: []byte("version: 1\n")},
		"items/US-1.md": {Data: []byte(verbItem("status: draft\n", " "))},
		"items/US-2.md": {Data: []byte("---\nid: US-2\nstatus: accepted\ntitle: B\n---\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Do(VerbStart, Why{Today: "2026-10-05"}, "US-1", "US-2", "US-3")
	var refused *RefusedError
	var missing *NotFoundError
	if !errors.As(err, &refused) || refused.ID != "US-2" || !errors.As(err, &missing) || missing.ID != "US-3" {
		t.Errorf("both refusals must be named: %v", err)
	}
	if it, _ := b.Item("US-1"); it.Status != StatusDraft {
		t.Error("the snapshot has changed")
	}
}

// TestOwnFlow runs verbs under statuses that po.yaml names itself, and without acceptance.
func TestOwnFlow(t *testing.T) {
	const config = "version: 1\nstatuses:\n  - {name: shipped, category: finished, verb: done}\n  - {name: in-review, category: active}\n"
	b := loadOne(t, config, verbItem("status: in-progress\n", " "))
	next, err := b.Do(VerbDone, Why{Today: "2026-10-05"}, "US-1")
	if err != nil {
		t.Fatal(err)
	}
	if it, _ := next.Item("US-1"); it.Status != "shipped" || it.Category() != Finished || it.Done != "2026-10-05" {
		t.Errorf("%+v", it)
	}
	next, err = b.SetStatus("in-review", Why{Today: "2026-10-05"}, "US-1")
	if err != nil {
		t.Fatal(err)
	}
	if it, _ := next.Item("US-1"); it.Status != "in-review" || it.Started != "2026-10-05" {
		t.Errorf("%+v", it)
	}
	b = loadOne(t, "version: 1\nacceptance: none\n", verbItem("status: in-progress\n", " "))
	if next, err = b.Do(VerbDone, Why{Today: "2026-10-05"}, "US-1"); err != nil {
		t.Fatal(err)
	}
	if it, _ := next.Item("US-1"); it.Category() != Closed {
		t.Errorf("done closes without acceptance: %v", it.Category())
	}
	if _, err := next.Do(VerbAccept, Why{Today: "2026-10-05"}, "US-1"); err == nil {
		t.Error("accept without acceptance")
	}
}

// TestRejectUnticksWhatFailed names the criteria that failed and takes their ticks off.
func TestRejectUnticksWhatFailed(t *testing.T) {
	b := loadOne(t, "version: 1\n", verbItem("status: done\ndone: 2026-09-30\n", "x"))
	next, err := b.Do(VerbReject, Why{Today: "2026-10-05", Text: "no", Failed: []int{1}}, "US-1")
	if err != nil {
		t.Fatal(err)
	}
	it, _ := next.Item("US-1")
	if met, all := it.CriteriaMet(); met != 0 || all != 1 {
		t.Errorf("%d of %d met", met, all)
	}
	if want := []Rejection{{Date: "2026-10-05", Reason: "no", Criteria: []int{1}}}; !cmp.Equal(it.Rejections, want) {
		t.Error(cmp.Diff(want, it.Rejections))
	}
	if _, err := b.Do(VerbReject, Why{Today: "2026-10-05", Text: "no", Failed: []int{2}}, "US-1"); err == nil {
		t.Error("there is no criterion 2")
	}
}
