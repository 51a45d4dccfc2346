package term

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/render"
)

// backlogTable is a table as the list of a backlog is one.
func backlogTable() render.Table {
	row := func(n, id, status, points, title, shown string) []render.Cell {
		c := render.Cell{Value: title}
		if shown != "" {
			c.Show = render.Words(shown)
		}
		return []render.Cell{{Value: n}, {Value: id}, {Value: status}, {Value: points}, c}
	}
	return render.Table{
		Columns: []render.Column{
			{Name: "#", Right: true, Leave: 3}, {Name: "id"}, {Name: "status", Leave: 2},
			{Name: "pts", Right: true, Leave: 1}, {Name: "title", Cut: true},
		},
		Parts: []render.Part{
			{Rows: [][]render.Cell{
				row("1", "VS-8", "ready", "5", "Move card payments to strong customer authentication", "enabler: Move card payments to strong customer authentication"),
				row("12", "VS-104", "in-progress", "0.5", "見る 👨‍👩‍👧 ok", ""),
			}},
			{Label: "empty"},
			{Label: "not prioritized", Rows: [][]render.Cell{row("", "VS-9", "draft", "", "", "")}},
		},
	}
}

func TestTable(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"unlimited", Options{Terminal: true}, `
 #  ID      STATUS       PTS  TITLE
 1  VS-8    ready          5  enabler: Move card payments to strong customer authentication
12  VS-104  in-progress  0.5  見る 👨‍👩‍👧 ok
── not prioritized (1) ──
    VS-9    draft
`},
		{"cut", Options{Terminal: true, Width: 60}, `
 #  ID      STATUS       PTS  TITLE
 1  VS-8    ready          5  enabler: Move card payments t…
12  VS-104  in-progress  0.5  見る 👨‍👩‍👧 ok
── not prioritized (1) ──
    VS-9    draft
`},
		{"points leave", Options{Terminal: true, Width: 49}, `
 #  ID      STATUS       TITLE
 1  VS-8    ready        enabler: Move card paym…
12  VS-104  in-progress  見る 👨‍👩‍👧 ok
── not prioritized (1) ──
    VS-9    draft
`},
		{"status leaves", Options{Terminal: true, Width: 40}, `
 #  ID      TITLE
 1  VS-8    enabler: Move card payments…
12  VS-104  見る 👨‍👩‍👧 ok
── not prioritized (1) ──
    VS-9
`},
		{"position leaves", Options{Terminal: true, Width: 30}, `
ID      TITLE
VS-8    enabler: Move card pa…
VS-104  見る 👨‍👩‍👧 ok
── not prioritized (1) ──
VS-9
`},
		{"no room at all", Options{Terminal: true, Width: 5}, `
ID      …
VS-8    …
VS-104  …
── not prioritized (1) ──
VS-9
`},
		{"pipe", Options{Width: 20}, `
1	VS-8	ready	5	Move card payments to strong customer authentication
12	VS-104	in-progress	0.5	見る 👨‍👩‍👧 ok
	VS-9	draft		
`},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := Write(&b, &render.Page{Blocks: []render.Block{backlogTable()}}, tt.o); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want[1:], b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// A table without rows says nothing, not even its header.
func TestTableEmpty(t *testing.T) {
	table := backlogTable()
	table.Parts = table.Parts[1:2]
	for _, o := range []Options{{Terminal: true}, {}} {
		var b strings.Builder
		if err := Write(&b, &render.Page{Blocks: []render.Block{table}}, o); err != nil || b.Len() > 0 {
			t.Errorf("%+v: %q, %v", o, b.String(), err)
		}
	}
}

func TestTableColor(t *testing.T) {
	table := render.Table{
		Columns: []render.Column{{Name: "id"}, {Name: "title", Cut: true}},
		Parts: []render.Part{{Label: "a", Rows: [][]render.Cell{{
			{Value: "VS-1"},
			{Show: render.Text{{Text: "blocked ", Tone: render.Bad}, {Text: "Pay for a ride by card, and more", Tone: render.Strong}}},
		}}}},
	}
	want := "\x1b[1mID\x1b[m    \x1b[1mTITLE\x1b[m\n\x1b[2m── a (1) ──\x1b[m\nVS-1  \x1b[31mblocked \x1b[m\x1b[1mPay for a rid…\x1b[m\n"
	var b strings.Builder
	if err := Write(&b, &render.Page{Blocks: []render.Block{table}}, Options{Terminal: true, Width: 28, Color: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLinks(t *testing.T) {
	page := &render.Page{Blocks: []render.Block{render.Lines{Lines: []render.Text{{{Text: "VS-1", URL: "https://po.example/VS-1"}}}}}}
	for links, want := range map[bool]string{false: "VS-1\n", true: "\x1b]8;;https://po.example/VS-1\x07VS-1\x1b]8;;\x07\n"} {
		var b strings.Builder
		if err := Write(&b, page, Options{Terminal: true, Color: true, Links: links}); err != nil || b.String() != want {
			t.Errorf("%q, %v; want %q", b.String(), err, want)
		}
	}
}
