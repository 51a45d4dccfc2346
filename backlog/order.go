package backlog

import (
	"cmp"
	"slices"
	"strings"
)

// Order is a way to sort items. The zero Order is the backlog's own: by priority, then by the default score, then by id. Any
// other falls back on it, so that the id has the last word.
type Order struct {
	keys  []orderKey
	facts *Facts
}

// orderKey is one key of an order.
type orderKey struct {
	field      Field
	descending bool
	score      *scorer // instead of a field: the best first, the worst when descending
}

// ParseOrder reads keys with commas between, each descending with a - before it: "points,-value". What is unset comes last
// either way. The error is a *[QueryError].
func (b *Backlog) ParseOrder(text string, today Day) (Order, error) {
	o := Order{facts: b.Facts(today)}
	for word := range strings.SplitSeq(text, ",") {
		word, descending := strings.CutPrefix(strings.TrimSpace(word), "-")
		f, err := b.Column(word)
		if err != nil {
			return Order{}, err
		}
		key := orderKey{field: f, descending: descending}
		if f.Key == keyScore {
			if o.facts.score.score == nil {
				return Order{}, &QueryError{Fault: NoMethod, Key: f.Key}
			}
			key = orderKey{score: &o.facts.score, descending: !descending}
		}
		o.keys = append(o.keys, key)
	}
	return o, nil
}

// OrderBy sorts by a scoring method, the best first; what is unscored comes last. The error is that of [Backlog.Scorer].
func (b *Backlog) OrderBy(m Method) (Order, error) {
	sc, err := b.scorer(m)
	if err != nil {
		return Order{}, err
	}
	return Order{keys: []orderKey{{score: &sc}}, facts: b.Facts(0)}, nil
}

// Select gives the items that a query matches, in an order.
func (b *Backlog) Select(q *Query, o Order) []Item {
	found := b.inOrder(q.match)
	items := make([]Item, len(found)) // items are large: they are copied once
	for i, it := range found {
		items[i] = *it
	}
	return o.Sort(items)
}

// Sort sorts items that stand in the backlog's own order.
func (o Order) Sort(items []Item) []Item {
	if len(o.keys) == 0 {
		return items
	}
	type row struct {
		it   Item
		keys []sortValue
	}
	rows := make([]row, len(items))
	for i, it := range items {
		rows[i] = row{it, o.values(it)}
	}
	slices.SortStableFunc(rows, func(x, y row) int {
		for i, k := range o.keys {
			if c := x.keys[i].compare(y.keys[i], k.descending); c != 0 {
				return c
			}
		}
		return 0
	})
	for i := range rows {
		items[i] = rows[i].it
	}
	return items
}

// sortValue is what one key of an order says about one item.
type sortValue struct {
	set    bool
	number Decimal // dates are days, words of a fixed list their places in it
	text   string
	ref    bool // text is an id
	score  *Score
}

func (o Order) values(it Item) []sortValue {
	values := make([]sortValue, len(o.keys))
	for i, k := range o.keys {
		if k.score == nil {
			values[i] = o.facts.sortValue(k.field, it)
			continue
		}
		s := k.score.of(&it)
		values[i] = sortValue{set: s.Scored, score: &s}
	}
	return values
}

// compare puts what is unset last, whatever the direction.
func (v sortValue) compare(w sortValue, descending bool) int {
	if v.set != w.set {
		if v.set {
			return -1
		}
		return 1
	}
	c := v.against(w)
	if descending {
		return -c
	}
	return c
}

func (v sortValue) against(w sortValue) int {
	switch {
	case !v.set:
		return 0
	case v.score != nil && w.score != nil:
		return v.score.Compare(*w.score)
	case v.ref && w.ref:
		return Compare(ID(v.text), ID(w.text))
	}
	return cmp.Or(v.number.Cmp(w.number), cmp.Compare(v.text, w.text))
}

func (f *Facts) sortValue(field Field, it Item) sortValue {
	if field.Key == keyCriteria {
		met, all := it.CriteriaMet()
		return sortValue{set: all > 0, number: Int(int64(all)*decimalOne/1e6 + int64(met))} // by all, then by those met
	}
	v := f.Value(it, field.Key)
	if !v.IsSet() {
		return sortValue{}
	}
	s := sortValue{set: true, text: v.Text}
	switch {
	case field.Key == "status":
		s.number = Int(int64(f.b.cfg.statusIndex(it.Status)))
	case field.Key == keyMissing:
		s.number = Int(int64(len(v.List)))
	case field.Key == "id" || v.Kind == Ref:
		s.ref = true
	case field.Kind == List:
		s.text = strings.ToLower(strings.Join(v.Strings(), "\x00"))
	case len(field.Values) > 0:
		s.number = Int(int64(slices.Index(field.Values, v.Text)))
	case field.Kind == DateVal:
		s.number = Int(int64(Date(v.Text).Day(f.b.cfg.Timezone)))
	case v.Kind == Number:
		s.number, _ = ParseDecimal(v.Text)
		s.text = ""
	default:
		s.text = strings.ToLower(v.Text)
	}
	return s
}
