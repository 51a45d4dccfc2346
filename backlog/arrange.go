package backlog

import (
	"errors"
	"slices"
)

// Arrangement is an order that somebody wants: one that a score proposes, or one that was written in an editor.
type Arrangement struct {
	Order    []ID     // from first to last; items that are left out stay where they are
	Unplaced []ID     // items that lose their place
	Seen     *Backlog // the backlog from which the order was made, when that is not the one it is applied to
}

// ApplyOrder writes an order with as few numbers as it can: a longest run of items that already follow one another stays
// where it is, and the others go between them. Where nothing changes the result is b itself. The errors are those of
// [Backlog.Move].
func (b *Backlog) ApplyOrder(a Arrangement) (*Backlog, error) {
	plan, err := b.arrange(a)
	if err != nil {
		return nil, err
	}
	return b.place(plan.writes)
}

// arrangementPlan is what an arrangement comes to: the numbers to write, and the items of the order that keep theirs.
type arrangementPlan struct {
	writes []placement
	stay   []ID
}

func (b *Backlog) arrange(a Arrangement) (plan arrangementPlan, err error) {
	items, err := b.distinct(slices.Concat(a.Order, a.Unplaced))
	if err != nil {
		return plan, err
	}
	seen := a.Seen
	if seen == nil {
		seen = b
	}
	return b.arrangeItems(items[:len(a.Order)], items[len(a.Order):], seen)
}

func (b *Backlog) arrangeItems(order, unplaced []Item, seen *Backlog) (plan arrangementPlan, err error) {
	order, stays := staying(order, seen.places())
	if err := judgeMoves(order, stays, unplaced); err != nil {
		return plan, err
	}
	if plan.writes, err = b.moves(order, stays, unplaced); err != nil {
		return plan, err
	}
	for i, it := range order {
		if stays[i] {
			plan.stay = append(plan.stay, it.ID)
		}
	}
	for _, it := range unplaced {
		if it.Priority.IsSet() {
			plan.writes = append(plan.writes, placement{id: it.ID})
		}
	}
	return plan, nil
}

// judgeMoves refuses to write into closed items; one that stays may have been closed since the order was made.
func judgeMoves(order []Item, stays []bool, unplaced []Item) error {
	var refusals []error
	for i, it := range order {
		if !stays[i] {
			refusals = append(refusals, mayMove(it))
		}
	}
	for _, it := range unplaced {
		refusals = append(refusals, mayMove(it))
	}
	return errors.Join(refusals...)
}

// moves gives every run of items that do not stay the numbers of its gap. All numbers that are not written are fixed.
func (b *Backlog) moves(order []Item, stays []bool, unplaced []Item) ([]placement, error) {
	gone := make(map[ID]bool, len(order)+len(unplaced))
	for i, it := range order {
		gone[it.ID] = !stays[i]
	}
	for _, it := range unplaced {
		gone[it.ID] = true
	}
	fixed := b.ladder(func(it Item) bool { return !gone[it.ID] }, nil)
	var writes []placement
	for start := 0; start < len(order); start++ {
		end := start
		for end < len(order) && !stays[end] {
			end++
		}
		if end > start {
			ps, err := fixed.run(order, start, end).fill(order[start:end])
			if err != nil {
				return nil, err
			}
			writes = append(writes, ps...)
		}
		start = end
	}
	return writes, nil
}

// run is the gap for the items from start to end of an order: behind the kept item before them, else before the one after
// them, else at the bottom.
func (l ladder) run(order []Item, start, end int) gap {
	switch {
	case start > 0:
		p := order[start-1].Priority
		return gap{lo: p, hi: l.above(p)}
	case end < len(order):
		p := order[end].Priority
		return gap{lo: l.below(p), hi: p}
	case len(l) > 0:
		return gap{lo: l[len(l)-1].p}
	}
	return gap{}
}

// places numbers the open items that have a place, in order.
func (b *Backlog) places() map[ID]int {
	ranks := make(map[ID]int)
	for it := range b.Items() {
		if it.Priority.IsSet() && it.Open() {
			ranks[it.ID] = len(ranks)
		}
	}
	return ranks
}

// staying marks the items of an order that keep their numbers: a longest run of them that stands in this order already. Those
// of it that have lost their place meanwhile are taken out. An item with the number of the one that stays before it moves as
// well when something goes between the two.
func staying(order []Item, ranks map[ID]int) ([]Item, []bool) {
	sequence := make([]int, len(order))
	for i, it := range order {
		sequence[i] = -1
		if rank, ok := ranks[it.ID]; ok {
			sequence[i] = rank
		}
	}
	run := longestRising(sequence)
	var kept []Item
	var stays []bool
	last := -1
	for i, it := range order {
		stay := len(run) > 0 && run[0] == i
		if stay {
			run = run[1:]
			if !it.Priority.IsSet() {
				continue
			}
			stay = last < 0 || last == len(kept)-1 || it.Priority != kept[last].Priority
		}
		if stay {
			last = len(kept)
		}
		kept, stays = append(kept, it), append(stays, stay)
	}
	return kept, stays
}

// longestRising gives the indices of a longest strictly rising subsequence; numbers below zero are in none. Of several it is
// the one whose members come first.
func longestRising(sequence []int) []int {
	longest := make([]int, len(sequence)) // that begins at an index
	var heads []int                       // heads[n] is the largest number at which one of length n+1 begins; they fall
	for i, v := range slices.Backward(sequence) {
		if v < 0 {
			continue
		}
		n, _ := slices.BinarySearchFunc(heads, v, func(head, v int) int {
			if head > v {
				return -1
			}
			return 1
		})
		if n == len(heads) {
			heads = append(heads, v)
		}
		heads[n] = v
		longest[i] = n + 1
	}
	var out []int
	last := -1
	for i, v := range sequence {
		if v > last && longest[i] == len(heads)-len(out) {
			out, last = append(out, i), v
		}
	}
	return out
}

// Renumber writes the places of the open items anew, in steps of 10 from the first multiple of 10 above every closed item's
// number, or from 1000: closed items keep their files. Where nothing changes the result is b itself.
func (b *Backlog) Renumber() (*Backlog, error) {
	open := b.ladder(Item.Open, nil)
	numbers := make([]Priority, len(open))
	first := int64(priorityFirst)
	if closed := b.ladder(func(it Item) bool { return !it.Open() }, nil); len(closed) > 0 {
		first = (floorDiv(closed[len(closed)-1].p.whole, priorityStep) + 1) * priorityStep
	}
	if !steps(first, numbers) {
		return nil, &RefusedError{ID: open[0].id, Act: "renumber", Msg: "no room above the closed items' numbers"}
	}
	var writes []placement
	for i, r := range open {
		if r.p != numbers[i] {
			writes = append(writes, placement{r.id, numbers[i]})
		}
	}
	return b.place(writes)
}
