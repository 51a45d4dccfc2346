package doc

import (
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
	root := blockParser().Parse(text.NewReader([]byte(src[start:])))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading, extast.KindTable:
		default:
			return ast.WalkContinue, nil
		}
		if !entering || n.Lines().Len() == 0 || start+n.Lines().At(0).Start < done {
			return ast.WalkSkipChildren, nil
		}
		w.lines = w.lines[:0]
		for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
			w.lines = append(w.lines, Span{start + l.Start, start + l.Start + len(trimRight(src[start+l.Start:start+l.Stop]))})
		}
		if !w.visit(w.lines) {
			return ast.WalkStop, nil
		}
		return ast.WalkSkipChildren, nil
	})
}
