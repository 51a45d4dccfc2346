package backlog

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// refusing is a backlog with what commands refuse on: an id that two files hold, a file that cannot be read, a reference.
func refusing(t *testing.T) *Backlog {
	t.Helper()
	b, err := Load(fstest.MapFS{
		"po.yaml":              {Data: []byte("version: 1\nkey: VS\nstatuses:\n  - {name: in-review, label: In review, category: active}\n")},
		"items/VS-1-a.md":      {Data: []byte("---\nid: VS-1\ntitle: A\ngoal: G-1\ndepends_on:\n  - VS-4\n---\n")},
		"items/VS-2-b.md":      {Data: []byte("---\nid: VS-2\ntitle: B\n---\n")},
		"items/VS-2-twin.md":   {Data: []byte("---\nid: VS-2\ntitle: Twin\n---\n")},
		"items/VS-3-broken.md": {Data: []byte("---\nid: VS-3\ntitle: [x\n---\n")},
		"items/VS-4-d.md":      {Data: []byte("---\nid: VS-4\ntitle: D\n---\n")},
		"goals/G-1-paid.md":    {Data: []byte("---\nid: G-1\nstatus: active\ntitle: Paid\n---\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPickLeavesTheOtherFileOfAnIDOut(t *testing.T) {
	b := refusing(t)
	if _, err := b.Set("VS-2", "points", "3"); err == nil {
		t.Error("an id that two files hold was written")
	}
	picked, err := b.Pick("items/VS-2-twin.md")
	if err != nil {
		t.Fatal(err)
	}
	next, err := picked.Set("VS-2", "points", "3")
	if err != nil {
		t.Fatal(err)
	}
	edits := Edits(picked, next)
	if len(edits) != 1 || edits[0].Path != "items/VS-2-twin.md" {
		t.Errorf("edits %v, want one of the picked file", edits)
	}
	if _, err := b.Pick("items/none.md"); err == nil {
		t.Error("a file that is not there was picked")
	}
}

func TestRefusalsNameTheNextStep(t *testing.T) {
	b := refusing(t)
	tests := []struct {
		name string
		do   func() error
		want string // what the error says, then the next step
	}{
		{"unreadable", func() error { _, err := b.Resolve("3"); return err }, "VS-3: its file items/VS-3-broken.md cannot be read"},
		{"unknown number", func() error { _, err := b.Resolve("99"); return err }, "VS-99: no such item"},
		{"unknown words", func() error { _, err := b.Resolve("ship it"); return err }, "ship it: no such item"},
		{"unknown goal", func() error { _, err := b.Set("VS-1", "goal", "G-9"); return err }, "G-9: no such goal"},
		{"referred to by a list", func() error { _, err := b.Remove("VS-4"); return err },
			"VS-4: something refers to it: VS-1 (depends_on) → po edit VS-1 --remove depends_on=VS-4"},
		{"referred to", func() error { _, err := b.Remove("G-1"); return err }, "G-1: something refers to it: VS-1 (goal) → po edit VS-1 --unset goal"},
		{"a label", func() error { _, err := b.SetStatus("In review", Why{}, "VS-1"); return err }, `status: "In review" is no status (in-review)`},
		{"no reason", func() error { _, err := b.Do(VerbDrop, Why{}, "VS-1"); return err }, "VS-1: po drop needs a reason → po drop VS-1 -m TEXT"},
		{"force without a reason", func() error { _, err := b.Do(VerbReady, Why{Force: true}, "VS-1"); return err },
			"VS-1: --force needs a reason → po ready VS-1 --force -m TEXT"},
		{"an empty title", func() error { _, err := b.Set("VS-1", "title", ""); return err }, "VS-1: title: the value is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.do()
			if err == nil {
				t.Fatal("not refused")
			}
			got := err.Error()
			var refused *RefusedError
			if errors.As(err, &refused) && refused.Next != "" {
				got += " → " + refused.Next
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	var missing *NotFoundError
	if _, err := b.Set("VS-1", "goal", "G-2"); !errors.As(err, &missing) || len(missing.Near) != 1 || missing.Near[0] != "G-1" {
		t.Errorf("%v: goals alone are offered in place of a goal", err)
	}
}

func TestScoreInputsAreJudgedBeforeTheyAreWritten(t *testing.T) {
	b := refusing(t)
	tests := []struct{ key, text, refused string }{
		{"scores.wsjf.ubv", "13", ""},
		{"scores.wsjf.ubv", "4", ""}, // off the scale: a matter of the check
		{"scores.rice.confidence", "80%", ""},
		{"scores.cd3.profile", "fixed-date", ""},
		{"scores.ours.anything", "x", ""},
		{"scores.wsjf.ubv", "abc", "is not a decimal number"},
		{"scores.wsjf.ubw", "5", "no such input of wsjf (ubv, tc, rroe, size)"},
		{"scores.wsjf.size", "0", "must be above zero"},
		{"scores.wsjf", "1", "scores hold a map of inputs"},
	}
	for _, tt := range tests {
		_, err := b.Set("VS-1", tt.key, tt.text)
		switch {
		case tt.refused == "" && err != nil:
			t.Errorf("%s=%s: %v", tt.key, tt.text, err)
		case tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)):
			t.Errorf("%s=%s: %v, want a refusal with %q", tt.key, tt.text, err, tt.refused)
		}
	}
}

// A path that no file of the backlog has is refused in one type wherever a file is named by its path.
func TestUnknownPathIsInvalid(t *testing.T) {
	t.Parallel()
	b := refusing(t)
	const path = "items/none.md"
	_, pick := b.Pick(path)
	_, rename := b.RenameFile(path)
	_, _, renumber := b.NewID(path, AddOptions{}, nil)
	for name, err := range map[string]error{"Pick": pick, "RenameFile": rename, "NewID": renumber} {
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Key != "path" || invalid.Value != path {
			t.Errorf("%s: %#v", name, err)
		}
	}
}
