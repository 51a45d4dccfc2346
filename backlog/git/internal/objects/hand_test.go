package objects_test

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// A handPack is a pack made by hand, with its index: git would not make it so.
type handPack struct {
	t      testing.TB
	data   []byte
	places map[plumbing.Hash]int64
	z      *zlib.Writer // used again, for it is large
}

func newHandPack(t testing.TB) *handPack {
	return &handPack{t, []byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"), map[plumbing.Hash]int64{}, zlib.NewWriter(nil)}
}

// add puts an entry of a kind into the pack, under a name; says is the size that its header claims, link what stands between header
// and content.
func (p *handPack) add(id plumbing.Hash, kind plumbing.ObjectType, says uint64, link, content []byte) int64 {
	p.t.Helper()
	var packed bytes.Buffer
	p.z.Reset(&packed)
	_, err := p.z.Write(content)
	if err = cmp.Or(err, p.z.Close()); err != nil {
		p.t.Fatal(err)
	}
	return p.raw(id, slices.Concat(entryHead(kind, says), link, packed.Bytes()))
}

func (p *handPack) raw(id plumbing.Hash, entry []byte) int64 {
	at := int64(len(p.data))
	p.places[id] = at
	p.data = append(p.data, entry...)
	return at
}

// whole adds an object that is no delta.
func (p *handPack) whole(kind plumbing.ObjectType, content string) plumbing.Hash {
	p.t.Helper()
	id := plumbing.ComputeHash(kind, []byte(content))
	p.add(id, kind, uint64(len(content)), nil, []byte(content))
	return id
}

// on adds a delta to an object of a name.
func (p *handPack) on(id, base plumbing.Hash, delta []byte) {
	p.t.Helper()
	p.add(id, plumbing.REFDeltaObject, uint64(len(delta)), base[:], delta)
}

// entryHead is the header of an entry: kind and size.
func entryHead(kind plumbing.ObjectType, size uint64) []byte {
	out := []byte{byte(kind)<<4 | byte(size&15)}
	for size >>= 4; size > 0; size >>= 7 {
		out[len(out)-1] |= 128
		out = append(out, byte(size&127))
	}
	return out
}

// backBy is a distance as an offset delta has it.
func backBy(n int64) []byte {
	out := []byte{byte(n & 127)}
	for n >>= 7; n > 0; n >>= 7 {
		n--
		out = append([]byte{byte(n&127) | 128}, out...)
	}
	return out
}

// delta makes a text out of a base of a size by its commands; insert and copied give them.
func delta(base, result uint64, commands ...[]byte) []byte {
	out := binary.AppendUvarint(nil, base)
	out = binary.AppendUvarint(out, result)
	return append(out, slices.Concat(commands...)...)
}

func insert(text string) []byte { return append([]byte{byte(len(text))}, text...) }

func copied(at, size uint32) []byte {
	return []byte{0xff, byte(at), byte(at >> 8), byte(at >> 16), byte(at >> 24), byte(size), byte(size >> 8), byte(size >> 16)}
}

// store writes pack and index into a repository. Places from large on stand in the table of 64 bits.
func (p *handPack) store(r *repo, large int64) {
	p.t.Helper()
	binary.BigEndian.PutUint32(p.data[8:], uint32(len(p.places)))
	sum := sha1.Sum(p.data)
	pack := append(bytes.Clone(p.data), sum[:]...)
	p.write(r, pack, p.index(sum, large))
}

func (p *handPack) write(r *repo, pack, index []byte) {
	p.t.Helper()
	base := filepath.Join(r.objects(), "pack", "pack-"+hex.EncodeToString(pack[len(pack)-20:]))
	err := cmp.Or(os.MkdirAll(filepath.Dir(base), 0o755), os.WriteFile(base+".pack", pack, 0o644), os.WriteFile(base+".idx", index, 0o644))
	if err != nil {
		p.t.Fatal(err)
	}
}

// index is an index of version 2.
func (p *handPack) index(packSum [20]byte, large int64) []byte {
	ids := make([]plumbing.Hash, 0, len(p.places))
	for id := range p.places {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b plumbing.Hash) int { return bytes.Compare(a[:], b[:]) })
	out := []byte("\xfftOc\x00\x00\x00\x02")
	for first := range 256 {
		n, _ := slices.BinarySearchFunc(ids, first, func(id plumbing.Hash, first int) int { return cmp.Or(cmp.Compare(int(id[0]), first), -1) })
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	for _, id := range ids {
		out = append(out, id[:]...)
	}
	out = append(out, make([]byte, 4*len(ids))...)
	var table []byte
	for _, id := range ids {
		at := p.places[id]
		if at < large {
			out = binary.BigEndian.AppendUint32(out, uint32(at))
			continue
		}
		out = binary.BigEndian.AppendUint32(out, 1<<31|uint32(len(table)/8))
		table = binary.BigEndian.AppendUint64(table, uint64(at))
	}
	out = append(append(out, table...), packSum[:]...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}
