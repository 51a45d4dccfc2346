// Package disk is the one door through which a commit changes files: every
// system call that leaves a trace goes through [Disk.Do], so that a test can
// stop the program before and after each of them.
//
// It knows paths and bytes, never what they mean to Git.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// A Call is one system call, or one step of a few that succeed or fail together.
type Call struct {
	Op    string // such as "rename"
	Path  string // what it changes
	After bool   // it has been done; false: it is about to be done
	Sync  bool   // it ends when what it writes is on the medium
}

// A Disk makes calls. The zero value and nil make them without further ado.
type Disk struct {
	// Watch is told of every call before and after it. An error of the call
	// before is returned instead of making the call; the other is ignored.
	Watch func(Call) error

	// Shared is what core.sharedRepository makes of the permissions of files in the repository's own folder.
	Shared Sharing
}

// Do makes one call under the eyes of Watch. Where the system says that
// another program has the file open, as Windows does, the call is repeated for
// a short time.
func (d *Disk) Do(op, path string, call func() error) error {
	return d.Make(Call{Op: op, Path: path}, call)
}

// Make is [Disk.Do] of a call about which there is more to be said.
func (d *Disk) Make(c Call, call func() error) error {
	if d == nil || d.Watch == nil {
		return patiently(call)
	}
	if err := d.Watch(c); err != nil {
		return err
	}
	if err := patiently(call); err != nil {
		return err
	}
	c.After = true
	_ = d.Watch(c)
	return nil
}

// Each calls do for 0 to n-1, so many at the same time; it stops early on an error, and gives the first. Under the eyes of
// Watch, which must be able to tell one call from the next, they are made one after the other.
func (d *Disk) Each(n, workers int, do func(i int) error) error {
	if workers = min(workers, n); workers < 2 || d != nil && d.Watch != nil {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	var once sync.Once
	var first error
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := do(int(i)); err != nil {
					once.Do(func() { first = err })
					next.Store(int64(n))
				}
			}
		})
	}
	all.Wait()
	return first
}

// patiently repeats a call that fails only because somebody looks at the file.
func patiently(call func() error) error {
	err := call()
	for wait := time.Millisecond; err != nil && transient(err) && wait < 200*time.Millisecond; wait *= 2 {
		time.Sleep(wait)
		err = call()
	}
	return err
}

// Content is a file to be made.
type Content struct {
	Data []byte
	More [][]byte    // what follows Data, where it does not lie in one place
	Mode fs.FileMode // before the umask
	Sync bool        // wait until the data is on the medium
	Time time.Time   // of the file; zero: now
}

// Create makes a new file whole: on an error there is none.
// An existing file is an error that matches [fs.ErrExist].
func (d *Disk) Create(path string, c Content) error {
	return d.Make(Call{Op: "create", Path: path, Sync: c.Sync}, func() error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, c.Mode)
		if err != nil {
			return err
		}
		err = Fill(f, c)
		if err == nil {
			err = d.share(path)
		}
		if err == nil && !c.Time.IsZero() {
			err = os.Chtimes(path, c.Time, c.Time)
		}
		if err != nil {
			_ = os.Remove(path)
		}
		return err
	})
}

// Fill writes c's data to a new file, waits for the medium if it is to, and closes it.
func Fill(f *os.File, c Content) error {
	var err error
	if len(c.Data) > 0 {
		_, err = f.Write(c.Data)
	}
	for i := 0; i < len(c.More) && err == nil; i++ {
		_, err = f.Write(c.More[i])
	}
	if err == nil && c.Sync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Rename moves a file over another one, which it replaces.
func (d *Disk) Rename(from, to string) error {
	return d.Do("rename", to, func() error { return os.Rename(from, to) })
}

// Link gives a file a second name. An existing one is an error that matches [fs.ErrExist].
func (d *Disk) Link(from, to string) error {
	return d.Do("link", to, func() error { return os.Link(from, to) })
}

// Remove removes a file or an empty folder.
func (d *Disk) Remove(path string) error {
	return d.Do("remove", path, func() error { return os.Remove(path) })
}

// MkdirAll makes a folder of the repository and those above it.
func (d *Disk) MkdirAll(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	return d.Do("mkdir", path, func() error {
		made := missing(path)
		err := os.MkdirAll(path, 0o777)
		for i := 0; i < len(made) && err == nil; i++ {
			err = d.share(made[i])
		}
		return err
	})
}

// Append adds data to the end of a file in one write and says how long it was
// before. On an error it is as long again; nobody else may write to it meanwhile. The file is made if it is missing and make is true; missing and not
// to be made is an error that matches [fs.ErrNotExist].
func (d *Disk) Append(path string, c Content, make bool) (before int64, err error) {
	flags := os.O_WRONLY | os.O_APPEND
	if make {
		flags |= os.O_CREATE
	}
	err = d.Make(Call{Op: "append", Path: path, Sync: c.Sync}, func() error {
		f, err := os.OpenFile(path, flags, c.Mode)
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err != nil {
			return errors.Join(err, f.Close())
		}
		before = info.Size()
		if err := Fill(f, c); err != nil {
			_ = os.Truncate(path, before) // a full disk may have taken a part of it
			return err
		}
		if err := d.share(path); before == 0 {
			return err
		}
		return nil // a file that is another user's cannot be helped
	})
	return before, err
}

// Truncate cuts a file to a size.
func (d *Disk) Truncate(path string, size int64) error {
	return d.Do("truncate", path, func() error { return os.Truncate(path, size) })
}

// SyncFolder waits until the entries of a folder are on the medium. Where the
// system has no such call it does nothing.
func (d *Disk) SyncFolder(path string) error {
	return d.Make(Call{Op: "sync", Path: path, Sync: true}, func() error { return syncFolder(path) })
}

// RemoveEmptyFolders removes a folder that holds nothing but empty folders, as
// git leaves them behind when a branch like a/b goes. Anything else in it stays, and
// the folder with it; that is no error.
func (d *Disk) RemoveEmptyFolders(path string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() {
			d.RemoveEmptyFolders(filepath.Join(path, e.Name()))
		}
	}
	_ = d.Remove(path) // a folder that is not empty stays
}

// IsMissing says that there is no file under a path, be it because a folder on
// the way is missing or is a file.
func IsMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) || throughFile(err) }
