package doc

import "slices"

// wanted is an entry as an edit is to leave it.
type wanted struct {
	Entry
	lines string // its lines without the marker; empty for an entry that is new
}

// wantEntries returns entries as they stand, to be found again.
func wantEntries(src string, entries []Entry) []wanted {
	all := make([]wanted, len(entries))
	for i, e := range entries {
		all[i] = wanted{Entry: e, lines: linesOf(src, e)}
	}
	return all
}

// linesOf returns the lines of an entry without its indentation and marker: an edit may give it another one.
func linesOf(src string, e Entry) string {
	lines := src[e.Span.Start:e.Span.End]
	if e.Form == ScenarioEntry {
		return lines
	}
	lines = trimLeft(lines)
	m, _ := readMarker(lines)
	return lines[m.width:]
}

// readsBack scans the section once more after an edit: it must hold the wanted entries with all that is nested under
// them, everything else in it must be as it was, and it must end where it did.
func readsBack(old, out string, s Section, want []wanted) bool {
	now, ok := sectionAt(out, s.Heading.Start)
	if !ok || now.Level != s.Level || now.Title != s.Title || out[now.Content.End:] != old[s.Content.End:] {
		return false
	}
	got := Entries(out, now)
	same := func(g Entry, w wanted) bool {
		return g.Text == w.Text && g.Form == w.Form && g.Box == w.Box && (w.lines == "" || linesOf(out, g) == w.lines)
	}
	return slices.EqualFunc(got, want, same) && slices.Equal(otherBlocks(old, s), otherBlocks(out, now))
}

// sectionAt reads the section whose heading begins at.
func sectionAt(src string, at int) (Section, bool) {
	b := readBlocks(src, at, len(src))
	if !b.nextHeading() || b.block.span.Start != at {
		return Section{}, false
	}
	s := b.heading()
	b.toEnd(&s)
	return s, true
}

// otherBlocks returns the lines of the section's blocks that hold no entries.
func otherBlocks(src string, s Section) []string {
	var all []string
	b := readBlocks(src, s.Content.Start, s.Content.End)
	for b.next() {
		if n := &b.block; n.kind != entryBlock && !isGherkin(src, n) {
			all = append(all, string('0'+rune(n.kind))+src[n.span.Start:n.span.End])
		}
	}
	return all
}
