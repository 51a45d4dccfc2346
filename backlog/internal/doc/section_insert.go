package doc

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// InsertEntry inserts an entry so that it has index at among [Entries]; the number of entries puts it at the end. It is
// written like the entry before it, else like the one behind it: same marker, indentation and line end, an ordered list
// goes on counting; in a section without a list it begins one, "- [ ] text". One line is added, and what parts a new
// list from its surroundings. A text that would not read back as given is refused; the error is an [*Error].
func InsertEntry(src string, s Section, at int, text string, box bool) (string, error) {
	entries := Entries(src, s)
	if at < 0 || at > len(entries) {
		return "", noEntry(src, s, at)
	}
	text, err := entryText(src, s.Heading.Start, text)
	if err != nil {
		return "", err
	}
	added, written := newEntry(text, box)
	out, ok := insertLine(src, s, entries, at, written)
	if !ok {
		return "", errorAt(src, entries[at].Span.Start, Unsafe, "between two scenarios of one block no list entry can stand")
	}
	if readsBack(src, out, s, slices.Insert(wantEntries(src, entries), at, wanted{Entry: added})) {
		return out, nil
	}
	const harmless = "x"
	if text != harmless {
		if _, err := InsertEntry(src, s, at, harmless, box); err == nil {
			return "", wouldNotReadBack(src, s.Heading.Start, text)
		}
	}
	return "", errorAt(src, s.Heading.Start, Unsafe, "a list entry would not be one in this section: a block in it may not be closed")
}

// newEntry returns an entry with a text, and how it is written behind the marker.
func newEntry(text string, box bool) (e Entry, written string) {
	if box {
		return Entry{Text: text, Form: BoxEntry, Box: OpenBox}, "[ ] " + text
	}
	return Entry{Text: text, Form: PlainEntry}, text
}

// insertLine adds the line of an entry that is to have index at. False: there is no place for it.
func insertLine(src string, s Section, entries []Entry, at int, written string) (out string, ok bool) {
	switch {
	case at > 0 && entries[at-1].Form != ScenarioEntry:
		return insertAfter(src, entries[at-1].Span.End, numberedPrefix(src, entries, at-1, 1)+written), true
	case at < len(entries) && entries[at].Form != ScenarioEntry:
		return insertBefore(src, entries[at].Span.Start, numberedPrefix(src, entries, at, 0)+written), true
	}
	return insertList(src, s, entries, at, "- "+written)
}

func noEntry(src string, s Section, n int) *Error {
	return errorAt(src, s.Heading.Start, Mismatch, "the section has no entry with index %d", n)
}

// insertAfter adds lines after the line that ends at.
func insertAfter(src string, at int, lines string) string {
	return replaced(src, Span{at, at}, lineBreak(src, at)+lines)
}

// insertBefore adds lines before the line that begins at.
func insertBefore(src string, at int, lines string) string {
	return replaced(src, Span{at, at}, lines+lineBreak(src, at))
}

// numberedPrefix returns what an entry next to entries[n] begins with: its indentation, marker and blanks. The number of an
// ordered list grows by step, unless the list gives all its entries one number.
func numberedPrefix(src string, entries []Entry, n, step int) string {
	p := prefixOf(src, entries[n])
	if step > 0 && n > 0 && p.ordered() {
		if above := prefixOf(src, entries[n-1]); above.mark == p.mark && above.number == p.number {
			step = 0
		}
	}
	return p.with(p.number + step)
}

// prefix is what a list entry begins with.
type prefix struct {
	marker
	indent string
	digits string // the number as it is written
	gap    string // blanks behind the marker
}

// prefixOf reads what a list entry begins with.
func prefixOf(src string, e Entry) prefix {
	line := src[e.Span.Start:e.Span.End]
	rest := trimLeft(line)
	m, _ := readMarker(rest)
	p := prefix{marker: m, indent: line[:len(line)-len(rest)], digits: rest[:max(0, m.width-1)]}
	content := strings.TrimLeft(rest[m.width:], " \t")
	p.gap = rest[m.width : len(rest)-len(content)]
	if len(p.gap) == 0 || len(p.gap) > 4 || content == "" || isSpace(content[0]) {
		p.gap = " "
	}
	return p
}

// with returns the prefix with a number; a bullet has none.
func (p prefix) with(number int) string {
	digits := p.digits
	if p.ordered() && number != p.number {
		digits = strconv.Itoa(number)
	}
	return p.indent + digits + string(p.mark) + p.gap
}

// insertList begins a list with a line; at is the index that its entry is to have. False: there is no place.
func insertList(src string, s Section, entries []Entry, at int, line string) (string, bool) {
	if len(entries) == 0 {
		last, inside := ownPart(src, s)
		if inside {
			return insertAfter(src, last, line), true
		}
		return appendParted(src, last, line), true
	}
	if at == 0 {
		block := blockAround(src, s, entries[0].Span)
		eol := lineBreak(src, block.Start)
		return replaced(src, Span{block.Start, block.Start}, line+eol+eol), true
	}
	block := blockAround(src, s, entries[at-1].Span)
	if at < len(entries) && entries[at].Span.Start < block.End {
		return "", false
	}
	return appendParted(src, block.End, line), true
}

// blockAround returns the lines of the block in the section that holds span.
func blockAround(src string, s Section, span Span) Span {
	b := readBlocks(src, s.Content.Start, s.Content.End)
	for b.next() {
		if b.block.span.Start <= span.Start && span.End <= b.block.span.End {
			return b.block.span
		}
	}
	return span
}

// ownPart returns where the part of a section ends that stands before its first lower heading, without blank lines. When
// that part ends with an empty pair of comments such as "<!-- AC:BEGIN -->" and "<!-- AC:END -->", between which other
// tools keep their list, it is the end of the first of them, and inside is true.
func ownPart(src string, s Section) (end int, inside bool) {
	end = lineEnd(src, s.Heading.Start+len(trimRight(src[s.Heading.Start:s.Heading.End])), s.Heading.End)
	begin := false
	b := readBlocks(src, s.Content.Start, s.Content.End)
	for b.next() && b.block.kind != headingBlock {
		text := src[b.block.span.Start:b.block.span.End]
		if begin && b.block.kind == htmlBlock && isMark(text, "END") {
			return end, true
		}
		begin = b.block.kind == htmlBlock && isMark(text, "BEGIN")
		end = b.block.span.End
	}
	return end, false
}

// isMark says whether text is one comment whose last word is the one given.
func isMark(text, word string) bool {
	inner, ok := strings.CutPrefix(trimLeft(trimRight(text)), "<!--")
	inner, closed := strings.CutSuffix(inner, "-->")
	return ok && closed && strings.HasSuffix(trimRight(inner), word) && !strings.Contains(inner, "-->")
}

// appendParted adds lines after the line that ends at, parted by blank lines from that line and from what follows. Blank
// lines that stand there are used.
func appendParted(src string, at int, lines string) string {
	eol := lineBreak(src, at)
	rest := src[at:]
	blank := rest[:len(rest)-len(trimLeft(rest))]
	blank = blank[:strings.LastIndexByte(blank, '\n')+1]
	behind := trimLeft(rest) != ""
	switch n := strings.Count(blank, "\n"); {
	case n == 0: // the file's end without a line end
		return src[:at] + eol + eol + lines + rest
	case n == 1 && behind: // the next block follows at once
		return src[:at] + eol + eol + lines + eol + rest
	case n > 2 || n == 2 && !behind: // a blank line to use on either side
		second := at + strings.IndexByte(blank, '\n') + 1
		second = lineAfter(src, second)
		if second == len(src) {
			return src + lines + eol
		}
		return src[:second] + lines + eol + src[second:]
	}
	return src[:at] + eol + eol + lines + rest
}

// AppendSection adds a section without content at the end of the body that begins at from, parted by a blank line. A
// missing line end at the end of the file stays missing. A title that would not read back as given, and a body that
// ends inside a block which would take the heading in, are refused; the error is an [*Error].
func AppendSection(src string, from int, title string, level int) (string, Section, error) {
	title, err := entryText(src, from, title)
	if err != nil {
		return "", Section{}, err
	}
	before := Sections(src, from)
	heading := strings.Repeat("#", min(max(level, 1), 6)) + " " + title
	out := ""
	if body := trimRight(src[from:]); body != "" {
		out = appendParted(src, lineEnd(src, from+len(body), len(src)), heading)
	} else {
		out = appendFirst(src, heading)
	}
	after := Sections(out, from)
	if len(after) != len(before)+1 {
		return "", Section{}, errorAt(src, len(src), Unsafe, "a heading at the end of the body would not be one")
	}
	s := after[len(after)-1]
	if s.Title != plainTitle(title) || isBlank(title) || !strings.HasSuffix(trimRight(out[s.Heading.Start:s.Heading.End]), " "+title) {
		return "", Section{}, wouldNotReadBack(src, len(src), title)
	}
	return out, s, nil
}

// appendFirst adds the first line of a body that has none, or only blank ones.
func appendFirst(src, line string) string {
	eol := "\n"
	if i := strings.LastIndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		eol = "\r\n"
	}
	if src == "" || strings.HasSuffix(src, "\n") {
		return src + line + eol
	}
	return src + eol + line
}

// cleanLine makes one line of a text: line breaks of any kind become blanks. False: it is not valid UTF-8, or holds control characters.
func cleanLine(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\v', '\f', '\u0085', '\u2028', '\u2029':
			return '\n'
		}
		return r
	}, text)
	text = OneLine(text)
	bad := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' })
	return text, bad < 0
}
