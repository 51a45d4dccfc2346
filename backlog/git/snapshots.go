package git

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// snapshots loads the backlog at one folder after the other, each from the last
// one: two of them differ by a few files as a rule.
type snapshots struct {
	repo *Repo
	last []loaded // the latest at the end
}

type loaded struct {
	folder plumbing.Hash
	b      *backlog.Backlog // nil: no backlog there
}

// keptSnapshots is how many are kept. They share what they have in common.
const keptSnapshots = 8

func newSnapshots(r *Repo) *snapshots { return &snapshots{repo: r} }

// at gives the snapshot of a folder; nil where there is no backlog.
func (s *snapshots) at(folder plumbing.Hash) (*backlog.Backlog, error) {
	for _, l := range s.last {
		if l.folder == folder {
			return l.b, nil
		}
	}
	b, err := s.load(folder)
	if err = noBacklogThere(err); err != nil {
		return nil, err
	}
	if len(s.last) == keptSnapshots {
		s.last = slices.Delete(s.last, 0, 1)
	}
	s.last = append(s.last, loaded{folder, b})
	return b, nil
}

func (s *snapshots) load(folder plumbing.Hash) (*backlog.Backlog, error) {
	tree := newTreeFS(s.repo.store(), folder, time.Time{})
	for _, near := range slices.Backward(s.last) {
		if near.b == nil {
			continue
		}
		return s.from(near, tree)
	}
	return s.first(tree)
}

// first loads the backlog at a folder from which no other is near. As a rule most of it is in the work tree too, whose files are
// read in a fraction of the time that the same objects take.
func (s *snapshots) first(tree *treeFS) (*backlog.Backlog, error) {
	if s.repo.bare || tree.root.id.IsZero() {
		return tree.files.loaded(backlog.Load(tree))
	}
	files, err := s.repo.loadFiles()
	if err != nil {
		return tree.files.loaded(backlog.Load(tree)) // no backlog now, or one that cannot be read
	}
	paths, err := changedSince(files, tree, isBlob)
	if err != nil {
		return nil, err
	}
	return tree.files.loaded(files.Update(tree, paths...))
}

// from makes a snapshot of a folder from that of another one. The files that
// differ are known by their hashes then; only new settings mean to read all.
func (s *snapshots) from(near loaded, tree *treeFS) (*backlog.Backlog, error) {
	blobs := newBlobFS(s.repo.store())
	var paths []string
	links := false
	err := s.repo.store().Diff(near.folder, tree.root.id, inBacklog, func(c objects.TreeChange) {
		paths = append(paths, c.Path)
		links = links || c.New.Mode == filemode.Symlink
		if !c.New.ID.IsZero() {
			blobs.ids[c.Path] = c.New.ID
		}
	})
	if err != nil {
		return nil, err
	}
	if links || slices.Contains(paths, settingsFile) {
		return tree.files.loaded(near.b.Update(tree, paths...))
	}
	return blobs.files.loaded(near.b.Update(blobs, paths...))
}

// A blobFS is a few files of a commit, by their hashes.
type blobFS struct {
	ids   map[string]plumbing.Hash
	files *group
}

func newBlobFS(store *objects.Store) blobFS {
	ids := make(map[string]plumbing.Hash)
	return blobFS{ids, &group{store: store, all: func() (map[string]plumbing.Hash, error) { return ids, nil }}}
}

// Open is for those who do not know ReadFile.
func (b blobFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile reads a file that differs.
func (b blobFS) ReadFile(name string) ([]byte, error) {
	id, ok := b.ids[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	data, err := b.files.blob(id)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// noBacklogThere forgives a po.yaml that is not there or cannot be read: then there is no backlog in that commit.
func noBacklogThere(err error) error {
	var parse *backlog.ParseError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &parse) {
		return nil
	}
	return err
}
