package objects

import (
	"crypto/sha1"
	"hash"

	"github.com/go-git/go-git/v5/plumbing"
)

// A rollingSum computes the names of objects of one kind that resemble each other. What an object has in common with the one before,
// from its beginning, is not summed again where both are of one size, which stands before the content.
type rollingSum struct {
	kind  plumbing.ObjectType
	last  []byte // must not change until the next one is summed
	marks []hash.Cloner
}

// markStep is how far one mark, which is the state of the sum, is behind the other.
const markStep = 8 << 10

// of gives an object's name, as [Sum] does. The bytes must stay as they are until the next call.
func (r *rollingSum) of(data []byte) (id plumbing.Hash) {
	known := 0
	if len(data) == len(r.last) {
		known = min(sharedBytes(r.last, data)/markStep, len(r.marks))
	}
	r.last, r.marks = data, r.marks[:known]
	var h hash.Hash
	if known > 0 {
		if c, err := r.marks[known-1].Clone(); err == nil {
			h = c
		}
	}
	if h == nil {
		known, h = 0, sha1.New()
		r.marks = r.marks[:0]
		h.Write(header(r.kind, len(data)))
	}
	for rest := data[known*markStep:]; ; rest = rest[markStep:] {
		if len(rest) < markStep {
			h.Write(rest)
			h.Sum(id[:0])
			return id
		}
		h.Write(rest[:markStep])
		r.mark(h)
	}
}

// mark keeps the state of a sum; a hash that cannot be copied leaves no marks.
func (r *rollingSum) mark(h hash.Hash) {
	c, ok := h.(hash.Cloner)
	if !ok {
		return
	}
	if kept, err := c.Clone(); err == nil {
		r.marks = append(r.marks, kept)
	}
}
