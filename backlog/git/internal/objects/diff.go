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
	d := differ{store: s, want: want, each: each}
	return d.trees("", old, new, 0)
}

type differ struct {
	store *Store
	want  func(path string, e TreeEntry) bool
	each  func(TreeChange)
}

func (d *differ) tree(id plumbing.Hash) (TreeReader, error) {
	if id.IsZero() {
		return TreeReader{}, nil
	}
	data, err := d.store.Tree(id)
	return TreeReader{Rest: data}, err
}

func (d *differ) trees(path string, old, new plumbing.Hash, depth int) error {
	if old == new {
		return nil
	}
	if depth > maxTreeDepth {
		return errTreeDepth
	}
	a, err := d.tree(old)
	if err != nil {
		return err
	}
	b, err := d.tree(new)
	if err != nil {
		return err
	}
	passShared(&a, &b)
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
		if err := d.entry(path, change, depth); err != nil {
			return err
		}
	}
	return errors.Join(a.Err, b.Err)
}

// passShared passes over the entries that come next in both trees. Most of two trees is equal as a rule, and bytes are compared in a
// fraction of the time in which entries are read.
func passShared(a, b *TreeReader) {
	if bytes.Equal(a.Rest, b.Rest) {
		a.Rest, b.Rest = nil, nil
		return
	}
	equal, end := sharedBytes(a.Rest, b.Rest), 0
	for {
		nul := bytes.IndexByte(a.Rest[end:equal], 0)
		next := end + nul + 1 + len(plumbing.ZeroHash)
		if nul < 0 || next > equal {
			break
		}
		end = next
	}
	a.Rest, b.Rest = a.Rest[end:], b.Rest[end:]
}

// sharedBytes is how many bytes two texts begin with in common.
func sharedBytes(a, b []byte) int {
	const block = 256
	n, most := 0, min(len(a), len(b))
	for n+block <= most && bytes.Equal(a[n:n+block], b[n:n+block]) {
		n += block
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
