package git

import (
	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A keptIndex is the index as it was before git add -N has put new files into it. It is the file itself, under a second name: an index
// written anew is younger, and what was racy in the old one would be taken for unchanged.
type keptIndex struct {
	site  *site
	paths []string    // that git add -N makes known
	path  string      // the second name; empty: there is none
	file  *index.File // nil: it cannot be put back as it was
}

// keepIndex keeps the index if there are paths for which it is to change.
func (s *site) keepIndex(paths []string) (*keptIndex, error) {
	k := &keptIndex{site: s, paths: paths}
	if len(paths) == 0 {
		return k, nil
	}
	file, err := index.Open(s.indexPath())
	if err != nil {
		return nil, err
	}
	if file.Info != nil {
		second := s.refs().NewScratch()
		if s.disk.Link(s.indexPath(), second) != nil {
			return k, nil // a file system without second names: the entries are taken out again, one by one
		}
		k.path = second
	}
	if k.path == "" || k.still(file) {
		k.file = file
	}
	return k, nil
}

// still says that nobody has written the index between the reading and the naming.
func (k *keptIndex) still(file *index.File) bool {
	info, err := lstat(k.path)
	return err == nil && info != nil && refs.Unchanged(info, file.Info)
}

func (k *keptIndex) drop() {
	if k.path != "" {
		_ = k.site.disk.Remove(k.path) // else the next commit sweeps it
	}
}

// putBack takes the entries that git add -N has made out of the index: by putting the old one back where nobody has changed anything else.
func (k *keptIndex) putBack(w *worktree) error {
	if len(k.paths) == 0 {
		return nil
	}
	s := k.site
	l, err := s.lockIndex()
	if err != nil {
		return err
	}
	f, err := s.openIndex()
	switch {
	case err != nil:
	case k.file == nil || !f.File.Keeps(k.file, k.paths):
		if err = k.takeOut(f, l, w); err == nil {
			err = l.Commit()
		}
	case k.path != "":
		err = s.disk.Rename(k.path, s.indexPath())
		k.path = ""
	case f.Info != nil:
		err = s.disk.Remove(s.indexPath())
	}
	return join(err, l.Release())
}

// takeOut prepares an index without the entries.
func (k *keptIndex) takeOut(f *listing, l *refs.Lock, w *worktree) error {
	var edits []index.Edit
	entries, err := f.Lookup(k.paths)
	if err != nil {
		return err
	}
	for path, e := range entries {
		if e.IntentToAdd {
			edits = append(edits, index.Edit{Path: path, Delete: true})
		}
	}
	patched, err := k.site.patch(f, index.Change{Edits: edits, Unchanged: w.unchanged()})
	if err != nil {
		return err
	}
	return k.site.replace(l, patched)
}
