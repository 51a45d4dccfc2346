package backlog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func spell(lines []ReadyLine) string {
	var out []string
	for _, l := range lines {
		mark := "+"
		if !l.OK {
			mark = "-"
		}
		out = append(out, mark+l.Name+" "+l.Setting+" ("+l.Why+")")
	}
	return strings.Join(out, ", ")
}

func TestReadiness(t *testing.T) {
	for _, tt := range []struct{ name, ready, item, want string }{
		{
			"a draft of nothing", "", "type: story",
			"-text on (no role and no means), -benefit on (no \"so that\", goal, value or score), -criteria 1 (no criteria), " +
				"+points 8 (nothing is sized), +dependencies on (not in the order yet), +questions on (none open), +unblocked on (not blocked)",
		},
		{
			"points on", "ready: {text: off, benefit: off, criteria: 0, points: on, dependencies: off, questions: off, unblocked: off}",
			"type: story", "-points on (no points)",
		},
		{"all off", "ready: off", "type: story", ""},
		{"an epic", "", "type: epic", ""},
		{
			"two criteria wanted", "ready: {text: on, benefit: off, criteria: 2, points: off, dependencies: off, questions: off}",
			"type: bug; blocked: {since: 2026-09-01, reason: legal}; criteria: [Expected]",
			"+text on (says what is expected), -criteria 2 (1 of 2 criteria), -unblocked on (blocked: legal)",
		},
	} {
		b := loaded(t, tt.ready+"\n", "id: VS-1; "+tt.item)
		it, err := b.Item("VS-1")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, spell(b.Readiness(it))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		var missing []string
		for _, l := range b.Readiness(it) {
			if !l.OK {
				missing = append(missing, l.Name)
			}
		}
		if diff := cmp.Diff(missing, b.Missing(it)); diff != "" {
			t.Errorf("%s: missing: %s", tt.name, diff)
		}
	}
}

func TestTimeBox(t *testing.T) {
	for text, want := range map[string]bool{
		"Timebox: a week": true, "time-box": true, "2 days": true, "3-day spike": true, "8 Hours": true,
		"a day": false, "2 dogs": false, "": false, "12": false,
	} {
		if got := hasTimeBox(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestGoalOf(t *testing.T) {
	b := loaded(t, "",
		"id: G-1", "id: G-2", "id: R-1; goal: G-2",
		"id: VS-1; type: epic; goal: G-1",
		"id: VS-2; goal: G-2; epic: VS-1",
		"id: VS-3; epic: VS-1; release: R-1",
		"id: VS-4; epic: VS-2; release: R-1",
		"id: VS-5; epic: VS-99; release: R-9")
	for id, want := range map[ID]ID{"VS-2": "G-2", "VS-3": "G-1", "VS-4": "G-2", "VS-5": ""} {
		it, err := b.Item(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.GoalOf(it); got != want {
			t.Errorf("%s serves %q, want %q", id, got, want)
		}
	}
}
