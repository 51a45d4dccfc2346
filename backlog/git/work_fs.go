package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// A workFS is the backlog's folder on disk. It never leaves the folder, whatever
// symbolic links say, and never opens what is neither a file nor a folder: to
// look into a pipe or a device can block for ever, or do something.
type workFS struct {
	root *os.Root
}

func openWorkFS(dir string) (*workFS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &workFS{root: root}, nil
}

func (w *workFS) close() error { return w.root.Close() }

// errNotFile says that a name is of neither a file nor a folder.
var errNotFile = errors.New("neither a file nor a folder")

// Open opens a file or a folder.
func (w *workFS) Open(name string) (fs.File, error) { return w.open(name) }

func (w *workFS) open(name string) (*os.File, error) {
	if _, err := w.Stat(name); err != nil {
		return nil, reworded("open", err)
	}
	f, err := w.root.OpenFile(name, readFlags, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat() // another one may lie there by now
	if err == nil && !isReadable(info.Mode()) {
		err = &fs.PathError{Op: "open", Path: name, Err: errNotFile}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func isReadable(m fs.FileMode) bool { return m.IsRegular() || m.IsDir() }

// reworded is a path error as that of another operation.
func reworded(op string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return &fs.PathError{Op: op, Path: at.Path, Err: at.Err}
	}
	return err
}

// Stat describes a file or a folder, through symbolic links.
func (w *workFS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	info, err := w.root.Stat(name)
	if err == nil && !isReadable(info.Mode()) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: errNotFile}
	}
	return info, err
}

// Lstat describes what a name stands for, without following it.
func (w *workFS) Lstat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrInvalid}
	}
	return w.root.Lstat(name)
}

// ReadLink gives what a symbolic link says.
func (w *workFS) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return w.root.Readlink(name)
}

// ReadFile reads a file whole.
func (w *workFS) ReadFile(name string) ([]byte, error) {
	f, err := w.open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	return data, errors.Join(err, f.Close())
}
