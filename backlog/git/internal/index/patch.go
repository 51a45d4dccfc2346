package index

import (
	"cmp"
	"crypto/sha1"
	"encoding/binary"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// An Edit sets the entry of one path, or takes it out.
type Edit struct {
	Path   string
	Delete bool
	Mode   filemode.FileMode
	ID     plumbing.Hash
	Stat   Stat // of the file on disk
}

// A Folder is a tree on the way to an edited path: HEAD's before and after.
type Folder struct {
	Path string // slash separated; empty: the root
	Old  plumbing.Hash
	New  plumbing.Hash // zero: there is none any more
	Grew int           // entries there are more in it, on all levels
}

// A Change is what is to become of an index.
type Change struct {
	Edits   []Edit   // each path once
	Folders []Folder // those on the way of the edits; of others nothing is known

	// Unchanged says whether the file of a racy entry is sure to be what the
	// entry stands for, or is sure to look changed to git. Nil: of none.
	Unchanged func(Entry) bool
}

// An Image is an index in pieces, one after the other. Most of them lie in the memory of the old file still: a large index is not
// copied to change a few entries. It must not be changed.
type Image [][]byte

// Patch gives the index with the edits made and everything else as it was, but
// for three things: entries that could hide a change from git get size 0, so that
// it looks at the files; the cache tree follows the folders, and is invalid on the
// way of edits whose folders are not known; extensions that hold for the old file
// only are left out. An index with paths in conflict, or an unsupported one, must
// not be patched. A split one becomes whole; no path of an edit may lie in a
// folder that a sparse one has collapsed.
func (f *File) Patch(c Change) (Image, error) { return f.patch(c, pieceLen) }

func (f *File) patch(c Change, least int) (Image, error) {
	edits := slices.SortedFunc(slices.Values(c.Edits), func(a, b Edit) int { return cmp.Compare(a.Path, b.Path) })
	p := patcher{f: f, least: least, out: make([]byte, 0, min(len(f.data), least)+128*len(edits)), unchanged: c.Unchanged}
	p.out = append(p.out, f.data[:headLen]...)
	if err := p.entries(edits); err != nil {
		return nil, err
	}
	p.extensions(c)
	p.finish()
	return p.pieces, nil
}

// pieceLen is the size in bytes from which a part of the old file becomes a piece: to copy less is cheaper than to write it by itself.
const pieceLen = 64 << 10

type patcher struct {
	f      *File
	least  int // bytes of the old file that become a piece
	pieces Image
	out    []byte // of the next piece, which is none of the old file's
	last   []byte // v4: the name written last

	copied int  // how far the old file was copied or left out
	grew   int  // entries more than before
	moved  bool // a path came or went, so that entries are numbered differently
	rename bool // v4: the next entry's name must be written anew

	unchanged func(Entry) bool
}

// entries merges the old entries and the edits. What lies between two edits is
// copied in one piece.
func (p *patcher) entries(edits []Edit) error {
	p.copied = headLen
	w := p.f.walk()
	for w.next() {
		for len(edits) > 0 && edits[0].Path < string(w.name) {
			p.keep(w.start)
			p.insert(edits[0])
			edits = edits[1:]
		}
		if len(edits) > 0 && edits[0].Path == string(w.name) {
			p.keep(w.start)
			p.replace(w, edits[0])
			edits = edits[1:]
			continue
		}
		p.pass(w)
	}
	if w.err != nil {
		return w.err
	}
	p.keep(w.end)
	for _, e := range edits {
		p.insert(e)
	}
	return nil
}

// keep takes over the old file up to a place.
func (p *patcher) keep(to int) {
	part := p.f.data[p.copied:to]
	p.copied = to
	if len(part) < p.least {
		p.out = append(p.out, part...)
		return
	}
	p.end()
	p.pieces = append(p.pieces, part)
}

// end ends a piece that is none of the old file's.
func (p *patcher) end() {
	if n := len(p.out); n > 0 {
		p.pieces = append(p.pieces, p.out[:n:n])
		p.out = p.out[n:]
	}
}

// finish ends the last piece with the checksum, once the first one has the number of entries.
func (p *patcher) finish() {
	first := p.out
	if len(p.pieces) > 0 {
		first = p.pieces[0]
	}
	binary.BigEndian.PutUint32(first[8:], uint32(p.f.count+p.grew))
	if p.f.noSum {
		p.out = append(p.out, make([]byte, sumLen)...)
		p.end()
		return
	}
	sum := sha1.New()
	for _, piece := range p.pieces {
		sum.Write(piece)
	}
	sum.Write(p.out)
	p.out = sum.Sum(p.out)
	p.end()
}

// pass lets an entry through: as it is, or with size 0 if it is racy, or in
// version 4 with its name written anew when the one before is another now.
func (p *patcher) pass(w *walker) {
	smudge := w.racy() && (p.unchanged == nil || !p.unchanged(w.entry()))
	if p.f.version == 4 {
		renamed := p.rename
		p.rename = false
		if renamed {
			p.keep(w.start)
			p.rewrite(w.start, w.from, smudge)
			p.name(w.name)
			p.copied = w.end
			return
		}
		p.last = append(p.last[:0], w.name...)
	}
	if smudge {
		p.keep(w.start)
		p.rewrite(w.start, w.end, true)
		p.copied = w.end
	}
}

// rewrite copies an entry, or its beginning. With smudge its size becomes 0, as
// git does: git then compares the file itself. Otherwise the new index, being
// younger than the file, would vouch for a version of it that it has never seen.
func (p *patcher) rewrite(from, to int, smudge bool) {
	at := len(p.out)
	p.out = append(p.out, p.f.data[from:to]...)
	if smudge {
		clear(p.out[at+36 : at+40])
	}
}

func (p *patcher) replace(w *walker, e Edit) {
	p.copied = w.end
	if e.Delete {
		p.grew--
		p.moved, p.rename = true, true
		return
	}
	p.entry(e, w.entry().SkipWorktree)
	p.rename = false
}

func (p *patcher) insert(e Edit) {
	if e.Delete {
		return
	}
	p.grew++
	p.moved = true
	p.entry(e, false)
	p.rename = true
}

// entry writes an entry of an edit. That a path is left out of the work tree stays true of its
// next version; that it may be assumed to be unchanged does not, and git forgets it, too.
func (p *patcher) entry(e Edit, skipWorktree bool) {
	start := len(p.out)
	for _, n := range []uint32{
		e.Stat.CtimeSec, e.Stat.CtimeNano, e.Stat.MtimeSec, e.Stat.MtimeNano, e.Stat.Dev, e.Stat.Ino,
		uint32(e.Mode), e.Stat.UID, e.Stat.GID, e.Stat.Size,
	} {
		p.out = binary.BigEndian.AppendUint32(p.out, n)
	}
	p.out = append(p.out, e.ID[:]...)
	flags := uint16(min(len(e.Path), flagName))
	if skipWorktree {
		p.out = binary.BigEndian.AppendUint16(p.out, flags|flagExtended)
		p.out = binary.BigEndian.AppendUint16(p.out, flagSkipWorktree)
	} else {
		p.out = binary.BigEndian.AppendUint16(p.out, flags)
	}
	if p.f.version == 4 {
		p.name([]byte(e.Path))
		return
	}
	p.out = append(p.out, e.Path...)
	size := (len(p.out) - start + 8) &^ 7
	p.out = append(p.out, make([]byte, start+size-len(p.out))...)
}

// name writes a name in version 4, after the one written last.
func (p *patcher) name(name []byte) {
	same := 0
	for same < len(name) && same < len(p.last) && name[same] == p.last[same] {
		same++
	}
	p.out = appendVarint(p.out, uint64(len(p.last)-same))
	p.out = append(append(p.out, name[same:]...), 0)
	p.last = append(p.last[:0], name...)
}

// extensions writes those that still hold. UNTR and FSMN refer to entries by
// number or to folders as they were listed, so they hold while no path comes or
// goes; EOIE and IEOT are about places in the old file; of those unknown nobody
// can say. Git does without any of them.
func (p *patcher) extensions(c Change) {
	for _, x := range p.f.exts {
		content := p.f.data[x.start:x.end]
		switch x.name {
		case "TREE":
			tree, ok := patchTree(content, c)
			if !ok {
				continue
			}
			content = tree
		case "UNTR", "FSMN":
			if p.moved {
				continue
			}
		case "REUC", "sdir": // the second says that entries may stand for folders
		default:
			continue
		}
		p.out = append(p.out, x.name...)
		p.out = binary.BigEndian.AppendUint32(p.out, uint32(len(content)))
		p.out = append(p.out, content...)
	}
}
