package doc

import "strings"

// FirstParagraph returns the first paragraph of the body that begins at from, without the line end. Headings, lists,
// quotes, tables, code and HTML are passed over.
func FirstParagraph(src string, from int) (Span, bool) {
	b := readBlocks(src, from, len(src))
	for b.next() {
		if b.block.kind == paragraphBlock {
			return b.block.text, true
		}
	}
	return Span{}, false
}

// OneLine returns text on one line: its lines without the blanks around them, joined by one blank, empty ones dropped.
func OneLine(text string) string {
	text = trimLeft(trimRight(text))
	if strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\r') < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = trimLeft(trimRight(line))
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}
