package json

import (
	"path"
	"reflect"
	"slices"
	"strconv"

	"github.com/po-backlog/po/backlog"
)

// Options say how values are encoded.
type Options struct {
	Root   string                           // the backlog's folder in the repository, with slashes; paths are below it
	Today  backlog.Day                      // the day from which ages count
	Score  func(backlog.Item) backlog.Score // nil is the default method of po.yaml
	Texts  bool                             // with story, criteria and body
	Fields Selection                        // of items, only what is written is worked out; nil is all
}

// Item is the shape of an item: its set keys, then what is worked out.
type Item struct {
	Keys     Members     `json:"-"`
	Record   string      `json:"record" doc:"item"`
	Path     string      `json:"path" doc:"of the file, from the repository's root"`
	Revision string      `json:"revision" doc:"git's name of the file's content"`
	Category string      `json:"category" doc:"what the status means: proposed, ready, active, finished, closed, dropped"`
	Open     bool        `json:"open" doc:"neither closed nor dropped"`
	Position int         `json:"position,omitempty" doc:"the place in the order, from 1"`
	Score    any         `json:"score,omitempty" doc:"by the default method, or the one asked for"`
	Age      int         `json:"age,omitempty" doc:"days in work, the first one too"`
	Missing  []string    `json:"missing,omitempty" doc:"lines of the Definition of Ready that fail"`
	Story    *Story      `json:"story,omitempty" doc:"role, means and ends of the sentence"`
	Criteria []Criterion `json:"criteria,omitempty" doc:"acceptance criteria: n, text, met, form"`
	Body     string      `json:"body,omitempty" doc:"the text below the front matter"`
	Why      []string    `json:"why,omitempty" doc:"of po next: why it comes next"`
	Lines    []Line      `json:"lines,omitempty" doc:"of po search: the lines that hold a word"`
}

// Story is the shape of a story sentence.
type Story struct {
	Role  string `json:"role,omitempty"`
	Means string `json:"means,omitempty"`
	Ends  string `json:"ends,omitempty"`
}

// Criterion is the shape of an acceptance criterion.
type Criterion struct {
	N    int    `json:"n" doc:"its number, from 1"`
	Text string `json:"text" doc:"what it says"`
	Met  bool   `json:"met" doc:"whether it is met"`
	Form string `json:"form" doc:"box, plain or scenario"`
}

// ItemFields lists the fields of an item: the keys of the field table and own
// ones, then what is worked out.
func ItemFields(c *backlog.Config) []Field {
	var fields []Field
	for _, f := range c.FieldsOf(backlog.KindItem) {
		fields = append(fields, Field{Name: f.Key, Doc: f.Doc})
	}
	for _, f := range fieldsOf(Item{}) {
		if f.Name != "why" && f.Name != "lines" {
			fields = append(fields, f)
		}
	}
	return fields
}

// NextFields lists the fields of an item that comes next.
func NextFields(c *backlog.Config) []Field {
	return append(ItemFields(c), fieldNamed("why"))
}

// CriterionFields lists the fields of an acceptance criterion.
func CriterionFields() []Field { return fieldsOf(Criterion{}) }

func fieldNamed(name string) Field {
	for _, f := range fieldsOf(Item{}) {
		if f.Name == name {
			return f
		}
	}
	return Field{}
}

// ItemOf gives an item its shape.
func ItemOf(b *backlog.Backlog, it backlog.Item, o Options) Item {
	return newShaper(b, o).item(it)
}

// ItemsOf gives items their shapes.
func ItemsOf(b *backlog.Backlog, items []backlog.Item, o Options) []Item {
	s := newShaper(b, o)
	shapes := make([]Item, len(items))
	for i, it := range items {
		shapes[i] = s.item(it)
	}
	return shapes
}

// NextOf gives the items that come next their shapes.
func NextOf(b *backlog.Backlog, picks []backlog.Pick, o Options) []Item {
	s := newShaper(b, o)
	shapes := make([]Item, len(picks))
	for i, p := range picks {
		shapes[i] = s.item(p.Item)
		shapes[i].Why = p.Why
	}
	return shapes
}

// shaper gives the items of one backlog their shapes.
type shaper struct {
	b     *backlog.Backlog
	o     Options
	facts *backlog.Facts
	table []backlog.Field
}

func newShaper(b *backlog.Backlog, o Options) shaper {
	s := shaper{b: b, o: o, facts: b.Facts(o.Today), table: b.Config().FieldsOf(backlog.KindItem)}
	if s.o.Score == nil {
		s.o.Score = s.facts.Score
	}
	return s
}

func (s shaper) item(it backlog.Item) Item {
	shape := Item{
		Keys:     keysOf(it.Values(), s.table),
		Record:   backlog.KindItem.String(),
		Path:     path.Join(s.o.Root, it.Path),
		Category: it.Category().String(),
		Open:     it.Open(),
	}
	if s.o.Fields.Has("revision") {
		shape.Revision = revision(it.Source())
	}
	if s.o.Fields.Has("score") {
		shape.Score = scoreOf(s.o.Score(it))
	}
	shape.Position, _ = s.b.Position(it.ID)
	if age, err := strconv.Atoi(s.facts.Value(it, "age").Text); err == nil {
		shape.Age = age
	}
	if it.Category().Placed() && s.o.Fields.Has("missing") {
		shape.Missing = s.b.Missing(it)
	}
	if s.o.Texts {
		if story, ok := it.Story(); ok {
			shape.Story = &Story{Role: story.Role.Text, Means: story.Means.Text, Ends: story.Ends.Text}
		}
		shape.Criteria = CriteriaOf(it)
		shape.Body = it.Body()
	}
	return shape
}

// CriteriaOf gives the acceptance criteria of an item their shapes.
func CriteriaOf(it backlog.Item) []Criterion {
	var shapes []Criterion
	for i, c := range it.Criteria() {
		shapes = append(shapes, Criterion{N: i + 1, Text: c.Text, Met: c.Met, Form: c.Form.String()})
	}
	return shapes
}

// members are the keys of the file, then the rest. No field of the rest bears
// the name of a key.
func (shape Item) members() Members {
	return append(slices.Clone(shape.Keys), fieldMembers(reflect.ValueOf(shape))...)
}

// MarshalJSON writes the keys of the file, then the rest.
func (shape Item) MarshalJSON() ([]byte, error) { return appendMembers(nil, shape.members()), nil }
