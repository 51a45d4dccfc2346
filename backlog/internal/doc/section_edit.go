package doc

import "strings"

// SetBox ticks or unticks an entry that was read from src: one byte of a box changes, a plain entry that is ticked gains
// four, a scenario gains or loses the tag @met. An entry that is so already stays as it is. The error is an [*Error].
//
// The edit moves no byte before the entry: several entries can be ticked from the last to the first.
func SetBox(src string, e Entry, met bool) (string, error) {
	if met == (e.Box == MetBox) {
		return src, nil
	}
	switch e.Form {
	case ScenarioEntry:
		return setMetTag(src, e, met)
	case PlainEntry:
		return tickPlain(src, e)
	}
	mark := " "
	if met {
		mark = "x"
	}
	if e.BoxAt < 1 || e.BoxAt+1 >= len(src) || src[e.BoxAt-1] != '[' || src[e.BoxAt+1] != ']' {
		return "", errorAt(src, e.BoxAt, Mismatch, "no box stands here")
	}
	return replaced(src, Span{e.BoxAt, e.BoxAt + 1}, mark), nil
}

// tickPlain gives an entry without a box a ticked one.
func tickPlain(src string, e Entry) (string, error) {
	if e.Text == "" {
		return "", errorAt(src, e.Span.Start, Unsafe, "the entry begins with no text that a box could stand before")
	}
	const box = "[x] "
	out := replaced(src, Span{e.TextSpan.Start, e.TextSpan.Start}, box)
	got, ok := entryIn(out, Span{e.Span.Start, e.Span.End + len(box)})
	// The text may begin with what reads as a running number behind a box.
	if !ok || got.Box != MetBox || OneLine(out[got.BoxAt+2:got.TextSpan.End]) != e.Text {
		return "", errorAt(src, e.Span.Start, Unsafe, "the entry cannot take a box")
	}
	return out, nil
}

// SetText changes the text of an entry that was read from src; its box and what is nested under it stay. Line breaks in
// text become blanks. A text that would not read back as given is refused; the error is an [*Error].
func SetText(src string, e Entry, text string) (string, error) {
	text, err := entryText(src, e.Span.Start, text)
	if err != nil {
		return "", err
	}
	at, written := e.TextSpan, text
	if at.Start == at.End {
		if e.Form == PlainEntry { // with a text it could take in the line that follows
			return "", errorAt(src, e.Span.Start, Unsafe, "the entry has no text that could be changed")
		}
		if !strings.HasSuffix(src[:at.Start], " ") {
			written = " " + text
		}
	}
	out := replaced(src, at, written)
	got, ok := sameEntry(out, e, Span{e.Span.Start, e.Span.End + len(out) - len(src)})
	if !ok || got.Text != text || got.Form != e.Form || got.Box != e.Box {
		return "", wouldNotReadBack(src, e.Span.Start, text)
	}
	return out, nil
}

// sameEntry reads the entry e again, which now stands at span.
func sameEntry(src string, e Entry, span Span) (Entry, bool) {
	if e.Form != ScenarioEntry {
		return entryIn(src, span)
	}
	g := gherkin{src: src, pos: span.Start, end: span.End, language: e.language, tags: -1, met: -1}
	if !g.parse() || len(g.entries) != 1 || g.entries[0].Span != span {
		return Entry{}, false
	}
	return g.entries[0], true
}

// entryIn reads the one list entry that the lines of span must be.
func entryIn(src string, span Span) (Entry, bool) {
	b := readBlocks(src, span.Start, lineAfter(src, span.End))
	if !b.next() || b.block.kind != entryBlock || b.block.span != span {
		return Entry{}, false
	}
	return entryOf(src, &b.block), !b.next()
}

// entryText makes one line of a text handed in; at is where it shall stand, for the error.
func entryText(src string, at int, text string) (string, error) {
	text, ok := cleanLine(text)
	switch {
	case !ok:
		return "", errorAt(src, at, Encoding, "a text must be valid UTF-8 without control characters")
	case text == "":
		return "", errorAt(src, at, Unsafe, "a text must not be empty")
	}
	return text, nil
}

func wouldNotReadBack(src string, at int, text string) *Error {
	return errorAt(src, at, Unsafe, "the text %q would not read back as it is given", text)
}

// replaced returns src with the bytes of span replaced.
func replaced(src string, span Span, text string) string {
	return src[:span.Start] + text + src[span.End:]
}

// lineBreak returns the line end to write near at: that of the line that holds at, else that of the line before, else "\n".
func lineBreak(src string, at int) string {
	end := strings.IndexByte(src[at:], '\n')
	if end >= 0 {
		end += at
	} else {
		end = strings.LastIndexByte(src[:at], '\n')
	}
	if end > 0 && src[end-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// setMetTag writes or removes the tag @met before a scenario.
func setMetTag(src string, e Entry, met bool) (string, error) {
	if !met {
		return removeMetTag(src, e)
	}
	head := src[e.Span.Start:e.TextSpan.Start]
	first := trimLeft(head)
	if first == "" || first[0] != '@' {
		indent := head[:len(head)-len(first)]
		return replaced(src, Span{e.Span.Start, e.Span.Start}, indent+"@met"+lineBreak(src, e.Span.Start)), nil
	}
	line, _, _ := strings.Cut(first, "\n")
	if i := strings.Index(line, " #"); i >= 0 {
		line = line[:i]
	}
	at := e.Span.Start + len(head) - len(first) + len(trimRight(line))
	return replaced(src, Span{at, at}, " @met"), nil
}

// removeMetTag removes the tag @met, and its line when nothing else stands there.
func removeMetTag(src string, e Entry) (string, error) {
	start, end := e.BoxAt, e.BoxAt+len("@met")
	if start < 0 || end > len(src) || src[start:end] != "@met" {
		return "", errorAt(src, e.Span.Start, Mismatch, "no tag @met stands here")
	}
	lineStart, next := strings.LastIndexByte(src[:start], '\n')+1, lineAfter(src, end)
	switch {
	case isBlank(src[lineStart:start]) && isBlank(src[end:next]):
		start, end = lineStart, next
	case isBlank(src[lineStart:start]):
		end += len(src[end:next]) - len(strings.TrimLeft(src[end:next], " \t"))
	default:
		start = lineStart + len(strings.TrimRight(src[lineStart:start], " \t"))
	}
	return replaced(src, Span{start, end}, ""), nil
}
