package gfm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/po-backlog/po/render/internal/gfm"
)

// texts are Markdown around everything that the package reads.
func texts() []string {
	long := "http://" + strings.Repeat("a", 255) + ".de"
	return []string{
		"", "plain", "# Head\n\ntext *em* **strong** `code` <b>raw</b> <!-- c -->\n",
		"~one~ ~~two~~ ~~~three~~~ ~~ a ~~ a~b~c ~~x~ ~x~~ ~~*y*~~ *~~z*~~ \\~no~\n",
		"- [ ] open\n- [x] done\n- [X]  done\n- [y] no\n- [ ]\n- [x]no blank\n- a [ ] late\n- [\t] tab\n\n[ ] no list\n",
		"1. [ ] one\n   - [x] *two*\n\n- [x]\n  next\n- [ ](link) [x]: y\n- [x][ref]\n\n[ref]: /u\n",
		"http://a.de https://a.de/b?c=d#e ftp://x.org:21/f, www.a.de/x$y http://a.de/x$y\n",
		"http://a http://a.B http://.de http://a..de http://a.de:x http://a.de:80: HTTP://a.de http:/a.de\n",
		"(http://a.de) (see http://a.de/(b)) http://a.de/b)) http://a.de/?q=(x))y) http://a.de.\n",
		"http://a.de/&amp; http://a.de/&amp;&lt; http://a.de/a; http://a.de/&; http://a.de/&am-p; www.a.de/b;\n",
		"*http://a.de* _www.a.de_ ~http://a.de~ **www.a.de/a_b_** \"http://a.de\" xhttp://a.de\n",
		"[http://a.de](http://b.de) [x www.a.de y](z) <http://a.de> `http://a.de` ![www.a.de](b)\n",
		"a@b.de (a@b.de) a@b.de. a@b a@b.de- a@b.de_ a.b-c_d+e@f.g.hi @b.de !a@b.de www.x@y.C www.x@y.c mailto:a@b.de\n",
		long, long + "/" + strings.Repeat("b", 300), strings.Replace(long, "aaa", "aaaa", 1), strings.Replace(long, "aa", "a.b", 1),
		"www." + strings.Repeat("a.", 200) + "de www. www.. www.a www.a. http://é.de http://a.é\n",
		"| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 |\n| 4 | 5 | 6 |\n\nafter\n",
		"a|b\n:-|-:\n\\|x|`a\\|b`\n`\\|`\\||c|d\n**x|y**|z\n",
		"text\nbefore\na | b\n--|--\n1 | 2\n\n- x | y\n  :-- | --\n  1 | ~2~\n",
		"a\n-\n\na\n|-|\n\na|b|c\n-|-\n\na\n:-:\nb\n|\n||\n| |\n",
		"    a|b\n    -|-\n\na|b\n    -|-\n\na|b\n   -|-\n\n> a|b\n> -|-\n> 1|2\n3|4\n",
		"a|b\n-|-\n`x \\| y \\| z`|`\\|`\n``a\\|`\\|``|b `c \\| d`\n`e\n",
		"|a|\n|:|\n\n|a|\n|--:--|\n\n|a|\n| - - |\n\n|a|\n||-|\n\n|\n|-|\n\n\\|\n|-|\n",
		"| [ ] a | http://a.de |\n|-|-|\n| ~~b~~ | a@b.de |\n| <b>x</b> | `<` |\n",
		"\x00\x04b\n-pb\n\r-\ni\xf7c|b\n-\nb\n--", "a\nb\n\r-\nc\n-\n", "a|b\n\f-|-\n", "a|b\n- |\v-\n", "a|b\n-\r|\t-\n", "a\n-b\n\r-\n",
		"a|b\r\n-|-\r\n1|2\r\n", "a|b\n\t-|-\n", "- a|b\n\t-|-\n\t1|2\n", "a|b\n-|-\v\n", "\va|b\f\n-|-\n",
		"a|b\n-|-\n\na|b\n-|-\nx|y\n***\n", "a|b\n-|-", "---", "a\n---", "a|b\n-|-\n|`\\|`",
		"javascript:alert(1) [x](javascript:alert(1)) [x](data:text/html,y) <script>x</script>\n",
	}
}

// equal compares what is read and what is written with goldmark's extensions.
func equal(t *testing.T, source string) {
	t.Helper()
	truth := goldmark.New(goldmark.WithExtensions(extension.GFM))
	src := []byte(source)
	want := dump(truth.Parser().Parse(text.NewReader(src)), src)
	if diff := cmp.Diff(want, dump(gfm.Parser().Parse(text.NewReader(src)), src)); diff != "" {
		t.Errorf("%q is read as another: %s", source, diff)
	}
	var wantHTML, html strings.Builder
	if err := truth.Convert(src, &wantHTML); err != nil {
		t.Fatal(err)
	}
	if err := gfm.WriteHTML(&html, src); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantHTML.String(), html.String()); diff != "" {
		t.Errorf("%q is written as another: %s", source, diff)
	}
}

// dump writes down everything of a tree that somebody could ask for, a line a node.
func dump(root ast.Node, source []byte) []string {
	var lines []string
	depth := 0
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			depth--
			return ast.WalkContinue, nil
		}
		line := strings.Repeat(" ", depth) + n.Kind().String()
		if n.Type() == ast.TypeBlock {
			line += fmt.Sprint(" ", n.Lines().Sliced(0, n.Lines().Len()))
		}
		switch n := n.(type) {
		case *ast.Text:
			line += fmt.Sprint(" ", n.Segment, n.SoftLineBreak(), n.HardLineBreak(), n.IsRaw())
		case *ast.AutoLink:
			line += fmt.Sprintf(" %d %q %q", n.AutoLinkType, n.URL(source), n.Label(source))
		case *extast.Table:
			line += fmt.Sprint(" ", n.Alignments)
		case *extast.TableCell:
			line += fmt.Sprint(" ", n.Alignment)
		case *extast.TaskCheckBox:
			line += fmt.Sprint(" ", n.IsChecked)
		}
		lines = append(lines, line)
		depth++
		return ast.WalkContinue, nil
	})
	return lines
}

func TestLikeExtensions(t *testing.T) {
	for _, source := range texts() {
		equal(t, source)
	}
}

func FuzzLikeExtensions(f *testing.F) {
	for _, source := range texts() {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) < 4<<10 {
			equal(t, source)
		}
	})
}

// Random texts of what the package reads, in any order.
func TestLikeExtensionsRandomly(t *testing.T) {
	parts := []string{"|", "-", ":", "\n", " ", "~", "`", "\\", "[", "]", "x", "(", ")", "a", ".de", "http://", "www.", "@", ";", "&amp", "- ", "> ", "*", "\n\n", "\t", "\f", "\v", "\r", "\x00", "\r\n", "a|b\n", "|-|-\n", "    ", "_", "[x] ", "\xff"}
	dice := uint32(1)
	for range 3000 {
		var b strings.Builder
		for range 30 {
			dice = dice*1664525 + 1013904223
			b.WriteString(parts[int(dice>>8)%len(parts)])
		}
		equal(t, b.String())
	}
}
