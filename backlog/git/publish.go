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
	patched, err := a.site.patch(a.index, index.Change{
		Edits: indexEdits(a.files), Folders: indexFolders(a.folders), Unchanged: a.work.unchanged(),
	})
	if err != nil {
		return err
	}
	if a.indexLock == nil {
		err = a.lockIndex(patched)
	} else {
		err = a.replaceIndex(patched)
	}
	if err != nil || a.commit.ID.IsZero() {
		return err
	}
	return a.lockRefs()
}

func (a *attempt) lockIndex(data []byte) error {
	p, err := a.site.prepareIndex(data, a.sync.index)
	if err != nil {
		return err
	}
	if err = a.announce(p, a.site.indexPath()); err == nil {
		a.indexLock, err = p.Lock(a.site.indexPath())
	}
	return join(err, p.Discard())
}

// replaceIndex gives the index's lock, which is held already, its content.
func (a *attempt) replaceIndex(data []byte) error {
	p, err := a.site.prepareIndex(data, a.sync.index)
	if err != nil {
		return err
	}
	if err := a.announce(p, a.site.indexPath()); err != nil {
		return join(err, p.Discard())
	}
	return a.indexLock.Replace(p)
}

// lockRefs locks HEAD and its branch. The new value is in the lock of what
// moves; HEAD's own, which nobody reads, is the same file when it is the branch that does.
func (a *attempt) lockRefs() (err error) {
	r := a.site.refs()
	moved, err := r.Prepare(content([]byte(a.commit.ID.String()+"\n"), a.sync.refs))
	if err != nil {
		return err
	}
	targets := []string{r.Path("HEAD")}
	if a.head.Ref != "" {
		targets = append(targets, r.Path(a.head.Ref))
	}
	if err := a.announce(moved, targets...); err != nil {
		return join(err, moved.Discard())
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
	err := errors.Join(a.refLock.Release(), a.headLock.Release(), a.indexLock.Release())
	a.site.stuck = a.site.stuck || err != nil
	return err
}

// replace gives a lock that is held its content.
func (s *site) replace(l *refs.Lock, data []byte) error {
	p, err := s.prepareIndex(data, false)
	if err != nil {
		return err
	}
	if err := s.announce(p, false, s.indexPath()); err != nil {
		return join(err, p.Discard())
	}
	return l.Replace(p)
}
