// Package index patches git's index as bytes: what a commit does not touch is
// copied as it stands, flags, stat data and extensions included.
//
// It never decodes the whole file into entries and never encodes it again, for
// that would lose what it does not know of.
package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// Sizes in bytes.
const (
	headLen  = 12 // "DIRC", version, number of entries
	sumLen   = 20 // checksum at the end
	statLen  = 40 // stat data and mode of an entry
	fixedLen = 62 // an entry up to its name: stat data, id, flags

	maxFile = 2 << 30 // larger than any real one: 16 million entries
)

// Flags of an entry.
const (
	flagAssumeValid  = 0x8000
	flagExtended     = 0x4000
	flagStage        = 0x3000
	flagName         = 0x0fff // the name's length, or this when it is longer
	flagSkipWorktree = 0x4000 // extended
	flagIntentToAdd  = 0x2000 // extended
)

// A CorruptError says where an index is damaged.
type CorruptError struct {
	At  int // byte offset
	Why string
}

func (e *CorruptError) Error() string { return fmt.Sprintf("index: byte %d: %s", e.At, e.Why) }

// A File is an index in memory. It must not be changed.
type File struct {
	Info fs.FileInfo // of the file that was read; nil: there was none

	data    []byte
	version uint32
	count   int
	end     int // of the entries, where the extensions begin
	exts    []extension
	seconds int64 // the file's modification time; 0: none
	noSum   bool  // index.skipHash: the checksum is zero

	unmerged  string // a path in conflict
	collapsed []Entry

	split bool   // data is of two files, put together
	own   []byte // what stands in the file itself where that is not data
}

type extension struct {
	name       string // such as "TREE"
	start, end int    // of its content
}

// An Entry is one line of the index.
type Entry struct {
	Path  string
	Mode  filemode.FileMode
	ID    plumbing.Hash
	Stage int // 0: merged; 1, 2, 3: base, ours, theirs

	AssumeUnchanged, SkipWorktree, IntentToAdd bool

	Stat Stat
}

// Stat is what the index remembers of a file on disk, in the 32 bits a number
// that git's format has.
type Stat struct {
	CtimeSec, CtimeNano uint32
	MtimeSec, MtimeNano uint32
	Dev, Ino            uint32
	UID, GID            uint32
	Size                uint32
}

// Open reads the index under a path, and the shared file of a split one, which lies
// beside it. No file there is an index without entries and with no Info.
func Open(path string) (*File, error) {
	data, info, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{version: 2, end: headLen, data: []byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00")}, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := Parse(data)
	if err == nil {
		f, err = f.whole(filepath.Dir(path))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Info = info
	f.seconds = info.ModTime().Unix()
	return f, nil
}

// read gives a file's bytes and what the system says of that very file.
func read(path string) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	if info.Size() > maxFile {
		return nil, nil, errors.Join(&CorruptError{0, "too large"}, f.Close())
	}
	data := make([]byte, info.Size())
	n, err := f.ReadAt(data, 0)
	if n == len(data) {
		err = nil
	}
	return data, info, errors.Join(err, f.Close())
}

// Parse verifies an index from end to end: nothing in it is trusted afterwards
// that was not seen to lie within its bounds. The data must not change.
func Parse(data []byte) (*File, error) {
	if len(data) < headLen+sumLen || string(data[:4]) != "DIRC" {
		return nil, &CorruptError{0, "not an index"}
	}
	f := &File{data: data, version: binary.BigEndian.Uint32(data[4:])}
	if f.version < 2 || f.version > 4 {
		return nil, &CorruptError{4, fmt.Sprintf("version %d", f.version)}
	}
	count := binary.BigEndian.Uint32(data[8:])
	if uint64(count)*(fixedLen+1) > uint64(len(data)) {
		return nil, &CorruptError{8, "more entries than it has room for"}
	}
	f.count = int(count)
	if err := f.parseEntries(); err != nil {
		return nil, err
	}
	f.noSum = allZero(data[len(data)-sumLen:])
	return f, nil
}

// parseEntries goes through the entries and what follows them.
func (f *File) parseEntries() error {
	w := f.walk()
	var last []byte
	lastStage := 0
	nameless := -1
	for w.next() {
		if len(w.name) == 0 { // a split index has such entries first
			nameless = w.start
			continue
		}
		stage := w.stage()
		if c := bytes.Compare(last, w.name); c > 0 || c == 0 && stage <= lastStage {
			return &CorruptError{w.start, "entries out of order"}
		}
		lastStage = stage
		if f.version == 4 {
			last = append(last[:0], w.name...) // the walker writes over its name
		} else {
			last = w.name
		}
		f.collapse(w)
		if stage > 0 && f.unmerged == "" {
			f.unmerged = string(w.name)
		}
	}
	f.end = w.end
	if w.err != nil {
		return w.err
	}
	if err := f.parseExtensions(); err != nil {
		return err
	}
	if nameless >= 0 && f.Extension("link") == nil {
		return &CorruptError{nameless, "entry without a name"}
	}
	return nil
}

func (f *File) parseExtensions() error {
	at, end := f.end, len(f.data)-sumLen
	for at < end {
		if end-at < 8 {
			return &CorruptError{at, "extension without a header"}
		}
		size := binary.BigEndian.Uint32(f.data[at+4:])
		if uint64(size) > uint64(end-at-8) {
			return &CorruptError{at, "extension longer than the file"}
		}
		next := at + 8 + int(size)
		f.exts = append(f.exts, extension{string(f.data[at : at+4]), at + 8, next})
		at = next
	}
	return nil
}

// Extensions gives the names of the extensions in their order, such as "TREE".
func (f *File) Extensions() []string {
	names := make([]string, len(f.exts))
	for i, x := range f.exts {
		names[i] = x.name
	}
	return names
}

// Unsupported names an extension that whoever reads the index must understand, and that
// this package does not.
func (f *File) Unsupported() (what string, found bool) {
	for _, x := range f.exts {
		if known := x.name == "link" || x.name == "sdir"; !known && (x.name[0] < 'A' || x.name[0] > 'Z') {
			return fmt.Sprintf("index extension %q", x.name), true
		}
	}
	return "", false
}

// Unmerged gives a path in conflict; false: there is none.
func (f *File) Unmerged() (path string, found bool) { return f.unmerged, f.unmerged != "" }

// Len is how many entries there are.
func (f *File) Len() int { return f.count }

// Same says whether a file's Info shows it to be the one that was read, unchanged.
func (f *File) Same(info fs.FileInfo) bool {
	if f.Info == nil || info == nil {
		return f.Info == nil && info == nil
	}
	return os.SameFile(f.Info, info) && f.Info.Size() == info.Size() &&
		f.Info.ModTime().Equal(info.ModTime()) && StatOf(f.Info) == StatOf(info)
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
