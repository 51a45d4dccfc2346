package doc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestFirstParagraph(t *testing.T) {
	for src, want := range map[string]string{
		"As a rider,\n I want x\n\nmore":                        "As a rider,\n I want x",
		"\n# A\n\n- a\n\n> b\n\n```\nc\n```\n<!-- d -->\ne\r\n": "e",
		"a\n---\nb | c\n-|-\n\n  d  \n":                         "d",
		"[a]: b\nc":                                             "c",
		"- a\n# b\n":                                            "",
		"":                                                      "",
	} {
		got := ""
		if at, ok := FirstParagraph(src, 0); ok {
			got = src[at.Start:at.End]
		}
		if got != want {
			t.Errorf("first paragraph of %q is %q, want %q", src, got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", " a \t": "a", "a\nb": "a b", "a\n \t\nb": "a b", "a  \r\n\r\n  b  c\rd\n": "a b  c d", "": "", "\n": "",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("OneLine(%q) is %q, want %q", text, got, want)
		}
	}
}

func textsAt(src string, spans []Span) []string {
	var all []string
	for _, s := range spans {
		all = append(all, src[s.Start:s.End])
	}
	return all
}

func TestProse(t *testing.T) {
	for src, want := range map[string][]string{
		"# A `b` c\n\n> - d\n>   e\n":                    {"A ", " c", "d", "e"},
		"a ``b ` c`` d `e\nf` g ` h":                     {"a ", " d ", " g ` h"},
		"a \\`b` c` <!-- d\ne --> f <!-- g":              {"a \\`b", " f <!-- g"},
		"a ` b\n\nc `````````````````d`````````````````": {"a ` b", "c `````````````````d`````````````````"},
		"```\na\n```\n    b\n\n<div>\nc\n</div>\n\nd":    {"d"},
		"- a\n\n\t`b` c\n-\td":                           {"a", " c", "d"},
		"a | b\n-|-\nc | d\n\n[e]: f\n\n* g\n\t- h":      {"a | b", "-|-", "c | d", "g", "h"},
	} {
		var spans []Span
		for s := range Prose(src, 0) {
			spans = append(spans, s)
		}
		if diff := cmp.Diff(want, textsAt(src, spans)); diff != "" {
			t.Errorf("prose of %q: %s", src, diff)
		}
		for range Prose(src, 0) {
			break
		}
	}
}

func TestHTML(t *testing.T) {
	for src, c := range map[string]struct{ raw, comments []string }{
		"plain < text": {},
		"<!-- po: ignore x because y -->\n\n- a\n<!-- b\nc -->\n": {comments: []string{"<!-- po: ignore x because y -->", "<!-- b\nc -->"}},
		"<!-- a --> b <!-- c":         {raw: []string{"b"}, comments: []string{"<!-- a -->", "<!-- c"}},
		"a <b>c</b> <!-- d --> `<e>`": {raw: []string{"<b>", "</b>"}, comments: []string{"<!-- d -->"}},
		"`<a>` <http://b> [c](<d>)":   {},
		"<div>\na\n\n```\n<b>\n```\n": {raw: []string{"<div>\na"}},
		"- a\n\n  <details>\n  b":     {raw: []string{"<details>\n  b"}},
		"-\t<img src=\"a\">":          {raw: []string{"<img src=\"a\">"}},
	} {
		for _, variant := range []string{src, strings.ReplaceAll(src, "\n", "\r\n")} {
			undo := func(texts []string) []string {
				for i := range texts {
					texts[i] = strings.ReplaceAll(texts[i], "\r", "")
				}
				return texts
			}
			if diff := cmp.Diff(c.raw, undo(textsAt(variant, RawHTML(variant, 0))), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("HTML of %q: %s", variant, diff)
			}
			if diff := cmp.Diff(c.comments, undo(textsAt(variant, Comments(variant, 0))), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("comments of %q: %s", variant, diff)
			}
		}
	}
}
