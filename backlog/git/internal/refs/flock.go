package refs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A Flock is the lock that lets one po at a time write to a repository. The
// system frees it when its holder dies.
type Flock struct{ file *os.File }

// Flock takes the lock, waiting for it as long as ctx lasts; w tells who holds it when that is long.
func (s Store) Flock(ctx context.Context, w *Wait) (*Flock, error) {
	if err := s.Disk.MkdirAll(s.Scratch()); err != nil {
		return nil, err
	}
	path := filepath.Join(s.Scratch(), "lock")
	var f *os.File
	err := s.Disk.Do("open", path, func() (err error) {
		f, err = openLock(path)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.Disk.Share(path) // on some file systems only who may write a file may lock it
	taken, err := tryLock(f)
	if err != nil { // a file system without locks, such as a network share
		err = &fs.PathError{Op: "lock", Path: path, Err: err}
	}
	if err == nil && !taken {
		err = ctx.Err() // whoever does not want to wait leaves nothing behind that does
	}
	if err == nil && !taken {
		w.For(func() *HeldError { return holder(f.Name()) })
		err = wait(ctx, f)
		w.Over()
		if err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.sign(f)
	return &Flock{file: f}, nil
}

// sign writes into the lock's file whose it is now, for those who wait. They can do without where that cannot be written.
func (s Store) sign(f *os.File) {
	_ = s.Disk.Do("sign", f.Name(), func() error {
		_, err := f.WriteAt(fmt.Appendf(nil, "%-10d\n", os.Getpid()), 0)
		return err
	})
}

// holder reads who has signed the lock last, and when.
func holder(path string) *HeldError {
	e := &HeldError{Path: path}
	if info, err := os.Lstat(path); err == nil {
		e.Info = info
		e.Age = max(0, time.Since(info.ModTime()))
	}
	if text, err := os.ReadFile(path); err == nil {
		if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && pid > 0 {
			e.PID = pid
		}
	}
	return e
}

// openLock opens the file that is locked. Another user's, which may only be
// read, does as well.
func openLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if errors.Is(err, fs.ErrPermission) {
		return os.Open(path)
	}
	return f, err
}

// wait blocks until the lock is there or ctx ends. On an error the file is closed, or will be: the call that waits
// cannot be taken back; it lets go as soon as it has the lock.
func wait(ctx context.Context, f *os.File) error {
	got := make(chan error, 1)
	go func() { got <- lock(f) }()
	select {
	case err := <-got:
		if err != nil {
			return errors.Join(err, f.Close())
		}
		return nil
	case <-ctx.Done():
		go func() {
			<-got
			_ = f.Close() // frees the lock; nothing was written to it
		}()
		return ctx.Err()
	}
}

// Release lets the next one in.
func (l *Flock) Release() error { return l.file.Close() }
