package backlog

import (
	"errors"
	"fmt"
	"slices"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Place is where items go in the order: made by [Top], [Bottom], [Before], [After] and [At].
type Place struct {
	where    where
	beside   ID
	position int
	view     func(Item) bool
}

type where uint8

const (
	atTop where = iota
	atBottom
	beforeItem
	afterItem
	atPosition
)

// Top is before every item that has a place.
func Top() Place { return Place{where: atTop} }

// Bottom is behind every item that has a place.
func Bottom() Place { return Place{where: atBottom} }

// Before is the place directly before an item.
func Before(id ID) Place { return Place{where: beforeItem, beside: id} }

// After is the place directly behind an item.
func After(id ID) Place { return Place{where: afterItem, beside: id} }

// At is the place before the item that stands at a position when the moved ones are taken out; 1 is the top. Past the last
// position it is [Bottom].
func At(position int) Place { return Place{where: atPosition, position: position} }

// In is the same place within a view, such as the items of one area: the top is then before the first open item of the view,
// the bottom behind its last, and positions count its items alone. Only the moved items get new numbers.
func (p Place) In(view func(Item) bool) Place {
	p.view = view
	return p
}

// Move puts items at a place, in the order in which they are given: all or none. Where nothing changes the result is b itself.
// The error joins one for every id that cannot be moved: *[NotFoundError], *[AmbiguousError], *[RefusedError] for a closed item
// or a place beside an item that has none, *[InvalidError] for ids or a place that make no sense.
func (b *Backlog) Move(to Place, ids ...ID) (*Backlog, error) {
	placements, err := b.placements(to, ids)
	if err != nil {
		return nil, err
	}
	return b.place(placements)
}

// placements gives the numbers that Move writes: those of the moved items, and of others where a run of equal numbers must make
// room.
func (b *Backlog) placements(to Place, ids []ID) ([]placement, error) {
	moved, err := b.movable(ids)
	if err != nil {
		return nil, err
	}
	isMoved := make(map[ID]bool, len(moved))
	for _, it := range moved {
		isMoved[it.ID] = true
	}
	l := b.ladder(func(it Item) bool { return !isMoved[it.ID] }, to.view)
	g, err := b.gap(l, to, moved)
	if err != nil {
		return nil, err
	}
	return g.fill(moved)
}

// placement is the number that an item gets as its place in the order; an unset one takes its place away.
type placement struct {
	id ID
	p  Priority
}

// place writes the numbers, each into its item's file.
func (b *Backlog) place(ps []placement) (*Backlog, error) {
	s := b.session()
	for _, pl := range ps {
		if err := s.place(pl); err != nil {
			return nil, err
		}
	}
	return s.done(), nil
}

func (s *session) place(pl placement) error {
	f, err := s.item(pl.id)
	if err != nil {
		return err
	}
	_, err = s.edit(f, func(d *doc.Doc) (*doc.Doc, error) {
		if !pl.p.IsSet() {
			return d.Unset("priority")
		}
		return d.Set([]string{"priority"}, doc.Lit(pl.p.String()), s.b.cfg.table(KindItem).rank)
	})
	return err
}

// movable finds the items to be moved and judges every one of them.
func (b *Backlog) movable(ids []ID) ([]Item, error) {
	items, err := b.distinct(ids)
	refusals := []error{err}
	for _, it := range items {
		refusals = append(refusals, mayMove(it))
	}
	return items, errors.Join(refusals...)
}

func mayMove(it Item) error {
	if it.Open() {
		return nil
	}
	return &RefusedError{ID: it.ID, Act: "move", Msg: "is " + string(it.Status) + ": only open items are ordered"}
}

// distinct finds items that can be written, each of them once.
func (b *Backlog) distinct(ids []ID) ([]Item, error) {
	var refusals []error
	items := make([]Item, 0, len(ids))
	seen := make(map[ID]bool, len(ids))
	s := b.session()
	for _, id := range ids {
		f, err := s.item(id)
		if err == nil && seen[f.id()] {
			err = &InvalidError{ID: f.id(), Msg: "given twice"}
		}
		if err != nil {
			refusals = append(refusals, err)
			continue
		}
		seen[f.id()] = true
		items = append(items, *f.item)
	}
	return items, errors.Join(refusals...)
}

// rung is an item that has a place, as the rules of placing see it.
type rung struct {
	id      ID
	p       Priority
	open    bool
	counted bool // has a position
	inView  bool
}

// ladder is the items that have a place, in order: all numbers in use.
type ladder []rung

func (b *Backlog) ladder(keep, view func(Item) bool) ladder {
	var l ladder
	for it := range b.Items() {
		if !it.Priority.IsSet() {
			break // the rest has none either
		}
		if keep(it) {
			l = append(l, rung{it.ID, it.Priority, it.Open(), it.counted(), view != nil && view(it)})
		}
	}
	return l
}

// counted reports whether the item has a position once it has a place.
func (it *Item) counted() bool { return it.Type != Epic && it.category.Placed() }

// below and above give the next different number in use on either side of p, unset where there is none.
func (l ladder) below(p Priority) Priority {
	if i := l.first(p); i > 0 {
		return l[i-1].p
	}
	return Priority{}
}

func (l ladder) above(p Priority) Priority {
	for _, r := range l[l.first(p):] {
		if p.Less(r.p.Decimal) {
			return r.p
		}
	}
	return Priority{}
}

// first is the index of the first rung that is not below p.
func (l ladder) first(p Priority) int {
	i, _ := slices.BinarySearchFunc(l, p, func(r rung, p Priority) int {
		if r.p.Less(p.Decimal) {
			return -1
		}
		return 1
	})
	return i
}

// gap is what placed items divide: the numbers around it, and the open items of the lower number that stand behind the place
// and must follow.
type gap struct {
	lo, hi Priority
	push   []rung
}

// gap finds the gap that a place means, once the moved items are taken out of the ladder.
func (b *Backlog) gap(l ladder, to Place, moved []Item) (gap, error) {
	switch to.where {
	case beforeItem, afterItem:
		return b.gapBeside(l, to, moved)
	case atPosition:
		if to.position < 1 {
			return gap{}, &InvalidError{Msg: fmt.Sprintf("%d is no position: the top is 1", to.position)}
		}
	}
	i, beside := l.find(to)
	switch {
	case beside && to.where == atBottom:
		return l.after(i, true)
	case beside:
		return l.before(i, to.view != nil)
	case len(l) == 0:
		return gap{}, nil
	case to.where == atTop && to.view == nil:
		return gap{hi: l[0].p}, nil
	}
	return gap{lo: l[len(l)-1].p}, nil
}

// find gives the rung beside which a place is that names no item; it is false for the ends of the whole ladder.
func (l ladder) find(to Place) (int, bool) {
	n, last, found := 0, 0, false
	for i, r := range l {
		if to.view != nil && !(r.inView && r.open) {
			continue
		}
		if r.counted {
			n++
		}
		switch {
		case to.where == atPosition && n == to.position:
			return i, true
		case to.where == atTop && to.view != nil:
			return i, true
		}
		last, found = i, true
	}
	return last, found && to.where == atBottom && to.view != nil
}

func (b *Backlog) gapBeside(l ladder, to Place, moved []Item) (gap, error) {
	f, err := b.session().item(to.beside)
	if err != nil {
		return gap{}, err
	}
	it := f.item
	if slices.ContainsFunc(moved, func(m Item) bool { return m.ID == it.ID }) {
		return gap{}, &InvalidError{ID: it.ID, Msg: "an item cannot go beside itself"}
	}
	if !it.Priority.IsSet() {
		return gap{}, &RefusedError{ID: it.ID, Act: "move", Msg: "has no place in the order yet",
			Next: "po prioritize " + string(it.ID) + " --bottom"}
	}
	i := slices.IndexFunc(l, func(r rung) bool { return r.id == it.ID })
	if to.where == beforeItem {
		return l.before(i, to.view != nil)
	}
	return l.after(i, to.view != nil)
}

// before is the gap that ends at a rung. With alone, only the moved items may get new numbers.
func (l ladder) before(i int, alone bool) (gap, error) {
	if g, ok, err := l.between(i, alone); ok || err != nil {
		return g, err
	}
	return gap{lo: l.below(l[i].p), hi: l[i].p}, nil
}

// after is the gap that begins at a rung.
func (l ladder) after(i int, alone bool) (gap, error) {
	if g, ok, err := l.between(i+1, alone); ok || err != nil {
		return g, err
	}
	return gap{lo: l[i].p, hi: l.above(l[i].p)}, nil
}

// between is the gap of a place that lies in a run of equal numbers: before rung i, with open items of the same number on both
// sides. It is false for any other place.
func (l ladder) between(i int, alone bool) (gap, bool, error) {
	if i == 0 || i == len(l) || l[i-1].p != l[i].p {
		return gap{}, false, nil
	}
	p := l[i].p
	start := l.first(p)
	end := i
	for end < len(l) && l[end].p == p {
		end++
	}
	isOpen := func(r rung) bool { return r.open && (!alone || r.inView) }
	front := slices.IndexFunc(l[start:i], isOpen)
	if front < 0 || !slices.ContainsFunc(l[i:end], isOpen) {
		return gap{}, false, nil
	}
	if alone {
		return gap{}, false, &RefusedError{ID: l[start+front].id, Act: "move", Msg: "shares its number " + p.String() + " with others of the view",
			Next: "po prioritize " + string(l[i].id) + " --after " + string(l[i-1].id)}
	}
	g := gap{lo: p, hi: l.above(p)}
	for _, r := range l[i:end] {
		if r.open {
			g.push = append(g.push, r)
		}
	}
	return g, true, nil
}

// fill gives the numbers of the items that go into the gap, without those that have theirs already.
func (g gap) fill(moved []Item) ([]placement, error) {
	if len(moved) == 0 || len(g.push) == 0 && g.holds(moved) {
		return nil, nil
	}
	old := make([]placement, 0, len(moved)+len(g.push))
	for _, it := range moved {
		old = append(old, placement{it.ID, it.Priority})
	}
	for _, r := range g.push {
		old = append(old, placement{r.id, r.p})
	}
	numbers, err := g.numbers(old[0].id, len(old))
	if err != nil {
		return nil, err
	}
	var out []placement
	for i, o := range old {
		if o.p != numbers[i] {
			out = append(out, placement{o.id, numbers[i]})
		}
	}
	return out, nil
}

// holds reports whether the items stand in the gap already, in their order.
func (g gap) holds(items []Item) bool {
	last := g.lo
	for _, it := range items {
		if !it.Priority.IsSet() || last.IsSet() && !last.Less(it.Priority.Decimal) {
			return false
		}
		last = it.Priority
	}
	return last.Less(g.hi.Decimal) // an unset end is above every number
}

func (g gap) numbers(first ID, n int) ([]Priority, error) {
	numbers, ok := Spread(g.lo, g.hi, n)
	if !ok {
		return nil, &RefusedError{ID: first, Act: "move", Msg: "no room " + g.String(), Next: "po prioritize --renumber"}
	}
	return numbers, nil
}

// String names the gap: between two numbers, above or below one.
func (g gap) String() string {
	switch {
	case !g.hi.IsSet():
		return "above " + g.lo.String()
	case !g.lo.IsSet():
		return "below " + g.hi.String()
	}
	return "between " + g.lo.String() + " and " + g.hi.String()
}
