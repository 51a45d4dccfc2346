package markdown

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/po-backlog/po/render"
)

// acting is what a host makes a link or a mention of, outside of code.
var acting = regexp.MustCompile(`(?i)@[\pL\d]|#\d|GH-\d|://|www\.`)

// FuzzComment writes pages whose every string is hostile and reads them as
// GitHub does: no link, image, HTML, emphasis, heading, list or cell comes from
// data.
func FuzzComment(f *testing.F) {
	for _, s := range []string{
		"Pay by card", "*a* **b** _c_ ~~d~~ `e`", "[a](b) ![c](d) <e@f.example> https://g.example www.h.example",
		"<script>alert(1)</script>", "</details>\n\n# x", "| a | b |\n|---|---|", "1. a", "- a", "    code", "```\ncode",
		"a\\", "\\|", "&lt;", "@mara #1 GH-2", "===", "---", "[a]: b", "[^1]: c", "$x$", "> q", "\u202e\x1b", "<!-- a -->",
		"mailto:a@b.example", "a\u00a0", "||", "**", "~", "\ufeff# x", "- [ ] a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := render.Text{{Text: s, Code: true}, {Text: s}}
		changed := render.Changed{ID: s, Title: s, Edits: []render.Edit{
			{Field: s, Words: words},
			{Kind: render.MoveEdit, Words: words},
			{Kind: render.CriterionEdit, Verb: render.CriterionAdded, Quote: s, Words: words},
			{Kind: render.TextEdit, Words: words, Hunks: []render.Hunk{{Old: []string{s}, New: []string{s}}}},
		}}
		taken := render.Edit{Kind: render.CriterionEdit, Verb: render.CriterionTaken, To: s, Quote: s}
		split := render.Changed{ID: s, Title: s, MovedBy: s, Edits: []render.Edit{taken, {Field: s, Words: words, By: s}}}
		split.Into = []render.Changed{{ID: s, Title: s, Kind: render.Added, Place: s, Facts: []render.Text{words}, Text: []string{s, s}, MovedBy: s}}
		broken := render.Changed{ID: s, Kind: render.Unreadable, Place: s, Facts: []render.Text{words}}
		texts := []render.Text{words, words}
		added := render.Changed{ID: s, Title: s, Kind: render.Added, Place: s, Facts: []render.Text{words}}
		blocks := []render.Block{
			render.Changes{Items: []render.Changed{changed, added}},
			render.Changes{Items: []render.Changed{split, broken}, Effects: texts, Problems: texts, Hints: texts, Solved: 2, NotReady: texts},
			render.Changes{Items: []render.Changed{broken}, Effects: texts[:1], Problems: texts[:1], Hints: texts[:1], Solved: 1},
			render.Heading{Level: 1, Text: words},
			render.Lines{Lines: []render.Text{words, words}},
			render.Bullets{Items: []render.Text{words, words}},
			render.Fields{Fields: []render.Field{{Name: s, Value: words}}},
			render.Table{Columns: []render.Column{{Name: s}, {Name: s}}, Parts: []render.Part{{Rows: [][]render.Cell{{{Value: s}, {Value: s}}}}}},
			render.Log{Entries: []render.Entry{{Commit: s, Time: s, Author: s, Subject: s, Why: s, Changes: render.Changes{Items: []render.Changed{changed, added}}}}},
		}
		var whole int
		for _, b := range blocks {
			got := write(t, Comment(), b)
			whole += len(got)
			judge(t, got)
		}
		if len(s) < 1000 && whole > 100_000 {
			t.Errorf("%d bytes became %d", len(s), whole)
		}
	})
}

// Words that went and came are struck out and bold, whatever they are, and
// nothing else comes from them.
func TestMarkedWordsAreInert(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"30", "~~a~~", "**", "*a*", "`", "|", "<b>", "@mara", "#1", "https://a.example", "[a](b)", "~", "a\\", "\u202e"} {
		md := write(t, Comment(), render.Changes{Items: []render.Changed{{ID: "VS-1", Edits: []render.Edit{{
			Kind: render.CriterionEdit, Verb: render.CriterionReworded,
			Words: render.Text{{Text: "the fare is "}, {Text: s, Tone: render.Gone}, {Text: " "}, {Text: s, Tone: render.Came}, {Text: " now"}},
		}}}}})
		source := []byte(md)
		doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
		marks := 0
		_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *extast.Strikethrough, *ast.Emphasis:
				if entering {
					marks++
				}
			case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.CodeSpan:
				t.Errorf("%s in %q", n.Kind(), md)
			case *ast.Text:
				if s := string(n.Segment.Value(source)); acting.MatchString(s) {
					t.Errorf("%q acts in %q", s, md)
				}
			}
			return ast.WalkContinue, nil
		})
		if marks != 2 {
			t.Errorf("%d marks, want 2, in %q", marks, md)
		}
	}
}

// judge fails when a document holds anything that po did not write itself.
func judge(t *testing.T, md string) {
	t.Helper()
	source := []byte(md)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.Heading, *ast.Paragraph, *ast.TextBlock, *ast.List, *ast.ListItem,
			*extast.Table, *extast.TableHeader, *extast.TableRow:
		case *extast.TableCell:
			if n.Parent().ChildCount() != 2 {
				t.Errorf("%d cells in %q", n.Parent().ChildCount(), md)
			}
		case *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.CodeSpan:
			if s := plain(n, source); !isCode(s) {
				t.Errorf("code span %q in %q", s, md)
			}
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if s := string(n.Segment.Value(source)); acting.MatchString(s) {
				t.Errorf("%q acts in %q", s, md)
			}
		case *ast.Emphasis:
			if s := plain(n, source); n.Level != 2 || !slices.Contains([]string{"added", "split", "unreadable", "1 problem:", "2 problems:"}, s) {
				t.Errorf("emphasis %q in %q", s, md)
			}
		case *ast.HTMLBlock:
			judgeHTML(t, string(n.Lines().Value(source)), md)
		default:
			t.Errorf("%s in %q", n.Kind(), md)
		}
		return ast.WalkContinue, nil
	})
}

// judgeHTML fails when a block of HTML holds other tags than those that fold.
func judgeHTML(t *testing.T, block, md string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimRight(block, "\n"), "\n") {
		line = strings.TrimPrefix(line, "<details><summary>")
		line = strings.TrimSuffix(line, "</summary>")
		if line == "</details>" || line == "<!-- po-diff -->" {
			continue
		}
		if strings.ContainsAny(line, "<>") || acting.MatchString(line) {
			t.Errorf("HTML %q in %q", line, md)
		}
	}
}

// plain returns the text inside n.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
		}
	}
	return b.String()
}
