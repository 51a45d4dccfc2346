package backlog

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// MergeOptions says how files are merged and how conflicts are written.
type MergeOptions struct {
	Path         string  // of the file, relative to the backlog's folder, with forward slashes
	Config       *Config // nil: that of a backlog without po.yaml
	MarkerSize   int     // how many signs make a marker; 0: 7, as in git
	Ours, Theirs string  // what stands behind the markers; empty: nothing
}

// Merged is the result of a merge.
type Merged struct {
	Text      string
	Conflicts []string // the units that both sides changed differently: keys, "criteria", "body"; "file" for the whole; empty: none
}

// Merge merges two changes of one file of a backlog. An item or record is merged by what it says: a key that one side changed
// takes that side, a status goes with its dates, lists merge by value, criteria one by one, the rest of the body by lines. The
// result is ours with theirs' changes spliced in. Where both sides say different things the lines of that unit stand
// between markers, and nothing else does. Two files that are not the same item are never blended: ours and theirs stand whole
// between one pair of markers. A file that cannot be read is merged by lines.
//
// An empty base means that both sides added the file.
func Merge(base, ours, theirs string, o MergeOptions) Merged {
	switch {
	case ours == theirs || theirs == base:
		return Merged{Text: ours}
	case ours == base:
		return Merged{Text: theirs}
	}
	m := newMerger(base, ours, theirs, o)
	switch {
	case base == "" || m.strangers():
		return Merged{m.marks.between(ours, theirs), []string{"file"}}
	case !Reads(o.Path) || m.base.err != nil || m.ours.err != nil || m.theirs.err != nil:
		return m.whole()
	}
	merged, ok := m.merge()
	if !ok {
		return m.whole()
	}
	return merged
}

// A merger holds the three versions of one file.
type merger struct {
	base, ours, theirs *file
	table              *table
	marks              markers
}

func newMerger(base, ours, theirs string, o MergeOptions) *merger {
	cfg := o.Config
	if cfg == nil {
		cfg = defaultConfig()
		cfg.finish()
	}
	read := func(src string) *file {
		var s doc.Scanner // its texts may be parts of its own memory
		return parseFile(&s, o.Path, src, cfg)
	}
	m := &merger{base: read(base), ours: read(ours), theirs: read(theirs), table: cfg.table(kindOfPath(o.Path))}
	m.marks = markers{size: o.MarkerSize, ours: o.Ours, theirs: o.Theirs, eol: "\n"}
	if m.marks.size <= 0 {
		m.marks.size = 7
	}
	if strings.Contains(ours, "\r\n") {
		m.marks.eol = "\r\n"
	}
	return m
}

// strangers reports whether two versions are readable and not of one record.
func (m *merger) strangers() bool {
	var ids []ID
	for _, f := range []*file{m.base, m.ours, m.theirs} {
		if f.err == nil {
			ids = append(ids, f.id())
		}
	}
	return len(slices.Compact(ids)) > 1
}

// whole merges the file by lines.
func (m *merger) whole() Merged {
	text, clean := m.marks.byLines(m.base.src, m.ours.src, m.theirs.src)
	if clean {
		return Merged{Text: text}
	}
	return Merged{text, []string{"file"}}
}

// merge merges by units. It reports false where the result would not be what was meant.
func (m *merger) merge() (Merged, bool) {
	front := m.mergeFront()
	text, ok := m.spliceFront(front)
	if !ok {
		return Merged{}, false
	}
	body, conflicts := m.mergeBody()
	out := Merged{Text: text + body, Conflicts: slices.Concat(front.conflicts(), conflicts)}
	return out, len(out.Conflicts) > 0 || m.means(out.Text, front)
}

// means reports whether a text is read with the values that were meant.
func (m *merger) means(text string, front frontMerge) bool {
	var s doc.Scanner
	f := parseFile(&s, m.ours.path, text, m.ours.cfg)
	return f.err == nil && equalMaps(f.values(), front.values())
}
