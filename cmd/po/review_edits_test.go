package main

import (
	"hash/fnv"
	"maps"
	"slices"
	"strings"
)

// The parts of a draft are dealt out: what HEAD changes of BASE, what a third revision changes of it, and what neither does. Of a list
// every fourth entry is HEAD's, every fourth the third's, and between two that change one stays, so that it is clear where they stood.
const (
	headPart  = 0
	thirdPart = 2
	parts     = 4
)

// partOf deals out a key, in each pair another way.
func (p *pairOfDrafts) partOf(key string) int {
	h := fnv.New32a()
	h.Write([]byte{p.salt})
	h.Write([]byte(key))
	return int(h.Sum32()>>4) % parts
}

// A pairOfDrafts is what BASE and HEAD hold, and what a third revision changes of BASE, which can be done to HEAD as well. Drafts of
// one record have one id, or one path.
type pairOfDrafts struct {
	*pen
	salt       byte
	base, head []draft
	third      map[string][]func(*draft)
	own        draft // which only the third revision has
}

func (d draft) record() string {
	if d.id != "" {
		return d.id
	}
	return "backlog/" + d.path
}

func newPairOfDrafts(p *pen) *pairOfDrafts {
	pair := &pairOfDrafts{pen: p, salt: byte(p.IntN(256)), third: map[string][]func(*draft){}, own: p.draft("VS-99", "items/VS-99.md")}
	for _, path := range []string{"items/VS-1.md", "items/VS-2.md", "items/VS-3.md", "items/VS-4.md", "goals/G-1.md", "product.md", settingsPath} {
		_, name, _ := strings.Cut(path, "/")
		id := strings.TrimSuffix(name, ".md")
		d := p.draft(id, path)
		switch n := p.IntN(10); {
		case n == 0 && id != "":
			pair.base = append(pair.base, d)
		case n == 1 && id != "":
			pair.head = append(pair.head, d)
		default:
			pair.base = append(pair.base, d)
			pair.head = append(pair.head, pair.edited(d))
			pair.third[d.record()] = pair.otherEdits(d)
		}
	}
	return pair
}

func (d draft) clone() draft {
	d.values, d.lists = maps.Clone(d.values), maps.Clone(d.lists)
	for key, list := range d.lists {
		d.lists[key] = slices.Clone(list)
	}
	d.criteria, d.paragraphs, d.notes = slices.Clone(d.criteria), slices.Clone(d.paragraphs), slices.Clone(d.notes)
	return d
}

// edited is the draft as HEAD has it.
func (p *pairOfDrafts) edited(d draft) draft {
	d = d.clone()
	if p.IntN(6) == 0 {
		return d
	}
	if d.id != "" && p.IntN(6) == 0 {
		d.path = strings.Replace(d.path, ".md", "-renamed.md", 1)
	}
	d.block = p.IntN(2) == 0
	for _, key := range scalarKeys(d.path) {
		if p.partOf(key) == headPart {
			p.setValue(&d, key)
		}
	}
	d.notes = editList(p, d.notes, p.reworded)
	if d.path == settingsPath {
		return d
	}
	for _, key := range listKeys(d.path) {
		d.lists[key] = editList(p, d.lists[key], func(any) any { return p.listEntry(key) })
	}
	d.paragraphs = editList(p, d.paragraphs, p.rewordedLine)
	if strings.HasPrefix(d.path, "items/") {
		if p.partOf("sketch") == headPart {
			d.sketch = !d.sketch
		}
		d.criteria = editList(p, d.criteria, func(c mirroredCriterion) mirroredCriterion { return p.otherCriterion(c) })
		if n := len(d.criteria); n > 5 && p.IntN(3) == 0 { // across several, so that it is clear which one moved
			first := d.criteria[0]
			d.criteria = slices.Insert(slices.Delete(d.criteria, 0, 1), 3, first)
		}
	}
	return d
}

// setValue gives a key another value or none; the first one of its kind has always one.
func (p *pairOfDrafts) setValue(d *draft, key string) {
	switch n := p.IntN(4); {
	case n == 0:
	case n == 1 && key != scalarKeys(d.path)[0]:
		delete(d.values, key)
	default:
		d.values[key] = p.value(key)
	}
}

// editList changes HEAD's entries of a list, takes some out and puts some in behind them.
func editList[T any](p *pairOfDrafts, list []T, other func(T) T) []T {
	if len(list) == 0 && p.IntN(2) == 0 {
		var none T
		return []T{other(none)}
	}
	for i := (len(list) - 1) / parts * parts; i >= 0 && len(list) > 0; i -= parts {
		switch p.IntN(4) {
		case 0:
			list[i] = other(list[i])
		case 1:
			list = slices.Delete(list, i, i+1)
		case 2:
			list = slices.Insert(list, i+1, other(list[i]))
		}
	}
	return list
}

// reworded is another text that shares most words.
func (p *pairOfDrafts) reworded(text string) string {
	words := strings.Fields(text)
	if len(words) < 2 {
		return p.sentence(8)
	}
	words[p.IntN(len(words))] = p.word()
	return strings.Join(words, " ")
}

// rewordedLine is a paragraph with another line; now and then only the blanks at its end are other ones.
func (p *pairOfDrafts) rewordedLine(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	n := p.IntN(len(lines))
	if p.IntN(4) == 0 {
		lines[n] = strings.TrimRight(lines[n], " \t") + strings.Repeat(" ", 1+p.IntN(9))
	} else {
		lines[n] = p.reworded(lines[n])
	}
	return strings.Join(lines, "\n")
}

// otherCriterion is reworded, ticked or both.
func (p *pairOfDrafts) otherCriterion(c mirroredCriterion) mirroredCriterion {
	n := p.IntN(3)
	if n > 0 || c.Text == "" {
		c.Text = p.reworded(c.Text)
	}
	if n < 2 {
		c.Met = !c.Met
	}
	return c
}

// otherEdits are what the third revision does: it sets other keys, also of maps that HEAD changes, rewords other entries, criteria,
// paragraphs and notes, and adds some at the end.
func (p *pairOfDrafts) otherEdits(d draft) (edits []func(*draft)) {
	for _, key := range scalarKeys(d.path) {
		if p.partOf(key) == thirdPart {
			changed := d.clone()
			p.setValue(&changed, key)
			edits = append(edits, func(d *draft) {
				if delete(d.values, key); changed.values[key] != nil {
					d.values[key] = changed.values[key]
				}
			})
		}
	}
	for _, key := range listKeys(d.path) {
		put := replaceEntries(p, d.lists[key], flow, func(any) any { return p.listEntry(key) })
		edits = append(edits, func(d *draft) { d.lists[key] = put(d.lists[key]) })
	}
	same := func(s string) string { return s }
	notes := replaceEntries(p, d.notes, same, p.reworded)
	edits = append(edits, func(d *draft) { d.notes = notes(d.notes) })
	if d.path == settingsPath {
		return edits
	}
	paragraphs := replaceEntries(p, d.paragraphs, same, p.rewordedLine)
	edits = append(edits, func(d *draft) { d.paragraphs = paragraphs(d.paragraphs)[:len(d.paragraphs)] })
	if len(d.criteria) > 1 { // some are left in HEAD: the section comes and goes with them
		criteria := replaceEntries(p, d.criteria, func(c mirroredCriterion) string { return c.Text }, p.otherCriterion)
		edits = append(edits, func(d *draft) { d.criteria = criteria(d.criteria) })
	}
	return edits
}

// replaceEntries puts others in the places of the third's entries of a list, which it finds by their names, and adds one.
func replaceEntries[T any](p *pairOfDrafts, list []T, name func(T) string, other func(T) T) func([]T) []T {
	var none T
	others, added := map[string]T{}, other(none)
	for i := thirdPart; i < len(list); i += parts {
		others[name(list[i])] = other(list[i])
	}
	return func(list []T) []T {
		list = slices.Clone(list)
		for i := range list {
			if o, ok := others[name(list[i])]; ok {
				list[i] = o
			}
		}
		return append(list, added)
	}
}

// mirrorOf is what a program holds of drafts.
func mirrorOf(drafts []draft) mirror {
	m := mirror{}
	for _, d := range drafts {
		m[d.record()] = d.mirrored()
	}
	return m
}

// withThird is what drafts are with the changes of the third revision.
func (p *pairOfDrafts) withThird(drafts []draft) []draft {
	out := []draft{p.own}
	for _, d := range drafts {
		d = d.clone()
		for _, edit := range p.third[d.record()] {
			edit(&d)
		}
		out = append(out, d)
	}
	return out
}
