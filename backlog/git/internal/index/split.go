package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

const (
	splitIndex  = "split index"
	sparseIndex = "sparse index"
)

// NeedsGit names what an index is that only git itself can change: split or sparse. To read
// either is no matter.
func (f *File) NeedsGit() (what string, needs bool) {
	if f.split {
		return splitIndex, true
	}
	if f.Extension("sdir") != nil {
		return sparseIndex, true
	}
	return "", false
}

// Bytes is the file as it was read, which must not be changed.
func (f *File) Bytes() []byte {
	if f.own != nil {
		return f.own
	}
	return f.data
}

// Collapsed gives the folders that a sparse index holds as one entry each, in their
// order: the id is that of the tree.
func (f *File) Collapsed() []Entry { return f.collapsed }

// Extension is the content of an extension; nil: there is none.
func (f *File) Extension(name string) []byte {
	for _, x := range f.exts {
		if x.name == name {
			return f.data[x.start:x.end:x.end]
		}
	}
	return nil
}

// whole gives an index with all its entries: a split one is put together from its two
// files, of which the shared one lies in the folder given.
//
// The shared one stays for long. The index names it in its extension "link", by its checksum, which is zero where there is none,
// and says there by two bitmaps which of the shared entries are gone and which have been replaced. Its own entries are the
// replacements, without names, and then what is new.
func (f *File) whole(dir string) (*File, error) {
	content := f.Extension("link")
	if content == nil {
		return f, nil
	}
	if len(content) < len(plumbing.ZeroHash) {
		return nil, &CorruptError{f.end, "link to nothing"}
	}
	id := plumbing.Hash(content[:len(plumbing.ZeroHash)])
	shared := &File{}
	if !id.IsZero() {
		path := filepath.Join(dir, "sharedindex."+id.String())
		data, _, err := read(path)
		if err != nil {
			return nil, err
		}
		if shared, err = Parse(data); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if shared.Extension("link") != nil || !bytes.Equal(data[len(data)-sumLen:], id[:]) {
			return nil, fmt.Errorf("%s: %w", path, &CorruptError{0, "not the file that the index speaks of"})
		}
	}
	return f.joined(shared, content[len(id):])
}

// joined puts the entries of a split index together.
func (f *File) joined(shared *File, bitmaps []byte) (*File, error) {
	j := joiner{rest: f.walk(), out: append(make([]byte, 0, len(f.data)+len(shared.data)), f.data[:headLen]...)}
	gone, replaced, ok := bothPositions(bitmaps, shared.count)
	if !ok {
		return nil, &CorruptError{f.end, "bitmaps of the shared index"}
	}
	if err := j.join(shared, gone, replaced); err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint32(j.out[4:], j.version())
	binary.BigEndian.PutUint32(j.out[8:], uint32(j.count))
	for _, x := range f.exts {
		if x.name != "link" && x.name != "EOIE" && x.name != "IEOT" {
			j.out = append(j.out, f.data[x.start-8:x.end]...)
		}
	}
	whole, err := Parse(append(j.out, f.data[len(f.data)-sumLen:]...))
	if err != nil {
		return nil, err
	}
	whole.split, whole.own = true, f.data
	return whole, nil
}

// bothPositions reads the bitmaps of the entries that are gone and of those that are
// replaced. Without both, no entry is either.
func bothPositions(b []byte, limit int) (gone, replaced []int, ok bool) {
	if len(b) == 0 {
		return nil, nil, true
	}
	gone, n := positions(b, limit)
	if n == 0 {
		return nil, nil, false
	}
	replaced, m := positions(b[n:], limit)
	return gone, replaced, m > 0 && n+m == len(b)
}

// A joiner writes entries as versions 2 and 3 have them.
type joiner struct {
	out      []byte
	count    int
	extended bool

	rest *walker // the index's own entries
	more bool    // the walker stands at one that is not written yet
}

func (j *joiner) version() uint32 {
	if j.extended {
		return 3
	}
	return 2
}

// join merges the shared entries and the index's own.
func (j *joiner) join(shared *File, gone, replaced []int) error {
	var base *walker
	if shared.data != nil {
		base = shared.walk()
	}
	instead, err := j.nameless(len(replaced))
	if err != nil {
		return err
	}
	for i := 0; base != nil && base.next(); i++ {
		head := base.head()
		if len(replaced) > 0 && replaced[0] == i {
			head, instead, replaced = instead[0], instead[1:], replaced[1:]
		}
		if len(gone) > 0 && gone[0] == i {
			gone = gone[1:]
			continue
		}
		if !j.before(base.name, stageOf(head)) {
			j.entry(head, base.name)
		}
	}
	for j.more {
		j.own()
	}
	return j.rest.err
}

// nameless reads the replacements, which come first.
func (j *joiner) nameless(n int) ([][]byte, error) {
	var heads [][]byte
	for range n {
		if !j.rest.next() || len(j.rest.name) > 0 {
			return nil, &CorruptError{j.rest.start, "fewer entries than are replaced"}
		}
		heads = append(heads, j.rest.head())
	}
	j.more = j.rest.next()
	if j.more && len(j.rest.name) == 0 {
		return nil, &CorruptError{j.rest.start, "entry without a name"}
	}
	return heads, nil
}

// before writes the index's own entries that come before a shared one, and says whether one
// of them takes its place: a merged entry takes that of all stages.
func (j *joiner) before(name []byte, stage int) (taken bool) {
	for j.more {
		order := bytes.Compare(j.rest.name, name)
		own := j.rest.stage()
		if order > 0 || order == 0 && own > stage {
			return taken
		}
		if order == 0 && own == 0 && stage > 0 {
			return true // written when the walker leaves the path
		}
		taken = taken || order == 0 && own == stage
		j.own()
	}
	return taken
}

// own writes the entry of the index itself at which the walker stands.
func (j *joiner) own() {
	j.entry(j.rest.head(), j.rest.name)
	j.more = j.rest.next()
}

func (j *joiner) entry(head, name []byte) {
	start := len(j.out)
	j.count++
	j.out = append(append(j.out, head...), name...)
	flags := binary.BigEndian.Uint16(head[fixedLen-2:])
	j.extended = j.extended || flags&flagExtended != 0
	binary.BigEndian.PutUint16(j.out[start+fixedLen-2:], flags&^flagName|uint16(min(len(name), flagName)))
	size := (len(j.out) - start + 8) &^ 7
	j.out = append(j.out, make([]byte, start+size-len(j.out))...)
}

// head is an entry up to its name.
func (w *walker) head() []byte {
	n := fixedLen
	if w.flags()&flagExtended != 0 {
		n += 2
	}
	return w.f.data[w.start : w.start+n]
}

func stageOf(head []byte) int {
	return int(binary.BigEndian.Uint16(head[fixedLen-2:])&flagStage) >> 12
}

// collapse notes an entry that stands for a folder.
func (f *File) collapse(w *walker) {
	if w.mode() == filemode.Dir && len(w.name) > 1 && w.name[len(w.name)-1] == '/' {
		e := w.entry()
		e.Path = e.Path[:len(e.Path)-1]
		f.collapsed = append(f.collapsed, e)
	}
}
