package backlog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ListLine is one entry of a list of stories.
type ListLine struct {
	// Line is the 1-based number of the line it began on.
	Line int
	// Text is the entry without its bullet, number or tag, continuation lines
	// joined by one blank.
	Text string
}

// ListReason says why a line of a list did not become an entry of its own.
type ListReason uint8

// The reasons of a [ListReport].
const (
	ListEmpty     ListReason = iota // nothing on the line, or nothing behind its tag
	ListHeading                     // a Markdown heading
	ListContinued                   // begins in lower case: it continues the entry before
)

// ListReport names a line that did not become an entry of its own.
type ListReport struct {
	// Line is the 1-based number of the line.
	Line int
	// Reason is why.
	Reason ListReason
	// Text is the line as it stands, trimmed.
	Text string
	// Into is the first line of the entry that a continued line went to, else 0.
	Into int
}

// ParseList reads a list of stories, one a line, as people keep them in text
// files. Bullets, numbers, boxes and tags such as #G12# in front are dropped.
// Every line is either in an entry or in a report, so nothing is lost.
func ParseList(text string) (entries []ListLine, reports []ListReport) {
	text = strings.TrimPrefix(text, "\uFEFF")
	var open []string // the lines of the last entry, joined when the next begins
	closeEntry := func() {
		if len(open) > 1 {
			entries[len(entries)-1].Text = strings.Join(open, " ")
		}
		open = open[:0]
	}
	for number := 1; text != ""; number++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(line)
		report := ListReport{Line: number, Text: line}
		story, marked := withoutMarkers(line)
		switch {
		case isMarkdownHeading(line):
			report.Reason = ListHeading
		case story == "":
			report.Reason = ListEmpty
		case len(entries) > 0 && !marked && startsLower(story):
			open = append(open, story)
			report.Reason, report.Into = ListContinued, entries[len(entries)-1].Line
		default:
			closeEntry()
			open = append(open, story)
			entries = append(entries, ListLine{Line: number, Text: story})
			continue
		}
		reports = append(reports, report)
	}
	closeEntry()
	return entries, reports
}

// withoutMarkers drops the tags, bullets, numbers and boxes in front of a line,
// and reports whether there was anything but tags: a bullet begins an entry,
// whatever its case.
func withoutMarkers(line string) (rest string, marked bool) {
	for {
		n := tagLength(line)
		if n == 0 {
			if n = markerLength(line); n == 0 {
				return line, marked
			}
			marked = true
		}
		line = strings.TrimLeft(line[n:], " \t")
	}
}

// markerLength returns the length of the bullet, number or box that a line begins
// with, 0 if none.
func markerLength(line string) int {
	for _, mark := range []string{"-", "*", "+", "•", "–", "[ ]", "[x]", "[X]"} {
		if rest, ok := strings.CutPrefix(line, mark); ok && endsMarker(rest) {
			return len(mark)
		}
	}
	if _, n := leadingDigits(line); n > 0 && n < len(line) && (line[n] == '.' || line[n] == ')') && endsMarker(line[n+1:]) {
		return n + 1
	}
	return 0
}

// tagLength returns the length of a tag such as #G12# in front of a line: no
// blanks between the two signs.
func tagLength(line string) int {
	if !strings.HasPrefix(line, "#") {
		return 0
	}
	end := strings.IndexAny(line[1:], "# \t")
	if end <= 0 || line[1+end] != '#' {
		return 0
	}
	return end + 2
}

// endsMarker reports whether a marker may end before rest.
func endsMarker(rest string) bool { return rest == "" || rest[0] == ' ' || rest[0] == '\t' }

// isMarkdownHeading reports whether a line is one to six # and then a blank.
func isMarkdownHeading(line string) bool {
	if line == "" || line[0] != '#' {
		return false
	}
	n := runLength(line, 0)
	return n <= 6 && n < len(line) && endsMarker(line[n:])
}

func startsLower(line string) bool {
	c, _ := utf8.DecodeRuneInString(line)
	return unicode.IsLower(c)
}
