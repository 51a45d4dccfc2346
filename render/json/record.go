package json

import (
	"path"
	"reflect"
	"slices"

	"github.com/po-backlog/po/backlog"
)

// Record is the shape of a goal, sprint, release, experiment, insight or
// decision: its set keys, then where it is.
type Record struct {
	Keys     Members `json:"-"`
	Record   string  `json:"record" doc:"goal, sprint, release, experiment, insight, decision or product"`
	Path     string  `json:"path" doc:"of the file, from the repository's root"`
	Revision string  `json:"revision" doc:"git's name of the file's content"`
	Body     string  `json:"body,omitempty" doc:"the text below the front matter"`
	Lines    []Line  `json:"lines,omitempty" doc:"of po search: the lines that hold a word"`
}

// Line is the shape of a line of a file, counted from 1.
type Line struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// RecordFields lists the fields of all kinds of records, items first, each name
// once.
func RecordFields(c *backlog.Config) []Field {
	fields := ItemFields(c)
	seen := map[string]bool{}
	for _, f := range fields {
		seen[f.Name] = true
	}
	for _, k := range backlog.RecordKinds() {
		for _, f := range c.FieldsOf(k) {
			if !seen[f.Key] {
				seen[f.Key] = true
				fields = append(fields, Field{Name: f.Key, Doc: f.Doc})
			}
		}
	}
	return fields
}

// HitFields lists the fields of what a search finds, of all kinds of records.
func HitFields(c *backlog.Config) []Field {
	return append(RecordFields(c), fieldNamed("lines"))
}

// RecordOf gives a record that is no item its shape.
func RecordOf(b *backlog.Backlog, r backlog.Record, o Options) Record {
	return Record{
		Keys:     keysOf(r.Values(), recordTable(b, r.Kind)),
		Record:   r.Kind.String(),
		Path:     path.Join(o.Root, r.Path),
		Revision: revision(r.Source()),
		Body:     r.Body(),
	}
}

// recordTable is the field table of a kind, with money as text.
func recordTable(b *backlog.Backlog, k backlog.RecordKind) []backlog.Field {
	table := b.Config().FieldsOf(k)
	for i := range table {
		if k == backlog.KindSprint && table[i].Key == "cost" {
			table[i].Kind = backlog.String
		}
	}
	return table
}

// HitsOf gives what a search has found its shapes: items and other records.
func HitsOf(b *backlog.Backlog, hits []backlog.Hit, o Options) []any {
	items := newShaper(b, o)
	shapes := make([]any, 0, len(hits))
	for _, h := range hits {
		var lines []Line
		for _, l := range h.Lines {
			lines = append(lines, Line(l))
		}
		if it, err := b.Item(h.ID); h.Kind == backlog.KindItem && err == nil {
			shape := items.item(it)
			shape.Lines = lines
			shapes = append(shapes, shape)
		} else if r, err := b.Record(h.ID); err == nil {
			shape := RecordOf(b, r, o)
			shape.Body, shape.Lines = "", lines
			shapes = append(shapes, shape)
		}
	}
	return shapes
}

// members are the keys of the file, then the rest. No field of the rest bears
// the name of a key.
func (shape Record) members() Members {
	return append(slices.Clone(shape.Keys), fieldMembers(reflect.ValueOf(shape))...)
}

// MarshalJSON writes the keys of the file, then the rest.
func (shape Record) MarshalJSON() ([]byte, error) { return appendMembers(nil, shape.members()), nil }
