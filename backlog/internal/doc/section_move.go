package doc

import (
	"slices"
	"strings"
)

// RemoveEntry removes the entry with index n among [Entries] and what is nested under it, with the blank lines that
// parted it from its neighbour. An ordered list keeps its first number. The error is an [*Error].
func RemoveEntry(src string, s Section, n int) (string, error) {
	entries := Entries(src, s)
	if n < 0 || n >= len(entries) {
		return "", noEntry(src, s, n)
	}
	out := keepFirstNumber(src, entries, n)
	out = replaced(out, cutOf(src, s, entries, n), "")
	want := wantEntries(src, slices.Delete(slices.Clone(entries), n, n+1))
	if !readsBack(src, out, s, want) {
		return "", errorAt(src, entries[n].Span.Start, Unsafe, "without this entry the rest would read otherwise")
	}
	return out, nil
}

// keepFirstNumber gives the entry behind entries[n] the number of that one when it begins an ordered list.
func keepFirstNumber(src string, entries []Entry, n int) string {
	if !adjacent(src, entries, n) || adjacent(src, entries, n-1) || entries[n].Form == ScenarioEntry {
		return src
	}
	first, second := prefixOf(src, entries[n]), prefixOf(src, entries[n+1])
	if !first.ordered() || first.mark != second.mark {
		return src
	}
	return replaced(src, digitsOf(src, entries[n+1]), first.digits)
}

// digitsOf returns where the number of an entry of an ordered list stands.
func digitsOf(src string, e Entry) Span {
	p := prefixOf(src, e)
	start := e.Span.Start + len(p.indent)
	return Span{start, start + len(p.digits)}
}

// adjacent says whether only blanks stand between entries[n] and the one behind it.
func adjacent(src string, entries []Entry, n int) bool {
	return n >= 0 && n+1 < len(entries) && isBlank(src[entries[n].Span.End:entries[n+1].Span.Start])
}

// cutOf returns the bytes that go when entries[n] is removed.
func cutOf(src string, s Section, entries []Entry, n int) Span {
	e := entries[n].Span
	next := lineAfter(src, e.End)
	switch {
	case adjacent(src, entries, n):
		return Span{e.Start, entries[n+1].Span.Start}
	case adjacent(src, entries, n-1) && next == len(src) && !strings.HasSuffix(src, "\n"):
		return Span{entries[n-1].Span.End, e.End}
	case adjacent(src, entries, n-1):
		return Span{lineAfter(src, entries[n-1].Span.End), next}
	case entries[n].Form == ScenarioEntry:
		if block := blockAround(src, s, e); holdsOnly(src, block, e) {
			return Span{block.Start, lineAfter(src, block.End)}
		}
	}
	return Span{e.Start, next}
}

// holdsOnly says whether a fenced block holds nothing but the lines of inner.
func holdsOnly(src string, fence, inner Span) bool {
	first := lineAfter(src, fence.Start)
	below := trimLeft(src[inner.End:fence.End])
	return first <= inner.Start && isBlank(src[first:inner.Start]) && !strings.Contains(below, "\n")
}

// MoveEntry moves the entry with index from among [Entries], and what is nested under it, so that it has index to. Blank
// lines between entries stay where they are, and so do the numbers of an ordered list. The error is an [*Error].
func MoveEntry(src string, s Section, from, to int) (string, error) {
	entries := Entries(src, s)
	switch {
	case from < 0 || from >= len(entries):
		return "", noEntry(src, s, from)
	case to < 0 || to >= len(entries):
		return "", noEntry(src, s, to)
	case from == to:
		return src, nil
	}
	lo, hi := min(from, to), max(from, to)
	together := true
	for n := lo; n < hi; n++ {
		together = together && adjacent(src, entries, n)
	}
	order := slices.Insert(slices.Delete(slices.Clone(entries), from, from+1), to, entries[from])
	var out string
	if together {
		out = reorder(src, entries[lo:hi+1], order[lo:hi+1])
	} else {
		out = carry(src, s, entries, from, to)
	}
	if !readsBack(src, out, s, wantEntries(src, order)) {
		return "", errorAt(src, entries[from].Span.Start, Unsafe, "the entry would read otherwise at its new place")
	}
	return out, nil
}

// reorder writes entries that follow each other in another order; what stands between them stays.
func reorder(src string, places, order []Entry) string {
	var b strings.Builder
	b.Grow(len(src))
	b.WriteString(src[:places[0].Span.Start])
	for i, e := range order {
		if i > 0 {
			b.WriteString(src[places[i-1].Span.End:places[i].Span.Start])
		}
		b.WriteString(numberedAs(src, e, places[i]))
	}
	b.WriteString(src[places[len(places)-1].Span.End:])
	return b.String()
}

// numberedAs returns the lines of e, with the number of the entry in whose place it comes when both lists are ordered.
func numberedAs(src string, e, place Entry) string {
	lines := src[e.Span.Start:e.Span.End]
	if e.Form == ScenarioEntry || place.Form == ScenarioEntry {
		return lines
	}
	own, other := prefixOf(src, e), prefixOf(src, place)
	if own.mark != other.mark || !own.ordered() {
		return lines
	}
	return own.indent + other.digits + lines[len(own.indent)+len(own.digits):]
}

// carry moves an entry into another list.
func carry(src string, s Section, entries []Entry, from, to int) string {
	cut, target := cutOf(src, s, entries, from), entries[to].Span
	if to > from {
		return replaced(insertAfter(src, target.End, restyled(src, entries, from, to, 1)), cut, "")
	}
	return insertBefore(replaced(src, cut, ""), target.Start, restyled(src, entries, from, to, 0))
}

// restyled returns the lines of an entry as they are to stand next to another one: with that one's marker, unless further
// lines would then be indented too little or too much.
func restyled(src string, entries []Entry, from, to, step int) string {
	e := entries[from]
	lines := src[e.Span.Start:e.Span.End]
	if e.Form == ScenarioEntry || entries[to].Form == ScenarioEntry {
		return lines
	}
	own := prefixOf(src, e)
	begin, as := own.with(own.number), numberedPrefix(src, entries, to, step)
	if rest, ok := strings.CutPrefix(lines, begin); ok && (len(begin) == len(as) || !strings.Contains(rest, "\n")) {
		return as + rest
	}
	return lines
}
