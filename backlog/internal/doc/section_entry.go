package doc

import "strings"

// Box is the state of an entry's box.
type Box uint8

// The states of a box. An entry without one counts as open.
const (
	NoBox Box = iota
	OpenBox
	MetBox
)

// Form is the shape in which an entry is written.
type Form uint8

// The forms of an entry.
const (
	BoxEntry      Form = iota // a list entry with a box: "- [ ] text"
	PlainEntry                // a list entry without one: "- text"
	ScenarioEntry             // a scenario of a fenced gherkin block
)

// Entry is a top-level list entry of a section, or a scenario of one of its gherkin blocks.
//
// A box is "[ ]", "[x]" or "[X]" with a blank or the line's end behind it. The running number that other tools write
// behind a box ("[ ] #1 text") is not part of the text and stays where it is.
type Entry struct {
	Text     string // the first paragraph on one line, empty if there is none; a scenario's name
	Form     Form
	Box      Box
	BoxAt    int  // offset of the byte between the brackets, or of a scenario's "@met"; -1: none
	Span     Span // the entry's lines with all that is nested under it, without the last line end
	TextSpan Span // Text as written, maybe over several lines
	Line     int  // line in the file, from 1

	language uint8 // of a scenario: index into gherkinLanguages
}

// Entries returns the entries of a section in order of appearance. Lists in quotes, code and HTML have none,
// and what is nested under an entry belongs to it.
func Entries(src string, s Section) []Entry {
	var room [8]Entry // most sections fit, and the result is made to measure
	all := room[:0]
	line, counted := 1, 0
	b := readBlocks(src, s.Content.Start, s.Content.End)
	for b.next() {
		first := len(all)
		switch {
		case b.block.kind == entryBlock:
			all = append(all, entryOf(src, &b.block))
		case isGherkin(src, &b.block):
			all = append(all, scenarios(src, &b.block)...)
		}
		for i := first; i < len(all); i++ {
			line += strings.Count(src[counted:all[i].Span.Start], "\n")
			counted = all[i].Span.Start
			all[i].Line = line
		}
	}
	if len(all) == 0 {
		return nil
	}
	return append(make([]Entry, 0, len(all)), all...)
}

// entryOf reads the entry that a block of a list is.
func entryOf(src string, b *block) Entry {
	e := Entry{Form: PlainEntry, BoxAt: -1, Span: b.span, TextSpan: b.text}
	text := src[b.text.Start:b.text.End]
	if b.first && startsWithBox(text) {
		e.Form, e.BoxAt, e.Box = BoxEntry, b.text.Start+1, OpenBox
		if text[1]|0x20 == 'x' {
			e.Box = MetBox
		}
		text = withoutNumber(trimLeft(text[len("[ ]"):]))
		if text == "" && strings.HasPrefix(src[e.TextSpan.End:], " ") {
			e.TextSpan.End++ // the blank behind the box is there already
		}
		e.TextSpan.Start = e.TextSpan.End - len(text)
	}
	e.Text = OneLine(text)
	return e
}

// startsWithBox says whether text begins with a box.
func startsWithBox(text string) bool {
	return len(text) > 2 && text[0] == '[' && text[2] == ']' && (len(text) == 3 || isSpace(text[3])) &&
		(text[1] == ' ' || text[1] == '\t' || text[1]|0x20 == 'x')
}

// withoutNumber takes the running number "#1 " off a text.
func withoutNumber(text string) string {
	if text == "" || text[0] != '#' {
		return text
	}
	i := 1
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	if i == 1 || i < len(text) && !isSpace(text[i]) {
		return text
	}
	return trimLeft(text[i:])
}
