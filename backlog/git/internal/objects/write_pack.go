package objects

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// largestPack is the size in bytes of the largest pack that is made: it is put together in memory, and its index needs no large places.
const largestPack = 256 << 20

// fits says whether objects may become one pack.
func fits(all []Object) bool {
	size := 0
	for _, o := range all {
		if size += len(o.Data); size > largestPack {
			return false
		}
	}
	return true
}

// pack writes objects as a pack and its index, in git's own order: nobody sees the pack before its index is there, which is last.
func (w Writer) pack(all []Object, touched map[string]bool) error {
	data, places := w.packed(all)
	sum := data[len(data)-packTail:]
	base := filepath.Join(w.Store.opt.Dir, "pack", "pack-"+hex.EncodeToString(sum))
	if err := w.hold(base + ".keep"); err != nil {
		return err
	}
	if err := w.place(base+".pack", data); err != nil {
		return err
	}
	if err := w.place(base+".idx", indexOf(places, sum)); err != nil {
		return errors.Join(err, w.Disk.Remove(base+".pack"))
	}
	dir := filepath.Dir(base)
	touched[dir], touched[filepath.Dir(dir)] = true, true
	w.Store.rescan() // a second attempt finds them
	return nil
}

// place makes a file of the store whole.
func (w Writer) place(path string, data []byte) error {
	p, err := w.prepare(path, "tmp-pack-", disk.Content{Data: data, Mode: 0o444, Sync: w.Sync})
	if err != nil {
		return err
	}
	return w.name(p)
}

// hold makes the file that keeps a pack.
func (w Writer) hold(path string) error {
	if err := w.Hold(path); err != nil {
		return err
	}
	return w.inFolder(path, func() error {
		err := w.Disk.Create(path, disk.Content{Data: []byte("po\n"), Mode: 0o600})
		if errors.Is(err, fs.ErrExist) {
			err = nil // ours, of an attempt that came no further
		}
		return err
	})
}

// A packPlace is where an object lies in a pack, with the checksum of what lies there (gitformat-pack).
type packPlace struct {
	id  plumbing.Hash
	at  uint32
	crc uint32
}

// packed is a pack of version 2 whose objects stand for themselves: git finds deltas between them when it packs anew.
func (w Writer) packed(all []Object) ([]byte, []packPlace) {
	bodies := make([][]byte, len(all))
	_ = w.Disk.Each(len(all), w.workers(len(all)), func(i int) error {
		bodies[i] = deflate(nil, all[i].Data)
		return nil
	})
	out := append(make([]byte, 0, packHead+packTail+roomOf(bodies)), "PACK\x00\x00\x00\x02"...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(all)))
	places := make([]packPlace, len(all))
	for i, o := range all {
		at := len(out)
		out = append(appendEntryHead(out, o.Kind, len(o.Data)), bodies[i]...)
		places[i] = packPlace{o.ID, uint32(at), crc32.ChecksumIEEE(out[at:])}
	}
	sum := sha1.Sum(out)
	return append(out, sum[:]...), places
}

// roomOf is the room that entries take, the heads included.
func roomOf(bodies [][]byte) int {
	n := 0
	for _, b := range bodies {
		n += len(b) + binary.MaxVarintLen64
	}
	return n
}

// appendEntryHead adds what precedes an entry of a pack: kind and size, four bits of it first and then seven a byte.
func appendEntryHead(out []byte, kind plumbing.ObjectType, size int) []byte {
	b := byte(kind)<<4 | byte(size&15)
	for size >>= 4; size > 0; size >>= 7 {
		out = append(out, b|0x80)
		b = byte(size & 0x7f)
	}
	return append(out, b)
}

// indexOf is the index, of version 2, of a pack with the checksum given: see [packIndex].
func indexOf(places []packPlace, sum []byte) []byte {
	slices.SortFunc(places, func(a, b packPlace) int {
		return cmp.Or(bytes.Compare(a.id[:], b.id[:]), cmp.Compare(a.at, b.at))
	})
	out := append(make([]byte, 0, len(idxSecond)+idxFan+len(places)*(20+4+4)+idxTail), idxSecond...)
	next := 0
	for first := range 256 {
		for next < len(places) && int(places[next].id[0]) <= first {
			next++
		}
		out = binary.BigEndian.AppendUint32(out, uint32(next))
	}
	for _, p := range places {
		out = append(out, p.id[:]...)
	}
	for _, p := range places {
		out = binary.BigEndian.AppendUint32(out, p.crc)
	}
	for _, p := range places {
		out = binary.BigEndian.AppendUint32(out, p.at)
	}
	out = append(out, sum...)
	total := sha1.Sum(out)
	return append(out, total[:]...)
}
