package git

import (
	"container/heap"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

// MergeBase is the commit from which two revisions went apart, in full hex: of several the youngest. Without a common commit it is
// an error.
func (r *Repo) MergeBase(a, b string) (string, error) {
	x, err := r.commitAt(a)
	if err != nil {
		return "", err
	}
	y, err := r.commitAt(b)
	if err != nil {
		return "", err
	}
	if x.id == y.id {
		return x.id.String(), nil
	}
	p := &painter{repo: r, side: map[plumbing.Hash]paint{}, ends: r.shallow()}
	base, err := p.base(x, y)
	if err != nil {
		return "", err
	}
	if base == nil {
		return "", fmt.Errorf("%s and %s have no common commit", a, b)
	}
	return base.id.String(), nil
}

// paint says from which sides a commit was reached.
type paint uint8

const (
	fromX paint = 1 << iota
	fromY
	below // an ancestor of a common commit
	found // a common commit that was taken down
)

// painter walks both histories, the youngest commit first, and paints what each side reaches. A commit that gets more paint is
// visited again, so that dates that lie mislead no one.
type painter struct {
	repo  *Repo
	side  map[plumbing.Hash]paint
	queue commitQueue
	ends  map[plumbing.Hash]bool
}

func (p *painter) base(x, y *commit) (*commit, error) {
	p.side[x.id], p.side[y.id] = fromX, fromY
	heap.Push(&p.queue, x)
	heap.Push(&p.queue, y)
	var common []*commit
	for p.fresh() {
		c := heap.Pop(&p.queue).(*commit)
		give := p.side[c.id] & (fromX | fromY | below)
		if give == fromX|fromY {
			if p.side[c.id]&found == 0 {
				p.side[c.id] |= found
				common = append(common, c)
			}
			give |= below
		}
		if err := p.paintParents(c, give); err != nil {
			return nil, err
		}
	}
	var best *commit
	for _, c := range common {
		if p.side[c.id]&below == 0 && (best == nil || c.committer.when.After(best.committer.when)) {
			best = c
		}
	}
	return best, nil
}

// fresh reports whether a commit waits that is not below a common one.
func (p *painter) fresh() bool {
	for _, c := range p.queue {
		if p.side[c.id]&below == 0 {
			return true
		}
	}
	return false
}

func (p *painter) paintParents(c *commit, give paint) error {
	if p.ends[c.id] {
		return nil
	}
	for _, id := range c.parents {
		if p.side[id]&give == give {
			continue
		}
		parent, err := p.repo.readCommit(id)
		if err != nil {
			return err
		}
		p.side[id] |= give
		heap.Push(&p.queue, parent)
	}
	return nil
}
