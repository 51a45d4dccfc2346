package term

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/render"
)

func someChanges() render.Changes {
	return render.Changes{Items: []render.Changed{
		{ID: "VS-47", Title: "Export the audit log", Kind: render.Added, Place: "#4", Facts: []render.Text{render.Words("3 points")}},
		{ID: "VS-12", Title: "Pay", Edits: []render.Edit{
			{Kind: render.MoveEdit, Field: "priority", Words: render.Text{{Text: "#9 → "}, {Text: "#3", Tone: render.Strong}}},
			{Kind: render.CriterionEdit, Field: "criterion 3", Verb: render.CriterionAdded, Quote: "Given a declined card, I see why"},
			{Kind: render.TextEdit, Field: "body", Words: render.Words("text edited (+2 −1 lines)"), Hunks: []render.Hunk{
				{OldAt: 1, NewAt: 1, Old: []string{"As a rider"}, New: []string{"As a guest", ""}},
			}},
		}},
	}}
}

func TestChanges(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"pipe", Options{}, `
VS-47  added  #4  Export the audit log
VS-12  priority  #9 → #3
VS-12  criterion 3  +Given a declined card, I see why
VS-12  body  text edited (+2 −1 lines)
    - As a rider
    + As a guest
    +
`},
		{"terminal", Options{Terminal: true}, `
VS-47  added        #4  Export the audit log
VS-12  priority     #9 → #3
VS-12  criterion 3  +Given a declined card, I see why
VS-12  body         text edited (+2 −1 lines)
    - As a rider
    + As a guest
    +
`},
		{"colour", Options{Color: true}, "\n" +
			"VS-47  \x1b[32madded\x1b[m  #4  Export the audit log\n" +
			"VS-12  priority  #9 → \x1b[1m#3\x1b[m\n" +
			"VS-12  criterion 3  \x1b[32m+Given a declined card, I see why\x1b[m\n" +
			"VS-12  body  text edited (+2 −1 lines)\n" +
			"    \x1b[31m- As a rider\x1b[m\n    \x1b[32m+ As a guest\x1b[m\n    \x1b[32m+\x1b[m\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := Write(&b, &render.Page{Blocks: []render.Block{someChanges()}}, tt.o); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want[1:], b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLog(t *testing.T) {
	log := render.Log{Entries: []render.Entry{
		{Commit: "3f2c9ab", Time: "2026-10-05 09:00", Author: "mara", Subject: "po: prioritize VS-8", Why: "the banks refuse\n\nafter 15 October\n",
			Changes: render.Changes{Items: someChanges().Items[1:]}},
		{Commit: "1111111", Time: "2026-10-04 09:00", Author: "jonas", Subject: "po: init"},
	}}
	want := `3f2c9ab  2026-10-05 09:00  mara  po: prioritize VS-8
    the banks refuse

    after 15 October
    VS-12  priority  #9 → #3
    VS-12  criterion 3  +Given a declined card, I see why
    VS-12  body  text edited (+2 −1 lines)
        - As a rider
        + As a guest
        +

1111111  2026-10-04 09:00  jonas  po: init
`
	var b strings.Builder
	if err := Write(&b, &render.Page{Blocks: []render.Block{log}}, Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBlocks(t *testing.T) {
	page := &render.Page{Title: "not shown", Blocks: []render.Block{
		render.Heading{Level: 1, Text: render.Words("VS-12  Student discount")},
		render.Fields{Fields: []render.Field{{Name: "status", Value: render.Words("draft")}, {Name: "depends on", Value: render.Words("VS-3")}}},
		render.Prose{Markdown: "As a student, …"},
		render.Bullets{Items: []render.Text{render.Words("text"), render.Words("points")}},
		render.Heading{Level: 2, Text: render.Words("More")},
		render.Lines{Lines: []render.Text{render.Words("a"), render.Words("b")}},
	}}
	want := map[bool]string{
		true:  "VS-12  Student discount\nstatus      draft\ndepends on  VS-3\n\nAs a student, …\n\n• text\n• points\n\nMore\na\nb\n",
		false: "VS-12  Student discount\nstatus\tdraft\ndepends on\tVS-3\n\nAs a student, …\n\ntext\npoints\n\nMore\na\nb\n",
	}
	for terminal, want := range want {
		var b strings.Builder
		if err := Write(&b, page, Options{Terminal: terminal}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("terminal %v (-want +got):\n%s", terminal, diff)
		}
	}
	var b strings.Builder
	if err := Write(&b, nil, Options{}); err != nil || b.Len() > 0 {
		t.Errorf("no page: %q, %v", b.String(), err)
	}
}
