package backlog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A BlamePart is a part of a record and the commit that wrote it as it is.
type BlamePart struct {
	Field    string    // a key, dotted inside maps; "criteria", "body"
	N        int       // number of the criterion, or first line of the paragraph in its file; 0 for a key
	Value    string    // of the key or of an entry of its list, the text of the criterion, the paragraph on one line
	Met      bool      // of a criterion
	Revision *Revision // nil: no commit of the history that was looked at
	Changed  bool      // it differs from the last commit: nobody has committed it yet
}

// A Blame finds out, commit by commit from the newest to the oldest, which one wrote each part of a record last: the newest that
// gave a key the value that it has, brought an entry of a list, worded or ticked a criterion, or wrote a line of a paragraph.
type Blame struct {
	parts []blamePart
	open  int
}

type blamePart struct {
	BlamePart
	value Value
	lines []string  // of a paragraph, not empty ones
	merge *Revision // that brought it, where no commit behind it is found that wrote it
}

// NewBlame begins with a record as it is in the snapshot. Give it to [Blame.Uncommitted] where that holds changes that no commit has,
// and the revisions of the record from the newest on to [Blame.Step] until it wants no more; [Blame.Parts] is the answer. The error
// is a *[NotFoundError].
func (b *Backlog) NewBlame(id ID) (*Blame, error) {
	f := b.lookup(id)
	if f == nil {
		return nil, b.notFound(id, KindAny)
	}
	bl := &Blame{}
	for _, e := range f.values() {
		if f.kind == KindItem && criteriaKey(e.Key) {
			continue
		}
		bl.addValue(e.Key, e.Value)
	}
	lines, first := f.bodyLines(), strings.Count(f.src[:f.body], "\n")+1
	if f.kind == KindItem {
		for i, c := range f.item.Criteria() {
			bl.add(BlamePart{Field: "criteria", N: i + 1, Value: c.Text, Met: c.Met}, Value{}, nil)
		}
	}
	bl.addParagraphs(lines, first)
	bl.open = len(bl.parts)
	return bl, nil
}

// bodyLines are the lines of the body. In the place of criteria stand empty ones.
func (f *file) bodyLines() []string {
	lines := splitLines(f.src[f.body:])
	if f.kind != KindItem {
		return lines
	}
	kept := f.bodyWithoutCriteria()
	for _, e := range diffSeq(len(lines), len(kept), func(i, j int) bool { return lines[i] == kept[j] }) {
		if e.old >= 0 {
			lines[e.old] = ""
		}
	}
	return lines
}

func (bl *Blame) add(p BlamePart, v Value, lines []string) {
	bl.parts = append(bl.parts, blamePart{BlamePart: p, value: v, lines: lines})
}

// addValue adds a key: the entries of a list and the keys of a map one by one.
func (bl *Blame) addValue(key string, v Value) {
	switch {
	case v.Kind == Map && !hasDots(v):
		for _, e := range v.Map {
			bl.addValue(key+"."+e.Key, e.Value)
		}
	case v.Kind == List:
		for _, e := range v.List {
			bl.add(BlamePart{Field: key, Value: e.inWords()}, e, nil)
		}
	default:
		bl.add(BlamePart{Field: key, Value: v.inWords()}, v, nil)
	}
}

// inWords is a value on one line.
func (v Value) inWords() string {
	switch v.Kind {
	case List:
		words := make([]string, len(v.List))
		for i, e := range v.List {
			words[i] = e.inWords()
		}
		return strings.Join(words, ", ")
	case Map:
		words := make([]string, len(v.Map))
		for i, e := range v.Map {
			words[i] = e.Key + ": " + e.Value.inWords()
		}
		return strings.Join(words, ", ")
	}
	return v.Text
}

// addParagraphs adds the runs of lines between empty ones.
func (bl *Blame) addParagraphs(lines []string, first int) {
	for i := 0; i < len(lines); i++ {
		start := i
		for i < len(lines) && strings.TrimSpace(lines[i]) != "" {
			i++
		}
		if i > start {
			text := lines[start:i]
			bl.add(BlamePart{Field: "body", N: first + start, Value: oneLine(strings.Join(text, "\n"))}, Value{}, text)
		}
	}
}

// Uncommitted takes the changes of the files against the last commit: what they wrote is in no commit.
func (bl *Blame) Uncommitted(changes []Change) { bl.step(changes, nil) }

// Step takes the next older revision. It reports whether parts are left for which no commit is known.
func (bl *Blame) Step(r Revision) (more bool) {
	bl.step(r.Changes, &r)
	return bl.open > 0
}

func (bl *Blame) step(changes []Change, r *Revision) {
	for i := range bl.parts {
		p := &bl.parts[i]
		if p.Revision != nil || p.Changed || !slices.ContainsFunc(changes, p.wrote) {
			continue
		}
		if r != nil && len(r.Parents) > 1 { // where both sides changed the file, a merge seems to bring what one of them wrote
			p.merge = cmp.Or(p.merge, r)
			continue
		}
		p.Revision, p.Changed = r, r == nil
		bl.open--
	}
}

// wrote reports whether a change made the part what it is.
func (p *blamePart) wrote(c Change) bool {
	if c.Op == OpAdd {
		return p.camewith(c)
	}
	switch p.Field {
	case "criteria":
		return c.Op == OpCriterion && c.Criterion.New != nil && c.Criterion.New.Text == p.Value && c.Criterion.New.Met == p.Met
	case "body":
		return c.Op == OpHunk && c.Field == "body" && slices.ContainsFunc(c.Hunk.New, func(line string) bool { return slices.Contains(p.lines, line) && strings.TrimSpace(line) != "" })
	}
	return c.Field == p.Field && (c.Op == OpSet || c.Op == OpInsert) && c.New.Equal(p.value)
}

// camewith reports whether a record that was added had the part already.
func (p *blamePart) camewith(c Change) bool {
	var f *file
	switch {
	case c.Item != nil:
		f = c.Item.f
	case c.Record != nil:
		f = c.Record.f
	}
	if f == nil {
		return false
	}
	first := &Blame{}
	switch p.Field {
	case "criteria":
		if c.Item == nil {
			return false
		}
		return slices.ContainsFunc(c.Item.Criteria(), func(x Criterion) bool { return x.Text == p.Value && x.Met == p.Met })
	case "body":
		first.addParagraphs(f.bodyLines(), 1)
		return slices.ContainsFunc(first.parts, func(q blamePart) bool {
			return slices.ContainsFunc(q.lines, func(line string) bool { return slices.Contains(p.lines, line) })
		})
	}
	for _, e := range f.values() {
		first.addValue(e.Key, e.Value)
	}
	return slices.ContainsFunc(first.parts, func(q blamePart) bool { return q.Field == p.Field && q.value.Equal(p.value) })
}

// Parts are the parts in the order of the file: keys, criteria, paragraphs.
func (bl *Blame) Parts() []BlamePart {
	out := make([]BlamePart, len(bl.parts))
	for i, p := range bl.parts {
		out[i] = p.BlamePart
		if !p.Changed {
			out[i].Revision = cmp.Or(p.Revision, p.merge)
		}
	}
	return out
}

// Name is what people call the part: "points", "criterion 2", "body line 14".
func (p BlamePart) Name() string {
	switch p.Field {
	case "criteria":
		return "criterion " + strconv.Itoa(p.N)
	case "body":
		return "body line " + strconv.Itoa(p.N)
	}
	return p.Field
}
