package git

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// states stands at the backlog of one folder after the other. Two of them differ by a few files as a rule, and only those are read.
type states struct {
	repo   *Repo
	files  *backlog.Backlog // the work tree, where it was loaded already
	begun  bool             // it has stood at a folder that was asked for
	folder plumbing.Hash
	at     *backlog.Replay // nil: no backlog in the folder
}

// statesFrom stands at what is known already, if anything is.
func (r *Repo) statesFrom(ctx context.Context, o HistoryOptions) (*states, error) {
	s := &states{repo: r, files: o.Files}
	if o.Known == nil {
		return s, nil
	}
	c, err := r.commitAt(ctx, o.KnownAt)
	if err != nil {
		return nil, err
	}
	if s.folder, err = r.folderOf(c); err == nil && !s.folder.IsZero() {
		s.at = o.Known.Replay()
	}
	return s, err
}

// changes gives what a commit changed against its first parent, and stands at that then.
func (s *states) changes(c commitStep) ([]backlog.Change, error) {
	if err := s.move(c.now); err != nil {
		return nil, err
	}
	before := c.before[0]
	step := s.newStep(before)
	step.blobs.texts = c.texts
	for _, t := range c.changes {
		step.add(t.Path, t.New, t.Old)
	}
	if s.at != nil && step.plain {
		s.folder = before
		changes := s.at.Back(step.blobs, step.paths...)
		return changes, step.blobs.files.err
	}
	var new *backlog.Backlog
	if s.at != nil {
		new = s.at.Snapshot()
	}
	if err := s.load(step.tree); err != nil {
		return nil, err
	}
	var old *backlog.Backlog
	if s.at != nil {
		old = s.at.Snapshot()
	}
	switch {
	case old == nil && new == nil:
		return nil, nil
	case old == nil:
		old = new.Empty()
	case new == nil:
		new = old.Empty()
	}
	return backlog.Diff(old, new), nil
}

// move goes to a folder.
func (s *states) move(folder plumbing.Hash) error {
	if (s.begun || s.at != nil) && s.folder == folder {
		s.begun = true
		return nil
	}
	step, err := s.step(folder)
	if err != nil {
		return err
	}
	if s.at == nil || !step.plain {
		return s.load(step.tree)
	}
	s.begun, s.folder = true, folder
	s.at.Go(step.blobs, step.paths...)
	return step.blobs.files.err
}

// A step is what leads from one folder to another.
type step struct {
	tree  *treeFS  // the other folder
	paths []string // that differ
	blobs blobFS   // those of them that the other folder has
	plain bool     // they are known by their hashes; else the whole folder is to be read
}

// newStep begins a step to another folder.
func (s *states) newStep(folder plumbing.Hash) step {
	store := s.repo.store()
	return step{tree: newTreeFS(store, folder, time.Time{}), blobs: newBlobFS(store), plain: s.at != nil}
}

// add takes a file into the step: as it is in the present folder, and in the other one. New settings mean to read all, and links
// may lead anywhere.
func (s *step) add(path string, here, there objects.TreeEntry) {
	s.paths = append(s.paths, path)
	if here.Mode == filemode.Symlink || there.Mode == filemode.Symlink || path == settingsFile {
		s.plain = false
	}
	if isFileMode(there.Mode) {
		s.blobs.ids[path] = there.ID
	}
}

// step compares the present folder with another one.
func (s *states) step(folder plumbing.Hash) (step, error) {
	step := s.newStep(folder)
	if s.at == nil {
		return step, nil
	}
	err := s.repo.store().Diff(s.folder, folder, inBacklog, func(c objects.TreeChange) { step.add(c.Path, c.Old, c.New) })
	return step, err
}

// load reads a folder whole. As a rule most of what comes first is in the work tree too, whose files are read in a fraction of the
// time that the same objects take.
func (s *states) load(tree *treeFS) error {
	load := tree.load
	if !s.begun && !s.repo.bare && !tree.root.id.IsZero() {
		load = func() (*backlog.Backlog, error) { return s.repo.loadLike(tree, s.files) }
	}
	b, err := load()
	if err = noBacklogThere(err); err != nil {
		return err
	}
	s.begun, s.folder, s.at = true, tree.root.id, nil
	if b != nil {
		s.at = b.Replay()
	}
	return nil
}

// load reads the backlog in a commit.
func (t *treeFS) load() (*backlog.Backlog, error) { return t.files.loaded(backlog.Load(t)) }

// loadLike reads the backlog in a commit that is near to the work tree, which is read too where it was not yet.
func (r *Repo) loadLike(tree *treeFS, files *backlog.Backlog) (*backlog.Backlog, error) {
	if files == nil {
		var err error
		if files, err = r.loadFiles(); err != nil {
			return tree.load() // no backlog now, or one that cannot be read
		}
	}
	paths, err := changedSince(files, tree, isBlob)
	if err != nil {
		return nil, err
	}
	return tree.files.loaded(files.Update(tree, paths...))
}

// A blobFS is a few files of a commit, by their hashes.
type blobFS struct {
	ids   map[string]plumbing.Hash
	texts map[plumbing.Hash][]byte // of those that were read already
	files *group
}

func newBlobFS(store *objects.Store) blobFS {
	ids := make(map[string]plumbing.Hash)
	return blobFS{ids: ids, files: &group{store: store, all: func() (map[string]plumbing.Hash, error) { return ids, nil }}}
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
	if data, known := b.texts[id]; known {
		return data, nil
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
