package backlog

import (
	"slices"
	"strings"
)

// MergeLines merges two changes of one text by lines: the lines that only one side changed are that side's. It reports false where
// both changed the same lines, or lines that touch, in different ways.
func MergeLines(base, ours, theirs string) (merged string, ok bool) {
	var out strings.Builder
	for _, c := range mergeChunks(wholeLines(base), wholeLines(ours), wholeLines(theirs)) {
		if c.conflict {
			return "", false
		}
		out.WriteString(strings.Join(c.ours, ""))
	}
	return out.String(), true
}

// A mergeChunk is a run of lines of a merge: those of both sides, or of each where they clash.
type mergeChunk struct {
	ours, theirs []string
	conflict     bool
}

// mergeChunks merges lines. Lines that both sides of a clash begin or end with stand outside of it.
func mergeChunks(base, ours, theirs []string) []mergeChunk {
	mine, yours := hunks(base, ours), hunks(base, theirs)
	var out []mergeChunk
	settle := func(lines []string) {
		if len(lines) > 0 {
			out = append(out, mergeChunk{ours: lines})
		}
	}
	at := 0 // next line of base
	for len(mine) > 0 || len(yours) > 0 {
		from, to, a, b := nextClash(mine, yours)
		settle(base[at:from])
		at = to
		ourLines, theirLines := replay(base[from:to], from, mine[:a]), replay(base[from:to], from, yours[:b])
		mine, yours = mine[a:], yours[b:]
		switch {
		case b == 0 || slices.Equal(ourLines, theirLines):
			settle(ourLines)
		case a == 0:
			settle(theirLines)
		default:
			head, tail := commonEnds(ourLines, theirLines)
			settle(ourLines[:head])
			out = append(out, mergeChunk{ourLines[head : len(ourLines)-tail], theirLines[head : len(theirLines)-tail], true})
			settle(ourLines[len(ourLines)-tail:])
		}
	}
	settle(base[at:])
	return out
}

// nextClash gives the next lines of the base that somebody changed, from 0, as far as changes of both sides overlap or touch,
// and how many of each side's hunks that are.
func nextClash(mine, yours []Hunk) (from, to, a, b int) {
	next := func(h []Hunk, n int) (Hunk, bool) {
		if n < len(h) {
			return h[n], true
		}
		return Hunk{}, false
	}
	span := func(h Hunk) (int, int) { return h.OldAt - 1, h.OldAt - 1 + len(h.Old) }
	m, hasMine := next(mine, 0)
	y, hasYours := next(yours, 0)
	if hasMine && (!hasYours || m.OldAt <= y.OldAt) {
		from, to = span(m)
		a = 1
	} else {
		from, to = span(y)
		b = 1
	}
	for grown := true; grown; {
		grown = false
		if h, ok := next(mine, a); ok {
			if f, t := span(h); f <= to {
				to, a, grown = max(to, t), a+1, true
			}
		}
		if h, ok := next(yours, b); ok {
			if f, t := span(h); f <= to {
				to, b, grown = max(to, t), b+1, true
			}
		}
	}
	return from, to, a, b
}

// replay gives lines of the base, which begin at a line, as hunks change them.
func replay(lines []string, from int, changes []Hunk) []string {
	var out []string
	at := 0
	for _, h := range changes {
		first := h.OldAt - 1 - from
		out = append(out, lines[at:first]...)
		out = append(out, h.New...)
		at = first + len(h.Old)
	}
	return append(out, lines[at:]...)
}

// commonEnds counts the lines that two texts begin and end with.
func commonEnds(a, b []string) (head, tail int) {
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

// markers writes conflicts in git's own form.
type markers struct {
	size         int
	ours, theirs string
	eol          string // what ends a line in the file
}

// between gives the lines of both sides with the markers around.
func (m markers) between(ours, theirs string) string {
	line := func(sign, label string) string {
		text := strings.Repeat(sign, m.size)
		if label != "" {
			text += " " + label
		}
		return text + m.eol
	}
	return line("<", m.ours) + m.closed(ours) + line("=", "") + m.closed(theirs) + line(">", m.theirs)
}

// closed ends the last line of a text.
func (m markers) closed(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + m.eol
}

// byLines merges three texts by lines and reports whether nothing clashed.
func (m markers) byLines(base, ours, theirs string) (merged string, clean bool) {
	var out strings.Builder
	clean = true
	for _, c := range mergeChunks(wholeLines(base), wholeLines(ours), wholeLines(theirs)) {
		if c.conflict {
			clean = false
			out.WriteString(m.between(strings.Join(c.ours, ""), strings.Join(c.theirs, "")))
			continue
		}
		out.WriteString(strings.Join(c.ours, ""))
	}
	return out.String(), clean
}

// differences puts markers around all lines in which two texts differ.
func (m markers) differences(ours, theirs string) string {
	var out strings.Builder
	lines := wholeLines(ours)
	at := 0
	for _, h := range hunks(lines, wholeLines(theirs)) {
		first := h.OldAt - 1
		out.WriteString(strings.Join(lines[at:first], ""))
		out.WriteString(m.between(strings.Join(h.Old, ""), strings.Join(h.New, "")))
		at = first + len(h.Old)
	}
	out.WriteString(strings.Join(lines[at:], ""))
	return out.String()
}
