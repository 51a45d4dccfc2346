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

// links are the ids that an item names by a key along which there can be circles.
func links(it *backlog.Item, key string) []backlog.ID {
	switch {
	case key == "depends_on":
		return it.DependsOn
	case it.Epic == "":
		return nil
	}
	return []backlog.ID{it.Epic}
}

// circleKeys are those keys.
func circleKeys() [2]string { return [...]string{"depends_on", "epic"} }

// findCircles looks for circles among the items that are named and name others: nothing else
// can stand in one.
func (v *view) findCircles() []circle {
	var found []circle
	for _, key := range circleKeys() {
		named, naming, former := map[backlog.ID]bool{}, map[backlog.ID]bool{}, map[backlog.ID]bool{}
		for it := range v.backlog.Unsorted() {
			ids := links(&it, key)
			for _, id := range ids {
				named[id] = true
			}
			if len(ids) > 0 {
				naming[it.ID] = true
			}
			for _, id := range it.Aliases {
				former[id] = true
			}
		}
		var starts []*Item
		for id := range named {
			if naming[id] || former[id] {
				if it := v.item(id); it != nil {
					starts = append(starts, it)
				}
			}
		}
		slices.SortFunc(starts, func(a, b *Item) int { return strings.Compare(a.Path, b.Path) })
		found = append(found, v.walk(key, starts)...)
	}
	return found
}

// anyCircle reports whether a judged item leads into a circle, which costs as much as there
// is to be reached from those that are judged.
func (v *view) anyCircle() bool {
	for _, key := range circleKeys() {
		if len(v.walk(key, v.items)) > 0 {
			return true
		}
	}
	return false
}

// walker is a walk along one key.
type walker struct {
	key    string
	find   func(backlog.ID) *Item
	onPath map[string]bool // by path; false: finished; not there: not seen yet
	path   []step
	found  []circle
}

type step struct {
	it   *Item
	todo []backlog.ID
}

// walk goes along a key depth first; every edge that leads back into the present path closes
// a circle.
func (v *view) walk(key string, starts []*Item) []circle {
	w := walker{key: key, find: v.item, onPath: map[string]bool{}}
	for _, it := range starts {
		if _, seen := w.onPath[it.Path]; !seen {
			w.enter(it)
			w.toEnd()
		}
	}
	return w.found
}

func (w *walker) enter(it *Item) {
	w.onPath[it.Path] = true
	w.path = append(w.path, step{it, links(&it.Item, w.key)})
}

func (w *walker) toEnd() {
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
