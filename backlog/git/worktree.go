package git

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A worktree writes files of a work tree, never through a symbolic link and
// never outside of it, and can put back what it wrote.
type worktree struct {
	root    *os.Root
	abs     string // of root
	scratch string // the folder for prepared files, relative to root; empty: beside the file itself
	disk    *disk.Disk
	sync    bool

	done    []written
	at      map[string]int  // a path's place in done
	made    []string        // folders, those above first
	checked map[string]bool // folders that are real ones
	noted   []journalFile   // what the journal says of files
}

// written is one file that was written or removed.
type written struct {
	path     string
	old, new []byte // nil: no file
	mode     fs.FileMode
	info     fs.FileInfo // of the new file
}

// openWorktree opens the work tree at abs. Files are prepared in scratch where
// that lies inside it, so that whatever a crash leaves lies out of the way.
func openWorktree(abs, scratch string, d *disk.Disk) (*worktree, error) {
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, err
	}
	w := &worktree{root: root, abs: abs, disk: d, at: make(map[string]int), checked: make(map[string]bool)}
	if rel, err := filepath.Rel(abs, scratch); err == nil && filepath.IsLocal(rel) {
		w.scratch = filepath.ToSlash(rel)
	}
	return w, nil
}

func (w *worktree) close() error { return w.root.Close() }

// check refuses a path that goes through a symbolic link or a file, or that is
// anything but a file itself. A path that does not exist is fine.
func (w *worktree) check(name string) error {
	for i := range len(name) {
		if name[i] != '/' || w.checked[name[:i]] {
			continue
		}
		info, err := w.root.Lstat(name[:i])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			return &ErrPath{Path: name, Reason: ReasonSymlink}
		case !info.IsDir():
			return &ErrPath{Path: name, Reason: ReasonFolder}
		}
		w.checked[name[:i]] = true
	}
	info, err := w.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return &ErrPath{Path: name, Reason: ReasonLink}
	case info.IsDir():
		return &ErrPath{Path: name, Reason: ReasonFolder}
	case !info.Mode().IsRegular():
		return &ErrPath{Path: name, Reason: ReasonNotRegular}
	}
	return nil
}

// read gives a file's bytes and what the system said of it before they were
// read; no file is an error that matches [fs.ErrNotExist].
func (w *worktree) read(name string) ([]byte, fs.FileInfo, error) {
	if err := w.check(name); err != nil {
		return nil, nil, err
	}
	f, err := w.root.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	var data bytes.Buffer
	data.Grow(int(min(info.Size(), 1<<20)) + bytes.MinRead)
	_, err = io.Copy(&data, f)
	return data.Bytes(), info, errors.Join(err, f.Close())
}

// write makes a file's bytes new ones, or removes it when there are none; was is
// what the system said of it when its old ones were read, nil where there was none.
// It gives what the system says of the file afterwards, nil when it is gone.
func (w *worktree) write(d written, was fs.FileInfo) (info fs.FileInfo, err error) {
	if err := w.check(d.path); err != nil {
		return nil, err
	}
	if d.new == nil {
		err = w.drop(d.path, was)
	} else if err = w.folder(path.Dir(d.path)); err == nil {
		var placed bool
		if info, placed, err = w.put(d.path, d.new, d.mode, was); placed && err != nil {
			w.note(d) // to be put back, unless it is somebody else's by now
		}
	}
	if err == nil {
		d.info = info
		w.note(d)
	}
	return info, err
}

// drop removes a file that is still the one that was read.
func (w *worktree) drop(name string, was fs.FileInfo) error {
	if err := w.still(name, was); err != nil {
		return err
	}
	return w.disk.Do("remove", name, func() error { return w.root.Remove(name) })
}

// still says that a file was not changed since it was read: an editor may have
// saved it while the commit was prepared.
func (w *worktree) still(name string, was fs.FileInfo) error {
	now, err := w.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && was == nil:
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err != nil || was == nil || !refs.Unchanged(now, was):
		return &ErrStale{Path: name}
	}
	return nil
}

// put prepares a file elsewhere and renames it into place, and says whether it came so far. The information is
// read after the rename, which changes it; a file that somebody else has put
// there in between is stale.
func (w *worktree) put(name string, data []byte, mode fs.FileMode, was fs.FileInfo) (info fs.FileInfo, placed bool, err error) {
	temp, made, err := w.prepare(name, data, mode)
	if err != nil {
		return nil, false, err
	}
	if err := w.still(name, was); err != nil {
		return nil, false, join(err, w.discard(temp))
	}
	err = w.disk.Do("rename", name, func() error { return w.root.Rename(temp, name) })
	if err != nil && w.scratch != "" { // another file system, perhaps
		_ = w.discard(temp)
		w.scratch = ""
		return w.put(name, data, mode, was)
	}
	if err != nil {
		return nil, false, errors.Join(err, w.discard(temp))
	}
	info, err = w.root.Lstat(name)
	if err == nil && !refs.Unchanged(info, made) {
		err = &ErrStale{Path: name}
	}
	return info, true, err
}

// prepare makes a file that is to become name.
func (w *worktree) prepare(name string, data []byte, mode fs.FileMode) (temp string, info fs.FileInfo, err error) {
	in := w.scratch
	if in == "" {
		in = path.Dir(name)
	}
	temp = path.Join(in, tempPrefix+strconv.FormatUint(rand.Uint64(), 36))
	err = w.disk.Make(disk.Call{Op: "create", Path: temp, Sync: w.sync}, func() error {
		f, err := w.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return err
		}
		if mode != 0 {
			if err := f.Chmod(mode); err != nil {
				return errors.Join(err, f.Close())
			}
		}
		return disk.Fill(f, disk.Content{Data: data, Sync: w.sync})
	})
	if err == nil {
		info, err = w.root.Lstat(temp)
	}
	if err != nil {
		return "", nil, errors.Join(err, ignoreMissing(w.discard(temp)))
	}
	return temp, info, nil
}

// discard removes a prepared file.
func (w *worktree) discard(temp string) error {
	return w.disk.Do("remove", temp, func() error { return w.root.Remove(temp) })
}

// tempPrefix begins the names of prepared files, those in the repository's own
// folder and those beside the files they are to become.
const tempPrefix = "tmp-po-"

// folder makes a folder and those above it, and remembers which it made.
func (w *worktree) folder(name string) error {
	if name == "." || w.checked[name] {
		return nil
	}
	if err := w.folder(path.Dir(name)); err != nil {
		return err
	}
	err := w.disk.Do("mkdir", name, func() error { return w.root.Mkdir(name, 0o777) })
	switch {
	case err == nil:
		w.made = append(w.made, name)
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	w.checked[name] = true
	return nil
}

// settle waits, where that is asked for, until the names of what was written are on the medium: a branch that has a commit whose files
// are lost would show them taken back.
func (w *worktree) settle() error {
	if !w.sync {
		return nil
	}
	folders := map[string]bool{}
	for _, d := range w.done {
		folders[path.Dir(d.path)] = true
	}
	for _, name := range w.made {
		folders[path.Dir(name)] = true
	}
	for name := range folders {
		if err := w.disk.SyncFolder(filepath.Join(w.abs, filepath.FromSlash(name))); err != nil && !disk.IsMissing(err) {
			return err
		}
	}
	return nil
}

func (w *worktree) note(d written) {
	w.at[d.path] = len(w.done)
	w.done = append(w.done, d)
}

// wrote gives what was written to a path; false: nothing.
func (w *worktree) wrote(name string) (written, bool) {
	i, ok := w.at[name]
	if !ok {
		return written{}, false
	}
	return w.done[i], true
}

// putBack undoes all writes, newest first, of files that still hold exactly what
// was written. The others are somebody else's by now, and stay unless replace says
// that they may go: it is given what they hold, nil where there is no file.
func (w *worktree) putBack(replace func(name string, data []byte) (bool, error)) error {
	var errs []error
	for _, d := range slices.Backward(w.done) {
		errs = append(errs, w.restore(d, replace))
	}
	for _, name := range slices.Backward(w.made) {
		_ = w.disk.Do("remove", name, func() error { return w.root.Remove(name) }) // unless somebody uses it
		delete(w.checked, name)
	}
	w.done, w.made = nil, nil
	clear(w.at)
	return errors.Join(errs...)
}

func (w *worktree) restore(d written, replace func(string, []byte) (bool, error)) error {
	now, info, err := w.read(d.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if missing := err != nil; missing != (d.new == nil) || !bytes.Equal(now, d.new) {
		if replace == nil {
			return nil
		}
		if may, err := replace(d.path, now); !may || err != nil {
			return err
		}
	}
	switch {
	case d.old != nil:
	case info == nil:
		return nil
	default:
		return w.drop(d.path, info)
	}
	_, _, err = w.put(d.path, d.old, d.mode, info)
	return err
}

// local says whether a path given by a caller is one that may lie in the
// backlog folder: relative, clean, slash separated, on every system.
func local(name string) bool {
	return name != "" && name != "." && path.Clean(name) == name && filepath.IsLocal(filepath.FromSlash(name)) &&
		!strings.ContainsAny(name, "\x00\\")
}

// inGitDir says whether a part of a path is the name of a repository's folder,
// in any case and in the spellings that file systems take for it.
func inGitDir(name string) bool {
	for part := range strings.SplitSeq(strings.ToLower(name), "/") {
		part = strings.TrimRight(part, " .")
		if part == ".git" || part == "git~1" || strings.HasPrefix(part, ".git:") {
			return true
		}
	}
	return false
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
