package git

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// TakenIDs is the largest number of an id with the key in the index and in the trees of HEAD and of all branches, remote branches
// and tags, judged by the names of files; a file whose name has no id is opened. 0: none.
//
// What was found in a commit is remembered in the repository's own folder, under po/ids, which may be deleted at any time.
func (r *Repo) TakenIDs(ctx context.Context, key string) (int, error) {
	t := &idSearch{repo: r, key: key, memory: r.recallIDs(key)}
	tips, err := r.tips()
	if err != nil {
		return 0, err
	}
	most := 0
	for _, id := range tips {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := t.commit(id)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	staged, err := t.index()
	if err != nil {
		return 0, err
	}
	t.memory.save()
	return max(most, staged), nil
}

// An idSearch looks for the numbers of ids.
type idSearch struct {
	repo   *Repo
	key    string
	memory *idMemory
}

// commit is the largest number in a commit. A tag may name what is none.
func (t *idSearch) commit(id plumbing.Hash) (int, error) {
	return t.memory.of(id, func() (int, error) {
		c, err := t.repo.readCommit(id)
		if errors.Is(err, errNoCommit) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		folder, err := t.repo.folderOf(c)
		if err != nil {
			return 0, err
		}
		e, err := t.repo.entry(folder, backlog.KindItem.Folder())
		if err != nil || !e.IsTree() {
			return 0, err
		}
		return t.tree(e.ID, 0)
	})
}

// tree is the largest number in a folder of items and those below it.
func (t *idSearch) tree(id plumbing.Hash, depth int) (int, error) {
	if depth > maxFolders {
		return 0, errTooDeep
	}
	return t.memory.of(id, func() (int, error) {
		data, err := t.repo.store().ReadAs(plumbing.TreeObject, id)
		if err != nil {
			return 0, err
		}
		most := 0
		r := objects.TreeReader{Rest: data}
		for r.Next() {
			n := 0
			switch name := string(r.Entry.Name); {
			case r.Entry.IsTree() && wantsFolder(name):
				n, err = t.tree(r.Entry.ID, depth+1)
			case isFileMode(r.Entry.Mode) && wantsFile(name):
				n, err = t.file(name, r.Entry.ID)
			}
			if err != nil {
				return 0, err
			}
			most = max(most, n)
		}
		return most, r.Err
	})
}

func isFileMode(m filemode.FileMode) bool {
	return m == filemode.Regular || m == filemode.Executable || m == filemode.Deprecated
}

// file is the number of a file's id: by its name, else by what it holds.
func (t *idSearch) file(name string, id plumbing.Hash) (int, error) {
	if n, named := backlog.NumberOfName(name, t.key); named {
		return n, nil
	}
	return t.memory.of(id, func() (int, error) {
		data, err := t.repo.store().ReadAs(plumbing.BlobObject, id)
		return backlog.NumberOfSource(string(data), t.key), err
	})
}

// index is the largest number among the files that are staged.
func (t *idSearch) index() (int, error) {
	if t.repo.bare {
		return 0, nil
	}
	l, err := openListing(filepath.Join(t.repo.gitDir, "index"), t.repo.store())
	if err != nil {
		return 0, err
	}
	folder := path.Join(t.repo.prefix, backlog.KindItem.Folder())
	most := 0
	failed := l.Under(folder, func(e index.Entry) bool {
		name := strings.TrimPrefix(e.Path, folder+"/")
		if !isFileMode(e.Mode) || e.ID.IsZero() || !backlog.Reads(backlog.KindItem.Folder()+"/"+name) {
			return true
		}
		var n int
		if n, err = t.file(name, e.ID); err == nil {
			most = max(most, n)
		}
		return err == nil
	})
	return most, join(err, failed)
}
