package objects

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
}

// Write stores an object as a loose one, unless it is here already: then the
// file that holds it is made young, so that a git gc beside us does not prune it.
func (w Writer) Write(o Object) error {
	if path, found := w.Store.where(o.ID); found {
		now := time.Now() // a time on the file system, never one in a file
		if err := w.Disk.Do("touch", path, func() error { return os.Chtimes(path, now, now) }); err == nil {
			return nil
		}
		if filepath.Dir(filepath.Dir(path)) == w.Store.opt.Dir {
			return nil // ours and loose: there is nothing better to write
		}
	}
	path := loosePath(w.Store.opt.Dir, o.ID)
	c := disk.Content{Data: deflate(header(o.Kind, len(o.Data)), o.Data), Mode: 0o444, Sync: w.Sync}
	err := fs.ErrNotExist
	if w.Scratch != "" {
		err = w.put(filepath.Join(w.Scratch, "tmp-obj-"+random()), path, c)
	}
	if err != nil { // no such folder, or one of another file system
		err = w.put(filepath.Join(filepath.Dir(path), "tmp_obj_"+random()), path, c) // a name that git's own gc clears away
	}
	if err == nil && w.Sync {
		err = w.Disk.SyncFolder(filepath.Dir(path))
	}
	return err
}

func random() string { return strconv.FormatUint(rand.Uint64(), 36) }

// put writes a file and moves it to where it belongs, whose folder is made if it is missing.
func (w Writer) put(temp, path string, c disk.Content) error {
	in := func(err error, again func() error) error {
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		dir := filepath.Dir(path)
		if err := w.Disk.MkdirAll(dir); err != nil {
			return err
		}
		if w.Sync {
			if err := w.Disk.SyncFolder(filepath.Dir(dir)); err != nil {
				return err
			}
		}
		return again()
	}
	create := func() error { return w.Disk.Create(temp, c) }
	if err := in(create(), create); err != nil {
		return err
	}
	rename := func() error { return w.Disk.Rename(temp, path) }
	if err := in(rename(), rename); err != nil {
		return errors.Join(err, w.Disk.Remove(temp))
	}
	return nil
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
