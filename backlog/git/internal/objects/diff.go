package objects

import (
	"bytes"
	"errors"

	"github.com/go-git/go-git/v5/plumbing"
)

// A TreeChange is a path that differs between two trees. A side without the path
// is a zero entry.
type TreeChange struct {
	Path     string
	Old, New TreeEntry
}

// maxTreeDepth is how deep folders are compared.
const maxTreeDepth = 64

var errTreeDepth = errors.New("trees nested too deeply")

// Diff compares two trees, of which the zero one is empty, and gives each file
// that differs, in the order of the trees. Of folders that differ only those are
// gone into that want says yes to; equal ones are never read.
func (s *Store) Diff(old, new plumbing.Hash, want func(path string, e TreeEntry) bool, each func(TreeChange)) error {
	d := differ{want: want, each: each, pass: passShared, tree: func(_ string, id plumbing.Hash) ([]byte, error) { return s.Tree(id) }}
	return d.trees("", old, new, 0)
}

type differ struct {
	tree    func(path string, id plumbing.Hash) ([]byte, error)
	pass    func(a, b *TreeReader) // over what two trees begin with in common
	passing bool                   // the bytes of a tree stay only until the next but one is read
	want    func(path string, e TreeEntry) bool
	each    func(TreeChange)
}

func (d *differ) reader(path string, id plumbing.Hash) (TreeReader, error) {
	if id.IsZero() {
		return TreeReader{}, nil
	}
	data, err := d.tree(path, id)
	return TreeReader{Rest: data}, err
}

func (d *differ) trees(path string, old, new plumbing.Hash, depth int) error {
	if old == new {
		return nil
	}
	if depth > maxTreeDepth {
		return errTreeDepth
	}
	a, err := d.reader(path, old)
	if err != nil {
		return err
	}
	b, err := d.reader(path, new)
	if err != nil {
		return err
	}
	d.pass(&a, &b)
	if !d.passing {
		return entries(a, b, func(c TreeChange) error { return d.entry(path, c, depth) })
	}
	var differing []TreeChange
	failed := entries(a, b, func(c TreeChange) error {
		c.Old.Name, c.New.Name = bytes.Clone(c.Old.Name), bytes.Clone(c.New.Name)
		c.Old.raw, c.New.raw = nil, nil
		differing = append(differing, c)
		return nil
	})
	for _, c := range differing {
		if err := d.entry(path, c, depth); err != nil {
			return err
		}
	}
	return failed
}

// entries gives the entries of two trees that differ.
func entries(a, b TreeReader, each func(TreeChange) error) error {
	for left, right := a.Next(), b.Next(); left || right; {
		if left && right && bytes.Equal(a.Entry.raw, b.Entry.raw) {
			passShared(&a, &b)
			left, right = a.Next(), b.Next()
			continue
		}
		c := 0
		switch {
		case !left:
			c = 1
		case !right:
			c = -1
		default:
			c = compareNames(a.Entry.Name, a.Entry.IsTree(), string(b.Entry.Name), b.Entry.IsTree())
		}
		var change TreeChange
		if c <= 0 {
			change.Old = a.Entry
			left = a.Next()
		}
		if c >= 0 {
			change.New = b.Entry
			right = b.Next()
		}
		if err := each(change); err != nil {
			return err
		}
	}
	return errors.Join(a.Err, b.Err)
}

// passShared passes over the entries that come next in both trees. Most of two trees is equal as a rule, and bytes are compared in a
// fraction of the time in which entries are read.
func passShared(a, b *TreeReader) {
	equal := sharedBytes(a.Rest, b.Rest)
	end := equal
	if equal < max(len(a.Rest), len(b.Rest)) {
		end = lastEntry(a.Rest, 0, equal, nil)
	}
	a.Rest, b.Rest = a.Rest[end:], b.Rest[end:]
}

// lastEntry gives the last place up to a limit at which an entry of a tree ends, looking from one such place on. It tells of each on its way.
func lastEntry(tree []byte, from, limit int, each func(end int)) int {
	for {
		nul := bytes.IndexByte(tree[from:limit], 0)
		next := from + nul + 1 + len(plumbing.ZeroHash)
		if nul < 0 || next > limit {
			return from
		}
		if from = next; each != nil {
			each(from)
		}
	}
}

// sharedBytes is how many bytes two texts begin with in common.
func sharedBytes(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for block := 4 << 10; block >= 64; block /= 8 {
		for n+block <= most && bytes.Equal(a[n:n+block], b[n:n+block]) {
			n += block
		}
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// entry hands out a file that differs, or goes into a folder that does.
func (d *differ) entry(folder string, c TreeChange, depth int) error {
	if c.Old.ID == c.New.ID && c.Old.Mode == c.New.Mode {
		return nil
	}
	e := c.New
	if e.Name == nil {
		e = c.Old
	}
	c.Path = join(folder, string(e.Name))
	switch {
	case !d.want(c.Path, e):
		return nil
	case !e.IsTree():
		d.each(c)
		return nil
	}
	return d.trees(c.Path, c.Old.ID, c.New.ID, depth+1)
}
