package doc

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// fragments are what random bodies are made of: every mark of Markdown, and what may stand between them.
var fragments = []string{
	" ", "  ", "   ", "    ", "\t", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-", "--", "---", "***", "===", "=", "> ", ">",
	"# ", "## ", "#", "```", "~~~", "````", "```gherkin", "a", "b c", "|", "-|-", ":-", "a|b", "[ ] ", "[x]", "[X] ",
	"[a]: b", "[a]:", "\"t\"", "<!--", "-->", "<div>", "</div>", "<b>", "<b c=\"d\">", "<?", "?>", "<![CDATA[", "<pre>",
	"</pre>", "\\", "*", "_", "`", "\r", "- - ", "- [ ] ", "- [x] ", "Scenario: ", "@met", "#1 ", "é", "\x00", "  - ",
	"    - ", "1", ".", ")", "- - -",
}

// randomLines returns a body of lines of fragments.
func randomLines(r *rand.Rand) string {
	var b strings.Builder
	eol := "\n"
	if r.IntN(8) == 0 {
		eol = "\r\n"
	}
	for range 1 + r.IntN(9) {
		for range r.IntN(4) {
			b.WriteString(fragments[r.IntN(len(fragments))])
		}
		if r.IntN(3) == 0 {
			b.WriteString("x")
		}
		b.WriteString(eol)
	}
	if r.IntN(4) == 0 {
		return strings.TrimRight(b.String(), "\r\n")
	}
	return b.String()
}

// starts are the beginnings of the lines of a random list.
var starts = []string{
	"- ", "- [ ] ", "- [x] ", "* ", "+ [ ] ", "1. ", "2. ", "3. [x] ", "1) ", "  ", "   ", "    ", "  - ", "  - [ ] ", "   1. ", "    - ", " - ", "   - ",
	"", "", "\n", "\n\n", "> ", "  > ", "# ", "## ", "### ", "```gherkin\n", "```\n", "  ```\n", "Scenario: ", "  Given ", "@met\n", "@a @met\n", "<!-- AC:BEGIN -->\n", "<!-- AC:END -->\n",
	"-   ", "-\t", "- [ ] #1 ", "- #2 ", "\t", "|", "===\n", "---\n", "- [ ]\n", "-\n", "Feature: ",
}

// randomList returns a body that is a section of criteria, more or less.
func randomList(r *rand.Rand) string {
	words := []string{"a", "b c", "Given x, when y, then z", "**d**", "e:", "x | y", "[l](u)", "`f`", ""}
	var b strings.Builder
	b.WriteString([]string{"# A\n", "## A\n\n", "A\n---\n", "text\n\n# A\n"}[r.IntN(4)])
	for range r.IntN(9) {
		b.WriteString(starts[r.IntN(len(starts))])
		b.WriteString(words[r.IntN(len(words))])
		b.WriteByte('\n')
	}
	src := b.String()
	if r.IntN(4) == 0 {
		src = strings.TrimRight(src, "\n")
	}
	if r.IntN(6) == 0 {
		src = strings.ReplaceAll(src, "\n", "\r\n")
	}
	return src
}

func TestRandomBodies(t *testing.T) {
	const n = 5000
	r := rand.New(rand.NewPCG(1, 0))
	bailed := 0
	for range n {
		src := randomLines(r)
		if r.IntN(2) == 0 {
			src = randomList(r)
		}
		if verifyAll(t, src, r.IntN) {
			bailed++
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d of %d bodies were left to goldmark", bailed, n)
}
