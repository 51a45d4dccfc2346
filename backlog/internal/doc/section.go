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
	for b.nextHeading() {
		if s := b.heading(); match(s.Title) {
			b.toEnd(&s)
			return s, true
		}
	}
	return Section{}, false
}

// heading returns the section whose heading was read last; its content reaches to the end of the body.
func (b *blocks) heading() Section {
	src, h := b.scan.src, &b.block
	next := lineAfter(src, h.span.End)
	return Section{
		Title: plainTitle(src[h.text.Start:h.text.End]), Level: int(h.level),
		Heading: Span{h.span.Start, next}, Content: Span{next, b.scan.end},
	}
}

// toEnd reads to where the section ends.
func (b *blocks) toEnd(s *Section) {
	for b.nextHeading() {
		if int(b.block.level) <= s.Level {
			s.Content.End = b.block.span.Start
			return
		}
	}
}

// Sections returns all sections of the body that begins at from, in order;
// one of a lower level lies inside the one above it.
func Sections(src string, from int) []Section {
	var all []Section
	var open []int // the sections that have not ended yet, the outermost first
	b := readBlocks(src, from, len(src))
	for b.nextHeading() {
		s := b.heading()
		for len(open) > 0 && all[open[len(open)-1]].Level >= s.Level {
			all[open[len(open)-1]].Content.End = s.Heading.Start
			open = open[:len(open)-1]
		}
		open = append(open, len(all))
		all = append(all, s)
	}
	return all
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
