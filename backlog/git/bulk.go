package git

import (
	"errors"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// ReadAll implements backlog.Bulk.
func (w *workFS) ReadAll(dirs []string, each func(worker int, path, data string, err error)) error {
	c := crew{work: w, each: each}
	l := lister{give: c.give, buf: room(32 << 10)}
	err := l.list(w, dirs)
	c.finish()
	return err
}

// room is memory to read into. It lies on the heap, where only what is used of it costs anything: the compiler would put as much on
// the stack, which is then cleared, and copied whenever the stack grows.
//
//go:noinline
func room(size int) []byte { return make([]byte, size) }

// A crew reads batches. Few files are read by the one who lists them: starting
// others would take longer than their help saves.
type crew struct {
	work    *workFS
	each    func(worker int, path, data string, err error)
	few     []batch
	files   int
	batches chan batch // nil: nobody was started
	wg      sync.WaitGroup
}

func (c *crew) give(b batch) {
	if c.batches == nil {
		if c.files += len(b.paths); c.files <= batchSize {
			c.few = append(c.few, b)
			return
		}
		c.start()
	}
	c.batches <- b
}

func (c *crew) start() {
	c.batches = make(chan batch, 4)
	for worker := range runtime.GOMAXPROCS(0) {
		c.wg.Go(func() {
			r := c.reader(worker)
			for b := range c.batches {
				r.read(b)
			}
		})
	}
	for _, b := range c.few {
		c.batches <- b
	}
}

func (c *crew) reader(worker int) batchReader {
	return batchReader{work: c.work, worker: worker, each: c.each, buf: room(64 << 10)}
}

func (c *crew) finish() {
	if c.batches != nil {
		close(c.batches)
		c.wg.Wait()
		return
	}
	r := c.reader(0)
	for _, b := range c.few {
		r.read(b)
	}
}

// batchSize is how many files of one folder a worker takes at a time.
const batchSize = 64

// A batch is some files of one folder, by their paths.
type batch struct {
	dir   *folder
	paths []string
}

// A folder is an open one of the backlog, closed when its last file was read.
type folder struct {
	handle
	path  string // relative to the backlog's folder; slashes
	users atomic.Int32
}

func openFolder(in handle, name, path string) (*folder, error) {
	h, err := in.folder(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	f := &folder{handle: h, path: path}
	f.users.Store(1)
	return f, nil
}

func (f *folder) done() {
	if f.users.Add(-1) == 0 {
		f.close()
	}
}

// A kind is what a name in a folder stands for.
type kind int

const (
	otherKind kind = iota
	fileKind
	folderKind
	linkKind
)

// A lister goes through folders and hands out the files in them.
type lister struct {
	give  func(batch)
	buf   []byte // of the system's lists
	depth int
}

// maxFolders is how deep folders may lie in one another.
const maxFolders = 64

var errTooDeep = errors.New("folders nested too deeply")

func (l *lister) list(w *workFS, dirs []string) error {
	top, err := w.open(".")
	if err != nil {
		return err
	}
	defer top.Close()
	for _, dir := range dirs {
		if err := l.enter(handleOf(w, top), dir, dir); err != nil {
			return err
		}
	}
	return nil
}

// enter goes into a folder. A file, a link or nothing in its place is passed over.
func (l *lister) enter(in handle, name, path string) error {
	f, err := openFolder(in, name, path)
	if err != nil {
		if isNoFolder(err) {
			return nil
		}
		return err
	}
	defer f.done()
	if l.depth == maxFolders {
		return &fs.PathError{Op: "read", Path: path, Err: errTooDeep}
	}
	l.depth++
	defer func() { l.depth-- }()
	return l.handOut(f)
}

// handOut hands out the files of a folder and then goes into those it holds.
func (l *lister) handOut(f *folder) error {
	var files, folders []string
	hand := func() {
		f.users.Add(1)
		l.give(batch{dir: f, paths: files})
		files = make([]string, 0, batchSize)
	}
	before := f.path + "/"
	err := f.entries(before, l.buf, func(path string, k kind) {
		switch name := path[len(before):]; {
		case k == folderKind && wantsFolder(name):
			folders = append(folders, path)
		case (k == fileKind || k == linkKind) && wantsFile(name):
			if files = append(files, path); len(files) == batchSize {
				hand()
			}
		}
	})
	if err != nil {
		return &fs.PathError{Op: "read", Path: f.path, Err: err}
	}
	if len(files) > 0 {
		hand()
	}
	for _, path := range folders {
		if err := l.enter(f.handle, path[len(before):], path); err != nil {
			return err
		}
	}
	return nil
}

// wantsFile says whether a name is of a file that the backlog reads.
func wantsFile(name string) bool {
	return strings.HasSuffix(name, ".md") && name[0] != '.' && name[0] != '_' && name != "README.md"
}

// wantsFolder says whether the backlog looks into a folder of the name.
func wantsFolder(name string) bool { return name[0] != '.' && name[0] != '_' }

// A batchReader reads files into one buffer.
type batchReader struct {
	work   *workFS
	worker int
	each   func(worker int, path, data string, err error)
	buf    []byte
	texts  texts
}

func (r *batchReader) read(b batch) {
	defer b.dir.done()
	for _, path := range b.paths {
		data, err := r.file(b.dir, path)
		switch {
		case errors.Is(err, errPassedOver), errors.Is(err, fs.ErrNotExist): // gone since it was listed
		case err != nil:
			r.each(r.worker, path, "", &fs.PathError{Op: "read", Path: path, Err: err})
		default:
			r.each(r.worker, path, r.texts.keep(data), nil)
		}
	}
}

// file reads a file that was a regular one, or a link, when its folder was
// listed. Should something else lie there by now, opening it does not wait.
func (r *batchReader) file(dir *folder, path string) ([]byte, error) {
	h, err := dir.file(path[len(dir.path)+1:])
	if isLink(err) {
		return r.linked(path)
	}
	if err != nil {
		return nil, err
	}
	data, err := r.fill(h)
	h.close()
	return data, err
}

// linked reads what a symbolic link leads to, if that is a file of the backlog.
func (r *batchReader) linked(path string) ([]byte, error) {
	info, err := r.work.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, errPassedOver
	}
	f, err := r.work.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return r.fill(handleOf(r.work, f))
}

// errPassedOver says that a link is not read: it leads out of the backlog, to
// nothing, or to a folder.
var errPassedOver = errors.New("passed over")

// maxText is how much of a file is read: one byte more than a file of the
// backlog may have, so that a longer one is seen to be.
const maxText = 1<<20 + 1

// fill reads a file into the buffer, which grows with it.
func (r *batchReader) fill(h handle) ([]byte, error) {
	n := 0
	for {
		got, err := h.read(r.buf[n:])
		n += got
		switch {
		case errors.Is(err, io.EOF):
			return r.buf[:n], nil
		case err != nil:
			return nil, err
		case got == 0, n < len(r.buf), n == maxText:
			return r.buf[:n], nil // a file gives less than it is asked for at its end only
		}
		larger := make([]byte, min(4*len(r.buf), maxText))
		copy(larger, r.buf)
		r.buf = larger
	}
}

// texts makes strings out of bytes that are read into one buffer, many in one
// piece of memory.
type texts struct {
	piece *strings.Builder
}

const pieceSize = 256 << 10

func (t *texts) keep(data []byte) string {
	if t.piece == nil || t.piece.Cap()-t.piece.Len() < len(data) {
		t.piece = new(strings.Builder)
		t.piece.Grow(max(pieceSize, len(data)))
	}
	start := t.piece.Len()
	t.piece.Write(data)
	return t.piece.String()[start:]
}
