package backlog

import (
	"slices"
	"strings"
)

// Op is what a change does.
type Op string

// The operations; a change's other fields depend on it.
const (
	OpAdd        Op = "add"        // a record came: New* of the record
	OpRemove     Op = "remove"     // a record went
	OpSet        Op = "set"        // one key, dotted inside maps: Old, New
	OpInsert     Op = "insert"     // one entry of a list came: New, At
	OpDelete     Op = "delete"     // one entry of a list went: Old, At
	OpCriterion  Op = "criterion"  // one acceptance criterion: Criterion
	OpHunk       Op = "hunk"       // lines of the body without its criteria, or of po.yaml: Hunk
	OpUnreadable Op = "unreadable" // a side cannot be read: Side, New holds the error
)

// Change is one difference between two snapshots. A list of them, applied to the old snapshot, gives the new one as a model:
// fields, criteria and body text, not spelling or the order of keys.
type Change struct {
	ID    ID // empty for product.md and po.yaml
	Kind  RecordKind
	Path  string // of the file, the new one where it was renamed
	Title string // of the record, for people
	Op    Op
	Field string // key, dotted inside maps; "path" for a renamed file; "criteria", "body"; "settings" for po.yaml

	Old, New Value
	At       int // insert, delete: index of the entry, from 0, in the new list for insert and in the old list for delete

	OldPosition, NewPosition int // set of priority: the positions, 0 for none

	Criterion *CriterionChange
	Hunk      *Hunk
	Item      *Item   // add, remove: the item, with all its fields …
	Record    *Record // … or the other record
	Side      string  // unreadable: old or new
}

// Touches reports whether a change is about a key, or one inside a map: a record that came or went is, where it holds the key.
func (c Change) Touches(key string) bool {
	switch {
	case c.Item != nil && key == "criteria":
		return len(c.Item.Criteria()) > 0
	case c.Item != nil && key == "body":
		return c.Item.Body() != ""
	case c.Item != nil:
		return c.Item.Get(key).IsSet()
	case c.Record != nil && key == "body":
		return c.Record.Body() != ""
	case c.Record != nil:
		return c.Record.Get(key).IsSet()
	}
	return c.Field == key || strings.HasPrefix(c.Field, key+".")
}

// CriterionChange is a criterion that came (Old nil), went (New nil), was reworded or ticked. The numbers count from 1, 0 where
// there is none.
type CriterionChange struct {
	Old, New   *CriterionState
	OldN, NewN int
}

// CriterionState is what a criterion says and whether it is met.
type CriterionState struct {
	Text  string
	Met   bool
	Front bool // it stands in the front matter, not in the body
}

// Hunk replaces the lines Old, which begin at line OldAt of the old text, by the lines New, which begin at line NewAt of the new
// one. Lines count from 1 and hold no line ends.
type Hunk struct {
	Old, New     []string
	OldAt, NewAt int
}

// FileEdit is a file that differs between two snapshots: Old nil is a new file, New nil one that is removed. The path is relative
// to the backlog's folder, with forward slashes.
type FileEdit struct {
	Path     string
	Old, New []byte
}

// Edits gives the files that differ, by path.
func Edits(old, new *Backlog) []FileEdit {
	var out []FileEdit
	if old.cfg != new.cfg && old.cfg.src != new.cfg.src {
		out = append(out, FileEdit{configFile, []byte(old.cfg.src), []byte(new.cfg.src)})
	}
	pairFiles(old, new, func(a, b *file) {
		switch {
		case a == nil:
			out = append(out, FileEdit{b.path, nil, []byte(b.src)})
		case b == nil:
			out = append(out, FileEdit{a.path, []byte(a.src), nil})
		case a.src != b.src:
			out = append(out, FileEdit{a.path, []byte(a.src), []byte(b.src)})
		}
	})
	slices.SortFunc(out, func(x, y FileEdit) int { return strings.Compare(x.Path, y.Path) })
	return out
}

// pairFiles walks the files of two snapshots by path; equal pointers, which are files that both share, are left out.
func pairFiles(old, new *Backlog, each func(a, b *file)) {
	i, j := 0, 0
	for i < len(old.files) || j < len(new.files) {
		switch {
		case j == len(new.files) || i < len(old.files) && old.files[i].path < new.files[j].path:
			each(old.files[i], nil)
			i++
		case i == len(old.files) || new.files[j].path < old.files[i].path:
			each(nil, new.files[j])
			j++
		default:
			if old.files[i] != new.files[j] {
				each(old.files[i], new.files[j])
			}
			i, j = i+1, j+1
		}
	}
}
