package check

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/po-backlog/po/backlog"
)

// view is the snapshot as all rules of a run see it. It is read-only once made.
type view struct {
	backlog *backlog.Backlog
	options Options
	focus   map[string]bool // paths of the files that are judged; nil: all
	changed map[string]bool // paths of the files that differ from the other state; nil where there is none

	items   []*Item          // those that are judged
	records []backlog.Record // likewise
	byPath  map[string]*Item // of items, with a focus
	whole   bool             // items are all that there are, in order

	// What several rules share, worked out for the first that asks.
	byID        func() map[backlog.ID]*Item // without a focus
	files       func() map[string]claim     // by path
	allRecords  func() []backlog.Record
	crowd       func() *crowd // the stories that did not change, where there are two states
	told        func() told
	partners    func() [][]int // of told stories: those before it that are similar
	judgedApart func() bool    // whether nobody else says what the told stories that are judged say, or almost that; with a focus
	closed      func() []closedSprint
	circles     func() []circle
	columns     func() columns
}

// newView makes a view of all that there is.
func newView(b *backlog.Backlog, o Options) *view {
	v := bareView(b, o)
	v.items = make([]*Item, 0, b.Len())
	block := make([]Item, b.Len())
	for it := range b.Items() {
		n := len(v.items)
		block[n].Item = it
		v.items = append(v.items, &block[n])
	}
	v.records, v.whole = v.allRecords(), true
	v.readItems()
	return v
}

// bareView makes a view that has read nothing yet.
func bareView(b *backlog.Backlog, o Options) *view {
	v := &view{backlog: b, options: o}
	v.byID = sync.OnceValue(v.named)
	v.files = sync.OnceValue(v.claims)
	v.allRecords = sync.OnceValue(v.readRecords)
	v.told = sync.OnceValue(v.readStories)
	v.partners = sync.OnceValue(func() [][]int { return v.told().similar() })
	v.judgedApart = sync.OnceValue(func() bool { return v.apart(v.judgedStories()) })
	v.closed = sync.OnceValue(v.closedSprints)
	v.circles = sync.OnceValue(v.findCircles)
	v.columns = sync.OnceValue(v.readColumns)
	return v
}

// lookAt reads what is in a focus.
func (v *view) lookAt(focus map[string]bool) {
	v.focus, v.byPath = focus, make(map[string]*Item, len(focus))
	for _, path := range slices.Sorted(maps.Keys(focus)) {
		if it, ok := v.backlog.ItemAt(path); ok {
			own := &Item{Item: it}
			v.items = append(v.items, own)
			v.byPath[path] = own
		} else if r, ok := v.backlog.RecordAt(path); ok && r.Kind != backlog.KindProduct {
			v.records = append(v.records, r)
		}
	}
	slices.SortStableFunc(v.records, func(a, b backlog.Record) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), backlog.Compare(a.ID, b.ID))
	})
	v.readItems()
}

func (v *view) readRecords() []backlog.Record {
	var all []backlog.Record
	for _, kind := range backlog.RecordKinds() {
		if kind != backlog.KindItem {
			all = append(all, v.backlog.Records(kind)...)
		}
	}
	return all
}

// judges reports whether a rule is to judge a file: one that asks what happened judges,
// in a comparison, only what differs.
func (v *view) judges(rule *Rule, path string) bool {
	return v.changed == nil || rule.Needs&(NeedHistory|NeedSince|NeedForecast|NeedEarlier) == 0 || v.changed[path]
}

// readItems reads, once for all rules, what they look at in items.
func (v *view) readItems() {
	words := newLexicon(wordsFor(v.backlog.Config()))
	readers := make([]reader, runtime.GOMAXPROCS(0))
	for i := range readers {
		readers[i] = reader{lexicon: words, inputs: v.backlog.InputReader()}
	}
	parallel(len(v.items), 64, func(worker, i int) {
		it, r := v.items[i], &readers[worker]
		it.scores, it.ignores = r.inputs(it.Item), it.Item.Ignores()
		if it.Open() {
			v.readOpen(it, r)
		}
	})
}

// readOpen reads what is only looked at in open items.
func (v *view) readOpen(it *Item, r *reader) {
	it.Sentence, _ = it.Item.Story()
	it.Criteria = it.Item.Criteria()
	if c := it.Category(); c == backlog.Ready || c == backlog.Active || c == backlog.Finished {
		it.Ready = v.backlog.ReadinessOf(it.Item, it.Sentence, len(it.Criteria))
	}
	if it.Type == backlog.Story {
		it.hits = slices.Clone(r.judge(&it.Sentence))
	}
}

// named gives the items by id; the first by path where several hold one.
func (v *view) named() map[backlog.ID]*Item {
	named := make(map[backlog.ID]*Item, len(v.items))
	for _, it := range v.items {
		if other, taken := named[it.ID]; !taken || it.Path < other.Path {
			named[it.ID] = it
		}
	}
	return named
}

func (v *view) item(id backlog.ID) *Item {
	if v.whole {
		if it, ok := v.byID()[id]; ok {
			return it
		}
	}
	kind, known := v.backlog.Has(id)
	if !known || kind != backlog.KindItem {
		return nil // without asking for ids like it, which looks at all
	}
	it, err := v.backlog.Item(id)
	if err != nil {
		return nil
	}
	if v.whole { // a former id
		return v.byID()[it.ID]
	}
	if own := v.byPath[it.Path]; own != nil {
		return own
	}
	return &Item{Item: it}
}

// claim is what a file holds.
type claim struct {
	id   backlog.ID
	from subject
}

func (v *view) claims() map[string]claim {
	claims := make(map[string]claim, len(v.items)+len(v.records))
	for _, it := range v.items {
		claims[it.Path] = claim{it.ID, it}
	}
	for _, r := range v.records {
		claims[r.Path] = claim{r.ID, record{r}}
	}
	return claims
}
