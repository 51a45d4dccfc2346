package objects

import (
	"bytes"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// A TreeEntry is one line of a tree as it stands in the object.
type TreeEntry struct {
	Mode filemode.FileMode
	Name []byte // part of the tree's bytes
	ID   plumbing.Hash
	raw  []byte // mode, name and id as written
}

// IsTree says whether the entry is a folder.
func (e TreeEntry) IsTree() bool { return e.Mode == filemode.Dir }

// A TreeReader goes through the entries of a tree in their order.
//
//	for t := (TreeReader{Rest: data}); t.Next(); { … t.Entry … }
//	if t.Err != nil { … }
type TreeReader struct {
	Rest  []byte // what was not read yet
	Entry TreeEntry
	Err   error
}

// Next reads one more entry; false at the end and at damage.
func (t *TreeReader) Next() bool {
	if len(t.Rest) == 0 || t.Err != nil {
		return false
	}
	space := bytes.IndexByte(t.Rest, ' ')
	if space < 1 || space > 7 {
		return t.damaged()
	}
	nul := bytes.IndexByte(t.Rest[space:], 0)
	if nul < 2 || len(t.Rest) < space+nul+1+len(t.Entry.ID) {
		return t.damaged()
	}
	var mode uint64
	for _, c := range t.Rest[:space] {
		if c < '0' || c > '7' {
			return t.damaged()
		}
		mode = mode<<3 | uint64(c-'0')
	}
	end := space + nul + 1 + len(t.Entry.ID)
	t.Entry.Mode = filemode.FileMode(mode)
	t.Entry.Name = t.Rest[space+1 : space+nul]
	copy(t.Entry.ID[:], t.Rest[space+nul+1:end])
	t.Entry.raw, t.Rest = t.Rest[:end], t.Rest[end:]
	return true
}

func (t *TreeReader) damaged() bool {
	t.Err = &CorruptError{What: "tree", Why: "an entry that is none"}
	return false
}

// appendEntry writes an entry in git's form, whose modes have no leading zero.
func appendEntry(tree []byte, mode filemode.FileMode, name string, id plumbing.Hash) []byte {
	tree = strconv.AppendUint(tree, uint64(mode), 8)
	tree = append(tree, ' ')
	tree = append(tree, name...)
	tree = append(tree, 0)
	return append(tree, id[:]...)
}

// compareNames is git's order of a tree: a folder sorts as if its name ended
// with a slash.
func compareNames(a []byte, aTree bool, b string, bTree bool) int {
	n := min(len(a), len(b))
	if c := bytes.Compare(a[:n], []byte(b[:n])); c != 0 {
		return c
	}
	return int(endOf(a, n, aTree)) - int(endOf(b, n, bTree))
}

func endOf[T string | []byte](name T, n int, tree bool) byte {
	switch {
	case n < len(name):
		return name[n]
	case tree:
		return '/'
	default:
		return 0
	}
}
