package git

import (
	"container/heap"
	"context"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// ErrUnrelated says that two revisions have no common commit. In a shallow clone they may have one elsewhere.
type ErrUnrelated struct{ A, B string }

func (e *ErrUnrelated) Error() string { return e.A + " and " + e.B + " have no common commit" }

// MergeBase is the commit from which two revisions went apart, in full hex: of several the youngest. Errors: *[ErrUnrelated],
// and those of [Repo.Revision].
func (r *Repo) MergeBase(a, b string) (string, error) {
	ctx := context.Background()
	x, err := r.commitAt(ctx, a)
	if err != nil {
		return "", err
	}
	y, err := r.commitAt(ctx, b)
	if err != nil {
		return "", err
	}
	base, err := r.mergeBase(ctx, x, y)
	if err != nil {
		return "", err
	}
	if base == nil {
		return "", &ErrUnrelated{a, b}
	}
	return base.id.String(), nil
}

// mergeBase is the youngest of the best common commits; nil: there is none.
func (r *Repo) mergeBase(ctx context.Context, x, y *commit) (*commit, error) {
	bases, err := newPainter(r).bases(ctx, x, y)
	if err != nil || len(bases) == 0 {
		return nil, err
	}
	for i := 0; len(bases) > 1 && i < len(bases); i++ {
		if reached, err := r.isBehind(ctx, bases[i], bases); err != nil {
			return nil, err
		} else if reached {
			bases = slices.Delete(bases, i, i+1)
			i--
		}
	}
	return slices.MaxFunc(bases, func(a, b *commit) int { return a.committer.when.Compare(b.committer.when) }), nil
}

// isBehind says whether another one of the commits has it behind it, which dates
// that lie can hide from the first pass.
func (r *Repo) isBehind(ctx context.Context, c *commit, others []*commit) (bool, error) {
	for _, other := range others {
		if other.id == c.id {
			continue
		}
		bases, err := newPainter(r).bases(ctx, c, other)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(bases, func(b *commit) bool { return b.id == c.id }) {
			return true, nil
		}
	}
	return false, nil
}

// paint says from which sides a commit was reached.
type paint uint8

const (
	fromX paint = 1 << iota
	fromY
	stale // behind a common commit
	noted // a common commit that was noted down
)

// painter walks both histories, the youngest commit first, and paints what each side reaches. A commit that gets more paint is
// visited again, so that dates that lie mislead no one.
type painter struct {
	repo  *Repo
	side  map[plumbing.Hash]paint
	queue commitQueue
	most  int // commits looked at before it gives up; 0: any number
}

func newPainter(r *Repo) *painter { return &painter{repo: r, side: make(map[plumbing.Hash]paint)} }

// reach paints a commit and puts it into the queue.
func (p *painter) reach(id plumbing.Hash, from paint) error {
	if p.side[id]&from == from {
		return nil
	}
	c, err := p.repo.readCommit(id)
	if err != nil {
		return err
	}
	p.side[c.id] |= from
	heap.Push(&p.queue, c)
	return nil
}

func (p *painter) next() *commit { return heap.Pop(&p.queue).(*commit) }

// bases gives the common commits that no other common commit was found to have behind it.
func (p *painter) bases(ctx context.Context, x, y *commit) ([]*commit, error) {
	p.side[x.id] |= fromX
	p.side[y.id] |= fromY
	heap.Push(&p.queue, x)
	if x.id != y.id {
		heap.Push(&p.queue, y)
	}
	var common []*commit
	for slices.ContainsFunc(p.queue, func(c *commit) bool { return p.side[c.id]&stale == 0 }) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := p.next()
		give := p.side[c.id] &^ noted
		if give == fromX|fromY {
			if p.side[c.id]&noted == 0 {
				p.side[c.id] |= noted
				common = append(common, c)
			}
			give |= stale
		}
		if err := p.paintParents(c, give); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(common, func(c *commit) bool { return p.side[c.id]&stale != 0 }), nil
}

func (p *painter) paintParents(c *commit, give paint) error {
	for _, id := range p.repo.parents(c) {
		if err := p.reach(id, give&^noted); err != nil {
			return err
		}
	}
	return nil
}
