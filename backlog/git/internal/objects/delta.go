package objects

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// maxChain is how many deltas may stand between an object and one that is
// whole; git itself writes at most 4095.
const maxChain = 5000

// bases keep objects of packs that others may rest on.
type bases interface {
	get(at place) (plumbing.ObjectType, []byte, bool)
	put(at place, kind plumbing.ObjectType, data []byte)

	// room gives an empty slice with room for so many bytes.
	room(size int) []byte
}

// readPacked reads an object of a pack: down the chain of deltas to one that is
// whole or known, and back up.
func (s *Store) readPacked(p *pack, at int64, known bases) (plumbing.ObjectType, []byte, error) {
	kind, data, deltas, err := s.descend(p, at, known)
	if err != nil {
		return plumbing.InvalidObject, nil, err
	}
	for _, d := range slices.Backward(deltas) {
		if data, err = patched(data, d.data, known.room); err != nil {
			return plumbing.InvalidObject, nil, corrupt(p.path, "%v", err)
		}
		known.put(place{p, d.at}, kind, data)
	}
	return kind, data, nil
}

// A deltaAt is a delta and its place in a pack.
type deltaAt struct {
	at   int64
	data []byte
}

// descend goes down a chain of deltas, the upmost first, to the object that it rests on.
func (s *Store) descend(p *pack, at int64, known bases) (kind plumbing.ObjectType, base []byte, deltas []deltaAt, err error) {
	size := 0
	for {
		if kind, base, found := known.get(place{p, at}); found {
			return kind, base, deltas, nil
		}
		e, err := s.readEntry(p, at)
		if err != nil {
			return plumbing.InvalidObject, nil, nil, err
		}
		if !e.kind.IsDelta() {
			known.put(place{p, at}, e.kind, e.data)
			return e.kind, e.data, deltas, nil
		}
		deltas = append(deltas, deltaAt{at, e.data})
		if size += len(e.data); size > MaxSize || len(deltas) > maxChain {
			return plumbing.InvalidObject, nil, nil, corrupt(p.path, "a chain of %d deltas, of %d bytes, without an end", len(deltas), size)
		}
		below := at
		if at, err = s.basePlace(p, at, e); err != nil {
			return plumbing.InvalidObject, nil, nil, err
		}
		if at >= below && slices.ContainsFunc(deltas, func(d deltaAt) bool { return d.at == at }) {
			return plumbing.InvalidObject, nil, nil, corrupt(p.path, "a delta that rests on itself")
		}
	}
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
		err = corrupt(p.path, "object %s, the base of a delta, is not in it", e.base)
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

// maxInMemory is the size of objects that are decompressed from memory into memory; larger ones come through a stream.
const maxInMemory = 4 << 20

// maxHead is how long what stands before the compressed bytes can be: two numbers, or one and a name.
const maxHead = 32

// readEntry reads what stands at a place. Nearly all is small and sound, and needs no stream; the stream says of the rest what is
// wrong with it.
func (s *Store) readEntry(p *pack, at int64) (entry, error) {
	in := s.inflater()
	defer s.inflaters.Put(in)
	if e, ok := s.smallEntry(in, p, at); ok {
		return e, nil
	}
	in.buf.Reset(p.section(at))
	e, size, err := readHead(in.buf)
	if err == nil {
		err = in.begin()
	}
	if err == nil {
		e.data, err = in.all(size)
	}
	if err != nil {
		return entry{}, unreadable(p.path, err)
	}
	return e, nil
}

// smallEntry reads an entry through a window; false where that cannot be done.
func (s *Store) smallEntry(in *inflater, p *pack, at int64) (entry, bool) {
	data, err := s.window(p, at, maxHead)
	if err != nil {
		return entry{}, false
	}
	in.head.Reset(data)
	e, size, err := readHead(&in.head)
	if err != nil || size > maxInMemory {
		return entry{}, false
	}
	out := make([]byte, size)
	if head := len(data) - in.head.Len(); !in.memory.unpack(out, data[head:]) {
		// it goes on behind the window, as a rule
		if data, err = s.window(p, at, int64(head)+packedAtMost(size)); err != nil || !in.memory.unpack(out, data[head:]) {
			return entry{}, false
		}
	}
	e.data = out
	return e, true
}

// packedAtMost is how long bytes are that a compressor could make no shorter.
func packedAtMost(size int64) int64 { return size + size>>10 + 64 }

// readHead reads what stands before the compressed bytes, and how many they make.
func readHead(r byteReader) (e entry, size int64, err error) {
	if e.kind, size, err = entryHeader(r); err != nil {
		return e, 0, err
	}
	switch e.kind {
	case plumbing.OFSDeltaObject:
		e.back, err = backOffset(r)
	case plumbing.REFDeltaObject:
		_, err = io.ReadFull(r, e.base[:])
	}
	return e, size, err
}

type byteReader interface {
	io.Reader
	io.ByteReader
}

// reservedKind is a number of three bits that stands for no kind of object.
const reservedKind = 5

var errNumber = errors.New("a number without an end")

// entryHeader reads kind and size: four bits of the size, then seven a byte,
// the lowest first.
func entryHeader(r io.ByteReader) (plumbing.ObjectType, int64, error) {
	c, err := r.ReadByte()
	if err != nil {
		return plumbing.InvalidObject, 0, err
	}
	kind := plumbing.ObjectType(c >> 4 & 7)
	if kind < plumbing.CommitObject || kind == reservedKind {
		return kind, 0, fmt.Errorf("an object of the unknown kind %d", kind)
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
func backOffset(r io.ByteReader) (int64, error) {
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
