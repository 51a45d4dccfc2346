package doc

import (
	"iter"
	"strings"
)

// Prose returns the text of the body that begins at from in pieces of at most a line, in order: the text of paragraphs,
// headings, lists, quotes and tables, without code, comments and the marks at the start of a line.
func Prose(src string, from int) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		w := textWalk{visit: func(lines []Span) bool { return plainPieces(src, lines, yield) }}
		w.run(src, from)
	}
}

// plainPieces yields what is left of a text's lines when code spans and comments are taken out.
func plainPieces(src string, lines []Span, yield func(Span) bool) (more bool) {
	c := cutter{text: src[:lines[len(lines)-1].End]}
	at := lines[0].Start
	cut := c.next(at)
	for _, line := range lines {
		for at = max(at, line.Start); at < line.End; {
			if cut.End <= at {
				cut = c.next(at)
			}
			if cut.Start <= at {
				at = cut.End
				continue
			}
			piece := Span{at, min(line.End, cut.Start)}
			if !isBlank(src[piece.Start:piece.End]) && !yield(piece) {
				return false
			}
			at = piece.End
		}
	}
	return true
}

// maxTicks is the longest run of backticks that is taken for the mark of a code span.
const maxTicks = 16

// cutter finds the code spans and comments of a text.
type cutter struct {
	text     string
	unclosed [maxTicks + 1]bool // runs of so many backticks are closed no more
	open     bool               // comments are closed no more
}

// next returns the first code span or comment from at on, with its marks; an empty span behind the end if there is none.
func (c *cutter) next(at int) Span {
	for at < len(c.text) {
		i := strings.IndexAny(c.text[at:], "\\`<")
		if i < 0 {
			break
		}
		at += i
		end := at + 1
		switch c.text[at] {
		case '\\':
			end++
		case '`':
			end = at + len(c.text[at:]) - len(strings.TrimLeft(c.text[at:], "`"))
			if closed := c.codeEnd(end, end-at); closed > 0 {
				return Span{at, closed}
			}
		case '<':
			if closed := c.commentEnd(at); closed > 0 {
				return Span{at, closed}
			}
		}
		at = end
	}
	return Span{len(c.text) + 1, len(c.text) + 1}
}

// codeEnd returns where a code span ends that begins with a run of n backticks before at; 0: nowhere.
func (c *cutter) codeEnd(at, n int) int {
	if n > maxTicks || c.unclosed[n] {
		return 0
	}
	for at < len(c.text) {
		i := strings.IndexByte(c.text[at:], '`')
		if i < 0 {
			break
		}
		at += i
		run := len(c.text[at:]) - len(strings.TrimLeft(c.text[at:], "`"))
		at += run
		if run == n {
			return at
		}
	}
	c.unclosed[n] = true
	return 0
}

// commentEnd returns where the comment at ends; 0: none stands there.
func (c *cutter) commentEnd(at int) int {
	if c.open || !strings.HasPrefix(c.text[at:], "<!--") {
		return 0
	}
	end := strings.Index(c.text[at+2:], "-->")
	c.open = end < 0
	if c.open {
		return 0
	}
	return at + 2 + end + len("-->")
}
