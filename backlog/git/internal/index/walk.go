package index

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// A walker goes through the entries of an index in their order.
type walker struct {
	f     *File
	n     int    // entries read
	start int    // of the present one
	end   int    // of the present one, its padding included
	from  int    // v4: where the part of the name begins that is its own
	name  []byte // v4: kept from one entry to the next; else part of the data
	err   error
}

func (f *File) walk() *walker { return &walker{f: f, end: headLen} }

// next reads one more entry; false at the end and at damage.
func (w *walker) next() bool {
	if w.n == w.f.count || w.err != nil {
		return false
	}
	w.n++
	w.start = w.end
	fixed := fixedLen
	limit := len(w.f.data) - sumLen
	if w.start+fixed > limit {
		return w.damaged("entry cut off")
	}
	if w.flags()&flagExtended != 0 {
		if w.f.version < 3 {
			return w.damaged("extended flags in version 2")
		}
		fixed += 2
	}
	rest := w.f.data[min(w.start+fixed, limit):limit]
	if w.f.version == 4 {
		return w.compressed(w.start+fixed, rest)
	}
	return w.plain(fixed, rest)
}

// plain reads a name as it stands, followed by one to eight zeros up to a
// multiple of eight bytes.
func (w *walker) plain(fixed int, rest []byte) bool {
	n := int(w.flags() & flagName)
	if n == flagName {
		n = bytes.IndexByte(rest, 0)
	}
	if n < 0 || n >= len(rest) || rest[n] != 0 {
		return w.damaged("name without an end")
	}
	size := (fixed + n + 8) &^ 7
	if size-fixed > len(rest) {
		return w.damaged("entry cut off")
	}
	w.name, w.end = rest[:n:n], w.start+size
	return true
}

// compressed reads a name that begins like the one before: how many bytes to
// take off its end, and what follows.
func (w *walker) compressed(at int, rest []byte) bool {
	strip, n := readVarint(rest)
	if n == 0 || strip > uint64(len(w.name)) {
		return w.damaged("name that does not follow from the one before")
	}
	end := bytes.IndexByte(rest[n:], 0)
	if end < 0 {
		return w.damaged("name without an end")
	}
	keep := len(w.name) - int(strip)
	w.from = at
	w.name = append(w.name[:keep], rest[n:n+end]...)
	w.end = at + n + end + 1
	return true
}

func (w *walker) damaged(why string) bool {
	w.err = &CorruptError{w.start, why}
	return false
}

func (w *walker) flags() uint16 { return binary.BigEndian.Uint16(w.f.data[w.start+60:]) }

func (w *walker) stage() int { return int(w.flags()&flagStage) >> 12 }

// racy says that the file may have changed after the index was written and look
// the same: its time of change is not older than the index.
func (w *walker) racy() bool {
	if w.f.seconds == 0 || w.mode() == filemode.Submodule {
		return false
	}
	return int64(binary.BigEndian.Uint32(w.f.data[w.start+8:])) >= w.f.seconds
}

func (w *walker) mode() filemode.FileMode {
	return filemode.FileMode(binary.BigEndian.Uint32(w.f.data[w.start+24:]))
}

func (w *walker) entry() Entry {
	b := w.f.data[w.start:]
	n := func(i int) uint32 { return binary.BigEndian.Uint32(b[4*i:]) }
	flags := w.flags()
	e := Entry{
		Path: string(w.name), Mode: w.mode(), Stage: w.stage(),
		AssumeUnchanged: flags&flagAssumeValid != 0,
		Stat: Stat{
			CtimeSec: n(0), CtimeNano: n(1), MtimeSec: n(2), MtimeNano: n(3),
			Dev: n(4), Ino: n(5), UID: n(7), GID: n(8), Size: n(9),
		},
	}
	copy(e.ID[:], b[statLen:])
	if flags&flagExtended != 0 {
		more := binary.BigEndian.Uint16(b[fixedLen:])
		e.SkipWorktree = more&flagSkipWorktree != 0
		e.IntentToAdd = more&flagIntentToAdd != 0
	}
	return e
}

// Lookup gives the entries of paths, at any stage; paths without one are left out.
func (f *File) Lookup(paths []string) map[string]Entry {
	found := make(map[string]Entry, len(paths))
	want := slices.Compact(slices.Sorted(slices.Values(paths)))
	w := f.walk()
	for len(want) > 0 && w.next() {
		for len(want) > 0 && want[0] < string(w.name) {
			want = want[1:]
		}
		if len(want) > 0 && want[0] == string(w.name) {
			found[want[0]] = w.entry()
		}
	}
	return found
}

// All gives every entry to visit in order, until it says false.
func (f *File) All(visit func(Entry) bool) {
	for w := f.walk(); w.next(); {
		if !visit(w.entry()) {
			return
		}
	}
}

// Clash gives one of new paths and an entry that keeps it from being a file: the
// path is a folder of the entry, or the entry is where the path needs a folder.
// With foldCase, also an entry that differs from the path, or from a folder on
// its way, in case only.
func (f *File) Clash(paths []string, foldCase bool) (path, with string, found bool) {
	c := NewClasher(paths, foldCase)
	for w := f.walk(); w.next(); {
		if path, found := c.Check(w.name); found {
			return path, string(w.name), true
		}
	}
	return "", "", false
}

// A Clasher compares entries with new paths, each folder of the entries once.
type Clasher struct {
	foldCase bool
	files    map[string]string // a new path as it is compared, and the path
	folders  map[string]string // a folder on its way as it is compared, and the path
	last     []byte            // the folder of the entry before
}

// NewClasher makes one for new paths; see [File.Clash].
func NewClasher(paths []string, foldCase bool) *Clasher {
	c := &Clasher{foldCase: foldCase, files: make(map[string]string), folders: make(map[string]string)}
	for _, path := range paths {
		key := string(c.key([]byte(path)))
		c.files[key] = path
		for i := range len(key) {
			if key[i] == '/' {
				c.folders[key[:i]] = path
			}
		}
	}
	return c
}

// OnWay says whether a folder lies on the way to a new path, but for its case where that does not count.
func (c *Clasher) OnWay(folder string) bool {
	_, found := c.folders[string(c.key([]byte(folder)))]
	return found
}

// key is a path as it is compared: it keeps its length, and its slashes their places.
func (c *Clasher) key(path []byte) []byte {
	if !c.foldCase {
		return path
	}
	key := bytes.Clone(path)
	for i, b := range key {
		if 'A' <= b && b <= 'Z' {
			key[i] = b + 'a' - 'A'
		}
	}
	return key
}

// Check gives the new path that an entry keeps from being a file. The entry's name ends in a
// slash where it is a folder.
func (c *Clasher) Check(name []byte) (path string, found bool) {
	key := c.key(name)
	if path, found := c.folders[string(key)]; found {
		return path, true
	}
	if path, found := c.files[string(key)]; found {
		return path, path != string(name)
	}
	folder := name[:max(0, bytes.LastIndexByte(name, '/'))]
	if bytes.Equal(folder, c.last) {
		return "", false
	}
	c.last = append(c.last[:0], folder...)
	for i := range key {
		if key[i] != '/' {
			continue
		}
		if path, found := c.files[string(key[:i])]; found {
			return path, true
		}
		if path, found := c.folders[string(key[:i])]; found && path[:i] != string(name[:i]) {
			return path, true
		}
	}
	return "", false
}

// readVarint reads a number of seven bits a byte, the highest first, each
// further byte adding one; n is its length, 0 for damage.
func readVarint(b []byte) (v uint64, n int) {
	for n < len(b) && n < 8 {
		c := b[n]
		n++
		v |= uint64(c & 127)
		if c < 128 {
			return v, n
		}
		v = (v + 1) << 7
	}
	return 0, 0
}

func appendVarint(out []byte, v uint64) []byte {
	var b [10]byte
	at := len(b) - 1
	b[at] = byte(v & 127)
	for v >>= 7; v > 0; v >>= 7 {
		v--
		at--
		b[at] = 128 | byte(v&127)
	}
	return append(out, b[at:]...)
}
