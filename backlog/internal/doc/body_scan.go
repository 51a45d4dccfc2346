package doc

import "strings"

// maxNesting is how many containers (quotes and list entries) the scanner follows
// inside each other before it leaves the rest to goldmark.
const maxNesting = 8

// leaf is the kind of the innermost open block, the one that holds text.
type leaf uint8

const (
	noLeaf leaf = iota
	paragraphLeaf
	fenceLeaf
	codeLeaf // indented
	htmlLeaf
)

// lineKind says what a line's own text, behind all marks of containers, is.
type lineKind uint8

const (
	blankLine     lineKind = iota
	textLine               // of a paragraph or a table
	headingLine            // ATX
	underlineLine          // makes the paragraph before it a heading
	ruleLine               // a thematic break
	fenceLine              // opens or closes a fenced block
	codeLine
	htmlLine
)

// container is an open quote, or an open list together with its open entry.
type container struct {
	mark   byte // '>' for a quote; of a list '-', '+', '*', '.' or ')'
	head   bool // the entry is the first of its list
	indent int  // of an entry: how far its further lines are indented
}

// paragraph is what must be known of the open paragraph.
type paragraph struct {
	text       Span // from its first character to behind its last one
	last       Span // its last line, likewise
	lines      int
	definition bool // it may begin with link reference definitions
	table      bool
	noTable    bool // a delimiter row that does not fit its header ends the search for a table
}

// scanner reads the lines of a body and keeps the stack of open blocks, in one pass and without allocating. Its truth
// is goldmark: where the two might differ (tabs inside containers, empty entries, link reference definitions, HTML
// tags with attributes, deep nesting) it sets bailed and stops.
type scanner struct {
	src       string
	next, end int // where the next line begins; where the body ends
	bailed    bool

	stack [maxNesting]container
	depth int
	leaf  leaf
	para  paragraph

	fenceMark  byte
	fenceWidth int
	html       htmlKind

	// Of the line read last:
	line  Span // without its '\n'; a '\r' may be left
	kind  lineKind
	text  Span // its own text, behind all marks; of a fence the info string
	level int  // of a heading
	fresh int  // the depth at which the line opened a block; -1: it opened none
}

// scan reads the next line; false at the end of the body, and when the scanner bails out.
func (s *scanner) scan() bool {
	if s.next >= s.end || s.bailed {
		return false
	}
	s.line = Span{s.next, s.end}
	if i := strings.IndexByte(s.src[s.next:s.end], '\n'); i >= 0 {
		s.line.End = s.next + i
		s.next = s.line.End + 1
	} else {
		s.next = s.end
	}
	s.fresh = -1
	if s.scanPlain() {
		return !s.bailed
	}
	rest, matched, sibling := s.match()
	if sibling || !s.bailed && !s.resume(rest, matched) {
		s.open(rest, matched, sibling)
	}
	return !s.bailed
}

// scanPlain reads, outside of quotes and of entries in entries, the lines that most bodies are made of and that need no
// look at columns: empty lines, headings, "- text", and text that begins with a letter or number.
func (s *scanner) scanPlain() bool {
	at := s.line.Start
	if s.leaf > paragraphLeaf || s.depth > 1 || s.depth == 1 && s.stack[0].mark == '>' {
		return false
	}
	if at == s.line.End || s.src[at] == '\r' && at+1 == s.line.End {
		s.kind, s.text, s.leaf = blankLine, Span{at, at}, noLeaf
		return true
	}
	switch c := s.src[at]; {
	case c == '#':
		return s.heading(at, 0)
	case c == '-' || c == '*' || c == '+':
		return s.plainEntry(at, c)
	case s.depth > 0 || !s.plainText(at):
		return false
	case s.leaf == paragraphLeaf:
		s.continueParagraph(at, 0)
	default:
		s.beginParagraph(at, 0)
	}
	return true
}

// plainEntry reads an entry such as "- text" or "- [ ] text" at the start of a line.
func (s *scanner) plainEntry(at int, mark byte) bool {
	if at+2 >= s.line.End || s.src[at+1] != ' ' || s.src[at+2] != '[' && !s.plainText(at+2) {
		return false
	}
	head := s.depth == 0 || s.stack[0].mark != mark
	s.begin(0)
	s.push(container{mark: mark, head: head, indent: 2})
	s.beginParagraph(at+2, 1)
	return true
}

// plainText says whether text begins at that can be nothing but a paragraph's.
func (s *scanner) plainText(at int) bool {
	c := s.src[at]
	if isDigit(c) {
		_, entry := readMarker(s.src[at:s.line.End])
		return !entry
	}
	return isWordByte(c)
}

// match goes through the open containers and returns how many of them the line continues, and where its rest begins.
// A sibling is a line that begins the next entry of an open list: that entry is then the last container matched.
func (s *scanner) match() (rest, matched int, sibling bool) {
	pos := s.line.Start
	for matched < s.depth && !s.bailed {
		c := s.stack[matched]
		width, p, blank := s.indentation(pos)
		switch {
		case c.mark == '>':
			if width > 3 || blank || s.src[p] != '>' {
				return pos, matched, false
			}
			pos = s.afterQuote(p)
		case blank:
			pos = p
		case width >= c.indent:
			s.bailed = s.bailed || width > p-pos // a tab stands in the indentation
			pos += c.indent
		default:
			return s.matchSibling(pos, p, width, matched)
		}
		matched++
	}
	return pos, matched, false
}

// matchSibling reads a line that is indented too little for the last entry of the list that is container n.
func (s *scanner) matchSibling(pos, p, width, n int) (rest, matched int, sibling bool) {
	if width > 3 {
		return pos, n, false
	}
	m, ok := s.marker(p)
	if !ok || m.mark != s.stack[n].mark || isRule(s.src[p:s.line.End]) {
		return pos, n, false
	}
	s.begin(n)
	return s.pushEntry(pos, p, m, false), n + 1, true
}

// resume continues the open leaf, and ends what a blank line ends; false: the line may open blocks.
func (s *scanner) resume(pos, matched int) bool {
	width, p, blank := s.indentation(pos)
	if s.bailed {
		return true
	}
	s.kind, s.text = blankLine, Span{p, p}
	if blank {
		s.endBlank(matched)
	}
	if matched < s.depth || s.leaf == paragraphLeaf {
		return false
	}
	switch s.leaf {
	case fenceLeaf:
		s.resumeFence(p, width)
	case htmlLeaf:
		s.resumeHTML(p)
	case codeLeaf:
		if blank {
			return true
		}
		if width < 4 {
			s.leaf = noLeaf
			return false
		}
		s.kind = codeLine
	default:
		return blank
	}
	return true
}

// endBlank ends what a blank line ends: quotes that it does not continue, a paragraph, most HTML.
func (s *scanner) endBlank(matched int) {
	if matched < s.depth {
		s.depth, s.leaf = matched, noLeaf
	}
	if s.leaf == paragraphLeaf || s.leaf == htmlLeaf && s.html == tagHTML {
		s.leaf = noLeaf
	}
}

// open opens blocks with the rest of a line, from the outside in. At first k containers are matched;
// opened says that the line has already begun a list entry.
func (s *scanner) open(pos, k int, opened bool) {
	for !s.bailed {
		width, p, blank := s.indentation(pos)
		if s.bailed {
			return
		}
		if blank {
			s.kind, s.text = blankLine, Span{p, p}
			return
		}
		inParagraph := !opened && s.leaf == paragraphLeaf
		switch {
		case width > 3 && inParagraph:
			s.continueParagraph(p, width)
			return
		case width > 3:
			s.begin(k)
			s.leaf, s.kind, s.text = codeLeaf, codeLine, Span{p, s.line.End}
			return
		case inParagraph && k == s.depth && isUnderline(s.src[p:s.line.End]):
			if !s.para.table {
				s.underline(p)
				return
			}
			s.leaf = noLeaf // a table cannot be underlined: the line is read once more, for itself
			continue
		}
		inner, ok := s.openContainer(pos, p, k, inParagraph)
		if !ok {
			s.openLeaf(p, width, k, inParagraph)
			return
		}
		pos, k, opened = inner, k+1, true
	}
}

// openContainer opens a list entry or a quote at p and returns where its content begins.
func (s *scanner) openContainer(pos, p, k int, inParagraph bool) (inner int, ok bool) {
	switch c := s.src[p]; {
	case c == '>':
		s.begin(k)
		s.push(container{mark: '>'})
		return s.afterQuote(p), true
	case c == '-', c == '+', c == '*', isDigit(c):
		if isRule(s.src[p:s.line.End]) {
			return 0, false
		}
		m, ok := s.marker(p)
		if !ok || inParagraph && k == s.depth && m.ordered() && m.number != 1 {
			return 0, false
		}
		s.begin(k)
		return s.pushEntry(pos, p, m, true), true
	}
	return 0, false
}

// openLeaf opens the leaf that begins at p, or continues the open paragraph.
func (s *scanner) openLeaf(p, width, k int, inParagraph bool) {
	switch s.src[p] {
	case '#':
		if s.heading(p, k) {
			return
		}
	case '-', '*', '_':
		if isRule(s.src[p:s.line.End]) {
			s.begin(k)
			s.kind, s.text = ruleLine, Span{p, p}
			return
		}
	case '`', '~':
		if s.openFence(p, k) {
			return
		}
	case '<':
		if s.openHTML(p, k, inParagraph) {
			return
		}
	}
	if inParagraph {
		s.continueParagraph(p, width)
	} else {
		s.beginParagraph(p, k)
	}
}

// begin closes what stands deeper than k, because a block is opened there.
func (s *scanner) begin(k int) {
	if s.fresh < 0 {
		s.fresh = k
	}
	s.depth, s.leaf = k, noLeaf
}

// push opens a container in the innermost one.
func (s *scanner) push(c container) {
	if s.depth == maxNesting {
		s.bailed = true
		return
	}
	s.stack[s.depth] = c
	s.depth++
}

// pushEntry opens a list entry whose marker stands at p and whose indentation counts from pos; it returns where the
// entry's content begins.
func (s *scanner) pushEntry(pos, p int, m marker, head bool) int {
	s.push(container{mark: m.mark, head: head, indent: p - pos + m.width + m.gap})
	return p + m.width + m.gap
}

// afterQuote returns where the content behind the '>' at p begins.
func (s *scanner) afterQuote(p int) int {
	p++
	if p < s.line.End {
		switch s.src[p] {
		case ' ':
			p++
		case '\t':
			s.bailed = true
		}
	}
	return p
}

// indentation measures the blanks from pos on; blank says that nothing follows them. Tabs are measured at the start
// of a line only: where they stand deeper is a question of columns, which is goldmark's.
func (s *scanner) indentation(pos int) (width, p int, blank bool) {
	p = pos
	for p < s.line.End && s.src[p] == ' ' {
		p++
	}
	width = p - pos
	tab := p < s.line.End && s.src[p] == '\t'
	for p < s.line.End && (s.src[p] == ' ' || s.src[p] == '\t') {
		if s.src[p] == '\t' {
			width += 4 - width%4
		} else {
			width++
		}
		p++
	}
	blank = isBlank(s.src[p:s.line.End])
	if !blank && (tab && pos > s.line.Start || s.src[p] == '\r') {
		s.bailed = true
	}
	return width, p, blank
}
