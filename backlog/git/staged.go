package git

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/index"
)

// LoadStaged reads the backlog as it is in the index: what the next git commit would hold. In a hook that is the index that git
// names there, which for git commit -o is another one than the repository's own.
func (r *Repo) LoadStaged(ctx context.Context) (*backlog.Backlog, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if r.bare {
		return nil, errBare(r.gitDir)
	}
	t, err := r.stagedTree()
	if err != nil {
		return nil, err
	}
	return r.loadTree(t, "the index")
}

// CompareStaged loads HEAD and the index; see [Repo.Compare] and [Repo.LoadStaged].
func (r *Repo) CompareStaged(ctx context.Context) (head, staged *backlog.Backlog, err error) {
	if staged, err = r.LoadStaged(ctx); err != nil {
		return nil, nil, err
	}
	head, err = r.Before(ctx, "HEAD", staged)
	return head, staged, err
}

// stagedTree is the backlog's folder in the index as a file system.
func (r *Repo) stagedTree() (*treeFS, error) {
	name := r.opt.Getenv("GIT_INDEX_FILE")
	switch {
	case name == "":
		name = filepath.Join(r.gitDir, "index")
	case !filepath.IsAbs(name):
		name = filepath.Join(r.work, name)
	}
	l, err := openListing(name, r.store())
	if err != nil {
		return nil, err
	}
	if path, found := l.Unmerged(); found {
		return nil, &ErrInProgress{What: Conflicting, Path: path}
	}
	t := newTreeFS(r.store(), [20]byte{}, time.Time{})
	root := folderNode(".")
	t.root = root
	err = l.Under(r.prefix, func(e index.Entry) bool {
		if !e.IntentToAdd {
			root.put(strings.TrimPrefix(strings.TrimPrefix(e.Path, r.prefix), "/"), e)
		}
		return true
	})
	root.sort()
	return t, err
}

// folderNode is a folder whose entries are put in one by one; it has no tree to be listed.
func folderNode(name string) *node {
	n := &node{name: name, mode: filemode.Dir}
	n.once.Do(func() {})
	return n
}

// put adds a file below a folder. Files come in the order of the index, so that those of a folder come together.
func (n *node) put(path string, e index.Entry) {
	name, rest, more := strings.Cut(path, "/")
	if !more {
		n.children = append(n.children, &node{name: name, mode: e.Mode, id: e.ID})
		return
	}
	if last := len(n.children) - 1; last < 0 || n.children[last].name != name {
		n.children = append(n.children, folderNode(name))
	}
	n.children[len(n.children)-1].put(rest, e)
}

// sort puts all entries in the order of their names, as a folder is looked into.
func (n *node) sort() {
	slices.SortFunc(n.children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	for _, c := range n.children {
		if c.mode == filemode.Dir {
			c.sort()
		}
	}
}
