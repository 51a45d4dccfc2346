package backlog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// A frontMerge is what the front matter is to say, key by key.
type frontMerge []keyMerge

// A keyMerge is one top-level key: its value in the result, which is ours where the two sides clash, and what theirs would be then.
type keyMerge struct {
	key      string
	value    Value
	clashing bool
	theirs   Value // the value with what clashes taken from theirs; Value where nothing does
	status   bool  // it belongs to the status
	whole    bool  // it is one unit, however many lines it has
}

// values are the keys that are set.
func (m frontMerge) values() []Entry {
	var out []Entry
	for _, k := range m {
		if k.value.IsSet() {
			out = append(out, Entry{k.key, k.value})
		}
	}
	return out
}

// conflicts names the units that clash; the status stands for all that goes with it.
func (m frontMerge) conflicts() []string {
	var out []string
	for _, k := range m {
		switch {
		case !k.clashing:
		case !k.status:
			out = append(out, k.key)
		case !slices.Contains(out, "status"):
			out = append(out, "status")
		}
	}
	return out
}

// mergeFront merges the front matter as values.
func (m *merger) mergeFront() frontMerge {
	var out frontMerge
	for _, key := range m.keys() {
		field, known := m.table.field(key)
		if known && field.Unit == UnitStatus {
			out = append(out, keyMerge{key: key, status: true})
			continue
		}
		b, o, t := valueIn(m.base, key), valueIn(m.ours, key), valueIn(m.theirs, key)
		unit := field.Unit
		if !known || field.Own {
			unit = unitOf(b, o, t)
		}
		k := keyMerge{key: key, whole: unit != UnitMap || unitOf(b, o, t) != UnitMap}
		k.value, k.theirs, k.clashing = mergeValue(unit, b, o, t)
		out = append(out, k)
	}
	m.mergeStatus(out)
	return out
}

// keys are the top-level keys that any version has, ours first.
func (m *merger) keys() []string {
	var out []string
	for _, f := range []*file{m.ours, m.theirs, m.base} {
		for _, p := range f.front() {
			if !slices.Contains(out, p.Key) {
				out = append(out, p.Key)
			}
		}
	}
	return out
}

// valueIn is what a top-level key holds, whose name may have dots.
func valueIn(f *file, key string) Value {
	for _, p := range f.front() {
		if p.Key == key {
			return valueOf(p.Value, f.kindOf(key))
		}
	}
	return Value{}
}

// unitOf tells by the shape of its values how a key merges that no table knows.
func unitOf(values ...Value) Unit {
	lists, maps := true, true
	for _, v := range values {
		lists = lists && (v.Kind == List || !v.IsSet())
		maps = maps && (v.Kind == Map || !v.IsSet())
	}
	switch {
	case lists:
		return UnitList
	case maps:
		return UnitMap
	}
	return UnitKey
}

// mergeValue merges three values of one key. Where they clash, value is the result with ours and other that with theirs.
func mergeValue(unit Unit, base, ours, theirs Value) (value, other Value, clash bool) {
	switch {
	case ours.Equal(theirs), theirs.Equal(base):
		return ours, ours, false
	case ours.Equal(base):
		return theirs, theirs, false
	}
	switch fits := unitOf(base, ours, theirs); {
	case unit == UnitMap && fits == UnitMap:
		return mergeMap(base, ours, theirs)
	case unit == UnitAppend && fits == UnitList:
		v := unite(ours, theirs)
		return v, v, false
	case unit == UnitList && fits == UnitList:
		v := mergeList(base, ours, theirs)
		return v, v, false
	}
	return ours, theirs, true
}

// mergeMap merges entry by entry.
func mergeMap(base, ours, theirs Value) (value, other Value, clash bool) {
	value, other = Value{Kind: Map}, Value{Kind: Map}
	var keys []string
	for _, e := range slices.Concat(ours.Map, theirs.Map) {
		if !slices.Contains(keys, e.Key) {
			keys = append(keys, e.Key)
		}
	}
	for _, key := range keys {
		b, o, t := base.Get(key), ours.Get(key), theirs.Get(key)
		v, w, c := mergeValue(unitOf(b, o, t), b, o, t)
		if v.IsSet() {
			value.Map = append(value.Map, Entry{key, v})
		}
		if w.IsSet() {
			other.Map = append(other.Map, Entry{key, w})
		}
		clash = clash || c
	}
	return emptyUnset(value), emptyUnset(other), clash
}

// mergeList takes out of ours what theirs removed and appends what theirs added.
func mergeList(base, ours, theirs Value) Value {
	out := Value{Kind: List}
	for _, e := range ours.List {
		if !holds(base, e) || holds(theirs, e) {
			out.List = append(out.List, e)
		}
	}
	for _, e := range theirs.List {
		if !holds(base, e) && !holds(out, e) {
			out.List = append(out.List, e)
		}
	}
	return emptyUnset(out)
}

// unite gives the entries of both lists by date, equal ones once. Entries without a date come first.
func unite(ours, theirs Value) Value {
	out := Value{Kind: List, List: slices.Clone(ours.List)}
	for _, e := range theirs.List {
		if !holds(ours, e) {
			out.List = append(out.List, e)
		}
	}
	slices.SortStableFunc(out.List, func(a, b Value) int { return cmp.Compare(a.Get("date").Text, b.Get("date").Text) })
	return out
}

func holds(list, entry Value) bool {
	return slices.ContainsFunc(list.List, entry.Equal)
}

func emptyUnset(v Value) Value {
	if len(v.List)+len(v.Map) == 0 {
		return Value{}
	}
	return v
}

// mergeStatus merges the status and what its verbs write beside it as one unit.
func (m *merger) mergeStatus(front frontMerge) {
	changed := func(f *file) bool {
		return slices.ContainsFunc(front, func(k keyMerge) bool {
			return k.status && !valueIn(f, k.key).Equal(valueIn(m.base, k.key))
		})
	}
	mine, yours := changed(m.ours), changed(m.theirs)
	clash := mine && yours && !valueIn(m.ours, "status").Equal(valueIn(m.theirs, "status"))
	for i := range front {
		k := &front[i]
		if !k.status {
			continue
		}
		o, t := valueIn(m.ours, k.key), valueIn(m.theirs, k.key)
		k.value, k.theirs = o, t
		switch {
		case yours && !mine:
			k.value = t
		case yours && !clash:
			var same bool
			k.value, same = earlier(o, t)
			clash = clash || !same
		case !yours:
			k.theirs = o
		}
	}
	for i := range front {
		k := &front[i]
		if k.status && clash {
			k.clashing, k.value = true, valueIn(m.ours, k.key)
		}
	}
}

// earlier is the earlier of two dates, or of two maps that differ in their date only.
func earlier(a, b Value) (v Value, ok bool) {
	switch {
	case a.Equal(b) || !b.IsSet():
		return a, true
	case !a.IsSet():
		return b, true
	case a.Kind == DateVal && b.Kind == DateVal:
		return first(a, b, a.Text, b.Text), true
	case a.Kind == Map && b.Kind == Map && (Value{Kind: Map, Map: dated(a)}).Equal(Value{Kind: Map, Map: dated(b)}):
		return first(a, b, a.Get("date").Text, b.Get("date").Text), true
	}
	return a, false
}

func first(a, b Value, from, to string) Value {
	if to < from {
		return b
	}
	return a
}

// dated is a map without its date.
func dated(v Value) []Entry {
	return slices.DeleteFunc(slices.Clone(v.Map), func(e Entry) bool { return e.Key == "date" })
}

// spliceFront writes the merged front matter: by lines where that says what is meant, so that comments and spelling of both sides stay,
// else by edits of ours. It reports false where neither does.
func (m *merger) spliceFront(front frontMerge) (string, bool) {
	if len(front.conflicts()) == 0 {
		text, clean := m.marks.byLines(m.base.head(), m.ours.head(), m.theirs.head())
		if clean && m.means(text, front) {
			return text, true
		}
	}
	d, err := doc.Parse(m.ours.head())
	if err != nil {
		return "", false
	}
	for _, k := range front {
		if d, err = assignValue(d, k.key, k.value, m.table.rank); err != nil {
			return "", false
		}
	}
	if !m.means(d.Source(), front) || !m.keepsComments(d) {
		return "", false
	}
	return m.markFront(d, front)
}

// head is the front matter with its fences.
func (f *file) head() string { return f.src[:f.body] }

// assignValue gives a key a value, or takes it away.
func assignValue(d *doc.Doc, key string, v Value, rank doc.Rank) (*doc.Doc, error) {
	if n, ok := d.Lookup(key); ok && valueOf(n, v.Kind).Equal(v) {
		return d, nil
	}
	if !v.IsSet() {
		return d.Unset(key)
	}
	return d.Set([]string{key}, v.written(), rank)
}

// written is a value as it is written into a file.
func (v Value) written() doc.Value {
	switch v.Kind {
	case List:
		items := make([]doc.Value, len(v.List))
		for i, e := range v.List {
			items[i] = e.written()
		}
		return doc.Seq(items...)
	case Map:
		members := make([]doc.Member, len(v.Map))
		for i, e := range v.Map {
			members[i] = doc.Member{Key: e.Key, Value: e.Value.written()}
		}
		return doc.Mapping(members...)
	case String, Ref:
		return doc.Str(v.Text)
	}
	return guessValue(v.Text)
}

// keepsComments reports whether the comments that theirs brought are in the front matter.
func (m *merger) keepsComments(d *doc.Doc) bool {
	count := func(src string) map[string]int {
		n := make(map[string]int)
		if d, err := doc.Parse(src); err == nil {
			for _, c := range d.Comments() {
				n[c.Text]++
			}
		}
		return n
	}
	before, have := count(m.base.head()), count(d.Source())
	for text, n := range count(m.theirs.head()) {
		if n > before[text] && have[text] < n {
			return false
		}
	}
	return true
}

// statusPlace holds the place of the status while conflicts are marked; no status can be called so.
const statusPlace = "po-merge-status-place"

// markFront puts markers around the lines of the keys that clash.
func (m *merger) markFront(d *doc.Doc, front frontMerge) (string, bool) {
	if len(front.conflicts()) == 0 {
		return d.Source(), true
	}
	ours, theirs := d, d
	var err error
	set := func(d *doc.Doc, key string, v Value) *doc.Doc {
		next, failed := assignValue(d, key, v, m.table.rank)
		if failed != nil {
			err = failed
			return d
		}
		return next
	}
	for _, k := range front {
		switch {
		case !k.clashing:
		case k.status && k.key != "status":
			ours, theirs = set(ours, k.key, Value{}), set(theirs, k.key, Value{})
		case k.status:
			place := Value{Kind: String, Text: statusPlace}
			ours, theirs = set(ours, k.key, place), set(theirs, k.key, place)
		default:
			theirs = set(theirs, k.key, k.theirs)
		}
	}
	if err != nil {
		return "", false
	}
	return m.markStatus(m.markKeys(ours, theirs, front), front), true
}

// markKeys puts markers around the lines in which two front matters differ: one pair around a clashing key of several lines that is
// one unit, whatever those lines have in common.
func (m *merger) markKeys(ours, theirs *doc.Doc, front frontMerge) string {
	mine, yours := ours.Source(), theirs.Source()
	var out strings.Builder
	i, j := 0, 0
	for _, p := range ours.Front() {
		if !slices.ContainsFunc(front, func(k keyMerge) bool { return k.key == p.Key && k.clashing && k.whole && !k.status }) {
			continue
		}
		a, here := ours.PairLines(p.Key)
		b, there := theirs.PairLines(p.Key)
		if !here || !there || a.Start < i || b.Start < j || isLine(mine[a.Start:a.End]) && isLine(yours[b.Start:b.End]) {
			continue
		}
		out.WriteString(m.marks.differences(mine[i:a.Start], yours[j:b.Start]))
		out.WriteString(m.marks.between(mine[a.Start:a.End], yours[b.Start:b.End]))
		i, j = a.End, b.End
	}
	out.WriteString(m.marks.differences(mine[i:], yours[j:]))
	return out.String()
}

func isLine(text string) bool { return strings.Count(text, "\n") <= 1 }

// markStatus puts the lines of the status and of what goes with it where the place is held.
func (m *merger) markStatus(text string, front frontMerge) string {
	lines := wholeLines(text)
	for i, line := range lines {
		if strings.Contains(line, statusPlace) {
			lines[i] = m.marks.between(statusLines(m.ours, front), statusLines(m.theirs, front))
		}
	}
	return strings.Join(lines, "")
}

// statusLines are the lines of a file's status and of what goes with it.
func statusLines(f *file, front frontMerge) string {
	d, err := doc.Parse(f.head())
	if err != nil {
		return ""
	}
	without := d
	for _, k := range front {
		if k.status {
			if without, err = without.Unset(k.key); err != nil {
				return ""
			}
		}
	}
	var out strings.Builder
	for _, h := range hunks(wholeLines(d.Source()), wholeLines(without.Source())) {
		out.WriteString(strings.Join(h.Old, ""))
	}
	return out.String()
}
