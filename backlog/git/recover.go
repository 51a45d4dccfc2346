package git

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// Recovery says what became of a commit whose process died.
type Recovery struct {
	Commit   string // full hash; empty: it had not come so far
	Finished bool   // the commit is on its branch; false: nothing of it remains
}

// recoverDead finishes or undoes what a process that died has left; nil: there
// was nothing. The flock must be held.
func recoverDead(common string, d *disk.Disk) (*Recovery, error) {
	store := refs.Store{GitDir: common, Common: common, Disk: d}
	j, err := readJournal(store)
	if err != nil || j == nil {
		return nil, err
	}
	store.GitDir = j.GitDir
	w, err := openWorktree(j.Work, store.Scratch(), d)
	if errors.Is(err, fs.ErrNotExist) { // the worktree is gone, and its files with it
		return &Recovery{Commit: j.New}, errors.Join(j.letGo(store), forget(store))
	}
	if err != nil {
		return nil, err
	}
	r := &Recovery{Commit: j.New}
	if err := j.gitIsDone(store); err != nil {
		return nil, join(err, w.close())
	}
	w.sweepBeside(j) // first, so that folders that were made for the files are empty
	if r.Finished, err = j.finish(store); err == nil && !r.Finished {
		err = j.undoRest(store, w, r)
	}
	err = join(err, w.close())
	if err == nil {
		err = join(j.letGo(store), forget(store))
	}
	return r, err
}

// gitIsDone waits for a git that has been asked to make the commit and lives on. It holds the index's lock as long as it works; that
// of one which died, too, stays until somebody removes it, and until then nobody knows what is to be done: *[ErrLocked].
func (j *journal) gitIsDone(store refs.Store) error {
	lock := j.Index + ".lock"
	ours := func(m refs.Mark) bool { return m.Target == j.Index && m.Stands() }
	for waited := time.Duration(0); j.ByGit; waited += longestWait {
		info, err := lstat(lock)
		if err != nil || info == nil || slices.ContainsFunc(j.Locks, ours) {
			return err
		}
		if waited > patience {
			return &ErrLocked{Path: lock, Age: max(0, time.Since(info.ModTime()))}
		}
		time.Sleep(longestWait)
	}
	return nil
}

// undoRest undoes what nobody has committed meanwhile: the git that was asked to, or a person who found the files changed. Where that
// is all of it, the commit has happened.
func (j *journal) undoRest(store refs.Store, w *worktree, r *Recovery) error {
	now, taken, err := j.taken(store)
	if err != nil {
		return err
	}
	if len(taken) > 0 && len(taken) == len(j.Files) {
		r.Finished, r.Commit = true, now
		return nil
	}
	rest := *j
	rest.Files = slices.DeleteFunc(slices.Clone(j.Files), func(e journalFile) bool { return taken[e.Path] })
	err = rest.undo(store, w)
	if len(j.Fresh) > 0 {
		all := objects.Open(objects.Options{Dir: filepath.Join(store.Common, "objects")})
		defer all.Close()
		s := &site{work: j.Work, gitDir: j.GitDir, common: store.Common, objects: all, disk: store.Disk, noted: true}
		err = join(err, (&keptIndex{site: s, paths: j.Fresh}).putBack(w))
	}
	return err
}

// taken gives the files that the branch has as they were to become, if it has moved.
func (j *journal) taken(store refs.Store) (now string, taken map[string]bool, err error) {
	now, err = j.where(store)
	if err != nil || now == j.Old || !plumbing.IsHash(now) || now == plumbing.ZeroHash.String() {
		return now, nil, err
	}
	all := objects.Open(objects.Options{Dir: filepath.Join(store.Common, "objects")})
	defer all.Close()
	commit, err := all.ReadAs(plumbing.CommitObject, plumbing.NewHash(now))
	if err != nil {
		return now, nil, err
	}
	tree, err := treeOf(commit)
	if err != nil {
		return now, nil, err
	}
	paths := make([]string, len(j.Files))
	for i, e := range j.Files {
		paths[i] = e.Path
	}
	found, err := all.FindAll(tree, paths)
	if err != nil {
		return now, nil, err
	}
	taken = make(map[string]bool)
	for _, e := range j.Files {
		entry, there := found[e.Path]
		if there = there && !entry.ID.IsZero(); there == (e.Blob != "") && (!there || entry.ID.String() == e.Blob) {
			taken[e.Path] = true
		}
	}
	return now, taken, nil
}

// finish moves the branch where only that was left to be done, and reports
// whether the commit is there.
func (j *journal) finish(store refs.Store) (bool, error) {
	now, err := j.where(store)
	if err != nil {
		return false, err
	}
	if j.New == "" { // no commit was to be made, the index alone was to change
		return len(j.Locks) > 0 && j.indexMoved(store), nil
	}
	if now == j.New {
		return true, nil
	}
	if now != j.Old || !j.indexMoved(store) {
		return false, nil
	}
	name := j.Ref
	if name == "" {
		name = "HEAD"
	}
	for _, mark := range j.Locks {
		if mark.Target == store.Path(name) && mark.Stands() {
			return true, store.Disk.Rename(mark.Lock(), mark.Target)
		}
	}
	return j.moveAnew(store, store.Path(name))
}

// moveAnew moves the branch by a lock of its own, where somebody has removed the one that the dead process took: the index has
// the commit already, and to put the files back alone would leave it staged.
func (j *journal) moveAnew(store refs.Store, target string) (bool, error) {
	l, err := store.Lock(target, content([]byte(j.New+"\n"), false))
	var held *refs.HeldError
	if errors.As(err, &held) {
		return false, lockedError(err, held)
	}
	if err != nil {
		return false, err
	}
	now, err := j.where(store)
	if err == nil && now == j.Old {
		return true, join(l.Commit(), l.Release())
	}
	return false, join(err, l.Release())
}

// where is the commit that the branch has now; zeros while it has none.
func (j *journal) where(store refs.Store) (string, error) {
	head, err := store.Head()
	if err != nil {
		return "", err
	}
	if head.Ref == j.Ref {
		return head.ID.String(), nil
	}
	if j.Ref == "" { // HEAD has been put on a branch meanwhile
		return "", nil
	}
	id, err := store.Resolve(j.Ref)
	if errors.Is(err, fs.ErrNotExist) {
		return plumbing.ZeroHash.String(), nil
	}
	return id.String(), err
}

// indexMoved reports whether the new index is in its place: its lock is gone,
// and the entries of the files are those that the commit has.
func (j *journal) indexMoved(store refs.Store) bool {
	locked := false
	for _, mark := range j.Locks {
		if mark.Target == j.Index {
			locked = true
			if mark.Stands() {
				return false
			}
		}
	}
	if !locked {
		return false
	}
	paths := make([]string, len(j.Files))
	for i, e := range j.Files {
		paths[i] = e.Path
	}
	found, err := j.listed(store, paths)
	if err != nil {
		return false
	}
	for _, e := range j.Files {
		entry, known := found[e.Path]
		if known != (e.Blob != "") || known && (entry.ID.String() != e.Blob || entry.IntentToAdd) {
			return false
		}
	}
	return len(j.Files) > 0
}

// listed gives the index's entries of paths, also of those in folders that a sparse one has collapsed.
func (j *journal) listed(store refs.Store, paths []string) (map[string]index.Entry, error) {
	all := objects.Open(objects.Options{Dir: filepath.Join(store.Common, "objects")})
	defer all.Close()
	l, err := openListing(j.Index, all)
	if err != nil {
		return nil, err
	}
	return l.Lookup(paths)
}

// undo puts back files that hold exactly what the dead process wrote, and takes
// its lines out of the reflogs.
func (j *journal) undo(store refs.Store, w *worktree) error {
	var errs []error
	for _, e := range slices.Backward(j.Files) {
		errs = append(errs, w.restoreFrom(e))
	}
	for _, name := range slices.Backward(j.Folders) {
		_ = w.disk.Do("remove", name, func() error { return w.root.Remove(name) }) // unless somebody uses it
	}
	for _, l := range j.Logs {
		errs = append(errs, store.TrimLog(l.Ref, l.Line))
	}
	return join(errs...)
}

// restoreFrom puts one file back.
func (w *worktree) restoreFrom(e journalFile) error {
	now, _, err := w.read(e.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	d := written{path: e.Path, mode: fs.FileMode(e.Mode)}
	if e.Was {
		d.old = append([]byte{}, e.Old...)
	}
	if e.Sum != "" {
		if err != nil || BlobHash(string(now)) != e.Sum {
			return nil // not written yet, or somebody else's by now
		}
		d.new = now
	}
	if d.new == nil && err == nil || bytes.Equal(d.new, d.old) && (d.new == nil) == (d.old == nil) {
		return nil
	}
	return w.restore(d, nil)
}

// letGo removes the locks that the dead process took, and no others.
func (j *journal) letGo(store refs.Store) error {
	var errs []error
	for _, mark := range slices.Backward(j.Locks) {
		if mark.Stands() {
			errs = append(errs, ignoreMissing(store.Disk.Remove(mark.Lock())))
		}
	}
	return join(errs...)
}

// sweepBeside removes files that were prepared beside those they were to become,
// as is done where the repository lies on another file system.
func (w *worktree) sweepBeside(j *journal) {
	seen := map[string]bool{}
	for _, e := range j.Files {
		dir := path.Dir(e.Path)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		f, err := w.root.Open(dir)
		if err != nil {
			continue
		}
		names, _ := f.Readdirnames(-1)
		_ = f.Close()
		for _, name := range names {
			if strings.HasPrefix(name, tempPrefix) {
				_ = w.disk.Do("remove", name, func() error { return w.root.Remove(path.Join(dir, name)) })
			}
		}
	}
}

// missingFolders gives the folders that writing the files will make, those above first.
func (w *worktree) missingFolders(files []planned) []string {
	var out []string
	for _, f := range files {
		if f.edit.New == nil {
			continue
		}
		for dir := path.Dir(f.path); dir != "." && !slices.Contains(out, dir); dir = path.Dir(dir) {
			if _, err := w.root.Lstat(dir); !errors.Is(err, fs.ErrNotExist) && !os.IsNotExist(err) {
				break
			}
			out = append(out, dir)
		}
	}
	slices.Sort(out) // a folder comes before what is in it
	return out
}
