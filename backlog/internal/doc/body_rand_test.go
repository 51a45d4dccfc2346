package doc

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

var frags = []string{" ", "  ", "   ", "    ", "\t", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-", "--", "---", "***", "===", "=", "> ", ">", "# ", "## ", "#", "```", "~~~", "````", "```gherkin", "a", "b c", "|", "-|-", ":-", "a|b", "[ ] ", "[x]", "[X] ", "[a]: b", "[a]:", "\"t\"", "<!--", "-->", "<div>", "</div>", "<b>", "<b c=\"d\">", "<?", "?>", "<![CDATA[", "<pre>", "</pre>", "\\", "*", "_", "`", "\r", "- - ", "- [ ] ", "- [x] ", "Scenario: ", "@met", "#1 ", "é", "\x00", "  - ", "    - ", "1", ".", ")", "- - -"}

func randomBody(r *rand.Rand) string {
	var b strings.Builder
	eol := "\n"
	if r.IntN(8) == 0 {
		eol = "\r\n"
	}
	for range 1 + r.IntN(9) {
		for range r.IntN(4) {
			b.WriteString(frags[r.IntN(len(frags))])
		}
		if r.IntN(3) == 0 {
			b.WriteString("x")
		}
		b.WriteString(eol)
	}
	s := b.String()
	if r.IntN(4) == 0 {
		s = strings.TrimRight(s, "\r\n")
	}
	return s
}

func TestRandomBlocks(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("RN"))
	if n == 0 {
		n = 3000
	}
	seed, _ := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	r := rand.New(rand.NewPCG(1, seed))
	bailed := 0
	for range n {
		src := randomBody(r)
		func() {
			defer func() {
				if e := recover(); e != nil {
					println(strconv.Quote(src))
					panic(e)
				}
			}()
			checkBlocks(t, src)
		}()
		if _, ok := scannedBlocks(src); !ok {
			bailed++
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("%d of %d bailed", bailed, n)
}
