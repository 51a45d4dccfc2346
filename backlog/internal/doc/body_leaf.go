package doc

import "strings"

// marker is the mark of a list entry.
type marker struct {
	mark   byte // '-', '+', '*'; of an ordered list '.' or ')'
	number int  // of an ordered list
	width  int  // of the mark with its number
	gap    int  // blanks between the mark and the content
}

func (m marker) ordered() bool { return m.mark == '.' || m.mark == ')' }

// marker reads the mark of a list entry at p. The scanner bails out where the entry is empty or a tab follows.
func (s *scanner) marker(p int) (marker, bool) {
	m, ok := readMarker(s.src[p:s.line.End])
	if !ok {
		return m, false
	}
	rest := s.src[p+m.width : s.line.End]
	if rest == "" || isBlank(rest) {
		// goldmark takes "-" before CR LF for text.
		s.bailed = rest != "\r"
		return m, false
	}
	for m.gap < len(rest) && rest[m.gap] == ' ' {
		m.gap++
	}
	if rest[m.gap] == '\t' {
		s.bailed = true
	}
	if m.gap > 4 { // the content is indented code
		m.gap = 1
	}
	return m, m.gap > 0
}

// readMarker reads the mark of a list entry at the start of text, which is not empty: a bullet, or a number of at most
// nine digits and a point or bracket. What follows it is not looked at.
func readMarker(text string) (marker, bool) {
	switch text[0] {
	case '-', '+', '*':
		return marker{mark: text[0], width: 1}, true
	}
	m := marker{}
	for m.width < len(text) && isDigit(text[m.width]) {
		m.number = m.number*10 + int(text[m.width]-'0')
		m.width++
		if m.width > 9 {
			return marker{}, false
		}
	}
	if m.width == 0 || m.width == len(text) {
		return marker{}, false
	}
	m.mark = text[m.width]
	m.width++
	return m, m.ordered()
}

// isRule says whether text is a thematic break: three or more of one mark, and blanks.
func isRule(text string) bool {
	mark := text[0]
	if mark != '-' && mark != '*' && mark != '_' {
		return false
	}
	n := 0
	for i := range len(text) {
		switch {
		case text[i] == mark:
			n++
		case !isSpace(text[i]):
			return false
		}
	}
	return n > 2
}

// isUnderline says whether text makes the paragraph above it a heading.
func isUnderline(text string) bool {
	if text[0] != '=' && text[0] != '-' {
		return false
	}
	return strings.TrimLeft(trimRight(text), text[:1]) == ""
}

// underline ends the open paragraph as a heading.
func (s *scanner) underline(p int) {
	s.kind, s.text, s.level = underlineLine, Span{p, p}, 1
	if s.src[p] == '-' {
		s.level = 2
	}
	s.leaf = noLeaf
}

// heading reads an ATX heading at p.
func (s *scanner) heading(p, k int) bool {
	i := p
	for i < s.line.End && s.src[i] == '#' {
		i++
	}
	level := i - p
	if level > 6 || i < s.line.End && !isSpace(s.src[i]) {
		return false
	}
	s.begin(k)
	for i < s.line.End && isSpace(s.src[i]) {
		i++
	}
	s.kind, s.level = headingLine, level
	s.text = Span{i, i + len(cutClosing(trimRight(s.src[i:s.line.End])))}
	return true
}

// cutClosing takes the closing run of '#' off a heading's text.
func cutClosing(text string) string {
	open := strings.TrimRight(text, "#")
	if open == "" || open != text && isSpace(open[len(open)-1]) {
		return trimRight(open)
	}
	return text
}

// beginParagraph opens a paragraph at p.
func (s *scanner) beginParagraph(p, k int) {
	s.begin(k)
	line := trimRight(s.src[p:s.line.End])
	s.leaf, s.kind = paragraphLeaf, textLine
	s.text.Start, s.text.End = p, p+len(line)
	s.para.text, s.para.last, s.para.lines = s.text, s.text, 1
	s.para.table, s.para.noTable = false, false
	s.para.definition = line[0] == '[' && mayDefine(line)
	if s.para.definition {
		s.watchDefinition(line)
	}
}

// continueParagraph adds a line to the open paragraph.
func (s *scanner) continueParagraph(p, width int) {
	line := trimRight(s.src[p:s.line.End])
	s.kind, s.text = textLine, Span{p, p + len(line)}
	if s.para.definition {
		s.watchDefinition(line)
	}
	if !s.para.table && !s.para.noTable && looksDelimiter(line) {
		s.watchTable(line, width)
	}
	s.para.last = s.text
	s.para.text.End = s.text.End
	s.para.lines++
}

// mayDefine says whether a line that begins with '[' may begin link reference definitions; a box is none.
func mayDefine(line string) bool {
	box := len(line) > 2 && line[2] == ']' && line[1] != '\\' && line[1] != '[' && (len(line) == 3 || line[3] != ':')
	return !box
}

// watchDefinition bails out where a link reference definition may stand.
func (s *scanner) watchDefinition(line string) {
	s.bailed = s.bailed || strings.Contains(line, "]:")
}

// watchTable reads a line that looks like the delimiter row of a table.
func (s *scanner) watchTable(line string, width int) {
	columns, ok := delimiterColumns(line)
	switch {
	case width > 3 || strings.Trim(line, "-") == "":
		s.bailed = true // goldmark's answer depends on how the paragraph ends
	case !ok:
	case headerCells(s.src[s.para.last.Start:s.para.last.End]) > columns:
		s.para.noTable = true
	case s.para.lines > 1:
		s.bailed = true // the lines above the header stay a paragraph
	default:
		s.para.table = true
	}
}

// openFence opens a fenced block at p.
func (s *scanner) openFence(p, k int) bool {
	mark, width := s.src[p], s.run(p)
	info := s.src[p+width : s.line.End]
	if width < 3 || mark == '`' && strings.IndexByte(info, '`') >= 0 {
		return false
	}
	s.begin(k)
	if len(info) == 1 && s.next == s.line.End {
		info = "" // goldmark overlooks one character at the end of the file
	}
	start := p + width + len(info) - len(trimLeft(info))
	s.leaf, s.fenceMark, s.fenceWidth = fenceLeaf, mark, width
	s.kind, s.text = fenceLine, Span{start, p + width + len(trimRight(info))}
	return true
}

// resumeFence reads a line of the open fenced block, or the one that closes it.
func (s *scanner) resumeFence(p, width int) {
	s.kind = codeLine
	if width > 3 || p >= s.line.End || s.src[p] != s.fenceMark {
		return
	}
	if n := s.run(p); n >= s.fenceWidth && isBlank(s.src[p+n:s.line.End]) {
		s.leaf, s.kind = noLeaf, fenceLine
	}
}

// run counts how often the character at p stands there in a row.
func (s *scanner) run(p int) int {
	i := p
	for i < s.line.End && s.src[i] == s.src[p] {
		i++
	}
	return i - p
}

// isSpace knows the characters that goldmark's blocks take for blanks.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isBlank(text string) bool {
	for i := range len(text) {
		if !isSpace(text[i]) {
			return false
		}
	}
	return true
}

func trimRight(text string) string {
	for text != "" && isSpace(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func trimLeft(text string) string {
	for text != "" && isSpace(text[0]) {
		text = text[1:]
	}
	return text
}
