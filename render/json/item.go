package json

import (
	"crypto/sha1" // git's name of a blob
	"encoding/hex"
	"encoding/json"
	"path"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

// Options say how values are encoded.
type Options struct {
	Root  string                           // the backlog's folder in the repository, with slashes; paths are below it
	Today backlog.Day                      // the day from which ages count
	Score func(backlog.Item) backlog.Score // nil leaves scores out
	Texts bool                             // with story, criteria and body
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
}

// Story is the shape of a story sentence.
type Story struct {
	Role  string `json:"role,omitempty"`
	Means string `json:"means,omitempty"`
	Ends  string `json:"ends,omitempty"`
}

// Criterion is the shape of an acceptance criterion.
type Criterion struct {
	N    int    `json:"n"`
	Text string `json:"text"`
	Met  bool   `json:"met"`
	Form string `json:"form"`
}

// Record is the shape of a goal, sprint, release, experiment, insight or
// decision: its set keys, then where it is.
type Record struct {
	Keys     Members `json:"-"`
	Record   string  `json:"record" doc:"goal, sprint, release, experiment, insight, decision or product"`
	Path     string  `json:"path" doc:"of the file, from the repository's root"`
	Revision string  `json:"revision" doc:"git's name of the file's content"`
	Body     string  `json:"body,omitempty" doc:"the text below the front matter"`
}

// ItemFields lists the fields of an item: the keys of the field table and own
// ones, then what is worked out.
func ItemFields(c *backlog.Config) []Field {
	var fields []Field
	for _, f := range c.FieldsOf(backlog.KindItem) {
		fields = append(fields, Field{Name: f.Key, Doc: f.Doc})
	}
	for _, f := range fieldsOf(Item{}) {
		if f.Name != "why" {
			fields = append(fields, f)
		}
	}
	return fields
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

// NextFields lists the fields of an item that comes next.
func NextFields(c *backlog.Config) []Field {
	all := fieldsOf(Item{})
	return append(ItemFields(c), all[len(all)-1])
}

// ItemOf gives an item its shape.
func ItemOf(b *backlog.Backlog, it backlog.Item, o Options) Item {
	shape := Item{
		Keys:     keysOf(it.Values(), b.Config().FieldsOf(backlog.KindItem)),
		Record:   backlog.KindItem.String(),
		Path:     path.Join(o.Root, it.Path),
		Revision: revision(it.Source()),
		Category: it.Category().String(),
		Open:     it.Open(),
		Age:      render.Age(b, it, o.Today),
	}
	shape.Position, _ = b.Position(it.ID)
	if it.Category().Placed() {
		shape.Missing = b.Missing(it)
	}
	if o.Score != nil {
		shape.Score = scoreOf(o.Score(it))
	}
	if o.Texts {
		shape.addTexts(it)
	}
	return shape
}

// ItemsOf gives items their shapes.
func ItemsOf(b *backlog.Backlog, items []backlog.Item, o Options) []Item {
	shapes := make([]Item, len(items))
	for i, it := range items {
		shapes[i] = ItemOf(b, it, o)
	}
	return shapes
}

// NextOf gives the items that come next their shapes.
func NextOf(b *backlog.Backlog, picks []render.Pick, o Options) []Item {
	shapes := make([]Item, len(picks))
	for i, p := range picks {
		shapes[i] = ItemOf(b, p.Item, o)
		shapes[i].Why = p.Why
	}
	return shapes
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

// addTexts adds what is read from the body.
func (shape *Item) addTexts(it backlog.Item) {
	if s, ok := it.Story(); ok {
		shape.Story = &Story{Role: s.Role.Text, Means: s.Means.Text, Ends: s.Ends.Text}
	}
	for i, c := range it.Criteria() {
		shape.Criteria = append(shape.Criteria, Criterion{N: i + 1, Text: c.Text, Met: c.Met, Form: c.Form.String()})
	}
	shape.Body = it.Body()
}

// MarshalJSON writes the keys of the file, then the rest.
func (shape Item) MarshalJSON() ([]byte, error) {
	type rest Item
	return joined(shape.Keys, rest(shape))
}

// MarshalJSON writes the keys of the file, then the rest.
func (shape Record) MarshalJSON() ([]byte, error) {
	type rest Record
	return joined(shape.Keys, rest(shape))
}

// joined writes keys and the fields of a structure as one object. A field of
// the structure never bears the name of a key.
func joined(keys Members, rest any) ([]byte, error) {
	head, err := marshal(keys)
	if err != nil {
		return nil, err
	}
	tail, err := marshal(rest)
	if err != nil || len(keys) == 0 {
		return tail, err
	}
	if len(tail) == len("{}") {
		return head, nil
	}
	return append(append(head[:len(head)-1], ','), tail[1:]...), nil
}

// keysOf gives the set keys of a table their values, in the order of the table.
func keysOf(values []backlog.Entry, table []backlog.Field) Members {
	set := backlog.Value{Kind: backlog.Map, Map: values}
	var keys Members
	for _, f := range table {
		v := set.Get(f.Key)
		if f.Kind == backlog.String && v.Kind == backlog.Number {
			v.Kind = backlog.String
		}
		if v.IsSet() {
			keys = append(keys, Member{f.Key, valueOf(v)})
		}
	}
	return keys
}

// valueOf gives what a key holds its form in JSON: decimals as numbers written
// exactly, all else as it reads.
func valueOf(v backlog.Value) any {
	switch v.Kind {
	case backlog.None:
		return nil
	case backlog.Number:
		return number(v.Text)
	case backlog.Bool:
		return v.Text == "true"
	case backlog.List:
		list := make([]any, len(v.List))
		for i, e := range v.List {
			list[i] = valueOf(e)
		}
		return list
	case backlog.Map:
		m := make(Members, len(v.Map))
		for i, e := range v.Map {
			m[i] = Member{e.Key, valueOf(e.Value)}
		}
		return m
	}
	return v.Text
}

// number writes a decimal as a JSON number, and what is none as text.
func number(text string) any {
	d, err := backlog.ParseDecimal(text)
	if err != nil {
		return text
	}
	return json.Number(d.String())
}

// scoreDigits is the number of digits after the point to which a score is
// rounded.
const scoreDigits = 4

// scoreOf gives a score its form in JSON: a number, or the name of a class; nil
// for what is not scored.
func scoreOf(s backlog.Score) any {
	switch {
	case s.Value == nil && s.Class != "":
		return s.Class
	case s.Value == nil || !s.Scored:
		return nil
	}
	return json.Number(s.Text(scoreDigits))
}

// revision is the name that git gives to a blob of the text.
func revision(text string) string {
	h := sha1.New()
	h.Write([]byte("blob " + strconv.Itoa(len(text)) + "\x00"))
	_, _ = strings.NewReader(text).WriteTo(h)
	return hex.EncodeToString(h.Sum(nil))
}
