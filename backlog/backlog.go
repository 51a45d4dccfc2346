package backlog

import (
	"iter"
	"slices"
	"strings"
	"sync"
)

// Backlog is an immutable snapshot of a backlog: its items in order, the other records, its settings, and the files that could
// not be read. Every edit returns a new snapshot that shares all files it did not change. It may be used by several goroutines.
type Backlog struct {
	cfg   *Config
	files []*file // by path
	names *names
	order func() *ordering // the items in order, worked out at the first use
	sized func() bool      // an item has points
}

// names tells which file holds an id. Snapshots whose files hold the same ids share it.
type names struct {
	byID  map[ID]int // index in the snapshot's files
	alias map[ID]ID
	dup   []*AmbiguousError
}

// ordering is what follows from the order of the items.
type ordering struct {
	placed    []*Item        // those with a priority, in order
	waiting   []*Item        // those without, by id: the default score comes only where somebody looks at all of them
	all       func() []*Item // all in order, worked out at the first use
	positions map[ID]int
}

// assemble makes a snapshot of files, which must be sorted by path.
func assemble(c *Config, files []*file) *Backlog { return snapshot(c, files, namesOf(files)) }

func snapshot(c *Config, files []*file, n *names) *Backlog {
	b := &Backlog{cfg: c, files: files, names: n}
	b.order = sync.OnceValue(b.workOutOrder)
	b.sized = sync.OnceValue(func() bool {
		return slices.ContainsFunc(files, func(f *file) bool { return f.item != nil && f.item.Points.IsSet() })
	})
	return b
}

func namesOf(files []*file) *names {
	n := &names{byID: make(map[ID]int, len(files))}
	for i, f := range files {
		id := f.id()
		if id == "" {
			continue
		}
		if first, taken := n.byID[id]; taken {
			n.claim(id, files[first].path, f.path)
			continue
		}
		n.byID[id] = i
		for _, a := range f.aliases() {
			if n.alias == nil {
				n.alias = make(map[ID]ID)
			}
			n.alias[a] = id
		}
	}
	return n
}

// claim records that two files hold one id.
func (n *names) claim(id ID, first, second string) {
	for _, d := range n.dup {
		if d.ID == id {
			d.Paths = append(d.Paths, second)
			return
		}
	}
	n.dup = append(n.dup, &AmbiguousError{ID: id, Paths: []string{first, second}})
}

func (b *Backlog) workOutOrder() *ordering {
	o := &ordering{positions: make(map[ID]int)}
	for _, f := range b.files {
		switch {
		case f.item == nil:
			continue
		case f.item.hasPriority():
			o.placed = append(o.placed, f.item)
		default:
			o.waiting = append(o.waiting, f.item)
		}
	}
	slices.SortFunc(o.placed, byPriority)
	slices.SortFunc(o.waiting, byID)
	o.all = sync.OnceValue(func() []*Item {
		return append(slices.Clone(o.placed), b.byScore(o.waiting)...)
	})
	n := 0
	for _, it := range o.placed {
		if it.hasPosition() {
			n++
			if _, taken := o.positions[it.ID]; !taken {
				o.positions[it.ID] = n
			}
		}
	}
	return o
}

func (it *Item) hasPriority() bool { return it.Priority.IsSet() }

// hasPosition says whether the item counts among those that have a position.
func (it *Item) hasPosition() bool {
	return it.hasPriority() && it.Type != Epic && it.category.Placed()
}

// byPriority compares places in the order: the lower number first, ties by the lower id.
func byPriority(x, y *Item) int {
	if c := x.Priority.Cmp(y.Priority.Decimal); c != 0 {
		return c
	}
	return byID(x, y)
}

func byID(x, y *Item) int {
	if c := Compare(x.ID, y.ID); c != 0 {
		return c
	}
	return strings.Compare(x.Path, y.Path)
}

// inOrder gives the items for which keep is true, in the one order: by priority; those without one after, by the default score
// where they have it, then by id.
func (b *Backlog) inOrder(keep func(*Item) bool) []*Item {
	o := b.order()
	var placed, waiting []*Item
	for _, it := range o.placed {
		if keep(it) {
			placed = append(placed, it)
		}
	}
	for _, it := range o.waiting {
		if keep(it) {
			waiting = append(waiting, it)
		}
	}
	return append(placed, b.byScore(waiting)...)
}

// Config is what po.yaml says.
func (b *Backlog) Config() *Config { return b.cfg }

// Len is the number of items.
func (b *Backlog) Len() int { return len(b.order().placed) + len(b.order().waiting) }

// Items gives all items in order: closed and dropped ones keep their place.
func (b *Backlog) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, it := range b.order().all() {
			if !yield(*it) {
				return
			}
		}
	}
}

// Unsorted gives all items by the paths of their files, for whoever does not need the order, which takes time to work out.
func (b *Backlog) Unsorted() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, f := range b.files {
			if f.item != nil && !yield(*f.item) {
				return
			}
		}
	}
}

// Sized reports whether any item has points.
func (b *Backlog) Sized() bool { return b.sized() }

// ItemAt is the item in the file at a path; false where the file is none of an item, or cannot be read.
func (b *Backlog) ItemAt(path string) (Item, bool) {
	if i, ok := b.fileIndex(path); ok && b.files[i].item != nil {
		return *b.files[i].item, true
	}
	return Item{}, false
}

// RecordAt is the record, other than an item, in the file at a path; false where there is none, or none that can be read.
func (b *Backlog) RecordAt(path string) (Record, bool) {
	if i, ok := b.fileIndex(path); ok && b.files[i].record != nil {
		return *b.files[i].record, true
	}
	return Record{}, false
}

// Item finds an item by its id or a former one. The error is a *[NotFoundError] with the ids most like it. An id that two files
// claim gives the first; commands that write ask [Backlog.Ambiguous] before.
func (b *Backlog) Item(id ID) (Item, error) {
	if f := b.lookup(id); f != nil && f.item != nil {
		return *f.item, nil
	}
	return Item{}, b.notFound(id, KindItem)
}

// Record finds a goal, sprint, release, experiment, insight or decision by its id.
func (b *Backlog) Record(id ID) (Record, error) {
	if f := b.lookup(id); f != nil && f.record != nil {
		return *f.record, nil
	}
	return Record{}, b.notFound(id, KindAny)
}

// Has reports whether the id, or a former one, names an item or record, and of which kind.
func (b *Backlog) Has(id ID) (RecordKind, bool) {
	f := b.lookup(id)
	if f == nil {
		return KindAny, false
	}
	return f.kind, true
}

func (b *Backlog) lookup(id ID) *file {
	i, ok := b.names.byID[id]
	if !ok {
		if i, ok = b.names.byID[b.names.alias[id]]; !ok {
			return nil
		}
	}
	return b.files[i]
}

func (b *Backlog) notFound(id ID, kind RecordKind) error {
	e := &NotFoundError{ID: id}
	var ids []ID
	for _, f := range b.files {
		switch other := f.id(); {
		case f.err != nil && IDOfName(f.path) == id:
			e.Unreadable = f.path
			return e
		case other != "" && (kind == KindAny || f.kind == kind):
			ids = append(ids, other)
		}
	}
	e.Near = Nearest(id, ids)
	return e
}

// Resolve finds the id that a person means: a full id, a former one, or an item's number or random ending alone.
func (b *Backlog) Resolve(word string) (ID, error) { return b.resolveKind(word, KindAny) }

// resolveKind is Resolve where a kind is expected: only ids of that kind are offered in place of an unknown one.
func (b *Backlog) resolveKind(word string, kind RecordKind) (ID, error) {
	if f := b.lookup(ID(word)); f != nil {
		return f.id(), nil
	}
	upper := strings.ToUpper(word)
	if prefix, ending, ok := strings.Cut(upper, "-"); ok {
		for _, id := range []ID{ID(upper), ID(prefix + "-" + strings.ToLower(ending))} {
			if f := b.lookup(id); f != nil {
				return f.id(), nil
			}
		}
		return "", b.notFound(ID(word), kind)
	}
	full := ID(b.cfg.Key + "-" + strings.ToLower(word))
	if f := b.lookup(full); f != nil {
		return f.id(), nil
	}
	for _, f := range b.files { // an item with another key than new ones get
		if f.item == nil {
			continue
		}
		if _, ending := f.item.ID.split(); ending == strings.ToLower(word) {
			return f.item.ID, nil
		}
	}
	if _, err := ParseID(string(full)); err != nil || kind != KindAny && kind != KindItem {
		full = ID(word)
	}
	return "", b.notFound(full, kind)
}

// Pick gives a snapshot in which the file at the path alone holds its id: other files that claim the same id are left out, so
// that a command that writes can be told which of them is meant. A path that the snapshot does not hold is an *[InvalidError].
func (b *Backlog) Pick(path string) (*Backlog, error) {
	if _, ok := b.fileIndex(path); !ok {
		return nil, noFile(path)
	}
	out := map[string]*file{}
	for _, d := range b.names.dup {
		for _, other := range d.Paths {
			if other != path && slices.Contains(d.Paths, path) {
				out[other] = nil
			}
		}
	}
	return b.with(out), nil
}

// Position is the place of an item among those that have one: 1 is the top. Finished, closed and dropped items, items without a
// priority and epics have none.
func (b *Backlog) Position(id ID) (n int, ok bool) {
	n, ok = b.order().positions[id]
	return n, ok
}

// Placed is the number of items that have a position.
func (b *Backlog) Placed() int { return len(b.order().positions) }

// Under gives the items below an epic, those of epics below it too, in order.
func (b *Backlog) Under(epic ID) iter.Seq[Item] {
	return b.those(func(it *Item) bool { return b.below(it, epic) })
}

// below follows the epics upwards, at most as far as files nest them without a cycle.
func (b *Backlog) below(it *Item, epic ID) bool {
	for depth := 0; it.Epic != "" && depth < 32; depth++ {
		if it.Epic == epic {
			return true
		}
		f := b.lookup(it.Epic)
		if f == nil || f.item == nil {
			return false
		}
		it = f.item
	}
	return false
}

// NeededBy gives the open items that depend on an item, in order.
func (b *Backlog) NeededBy(id ID) iter.Seq[Item] {
	return b.those(func(it *Item) bool { return it.category.Open() && slices.Contains(it.DependsOn, id) })
}

// those gives the items for which keep is true, in order.
func (b *Backlog) those(keep func(*Item) bool) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, it := range b.inOrder(keep) {
			if !yield(*it) {
				return
			}
		}
	}
}

// Records gives the records of a kind by id.
func (b *Backlog) Records(k RecordKind) []Record {
	var out []Record
	for _, f := range b.files {
		if f.record != nil && f.kind == k {
			out = append(out, *f.record)
		}
	}
	slices.SortStableFunc(out, func(x, y Record) int { return Compare(x.ID, y.ID) })
	return out
}

// Product is product.md; false when the backlog has none.
func (b *Backlog) Product() (Record, bool) {
	return b.RecordAt(productFile)
}

// Broken gives the files that could not be read, by path. The rest of the backlog works without them.
func (b *Backlog) Broken() []*ParseError {
	var out []*ParseError
	for _, f := range b.files {
		if f.err != nil {
			out = append(out, f.err)
		}
	}
	return out
}

// Problems gives the values that do not fit their fields, by path and place: those keys read as unset.
func (b *Backlog) Problems() []*ParseError {
	var out []*ParseError
	for _, f := range b.files {
		if f.err == nil {
			out = append(out, f.problems...)
		}
	}
	return out
}

// Ambiguous gives the ids that more than one file claims.
func (b *Backlog) Ambiguous() []*AmbiguousError { return b.names.dup }

// Files gives the path and source of every file of the backlog that Load read, unreadable ones and po.yaml too, by path.
func (b *Backlog) Files() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if !yield(configFile, b.cfg.src) {
			return
		}
		for _, f := range b.files {
			if !yield(f.path, f.src) {
				return
			}
		}
	}
}

// Source is the text of a file as it was read.
func (b *Backlog) Source(path string) (string, bool) {
	if path == configFile {
		return b.cfg.src, true
	}
	if i, ok := b.fileIndex(path); ok {
		return b.files[i].src, true
	}
	return "", false
}

// IDAt is the id of the record in the file at a path, empty where there is no such file, or none that can be read with an id.
func (b *Backlog) IDAt(path string) ID {
	if i, ok := b.fileIndex(path); ok {
		return b.files[i].id()
	}
	return ""
}

func (b *Backlog) fileIndex(path string) (int, bool) {
	return slices.BinarySearchFunc(b.files, path, func(f *file, p string) int { return strings.Compare(f.path, p) })
}

// Empty is a snapshot without any file under the same settings.
func (b *Backlog) Empty() *Backlog { return assemble(b.cfg, nil) }

// Blank is an empty snapshot under the settings of an empty po.yaml.
func Blank() *Backlog {
	c := defaultConfig()
	c.finish()
	return assemble(c, nil)
}
