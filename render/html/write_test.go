package html

import (
	"regexp"
	"strings"
	"testing"

	"github.com/po-backlog/po/render"
)

// ours are the tags and attributes that po writes; everything else came from data.
var ours = regexp.MustCompile(`^</?(html( lang="en")?|head|meta [^<>]*|title|style|body|main|h[1-6]( class="bad")?|p|br|ul|li|dl|dt|dd|` +
	`table|thead|tbody|tr|t[hd]( class="right")?|code|strong|span( class="(dim|good|warn|bad)")?|del|ins|pre|a( href="https://ci.example/[a-z]*")?)>`)

// FuzzWrite writes pages whose every string is hostile: no tag comes from data.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{
		"Pay by card", "<script>alert(1)</script>", `" onload="x`, "&lt;b&gt;", "</td></table><img src=x onerror=y>", "javascript:alert(1)",
		"\u202ea\x1b[31m", "a\nb", "<!-- a -->", "]]>", "</style>", "</title><x>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := render.Text{{Text: s, Code: true, URL: "javascript:" + s}, {Text: s, Tone: render.Gone}, {Text: s, Tone: render.Came}, {Text: s, URL: "https://ci.example/a"}}
		edits := []render.Edit{
			{Field: s, Words: words, By: s},
			{Kind: render.MoveEdit, Words: words},
			{Kind: render.CriterionEdit, Verb: render.CriterionTaken, To: s, Quote: s},
			{Kind: render.TextEdit, Words: words, Hunks: []render.Hunk{{Old: []string{s}, New: []string{s}}}},
		}
		texts := []render.Text{words, words}
		changes := render.Changes{
			Effects: texts, Problems: texts, Hints: texts, Solved: 2, NotReady: texts,
			Items: []render.Changed{
				{ID: s, Title: s, URL: "javascript:" + s, Edits: edits, MovedBy: s, Into: []render.Changed{{ID: s, Kind: render.Added, Place: s, Text: []string{s}}}},
				{ID: s, Kind: render.Unreadable, Place: s, Facts: texts},
			},
		}
		page := &render.Page{Title: s, Blocks: []render.Block{
			changes, render.Heading{Level: 9, Text: words}, render.Lines{Lines: texts}, render.Bullets{Items: texts},
			render.Fields{Fields: []render.Field{{Name: s, Value: words}}},
			render.Table{Columns: []render.Column{{Name: s, Right: true}}, Parts: []render.Part{{Label: s, Rows: [][]render.Cell{{{Value: s}}}}}},
			render.Log{Entries: []render.Entry{{Commit: s, Time: s, Author: s, Subject: s, Why: s, Changes: changes}}},
		}}
		got := written(t, page)
		_, rest, _ := strings.Cut(strings.TrimPrefix(got, "<!DOCTYPE html>\n"), "</style>")
		for i, part := range strings.Split(rest, "<") {
			if i > 0 && !ours.MatchString("<"+part) {
				t.Fatalf("a tag from data: <%.60s", part)
			}
		}
		if strings.ContainsAny(got, "\x1b\u202e\u2066") {
			t.Fatal("a control character")
		}
	})
}

func written(t *testing.T, p *render.Page) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]*render.Page{
		"<h1>No change to the backlog</h1>": nil,
		`<td><a href="https://ci.example/a">VS-1</a> Pay</td><td>points 3 → <strong>5</strong></td>`: {Blocks: []render.Block{render.Changes{Items: []render.Changed{
			{ID: "VS-1", Title: "Pay", URL: "https://ci.example/a", Edits: []render.Edit{{Field: "points", Words: render.Text{{Text: "3 → "}, {Text: "5", Tone: render.Strong}}}}},
		}}}},
		"the fare is <del>30</del> <ins>20</ins>": {Blocks: []render.Block{render.Lines{Lines: []render.Text{
			{{Text: "the fare is "}, {Text: "30", Tone: render.Gone}, {Text: " "}, {Text: "20", Tone: render.Came}}}}}},
		"<p>As a <em>rider</em> <!-- raw HTML omitted -->x<!-- raw HTML omitted --> <a href=\"\">y</a></p>": {Blocks: []render.Block{
			render.Prose{Markdown: "As a *rider* <b>x</b> [y](javascript:z)\n"}}},
	} {
		if got := written(t, p); !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
