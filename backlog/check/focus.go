package check

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/po-backlog/po/backlog"
)

// A Focus is what a change of a backlog concerns: the files that differ, those that name
// what they hold, and those about which a rule says by its Reach that it can tell something
// else than before.
type Focus struct {
	Old, New *backlog.Backlog // the two states

	before, after *view               // of them, for what rules work out once for all
	changed       map[string]bool     // paths of the files that differ
	paths         map[string]bool     // the focus
	moved         map[backlog.ID]bool // names under which another item is found than before, or none
	stories       func()              // see reachOfStories
}

// Near is the reach of a rule that judges each record by itself and by what it names: a file
// that did not change is concerned only as far as it names what did, and such files are
// always in a focus.
func Near(*Focus) {}

// Changed gives the paths of the files that differ between Old and New, relative to the
// backlog's folder, in order.
func (f *Focus) Changed() iter.Seq[string] { return slices.Values(slices.Sorted(maps.Keys(f.changed))) }

// Add adds the file at a path, relative to the backlog's folder, which need not be there in
// both states.
func (f *Focus) Add(path string) { f.paths[path] = true }

// newFocus finds out what differs.
func newFocus(old, new *backlog.Backlog, o Options) *Focus {
	f := &Focus{Old: old, New: new, changed: map[string]bool{}, paths: map[string]bool{}, moved: map[backlog.ID]bool{}}
	for _, e := range backlog.Edits(old, new) {
		f.changed[e.Path], f.paths[e.Path] = true, true
	}
	past := o
	past.Base, past.History, past.Forecast, past.Committed, past.Earlier, past.Worked = nil, nil, nil, old, nil, nil
	o.Base = old
	f.before, f.after = bareView(old, past), bareView(new, o)
	crowd := sync.OnceValue(f.readCrowd)
	for _, v := range [...]*view{f.before, f.after} {
		v.changed, v.crowd = f.changed, crowd
	}
	f.stories = sync.OnceFunc(f.compareTold)
	return f
}

// reach widens the focus to all that the rules which are on can tell anew; false where that
// may be anything.
func (f *Focus) reach() bool {
	var rules []*Rule
	for _, p := range f.after.passes() {
		if p.rule.Reach == nil {
			return false
		}
		rules = append(rules, p.rule)
	}
	if f.changed[settings{}.file()] {
		return false
	}
	f.addReferring()
	for _, rule := range rules {
		rule.Reach(f)
	}
	f.addNamesakes()
	return true
}

// look is what others see of a record that they name.
type look struct {
	id                 backlog.ID
	kind               backlog.RecordKind
	typ                backlog.Type
	status, start      string
	epic, goal, sprint backlog.ID
	priority           backlog.Priority
}

func lookOf(b *backlog.Backlog, name backlog.ID) look {
	kind, known := b.Has(name)
	if !known {
		return look{}
	}
	if kind == backlog.KindItem {
		it, err := b.Item(name)
		if err != nil {
			return look{}
		}
		return look{it.ID, kind, it.Type, string(it.Status), "", it.Epic, it.Goal, it.Sprint, it.Priority}
	}
	r, err := b.Record(name)
	if err != nil {
		return look{}
	}
	return look{id: r.ID, kind: kind, status: r.Status, start: r.Get("start").Text, goal: backlog.ID(r.Get("goal").Text)}
}

// addReferring adds the files that name what looks other than before.
func (f *Focus) addReferring() {
	seen := map[backlog.ID]bool{}
	for name := range f.names() {
		if was, is := lookOf(f.Old, name), lookOf(f.New, name); was != is {
			seen[name] = true
			f.moved[name] = f.moved[name] || was.id != is.id
		}
	}
	for path := range f.changed {
		f.seeBroken(path, seen)
	}
	if len(seen) == 0 {
		return
	}
	for it := range f.others() {
		for ref := range it.References() {
			if seen[ref.To] {
				f.Add(it.Path)
			}
		}
	}
	for _, r := range f.after.allRecords() {
		if f.changed[r.Path] {
			continue
		}
		for ref := range r.References() {
			if seen[ref.To] {
				f.Add(r.Path)
			}
		}
	}
}

// names gives what the files that differ are called in either state, former ids too.
func (f *Focus) names() iter.Seq[backlog.ID] {
	names := map[backlog.ID]bool{}
	for path := range f.changed {
		for _, b := range [...]*backlog.Backlog{f.Old, f.New} {
			if id := b.IDAt(path); id != "" {
				names[id] = true
			}
			if it, ok := b.ItemAt(path); ok {
				for _, former := range it.Aliases {
					names[former] = true
				}
			}
		}
	}
	return maps.Keys(names)
}

// seeBroken enters the ids that a file which cannot be read in one of the states may have: a
// reference to it does not dangle.
func (f *Focus) seeBroken(path string, seen map[backlog.ID]bool) {
	if isBroken(f.Old, path) == isBroken(f.New, path) {
		return
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	for i := range name {
		if name[i] == '-' || name[i:] == ".md" {
			seen[backlog.ID(name[:i])] = true
		}
	}
}

func isBroken(b *backlog.Backlog, path string) bool {
	_, there := b.Source(path)
	_, item := b.ItemAt(path)
	_, record := b.RecordAt(path)
	return there && !item && !record
}

// addNamesakes adds the files that claim the id of one in the focus: fingerprints count what
// is found about one id.
func (f *Focus) addNamesakes() {
	claims := slices.Concat(f.Old.Ambiguous(), f.New.Ambiguous())
	ids := map[backlog.ID]bool{}
	for more := true; more; {
		more = false
		for _, c := range claims {
			if !ids[c.ID] && slices.ContainsFunc(c.Paths, func(path string) bool { return f.paths[path] }) {
				ids[c.ID], more = true, true
				for _, other := range claims {
					if other.ID == c.ID {
						f.addPaths(other.Paths)
					}
				}
			}
		}
	}
}

func (f *Focus) addPaths(paths []string) {
	for _, path := range paths {
		f.Add(path)
	}
}

// changedItems gives the items that differ, as they were and as they are.
func (f *Focus) changedItems() iter.Seq[backlog.Item] {
	return func(yield func(backlog.Item) bool) {
		for path := range f.changed {
			for _, b := range [...]*backlog.Backlog{f.Old, f.New} {
				if it, ok := b.ItemAt(path); ok && !yield(it) {
					return
				}
			}
		}
	}
}

// relinks reports whether a change can make or break a circle: an item came, went, or names
// others, or is called, otherwise than before.
func (f *Focus) relinks() bool {
	for path := range f.changed {
		was, had := f.Old.ItemAt(path)
		is, has := f.New.ItemAt(path)
		if had != has || was.ID != is.ID || was.Epic != is.Epic || !slices.Equal(was.DependsOn, is.DependsOn) || !slices.Equal(was.Aliases, is.Aliases) {
			return true
		}
	}
	return false
}

// others gives the items that do not differ, by path.
func (f *Focus) others() iter.Seq[backlog.Item] {
	return func(yield func(backlog.Item) bool) {
		for it := range f.New.Unsorted() {
			if !f.changed[it.Path] && !yield(it) {
				return
			}
		}
	}
}

// anyNew reports whether one of the items that differ, as they are now, is such a one.
func (f *Focus) anyNew(such func(backlog.Item) bool) bool {
	for path := range f.changed {
		if it, ok := f.New.ItemAt(path); ok && such(it) {
			return true
		}
	}
	return false
}

// addWhere adds those of the other items that are such ones.
func (f *Focus) addWhere(such func(backlog.Item) bool) {
	for it := range f.others() {
		if such(it) {
			f.Add(it.Path)
		}
	}
}

// touches reports whether a record of a kind differs.
func (f *Focus) touches(kind backlog.RecordKind) bool {
	for path := range f.changed {
		if strings.HasPrefix(path, kind.Folder()+"/") {
			return true
		}
	}
	return false
}

// addAll adds all records of a kind when one of them differs.
func (f *Focus) addAll(kind backlog.RecordKind) {
	if !f.touches(kind) {
		return
	}
	for _, r := range f.New.Records(kind) {
		f.Add(r.Path)
	}
}

// addID adds the record that an id names, in either state.
func (f *Focus) addID(id backlog.ID) {
	for _, b := range [...]*backlog.Backlog{f.Old, f.New} {
		if kind, known := b.Has(id); known && kind != backlog.KindItem {
			if r, err := b.Record(id); err == nil {
				f.Add(r.Path)
			}
		}
	}
}

// waitsInSprint reports whether an item depends on one in a sprint that differs.
func (f *Focus) waitsInSprint(it backlog.Item) bool {
	return slices.ContainsFunc(it.DependsOn, func(id backlog.ID) bool {
		if kind, known := f.New.Has(id); !known || kind != backlog.KindItem {
			return false
		}
		dep, err := f.New.Item(id)
		return err == nil && dep.Sprint != "" && lookOf(f.Old, dep.Sprint) != lookOf(f.New, dep.Sprint)
	})
}
