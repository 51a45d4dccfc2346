package backlog

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// A Replay stands at one state of a backlog after the other and tells how each differs from the next. Two neighbours differ by a
// few files as a rule, and a step costs what these cost, however many others there are: the order of the items is kept up to date
// instead of being worked out anew. A Replay is not for several goroutines.
type Replay struct {
	cfg   *Config
	files map[string]*file // by path
	ids   map[ID][]*file   // those that hold an id, in no order

	placed []*Item // those with a priority, in order
	ranked []*Item // those of placed that have a position

	queue *queue // of those without a priority; nil: not asked for yet
}

// Replay begins at a snapshot.
func (b *Backlog) Replay() *Replay {
	r := &Replay{cfg: b.cfg, files: make(map[string]*file, len(b.files)), ids: make(map[ID][]*file, len(b.files))}
	came := make([]*Item, 0, len(b.files))
	for _, f := range b.files {
		r.enter(f)
		if f.item != nil {
			came = append(came, f.item)
		}
	}
	r.reorder(nil, came, nil)
	return r
}

// Snapshot is the state at which the replay stands.
func (r *Replay) Snapshot() *Backlog {
	files := slices.SortedFunc(maps.Values(r.files), func(x, y *file) int { return strings.Compare(x.path, y.path) })
	return assemble(r.cfg, files)
}

// Paths gives the files that hold an id, by path; several claim it where there is more than one.
func (r *Replay) Paths(id ID) []string {
	var paths []string
	for _, f := range r.ids[id] {
		paths = append(paths, f.path)
	}
	slices.Sort(paths)
	return paths
}

// Back goes to the state before, which is fsys at those paths and the present state elsewhere, and gives the changes from there to
// the present state, as [Diff] does. Paths that are not in fsys are files that came; po.yaml may not be among them, since other
// settings mean to read all files again.
func (r *Replay) Back(fsys fs.FS, paths ...string) []Change {
	before := r.read(fsys, paths)
	pairs := pair(func(each func(a, b *file)) {
		for _, path := range slices.Sorted(maps.Keys(before)) {
			if a, b := before[path], r.files[path]; a != nil || b != nil {
				each(a, b)
			}
		}
	})
	ids := idsOf(pairs)
	now := r.standings(ids)
	r.set(before)
	d := &differ{old: r.standings(ids), new: now, pairs: pairs}
	return d.changes()
}

// Alone is a snapshot of nothing but the files of fsys at those paths, under the settings of the replay. Paths that are not in fsys
// are passed over.
func (r *Replay) Alone(fsys fs.FS, paths ...string) *Backlog {
	files := slices.DeleteFunc(slices.Collect(maps.Values(r.read(fsys, paths))), func(f *file) bool { return f == nil })
	slices.SortFunc(files, func(x, y *file) int { return strings.Compare(x.path, y.path) })
	return assemble(r.cfg, files)
}

// Go goes to the state that is fsys at those paths and the present one elsewhere. po.yaml may not be among them.
func (r *Replay) Go(fsys fs.FS, paths ...string) { r.set(r.read(fsys, paths)) }

// read parses the files at the paths; nil for one that is not there.
func (r *Replay) read(fsys fs.FS, paths []string) map[string]*file {
	files := make(map[string]*file, len(paths))
	var in reader
	for _, path := range paths {
		if !Reads(path) {
			continue
		}
		src, err := fs.ReadFile(fsys, path)
		if errors.Is(err, fs.ErrNotExist) {
			files[path] = nil
			continue
		}
		in.take(r.cfg, path, string(src), err)
		files[path] = in.files[len(in.files)-1]
	}
	return files
}

// set puts files in the places of those at their paths.
func (r *Replay) set(files map[string]*file) {
	var gone, came []*Item
	records := map[ID]bool{}
	for path, f := range files {
		if old := r.files[path]; old != nil {
			r.leave(old)
			gone = sortOut(old, gone, records)
		}
		if f != nil {
			r.enter(f)
			came = sortOut(f, came, records)
		}
	}
	r.reorder(gone, came, records)
}

// sortOut puts what a file holds to the items or to the other records.
func sortOut(f *file, items []*Item, records map[ID]bool) []*Item {
	if f.item != nil {
		return append(items, f.item)
	}
	if f.record != nil {
		records[f.record.ID] = true
	}
	return items
}

func (r *Replay) enter(f *file) {
	r.files[f.path] = f
	if id := f.id(); id != "" {
		r.ids[id] = append(r.ids[id], f)
	}
}

func (r *Replay) leave(f *file) {
	delete(r.files, f.path)
	id := f.id()
	rest := slices.DeleteFunc(r.ids[id], func(other *file) bool { return other == f })
	if len(rest) == 0 {
		delete(r.ids, id)
		return
	}
	r.ids[id] = rest
}

// reorder keeps the orders up to date; the records are those that came, went or changed.
func (r *Replay) reorder(gone, came []*Item, records map[ID]bool) {
	r.placed = resort(r.placed, filter(gone, (*Item).hasPriority), filter(came, (*Item).hasPriority), byPriority)
	r.ranked = resort(r.ranked, filter(gone, (*Item).hasPosition), filter(came, (*Item).hasPosition), byPriority)
	if r.queue != nil {
		r.queue.reorder(gone, came, records)
	}
}

func filter(items []*Item, keep func(*Item) bool) []*Item {
	var kept []*Item
	for _, it := range items {
		if keep(it) {
			kept = append(kept, it)
		}
	}
	return kept
}

// maxInserts is how many items are taken out of an order or put into it one by one; more are cheaper to sort.
const maxInserts = 32

// resort takes items out of a list in order and puts others in.
func resort[T any](list, gone, came []T, compare func(x, y T) int) []T {
	if len(gone)+len(came) > maxInserts {
		slices.SortFunc(gone, compare)
		left := func(x T) bool { _, found := slices.BinarySearchFunc(gone, x, compare); return found }
		list = append(slices.DeleteFunc(list, left), came...)
		slices.SortFunc(list, compare)
		return list
	}
	for _, it := range gone {
		if i, found := slices.BinarySearchFunc(list, it, compare); found {
			list = slices.Delete(list, i, i+1)
		}
	}
	for _, it := range came {
		i, _ := slices.BinarySearchFunc(list, it, compare)
		list = slices.Insert(list, i, it)
	}
	return list
}

// idsOf gives the ids that a comparison may ask for.
func idsOf(pairs [][2]*file) []ID {
	var ids []ID
	for _, p := range pairs {
		for _, f := range p {
			if f != nil && f.id() != "" && (len(ids) == 0 || ids[len(ids)-1] != f.id()) {
				ids = append(ids, f.id())
			}
		}
	}
	return ids
}

// standings is where some items stand in one state. It is a [side] for those alone.
type standings struct {
	at map[ID]standing
}

type standing struct {
	position int // 0: none
	index    int // in the order of all; -1: not there, or the only one that is asked for and without a priority
}

// standings works out where the items stand now.
func (r *Replay) standings(ids []ID) standings {
	s := standings{at: make(map[ID]standing, len(ids))}
	for _, id := range ids {
		at, waits := r.standing(id)
		if len(waits) > 0 && len(ids) > 1 { // one alone is not compared with others
			at.index = len(r.placed) + r.waiting().last(waits)
		}
		s.at[id] = at
	}
	return s
}

// standing is where an item with a priority stands; waits are the items of the id that have none.
func (r *Replay) standing(id ID) (s standing, waits []*Item) {
	s.index = -1
	for _, f := range r.ids[id] {
		switch {
		case f.item == nil:
			continue
		case !f.item.hasPriority():
			waits = append(waits, f.item)
			continue
		}
		i, _ := slices.BinarySearchFunc(r.placed, f.item, byPriority)
		s.index = max(s.index, i)
		if n, found := slices.BinarySearchFunc(r.ranked, f.item, byPriority); found && (s.position == 0 || n+1 < s.position) {
			s.position = n + 1
		}
	}
	return s, waits
}

// Position implements side.
func (s standings) Position(id ID) (n int, ok bool) {
	n = s.at[id].position
	return n, n > 0
}

func (s standings) number(place map[ID]int) {
	for id := range place {
		if at, asked := s.at[id]; asked && at.index >= 0 {
			place[id] = at.index
		}
	}
}
