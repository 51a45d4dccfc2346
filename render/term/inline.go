package term

import (
	"bufio"
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"

	"github.com/po-backlog/po/render"
)

// run is a stretch of inline text of one style. A run that is a line end holds
// nothing else.
type run struct {
	text  string
	style style
}

// lineEnd is a hard line break.
const lineEnd = "\n"

// inline returns the text inside n, base being the style around it.
func (p *prose) inline(n ast.Node, base style) []run {
	var runs []run
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		runs = p.appendInline(runs, c, base)
	}
	return runs
}

func (p *prose) appendInline(runs []run, n ast.Node, st style) []run {
	switch n := n.(type) {
	case *ast.Text:
		return p.appendText(runs, n, st)
	case *ast.String:
		return append(runs, run{render.Clean(string(n.Value)), st})
	case *ast.CodeSpan:
		return append(runs, p.codeSpan(n, st)...)
	case *ast.Emphasis:
		if n.Level == 1 {
			return append(runs, p.inline(n, st|italic)...)
		}
		return append(runs, p.inline(n, st|bold)...)
	case *extast.Strikethrough:
		runs = append(runs, run{"~~", st})
		return append(append(runs, p.inline(n, st)...), run{"~~", st})
	case *ast.Link:
		return p.appendLink(runs, n, string(n.Destination), st)
	case *ast.AutoLink:
		return append(runs, run{render.Clean(string(n.Label(p.source))), st})
	case *ast.Image:
		alt := strings.Builder{}
		for _, r := range p.inline(n, 0) {
			alt.WriteString(r.text)
		}
		return append(runs, run{"[image: " + strings.ReplaceAll(alt.String(), lineEnd, " ") + "]", st})
	case *ast.RawHTML:
		return append(runs, run{render.Clean(withoutComments(string(n.Segments.Value(p.source)))), st})
	case *extast.TaskCheckBox: // drawn as the sign of its entry
		return runs
	}
	return append(runs, p.inline(n, st)...)
}

// appendText appends a leaf. Its references such as &amp; are read, and what
// they stand for is cleaned as everything else is.
func (p *prose) appendText(runs []run, n *ast.Text, st style) []run {
	value := n.Segment.Value(p.source)
	if !n.IsRaw() {
		value = unescaped(value)
	}
	runs = append(runs, run{render.Clean(string(value)), st})
	switch {
	case n.HardLineBreak():
		return append(runs, run{lineEnd, 0})
	case n.SoftLineBreak():
		return append(runs, run{" ", st})
	}
	return runs
}

// unescaped returns text without its backslashes and with what its references
// stand for.
func unescaped(value []byte) []byte {
	if !bytes.ContainsAny(value, `\&`) {
		return value
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	goldmarkhtml.DefaultWriter.Write(w, value)
	_ = w.Flush() // to memory
	return []byte(html.UnescapeString(b.String()))
}

// codeSpan returns the text of a code span: in a colour of its own, in
// backticks where there is none.
func (p *prose) codeSpan(n ast.Node, st style) []run {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.WriteString(render.Clean(string(t.Segment.Value(p.source))))
		}
	}
	if p.o.Color {
		return []run{{b.String(), st | cyan}}
	}
	return []run{{"`" + b.String() + "`", st}}
}

// appendLink appends the text of a link and, where it says something else, the
// address.
func (p *prose) appendLink(runs []run, n ast.Node, url string, st style) []run {
	inner := p.inline(n, st)
	var b strings.Builder
	for _, r := range inner {
		b.WriteString(r.text)
	}
	runs = append(runs, inner...)
	if url = render.Clean(url); url == "" || url == b.String() {
		return runs
	}
	if b.Len() > 0 {
		runs = append(runs, run{" ", st})
	}
	return append(runs, run{"(" + url + ")", st})
}

// wrap returns the runs as lines of at most width columns, 0 being unlimited.
// Lines break at blanks; a word that is wider than a line is broken anywhere.
func (p *prose) wrap(runs []run, width int) []string {
	w := wrapping{o: p.o, width: width}
	for _, r := range runs {
		if r.text == lineEnd {
			w.endWord()
			w.endLine()
			continue
		}
		for i, part := range strings.Split(r.text, " ") {
			if i > 0 {
				w.endWord()
			}
			if part != "" {
				w.word = append(w.word, run{part, r.style})
				w.wide += stringWidth(part)
			}
		}
	}
	w.endWord()
	w.endLine()
	return w.lines
}

// wrapping is a paragraph in the making.
type wrapping struct {
	o     Options
	width int
	lines []string
	line  []run // of the line in the making, words joined by blanks
	used  int   // columns of that line
	word  []run // the word in the making, of one or more styles
	wide  int   // columns of that word
}

// endWord puts the word on the line, or on the next where it does not fit.
func (w *wrapping) endWord() {
	if len(w.word) == 0 {
		return
	}
	if w.used > 0 && w.width > 0 && w.used+1+w.wide > w.width {
		w.endLine()
	}
	if w.used > 0 {
		w.line = append(w.line, run{" ", w.word[0].style & w.line[len(w.line)-1].style})
		w.used++
	}
	for _, r := range w.word {
		w.place(r)
	}
	w.word, w.wide = w.word[:0], 0
}

// place puts a part of a word on the line, broken between two characters
// where it is wider than a line.
func (w *wrapping) place(r run) {
	if w.width == 0 || w.used+w.wide <= w.width {
		w.line = append(w.line, r)
		w.used += stringWidth(r.text)
		return
	}
	from := 0
	for at := 0; at < len(r.text); {
		char, wide := firstChar(r.text[at:])
		if w.used > 0 && w.used+wide > w.width {
			w.line = append(w.line, run{r.text[from:at], r.style})
			w.endLine()
			from = at
		}
		w.used += wide
		at += len(char)
	}
	w.line = append(w.line, run{r.text[from:], r.style})
}

// endLine ends the line, neighbours of one style in one sequence.
func (w *wrapping) endLine() {
	if len(w.line) == 0 {
		return
	}
	var b strings.Builder
	for i := 0; i < len(w.line); {
		st, same := w.line[i].style, strings.Builder{}
		for ; i < len(w.line) && w.line[i].style == st; i++ {
			same.WriteString(w.line[i].text)
		}
		b.WriteString(w.o.paint(same.String(), st))
	}
	w.lines = append(w.lines, b.String())
	w.line, w.used = w.line[:0], 0
}
