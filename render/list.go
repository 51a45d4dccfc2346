package render

import (
	"github.com/po-backlog/po/backlog"
)

// ListOptions say how items are listed.
type ListOptions struct {
	// Columns are what [backlog.Backlog.Column] knows; nil are the usual.
	Columns []string
	// Refine lists the items of category proposed, with what each lacks to be
	// ready.
	Refine bool
	// Sorted says that the items are in another order than the backlog's, so
	// that there are no parts.
	Sorted bool
	// GroupBy is a key by whose values the items stand in parts.
	GroupBy string
	// Today is the day from which ages are counted.
	Today backlog.Day
	// Score scores an item; nil is the default method of po.yaml.
	Score func(backlog.Item) backlog.Score
}

// List is the page of items of a backlog, given in the order in which they are
// to be shown: in the order, then those without a place in it, those that wait
// for acceptance, closed ones, and epics. Without items the page is empty.
func List(b *backlog.Backlog, items []backlog.Item, o ListOptions) *Page {
	if o.Refine {
		items = proposed(items)
	}
	if len(items) == 0 {
		return &Page{}
	}
	v := newListing(b, o)
	keys := o.Columns
	switch {
	case keys != nil:
	case o.Refine:
		keys = []string{columnPosition, "id", "points", "missing", "title"}
	default:
		keys = []string{columnPosition, "id", "status", "points", "title"}
	}
	for _, key := range keys {
		v.types = v.types || key == "type"
	}
	if o.Columns == nil && onlyEpics(items) {
		return &Page{Blocks: []Block{v.epics(items)}}
	}
	t := Table{Columns: columnsOf(b, keys)}
	for _, g := range v.groups(items) {
		t.Parts = append(t.Parts, Part{Label: g.label, Rows: v.rows(g.items, keys)})
	}
	return &Page{Blocks: []Block{t}}
}

// listing is a list in the making.
type listing struct {
	b     *backlog.Backlog
	o     ListOptions
	facts *backlog.Facts
	types bool // the type has a column
}

func newListing(b *backlog.Backlog, o ListOptions) listing {
	return listing{b: b, o: o, facts: b.Facts(o.Today)}
}

// rows gives the cells of items in the columns of keys.
func (v listing) rows(items []*backlog.Item, keys []string) [][]Cell {
	rows := make([][]Cell, len(items))
	cells := make([]Cell, len(items)*len(keys))
	for i, it := range items {
		rows[i] = cells[i*len(keys) : (i+1)*len(keys)]
		for k, key := range keys {
			rows[i][k] = v.cellOf(it, key)
		}
	}
	return rows
}

// group is the items of one part.
type group struct {
	label string
	items []*backlog.Item
}

// groups parts the items: by a key, or by what can be done with them.
func (v listing) groups(items []backlog.Item) []group {
	switch {
	case v.o.GroupBy != "":
		return v.groupsBy(items, v.o.GroupBy)
	case v.o.Sorted:
		return []group{{items: pointers(items)}}
	}
	parts := []group{{}, {label: "not prioritized"}, {label: "waiting for acceptance"}, {label: "closed"}, {label: "epics"}}
	for _, it := range pointers(items) {
		at := 0
		switch _, placed := v.b.Position(it.ID); {
		case it.Type == backlog.Epic:
			at = 4
		case placed:
		case !it.Open():
			at = 3
		case it.Category() == backlog.Finished:
			at = 2
		default:
			at = 1
		}
		parts[at].items = append(parts[at].items, it)
	}
	return parts
}

// pointers spares copies of items, which are large.
func pointers(items []backlog.Item) []*backlog.Item {
	out := make([]*backlog.Item, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}

// groupsBy parts the items by the values of a key, in the order in which the
// values come first; those without one stand last.
func (v listing) groupsBy(items []backlog.Item, key string) []group {
	var parts []group
	none := group{label: "no " + key}
	at := map[string]int{}
	for _, it := range pointers(items) {
		label := v.cellOf(it, key).Value
		if label == "" {
			none.items = append(none.items, it)
			continue
		}
		i, known := at[label]
		if !known {
			i = len(parts)
			at[label] = i
			parts = append(parts, group{label: label})
		}
		parts[i].items = append(parts[i].items, it)
	}
	return append(parts, none)
}

// epics lists epics with what stands below them, done and all.
func (v listing) epics(items []backlog.Item) Table {
	t := Table{Columns: []Column{
		{Name: "id"}, {Name: "status", Leave: 3}, {Name: "items", Right: true, Leave: 2},
		{Name: "points", Right: true, Leave: 1}, {Name: "title", Cut: true},
	}}
	part := Part{}
	for _, it := range pointers(items) {
		p := below(v.b, it.ID)
		part.Rows = append(part.Rows, []Cell{
			{Value: string(it.ID)}, statusCell(it), {Value: p.count()}, {Value: p.points()}, {Value: it.Title},
		})
	}
	t.Parts = []Part{part}
	return t
}

func onlyEpics(items []backlog.Item) bool {
	for i := range items {
		if items[i].Type != backlog.Epic {
			return false
		}
	}
	return true
}

// proposed gives the items that may still have to be refined.
func proposed(items []backlog.Item) []backlog.Item {
	var out []backlog.Item
	for _, it := range items {
		if it.Category() <= backlog.Proposed && it.Type != backlog.Epic {
			out = append(out, it)
		}
	}
	return out
}
