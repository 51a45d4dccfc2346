package backlog

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// criteriaPlace stands for the criteria while the rest of the body is merged by lines. No file that can be read has a NUL.
const criteriaPlace = "\x00criteria\x00\n"

// mergeBody merges the criteria one by one and the rest of the body by lines.
func (m *merger) mergeBody() (text string, conflicts []string) {
	base, ours, theirs := m.base.src[m.base.body:], m.ours.src[m.ours.body:], m.theirs.src[m.theirs.body:]
	switch {
	case ours == theirs || theirs == base:
		return ours, nil
	case ours == base:
		return theirs, nil
	}
	if text, conflicts, ok := m.mergeAroundCriteria(); ok {
		return text, conflicts
	}
	text, clean := m.marks.byLines(base, ours, theirs)
	if !clean {
		conflicts = []string{"body"}
	}
	return text, conflicts
}

// mergeAroundCriteria merges bodies of which each side has a list of criteria; where the base has none, both sides began one. It
// reports false where there is none, where the list is not a list only, or where the two stand in different places.
func (m *merger) mergeAroundCriteria() (text string, conflicts []string, ok bool) {
	var lists [3]criteriaList
	for i, f := range []*file{m.base, m.ours, m.theirs} {
		if lists[i], ok = f.criteriaList(); !ok || i > 0 && len(lists[i].entries) == 0 {
			return "", nil, false
		}
	}
	rest, clean := m.marks.byLines(lists[0].rest(), lists[1].rest(), lists[2].rest())
	if strings.Count(rest, criteriaPlace) != 1 {
		return "", nil, false
	}
	slots := mergeEntries(lists[0].entries, lists[1].entries, lists[2].entries)
	text = strings.Replace(rest, criteriaPlace, m.writeSlots(slots), 1)
	if strings.HasSuffix(rest, criteriaPlace) && !strings.HasSuffix(m.ours.src, "\n") {
		text = strings.TrimSuffix(text, m.marks.eol)
	}
	for _, s := range slots {
		if s.clash && !slices.Contains(conflicts, "criteria") {
			conflicts = append(conflicts, "criteria")
		}
	}
	if !clean {
		conflicts = append(conflicts, "body")
	}
	return text, conflicts, len(conflicts) > 0 || m.meansCriteria(text, slots)
}

// meansCriteria reports whether a body, behind our front matter, is read with the criteria that were meant.
func (m *merger) meansCriteria(body string, slots []slot) bool {
	var s doc.Scanner
	f := parseFile(&s, m.ours.path, m.ours.head()+body, m.ours.cfg)
	if f.err != nil {
		return false
	}
	list, ok := f.criteriaList()
	return ok && slices.EqualFunc(list.entries, slots, func(e mergeEntry, s slot) bool { return e.said == s.ours.said && e.met == s.ours.met })
}

// A criteriaList is the body around the list of criteria, and its entries.
type criteriaList struct {
	before, after string
	entries       []mergeEntry
}

// rest is the body with a place for the list, where there is one.
func (l criteriaList) rest() string {
	if len(l.entries) == 0 {
		return l.before
	}
	return l.before + criteriaPlace + l.after
}

// A mergeEntry is one criterion of a version.
type mergeEntry struct {
	text string // the criterion
	said string // the criterion and what is nested under it, without box and mark
	met  bool
	gap  string // the blank lines between it and the one before
	head bool   // it is the first of its list
	raw  string // its lines
	box  int    // where its box is in raw; -1: it has none
	at   int    // where its text begins in raw
}

// criteriaList cuts the criteria out of the body. It reports false for criteria that are no plain list; no criteria are one.
func (f *file) criteriaList() (l criteriaList, ok bool) {
	section, _ := f.criteriaSection()
	entries := doc.Entries(f.src, section)
	if len(entries) == 0 {
		return criteriaList{before: f.src[f.body:]}, true
	}
	end := -1
	for _, e := range entries {
		start := strings.LastIndexByte(f.src[:e.Span.Start], '\n') + 1
		gap := ""
		if end >= 0 {
			gap = f.src[end:max(start, end)]
		} else {
			l.before = f.src[f.body:start]
		}
		if e.Form == doc.ScenarioEntry || start < end || strings.TrimSpace(gap) != "" {
			return l, false
		}
		end = afterLine(f.src, e.Span.End)
		m := mergeEntry{
			text: e.Text, met: e.Box == doc.MetBox, gap: gap, head: len(l.entries) == 0, raw: f.src[start:end], box: -1, at: e.TextSpan.Start - start,
			said: e.Text + "\x00" + strings.TrimRight(f.src[min(e.TextSpan.End, e.Span.End):e.Span.End], " \t\r\n"),
		}
		if e.Box != doc.NoBox {
			m.box = e.BoxAt - start
		}
		if m.at < 0 || m.at > len(m.raw) {
			return l, false
		}
		l.entries = append(l.entries, m)
	}
	l.after = f.src[end:]
	return l, true
}

// afterLine is where the line ends that a place is in, with its line end.
func afterLine(src string, at int) int {
	if n := strings.IndexByte(src[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(src)
}

// with is the entry ticked or not.
func (e mergeEntry) with(met bool) mergeEntry {
	switch {
	case e.met == met:
		return e
	case e.box >= 0 && met:
		e.raw = e.raw[:e.box] + "x" + e.raw[e.box+1:]
	case e.box >= 0:
		e.raw = e.raw[:e.box] + " " + e.raw[e.box+1:]
	case met:
		e.raw = e.raw[:e.at] + "[x] " + e.raw[e.at:]
	}
	e.met = met
	return e
}

// A slot is one criterion of the result; where it clashes, what each side has, which may be nothing.
type slot struct {
	ours, theirs mergeEntry
	clash        bool
	added        bool // by one of the sides
	from         int  // index among theirs; -1: theirs has none
}

// mergeEntries merges the criteria one by one.
func mergeEntries(base, ours, theirs []mergeEntry) []slot {
	mine, yours := partners(base, ours), partners(base, theirs)
	ofBase := make(map[int]int, len(yours)) // index in base: index in theirs
	for j, i := range yours {
		if i >= 0 {
			ofBase[i] = j
		}
	}
	var slots []slot
	for j, i := range mine {
		o := ours[j]
		t, kept := ofBase[i]
		switch {
		case i < 0:
			slots = append(slots, slot{ours: o, added: true, from: -1})
		case kept:
			slots = append(slots, mergeEntry3(base[i], o, theirs[t], t))
		case o.said != base[i].said || o.met != base[i].met:
			slots = append(slots, slot{ours: o, clash: true, from: -1})
		}
	}
	if inOrder(mine) && !inOrder(yours) {
		reorder(slots)
	}
	return addTheirs(slots, base, theirs, mine, yours)
}

// partners gives for each entry of a side the one of the base that it was, -1 for none.
func partners(base, side []mergeEntry) []int {
	list := func(entries []mergeEntry) []Criterion {
		out := make([]Criterion, len(entries))
		for i, e := range entries {
			out[i] = Criterion{Text: e.text}
		}
		return out
	}
	return matchCriteria(list(base), list(side))
}

// mergeEntry3 merges a criterion that all three versions have; the last is its index among theirs.
func mergeEntry3(base, ours, theirs mergeEntry, from int) slot {
	met := ours.met
	if met == base.met {
		met = theirs.met
	}
	ours, theirs = ours.with(met), theirs.with(met)
	switch {
	case theirs.said == base.said || ours.said == theirs.said:
		return slot{ours: ours, from: from}
	case ours.said == base.said:
		theirs.gap, theirs.head = ours.gap, ours.head
		return slot{ours: theirs, from: from}
	}
	return slot{ours: ours, theirs: theirs, clash: true, from: from}
}

// inOrder reports whether the entries of the base stand in their order.
func inOrder(partner []int) bool {
	last := -1
	for _, i := range partner {
		if i >= 0 && i < last {
			return false
		}
		last = max(last, i)
	}
	return true
}

// reorder puts the slots that theirs has too in theirs' order, on the places that they take together.
func reorder(slots []slot) {
	var places []int
	var moved []slot
	for i, s := range slots {
		if s.from >= 0 {
			places, moved = append(places, i), append(moved, s)
		}
	}
	slices.SortStableFunc(moved, func(a, b slot) int { return a.from - b.from })
	for n, i := range places {
		moved[n].ours.gap, moved[n].ours.head = slots[i].ours.gap, slots[i].ours.head
		slots[i] = moved[n]
	}
}

// addTheirs puts in what theirs added, each behind the one that it stands behind there, and what theirs changed of an entry that ours removed.
func addTheirs(slots []slot, base, theirs []mergeEntry, mine, yours []int) []slot {
	for j, t := range theirs {
		i := yours[j]
		s := slot{ours: t, added: true, from: j}
		switch {
		case i >= 0 && slices.Contains(mine, i):
			continue
		case i >= 0 && t.said == base[i].said && t.met == base[i].met:
			continue
		case i >= 0:
			s = slot{theirs: t, clash: true, from: j}
		}
		if same := slices.IndexFunc(slots, func(s slot) bool { return s.added && s.from < 0 && s.ours.said == t.said }); i < 0 && same >= 0 {
			slots[same].ours, slots[same].from = slots[same].ours.with(slots[same].ours.met || t.met), j
			continue
		}
		slots = slices.Insert(slots, placeFor(slots, j), s)
	}
	return slots
}

// placeFor is where an entry of theirs goes: behind the nearest before it that is there, and behind what ours added at that place.
func placeFor(slots []slot, j int) int {
	at, nearest := 0, -1
	for n, s := range slots {
		if s.from >= 0 && s.from < j && s.from > nearest {
			at, nearest = n+1, s.from
		}
	}
	for at < len(slots) && slots[at].added && slots[at].from < 0 {
		at++
	}
	return at
}

// writeSlots is the list of criteria as text. New entries get the gap and the bullet of those that are there.
func (m *merger) writeSlots(slots []slot) string {
	gap, like := styleOf(slots)
	var out strings.Builder
	for n, s := range slots {
		if n > 0 {
			if s.added || s.clash || s.ours.head {
				out.WriteString(gap)
			} else {
				out.WriteString(s.ours.gap)
			}
		}
		if s.clash {
			out.WriteString(m.marks.between(s.ours.raw, s.theirs.raw))
		} else {
			out.WriteString(m.marks.closed(s.ours.marked(like)))
		}
	}
	return out.String()
}

// styleOf is the gap between the entries that were there, and their bullet; in a list that both sides began, those of ours.
func styleOf(slots []slot) (gap, like string) {
	old := slices.DeleteFunc(slices.Clone(slots), func(s slot) bool { return s.added || s.clash })
	if len(old) == 0 {
		old = slices.DeleteFunc(slices.Clone(slots), func(s slot) bool { return s.clash || s.from >= 0 })
	}
	for _, s := range old {
		like = s.ours.mark()
		if !s.ours.head {
			gap = s.ours.gap
		}
	}
	return gap, like
}

// mark is what the entry's line begins with, up to its box or text.
func (e mergeEntry) mark() string {
	end := e.at
	if e.box >= 0 {
		end = e.box - 1
	}
	if end < 0 || end > len(e.raw) {
		return ""
	}
	return e.raw[:end]
}

// marked is the entry's lines with a bullet like that of the others, where that moves nothing.
func (e mergeEntry) marked(like string) string {
	own := e.mark()
	if len(own) != len(like) || strings.ContainsAny(own+like, "0123456789") {
		return e.raw
	}
	return like + e.raw[len(own):]
}
