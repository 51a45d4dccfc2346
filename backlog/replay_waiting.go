package backlog

import (
	"maps"
	"slices"
)

// A queue is the items without a priority in their order, kept up to date: to score and sort all of them anew at each commit of a
// long history would be nearly all of its work.
type queue struct {
	score    func(*Item) Score // what counts for the order; nil: no default score
	linked   bool              // a score depends on the records that the item names
	extremes *extremes         // for a score that depends on all items; else nil

	waits map[*Item]*waiter
	list  []*waiter // those of waits in order
	stale bool      // all of them are to be scored again before list counts
}

// A waiter is an item without a priority and its default score.
type waiter struct {
	it    *Item
	score Score // without what it was worked out from
}

// compare is the order of [Backlog.byScore].
func (w *waiter) compare(o *waiter) int {
	if c := w.score.Compare(o.score); c != 0 {
		return c
	}
	return byID(w.it, o.it)
}

// newQueue makes an empty queue for the files of a replay.
func (r *Replay) newQueue() *queue {
	q := &queue{waits: make(map[*Item]*waiter)}
	m, err := MethodNamed(r.cfg.Score)
	if err != nil {
		return q
	}
	sc := m.plain(r.cfg) // the class that some methods add is not part of the order
	switch m.reach {
	case reachAll:
		columns := weightedColumns(r.cfg)
		if len(columns) == 0 {
			return q
		}
		q.extremes = newExtremes(columns)
		sc = scorer{score: weightedScore(columns)}
	case reachRecords:
		q.linked = true
		sc = scorer{score: opportunityScore(r.named)}
	default:
		if m.formula != nil {
			break
		}
		if sc, err = m.prepare(assemble(r.cfg, nil), m); err != nil {
			return q
		}
	}
	needs := m.needsScores()
	q.score = func(it *Item) Score {
		if needs && !it.f.hasScores() {
			return Score{}
		}
		return sc.of(it)
	}
	return q
}

// named is the file that an id names, as [Backlog.lookup] finds it, former ids of items left aside.
func (r *Replay) named(id ID) *file {
	var first *file
	for _, f := range r.ids[id] {
		if first == nil || f.path < first.path {
			first = f
		}
	}
	return first
}

// waiter gives an item its score.
func (q *queue) waiter(it *Item) *waiter {
	w := &waiter{it: it}
	if q.score != nil {
		s := q.score(it)
		w.score = Score{Value: s.Value, Scored: s.Scored, rank: s.rank}
	}
	return w
}

// reorder takes items out and puts others in; the records are those that came, went or changed.
func (q *queue) reorder(gone, came []*Item, records map[ID]bool) {
	if q.extremes != nil && q.extremes.update(gone, came) {
		q.stale = true
	}
	var out, in []*waiter
	for _, it := range gone {
		if w := q.waits[it]; w != nil {
			delete(q.waits, it)
			out = append(out, w)
		}
	}
	if q.linked && len(records) > 0 {
		again := q.naming(records)
		out = append(out, again...)
		for _, w := range again {
			came = append(came, w.it)
		}
	}
	for _, it := range came {
		if it.hasPriority() {
			continue
		}
		w := q.waiter(it)
		q.waits[it] = w
		in = append(in, w)
	}
	if !q.stale {
		q.list = resort(q.list, out, in, (*waiter).compare)
	}
}

// naming are the waiters whose items name one of the records.
func (q *queue) naming(records map[ID]bool) []*waiter {
	var some []*waiter
	for _, w := range q.list {
		if q.waits[w.it] == w && slices.ContainsFunc(w.it.Insights, func(id ID) bool { return records[id] }) {
			some = append(some, w)
		}
	}
	return some
}

// refresh scores all waiters anew where that is due.
func (q *queue) refresh() {
	if !q.stale {
		return
	}
	q.stale = false
	for it := range q.waits {
		q.waits[it] = q.waiter(it)
	}
	q.list = slices.SortedFunc(maps.Values(q.waits), (*waiter).compare)
}

// last is where the last of some waiting items stands.
func (q *queue) last(items []*Item) int {
	last := 0
	for _, it := range items {
		i, _ := slices.BinarySearchFunc(q.list, q.waits[it], (*waiter).compare)
		last = max(last, i)
	}
	return last
}

// waiting is the queue as it is now, made at the first use.
func (r *Replay) waiting() *queue {
	if r.queue == nil {
		r.queue = r.newQueue()
		var items []*Item
		for _, f := range r.files {
			if f.item != nil {
				items = append(items, f.item)
			}
		}
		r.queue.reorder(nil, items, nil)
	}
	r.queue.refresh()
	return r.queue
}
