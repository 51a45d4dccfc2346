package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/po-backlog/po/backlog"
)

// readLimit is how much of a file is read: more than a backlog's file may hold, so that its reader sees that it is too large.
const readLimit = 1<<20 + 1

// workFS is the backlog's folder in the work tree. A symbolic link that leaves the folder, a FIFO or a device is never opened.
type workFS struct {
	dir    string
	root   *os.Root
	folder int // its descriptor, where the system's reader uses one
}

func openWorkFS(dir string) (*workFS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	folder, err := openFolderFD(dir)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &workFS{dir: dir, root: root, folder: folder}, nil
}

func (w *workFS) close() error { return errors.Join(w.root.Close(), closeFD(w.folder)) }

// Open opens a file below the folder.
func (w *workFS) Open(name string) (fs.File, error) { return w.root.FS().Open(name) }

// ReadFile reads a regular file, at most readLimit bytes of it.
func (w *workFS) ReadFile(name string) ([]byte, error) {
	info, err := w.root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := w.root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, readLimit))
}

// ReadAll reads every file of the backlog below the folders, see [backlog.Bulk].
func (w *workFS) ReadAll(dirs []string, each func(worker int, path, data string, err error)) error {
	paths := make(chan []string, 64)
	var wait sync.WaitGroup
	for worker := range min(runtime.GOMAXPROCS(0), 8) {
		wait.Go(func() {
			r := newFileReader(w)
			for batch := range paths {
				for _, path := range batch {
					data, err := r.read(path)
					if errors.Is(err, errPassOver) {
						continue
					}
					each(worker, path, data, err)
				}
			}
		})
	}
	err := w.list(dirs, paths)
	close(paths)
	wait.Wait()
	return err
}

// errPassOver says that a file is none of the backlog's: a link that leaves it, or no regular file.
var errPassOver = errors.New("passed over")

// list walks the folders and sends the paths of files in batches.
func (w *workFS) list(dirs []string, paths chan<- []string) error {
	var batch []string
	var walk func(dir string) error
	walk = func(dir string) error {
		entries, err := os.ReadDir(filepath.Join(w.dir, filepath.FromSlash(dir)))
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := e.Name()
			path := dir + "/" + name
			switch {
			case name[0] == '.' || name[0] == '_':
			case e.IsDir():
				if err := walk(path); err != nil {
					return err
				}
			case backlog.Reads(path) && (e.Type().IsRegular() || e.Type()&fs.ModeSymlink != 0):
				if batch = append(batch, path); len(batch) == 64 {
					paths <- batch
					batch = nil
				}
			}
		}
		return nil
	}
	for _, dir := range dirs {
		info, err := os.Lstat(filepath.Join(w.dir, dir))
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
			continue
		}
		if err == nil {
			err = walk(dir)
		}
		if err != nil {
			return err
		}
	}
	if len(batch) > 0 {
		paths <- batch
	}
	return nil
}

// portableReader reads files through the folder's root; systems with a faster way have their own.
type portableReader struct{ w *workFS }

func (r portableReader) read(path string) (string, error) {
	info, err := r.w.root.Stat(filepath.FromSlash(path))
	if err != nil {
		if link, lerr := r.w.root.Lstat(filepath.FromSlash(path)); lerr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return "", errPassOver // it leaves the backlog, or leads nowhere
		}
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errPassOver
	}
	f, err := r.w.root.Open(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	defer f.Close()
	var s strings.Builder
	s.Grow(int(min(info.Size(), readLimit)))
	_, err = io.Copy(&s, io.LimitReader(f, readLimit))
	return s.String(), err
}
