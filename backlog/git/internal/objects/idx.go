package objects

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// A packIndex says where the objects of a pack are. It is read by pages, of which those asked for last are kept: a whole one can
// be larger than all that is read through it. Versions:
//
//	1  256 numbers, then 4 bytes of place and 20 of name for each object
//	2  8 bytes of signature, 256 numbers, names, checksums, places, large places
//
// The nth of the 256 numbers is how many names begin with a byte of at most n. Both end with the checksums of pack and index.
type packIndex struct {
	path  string
	file  *os.File
	size  int64
	fan   [256]uint32
	count int64

	second bool  // of version 2
	names  int64 // where the names begin
	step   int64 // from one to the next

	mu    sync.Mutex
	pages map[int64][]byte // by their place in the file
}

const (
	idxFan    = 256 * 4
	idxTail   = 2 * 20
	idxSecond = "\xfftOc\x00\x00\x00\x02" // the signature of version 2

	pageEntries = 128
	keptPages   = 4096 // some 10 MB
)

// open opens an index and verifies that it is long enough for what it says.
func (x *packIndex) open(path string) error {
	x.path = path
	var err error
	if x.file, err = openRegular(path); err != nil {
		return err
	}
	info, err := x.file.Stat()
	if err != nil {
		return err
	}
	x.size = info.Size()
	head := make([]byte, len(idxSecond)+idxFan)
	switch n, err := x.file.ReadAt(head, 0); {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case n < idxFan:
		return corrupt(path, "too short to be the index of a pack")
	}
	start, each := int64(idxFan), int64(4+20)
	x.names, x.step, x.second = start+4, each, bytes.HasPrefix(head, []byte(idxSecond))
	switch {
	case x.second:
		head = head[len(idxSecond):]
		start, each = start+int64(len(idxSecond)), each+4
		x.names, x.step = start, 20
	case bytes.HasPrefix(head, []byte(idxSecond[:4])):
		return corrupt(path, "an index of version %d", binary.BigEndian.Uint32(head[4:]))
	}
	for i := range x.fan {
		x.fan[i] = binary.BigEndian.Uint32(head[4*i:])
		if i > 0 && x.fan[i] < x.fan[i-1] {
			return corrupt(path, "numbers of its first level do not grow")
		}
	}
	if x.count = int64(x.fan[255]); x.size < start+x.count*each+idxTail {
		return corrupt(path, "too short for %d objects", x.count)
	}
	return nil
}

func (x *packIndex) close() error {
	if x.file == nil {
		return nil
	}
	return x.file.Close()
}

// search gives where in the index an object stands, or would stand.
func (x *packIndex) search(id plumbing.Hash) (n int64, found bool, err error) {
	lo, hi := int64(0), int64(x.fan[id[0]])
	if id[0] > 0 {
		lo = int64(x.fan[id[0]-1])
	}
	for page, number := []byte(nil), int64(-1); lo < hi; {
		mid := lo + (hi-lo)/2
		if mid/pageEntries != number {
			number = mid / pageEntries
			if page, err = x.page(x.names, x.step, number, int64(len(id))); err != nil {
				return 0, false, err
			}
		}
		name := page[mid%pageEntries*x.step:][:len(id)]
		switch c := bytes.Compare(name, id[:]); {
		case c == 0:
			return mid, true, nil
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false, nil
}

// name gives the nth name of the index.
func (x *packIndex) name(n int64) (id plumbing.Hash, err error) {
	page, err := x.page(x.names, x.step, n/pageEntries, int64(len(id)))
	if err != nil {
		return id, err
	}
	copy(id[:], page[n%pageEntries*x.step:])
	return id, nil
}

// page gives some entries of a list, from one on that is a multiple of pageEntries: where the list begins, how far it is from one
// entry to the next, how wide the last one is.
func (x *packIndex) page(start, step, number, width int64) ([]byte, error) {
	first := number * pageEntries
	at := start + first*step
	x.mu.Lock()
	defer x.mu.Unlock()
	if page, ok := x.pages[at]; ok {
		return page, nil
	}
	page := make([]byte, (min(pageEntries, x.count-first)-1)*step+width)
	if _, err := x.file.ReadAt(page, at); err != nil {
		return nil, unreadable(x.path, err)
	}
	if x.pages == nil || len(x.pages) == keptPages {
		x.pages = make(map[int64][]byte)
	}
	x.pages[at] = page
	return page, nil
}

// offset gives the place of the nth object.
func (x *packIndex) offset(n int64) (uint64, error) {
	places, step := x.names-4, x.step
	if x.second {
		places, step = x.names+x.count*24, 4
	}
	page, err := x.page(places, step, n/pageEntries, 4)
	if err != nil {
		return 0, err
	}
	place := binary.BigEndian.Uint32(page[n%pageEntries*step:])
	if place < 1<<31 || !x.second {
		return uint64(place), nil
	}
	large := places + x.count*4 + 8*int64(place&(1<<31-1))
	if large > x.size-idxTail-8 {
		return 0, corrupt(x.path, "points outside itself")
	}
	var b [8]byte
	if _, err := x.file.ReadAt(b[:], large); err != nil {
		return 0, unreadable(x.path, err)
	}
	return binary.BigEndian.Uint64(b[:]), nil
}
