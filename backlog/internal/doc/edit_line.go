package doc

import "strings"

// lineStart is the offset of the first byte of a line of the front matter.
func (d *Doc) lineStart(i int) int {
	return d.part.start + strings.LastIndexByte(d.src[d.part.start:i], '\n') + 1
}

// lineEnd is the offset of the line end at or after i, carriage return included.
func (d *Doc) lineEnd(i int) int {
	n := strings.IndexByte(d.src[i:d.part.end], '\n')
	if n < 0 {
		return d.part.end
	}
	if n > 0 && d.src[i+n-1] == '\r' {
		n--
	}
	return i + n
}

// nextLine is the offset of the first byte after the line of i.
func (d *Doc) nextLine(i int) int {
	n := strings.IndexByte(d.src[i:d.part.end], '\n')
	if n < 0 {
		return d.part.end
	}
	return i + n + 1
}

// lineBreak is the way the line of i ends; where it does not end, the way the file's first line does.
func (d *Doc) lineBreak(i int) string {
	if at := d.lineEnd(i); at < d.part.end {
		return d.src[at:d.nextLine(at)]
	}
	return d.fileBreak()
}

// fileBreak is the way the file's first line ends.
func (d *Doc) fileBreak() string {
	if n := strings.IndexByte(d.src, '\n'); n > 0 && d.src[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indent is the white space before i on its line; false if anything else stands there.
func (d *Doc) indent(i int) (string, bool) {
	text := d.src[d.lineStart(i):i]
	return text, strings.Trim(text, " ") == ""
}

// oneLine tells whether a value stands on one line.
func (d *Doc) oneLine(n *Node) bool { return !strings.Contains(d.src[n.Span.Start:n.Span.End], "\n") }

// below is the offset after the lines that belong to a key or a dash in a column whose value ends at end: those of
// the value, and deeper comments that follow it.
func (d *Doc) below(end, column int) int {
	next := d.nextLine(end)
	for at := next; at < d.part.end; at = d.nextLine(at) {
		line := d.src[at:d.lineEnd(at)]
		text := strings.TrimLeft(line, " ")
		if text == "" {
			continue
		}
		if text[0] != '#' || len(line)-len(text) <= column {
			break
		}
		next = d.nextLine(at)
	}
	return next
}

// lines is the text of whole lines to be inserted at the start of a line or the end of the front matter.
// Where the line before has no line end, it gets one and the last of the new lines has none.
func (d *Doc) lines(at int, lines []string, lineBreak string) string {
	text := strings.Join(lines, lineBreak)
	if at > 0 && at == d.part.end && d.src[at-1] != '\n' && at > d.part.start {
		return lineBreak + text
	}
	return text + lineBreak
}
