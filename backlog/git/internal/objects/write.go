package objects

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// An Object is one that is to be written.
type Object struct {
	ID   plumbing.Hash
	Kind plumbing.ObjectType
	Data []byte
}

// New names an object by its bytes, with the detection of forged collisions.
func New(kind plumbing.ObjectType, data []byte) Object {
	return Object{ID: plumbing.ComputeHash(kind, data), Kind: kind, Data: data}
}

// A Writer adds objects to a store.
type Writer struct {
	Store *Store
	Disk  *disk.Disk // nil: the plain one
	Sync  bool       // wait until a new object is on the medium

	// Scratch is a folder of files that nobody misses, in which objects are
	// prepared, so that whoever clears it finds what a process that died has
	// left; empty: the folder of the object itself, which git gc clears.
	Scratch string

	// Hold is told of the .keep file of a pack before it is made. Whoever holds the pack removes that file when a branch leads to
	// the pack's objects, or will never do so: until then a git repack beside us would drop them, as nobody's. Nil: no packs are made.
	Hold func(path string) error

	PackFrom int // from how many new objects on they become a pack
}

// Write stores an object, unless it is here already: then the file that holds it is made young, so that a git gc beside us does not
// prune it.
func (w Writer) Write(o Object) error { return w.WriteAll([]Object{o}) }

// WriteAll is [Writer.Write] for many: few become loose objects, and many one pack. They get their names in the order given, or all
// at once, so that whatever stops it nothing is named before what it consists of; with Sync all names are on the medium when it
// returns.
func (w Writer) WriteAll(all []Object) error {
	fresh, err := w.missing(all)
	if err != nil {
		return err
	}
	touched := make(map[string]bool)
	if w.Hold != nil && len(fresh) >= max(1, w.PackFrom) && fits(fresh) {
		err = w.pack(fresh, touched)
	} else {
		err = w.loose(fresh, touched)
	}
	if err != nil || !w.Sync {
		return err
	}
	folders := slices.Sorted(maps.Keys(touched))
	return w.Disk.Each(len(folders), w.workers(len(folders)), func(i int) error { return w.Disk.SyncFolder(folders[i]) })
}

// missing gives the objects that are not here, each once, and makes those young that are.
func (w Writer) missing(all []Object) ([]Object, error) {
	here := make([]bool, len(all))
	err := w.Disk.Each(len(all), w.workers(len(all)), func(i int) error {
		here[i] = w.renew(all[i].ID)
		return nil
	})
	fresh := make([]Object, 0, len(all))
	seen := make(map[plumbing.Hash]bool, len(all))
	for i, o := range all {
		if !here[i] && !seen[o.ID] {
			seen[o.ID] = true
			fresh = append(fresh, o)
		}
	}
	return fresh, err
}

// loose writes each object into a file of its own. It notes the folders whose entries change.
func (w Writer) loose(all []Object, touched map[string]bool) error {
	for batch := range slices.Chunk(all, batchSize) {
		if err := w.batch(batch, touched); err != nil {
			return err
		}
	}
	return nil
}

// batchSize is how many objects are prepared before they get their names: what a dead process leaves is no more.
const batchSize = 64

// workers is how many files are written at the same time: where the medium is waited for, the waiting is done once for many.
func (w Writer) workers(files int) int {
	if w.Sync {
		return 16
	}
	return min(runtime.GOMAXPROCS(0), 1+files/8) // to start another one takes as long as some files
}

// batch prepares some objects at the same time and names them in order.
func (w Writer) batch(all []Object, touched map[string]bool) error {
	files := make([]prepared, len(all))
	err := w.Disk.Each(len(all), w.workers(len(all)), func(i int) (err error) {
		files[i], err = w.prepare(loosePath(w.Store.opt.Dir, all[i].ID), "tmp-obj-", w.content(all[i]))
		return err
	})
	for i := range files {
		switch {
		case files[i].temp == "":
			continue
		case err != nil:
			_ = w.Disk.Remove(files[i].temp)
			continue
		}
		err = w.name(files[i])
		dir := filepath.Dir(files[i].path)
		touched[dir], touched[filepath.Dir(dir)] = true, true // the folder itself may be new
	}
	return err
}

// renew makes the file young that holds an object, and reports whether there is nothing better to write. A pack that cannot be made
// young, or anything in another repository, may be thrown away with what nobody needs, so git writes the object anew, and so do we; a
// loose object of ours would only be written over itself.
func (w Writer) renew(id plumbing.Hash) bool {
	path, found := w.Store.where(id)
	if !found || isCruft(path) {
		return false
	}
	now := time.Now() // a time on the file system, never one in a file
	err := w.Disk.Do("touch", path, func() error { return os.Chtimes(path, now, now) })
	if errors.Is(err, fs.ErrNotExist) { // a git gc has taken it away since it was found, perhaps for good
		return false
	}
	return err == nil || path == loosePath(w.Store.opt.Dir, id)
}

// isCruft says whether a file is a pack of objects that nobody refers to: a list beside it tells the age of each, not its own.
func isCruft(path string) bool {
	name, pack := strings.CutSuffix(path, ".pack")
	if !pack {
		return false
	}
	_, err := os.Lstat(name + ".mtimes")
	return err == nil
}

// A prepared file waits under a name for the time being.
type prepared struct {
	temp, path string // as it is called and as it will be
	content    disk.Content
}

// prepare writes a file of the store under a name for the time being, in the scratch folder if there is one.
func (w Writer) prepare(path, prefix string, c disk.Content) (prepared, error) {
	p := prepared{path: path, content: c}
	if w.Scratch != "" {
		temp := filepath.Join(w.Scratch, prefix+random())
		if w.Disk.Create(temp, c) == nil {
			p.temp = temp
			return p, nil
		}
	}
	return p, w.prepareBeside(&p)
}

// prepareBeside writes a file into the folder where it belongs.
func (w Writer) prepareBeside(p *prepared) error {
	temp := filepath.Join(filepath.Dir(p.path), "tmp_obj_"+random()) // a name that git's own gc clears away
	err := w.inFolder(p.path, func() error { return w.Disk.Create(temp, p.content) })
	if err == nil {
		p.temp = temp
	}
	return err
}

func (w Writer) content(o Object) disk.Content {
	return disk.Content{Data: deflate(header(o.Kind, len(o.Data)), o.Data), Mode: 0o444, Sync: w.Sync}
}

func random() string { return strconv.FormatUint(rand.Uint64(), 36) }

// inFolder makes a call that needs the folder of a file, which is made if it is missing.
func (w Writer) inFolder(path string, call func() error) error {
	err := call()
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := w.Disk.MkdirAll(filepath.Dir(path)); err != nil {
		return err
	}
	return call()
}

// name gives a prepared file its name. From a scratch folder on another file system it cannot move there.
func (w Writer) name(p prepared) error {
	move := func() error { return w.Disk.Rename(p.temp, p.path) }
	err := w.inFolder(p.path, move)
	if err == nil {
		return nil
	}
	err = errors.Join(err, w.Disk.Remove(p.temp))
	if filepath.Dir(p.temp) == filepath.Dir(p.path) {
		return err
	}
	if err = w.prepareBeside(&p); err != nil {
		return err
	}
	if err = move(); err != nil {
		err = errors.Join(err, w.Disk.Remove(p.temp))
	}
	return err
}

// smallObject is the size in bytes up to which an object is stored, not
// compressed: it fills a block of the file system either way, and a compressor's
// state costs more than all the rest.
const smallObject = 4000

// pieceSize is the least in bytes that is compressed on a core of its own.
const pieceSize = 128 << 10

// deflate gives the zlib stream of an object (RFC 1950). Large ones, such as the tree of a folder of ten thousand files, are
// compressed in as many pieces as there are cores.
func deflate(head, data []byte) []byte {
	if len(head)+len(data) <= smallObject {
		return stored(head, data)
	}
	all := slices.Concat(head, data)
	cores := runtime.GOMAXPROCS(0)
	pieces := slices.Collect(slices.Chunk(all, max(pieceSize, (len(all)+cores-1)/cores)))
	packed := make([]bytes.Buffer, len(pieces))
	var wait sync.WaitGroup
	for i, piece := range pieces {
		wait.Go(func() { deflatePiece(&packed[i], piece, i == len(pieces)-1) })
	}
	wait.Wait()
	out := make([]byte, 0, len(all)/2+64)
	out = append(out, 0x78, 0x01) // window of 32 kB, fastest
	for i := range packed {
		out = append(out, packed[i].Bytes()...)
	}
	return binary.BigEndian.AppendUint32(out, adler32.Checksum(all))
}

// deflatePiece compresses a piece of a stream (RFC 1951). All but the last end with an empty stored block, on the bounds of a byte.
func deflatePiece(out *bytes.Buffer, piece []byte, last bool) {
	out.Grow(len(piece)/2 + 64)
	z, err := flate.NewWriter(out, flate.BestSpeed)
	if err == nil {
		_, err = z.Write(piece)
	}
	switch {
	case err == nil && last:
		err = z.Close()
	case err == nil:
		err = z.Flush()
	}
	if err != nil {
		panic(err) // the level is right and a buffer takes everything
	}
}

// stored is a zlib stream of one block that is not compressed (RFC 1950 and 1951).
func stored(head, data []byte) []byte {
	n := len(head) + len(data)
	out := make([]byte, 0, n+11)
	out = append(out, 0x78, 0x01, 1) // window of 32 kB, fastest; a last block, stored
	out = binary.LittleEndian.AppendUint16(out, uint16(n))
	out = binary.LittleEndian.AppendUint16(out, ^uint16(n))
	out = append(append(out, head...), data...)
	return binary.BigEndian.AppendUint32(out, adler32.Checksum(out[7:]))
}
