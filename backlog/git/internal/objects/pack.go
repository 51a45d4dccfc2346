package objects

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// A pack is a pack file and its index of version 2, read in pieces: nothing of
// either is held in memory but the index's first level.
type pack struct {
	path string // of the pack file

	once  sync.Once
	err   error // of opening
	idx   *os.File
	data  *os.File
	size  int64 // of the pack
	fan   [256]uint32
	count int64
}

// Where the parts of an index of version 2 lie.
const (
	idxFan   = 8
	idxNames = idxFan + 256*4
	idxTail  = 2 * 20 // checksums of pack and index
	packHead = 12     // "PACK", version, number of objects
	packTail = 20     // checksum
)

// packList gives the packs known, looking for them the first time.
func (s *Store) packList() []*pack {
	dirs := s.folders()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.scanned {
		s.scanned = true
		s.scan(dirs)
	}
	return s.packs
}

// rescan looks for packs again and says whether it found new ones.
// A pack that is gone stays open as long as the store does.
func (s *Store) rescan() bool {
	dirs := s.folders()
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.packs)
	s.scan(dirs)
	return len(s.packs) > before
}

func (s *Store) scan(dirs []string) {
	known := make(map[string]bool, len(s.packs))
	for _, p := range s.packs {
		known[p.path] = true
	}
	var found []*pack
	for _, dir := range dirs {
		entries, err := os.ReadDir(filepath.Join(dir, "pack"))
		if err != nil {
			continue // there need be no such folder
		}
		for _, e := range entries {
			name, ok := strings.CutSuffix(e.Name(), ".idx")
			path := filepath.Join(dir, "pack", name+".pack")
			if ok && !known[path] {
				found = append(found, &pack{path: path})
			}
		}
	}
	s.packs = append(slices.Clone(s.packs), found...)
}

// Close closes the packs that were opened. The store must not be used after it.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.packs {
		if p.idx != nil {
			errs = append(errs, p.idx.Close())
		}
		if p.data != nil {
			errs = append(errs, p.data.Close())
		}
	}
	s.packs = nil
	return errors.Join(errs...)
}

func (p *pack) open() error {
	p.once.Do(func() { p.err = p.load() })
	return p.err
}

// load opens both files and verifies that they are long enough for what they say.
func (p *pack) load() error {
	idxPath := strings.TrimSuffix(p.path, ".pack") + ".idx"
	var err error
	if p.idx, err = os.Open(idxPath); err != nil {
		return err
	}
	if p.data, err = os.Open(p.path); err != nil {
		return err
	}
	var head [idxNames]byte
	if _, err := p.idx.ReadAt(head[:], 0); err != nil {
		return corrupt(idxPath, "too short")
	}
	if !bytes.Equal(head[:idxFan], []byte("\xfftOc\x00\x00\x00\x02")) {
		return corrupt(idxPath, "not an index of version 2")
	}
	for i := range p.fan {
		p.fan[i] = binary.BigEndian.Uint32(head[idxFan+4*i:])
		if i > 0 && p.fan[i] < p.fan[i-1] {
			return corrupt(idxPath, "numbers of its first level do not grow")
		}
	}
	p.count = int64(p.fan[255])
	idxInfo, err := p.idx.Stat()
	if err != nil {
		return err
	}
	info, err := p.data.Stat()
	if err != nil {
		return err
	}
	if p.size = info.Size(); p.size < packHead+packTail || idxInfo.Size() < idxNames+p.count*28+idxTail {
		return corrupt(p.path, "too short")
	}
	return nil
}

// lookup gives the place of an object in the pack.
func (p *pack) lookup(id plumbing.Hash) (at int64, found bool, err error) {
	n, found, err := p.search(id)
	if err != nil || !found {
		return 0, false, err
	}
	at, err = p.offset(n)
	return at, err == nil, err
}

// search gives where in the index an object stands, or would stand. A pack that
// is gone, or not complete yet, has none.
func (p *pack) search(id plumbing.Hash) (n int64, found bool, err error) {
	if err := p.open(); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return 0, false, err
	}
	lo, hi := int64(0), int64(p.fan[id[0]])
	if id[0] > 0 {
		lo = int64(p.fan[id[0]-1])
	}
	for lo < hi {
		mid := lo + (hi-lo)/2
		name, err := p.name(mid)
		if err != nil {
			return 0, false, err
		}
		switch c := bytes.Compare(name[:], id[:]); {
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
func (p *pack) name(n int64) (id plumbing.Hash, err error) {
	_, err = p.idx.ReadAt(id[:], idxNames+20*n)
	return id, err
}

// offset gives where the nth object of the index begins in the pack.
func (p *pack) offset(n int64) (int64, error) {
	var b [8]byte
	offsets := idxNames + p.count*24
	if _, err := p.idx.ReadAt(b[:4], offsets+4*n); err != nil {
		return 0, err
	}
	small := binary.BigEndian.Uint32(b[:4])
	if small < 1<<31 {
		return p.checked(uint64(small))
	}
	large := int64(small & (1<<31 - 1))
	if _, err := p.idx.ReadAt(b[:], offsets+p.count*4+8*large); err != nil {
		return 0, corrupt(p.path, "its index points outside itself")
	}
	return p.checked(binary.BigEndian.Uint64(b[:]))
}

func (p *pack) checked(at uint64) (int64, error) {
	if at < packHead || at > math.MaxInt64 || int64(at) >= p.size-packTail {
		return 0, corrupt(p.path, "its index points outside of it")
	}
	return int64(at), nil
}

// section reads the pack from a place on, up to its checksum.
func (p *pack) section(at int64) io.Reader {
	return io.NewSectionReader(p.data, at, p.size-packTail-at)
}
