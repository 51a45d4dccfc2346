package backlog

import (
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// RecordKind tells items and the other records of a backlog apart. The folder of a file decides.
type RecordKind uint8

// The kinds of records. KindAny stands for several in a field table.
const (
	KindAny RecordKind = iota
	KindItem
	KindGoal
	KindSprint
	KindRelease
	KindExperiment
	KindInsight
	KindDecision
	KindProduct
)

// RecordKinds lists the kinds that have ids, items first.
func RecordKinds() []RecordKind {
	return []RecordKind{KindItem, KindGoal, KindSprint, KindRelease, KindExperiment, KindInsight, KindDecision}
}

// String is the word for one record of the kind: item, goal, sprint …
func (k RecordKind) String() string {
	switch k {
	case KindItem:
		return "item"
	case KindGoal:
		return "goal"
	case KindSprint:
		return "sprint"
	case KindRelease:
		return "release"
	case KindExperiment:
		return "experiment"
	case KindInsight:
		return "insight"
	case KindDecision:
		return "decision"
	case KindProduct:
		return "product"
	}
	return "record"
}

// Folder is the folder that holds the kind, without a slash; empty for the product and KindAny.
func (k RecordKind) Folder() string {
	switch k {
	case KindAny, KindProduct:
		return ""
	}
	return k.String() + "s"
}

// Prefix is the prefix of the kind's ids, empty for items (whose key is a setting) and the product.
func (k RecordKind) Prefix() string {
	switch k {
	case KindGoal:
		return "G"
	case KindSprint:
		return "S"
	case KindRelease:
		return "R"
	case KindExperiment:
		return "EX"
	case KindInsight:
		return "IN"
	case KindDecision:
		return "DEC"
	}
	return ""
}

func kindOfPath(path string) RecordKind {
	folder, _, ok := strings.Cut(path, "/")
	if !ok {
		if path == productFile {
			return KindProduct
		}
		return KindAny
	}
	for _, k := range RecordKinds() {
		if k.Folder() == folder {
			return k
		}
	}
	return KindAny
}

// Record is a goal, sprint, release, experiment, insight, decision or the product: front matter and a body, like an item.
// Records are handed out by value and are read-only.
type Record struct {
	Kind   RecordKind
	ID     ID // empty for the product
	Status string
	Title  string // the product's is its name
	Path   string
	f      *file
}

// Get gives what a key holds; dots lead into maps (measure.target).
func (r Record) Get(key string) Value { return r.f.get(key) }

// Number gives a key as an exact decimal, unset where it is none.
func (r Record) Number(key string) Decimal {
	d, err := ParseDecimal(r.Get(key).Text)
	if err != nil {
		return Decimal{}
	}
	return d
}

// Date gives a key as a date, unset where it is none.
func (r Record) Date(key string) Date {
	d, err := ParseDate(r.Get(key).Text)
	if err != nil {
		return ""
	}
	return d
}

// IDs gives the entries of a list of ids, or a single id.
func (r Record) IDs(key string) []ID {
	var ids []ID
	for _, s := range r.Get(key).Strings() {
		ids = append(ids, ID(s))
	}
	return ids
}

// Body is the Markdown after the front matter.
func (r Record) Body() string { return r.f.src[r.f.body:] }

// Source is the whole file as it was read.
func (r Record) Source() string { return r.f.src }

// Pos is the place of a key, or of the file's first line when the key is not there.
func (r Record) Pos(key string) Position { return r.f.pos(key) }

// Values gives every set key of the record in the order of the file, unknown ones too.
func (r Record) Values() []Entry { return r.f.values() }

// Extra gives the keys that the field table does not know, as they are written.
func (r Record) Extra() []Entry { return r.f.extraKeys(r.Kind) }

// decodeRecord fills a record from front matter; bad values are kept as problems of the file.
func (f *file) decodeRecord(front []doc.Pair, c *Config) {
	r := &Record{Kind: f.kind, Path: f.path, f: f}
	t := c.table(f.kind)
	hint := 0
	for _, p := range front {
		i := t.find(p.Key, hint)
		f.extra = f.extra || i < 0
		if i < 0 || p.Value.Kind == doc.Null {
			continue
		}
		hint = i + 1
		fd := &t.fields[i]
		if err := checkNode(fd, p.Value, c); err != nil {
			f.problem(err.node, "file.type", p.Key, err.msg)
			continue
		}
		switch p.Key {
		case "id":
			r.ID = ID(p.Value.Text)
		case "status":
			r.Status = p.Value.Text
		case "title", "name":
			r.Title = p.Value.Text
		}
	}
	if r.Status == "" && f.kind != KindProduct {
		r.Status = defaultStatus(f.kind)
	}
	f.record = r
	if f.kind != KindProduct {
		f.checkIdentity(front, r.ID, r.Title)
	}
}

// defaultStatus is what an unset status means.
func defaultStatus(k RecordKind) string {
	switch k {
	case KindInsight:
		return "new"
	case KindDecision:
		return "accepted"
	}
	return "planned"
}
