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

// walk visits commits and what is behind them, the youngest first, each once, until visit says no. A commit whose parents visit
// does not want to see is told apart by its second answer.
func (r *Repo) walk(ctx context.Context, from *commit, visit func(c *commit) (on, deeper bool, err error)) error {
	seen := map[plumbing.Hash]bool{from.id: true}
	q := commitQueue{from}
	for len(q) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := heap.Pop(&q).(*commit)
		on, deeper, err := visit(c)
		if err != nil || !on {
			return err
		}
		if !deeper {
			continue
		}
		for _, id := range r.parents(c) {
			if seen[id] {
				continue
			}
			seen[id] = true
			p, err := r.readCommit(id)
			if err != nil {
				return err
			}
			heap.Push(&q, p)
		}
	}
	return nil
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
