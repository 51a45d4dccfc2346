package render

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

// joinSplits puts the items that took over criteria of another one under that
// one, so that a split is shown as one. An item is a part of a split when it
// came with this change and at least half of its criteria stood in the other
// item, which lost them.
func (c *Changes) joinSplits(changes []backlog.Change) {
	lost := map[string]backlog.ID{} // by the criterion's text
	for _, ch := range changes {
		switch {
		case ch.Op == backlog.OpCriterion && ch.Criterion.New == nil:
			lost[ch.Criterion.Old.Text] = ch.ID
		case ch.Op == backlog.OpRemove && ch.Item != nil:
			for _, cr := range ch.Item.Criteria() {
				lost[cr.Text] = ch.ID
			}
		}
	}
	if len(lost) == 0 {
		return
	}
	renumbered := renumberings(changes)
	for _, ch := range changes {
		if ch.Op != backlog.OpAdd || ch.Item == nil || renumbered[ch.ID] != "" {
			continue
		}
		criteria := ch.Item.Criteria()
		if parent := takenFrom(criteria, lost); parent != "" {
			c.join(string(parent), string(ch.ID), criteria)
		}
	}
}

// takenFrom is the item that lost at least half of the criteria; "" for none.
func takenFrom(criteria []backlog.Criterion, lost map[string]backlog.ID) backlog.ID {
	taken := map[backlog.ID]int{}
	for _, cr := range criteria {
		if id, ok := lost[cr.Text]; ok {
			taken[id]++
			if 2*taken[id] >= len(criteria) {
				return id
			}
		}
	}
	return ""
}

// join makes one of an item and the one that a part of it became.
func (c *Changes) join(parent, child string, criteria []backlog.Criterion) {
	at := slices.IndexFunc(c.Items, func(i Changed) bool { return i.ID == child })
	to := slices.IndexFunc(c.Items, func(i Changed) bool { return i.ID == parent })
	if at < 0 || to < 0 {
		return
	}
	p := &c.Items[to]
	p.Into = append(p.Into, c.Items[at])
	for i, e := range p.Edits {
		if e.Verb == CriterionRemoved && slices.ContainsFunc(criteria, func(cr backlog.Criterion) bool { return cr.Text == e.Quote }) {
			p.Edits[i].Verb, p.Edits[i].To = CriterionTaken, child
		}
	}
	c.Items = slices.Delete(c.Items, at, at+1)
}

// nameRenumbered says of an item that went because it has another id now which
// one that is. That is known where one of the two is an alias of the other, so
// that what takes a new number back is told in the same way.
func (c *Changes) nameRenumbered(changes []backlog.Change) {
	for to, from := range renumberings(changes) {
		at := slices.IndexFunc(c.Items, func(i Changed) bool { return i.ID == string(from) && i.Kind == Removed })
		if at >= 0 {
			c.Items[at].Edits = append(c.Items[at].Edits, Edit{Field: "id", Words: Text{{Text: string(from) + " → "}, {Text: string(to), Tone: Strong}}})
		}
	}
}

// renumberings gives for every item that came under a new id the one under
// which it went.
func renumberings(changes []backlog.Change) map[backlog.ID]backlog.ID {
	went := map[backlog.ID]backlog.ID{}   // by the id itself
	former := map[backlog.ID]backlog.ID{} // by an alias
	for _, ch := range changes {
		if ch.Op == backlog.OpRemove && ch.Item != nil {
			went[ch.ID] = ch.ID
			for _, alias := range ch.Item.Aliases {
				former[alias] = ch.ID
			}
		}
	}
	from := map[backlog.ID]backlog.ID{}
	for _, ch := range changes {
		if ch.Op != backlog.OpAdd || ch.Item == nil {
			continue
		}
		if id := former[ch.ID]; id != "" {
			from[ch.ID] = id
		}
		for _, alias := range ch.Item.Aliases {
			if id := went[alias]; id != "" {
				from[ch.ID] = id
			}
		}
	}
	return from
}
