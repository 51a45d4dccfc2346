package backlog

import (
	"maps"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Diff gives every difference between two snapshots, items first in backlog order (the new one, what went at its old place), then
// the other records by kind and id, product.md and po.yaml last. Equal snapshots give nothing; files that both share cost nothing.
func Diff(old, new *Backlog) []Change {
	if old == new {
		return nil
	}
	pairs := pair(func(each func(a, b *file)) { pairFiles(old, new, each) })
	d := &differ{old: old, new: new, pairs: pairs}
	d.settings(old.cfg.src, new.cfg.src)
	return d.changes()
}

type differ struct {
	old, new side
	pairs    [][2]*file
	out      []Change
	lines    []Change // of the settings, which come last
}

// A side is one of two states, as far as differences show where items stand in it.
type side interface {
	// Position is [Backlog.Position].
	Position(id ID) (n int, ok bool)

	// number gives those items that the map names their places in the order of all.
	number(place map[ID]int)
}

func (d *differ) changes() []Change {
	for _, p := range d.pairs {
		d.compare(p[0], p[1])
	}
	d.out = append(d.out, d.lines...)
	d.sort()
	return d.out
}

// pair brings the two states of a record together: by path where the id is the same, else by id, so that a renamed file is one
// record. What finds no partner came or went. The files that differ are given by path.
func pair(differing func(each func(a, b *file))) [][2]*file {
	var went, came []*file
	var pairs [][2]*file
	differing(func(a, b *file) {
		if a != nil && b != nil && (a.id() == b.id() || a.err != nil || b.err != nil) {
			pairs = append(pairs, [2]*file{a, b})
			return
		}
		if a != nil {
			went = append(went, a)
		}
		if b != nil {
			came = append(came, b)
		}
	})
	byID := make(map[ID]*file, len(went))
	for _, a := range went {
		if id := a.id(); id != "" && byID[id] == nil {
			byID[id] = a
		}
	}
	for _, b := range came {
		a := byID[b.id()]
		if b.id() == "" || a == nil || a.kind != b.kind {
			pairs = append(pairs, [2]*file{nil, b})
			continue
		}
		delete(byID, b.id())
		pairs = append(pairs, [2]*file{a, b})
		went = slices.DeleteFunc(went, func(f *file) bool { return f == a })
	}
	for _, a := range went {
		pairs = append(pairs, [2]*file{a, nil})
	}
	return pairs
}

// compare gives the differences of one record.
func (d *differ) compare(a, b *file) {
	switch {
	case a != nil && b != nil && a.path == b.path && a.err != nil && b.err != nil && a.src == b.src && a.err.Msg == b.err.Msg:
		// as broken as before
	case b != nil && b.err != nil:
		d.unreadable(b, a, "new")
	case a != nil && a.err != nil:
		d.unreadable(a, b, "old")
	case a == nil:
		c := b.change(OpAdd, "")
		c.Item, c.Record = b.item, b.record
		d.out = append(d.out, d.placed(c))
	case b == nil:
		c := a.change(OpRemove, "")
		c.Item, c.Record = a.item, a.record
		d.out = append(d.out, c)
	case a.src != b.src || a.path != b.path || a.cfg != b.cfg:
		d.record(a, b)
	}
}

// placed gives an added item the position it came in at.
func (d *differ) placed(c Change) Change {
	c.NewPosition, _ = d.new.Position(c.ID)
	return c
}

func (d *differ) unreadable(bad, other *file, side string) {
	c := bad.change(OpUnreadable, "")
	if other != nil {
		c.ID, c.Title = other.id(), other.title()
	}
	c.Side = side
	c.New = Text(bad.err.Error())
	d.out = append(d.out, c)
}

// change begins a change of a file's record.
func (f *file) change(op Op, field string) Change {
	return Change{ID: f.id(), Kind: f.kind, Path: f.path, Title: f.title(), Op: op, Field: field}
}

func (f *file) title() string {
	switch {
	case f.item != nil:
		return f.item.Title
	case f.record != nil:
		return f.record.Title
	}
	return ""
}

// record gives the differences of two states of one record.
func (d *differ) record(a, b *file) {
	if a.path != b.path {
		c := b.change(OpSet, "path")
		c.Old, c.New = Text(a.path), Text(b.path)
		d.out = append(d.out, c)
	}
	if a.src[:a.body] != b.src[:b.body] {
		d.fields(b, Value{Kind: Map, Map: a.values()}, Value{Kind: Map, Map: b.values()}, "")
	}
	oldLines, newLines := splitLines(a.src[a.body:]), splitLines(b.src[b.body:])
	if b.kind == KindItem {
		oldCriteria, newCriteria := a.item.Criteria(), b.item.Criteria()
		for _, cc := range diffCriteria(oldCriteria, newCriteria) {
			c := b.change(OpCriterion, "criteria")
			c.Criterion = &cc
			d.out = append(d.out, c)
		}
		oldLines, newLines = a.bodyWithoutCriteria(), b.bodyWithoutCriteria()
	}
	for _, h := range hunks(oldLines, newLines) {
		c := b.change(OpHunk, "body")
		c.Hunk = &h
		d.out = append(d.out, c)
	}
}

// bodyWithoutCriteria gives the lines of the body but those of the criteria's entries. A section that holds nothing else goes with
// them, heading and all: whoever adds the first criterion has not edited the text.
func (f *file) bodyWithoutCriteria() []string {
	section, ok := f.criteriaSection()
	if !ok {
		return splitLines(strings.TrimRight(f.src[f.body:], "\r\n"))
	}
	var rest strings.Builder
	at := section.Content.Start
	for _, e := range doc.Entries(f.src, section) {
		if e.Form == doc.ScenarioEntry {
			continue // a scenario's block is text of the body; the criterion is its name and its tag
		}
		start := strings.LastIndexByte(f.src[:e.Span.Start], '\n') + 1
		if start < at {
			continue
		}
		rest.WriteString(f.src[at:start])
		at = e.Span.End
		if i := strings.IndexByte(f.src[at:], '\n'); i >= 0 {
			at += i + 1
		} else {
			at = len(f.src)
		}
	}
	if at < section.Content.End {
		rest.WriteString(f.src[at:section.Content.End])
	}
	before, after := f.src[f.body:section.Heading.Start], f.src[section.Content.End:]
	if strings.TrimSpace(rest.String()) == "" {
		return splitLines(strings.TrimRight(before, "\r\n") + leadIn(before, after) + strings.TrimRight(after, "\r\n"))
	}
	return splitLines(strings.TrimRight(before+f.src[section.Heading.Start:section.Content.Start]+rest.String()+after, "\r\n"))
}

// leadIn is the blank line between what stood before a section and what stood behind it.
func leadIn(before, after string) string {
	if strings.TrimSpace(before) == "" || strings.TrimSpace(after) == "" {
		return ""
	}
	return "\n\n"
}

// fields compares two maps key by key; prefix is the dotted way to them.
func (d *differ) fields(b *file, old, new Value, prefix string) {
	for _, e := range new.Map {
		if !criteriaKey(e.Key) || prefix != "" || b.kind != KindItem {
			d.field(b, prefix+e.Key, old.Get(e.Key), e.Value)
		}
	}
	for _, e := range old.Map {
		if !new.Get(e.Key).IsSet() && (!criteriaKey(e.Key) || prefix != "" || b.kind != KindItem) {
			d.field(b, prefix+e.Key, e.Value, Value{})
		}
	}
}

// field compares two values of one key.
func (d *differ) field(b *file, key string, old, new Value) {
	switch {
	case old.Equal(new):
		return
	case isMap(old) && isMap(new) && !hasDots(old) && !hasDots(new):
		d.fields(b, old, new, key+".")
		return
	case isList(old) && isList(new):
		d.entries(b, key, old.List, new.List)
		return
	}
	c := b.change(OpSet, key)
	c.Old, c.New = old, new
	if key == "priority" {
		c.OldPosition, _ = d.old.Position(c.ID)
		c.NewPosition, _ = d.new.Position(c.ID)
	}
	d.out = append(d.out, c)
}

func isMap(v Value) bool  { return v.Kind == Map || v.Kind == None }
func isList(v Value) bool { return v.Kind == List || v.Kind == None }

// hasDots reports whether a key of the map could not be told from a way into it.
func hasDots(v Value) bool {
	return slices.ContainsFunc(v.Map, func(e Entry) bool { return strings.Contains(e.Key, ".") })
}

func (d *differ) entries(b *file, key string, old, new []Value) {
	for _, e := range diffSeq(len(old), len(new), func(i, j int) bool { return old[i].Equal(new[j]) }) {
		var c Change
		if e.old >= 0 {
			c = b.change(OpDelete, key)
			c.Old, c.At = old[e.old], e.old
		} else {
			c = b.change(OpInsert, key)
			c.New, c.At = new[e.new], e.new
		}
		d.out = append(d.out, c)
	}
}

// settings compares po.yaml by lines.
func (d *differ) settings(old, new string) {
	if old == new {
		return
	}
	for _, h := range hunks(splitLines(old), splitLines(new)) {
		d.lines = append(d.lines, Change{Kind: KindAny, Path: configFile, Op: OpHunk, Field: "settings", Hunk: &h})
	}
}

// sort puts the changes in backlog order; those of one record keep theirs.
func (d *differ) sort() {
	if len(d.pairs) < 2 {
		return // without asking for the order of all
	}
	place := make(map[ID]int, len(d.out))
	for _, c := range d.out {
		place[c.ID] = -1
	}
	d.new.number(place)
	d.numberGone(place)
	group := func(c Change) int {
		switch c.Kind {
		case KindItem:
			return 0
		case KindProduct:
			return int(KindProduct) + 1
		case KindAny:
			return int(KindProduct) + 2
		}
		return int(c.Kind)
	}
	slices.SortStableFunc(d.out, func(x, y Change) int {
		if c := group(x) - group(y); c != 0 {
			return c
		}
		if c := place[x.ID] - place[y.ID]; c != 0 {
			return c
		}
		if c := Compare(x.ID, y.ID); c != 0 {
			return c
		}
		return strings.Compare(x.Path, y.Path)
	})
}

// numberGone gives the items that only the old state has their places there. Where there are none the order of the old state,
// which may not be known yet, is not asked for.
func (d *differ) numberGone(place map[ID]int) {
	gone := make(map[ID]int)
	for _, c := range d.out {
		if c.Kind == KindItem && place[c.ID] < 0 {
			gone[c.ID] = -1
		}
	}
	if len(gone) > 0 {
		d.old.number(gone)
		maps.Copy(place, gone)
	}
}

// number gives those items that the map names their places in the order of all. The order of items without a priority, which
// asks for their scores, is worked out only where one of them is named.
func (b *Backlog) number(place map[ID]int) {
	o := b.order()
	items := o.placed
	if slices.ContainsFunc(o.waiting, func(it *Item) bool { _, asked := place[it.ID]; return asked }) {
		items = o.all()
	}
	for i, it := range items {
		if _, asked := place[it.ID]; asked {
			place[it.ID] = i
		}
	}
}
