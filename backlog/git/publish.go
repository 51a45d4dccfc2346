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
// the order in which git takes them. The journal tells of all three in one line.
func (a *attempt) lock() error {
	image, err := a.site.patch(a.index, index.Change{
		Edits: indexEdits(a.files), Folders: indexFolders(a.folders), Unchanged: a.work.unchanged(),
	})
	if err != nil {
		return err
	}
	index, moved, err := a.prepare(image)
	if err == nil {
		err = a.announce(append([]lockOf{{index, a.site.indexPath()}}, a.refLocks(moved)...)...)
	}
	switch {
	case err != nil:
	case a.indexLock == nil:
		a.indexLock, err = index.Lock(a.site.indexPath())
	default:
		err = a.indexLock.Replace(index)
		index = nil // it is the lock now
	}
	if err == nil && moved != nil {
		err = a.lockRefs(moved)
	}
	return join(err, index.Discard(), moved.Discard())
}

// prepare prepares the index and what is in the locks of refs, if any moves, at
// the same time where the medium is waited for.
func (a *attempt) prepare(image index.Image) (index, moved *refs.Prepared, err error) {
	files := []func() error{func() error {
		p, err := a.site.prepareIndex(image, a.sync.index)
		if err == nil {
			index = p
		}
		return err
	}}
	if !a.commit.ID.IsZero() {
		files = append(files, func() error {
			p, err := a.site.refs().Prepare(content([]byte(a.commit.ID.String()+"\n"), a.sync.refs))
			if err == nil {
				moved = p
			}
			return err
		})
	}
	workers := 1
	if a.sync.index || a.sync.refs {
		workers = len(files)
	}
	err = a.site.disk.Each(len(files), workers, func(i int) error { return files[i]() })
	return index, moved, err
}

// lockIndex takes the index's lock and leaves the rest to another time.
func (a *attempt) lockIndex(image index.Image) error {
	p, err := a.site.prepareIndex(image, a.sync.index)
	if err != nil {
		return err
	}
	if err = a.announce(lockOf{p, a.site.indexPath()}); err == nil {
		a.indexLock, err = p.Lock(a.site.indexPath())
	}
	return join(err, p.Discard())
}

// refLocks are the locks of HEAD and its branch, none where nothing moves.
func (a *attempt) refLocks(moved *refs.Prepared) []lockOf {
	if moved == nil {
		return nil
	}
	r := a.site.refs()
	locks := []lockOf{{moved, r.Path("HEAD")}}
	if a.head.Ref != "" {
		locks = append(locks, lockOf{moved, r.Path(a.head.Ref)})
	}
	return locks
}

// lockRefs locks HEAD and its branch. The new value is in the lock of what
// moves; HEAD's own, which nobody reads, is the same file when it is the branch that does.
func (a *attempt) lockRefs(moved *refs.Prepared) (err error) {
	r := a.site.refs()
	a.headLock, err = moved.Lock(r.Path("HEAD"))
	if err == nil && a.head.Ref != "" {
		a.refLock, err = moved.Lock(r.Path(a.head.Ref))
	}
	return err
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
		a.moved()
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
	old, err := a.site.patch(a.index, index.Change{Unchanged: a.work.unchanged()})
	if err != nil {
		return err
	}
	if err := a.lockIndex(old); err != nil {
		return err
	}
	return a.indexLock.Commit()
}

// log appends to the reflogs of HEAD and of its branch.
func (a *attempt) log() ([]*refs.Appended, error) {
	if a.commit.ID.IsZero() {
		return nil, nil
	}
	var done []*refs.Appended
	for _, l := range a.logLines() {
		l, err := a.site.refs().Log(l.Ref, a.logEntry(), a.site.logging())
		if err != nil {
			return done, err
		}
		done = append(done, l)
	}
	return done, nil
}

func (a *attempt) logEntry() refs.LogEntry {
	return refs.LogEntry{
		Old: a.head.ID, New: a.commit.ID, Who: a.site.committer.line(),
		Message: logMessage(a.opt.Message, a.head.ID),
	}
}

// logLines are the lines for the reflogs of HEAD and of its branch; none without a commit.
func (a *attempt) logLines() []journalLog {
	if a.commit.ID.IsZero() {
		return nil
	}
	line := a.logEntry().Line()
	lines := []journalLog{{"HEAD", line}}
	if a.head.Ref != "" {
		lines = append(lines, journalLog{a.head.Ref, line})
	}
	return lines
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
	var folders []string
	if a.sync.index {
		folders = append(folders, a.site.gitDir)
	}
	if a.sync.refs && a.head.Ref != "" {
		folders = append(folders, filepath.Dir(a.site.refs().Path(a.head.Ref)))
	}
	_ = a.site.disk.Each(len(folders), len(folders), func(i int) error {
		_ = a.site.disk.SyncFolder(folders[i])
		return nil
	})
}

// release lets go of the locks that are still held.
func (a *attempt) release() error {
	err := errors.Join(a.refLock.Release(), a.headLock.Release(), a.indexLock.Release())
	a.site.stuck = a.site.stuck || err != nil
	return err
}

// replace gives a lock that is held its content.
func (s *site) replace(l *refs.Lock, image index.Image) error {
	p, err := s.prepareIndex(image, false)
	if err != nil {
		return err
	}
	if err := s.announce(false, lockOf{p, s.indexPath()}); err != nil {
		return join(err, p.Discard())
	}
	return l.Replace(p)
}
