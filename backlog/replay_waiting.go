package backlog

import "slices"

// A queue is the items without a priority in their order, kept up to date: to score and sort all of them anew at each commit of a
// long history would be nearly all of its work.
type queue struct {
	score func(*Item) Score // what counts for the order; nil: no default score
	list  []*waiter
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

// newQueue makes an empty queue; nil where a score depends on other items or records too.
func newQueue(c *Config) *queue {
	m, err := MethodNamed(c.Score)
	switch {
	case err != nil:
		return &queue{}
	case m.wide:
		return nil
	}
	sc := m.plain(c) // the class that some methods add is not part of the order
	if m.formula == nil {
		if sc, err = m.prepare(assemble(c, nil), m); err != nil {
			return &queue{}
		}
	}
	needs := m.needsScores()
	return &queue{score: func(it *Item) Score {
		if needs && !it.f.hasScores() {
			return Score{}
		}
		return sc.of(it)
	}}
}

// waiters are those of some items that have no priority.
func (q *queue) waiters(items []*Item) []*waiter {
	var out []*waiter
	for _, it := range items {
		if it.hasPriority() {
			continue
		}
		w := &waiter{it: it}
		if q.score != nil {
			s := q.score(it)
			w.score = Score{Value: s.Value, Scored: s.Scored, rank: s.rank}
		}
		out = append(out, w)
	}
	return out
}

// reorder takes items out and puts others in.
func (q *queue) reorder(gone, came []*Item) {
	q.list = resort(q.list, q.waiters(gone), q.waiters(came), (*waiter).compare)
}

// last is where the last of some items stands.
func (q *queue) last(items []*Item) int {
	last := 0
	for _, w := range q.waiters(items) {
		i, _ := slices.BinarySearchFunc(q.list, w, (*waiter).compare)
		last = max(last, i)
	}
	return last
}

// waiting is the queue as it is now, made at the first use. It is nil where there is none.
func (r *Replay) waiting() *queue {
	if r.queued {
		return r.queue
	}
	r.queued, r.queue = true, newQueue(r.cfg)
	if r.queue != nil {
		var items []*Item
		for _, f := range r.files {
			if f.item != nil {
				items = append(items, f.item)
			}
		}
		r.queue.reorder(nil, items)
	}
	return r.queue
}
