package objects

import (
	"container/list"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Series compares one pair of trees after the other, as history does, where each resembles the one before. It is faster than
// [Store.Diff]: the names of large trees are verified beside the reading of the next ones, from the first byte on that differs from
// the tree before at the same path where that can be told, and the memory of trees that went is used again. A Series is for one goroutine.
type Series struct {
	store    *Store
	sheets   sheets
	toVerify chan *sheet
	verifier sync.WaitGroup
}

const (
	seriesBytes  = 32 << 20 // how much of trees a series keeps
	verifyApart  = 4 << 10  // how large trees are that are verified beside the reading
	verifyBehind = 8        // how many of them may wait
)

// Series begins a series. It must be closed.
func (s *Store) Series() *Series {
	t := &Series{store: s, sheets: newSheets(), toVerify: make(chan *sheet, verifyBehind)}
	t.verifier.Go(t.verify)
	return t
}

// Close waits until all is verified that was read.
func (t *Series) Close() {
	close(t.toVerify)
	t.verifier.Wait()
}

// A Proof says whether what was read to compare two trees had the right names.
type Proof []*sheet

// Holds waits until it is known. Where it is false, what the comparison gave is worth nothing: [Store.Diff] finds whole copies, or
// says what is damaged.
func (p Proof) Holds() bool {
	for _, sh := range p {
		if <-sh.proven; sh.wrong {
			return false
		}
	}
	return true
}

// Diff is [Store.Diff], of which nothing is to be used before the proof holds. After an error [Store.Diff] may know better too.
func (t *Series) Diff(old, new plumbing.Hash, want func(path string, e TreeEntry) bool, each func(TreeChange)) (Proof, error) {
	var proof Proof
	var two [2]*sheet // read last
	d := &differ{want: want, each: each, passing: true}
	d.tree = func(path string, id plumbing.Hash) ([]byte, error) {
		sh := t.sheet(path, id)
		t.sheets.pinned, two = sh, [2]*sheet{two[1], sh}
		if sh == nil {
			return t.store.Tree(id)
		}
		proof = append(proof, sh)
		return sh.data, nil
	}
	d.pass = func(a, b *TreeReader) {
		x, y := two[0], two[1]
		if x == nil || y == nil || len(a.Rest) == 0 || len(b.Rest) == 0 {
			passShared(a, b)
			return
		}
		end := passKnown(x, y)
		a.Rest, b.Rest = a.Rest[end:], b.Rest[end:]
	}
	err := d.trees("", old, new, 0)
	t.sheets.pinned = nil
	return proof, err
}

// passKnown gives where the entries end that two trees begin with in common. Where entries end is remembered here and there, for
// the next tree begins alike.
func passKnown(x, y *sheet) int {
	equal := sharedBytes(x.data, y.data)
	if equal == max(len(x.data), len(y.data)) {
		return equal
	}
	ends := x.ends
	if len(y.ends) > len(ends) {
		ends = y.ends
	}
	known, _ := slices.BinarySearch(ends, equal+1)
	ends = ends[:known:known]
	last := 0
	if known > 0 {
		last = ends[known-1]
	}
	end := lastEntry(x.data, last, equal, func(end int) {
		if end-last >= endStep {
			last, ends = end, append(ends, end)
		}
	})
	x.ends, y.ends = ends, ends
	return end
}

// endStep is how far one remembered end of an entry is behind the other at least.
const endStep = 2 << 10

// sheet reads a tree out of the pack that is asked for most; nil where it is not there, or cannot be read there.
func (t *Series) sheet(path string, id plumbing.Hash) *sheet {
	if sh := t.sheets.named(id); sh != nil {
		return sh
	}
	p := t.store.recent.Load()
	if _, other := t.store.replaced()[id]; other || p == nil {
		return nil
	}
	at, found, err := p.lookup(id)
	if err != nil || !found {
		return nil
	}
	kind, _, err := t.store.readPacked(p, at, &t.sheets)
	if err != nil || kind != plumbing.TreeObject {
		return nil
	}
	sh := t.sheets.name(place{p, at}, id)
	switch {
	case sh.proven != nil:
		return nil // another name for the same place: at most one of them is right
	case len(sh.data) >= verifyApart:
		sh.path, sh.proven = path, make(chan struct{})
		sh.busy.Store(true)
		t.toVerify <- sh
	default:
		sh.proven = make(chan struct{})
		sh.wrong = Sum(plumbing.TreeObject, sh.data) != id
		close(sh.proven)
	}
	return sh
}

// verify verifies trees until there are no more.
func (t *Series) verify() {
	sums := make(map[string]*rollingSum)
	before := make(map[string]*sheet)
	for sh := range t.toVerify {
		sum := sums[sh.path]
		if sum == nil {
			if len(sums) == maxRolling {
				clear(sums)
				clear(before)
			}
			sum = &rollingSum{kind: plumbing.TreeObject}
			sums[sh.path] = sum
		}
		sh.wrong = sum.of(sh.data) != sh.id
		if last := before[sh.path]; last != nil {
			last.busy.Store(false)
		}
		before[sh.path] = sh
		close(sh.proven)
	}
}

// maxRolling is how many paths' sums are kept.
const maxRolling = 16

// A sheet is an object that a series has read: one that was asked for, or a base of such.
type sheet struct {
	at   place
	kind plumbing.ObjectType
	data []byte

	id     plumbing.Hash // under which it was asked for
	path   string
	proven chan struct{} // closed when wrong is known; nil: nobody has asked for it
	wrong  bool
	ends   []int       // of some entries of a tree, see passKnown
	busy   atomic.Bool // data is read by the verifier, now or for the next one
}

// sheets are those read last. What is forgotten gives its memory to what comes: thousands of large trees would keep the garbage
// collector busy.
type sheets struct {
	order  *list.List // of *sheet, the one used last in front
	places map[place]*list.Element
	names  map[plumbing.Hash]*list.Element
	bytes  int
	limit  int      // of bytes
	pinned *sheet   // in use
	unused [][]byte // memory of those that were forgotten
}

const (
	leastBytes = 1 << 10 // what a sheet counts for at least
	keptUnused = 8
)

func newSheets() sheets {
	return sheets{order: list.New(), places: make(map[place]*list.Element), names: make(map[plumbing.Hash]*list.Element), limit: seriesBytes}
}

func (sh *sheet) weight() int { return max(cap(sh.data), leastBytes) }

// get implements bases.
func (s *sheets) get(at place) (plumbing.ObjectType, []byte, bool) {
	e, found := s.places[at]
	if !found {
		return plumbing.InvalidObject, nil, false
	}
	s.order.MoveToFront(e)
	sh := e.Value.(*sheet)
	return sh.kind, sh.data, true
}

// put implements bases. The newest always stays.
func (s *sheets) put(at place, kind plumbing.ObjectType, data []byte) {
	if _, known := s.places[at]; known {
		return
	}
	sh := &sheet{at: at, kind: kind, data: data}
	s.places[at] = s.order.PushFront(sh)
	s.bytes += sh.weight()
	for s.bytes > s.limit && s.order.Len() > 1 {
		s.forget(s.order.Back())
	}
}

// room implements bases.
func (s *sheets) room(size int) []byte {
	for i, b := range s.unused {
		if cap(b) >= size && cap(b)/2 <= size {
			last := len(s.unused) - 1
			s.unused[i], s.unused = s.unused[last], s.unused[:last]
			return b[:0]
		}
	}
	return make([]byte, 0, size+size/16)
}

func (s *sheets) forget(e *list.Element) {
	sh := s.order.Remove(e).(*sheet)
	s.bytes -= sh.weight()
	delete(s.places, sh.at)
	if !sh.id.IsZero() {
		delete(s.names, sh.id)
	}
	if sh == s.pinned || sh.busy.Load() || cap(sh.data) < verifyApart {
		return
	}
	if len(s.unused) == keptUnused {
		s.unused = s.unused[1:]
	}
	s.unused = append(s.unused, sh.data)
}

// named gives what was asked for under a name.
func (s *sheets) named(id plumbing.Hash) *sheet {
	e, found := s.names[id]
	if !found {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*sheet)
}

// name says under which name a place was asked for.
func (s *sheets) name(at place, id plumbing.Hash) *sheet {
	e := s.places[at]
	sh := e.Value.(*sheet)
	if sh.id.IsZero() {
		sh.id, s.names[id] = id, e
	}
	return sh
}
