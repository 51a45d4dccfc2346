package term

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/render"
)

func drawProse(t *testing.T, p render.Prose, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, &render.Page{Blocks: []render.Block{p}}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestProse(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraph wraps at 80", strings.Repeat("word ", 20), strings.TrimRight(strings.Repeat("word ", 16), " ") + "\nword word word word\n"},
		{"heading stands alone", "a\n# B *c*\nd", "a\n\nB c\n\nd\n"},
		{"setext heading", "A\n---\nb", "A\n\nb\n"},
		{"emphasis without colour", "*a* **b** ~~c~~ `d`", "a b ~~c~~ `d`\n"},
		{"link", "[text](https://e.example/a) [https://e.example](https://e.example) <https://e.example>", "text (https://e.example/a) https://e.example https://e.example\n"},
		{"image", "![a *map*](m.png)", "[image: a map]\n"},
		{"raw HTML", "a <b>c</b><!-- hidden --> d", "a <b>c</b> d\n"},
		{"HTML block", "<div onclick=\"x\">\nhi\n</div>", "<div onclick=\"x\">\nhi\n</div>\n"},
		{"comments are left out", "a\n\n<!-- po: ignore story.vague because x -->\n\nb\n\n<!--\nmore\n-->\n", "a\n\nb\n"},
		{"code is not wrapped", "```go\nfunc\tf() {}\n\n  x\n```", "    func    f() {}\n\n      x\n"},
		{"indented code", "    a\n    b", "    a\n    b\n"},
		{"quote", "> a\n>\n> b", "│ a\n│\n│ b\n"},
		{"lists", "- a\n- b\n  - c\n\n1. d\n2. e", "• a\n• b\n  • c\n\n1. d\n2. e\n"},
		{"loose list", "- a\n\n- b", "• a\n\n• b\n"},
		{"tasks", "- [ ] a\n- [x] b", "☐ a\n☑ b\n"},
		{"thematic break", "***", strings.Repeat("─", 80) + "\n"},
		{"hard break", "a\\\nb  \nc", "a\nb\nc\n"},
		{"references and backslashes", `\*a\* &amp; &lt;b&gt; \&amp; &#x41;`, "*a* & <b> &amp; A\n"},
		{"a reference to a control character", "&#27;[31m &#x202e; &#x9b;", "␛[31m <U+202E> <U+009B>\n"},
		{"control characters", "a\x1b[2Jb\u202e `\x07` \x00", "a␛[2Jb<U+202E> `␇` ␀\n"},
		{"table", "| a | n |\n|---|--:|\n| one `x` | 1 |\n| two | 20 |", "a         n\none `x`   1\ntwo      20\n"},
		{"no words", "", ""},
		{"Chinese wraps between characters", strings.Repeat("中", 41), strings.Repeat("中", 40) + "\n中\n"},
		{"empty entry", "-\n- a", "•\n• a\n"},
	}
	for _, tt := range tests {
		got := drawProse(t, render.Prose{Markdown: tt.in}, Options{Terminal: true, Width: 100})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestProseCriteria(t *testing.T) {
	in := `Text with a box:

- [ ] not a criterion

## Acceptance criteria

- [x] Given a
- [ ] A longer one that wraps over the width of the terminal, and so goes on below its own text
  - [ ] nested
- plain

` + "```gherkin\nFeature: x\n  Scenario: b\n    When c\n```\n"
	page := render.Prose{Markdown: in, Criteria: []render.Mark{
		{Line: 7, N: 1, Met: true}, {Line: 8, N: 2}, {Line: 10, N: 3}, {Line: 14, N: 4},
	}}
	want := `Text with a box:

☐ not a criterion

Acceptance criteria

1 ☑ Given a
2 ☐ A longer one that wraps over the
    width of the terminal, and so goes
    on below its own text
    ☐ nested
3 ☐ plain

    Feature: x
4 ☐ Scenario: b
        When c
`
	got := drawProse(t, page, Options{Terminal: true, Width: 40})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	crlf := page
	crlf.Markdown = strings.ReplaceAll(in, "\n", "\r\n")
	if diff := cmp.Diff(want, drawProse(t, crlf, Options{Terminal: true, Width: 40})); diff != "" {
		t.Errorf("with CRLF (-want +got):\n%s", diff)
	}
}

func TestProseColor(t *testing.T) {
	in := "# A\n\n*b* **c *d*** `e` f\n\n- [x] g"
	want := "\x1b[1mA\x1b[m\n\n\x1b[3mb\x1b[m \x1b[1mc \x1b[m\x1b[1;3md\x1b[m \x1b[36me\x1b[m f\n\n\x1b[32m☑\x1b[m g\n"
	got := drawProse(t, render.Prose{Markdown: in}, Options{Terminal: true, Color: true})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A pipe gets every paragraph on one line, so that it can be searched.
func TestProseInPipe(t *testing.T) {
	in := strings.Repeat("word ", 40) + "\n- [ ] a"
	want := strings.TrimRight(strings.Repeat("word ", 40), " ") + "\n\n2 ☐ a\n"
	got := drawProse(t, render.Prose{Markdown: in, Criteria: []render.Mark{{Line: 2, N: 2}}}, Options{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Tables in a text never get wider than the terminal.
func TestProseTableWidth(t *testing.T) {
	wide := "| aaaaaaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbbbbb | c |\n|---|---|---|\n| " + strings.Repeat("x", 200) + " | y | z |\n"
	many := strings.Repeat("| a ", 200) + "|\n" + strings.Repeat("|---", 200) + "|\n" + strings.Repeat("| b ", 200) + "|\n"
	for _, in := range []string{wide, many} {
		for _, width := range []int{20, 40, 80} {
			for line := range strings.SplitSeq(drawProse(t, render.Prose{Markdown: in}, Options{Terminal: true, Width: width}), "\n") {
				if n := len([]rune(line)); n > width {
					t.Errorf("width %d: line of %d: %q", width, n, line)
				}
			}
		}
	}
}
