package git

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A treeFS is a folder of a commit as a file system. A folder is listed once,
// when it is first looked into; a file is read by its hash each time.
type treeFS struct {
	store *objects.Store
	root  *node
	when  time.Time // the commit's, as the time of every file
	files *group    // those that the backlog reads
}

// A node is an entry of a tree.
type node struct {
	name string
	mode filemode.FileMode
	id   plumbing.Hash

	once     sync.Once
	children []*node // of a folder, by name
	err      error   // of listing them
}

func newTreeFS(store *objects.Store, tree plumbing.Hash, when time.Time) *treeFS {
	t := &treeFS{store: store, root: &node{name: ".", mode: filemode.Dir, id: tree}, when: when}
	t.files = &group{store: store, all: t.blobs}
	return t
}

// list gives the entries of a folder, by name. A tree without an id is empty.
func (t *treeFS) list(n *node) ([]*node, error) {
	n.once.Do(func() {
		if n.mode != filemode.Dir || n.id.IsZero() {
			return // a submodule, whose files are in another repository
		}
		data, err := t.store.Tree(n.id)
		if err != nil {
			n.err = err
			return
		}
		r := objects.TreeReader{Rest: data}
		for r.Next() {
			name := string(r.Entry.Name)
			if name == "." || name == ".." || strings.Contains(name, "/") {
				n.err = &objects.CorruptError{What: "tree " + n.id.String(), Why: "an entry that is no name"}
				return
			}
			n.children = append(n.children, &node{name: name, mode: r.Entry.Mode, id: r.Entry.ID})
		}
		n.err = r.Err
		slices.SortFunc(n.children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	})
	return n.children, n.err
}

func (t *treeFS) child(n *node, name string) (*node, error) {
	children, err := t.list(n)
	if err != nil {
		return nil, err
	}
	i, ok := slices.BinarySearchFunc(children, name, func(c *node, name string) int { return strings.Compare(c.name, name) })
	if !ok {
		return nil, fs.ErrNotExist
	}
	return children[i], nil
}

// maxLinks is how many symbolic links one name may lead through.
const maxLinks = 40

var (
	errOutside = errors.New("path leads out of the folder") // as os.Root has it
	errLinks   = errors.New("too many symbolic links")
)

// find follows a name to its node; through a symbolic link at its end too if
// follow is true.
func (t *treeFS) find(name string, follow bool) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	stack := []*node{t.root}
	links := 0
	for rest := name; rest != "" && rest != "."; {
		var first string
		first, rest, _ = strings.Cut(rest, "/")
		switch first {
		case "", ".":
			continue
		case "..":
			if len(stack) == 1 {
				return nil, errOutside
			}
			stack = stack[:len(stack)-1]
			continue
		}
		n, err := t.child(stack[len(stack)-1], first)
		if err != nil {
			return nil, err
		}
		if n.mode != filemode.Symlink || rest == "" && !follow {
			stack = append(stack, n)
			continue
		}
		if links++; links > maxLinks {
			return nil, errLinks
		}
		to, err := t.target(n)
		if err != nil {
			return nil, err
		}
		if path.IsAbs(to) {
			return nil, errOutside
		}
		rest = strings.TrimSuffix(to+"/"+rest, "/")
	}
	return stack[len(stack)-1], nil
}

// target is what a symbolic link says. It does not ask for the files of the commit, which are found by following links.
func (t *treeFS) target(n *node) (string, error) {
	data, err := t.store.ReadAs(plumbing.BlobObject, n.id)
	return string(data), err
}

func (t *treeFS) blob(n *node) ([]byte, error) {
	return t.files.blob(n.id)
}

// Open opens a file or a folder of the commit.
func (t *treeFS) Open(name string) (fs.File, error) {
	n, err := t.find(name, true)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	f := &treeFile{info: treeInfo{fs: t, node: n, name: path.Base(name)}, name: name}
	if n.isDir() {
		return f, nil
	}
	data, err := t.blob(n)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	f.data = bytes.NewReader(data)
	return f, nil
}

// ReadFile reads a file of the commit.
func (t *treeFS) ReadFile(name string) ([]byte, error) {
	n, err := t.find(name, true)
	var data []byte
	switch {
	case err != nil:
	case n.isDir():
		err = errIsFolder
	default:
		data, err = t.blob(n)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return bytes.Clone(data), nil
}

var errIsFolder = errors.New("is a folder")

// ReadDir lists a folder of the commit.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.find(name, true)
	var entries []fs.DirEntry
	if err == nil {
		entries, err = t.entries(n)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	return entries, nil
}

func (t *treeFS) entries(n *node) ([]fs.DirEntry, error) {
	if !n.isDir() {
		return nil, errors.New("not a folder")
	}
	children, err := t.list(n)
	entries := make([]fs.DirEntry, len(children))
	for i, c := range children {
		entries[i] = treeInfo{fs: t, node: c, name: c.name}
	}
	return entries, err
}

// Stat describes a file or a folder, through symbolic links.
func (t *treeFS) Stat(name string) (fs.FileInfo, error) { return t.stat("stat", name, true) }

// Lstat describes what a name stands for, without following it.
func (t *treeFS) Lstat(name string) (fs.FileInfo, error) { return t.stat("lstat", name, false) }

func (t *treeFS) stat(op, name string, follow bool) (fs.FileInfo, error) {
	n, err := t.find(name, follow)
	if err == nil {
		var info fs.FileInfo
		if info, err = (treeInfo{fs: t, node: n, name: path.Base(name)}).Info(); err == nil {
			return info, nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: err}
}

// ReadLink gives what a symbolic link says.
func (t *treeFS) ReadLink(name string) (string, error) {
	n, err := t.find(name, false)
	if err == nil && n.mode != filemode.Symlink {
		err = fs.ErrInvalid
	}
	to := ""
	if err == nil {
		to, err = t.target(n)
	}
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	return to, nil
}

// ReadAll implements backlog.Bulk.
func (t *treeFS) ReadAll(dirs []string, each func(worker int, path, data string, err error)) error {
	var files []treeText
	for _, dir := range dirs {
		n, err := t.child(t.root, dir)
		if err == nil {
			files, err = t.texts(files, n, dir, 1)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &fs.PathError{Op: "read", Path: dir, Err: err}
		}
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				f := files[i]
				data, err := t.blob(f.node)
				each(worker, f.path, string(data[:min(len(data), maxText)]), err)
			}
		})
	}
	wg.Wait()
	return nil
}

// A treeText is a file that the backlog reads.
type treeText struct {
	path string
	node *node
}

// maxFiles is how many files of a commit are read: a few objects can make a
// tree of any size.
const maxFiles = 1 << 20

var errTooMany = errors.New("too many files")

// texts adds the files below a folder that the backlog reads.
func (t *treeFS) texts(files []treeText, dir *node, at string, depth int) ([]treeText, error) {
	if depth > maxFolders {
		return nil, errTooDeep
	}
	children, err := t.list(dir)
	if err != nil {
		return nil, err
	}
	for _, n := range children {
		name := at + "/" + n.name
		switch {
		case n.mode == filemode.Dir && wantsFolder(n.name):
			if files, err = t.texts(files, n, name, depth+1); err != nil {
				return nil, err
			}
		case !wantsFile(n.name) || n.isDir():
		case n.mode != filemode.Symlink:
			files = append(files, treeText{name, n})
		default:
			to, err := t.find(name, true)
			switch {
			case err == nil && !to.isDir():
				files = append(files, treeText{name, to})
			case err != nil && !leadsNowhere(err):
				return nil, err
			}
		}
		if len(files) > maxFiles {
			return nil, errTooMany
		}
	}
	return files, nil
}

// leadsNowhere says whether a link is one to nothing that a backlog has. Else it could not be followed, and what it leads to would
// go in silence.
func leadsNowhere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) || errors.Is(err, errOutside) || errors.Is(err, errLinks)
}

// blobs gives the hash of every file that the backlog reads, and of po.yaml.
func (t *treeFS) blobs() (map[string]plumbing.Hash, error) {
	out := make(map[string]plumbing.Hash)
	var files []treeText
	for _, k := range backlog.RecordKinds() {
		n, err := t.child(t.root, k.Folder())
		if err == nil {
			files, err = t.texts(files, n, k.Folder(), 1)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	for _, f := range files {
		out[f.path] = f.node.id
	}
	for _, name := range []string{settingsFile, productFile} {
		n, err := t.find(name, true)
		switch {
		case err == nil && !n.isDir():
			out[name] = n.id
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return out, nil
}

// productFile is the record beside the folders of records.
const productFile = "product.md"

func (n *node) isDir() bool { return n.mode == filemode.Dir || n.mode == filemode.Submodule }

// A treeInfo describes a file. Its size is that of the blob, which is read for it.
type treeInfo struct {
	fs   *treeFS
	node *node
	name string
	size int64
}

func (i treeInfo) Name() string       { return i.name }
func (i treeInfo) Size() int64        { return i.size }
func (i treeInfo) ModTime() time.Time { return i.fs.when }
func (i treeInfo) IsDir() bool        { return i.node.isDir() }
func (i treeInfo) Sys() any           { return nil }
func (i treeInfo) Type() fs.FileMode  { return i.Mode().Type() }
func (i treeInfo) String() string     { return fs.FormatFileInfo(i) }

// Mode gives the two kinds of files that git tells apart, as a umask of 022 makes them.
func (i treeInfo) Mode() fs.FileMode {
	switch {
	case i.node.isDir():
		return fs.ModeDir | 0o755
	case i.node.mode == filemode.Symlink:
		return fs.ModeSymlink | 0o777
	case i.node.mode == filemode.Executable:
		return 0o755
	default:
		return 0o644
	}
}

// Info completes a folder's entry by its size.
func (i treeInfo) Info() (fs.FileInfo, error) {
	if i.node.isDir() {
		return i, nil
	}
	data, err := i.fs.blob(i.node)
	i.size = int64(len(data))
	return i, err
}

// A treeFile is an open file or folder of a commit.
type treeFile struct {
	info treeInfo
	name string
	data *bytes.Reader // nil: a folder
	at   int           // how many entries of a folder were read
}

func (f *treeFile) Stat() (fs.FileInfo, error) { return f.info.Info() }

func (f *treeFile) Close() error { return nil }

func (f *treeFile) Read(p []byte) (int, error) {
	if f.data == nil {
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: errIsFolder}
	}
	return f.data.Read(p)
}

func (f *treeFile) Seek(offset int64, whence int) (int64, error) {
	if f.data == nil {
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: errIsFolder}
	}
	return f.data.Seek(offset, whence)
}

// ReadDir lists a folder, n entries at a time.
func (f *treeFile) ReadDir(n int) ([]fs.DirEntry, error) {
	all, err := f.info.fs.entries(f.info.node)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: f.name, Err: err}
	}
	rest := all[min(f.at, len(all)):]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	f.at += len(rest)
	return rest, nil
}
