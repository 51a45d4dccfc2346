package objects

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A pack is a pack file and its index, read in pieces and never mapped: a file that shrinks under a map ends the process.
type pack struct {
	path string // of the pack file

	once sync.Once
	err  error       // of opening
	gone atomic.Bool // there was no such file when it was opened
	idx  packIndex
	data *os.File
	size int64 // of the pack
}

// Where the parts of a pack lie.
const (
	packHead = 12 // "PACK", version, number of objects
	packTail = 20 // checksum
)

// A packList is the packs that were there at one time.
type packList struct {
	packs  []*pack
	age    int   // grows with each change of the list
	failed error // of a folder that could not be listed: what is not found may lie there
}

// known gives the packs known, looking for them the first time.
func (s *Store) known() packList {
	dirs := s.folders()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.scanned {
		s.scanned = true
		s.scan(dirs)
	}
	return s.list
}

// rescan looks for packs again. What it gives differs in age from a list that is not up to date, whoever has noticed that.
// A pack that is gone stays open as long as the store does.
func (s *Store) rescan() packList {
	dirs := s.folders()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scanned = true
	s.scan(dirs)
	return s.list
}

// scan brings the list up to date: packs that went before they were opened leave it, new ones come first, as those that are asked
// for most. It makes a new list, for others may be going through the old one.
func (s *Store) scan(dirs []string) {
	var packs []*pack
	listed := make(map[string]bool, len(s.list.packs))
	for _, p := range s.list.packs {
		if !p.gone.Load() {
			listed[p.path] = true
			packs = append(packs, p)
		}
	}
	changed := len(packs) != len(s.list.packs)
	var found []*pack
	s.list.failed = s.dirsFailed
	for _, dir := range dirs {
		entries, err := os.ReadDir(filepath.Join(dir, "pack"))
		if err != nil {
			if !disk.IsMissing(err) { // there need be no such folder
				s.list.failed = err
			}
			continue
		}
		for _, e := range entries {
			name, ok := strings.CutSuffix(e.Name(), ".idx")
			path := filepath.Join(dir, "pack", name+".pack")
			if ok && !listed[path] {
				found = append(found, &pack{path: path})
			}
		}
	}
	if changed || len(found) > 0 {
		s.list = packList{append(found, packs...), s.list.age + 1, s.list.failed}
	}
}

// Close closes the packs that were opened. The store must not be used after it.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.list.packs {
		errs = append(errs, p.idx.close())
		if p.data != nil {
			errs = append(errs, p.data.Close())
		}
	}
	s.list.packs = nil
	return errors.Join(errs...)
}

// open opens both files, once. The error of a pack that is gone, or not complete yet, is [fs.ErrNotExist].
func (p *pack) open() error {
	p.once.Do(func() {
		p.err = p.load()
		p.gone.Store(errors.Is(p.err, fs.ErrNotExist))
	})
	return p.err
}

func (p *pack) load() error {
	if err := p.idx.open(strings.TrimSuffix(p.path, ".pack") + ".idx"); err != nil {
		return err
	}
	var err error
	if p.data, err = openRegular(p.path); err != nil {
		return err
	}
	info, err := p.data.Stat()
	if err != nil {
		return err
	}
	var head [8]byte
	if p.size = info.Size(); p.size < packHead+packTail {
		return corrupt(p.path, "too short to be a pack")
	}
	if _, err := p.data.ReadAt(head[:], 0); err != nil {
		return err
	}
	if s := string(head[:]); s != "PACK\x00\x00\x00\x02" && s != "PACK\x00\x00\x00\x03" {
		return corrupt(p.path, "not a pack of version 2 or 3")
	}
	return nil
}

// lookup gives the place of an object in the pack. A pack that is gone has none.
func (p *pack) lookup(id plumbing.Hash) (at int64, found bool, err error) {
	if err := p.open(); err != nil {
		if p.gone.Load() {
			err = nil
		}
		return 0, false, err
	}
	n, found, err := p.idx.search(id)
	if err != nil || !found {
		return 0, false, err
	}
	place, err := p.idx.offset(n)
	if err == nil && (place < packHead || place > math.MaxInt64 || int64(place) >= p.size-packTail) {
		err = corrupt(p.path, "its index points outside of it")
	}
	return int64(place), err == nil, err
}

// section reads the pack from a place on, up to its checksum.
func (p *pack) section(at int64) io.Reader {
	return io.NewSectionReader(p.data, at, p.size-packTail-at)
}

// openRegular opens a file for reading unless it is something that reading might wait for, such as a pipe.
func openRegular(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		if disk.IsMissing(err) {
			err = &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = corrupt(path, "not a file")
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
