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
	for _, ch := range changes {
		if ch.Op != backlog.OpAdd || ch.Item == nil {
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
