package backlog

import (
	"github.com/po-backlog/po/backlog/internal/doc"
)

// Item is one item of the product backlog: a story, bug, enabler, spike or epic. Its fields are the keys of its front matter,
// decoded; what is unset is the zero value. Items are handed out by value and are read-only: their slices are shared.
type Item struct {
	ID         ID
	Status     Status
	Title      string
	Priority   Priority // the place in the order, lower first; unset: after all that have one
	Type       Type
	Points     Decimal // size, set by the developers
	Created    Date
	Value      Decimal // business value, relative
	Area       string
	Sprint     ID
	Epic       ID
	Goal       ID
	Release    ID
	MoSCoW     MoSCoW
	Owner      string
	Assignee   string
	Labels     []string
	DependsOn  []ID
	Blocked    *Block // nil: not blocked
	Due        Date
	Started    Date
	Done       Date
	Accepted   Date
	Dropped    *Drop // nil: not dropped
	Insights   []ID
	Rejections []Rejection
	Aliases    []ID   // former ids, which go on resolving
	Path       string // of its file, relative to the backlog's folder, with forward slashes

	category Category
	f        *file
}

// Block says since when and why work on an item cannot go on.
type Block struct {
	Since  Date
	Reason string
}

// Drop says when and why an item was decided against.
type Drop struct {
	Date   Date
	Reason string
}

// Rejection says when and why finished work was sent back. Criteria are the numbers of those that failed, from 1.
type Rejection struct {
	Date     Date
	Reason   string
	Criteria []int
}

// Category is what the item's status means.
func (it Item) Category() Category { return it.category }

// Open reports whether the item is still to be dealt with: neither closed nor dropped.
func (it Item) Open() bool { return it.category.Open() }

// Body is the Markdown after the front matter.
func (it Item) Body() string { return it.f.src[it.f.body:] }

// Source is the whole file as it was read.
func (it Item) Source() string { return it.f.src }

// Get gives what a key holds, own and unknown keys too; dots lead into maps (scores.wsjf.ubv). A key whose value does not fit
// its field is given as it reads.
func (it Item) Get(key string) Value { return it.f.get(key) }

// Values gives every set key in the order of the file, unknown ones too.
func (it Item) Values() []Entry { return it.f.values() }

// Pos is the place of a key's value, or of the file's first line when the key is not there.
func (it Item) Pos(key string) Position { return it.f.pos(key) }

// Extra gives the keys that neither the field table nor fields: in po.yaml knows, as they are written.
func (it Item) Extra() []Entry { return it.f.extraKeys(KindItem) }

func (f *file) extraKeys(kind RecordKind) []Entry {
	if !f.extra {
		return nil
	}
	var out []Entry
	t := f.cfg.table(kind)
	for _, p := range f.front() {
		if t.find(p.Key, 0) < 0 {
			out = append(out, Entry{p.Key, valueOf(p.Value, None)})
		}
	}
	return out
}

// decodeItem fills an item from front matter; values that do not fit are kept as problems of the file.
func (f *file) decodeItem(front []doc.Pair, c *Config) {
	it := &Item{Type: Story, Path: f.path, f: f}
	t := c.table(KindItem)
	hint := 0
	for i := range front {
		p := &front[i]
		row := t.find(p.Key, hint)
		f.extra = f.extra || row < 0
		if row < 0 || p.Value.Kind == doc.Null {
			continue
		}
		if p.Key == "scores" {
			f.scores = doc.Span{Start: p.KeySpan.Start, End: p.Value.Span.End}
		}
		hint = row + 1
		fd := &t.fields[row]
		if err := checkNode(fd, p.Value, c); err != nil {
			f.problem(err.node, "file.type", p.Key, err.msg)
			continue
		}
		it.take(fd, &p.Value)
	}
	if it.Status == "" {
		it.Status = c.draft()
	}
	it.category = c.Category(it.Status)
	f.item = it
	f.checkIdentity(front, it.ID, it.Title)
}

// take stores one value that fits its field.
func (it *Item) take(fd *Field, n *doc.Node) {
	switch fd.Kind {
	case Number:
		it.takeNumber(fd.Key, n.Text)
	case List:
		it.takeList(fd.Key, n)
	case Map:
		it.takeMap(fd.Key, n)
	case DateVal:
		it.takeDate(fd.Key, Date(n.Text))
	case Ref:
		it.takeRef(fd.Key, ID(n.Text))
	default:
		it.takeText(fd.Key, n.Text)
	}
}

func (it *Item) takeText(key, text string) {
	switch key {
	case "id":
		it.ID = ID(text)
	case "status":
		it.Status = Status(text)
	case "title":
		it.Title = text
	case "type":
		it.Type = Type(text)
	case "area":
		it.Area = text
	case "moscow":
		it.MoSCoW = MoSCoW(text)
	case "owner":
		it.Owner = text
	case "assignee":
		it.Assignee = text
	}
}

func (it *Item) takeNumber(key, text string) {
	d, err := ParseDecimal(text)
	if err != nil {
		return // checkNode has reported it
	}
	switch key {
	case "priority":
		it.Priority = Priority{d}
	case "points":
		it.Points = d
	case "value":
		it.Value = d
	}
}

func (it *Item) takeDate(key string, d Date) {
	switch key {
	case "created":
		it.Created = d
	case "due":
		it.Due = d
	case "started":
		it.Started = d
	case "done":
		it.Done = d
	case "accepted":
		it.Accepted = d
	}
}

func (it *Item) takeRef(key string, id ID) {
	switch key {
	case "sprint":
		it.Sprint = id
	case "epic":
		it.Epic = id
	case "goal":
		it.Goal = id
	case "release":
		it.Release = id
	}
}

func (it *Item) takeList(key string, n *doc.Node) {
	switch key {
	case "labels":
		it.Labels = texts[string](n)
	case "depends_on":
		it.DependsOn = texts[ID](n)
	case "insights":
		it.Insights = texts[ID](n)
	case "aliases":
		it.Aliases = texts[ID](n)
	case "rejections":
		for _, e := range n.Items {
			it.Rejections = append(it.Rejections, rejection(e))
		}
	}
}

func texts[S ~string](n *doc.Node) []S {
	if len(n.Items) == 0 {
		return nil
	}
	out := make([]S, len(n.Items))
	for i := range n.Items {
		out[i] = S(n.Items[i].Text)
	}
	return out
}

func rejection(n doc.Node) Rejection {
	r := Rejection{Date: Date(part(n, "date").Text), Reason: part(n, "reason").Text}
	for _, c := range part(n, "criteria").Items {
		if d, err := ParseDecimal(c.Text); err == nil && d.Digits() == 0 && d.Sign() > 0 && d.Rat().Num().IsInt64() {
			r.Criteria = append(r.Criteria, int(d.Rat().Num().Int64()))
		}
	}
	return r
}

func (it *Item) takeMap(key string, n *doc.Node) {
	switch key {
	case "blocked":
		it.Blocked = &Block{Since: Date(part(*n, "since").Text), Reason: part(*n, "reason").Text}
	case "dropped":
		it.Dropped = &Drop{Date: Date(part(*n, "date").Text), Reason: part(*n, "reason").Text}
	}
}

// part is one value of a map node, the empty node where it is unset.
func part(n doc.Node, key string) doc.Node {
	for _, p := range n.Pairs {
		if p.Key == key {
			return p.Value
		}
	}
	return doc.Node{}
}
