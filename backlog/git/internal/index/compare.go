package index

import (
	"bytes"

	"github.com/go-git/go-git/v5/plumbing"
)

// Keeps says whether f holds the very entries of another index and no others, when those that git add -N made of the paths are left
// out. What an entry remembers of its file does not count: that is found out anew.
func (f *File) Keeps(other *File, without []string) bool {
	added := make(map[string]bool, len(without))
	for _, path := range without {
		added[path] = true
	}
	ours, theirs := f.walk(), other.walk()
	for ours.next() {
		if e := ours.entry(); e.IntentToAdd && added[e.Path] {
			continue
		}
		if !theirs.next() || !ours.stands(theirs) {
			return false
		}
	}
	return !theirs.next() && ours.err == nil && theirs.err == nil
}

// stands says whether two entries say the same of the same path.
func (w *walker) stands(other *walker) bool {
	a, b := w.f.data[w.start:], other.f.data[other.start:]
	const id = statLen + len(plumbing.ZeroHash)
	if !bytes.Equal(w.name, other.name) || w.mode() != other.mode() || !bytes.Equal(a[statLen:id], b[statLen:id]) || w.flags() != other.flags() {
		return false
	}
	return w.flags()&flagExtended == 0 || bytes.Equal(a[fixedLen:fixedLen+2], b[fixedLen:fixedLen+2])
}
