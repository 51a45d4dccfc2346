package term

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

// Texts that make parsers slow or deep are drawn all the same, at the size up to
// which they are parsed and far beyond it.
func TestProseHostile(t *testing.T) {
	tests := []struct{ name, unit string }{
		{"quotes", ">"}, {"brackets", "["}, {"emphasis", "*a_"}, {"links", "[a]("}, {"images", "![a]("},
		{"code spans", "`a``"}, {"comments", "<!--"}, {"references", "&"}, {"entries", "- a\n  "}, {"one word", "a"},
		{"marks", "\u0301"}, {"wide", "中"}, {"cells", "|-"}, {"nested quotes", "> > >\n"}, {"numbers", "999999999. "},
		{"tabs", "\t"}, {"line ends", "\r"}, {"broken", "\xff"},
	}
	for _, tt := range tests {
		for _, size := range []int{1 << 12, 1 << 20} {
			in := strings.Repeat(tt.unit, size/len(tt.unit))
			got := drawProse(t, render.Prose{Markdown: in}, Options{Terminal: true, Width: 40})
			if len(got) > 16*size {
				t.Errorf("%s: %d bytes became %d", tt.name, len(in), len(got))
			}
		}
	}
}

// ours is every sequence that may reach a terminal.
var ours = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b\\]8;;[!-~]*\x07")

// FuzzWrite draws a page whose every string is hostile: nothing but our own
// sequences, tabs of a table and line ends acts on a terminal.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{
		"Pay by card", "\x1b[2J\x1b]0;x\x07", "\u009b2J\u202e", "a\tb\nc\rd", "# *a* [b](c) `d`\n\n- [ ] e\n\n|f|\n|-|\n|g|",
		"> ```\n> &#27;[31m", "<!-- a -->\n<b>", "\xff\xfe", "中 👨‍👩‍👧 ❤️", strings.Repeat("x", 200),
	} {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		page := hostilePage(s)
		for _, o := range []Options{
			{}, {Color: true}, {Terminal: true, Width: int(width)}, {Terminal: true, Width: int(width), Color: true, Links: true},
		} {
			var b strings.Builder
			if err := Write(&b, page, o); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if o.Color {
				got = ours.ReplaceAllString(got, "")
			}
			if !o.Terminal {
				got = strings.ReplaceAll(got, "\t", "")
			}
			if i := backlog.IndexInvisible(strings.ReplaceAll(got, "\n", "")); i >= 0 {
				t.Errorf("%+v: %q acts on a terminal", o, got)
			}
		}
	})
}

// FuzzTable holds what a reader relies on: a row is one line, never wider than
// the terminal when the column that may be cut is all that is long, and never
// ends in a blank.
func FuzzTable(f *testing.F) {
	f.Add("Pay for a ride by card", uint8(40))
	f.Add("中文 👨‍👩‍👧 é", uint8(21))
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		if width < 30 {
			width = 30
		}
		table := render.Table{
			Columns: []render.Column{{Name: "id"}, {Name: "title", Cut: true}},
			Parts:   []render.Part{{Rows: [][]render.Cell{{{Value: "VS-1"}, {Value: s}}}}},
		}
		var b strings.Builder
		if err := Write(&b, &render.Page{Blocks: []render.Block{table}}, Options{Terminal: true, Width: int(width)}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines: %q", len(lines), lines)
		}
		if n := ansi.StringWidth(lines[1]); n > int(width) {
			t.Errorf("%d columns of %d: %q", n, width, lines[1])
		}
	})
}

// hostilePage holds s wherever a page holds a string.
func hostilePage(s string) *render.Page {
	words := render.Text{{Text: s, Tone: render.Bad, Code: true}, {Text: s, URL: "https://po.example/a"}}
	changes := render.Changes{Items: []render.Changed{
		{ID: s, Title: s, Kind: render.Added, Place: s, Facts: []render.Text{words}},
		{ID: s, Title: s, Edits: []render.Edit{
			{Field: s, Words: words},
			{Kind: render.CriterionEdit, Field: s, Verb: render.CriterionAdded, Quote: s, Words: words},
			{Kind: render.TextEdit, Field: s, Words: words, Hunks: []render.Hunk{{Old: []string{s}, New: []string{s}}, {New: []string{s}}}},
		}},
	}}
	return &render.Page{Title: s, Blocks: []render.Block{
		render.Heading{Level: 1, Text: words},
		render.Prose{Markdown: s, Criteria: []render.Mark{{Line: 1, N: 1}}},
		render.Lines{Lines: []render.Text{words}},
		render.Bullets{Items: []render.Text{words}},
		render.Fields{Fields: []render.Field{{Name: s, Value: words}}},
		render.Table{
			Columns: []render.Column{{Name: s, Leave: 1}, {Name: s, Right: true}, {Name: s, Cut: true}},
			Parts:   []render.Part{{Label: s, Rows: [][]render.Cell{{{Value: s}, {Show: words}, {Value: s}}}}},
		},
		changes,
		render.Log{Entries: []render.Entry{{Commit: s, Time: s, Author: s, Subject: s, Why: s, Changes: changes}}},
	}}
}
