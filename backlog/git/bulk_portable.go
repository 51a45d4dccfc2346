//go:build !linux || portable

package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

// A handle is an open file or folder.
type handle struct {
	work *workFS
	f    *os.File
	name string // relative to the backlog's folder; slashes
}

func handleOf(w *workFS, f *os.File) handle { return handle{work: w, f: f, name: "."} }

// errLink says that a file is a symbolic link.
var errLink = errors.New("a symbolic link")

func (h handle) open(name string, want func(fs.FileMode) bool) (handle, error) {
	full := path.Join(h.name, name)
	info, err := h.work.root.Lstat(full)
	switch {
	case err != nil:
		return handle{}, err
	case info.Mode()&fs.ModeSymlink != 0:
		return handle{}, errLink
	case !want(info.Mode()):
		return handle{}, errNotFile
	}
	f, err := h.work.open(full)
	return handle{work: h.work, f: f, name: full}, err
}

func (h handle) folder(name string) (handle, error) { return h.open(name, fs.FileMode.IsDir) }

func (h handle) file(name string) (handle, error) { return h.open(name, fs.FileMode.IsRegular) }

func (h handle) read(p []byte) (int, error) { return h.f.Read(p) }

func (h handle) close() { _ = h.f.Close() }

// isLink says whether a file could not be opened because it is a symbolic link.
func isLink(err error) bool { return errors.Is(err, errLink) }

// isNoFolder says whether a folder could not be opened because it is none.
func isNoFolder(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotFile) || errors.Is(err, errLink)
}

// entries gives the names in a folder, with a text before each, and what they
// stand for.
func (h handle) entries(before string, _ []byte, each func(path string, k kind)) error {
	for {
		list, err := h.f.ReadDir(256)
		for _, e := range list {
			each(before+e.Name(), kindOf(e.Type()))
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func kindOf(m fs.FileMode) kind {
	switch {
	case m.IsRegular():
		return fileKind
	case m.IsDir():
		return folderKind
	case m&fs.ModeSymlink != 0:
		return linkKind
	}
	return otherKind
}
