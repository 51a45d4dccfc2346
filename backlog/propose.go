package backlog

import (
	"cmp"
	"slices"
)

// Proposal is an order that a scoring method proposes, beside today's. It changes nothing: [Backlog.ApplyOrder] of its
// [Proposal.Order] does.
type Proposal struct {
	Method   Method
	Today    []ID       // the open items that have a place, in today's order, epics left out
	Ranked   []Ranked   // the scored ones, in the proposed order
	Unscored []Unscored // the others, in today's order; they are not moved
	Stay     []ID       // those that keep their numbers, in the proposed order
	Moves    []Reorder  // the numbers that are written, one file each, in the proposed order
	Cost     *DelayCost // of the method cd3, else nil
}

// Ranked is a scored item in a proposal.
type Ranked struct {
	ID          ID
	Rank        int // from 1
	Score       Score
	Near        []ID // neighbours that one step of one input would swap with it
	LatestStart Day  // of an item with a fixed date, by cd3
}

// Unscored is an item that a method cannot score. The score's Missing names the keys to be set; without any, its inputs are at
// fault, or its class is one that has no rank.
type Unscored struct {
	ID    ID
	Score Score
}

// Reorder is an item that gets a new number. The positions count as [Backlog.Position] does; 0 is none.
type Reorder struct {
	ID       ID
	From, To int
	Priority Priority
}

// Order gives the ids in the proposed order.
func (p *Proposal) Order() []ID {
	ids := make([]ID, len(p.Ranked))
	for i, r := range p.Ranked {
		ids[i] = r.ID
	}
	return ids
}

// Propose works out the order of the open items by a method; equal scores keep today's order. Today is needed by cd3 alone,
// which sorts items with a fixed date by their latest start. The error is that of [Backlog.Scorer]; or a *[RefusedError] where
// there is no room between two numbers: the proposal is then whole but for its moves.
func (b *Backlog) Propose(m Method, today Day) (*Proposal, error) {
	sc, err := b.scorer(m)
	if err != nil {
		return nil, err
	}
	p := &Proposal{Method: m}
	ranked := b.candidates(sc, p)
	if m.Name == "cd3" {
		ranked, p.Cost = b.queue(ranked, today)
	} else {
		sortByRank(ranked)
	}
	near(sc, ranked)
	for i, c := range ranked {
		p.Ranked = append(p.Ranked, Ranked{c.it.ID, i + 1, c.score, c.near, c.latest})
	}
	return p, b.proposeMoves(p, ranked)
}

// candidate is an item on its way into a proposal.
type candidate struct {
	it     *Item
	today  int // in today's order
	score  Score
	near   []ID
	latest Day
}

// candidates gives the scored items in today's order and notes the others in the proposal.
func (b *Backlog) candidates(sc scorer, p *Proposal) []candidate {
	var ranked []candidate
	for i, it := range b.order().all() {
		if !it.Open() || it.Type == Epic {
			continue
		}
		if it.Priority.IsSet() {
			p.Today = append(p.Today, it.ID)
		}
		if s := sc.of(it); s.Scored {
			ranked = append(ranked, candidate{it: it, today: i, score: s})
		} else {
			p.Unscored = append(p.Unscored, Unscored{it.ID, s})
		}
	}
	return ranked
}

func sortByRank(ranked []candidate) {
	slices.SortStableFunc(ranked, func(x, y candidate) int { return x.score.Compare(y.score) })
}

func (b *Backlog) proposeMoves(p *Proposal, ranked []candidate) error {
	order := make([]Item, len(ranked))
	for i, c := range ranked {
		order[i] = *c.it
	}
	plan, err := b.arrangeItems(order, nil, b)
	if err != nil {
		return err
	}
	p.Stay = plan.stay
	positions := b.positionsAfter(plan.writes)
	for _, w := range plan.writes {
		from, _ := b.Position(w.id)
		p.Moves = append(p.Moves, Reorder{w.id, from, positions[w.id], w.p})
	}
	return nil
}

// positionsAfter counts the positions as they will be when the numbers are written.
func (b *Backlog) positionsAfter(writes []placement) map[ID]int {
	numbers := make(map[ID]Priority, len(writes))
	for _, w := range writes {
		numbers[w.id] = w.p
	}
	var placed []placement
	for _, it := range b.order().all() {
		p, written := numbers[it.ID]
		if !written {
			p = it.Priority
		}
		if p.IsSet() && it.counted() {
			placed = append(placed, placement{it.ID, p})
		}
	}
	slices.SortFunc(placed, func(x, y placement) int { return cmp.Or(x.p.Cmp(y.p.Decimal), Compare(x.id, y.id)) })
	positions := make(map[ID]int, len(placed))
	for i, pl := range placed {
		positions[pl.id] = i + 1
	}
	return positions
}

// near marks neighbours that one step of one input of either would swap.
func near(sc scorer, ranked []candidate) {
	if sc.formula == nil {
		return
	}
	for i := 1; i < len(ranked); i++ {
		upper, lower := &ranked[i-1], &ranked[i]
		if upper.latest.IsSet() || lower.latest.IsSet() {
			continue // sorted by date
		}
		tieSwaps := lower.today < upper.today
		if sc.oneStep(upper.score, -1, lower.score, tieSwaps) || sc.oneStep(lower.score, +1, upper.score, tieSwaps) {
			upper.near = append(upper.near, lower.it.ID)
			lower.near = append(lower.near, upper.it.ID)
		}
	}
}

// oneStep reports whether one step of one input brings the score past the other one: below it for sign −1, above for +1, or
// level with it where a tie is enough.
func (sc scorer) oneStep(s Score, sign int, other Score, tieSwaps bool) bool {
	values := s.values()
	for i, in := range s.Inputs {
		old := values[i]
		for _, v := range in.steps() {
			values[i] = v
			c := sc.formula(values).Cmp(other.Value)
			if c == sign || c == 0 && tieSwaps {
				return true
			}
		}
		values[i] = old
	}
	return false
}
