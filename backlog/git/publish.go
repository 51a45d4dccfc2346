package git

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// lock prepares the new index and the new ref and takes the three locks, in
// the order in which git takes them.
func (a *attempt) lock() error {
	patched, err := a.index.Patch(index.Change{
		Edits: indexEdits(a.files), Folders: indexFolders(a.folders), Unchanged: a.work.unchanged(),
	})
	if err != nil {
		return err
	}
	if a.indexLock == nil {
		err = a.lockIndex(patched)
	} else {
		err = a.indexLock.Replace(a.site.refs(), content(patched, a.sync.index))
	}
	if err != nil || a.commit.ID.IsZero() {
		return err
	}
	return a.lockRefs()
}

func (a *attempt) lockIndex(data []byte) (err error) {
	a.indexLock, err = a.site.refs().Lock(a.site.indexPath(), content(data, a.sync.index))
	return err
}

// lockRefs locks HEAD and its branch. The new value is in the lock of what
// moves; HEAD's own, which nobody reads, is the same file when it is the branch that does.
func (a *attempt) lockRefs() (err error) {
	r := a.site.refs()
	moved, err := r.Prepare(content([]byte(a.commit.ID.String()+"\n"), a.sync.refs))
	if err != nil {
		return err
	}
	a.headLock, err = moved.Lock(r.Path("HEAD"))
	if err == nil && a.head.Ref != "" {
		a.refLock, err = moved.Lock(r.Path(a.head.Ref))
	}
	return join(err, moved.Discard())
}

// verify compares, now that nobody else can change it, the repository with what
// the attempt was made from.
func (a *attempt) verify() error {
	info, err := lstat(a.site.indexPath())
	if err != nil {
		return err
	}
	if !a.index.Same(info) {
		return errMoved
	}
	head, err := a.site.refs().Head()
	if err != nil {
		return err
	}
	if head != a.head {
		return errMoved
	}
	return a.site.inProgress(head)
}

// publish makes the commit happen: reflog, index, ref.
func (a *attempt) publish() error {
	logged, err := a.log()
	if err == nil {
		err = a.move()
	}
	if err == nil {
		a.happened = true
		a.settle()
		return nil
	}
	for _, l := range logged {
		err = join(err, a.site.refs().TakeBack(l))
	}
	return err
}

// move renames the index into place, then the ref. Where the second fails the
// first is taken back, as far as it can.
func (a *attempt) move() error {
	if err := a.indexLock.Commit(); err != nil {
		return err
	}
	a.indexLock = nil
	if a.commit.ID.IsZero() {
		return nil
	}
	moves := a.refLock
	if moves == nil {
		moves = a.headLock
	}
	err := moves.Commit()
	if err != nil {
		err = join(err, a.takeBackIndex())
	}
	return err
}

// takeBackIndex writes the index as it was, after the files that it speaks of.
// It is younger than it was, so entries that could hide a change are smudged once more.
func (a *attempt) takeBackIndex() error {
	if err := a.work.putBack(nil); err != nil {
		return err
	}
	old, err := a.index.Patch(index.Change{Unchanged: a.work.unchanged()})
	if err != nil {
		return err
	}
	l, err := a.site.refs().Lock(a.site.indexPath(), content(old, false))
	if err != nil {
		return err
	}
	return l.Commit()
}

// log appends to the reflogs of HEAD and of its branch.
func (a *attempt) log() ([]*refs.Appended, error) {
	if a.commit.ID.IsZero() {
		return nil, nil
	}
	entry := refs.LogEntry{
		Old: a.head.ID, New: a.commit.ID, Who: a.site.committer.line(),
		Message: logMessage(a.opt.Message, a.head.ID),
	}
	names := []string{"HEAD"}
	if a.head.Ref != "" {
		names = append(names, a.head.Ref)
	}
	var done []*refs.Appended
	for _, name := range names {
		l, err := a.site.refs().Log(name, entry, a.site.logging())
		if err != nil {
			return done, err
		}
		done = append(done, l)
	}
	return done, nil
}

// logMessage is what git writes into the reflog for a commit.
func logMessage(text string, parent plumbing.Hash) string {
	subject, _, _ := strings.Cut(strings.TrimSpace(message(text)), "\n")
	if parent.IsZero() {
		return "commit (initial): " + subject
	}
	return "commit: " + subject
}

// settle waits, where that is asked for, until the new names are on the medium.
// Where that fails there is nothing to be done: the commit has happened.
func (a *attempt) settle() {
	folders := map[string]bool{}
	if a.sync.index {
		folders[a.site.gitDir] = true
	}
	if a.sync.refs && a.head.Ref != "" {
		folders[filepath.Dir(a.site.refs().Path(a.head.Ref))] = true
	}
	for dir := range folders {
		_ = a.site.disk.SyncFolder(dir)
	}
}

// release lets go of the locks that are still held.
func (a *attempt) release() error {
	return errors.Join(a.refLock.Release(), a.headLock.Release(), a.indexLock.Release())
}

// dropIntents takes entries out of the index that git add -N has put there.
func (s *site) dropIntents(w *worktree, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	l, err := s.refs().Lock(s.indexPath(), content(nil, false))
	if err != nil {
		return err
	}
	err = func() error {
		f, err := s.openIndex()
		if err != nil {
			return err
		}
		var edits []index.Edit
		for path, e := range f.Lookup(paths) {
			if e.IntentToAdd {
				edits = append(edits, index.Edit{Path: path, Delete: true})
			}
		}
		data, err := f.Patch(index.Change{Edits: edits, Unchanged: w.unchanged()})
		if err != nil {
			return err
		}
		return l.Replace(s.refs(), content(data, false))
	}()
	if err == nil {
		err = l.Commit()
	}
	return join(err, l.Release())
}
