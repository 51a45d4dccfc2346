package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// treeFS is one folder of a commit as a file system: the tree is listed once, blobs are read by their hash when they are asked for.
type treeFS struct {
	store *objects.Store
	when  time.Time
	nodes map[string]*treeNode
}

type treeNode struct {
	name    string
	mode    filemode.FileMode
	id      plumbing.Hash
	entries []*treeNode // of a folder, by name
}

// maxDepth bounds how deep folders of a commit may nest.
const maxDepth = 64

// newTreeFS lists a tree. Symbolic links and submodules are left out.
func newTreeFS(store *objects.Store, root plumbing.Hash, when time.Time) (*treeFS, error) {
	t := &treeFS{store: store, when: when, nodes: map[string]*treeNode{}}
	top := &treeNode{name: ".", mode: filemode.Dir, id: root}
	t.nodes["."] = top
	if root.IsZero() {
		return t, nil
	}
	return t, t.list(top, "", 0)
}

func (t *treeFS) list(folder *treeNode, prefix string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s: folders nest deeper than %d", prefix, maxDepth)
	}
	data, err := t.store.ReadAs(plumbing.TreeObject, folder.id)
	if err != nil {
		return err
	}
	for r := (objects.TreeReader{Rest: data}); ; {
		if !r.Next() {
			return r.Err
		}
		n := &treeNode{name: string(r.Entry.Name), mode: r.Entry.Mode, id: r.Entry.ID}
		at := prefix + n.name
		if n.mode != filemode.Dir && n.mode != filemode.Regular && n.mode != filemode.Executable && n.mode != filemode.Deprecated ||
			!fs.ValidPath(at) {
			continue
		}
		folder.entries = append(folder.entries, n)
		t.nodes[at] = n
		if n.mode == filemode.Dir {
			if err := t.list(n, at+"/", depth+1); err != nil {
				return err
			}
		}
	}
}

// Open opens a file or folder.
func (t *treeFS) Open(name string) (fs.File, error) {
	n, err := t.node("open", name)
	if err != nil {
		return nil, err
	}
	if n.mode == filemode.Dir {
		entries, err := t.ReadDir(name)
		return &openFolder{info: treeInfo{n, 0, t.when}, entries: entries}, err
	}
	data, err := t.store.ReadAs(plumbing.BlobObject, n.id)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{treeInfo{n, int64(len(data)), t.when}, bytes.NewReader(data)}, nil
}

func (t *treeFS) node(op, name string) (*treeNode, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n, ok := t.nodes[name]
	if !ok {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// ReadFile reads a file whole.
func (t *treeFS) ReadFile(name string) ([]byte, error) {
	n, err := t.node("read", name)
	if err != nil {
		return nil, err
	}
	if n.mode == filemode.Dir {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a folder")}
	}
	data, err := t.store.ReadAs(plumbing.BlobObject, n.id)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return bytes.Clone(data), nil
}

// ReadDir lists a folder by name.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.node("readdir", name)
	if err != nil {
		return nil, err
	}
	if n.mode != filemode.Dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a folder")}
	}
	entries := make([]fs.DirEntry, 0, len(n.entries))
	for _, e := range n.entries {
		entries = append(entries, treeEntry{t, e})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// ReadAll reads every file of the backlog below the folders, see [backlog.Bulk].
func (t *treeFS) ReadAll(dirs []string, each func(worker int, path, data string, err error)) error {
	for at, n := range t.nodes {
		top, _, below := strings.Cut(at, "/")
		if n.mode == filemode.Dir || !below || !slices.Contains(dirs, top) || !backlog.Reads(at) {
			continue
		}
		data, err := t.store.ReadAs(plumbing.BlobObject, n.id)
		each(0, at, string(data), err)
	}
	return nil
}

// blobs gives the hash of every file that the backlog reads.
func (t *treeFS) blobs() map[string]plumbing.Hash {
	out := make(map[string]plumbing.Hash, len(t.nodes))
	for at, n := range t.nodes {
		if n.mode != filemode.Dir && (backlog.Reads(at) || at == "po.yaml") {
			out[at] = n.id
		}
	}
	return out
}

type treeEntry struct {
	t *treeFS
	n *treeNode
}

func (e treeEntry) Name() string      { return e.n.name }
func (e treeEntry) IsDir() bool       { return e.n.mode == filemode.Dir }
func (e treeEntry) Type() fs.FileMode { return treeInfo{n: e.n}.Mode().Type() }

func (e treeEntry) Info() (fs.FileInfo, error) {
	if e.IsDir() {
		return treeInfo{e.n, 0, e.t.when}, nil
	}
	data, err := e.t.store.ReadAs(plumbing.BlobObject, e.n.id)
	return treeInfo{e.n, int64(len(data)), e.t.when}, err
}

type treeInfo struct {
	n    *treeNode
	size int64
	when time.Time
}

func (i treeInfo) Name() string       { return path.Base(i.n.name) }
func (i treeInfo) Size() int64        { return i.size }
func (i treeInfo) ModTime() time.Time { return i.when }
func (i treeInfo) IsDir() bool        { return i.n.mode == filemode.Dir }
func (i treeInfo) Sys() any           { return nil }

func (i treeInfo) Mode() fs.FileMode {
	switch i.n.mode {
	case filemode.Dir:
		return fs.ModeDir | 0o555
	case filemode.Executable:
		return 0o555
	}
	return 0o444
}

type openFile struct {
	info treeInfo
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	info    treeInfo
	entries []fs.DirEntry
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFolder) Close() error               { return nil }

func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.Name(), Err: errors.New("is a folder")}
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		out := f.entries
		f.entries = nil
		return out, nil
	}
	if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	out := f.entries[:n]
	f.entries = f.entries[n:]
	return out, nil
}
