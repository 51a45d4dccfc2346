package doc

import (
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// textWalk goes through the texts of a body, at any depth: each paragraph, heading and table as the spans of its lines.
type textWalk struct {
	visit func(lines []Span) (more bool)
	html  []Span // the HTML blocks passed on the way
	lines []Span // of the text being read
	open  bool   // the last of html goes on
}

// run reads the body that begins at from. The result says whether the scanner came to the end; what it did not read has
// then been visited too, but its HTML blocks have not been noted.
func (w *textWalk) run(src string, from int) (scanned bool) {
	b := readBlocks(src, from, len(src))
	for {
		if _, more := b.step(); !more {
			break
		}
		if !w.readLine(&b.scan) {
			return true
		}
	}
	if !b.scan.bailed {
		w.flush()
		return true
	}
	start, _ := b.restart()
	done := b.scan.line.Start
	if len(w.lines) > 0 {
		done = w.lines[0].Start // goldmark reads this text as a whole
	}
	w.visitTruth(src, start, done)
	return false
}

// readLine adds a line to the text it belongs to.
func (w *textWalk) readLine(s *scanner) (more bool) {
	begins := s.kind == headingLine || s.kind == textLine && s.para.lines == 1
	if (begins || s.kind != textLine) && !w.flush() {
		return false
	}
	if begins || s.kind == textLine {
		w.lines = append(w.lines, s.text)
	}
	if s.kind == htmlLine {
		if w.open {
			w.html[len(w.html)-1].End = s.text.End
		} else {
			w.html = append(w.html, s.text)
		}
	}
	w.open = s.leaf == htmlLeaf
	return true
}

// flush visits the text that is complete.
func (w *textWalk) flush() (more bool) {
	if len(w.lines) == 0 {
		return true
	}
	more = w.visit(w.lines)
	w.lines = w.lines[:0]
	return more
}

// visitTruth lets goldmark read src from start on, and visits the texts that begin at done or later.
func (w *textWalk) visitTruth(src string, start, done int) {
	if !tame(src[start:]) {
		return
	}
	var texts [][]Span
	root := blockParser().Parse(text.NewReader([]byte(src[start:])))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading, extast.KindTable:
			if lines := linesAt(src, start, n); entering && len(lines) > 0 && lines[0].Start >= done {
				texts = append(texts, lines)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	// What is a table from its second line on and then underlined stands in goldmark's tree before its heading.
	slices.SortStableFunc(texts, func(a, b []Span) int { return a[0].Start - b[0].Start })
	for _, w.lines = range texts {
		if !w.visit(w.lines) {
			return
		}
	}
}

// linesAt returns the lines of a node, without the blanks at their ends; base is where the parsed text begins in src.
func linesAt(src string, base int, n ast.Node) []Span {
	all := make([]Span, n.Lines().Len())
	for i := range all {
		l := n.Lines().At(i)
		all[i] = Span{base + l.Start, base + l.Start + len(trimRight(src[base+l.Start:base+l.Stop]))}
	}
	return all
}
