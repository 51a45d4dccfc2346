package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// Item is the page of one item: its fields, its text with the criteria numbered,
// and how it stands to the Definition of Ready. Ages count from today.
func Item(b *backlog.Backlog, it backlog.Item, today backlog.Day) *Page {
	blocks := []Block{
		heading(string(it.ID), it.Title),
		Fields{Fields: itemFields(b, it, today)},
	}
	if strings.TrimSpace(it.Body()) != "" {
		blocks = append(blocks, itemProse(it))
	}
	if ready := readyFields(b, it); len(ready) > 0 {
		blocks = append(blocks, Heading{Level: 2, Text: Words("Definition of Ready")}, Fields{Fields: ready})
	}
	return &Page{Title: string(it.ID) + " " + it.Title, Blocks: blocks}
}

// Record is the page of a goal, sprint, release, experiment, insight or
// decision: its fields in the order of the file, and its text.
func Record(b *backlog.Backlog, r backlog.Record) *Page {
	fields := []Field{{Name: "record", Value: Words(r.Kind.String())}}
	linked := linkedBy(b, r)
	for _, e := range r.Values() {
		switch {
		case e.Key == "id", e.Key == "title":
		case e.Key == "status" && linked != "":
			fields = append(fields, Field{Name: "status", Value: Words("linked by " + linked)})
		default:
			fields = append(fields, Field{Name: keyWords(e.Key), Value: reference(b, e.Value)})
		}
	}
	blocks := []Block{heading(string(r.ID), r.Title), Fields{Fields: fields}}
	if strings.TrimSpace(r.Body()) != "" {
		blocks = append(blocks, Prose{Markdown: r.Body()})
	}
	return &Page{Title: string(r.ID) + " " + r.Title, Blocks: blocks}
}

// linkedBy names the items that name a new insight: as long as there are any it counts as linked.
func linkedBy(b *backlog.Backlog, r backlog.Record) string {
	if r.Kind != backlog.KindInsight || r.Status != "new" {
		return ""
	}
	var ids []string
	for it := range b.Items() {
		if slices.Contains(it.Insights, r.ID) {
			ids = append(ids, string(it.ID))
		}
	}
	return strings.Join(ids, ", ")
}

func heading(id, title string) Heading {
	return Heading{Level: 1, Text: Words(id + "  " + title)}
}

// keyWords writes a key as words.
func keyWords(key string) string { return strings.ReplaceAll(key, "_", " ") }

// itemProse is the text of an item with its criteria marked by their lines.
func itemProse(it backlog.Item) Prose {
	body := it.Body()
	p := Prose{Markdown: body}
	before := strings.Count(it.Source(), "\n") - strings.Count(body, "\n")
	for i, c := range it.Criteria() {
		if c.Form != backlog.FrontMatter {
			p.Criteria = append(p.Criteria, Mark{Line: c.Pos.Line - before, N: i + 1, Met: c.Met})
		}
	}
	return p
}

// itemFields are the set keys of an item in the order of the field table, with
// the computed ones where they belong.
func itemFields(b *backlog.Backlog, it backlog.Item, today backlog.Day) []Field {
	v := fieldsView{b: b, it: it}
	v.add("status", statusWords(b, it, today))
	v.add("position", positionWords(b, it))
	if it.Type != backlog.Story {
		v.add("type", Words(string(it.Type)))
	}
	for _, e := range it.Values() {
		switch e.Key {
		case "id", "title", "status", "priority", "type", "blocked", "dropped":
		case "rejections":
			v.rejections()
		case "aliases": // each would resolve to the item itself
			v.add(e.Key, Words(valueWords(e.Value)))
		case "scores":
			for _, m := range e.Value.Map {
				v.add(m.Key, Words(valueWords(m.Value)))
			}
		default:
			v.add(keyWords(e.Key), reference(b, e.Value))
		}
	}
	if it.Owner == "" {
		v.add("owner", answers(b, it))
	}
	if it.Type == backlog.Epic {
		p := below(b, it.ID)
		v.add("items", Words(p.count()))
		v.add("points", Words(p.points()))
	}
	v.add("needed by", neededBy(b, it))
	return v.fields
}

// fieldsView is the fields of an item in the making.
type fieldsView struct {
	b      *backlog.Backlog
	it     backlog.Item
	fields []Field
}

// add appends a field unless there is nothing to say.
func (v *fieldsView) add(name string, value Text) {
	if value.String() != "" {
		v.fields = append(v.fields, Field{Name: name, Value: value})
	}
}

// statusWords says the status and what holds an item up or ended it.
func statusWords(b *backlog.Backlog, it backlog.Item, today backlog.Day) Text {
	t := statusCell(&it).Shown()
	switch {
	case it.Dropped != nil:
		t = append(t, Span{Text: " since " + string(it.Dropped.Date) + reason(it.Dropped.Reason)})
	case it.Category() == backlog.Active:
		if age := b.Facts(today).Value(it, "age"); age.IsSet() {
			t = append(t, Span{Text: " for " + days(age.Text), Tone: Dim})
		}
	}
	if it.Blocked != nil {
		t = append(t, Span{Text: " · "}, Span{Text: "blocked", Tone: Bad})
		if it.Blocked.Since.IsSet() {
			t = append(t, Span{Text: " since " + string(it.Blocked.Since)})
		}
		t = append(t, Span{Text: reason(it.Blocked.Reason)})
	}
	return t
}

// reason puts a reason behind what it explains.
func reason(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

func days(n string) string {
	if n == "1" {
		return "1 day"
	}
	return n + " days"
}

// positionWords says where the item stands in the order.
func positionWords(b *backlog.Backlog, it backlog.Item) Text {
	if n, ok := b.Position(it.ID); ok {
		return Text{{Text: "#" + strconv.Itoa(n)}, {Text: " of " + strconv.Itoa(b.Placed()), Tone: Dim}}
	}
	if it.Category().Placed() && it.Type != backlog.Epic {
		return Words("not prioritized")
	}
	return nil
}

// reference writes a value, and beside each id the title of what it names.
func reference(b *backlog.Backlog, v backlog.Value) Text {
	switch {
	case v.Kind == backlog.Ref:
		return idWords(b, backlog.ID(v.Text))
	case v.Kind == backlog.List && len(v.List) > 0 && v.List[0].Kind == backlog.Ref:
		var t Text
		for i, e := range v.List {
			if i > 0 {
				t = append(t, Span{Text: " · "})
			}
			t = append(t, idWords(b, backlog.ID(e.Text))...)
		}
		return t
	}
	return Words(valueWords(v))
}

// idWords writes an id with the title of what it names, and the status of an
// item.
func idWords(b *backlog.Backlog, id backlog.ID) Text {
	if it, err := b.Item(id); err == nil {
		return Text{{Text: string(id)}, {Text: " " + it.Title}, {Text: " (" + string(it.Status) + ")", Tone: Dim}}
	}
	if r, err := b.Record(id); err == nil {
		return Text{{Text: string(id)}, {Text: " " + r.Title}}
	}
	return Text{{Text: string(id)}, {Text: " no such record", Tone: Bad}}
}

// answers says who answers for an item that names no owner, and why.
func answers(b *backlog.Backlog, it backlog.Item) Text {
	owner := b.OwnerOf(it)
	if owner == "" {
		return nil
	}
	by := " of the product"
	if b.Config().Owner(it.Area) != "" {
		by = " of the area"
	}
	return Text{{Text: owner}, {Text: by, Tone: Dim}}
}

// rejections adds a field for every time the work was sent back.
func (v *fieldsView) rejections() {
	for _, r := range v.it.Rejections {
		t := Text{{Text: string(r.Date), Tone: Dim}, {Text: " " + r.Reason}}
		var failed []string
		for _, n := range r.Criteria {
			failed = append(failed, strconv.Itoa(n))
		}
		if len(failed) > 0 {
			t = append(t, Span{Text: " (criteria " + strings.Join(failed, ", ") + ")", Tone: Dim})
		}
		v.add("rejected", t)
	}
}

// neededBy names the open items that depend on an item.
func neededBy(b *backlog.Backlog, it backlog.Item) Text {
	var t Text
	for other := range b.NeededBy(it.ID) {
		if len(t) > 0 {
			t = append(t, Span{Text: " · "})
		}
		t = append(t, idWords(b, other.ID)...)
	}
	return t
}

// readyFields say pass or fail for every line of the Definition of Ready. Work
// that is finished is not judged any more.
func readyFields(b *backlog.Backlog, it backlog.Item) []Field {
	if !it.Category().Placed() {
		return nil
	}
	var fields []Field
	for _, line := range b.Readiness(it) {
		verdict := Span{Text: "pass", Tone: Good}
		if !line.OK {
			verdict = Span{Text: "fail", Tone: Bad}
		}
		fields = append(fields, Field{Name: line.Name, Value: Text{verdict, {Text: "  " + line.Why}}})
	}
	return fields
}

// Criteria is the page of the acceptance criteria of an item: number, whether it
// is met, text. Without criteria the page is empty.
func Criteria(it backlog.Item) *Page {
	t := Table{Columns: []Column{{Name: "n", Right: true}, {Name: "met"}, {Name: "criterion"}}}
	part := Part{}
	for i, c := range it.Criteria() {
		met := Cell{Value: "open"}
		if c.Met {
			met = Cell{Value: "met", Show: Text{{Text: "met", Tone: Good}}}
		}
		part.Rows = append(part.Rows, []Cell{{Value: strconv.Itoa(i + 1)}, met, {Value: c.Text}})
	}
	if len(part.Rows) == 0 {
		return &Page{}
	}
	t.Parts = []Part{part}
	return &Page{Blocks: []Block{t}}
}
