package check

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// circle is a way along one key that leads back to where it began, from its lowest id on.
type circle struct {
	key   string
	items []*Item
}

// text is the circle's ids, from the first round to it again.
func (c circle) text() string {
	var ids []string
	for _, it := range c.items {
		ids = append(ids, string(it.ID))
	}
	return strings.Join(append(ids, ids[0]), " → ")
}

// findCircles looks for circles among the items that others name: nothing else can stand
// in one.
func (v *view) findCircles() []circle {
	needed, above := map[backlog.ID]bool{}, map[backlog.ID]bool{}
	for it := range v.backlog.Unsorted() {
		for _, id := range it.DependsOn {
			needed[id] = true
		}
		if it.Epic != "" {
			above[it.Epic] = true
		}
	}
	return append(v.circlesOf("depends_on", needed, func(it *Item) []backlog.ID { return it.DependsOn }),
		v.circlesOf("epic", above, func(it *Item) []backlog.ID {
			if it.Epic == "" {
				return nil
			}
			return []backlog.ID{it.Epic}
		})...)
}

// walker is a walk along one key. An item has no number yet, is on the present path, or
// is finished.
type walker struct {
	key    string
	next   func(*Item) []backlog.ID
	find   func(backlog.ID) *Item
	onPath map[string]bool // by path; false: finished
	path   []step
	found  []circle
}

type step struct {
	it   *Item
	todo []backlog.ID
}

// circlesOf walks a relation depth first; every edge that leads back into the present
// path closes a circle.
func (v *view) circlesOf(key string, named map[backlog.ID]bool, next func(*Item) []backlog.ID) []circle {
	w := walker{key: key, next: next, find: v.item, onPath: map[string]bool{}}
	var starts []*Item
	for id := range named {
		if it := v.item(id); it != nil && len(next(it)) > 0 {
			starts = append(starts, it)
		}
	}
	slices.SortFunc(starts, func(a, b *Item) int { return strings.Compare(a.Path, b.Path) })
	for _, it := range starts {
		if _, seen := w.onPath[it.Path]; !seen {
			w.enter(it)
			w.walk()
		}
	}
	return w.found
}

func (w *walker) enter(it *Item) {
	w.onPath[it.Path] = true
	w.path = append(w.path, step{it, w.next(it)})
}

func (w *walker) walk() {
	for len(w.path) > 0 {
		top := &w.path[len(w.path)-1]
		if len(top.todo) == 0 {
			w.onPath[top.it.Path] = false
			w.path = w.path[:len(w.path)-1]
			continue
		}
		to := w.find(top.todo[0])
		top.todo = top.todo[1:]
		if to == nil {
			continue
		}
		switch on, seen := w.onPath[to.Path]; {
		case !seen:
			w.enter(to)
		case on:
			w.close(to)
		}
	}
}

// close notes the circle that the way back to an item closes, from its lowest id on.
func (w *walker) close(to *Item) {
	from := slices.IndexFunc(w.path, func(s step) bool { return s.it.Path == to.Path })
	var items []*Item
	for _, s := range w.path[from:] {
		items = append(items, s.it)
	}
	low := 0
	for i, it := range items {
		if backlog.Compare(it.ID, items[low].ID) < 0 {
			low = i
		}
	}
	w.found = append(w.found, circle{w.key, slices.Concat(items[low:], items[:low])})
}
