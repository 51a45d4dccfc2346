package markdown

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/render"
)

func write(t *testing.T, o Options, blocks ...render.Block) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, &render.Page{Blocks: blocks}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// strong is a new value.
func strong(s string) render.Span { return render.Span{Text: s, Tone: render.Strong} }

// TestComment is the example of the design of the review comment, without the
// effect line and the problems.
func TestComment(t *testing.T) {
	changes := render.Changes{Items: []render.Changed{
		{ID: "VS-12", Title: "Pay an invoice by card", URL: "https://ci.example/a/b/VS-12.md", Edits: []render.Edit{
			{Field: "status", Words: render.Text{{Text: "ready", Code: true}, {Text: " → "}, {Text: "in-progress", Code: true, Tone: render.Strong}}},
			{Field: "points", Words: render.Text{{Text: "3 → "}, strong("5")}},
			{Kind: render.CriterionEdit, Field: "criterion 2", Verb: render.CriterionAdded, Quote: "Given a declined card, when I confirm, then I see why"},
		}},
		{ID: "VS-47", Title: "Export the audit log", Kind: render.Added, Place: "#4", Facts: []render.Text{render.Words("3 points")}},
		{ID: "VS-31", Title: "Move only", Edits: []render.Edit{{Kind: render.MoveEdit, Field: "priority", Words: render.Text{{Text: "#9 → "}, strong("#2")}}}},
		{ID: "VS-32", Title: "Text", Edits: []render.Edit{{Kind: render.TextEdit, Field: "body", Words: render.Words("text edited (+1 −1 lines)"), Hunks: []render.Hunk{
			{Old: []string{"As a *user*"}, New: []string{"```", "</details>"}},
		}}}},
	}}
	want := strings.ReplaceAll(`<!-- po-diff -->
### Backlog: 2 changed, 1 added, 2 moved

| Item | What changed |
|---|---|
| [VS-12](https://ci.example/a/b/VS-12.md) Pay an invoice by card | status 'ready' → 'in-progress' · points 3 → **5** · criteria +1 |
| VS-47 Export the audit log | **added** at #~4 · 3 points |
| VS-32 Text | text edited (+1 −1 lines) |

<details><summary>Order: 2 items moved</summary>

VS-47 in at #~4 · VS-31 #~9 → #~2

</details>
<details><summary>VS-12: acceptance criteria</summary>

- added: Given a declined card, when I confirm, then I see why

</details>
<details><summary>VS-32: text</summary>

'''diff
- As a *user*
+ '''
+ </details>
'''

</details>
`, "'", "`")
	want = strings.ReplaceAll(want, "~", apart)
	if diff := cmp.Diff(want, write(t, Comment(), changes)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNoChange(t *testing.T) {
	want := "<!-- po-diff -->\n### No change to the backlog\n"
	if got := write(t, Comment(), render.Changes{}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := write(t, Comment()); got != want {
		t.Errorf("an empty page: %q, want %q", got, want)
	}
}

func TestEscape(t *testing.T) {
	tests := []struct {
		name, in string
		at       place
		want     string
	}{
		{"words", "Pay by card", inline, "Pay by card"},
		{"HTML", `<b a="x">&amp;`, inline, `&lt;b a="x"&gt;&amp;amp;`},
		{"marks", "\\`*_[]|~$", inline, "\\\\\\`\\*\\_\\[\\]\\|\\~\\$"},
		{"marks of a block, inside one", "# + - = 1. 2)", inline, "# + - = 1. 2)"},
		{"heading", "# a", opening, `\# a`},
		{"list", "- a", opening, `\- a`},
		{"plus", "+ a", opening, `\+ a`},
		{"underline", "===", opening, `\===`},
		{"numbers", "12. a", opening, `12\. a`},
		{"numbers with a bracket", "1) a", opening, `1\) a`},
		{"a version", "1.2.3", opening, `1\.2.3`},
		{"not a number", "a1. b", opening, "a1. b"},
		{"indented code", "    a", opening, "a"},
		{"mention", "@mara @ a@b.example @é", inline, "@~mara @ a@~b.example @~é"},
		{"reference", "#12 # a#3 ##4", inline, "#~12 # a#~3 ##~4"},
		{"reference by prefix", "GH-1 gh-2 GH- XGH-3", inline, "GH~-1 gh~-2 GH- XGH~-3"},
		{"address", "https://e.example www.e.example WWW.x w.w", inline, "https:~//e.example www~.e.example WWW~.x w.w"},
		{"control characters", "a\x1b\u202e\nb", inline, "a␛&lt;U+202E&gt; b"},
		{"between tags", "<b> *a* _ @x", inHTML, "&lt;b&gt; *a* _ @~x"},
	}
	for _, tt := range tests {
		if got, want := escape(tt.in, tt.at), strings.ReplaceAll(tt.want, "~", apart); got != want && tt.name != "marks" {
			t.Errorf("%s: escape(%q) = %q, want %q", tt.name, tt.in, got, want)
		} else if tt.name == "marks" && got != tt.want {
			t.Errorf("%s: escape(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestIsCode(t *testing.T) {
	for in, want := range map[string]bool{
		"in-progress": true, "2026-10-05": true, "a/b:c+d_e.f": true, strings.Repeat("a", 40): true,
		"": false, "a b": false, "`": false, "é": false, strings.Repeat("a", 41): false, "a|b": false, "@a": false,
	} {
		if got := isCode(in); got != want {
			t.Errorf("isCode(%q) = %v", in, got)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{
		{strings.Repeat("ab ", 15) + "discount on rides", 50, strings.Repeat("ab ", 14) + "ab…"},
		{strings.Repeat("ab ", 15) + "off rides", 49, strings.Repeat("ab ", 15) + "off…"},
		{strings.Repeat("ab ", 15) + strings.Repeat("x", 50), 90, strings.Repeat("ab ", 15) + strings.Repeat("x", 44) + "…"},
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"éé", 2, "éé"}, {"ééé", 2, "é…"}, {"中文字", 3, "中文字"}, {"abc", 0, "abc"}, {"ab", 1, "…"},
	}
	for _, tt := range tests {
		if got := cut(tt.in, tt.n); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

// The caps: rows, lines, moves, edits of one item, bytes.
func TestCaps(t *testing.T) {
	var many render.Changes
	for n := range 50 {
		many.Items = append(many.Items, render.Changed{
			ID: fmt.Sprintf("VS-%d", n), Title: strings.Repeat("中*", 300),
			Edits: []render.Edit{
				{Field: "owner", Words: render.Text{{Text: strings.Repeat("[a](b) ", 2000)}}},
				{Kind: render.MoveEdit, Words: render.Words("#1 → #2")},
				{Kind: render.CriterionEdit, Verb: render.CriterionAdded, Quote: strings.Repeat("<b>", 5000)},
				{Kind: render.TextEdit, Words: render.Words("+900 −0 lines"), Hunks: []render.Hunk{{New: make([]string, 900)}}},
			},
		})
	}
	got := write(t, Comment(), many)
	if len(got) > Comment().Limit {
		t.Errorf("%d bytes, limit %d", len(got), Comment().Limit)
	}
	for _, want := range []string{"and 30 more\n", "Order: 50 items moved", " · and 20 more\n", "and 870 more\n```", "…"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for n := range many.Items {
		many.Items[n].Title = strings.Repeat("&", 120)
		many.Items[n].Edits[2].Quote = strings.Repeat("&", 2000)
	}
	got = write(t, Comment(), many)
	if !strings.HasSuffix(got, "\n\nThe rest is in the job summary\n") || len(got) > Comment().Limit {
		t.Errorf("%d bytes, ends in %q", len(got), got[max(0, len(got)-60):])
	}
	wide := render.Changed{ID: "VS-1"}
	for n := range 40 {
		wide.Edits = append(wide.Edits, render.Edit{Field: fmt.Sprint("key", n), Words: render.Words("1")})
	}
	if got := write(t, Comment(), render.Changes{Items: []render.Changed{wide}}); !strings.Contains(got, "key11 1 · and 28 more |") {
		t.Errorf("an item of many edits: %q", got)
	}
}

func TestDocument(t *testing.T) {
	changes := render.Changes{Items: []render.Changed{{ID: "VS-8", Edits: []render.Edit{{Kind: render.MoveEdit, Words: render.Words("to the top")}}}}}
	got := write(t, Options{},
		render.Heading{Level: 1, Text: render.Words("Backlog *x*")},
		render.Prose{Markdown: "As a *rider*\n\n- [ ] a\n"},
		render.Lines{Lines: []render.Text{render.Words("# a"), render.Words("b")}},
		render.Bullets{Items: []render.Text{render.Words("1. c")}},
		render.Fields{Fields: []render.Field{{Name: "status", Value: render.Text{{Text: "ready", Code: true}}}}},
		render.Table{
			Columns: []render.Column{{Name: "#", Right: true}, {Name: "title"}},
			Parts: []render.Part{
				{Rows: [][]render.Cell{{{Value: "1"}, {Value: "a|b"}}, {{Value: "2"}}}},
				{Label: "none"},
				{Label: "not prioritized", Rows: [][]render.Cell{{{}, {Value: "bug: x", Show: render.Words("shown")}}}},
			},
		},
		render.Log{Entries: []render.Entry{{Commit: "3f2c9ab", Time: "2026-10-05", Author: "mara", Subject: "po: x", Why: "- because\n\nof *it*", Changes: changes}}},
	)
	want := strings.ReplaceAll(`# Backlog \*x\*

As a *rider*

- [ ] a

\# a\
b

- 1\. c

- status: 'ready'

| # | title |
|--:|---|
| 1 | a\|b |
| 2 |  |

#### not prioritized (1)

| # | title |
|--:|---|
|  | shown |

'3f2c9ab' 2026-10-05 mara: po: x\
\- because\
of \*it\*\
VS-8: moved to the top
`, "'", "`")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAddress(t *testing.T) {
	span := render.Span{Text: "VS-1", URL: "https://ci.example/a(b)/<c>"}
	want := "[VS-1](https://ci.example/a%28b%29/%3Cc%3E)\n"
	if got := write(t, Options{}, render.Lines{Lines: []render.Text{{span}}}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
