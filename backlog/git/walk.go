package git

import (
	"container/heap"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// Shallow reports whether the history ends early because the clone is shallow.
func (r *Repo) Shallow() bool { return len(r.ends()) > 0 }

// parents gives the parents of a commit that there are: none of one at which a
// shallow clone ends.
func (r *Repo) parents(c *commit) []plumbing.Hash {
	if r.ends()[c.id] {
		return nil
	}
	return c.parents
}

// readEnds gives the commits at which a shallow clone ends.
func (r *Repo) readEnds() map[plumbing.Hash]bool {
	text, err := os.ReadFile(filepath.Join(r.common, "shallow"))
	if err != nil {
		return nil // no such file as a rule
	}
	ends := make(map[plumbing.Hash]bool)
	for line := range strings.FieldsSeq(string(text)) {
		if id, ok := parseHash(line); ok {
			ends[id] = true
		}
	}
	return ends
}

// tips gives the commits that HEAD, branches, remote branches and tags name, HEAD first.
func (r *Repo) tips() ([]plumbing.Hash, error) {
	var ids []plumbing.Hash
	if h, err := r.refs().Head(); err != nil {
		return nil, err
	} else if !h.ID.IsZero() {
		ids = append(ids, h.ID)
	}
	list, err := r.refs().List("refs/heads/", "refs/remotes/", "refs/tags/")
	for _, ref := range list {
		ids = append(ids, ref.ID)
	}
	return ids, err
}

// A graph is the wanted commits from one on, without what they say.
type graph struct {
	commits  map[plumbing.Hash]*commit
	children map[plumbing.Hash]int // how many of them are still to be visited before the commit
}

// graphFrom reads all wanted commits that can be reached through wanted ones.
func (r *Repo) graphFrom(ctx context.Context, from *commit, wanted func(*commit) bool) (*graph, error) {
	g := &graph{make(map[plumbing.Hash]*commit), make(map[plumbing.Hash]int)}
	if !wanted(from) {
		return g, nil
	}
	g.commits[from.id] = from.bare()
	for rest := []*commit{from}; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := rest[len(rest)-1]
		rest = rest[:len(rest)-1]
		for _, id := range r.parents(c) {
			if g.children[id]++; g.children[id] > 1 {
				continue // seen
			}
			p, err := r.readCommit(id)
			if err != nil {
				return nil, err
			}
			if wanted(p) {
				p = p.bare()
				g.commits[id] = p
				rest = append(rest, p)
			}
		}
	}
	return g, nil
}

// bare is the commit without its message and the names in it: what a walk needs of each.
func (c *commit) bare() *commit {
	return &commit{id: c.id, tree: c.tree, parents: c.parents, author: person{when: c.author.when}, committer: person{when: c.committer.when}}
}

// walk visits the commits of a graph until visit says no: none before all that have it as a parent, else the one that was written last.
func (g *graph) walk(ctx context.Context, r *Repo, from *commit, visit func(c *commit) (on bool, err error)) error {
	q := authorQueue{commitQueue{from}}
	for len(q.commitQueue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := heap.Pop(&q).(*commit)
		if on, err := visit(c); err != nil || !on {
			return err
		}
		for _, id := range r.parents(c) {
			if g.children[id]--; g.children[id] > 0 {
				continue
			}
			if p := g.commits[id]; p != nil {
				heap.Push(&q, p)
			}
		}
	}
	return nil
}

// authorQueue gives the commit first that was written last.
type authorQueue struct{ commitQueue }

func (q authorQueue) Less(i, j int) bool {
	return q.commitQueue[i].author.when.After(q.commitQueue[j].author.when)
}

// commitQueue gives the youngest commit first.
type commitQueue []*commit

func (q commitQueue) Len() int           { return len(q) }
func (q commitQueue) Less(i, j int) bool { return q[i].committer.when.After(q[j].committer.when) }
func (q commitQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *commitQueue) Push(x any) { *q = append(*q, x.(*commit)) }

// Pop implements heap.Interface.
func (q *commitQueue) Pop() any {
	last := len(*q) - 1
	c := (*q)[last]
	*q = (*q)[:last]
	return c
}
