package check

import (
	"fmt"
	"iter"
	"slices"

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
	if !p.tells(pos.Path) {
		return &Finding{}
	}
	return p.report(p.level, p.view.files()[pos.Path].id, nil, field, format, args...).At(pos)
}

// tells reports whether anything that the rule finds in a file is wanted.
func (p *Pass) tells(path string) bool {
	return (p.view.focus == nil || p.view.focus[path]) && p.view.judges(p.rule, path)
}

func (p *Pass) report(level Level, id backlog.ID, from subject, field, format string, args ...any) *Finding {
	if from != nil && !p.tells(from.file()) {
		return &Finding{} // for the rule to complete, and for nobody to read
	}
	if p.set {
		level = p.level
	}
	f := &Finding{Rule: p.rule.Name, Level: level, ID: id, Field: field, Message: fmt.Sprintf(format, args...), from: from}
	p.found = append(p.found, f)
	return f
}

// Items gives the items of some categories, all when none is named, in order. Where
// [Compare] looks at a focus it gives those in it, by path.
func (p *Pass) Items(categories ...backlog.Category) iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for _, it := range p.view.items {
			if (len(categories) == 0 || slices.Contains(categories, it.Category())) && !yield(it) {
				return
			}
		}
	}
}

// Open gives the items that are neither closed nor dropped, as Items does.
func (p *Pass) Open() iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for _, it := range p.view.items {
			if it.Open() && !yield(it) {
				return
			}
		}
	}
}

// Records gives the records of some kinds, all but the product when none is named, by
// kind and id. Where [Compare] looks at a focus it gives those in it.
func (p *Pass) Records(kinds ...backlog.RecordKind) iter.Seq[backlog.Record] {
	return ofKinds(p.view.records, kinds)
}

// judgesAny reports whether Records gives any of a kind.
func (p *Pass) judgesAny(kind backlog.RecordKind) bool {
	for range p.Records(kind) {
		return true
	}
	return false
}

// AllItems gives all items, in the focus or not, by path: for rules that compare several.
// They must say by Rule.Reach whom that concerns.
func (p *Pass) AllItems() iter.Seq[backlog.Item] { return p.Backlog.Unsorted() }

// AllRecords is [Pass.Records] for rules that compare several: in the focus or not.
func (p *Pass) AllRecords(kinds ...backlog.RecordKind) iter.Seq[backlog.Record] {
	return ofKinds(p.view.allRecords(), kinds)
}

func ofKinds(records []backlog.Record, kinds []backlog.RecordKind) iter.Seq[backlog.Record] {
	return func(yield func(backlog.Record) bool) {
		for _, r := range records {
			if (len(kinds) == 0 || slices.Contains(kinds, r.Kind)) && !yield(r) {
				return
			}
		}
	}
}

// Item finds an item by its id or a former one, nil when there is none. What is read from
// its text is only there where Items gives it too.
func (p *Pass) Item(id backlog.ID) *Item { return p.view.item(id) }
