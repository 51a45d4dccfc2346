package doc

import "strings"

// Section is a heading at the top level of a body with all that stands under it. Offsets are absolute in the file.
type Section struct {
	Title   string // plain text on one line: without emphasis marks, closing run of '#' and final colon
	Level   int    // 1 to 6
	Heading Span   // the heading's lines, ATX or underlined, with their line end
	Content Span   // from the line after the heading to the next heading of the same or a higher level
}

// FindSection returns the first section whose title matches in the body that begins at from.
func FindSection(src string, from int, match func(title string) bool) (Section, bool) {
	b := readBlocks(src, from, len(src))
	for {
		h, ok := b.next()
		if !ok {
			return Section{}, false
		}
		if h.kind != headingBlock {
			continue
		}
		if title := plainTitle(src[h.text.Start:h.text.End]); match(title) {
			return b.section(h, title), true
		}
	}
}

// section reads on to the end of the section under heading h.
func (b *blocks) section(h block, title string) Section {
	src, end := b.scan.src, b.scan.end
	next := lineAfter(src, h.span.End)
	s := Section{Title: title, Level: int(h.level), Heading: Span{h.span.Start, next}, Content: Span{next, end}}
	for {
		n, ok := b.next()
		if !ok {
			return s
		}
		if n.kind == headingBlock && n.level <= h.level {
			s.Content.End = n.span.Start
			return s
		}
	}
}

// Sections returns all sections of the body that begins at from, in order;
// one of a lower level lies inside the one above it.
func Sections(src string, from int) []Section {
	var all []Section
	var open []int // the sections that have not ended yet, the outermost first
	b := readBlocks(src, from, len(src))
	for {
		h, ok := b.next()
		if !ok {
			return all
		}
		if h.kind != headingBlock {
			continue
		}
		level := int(h.level)
		for len(open) > 0 && all[open[len(open)-1]].Level >= level {
			all[open[len(open)-1]].Content.End = h.span.Start
			open = open[:len(open)-1]
		}
		next := lineAfter(src, h.span.End)
		open = append(open, len(all))
		all = append(all, Section{
			Title: plainTitle(src[h.text.Start:h.text.End]), Level: level,
			Heading: Span{h.span.Start, next}, Content: Span{next, len(src)},
		})
	}
}

// lineAfter returns where the line after the one that holds at begins.
func lineAfter(src string, at int) int {
	if i := strings.IndexByte(src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(src)
}

// plainTitle returns a heading's text as it is compared.
func plainTitle(text string) string {
	title := withoutEmphasis(OneLine(text))
	return trimRight(strings.TrimSuffix(title, ":"))
}

// withoutEmphasis takes out the marks of emphasis: '*', and '_' at the side of a word. Marks between blanks are text.
func withoutEmphasis(text string) string {
	if !strings.ContainsAny(text, "*_") {
		return text
	}
	var b strings.Builder
	for rest := text; rest != ""; {
		marks := len(rest) - len(strings.TrimLeft(rest, "*_"))
		if marks == 0 {
			plain := strings.IndexAny(rest, "*_")
			if plain < 0 {
				plain = len(rest)
			}
			b.WriteString(rest[:plain])
			rest = rest[plain:]
			continue
		}
		before, after := sideOf(text[:len(text)-len(rest)], true), sideOf(rest[marks:], false)
		for _, mark := range []byte(rest[:marks]) {
			if before == blankSide && after == blankSide || mark == '_' && before == wordSide && after == wordSide {
				b.WriteByte(mark)
			}
		}
		rest = rest[marks:]
	}
	return trimLeft(trimRight(b.String()))
}

// side is what stands beside a run of marks.
type side uint8

const (
	noSide side = iota // the text's end
	blankSide
	wordSide
	markSide // punctuation
)

// sideOf returns what text ends with, or begins with.
func sideOf(text string, last bool) side {
	if text == "" {
		return noSide
	}
	c := text[0]
	if last {
		c = text[len(text)-1]
	}
	switch {
	case isSpace(c):
		return blankSide
	case isPunctuation(c):
		return markSide
	}
	return wordSide
}

// isPunctuation knows the punctuation of ASCII.
func isPunctuation(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}
