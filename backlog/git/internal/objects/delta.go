package objects

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// maxChain is how many deltas may stand between an object and one that is
// whole; git itself writes at most 4095.
const maxChain = 5000

// readPacked reads an object of a pack: down the chain of deltas to one that is
// whole or known, and back up.
func (s *Store) readPacked(p *pack, at int64) (plumbing.ObjectType, []byte, error) {
	var deltas [][]byte
	var places []int64
	kind, data := plumbing.InvalidObject, []byte(nil)
	for data == nil {
		if k, known, ok := s.bases.get(place{p, at}); ok {
			kind, data = k, known
			break
		}
		e, err := s.readEntry(p, at)
		if err != nil {
			return plumbing.InvalidObject, nil, err
		}
		places = append(places, at)
		if !e.kind.IsDelta() {
			kind, data = e.kind, e.data
			s.bases.put(place{p, at}, kind, data)
			break
		}
		if deltas = append(deltas, e.data); len(deltas) > maxChain {
			return plumbing.InvalidObject, nil, corrupt(p.path, "a chain of more than %d deltas", maxChain)
		}
		if at, err = s.basePlace(p, at, e); err != nil {
			return plumbing.InvalidObject, nil, err
		}
	}
	for i := len(deltas) - 1; i >= 0; i-- {
		if resultSize(deltas[i]) > MaxSize {
			return plumbing.InvalidObject, nil, corrupt(p.path, "larger than %d bytes", MaxSize)
		}
		var err error
		if data, err = packfile.PatchDelta(data, deltas[i]); err != nil {
			return plumbing.InvalidObject, nil, corrupt(p.path, "%v", err)
		}
		s.bases.put(place{p, places[i]}, kind, data)
	}
	return kind, data, nil
}

// basePlace is where the base of a delta is. A base always lies in the same pack.
func (s *Store) basePlace(p *pack, at int64, e entry) (int64, error) {
	if e.kind == plumbing.OFSDeltaObject {
		if e.back <= 0 || e.back > at-packHead {
			return 0, corrupt(p.path, "the base of a delta lies outside of it")
		}
		return at - e.back, nil
	}
	base, found, err := p.lookup(e.base)
	if err == nil && !found {
		err = corrupt(p.path, "the base of a delta is not in it")
	}
	return base, err
}

// An entry is what stands at one place of a pack.
type entry struct {
	kind plumbing.ObjectType
	back int64         // OFSDeltaObject: how far before it its base is
	base plumbing.Hash // REFDeltaObject: its base
	data []byte
}

func (s *Store) readEntry(p *pack, at int64) (entry, error) {
	in := s.inflater()
	defer s.inflaters.Put(in)
	in.buf.Reset(p.section(at))
	kind, size, err := entryHeader(in.buf)
	if err != nil {
		return entry{}, corrupt(p.path, "%v", err)
	}
	e := entry{kind: kind}
	switch kind {
	case plumbing.OFSDeltaObject:
		e.back, err = backOffset(in.buf)
	case plumbing.REFDeltaObject:
		_, err = io.ReadFull(in.buf, e.base[:])
	}
	if err == nil {
		err = in.begin()
	}
	if err == nil {
		e.data, err = in.all(size)
	}
	if err != nil {
		return entry{}, corrupt(p.path, "%v", err)
	}
	return e, nil
}

var errNumber = errors.New("a number without an end")

// entryHeader reads kind and size: four bits of the size, then seven a byte,
// the lowest first.
func entryHeader(r *bufio.Reader) (plumbing.ObjectType, int64, error) {
	c, err := r.ReadByte()
	if err != nil {
		return plumbing.InvalidObject, 0, err
	}
	kind := plumbing.ObjectType(c >> 4 & 7)
	if !kind.Valid() {
		return kind, 0, plumbing.ErrInvalidType
	}
	size := int64(c & 15)
	for shift := 4; c >= 128; shift += 7 {
		if c, err = r.ReadByte(); err != nil {
			return kind, 0, err
		}
		if shift > 50 {
			return kind, 0, errNumber
		}
		size |= int64(c&127) << shift
	}
	return kind, size, nil
}

// backOffset reads the distance to a base: seven bits a byte, the highest first,
// each further byte adding one so that no distance has two spellings.
func backOffset(r *bufio.Reader) (int64, error) {
	c, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	n := int64(c & 127)
	for c >= 128 {
		if c, err = r.ReadByte(); err != nil {
			return 0, err
		}
		if n >= 1<<50 {
			return 0, errNumber
		}
		n = (n+1)<<7 | int64(c&127)
	}
	return n, nil
}

// resultSize is the size of what a delta makes, the second number in it.
func resultSize(delta []byte) uint64 {
	_, n := binary.Uvarint(delta)
	if n <= 0 {
		return 0 // PatchDelta will say so
	}
	size, _ := binary.Uvarint(delta[n:])
	return size
}
