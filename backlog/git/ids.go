package git

import (
	"context"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// TakenIDs is the largest number of an id with the key in the index and in the trees of all branches, remote branches and tags,
// judged by the names of files; a file whose name has no id is opened. 0: none.
func (r *Repo) TakenIDs(ctx context.Context, key string) (int, error) {
	t := &taken{repo: r, key: key, seen: map[plumbing.Hash]bool{}}
	for _, id := range r.tips() {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		c, err := r.readCommit(id)
		if err != nil {
			continue // a tag may name what is no commit
		}
		folder, err := r.folderOf(c)
		if err != nil {
			return 0, err
		}
		if err := t.items(folder); err != nil {
			return 0, err
		}
	}
	return t.most, nil
}

// taken looks for numbers in trees, each tree once.
type taken struct {
	repo *Repo
	key  string
	seen map[plumbing.Hash]bool
	most int
}

func (t *taken) items(folder plumbing.Hash) error {
	if folder.IsZero() || t.seen[folder] {
		return nil
	}
	t.seen[folder] = true
	e, ok, err := t.repo.store().Find(folder, backlog.KindItem.Folder())
	if err != nil || !ok || !e.IsTree() || t.seen[e.ID] {
		return err
	}
	t.seen[e.ID] = true
	tree, err := newTreeFS(t.repo.store(), e.ID, time.Time{})
	if err != nil {
		return err
	}
	for path, n := range tree.nodes {
		if !strings.HasSuffix(path, ".md") || t.seen[n.id] {
			continue
		}
		t.seen[n.id] = true
		number, named := backlog.NumberOfName(path, t.key)
		if !named {
			data, err := tree.ReadFile(path)
			if err != nil {
				return err
			}
			number = backlog.NumberOfSource(string(data), t.key)
		}
		t.most = max(t.most, number)
	}
	return nil
}
