package refs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A Flock is the lock that lets one po at a time write to a repository. The
// system frees it when its holder dies.
type Flock struct{ file *os.File }

// Flock takes the lock, waiting for it as long as ctx lasts.
func (s Store) Flock(ctx context.Context) (*Flock, error) {
	if err := s.Disk.MkdirAll(s.Scratch()); err != nil {
		return nil, err
	}
	f, err := openLock(filepath.Join(s.Scratch(), "lock"))
	if err != nil {
		return nil, err
	}
	taken, err := tryLock(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if taken {
		return &Flock{file: f}, nil
	}
	return wait(ctx, f)
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

// wait blocks until the lock is there or ctx ends. In the second case the call
// that waits cannot be taken back; it lets go as soon as it has the lock.
func wait(ctx context.Context, f *os.File) (*Flock, error) {
	got := make(chan error, 1)
	go func() { got <- lock(f) }()
	select {
	case err := <-got:
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return &Flock{file: f}, nil
	case <-ctx.Done():
		go func() {
			<-got
			_ = f.Close() // frees the lock; nothing was written to it
		}()
		return nil, ctx.Err()
	}
}

// Release lets the next one in.
func (l *Flock) Release() error { return l.file.Close() }
