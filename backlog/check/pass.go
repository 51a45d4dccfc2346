package check

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"

	"github.com/po-backlog/po/backlog"
)

// Pass is what a rule is given: the snapshot, its settings, and the way to report.
type Pass struct {
	Backlog *backlog.Backlog
	Config  *backlog.Config
	Options

	view  *view
	rule  *Rule
	level Level
	set   bool // po.yaml has set the level
	found []*Finding
}

// Item is an item with what several rules read from it, read once: Sentence for every
// open item, Criteria and Ready likewise, in place of the methods of [backlog.Item].
type Item struct {
	backlog.Item
	// Place is the index in the order of all items.
	Place int
	// Sentence is the item's story sentence, as far as it has one.
	Sentence backlog.Sentence
	// Criteria are the acceptance criteria; number 1 is the first.
	Criteria []backlog.Criterion
	// Ready is the Definition of Ready, for categories ready, active and finished.
	Ready []backlog.ReadyLine

	hits    []hit // of the rules of wording, for open stories
	scores  []backlog.ScoreInputs
	ignores []backlog.Ignore
}

// subject is what a finding can be about.
type subject interface {
	// Pos is the place of a key.
	Pos(key string) backlog.Position
	// file is the path.
	file() string
}

func (it *Item) file() string { return it.Path }

// record is a record as the subject of a finding.
type record struct{ backlog.Record }

func (r record) file() string { return r.Path }

// settings is po.yaml as the subject of a finding.
type settings struct{}

func (settings) file() string { return "po.yaml" }
func (s settings) Pos(string) backlog.Position {
	return backlog.Position{Path: s.file(), Line: 1, Column: 1}
}

// Report reports a finding about a key of an item at the rule's level. The finding
// may be completed until the rule returns; it needs a next step.
func (p *Pass) Report(it *Item, field, format string, args ...any) *Finding {
	return p.report(p.level, it.ID, it, field, format, args...)
}

// ReportAs reports a finding at a level of its own; a level set in po.yaml wins.
func (p *Pass) ReportAs(level Level, it *Item, field, format string, args ...any) *Finding {
	return p.report(level, it.ID, it, field, format, args...)
}

// ReportRecord reports a finding about a key of another record.
func (p *Pass) ReportRecord(r backlog.Record, field, format string, args ...any) *Finding {
	return p.report(p.level, r.ID, record{r}, field, format, args...)
}

// ReportRecordAs is [Pass.ReportRecord] at a level of its own; one set in po.yaml wins.
func (p *Pass) ReportRecordAs(level Level, r backlog.Record, field, format string, args ...any) *Finding {
	return p.report(level, r.ID, record{r}, field, format, args...)
}

// ReportSettings reports a finding about po.yaml.
func (p *Pass) ReportSettings(field, format string, args ...any) *Finding {
	return p.report(p.level, "", settings{}, field, format, args...)
}

// ReportAt reports a finding at a place of any file.
func (p *Pass) ReportAt(pos backlog.Position, field, format string, args ...any) *Finding {
	return p.report(p.level, p.view.files()[pos.Path].id, nil, field, format, args...).At(pos)
}

func (p *Pass) report(level Level, id backlog.ID, from subject, field, format string, args ...any) *Finding {
	if p.set {
		level = p.level
	}
	f := &Finding{Rule: p.rule.Name, Level: level, ID: id, Field: field, Message: fmt.Sprintf(format, args...), from: from}
	p.found = append(p.found, f)
	return f
}

// Items gives the items of some categories, all when none is named, in order.
func (p *Pass) Items(categories ...backlog.Category) iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for _, it := range p.view.items {
			if (len(categories) == 0 || slices.Contains(categories, it.Category())) && !yield(it) {
				return
			}
		}
	}
}

// Open gives the items that are neither closed nor dropped, in order.
func (p *Pass) Open() iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for _, it := range p.view.items {
			if it.Open() && !yield(it) {
				return
			}
		}
	}
}

// Records gives the records of some kinds by id, all but the product when none is named.
func (p *Pass) Records(kinds ...backlog.RecordKind) iter.Seq[backlog.Record] {
	return func(yield func(backlog.Record) bool) {
		for _, r := range p.view.records {
			if (len(kinds) == 0 || slices.Contains(kinds, r.Kind)) && !yield(r) {
				return
			}
		}
	}
}

// Item finds an item by its id or a former one, nil when there is none.
func (p *Pass) Item(id backlog.ID) *Item { return p.view.item(id) }

// view is the snapshot as all rules of a run see it. It is read-only once made.
type view struct {
	backlog *backlog.Backlog
	options Options
	items   []*Item
	records []backlog.Record
	byID    func() map[backlog.ID]*Item
	files   func() map[string]claim // by path
	told    func() told
}

func newView(b *backlog.Backlog, o Options) *view {
	v := &view{backlog: b, options: o, items: make([]*Item, 0, b.Len())}
	block := make([]Item, b.Len())
	for it := range b.Items() {
		n := len(v.items)
		block[n].Item, block[n].Place = it, n
		v.items = append(v.items, &block[n])
	}
	for _, kind := range backlog.RecordKinds() {
		if kind != backlog.KindItem {
			v.records = append(v.records, b.Records(kind)...)
		}
	}
	v.byID = sync.OnceValue(v.named)
	v.files = sync.OnceValue(v.claims)
	v.told = sync.OnceValue(v.readStories)
	v.readItems()
	return v
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

// named gives the items by id; the first in order where several hold one.
func (v *view) named() map[backlog.ID]*Item {
	named := make(map[backlog.ID]*Item, len(v.items))
	for _, it := range slices.Backward(v.items) {
		named[it.ID] = it
	}
	return named
}

func (v *view) item(id backlog.ID) *Item {
	if it, ok := v.byID()[id]; ok {
		return it
	}
	if kind, known := v.backlog.Has(id); known && kind == backlog.KindItem { // a former id
		if now, err := v.backlog.Item(id); err == nil {
			return v.byID()[now.ID]
		}
	}
	return nil // without asking for ids like it, which looks at all
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
