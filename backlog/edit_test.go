package backlog

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a backlog with one record of every kind that items name.
func small(t *testing.T) *Backlog {
	t.Helper()
	b, err := Load(fstest.MapFS{
		"po.yaml":           {Data: []byte("version: 1\nkey: VS\nareas:\n  - {name: pay, owner: mara}\nfields:\n  - {key: persona, type: string, values: [rider, operator]}\n  - {key: risk, type: number}\n")},
		"items/VS-1-map.md": {Data: []byte("---\nid: VS-1   # the first\nstatus: draft\ntitle: Map\ncustom:  {a: 1}\n---\ntext\r\n")},
		"items/VS-2-pay.md": {Data: []byte("---\nid: VS-2\nstatus: draft\ntitle: Pay\nlabels: [a, b]\ndepends_on:\n- VS-1\n---\n")},
		"items/VS-3-e.md":   {Data: []byte("---\nid: VS-3\nstatus: draft\ntitle: Ride\ntype: epic\n---\n")},
		"goals/G-1.md":      {Data: []byte("---\nid: G-1\nstatus: active\ntitle: Paid rides\n---\n")},
		"sprints/S-1.md":    {Data: []byte("---\nid: S-1\nstatus: planned\ntitle: One\n---\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEditWritesTheBytesItMeans sets, changes and unsets keys of every kind; all other bytes stay.
func TestEditWritesTheBytesItMeans(t *testing.T) {
	tests := []struct {
		id        ID
		assign    Assign
		old, want string // what is replaced in the file
	}{
		{"VS-1", Assign{Key: "points", Text: "5"}, "title: Map\n", "title: Map\npoints: 5\n"},
		{"VS-1", Assign{Key: "title", Text: "Pay: by card"}, "title: Map\n", "title: \"Pay: by card\"\n"},
		{"VS-1", Assign{Key: "title", Text: "Yes"}, "title: Map\n", "title: \"Yes\"\n"},
		{"VS-1", Assign{Key: "due", Text: "2026-10-15"}, "title: Map\n", "title: Map\ndue: 2026-10-15\n"},
		{"VS-1", Assign{Key: "scores.wsjf.ubv", Text: "13"}, "title: Map\n", "title: Map\nscores:\n  wsjf: {ubv: 13}\n"},
		{"VS-1", Assign{Key: "goal", Text: "G-1"}, "title: Map\n", "title: Map\ngoal: G-1\n"},
		{"VS-1", Assign{Key: "epic", Text: "3"}, "title: Map\n", "title: Map\nepic: VS-3\n"},
		{"VS-1", Assign{Key: "persona", Text: "rider"}, "title: Map\n", "title: Map\npersona: rider\n"},
		{"VS-1", Assign{Key: "labels", Text: `x,"needs, legal"`}, "title: Map\n", "title: Map\nlabels:\n  - x\n  - needs, legal\n"},
		{"VS-1", Assign{Op: UnsetKey, Key: "custom"}, "custom:  {a: 1}\n", ""},
		{"VS-1", Assign{Op: UnsetKey, Key: "points"}, "", ""},
		{"VS-2", Assign{Op: AppendTo, Key: "labels", Text: "c"}, "[a, b]", "[a, b, c]"},
		{"VS-2", Assign{Op: AppendTo, Key: "labels", Text: "a"}, "", ""},
		{"VS-2", Assign{Op: TakeFrom, Key: "labels", Text: "a"}, "[a, b]", "[b]"},
		{"VS-2", Assign{Op: AppendTo, Key: "depends_on", Text: "3"}, "- VS-1\n", "- VS-1\n- VS-3\n"},
		{"VS-2", Assign{Op: TakeFrom, Key: "depends_on", Text: "1"}, "depends_on:\n- VS-1\n", ""},
		{"S-1", Assign{Key: "sprint_goal", Text: "A rider can pay."}, "title: One\n", "title: One\nsprint_goal: A rider can pay.\n"},
	}
	for _, tt := range tests {
		b := small(t)
		before := sourceOf(t, b, tt.id)
		next, err := b.Edit([]ID{tt.id}, tt.assign)
		if err != nil {
			t.Errorf("%s %+v: %v", tt.id, tt.assign, err)
			continue
		}
		want := strings.Replace(before, tt.old, tt.want, 1)
		if got := sourceOf(t, next, tt.id); got != want {
			t.Errorf("%s %+v:\n%s\nwant\n%s", tt.id, tt.assign, got, want)
		}
		if want == before && next != b {
			t.Errorf("%s %+v: nothing changes, but there is a new snapshot", tt.id, tt.assign)
		}
	}
}

func sourceOf(t *testing.T, b *Backlog, id ID) string {
	t.Helper()
	f := b.lookup(id)
	if f == nil {
		t.Fatalf("%s is gone", id)
	}
	return f.src
}

// TestEditRefuses judges values by the field table and by what there is.
func TestEditRefuses(t *testing.T) {
	tests := []struct {
		id     ID
		assign Assign
		want   string
	}{
		{"VS-1", Assign{Key: "points", Text: "many"}, "points: \"many\" is not a decimal number"},
		{"VS-1", Assign{Key: "points", Text: "-1"}, "points: -1 is below zero"},
		{"VS-1", Assign{Key: "priority", Text: "1_000"}, `priority: "1_000" is not a decimal number`},
		{"VS-1", Assign{Key: "priority", Text: "0x10"}, `priority: "0x10" is not a decimal number`},
		{"VS-1", Assign{Key: "priority", Text: ".inf"}, `priority: ".inf" is not a decimal number`},
		{"VS-1", Assign{Key: "priority", Text: "P1"}, "priority is a place in the order, lower first; for must, should, could use moscow"},
		{"VS-1", Assign{Key: "priority", Text: "high"}, "priority is a place in the order, lower first; for must, should, could use moscow"},
		{"VS-1", Assign{Key: "due", Text: "soon"}, "due: \"soon\" is not a date"},
		{"VS-1", Assign{Key: "moscow", Text: "maybe"}, "is none of must, should, could, wont"},
		{"VS-1", Assign{Key: "area", Text: "sea"}, "no such area (pay)"},
		{"VS-1", Assign{Key: "goal", Text: "VS-2"}, "VS-2 is an item, a goal is expected"},
		{"VS-1", Assign{Key: "epic", Text: "VS-2"}, "VS-2 is a story, not an epic"},
		{"VS-1", Assign{Key: "depends_on", Text: "VS-1"}, "it cannot name itself"},
		{"VS-1", Assign{Key: "depends_on", Text: "VS-9"}, "VS-9: no such item"},
		{"VS-1", Assign{Key: "title", Text: "a\nb"}, "a title is one line"},
		{"VS-1", Assign{Key: "title", Text: strings.Repeat("x", 201)}, "more than 200 characters"},
		{"VS-1", Assign{Op: UnsetKey, Key: "title"}, "cannot be unset"},
		{"VS-1", Assign{Key: "id", Text: "VS-7"}, "is written by po alone"},
		{"VS-1", Assign{Key: "priorty", Text: "1"}, "no such key; own keys are declared under fields: in po.yaml (priority)"},
		{"VS-1", Assign{Key: "scores", Text: "1"}, "is a map: set its keys, such as scores.wsjf.ubv"},
		{"VS-1", Assign{Op: AppendTo, Key: "title", Text: "x"}, "is no list"},
		{"VS-1", Assign{Key: "status", Text: "nowhere"}, "no such status (draft, "},
		{"VS-1", Assign{Key: "persona", Text: "walker"}, "is none of rider, operator"},
		{"VS-1", Assign{Key: "risk", Text: "1e3"}, "is not a decimal number"},
		{"VS-2", Assign{Op: TakeFrom, Key: "labels", Text: "z"}, "\"z\" is not in the list (a, b)"},
		{"VS-8", Assign{Key: "points", Text: "1"}, "VS-8: no such item"},
	}
	for _, tt := range tests {
		b := small(t)
		next, err := b.Edit([]ID{tt.id}, tt.assign)
		if err == nil {
			t.Errorf("%s %+v is accepted:\n%s", tt.id, tt.assign, sourceOf(t, next, tt.id))
			continue
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %+v: %v, want %s", tt.id, tt.assign, err, tt.want)
		}
	}
}

// TestRemoveKeepsReferencesWhole refuses to delete what something names, and deletes what nothing does, or both together.
func TestRemoveKeepsReferencesWhole(t *testing.T) {
	b := small(t)
	_, err := b.Remove("VS-1")
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Lines[0] != "VS-2 (depends_on)" {
		t.Fatalf("VS-2 depends on it: %v", err)
	}
	next, err := b.Remove("VS-1", "VS-2")
	if err != nil {
		t.Fatal(err)
	}
	if next.Len() != 1 || b.Len() != 3 {
		t.Errorf("%d items are left of %d", next.Len(), b.Len())
	}
}

// TestSettings changes one key of po.yaml by bytes, and refuses what po.yaml cannot hold.
func TestSettings(t *testing.T) {
	b := small(t)
	next, err := b.SetConfig("timezone", "Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := next.Config().Source(), b.Config().Source()+"timezone: Europe/Berlin\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for key, value := range map[string]string{"timezone": "Nowhere/Town", "colour": "red", "key": "S", "ids": "both", "check.story.vague": "loud", "score": "wsfj"} {
		if _, err := b.SetConfig(key, value); err == nil {
			t.Errorf("%s: %s is accepted", key, value)
		}
	}
	if next, err = b.SetConfig("check.story.vague", "off"); err != nil || !strings.HasSuffix(next.Config().Source(), "check: {story.vague: \"off\"}\n") {
		t.Errorf("a rule's level: %v\n%s", err, next.Config().Source())
	}
	_, err = Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkye: VS\n")}})
	var parse *ParseError
	if !errors.As(err, &parse) || parse.Pos.String() != "po.yaml:2:1" || !strings.Contains(parse.Msg, "did you mean key?") {
		t.Errorf("the slip is not named with its place: %v", err)
	}
}

// TestRecordStatus gives goals their status and the day of their end, and leaves sprints to their verbs.
func TestRecordStatus(t *testing.T) {
	b := small(t)
	next, err := b.SetRecordStatus("achieved", "2026-10-31", "G-1")
	if err != nil {
		t.Fatal(err)
	}
	if got := sourceOf(t, next, "G-1"); got != "---\nid: G-1\nstatus: achieved\ntitle: Paid rides\nended: 2026-10-31\n---\n" {
		t.Errorf("%s", got)
	}
	if next, err = next.SetRecordStatus("active", "2026-11-01", "G-1"); err != nil || sourceOf(t, next, "G-1") != sourceOf(t, b, "G-1") {
		t.Errorf("%v: %s", err, sourceOf(t, next, "G-1"))
	}
	for id, status := range map[ID]string{"G-1": "done", "S-1": "active", "VS-1": "active"} {
		if _, err := b.SetRecordStatus(status, "2026-11-01", id); err == nil {
			t.Errorf("%s: %s is accepted", id, status)
		}
	}
}
