package json

import (
	"path"
	"reflect"
	"slices"

	"github.com/po-backlog/po/backlog"
)

// Change is the shape of one change. Applied to the old backlog, a list of them
// gives the new one as a model: fields, criteria and body text.
type Change struct {
	ID       string `json:"id,omitempty" doc:"of the record; none for product.md and po.yaml"`
	Path     string `json:"path" doc:"of the file, from the repository's root"`
	Op       string `json:"op" doc:"add, remove, set, insert, delete, criterion, hunk or unreadable"`
	Field    string `json:"field,omitempty" doc:"a key, dotted inside maps; path, criteria, body"`
	Old      any    `json:"old,omitempty" doc:"what was: a value, entry, criterion, lines or the record"`
	New      any    `json:"new,omitempty" doc:"what is"`
	At       any    `json:"at,omitempty" doc:"index of the entry, from 0; of a hunk the first line on both sides, from 1"`
	N        *Sides `json:"n,omitempty" doc:"numbers of the criterion on both sides, from 1"`
	Position *Sides `json:"position,omitempty" doc:"with a priority: the positions on both sides, from 1"`
	Side     string `json:"side,omitempty" doc:"of what is unreadable: old or new"`
}

// Sides holds a number for either side of a change; 0 is none and left out.
type Sides struct {
	Old int `json:"old,omitempty"`
	New int `json:"new,omitempty"`
}

// State is the shape of a criterion on one side of a change.
type State struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
}

// Written is the shape of what a writing command has done.
type Written struct {
	Commit  string   `json:"commit,omitempty" doc:"the commit's whole id; none when nothing was committed"`
	Branch  string   `json:"branch,omitempty" doc:"the branch it is on"`
	Changes []Change `json:"changes" doc:"what changed"`
}

// ChangeFields lists the fields of a change.
func ChangeFields() []Field { return fieldsOf(Change{}) }

// WrittenFields lists the fields of what a writing command has done.
func WrittenFields() []Field { return fieldsOf(Written{}) }

// ChangesOf gives changes their shapes.
func ChangesOf(changes []backlog.Change, o Options) []Change {
	shapes := make([]Change, len(changes))
	for i, c := range changes {
		shapes[i] = changeOf(c, o)
	}
	return shapes
}

func changeOf(c backlog.Change, o Options) Change {
	shape := Change{
		ID:    string(c.ID),
		Path:  path.Join(o.Root, c.Path),
		Op:    string(c.Op),
		Field: c.Field,
		Old:   valueOf(c.Old),
		New:   valueOf(c.New),
		Side:  c.Side,
	}
	switch c.Op {
	case backlog.OpAdd:
		shape.New = wholeOf(c, o)
	case backlog.OpRemove:
		shape.Old = wholeOf(c, o)
	case backlog.OpInsert, backlog.OpDelete:
		shape.At = c.At
	case backlog.OpCriterion:
		shape.Old, shape.New = stateOf(c.Criterion.Old), stateOf(c.Criterion.New)
		shape.N = &Sides{c.Criterion.OldN, c.Criterion.NewN}
	case backlog.OpHunk:
		shape.Old, shape.New = linesOf(c.Hunk.Old), linesOf(c.Hunk.New)
		shape.At = Sides{c.Hunk.OldAt, c.Hunk.NewAt}
	case backlog.OpSet:
		if c.Field == "priority" && c.OldPosition+c.NewPosition > 0 {
			shape.Position = &Sides{c.OldPosition, c.NewPosition}
		}
		if c.Field == "path" {
			shape.Old, shape.New = path.Join(o.Root, c.Old.Text), path.Join(o.Root, c.New.Text)
		}
	}
	return shape
}

// stateOf gives one side of a criterion its shape, nil where it has none.
func stateOf(s *backlog.CriterionState) any {
	if s == nil {
		return nil
	}
	return State{Text: s.Text, Met: s.Met}
}

// linesOf gives lines as a list that is there even when it is empty.
func linesOf(lines []string) []string { return append([]string{}, lines...) }

// Whole is the shape of a record that came or went: all its keys, those that po
// does not know too, its criteria and its body.
type Whole struct {
	Keys     Members     `json:"-"`
	Record   string      `json:"record"`
	Path     string      `json:"path"`
	Criteria []Criterion `json:"criteria,omitempty"`
	Body     string      `json:"body,omitempty"`
}

// members are the keys of the file, then the rest. No field of the rest bears
// the name of a key.
func (shape Whole) members() Members {
	return append(slices.Clone(shape.Keys), fieldMembers(reflect.ValueOf(shape))...)
}

// MarshalJSON writes the keys of the file, then the rest.
func (shape Whole) MarshalJSON() ([]byte, error) { return appendMembers(nil, shape.members()), nil }

func wholeOf(c backlog.Change, o Options) any {
	shape := Whole{Record: c.Kind.String(), Path: path.Join(o.Root, c.Path)}
	switch {
	case c.Item != nil:
		shape.Keys = allKeys(c.Item.Values())
		shape.Criteria, shape.Body = CriteriaOf(*c.Item), c.Item.Body()
	case c.Record != nil:
		shape.Keys = allKeys(c.Record.Values())
		shape.Body = c.Record.Body()
	}
	return shape
}

// allKeys gives every set key its value in the order of the file. A key that
// bears the name of one of the shape's own fields cannot stand beside it and is
// left out.
func allKeys(values []backlog.Entry) Members {
	var keys Members
	for _, e := range values {
		switch e.Key {
		case "record", "path", "criteria", "body":
		default:
			keys = append(keys, Member{e.Key, valueOf(e.Value)})
		}
	}
	return keys
}
