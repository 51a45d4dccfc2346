package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
)

// Comparison is all that is known of two states of a backlog. Only Changes is
// needed; what the rest would add is left out where it is missing.
type Comparison struct {
	Old, New *backlog.Backlog // the two states, for what the change does to the plan and to readiness

	Changes []backlog.Change // of [backlog.Diff]

	OldFindings, NewFindings []check.Finding // of [check.Compare], or of [check.Run] on either state

	Revisions []backlog.Revision // those that led from Old to New, the oldest first, for who did what

	Link func(path string) string // the address of a file by its path, "" for none

	Untold string // why nothing but Changes can be told; "" where all can

	Graph bool // with a drawing of the dependencies of what changed; needs both states
}

// Diff is the page of an account of changes for a reviewer: what the change does
// to the plan, which problems it brings, what happened to every record in the
// order of the backlog, with the lines of the texts that were edited. A file
// that was renamed is no change. Nothing changed gives an empty page.
func Diff(c Comparison) *Page {
	changes := WithoutRenames(c.Changes)
	block := changed(changes, true, c.Link)
	if len(block.Items) == 0 {
		return &Page{}
	}
	block.nameAuthors(changes, c.Revisions)
	block.joinSplits(changes)
	block.nameRenumbered(changes)
	if c.Old != nil && c.New != nil {
		block.nameSettings(c.Old, c.New, changes)
		block.Effects = effects(c.Old, c.New, changes)
		block.NotReady = notReady(c.Old, c.New, changes)
		if c.Graph {
			block.Depends = dependencies(c.Old, c.New, changes)
		}
	}
	block.addProblems(c, changes)
	if c.Untold != "" {
		block.Problems = append(block.Problems, Words(c.Untold))
	}
	return &Page{Blocks: []Block{block}}
}

// WithoutRenames leaves out that files were renamed, which means nothing for the
// product.
func WithoutRenames(changes []backlog.Change) []backlog.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c backlog.Change) bool {
		return c.Op == backlog.OpSet && c.Field == "path"
	})
}

// addProblems enters the findings that only the new state has, and counts those
// that only the old one has. A file that cannot be read is told by its own row.
func (c *Changes) addProblems(of Comparison, changes []backlog.Change) {
	unreadable, removed := map[string]bool{}, map[backlog.ID]bool{}
	for _, ch := range changes {
		switch ch.Op {
		case backlog.OpUnreadable:
			unreadable[ch.Path] = true
		case backlog.OpRemove:
			removed[ch.ID] = true
		}
	}
	var brought, solved []check.Finding
	for i, came := range check.Brought(of.OldFindings, of.NewFindings) {
		if f := of.NewFindings[i]; came && !unreadable[f.Pos.Path] {
			brought = append(brought, f)
		}
	}
	for i, went := range check.Brought(of.NewFindings, of.OldFindings) {
		if f := of.OldFindings[i]; went && f.Level > check.Hint && !unreadable[f.Pos.Path] {
			solved = append(solved, f)
		}
	}
	for _, p := range problems(brought, of.New, removed) {
		if p.Level == check.Hint {
			c.Hints = append(c.Hints, p.words)
		} else {
			c.Problems = append(c.Problems, p.words)
		}
	}
	c.Solved = len(problems(solved, of.Old, nil))
}

// worded is a finding in the words for who does not see the file.
type worded struct {
	check.Finding
	words Text
}

// problems words findings: errors first, of each level those about items and in
// the order of ids. What two places of one file are found wanting for is said
// once, since the places are not.
func problems(found []check.Finding, b *backlog.Backlog, removed map[backlog.ID]bool) []worded {
	var out []worded
	said := map[string]bool{}
	for _, f := range found {
		words := problem(f, b, removed)
		if key := f.Pos.Path + "\n" + words.String(); !said[key] {
			said[key] = true
			out = append(out, worded{f, words})
		}
	}
	slices.SortStableFunc(out, func(x, y worded) int {
		return cmp.Or(cmp.Compare(y.Level, x.Level), cmp.Compare(rank(x.Finding), rank(y.Finding)), backlog.Compare(x.ID, y.ID))
	})
	return out
}

// rank puts items before other records, and these before files without an id.
func rank(f check.Finding) int {
	switch {
	case f.ID == "":
		return 2
	case strings.HasPrefix(f.Pos.Path, backlog.KindItem.Folder()+"/"):
		return 0
	}
	return 1
}

// problem words a finding for who does not see the file.
func problem(f check.Finding, b *backlog.Backlog, removed map[backlog.ID]bool) Text {
	if to := missing(f, b, removed); to != "" {
		if f.Field == "depends_on" {
			return Words(string(f.ID) + " depends on " + string(to) + ", which this change removes")
		}
		return Words(string(f.ID) + " names " + string(to) + " as " + f.Field + ", which this change removes")
	}
	about := string(f.ID)
	if about == "" {
		about = f.Pos.Path
	}
	if strings.HasPrefix(f.Message, about+" ") {
		return Words(f.Message)
	}
	return Words(about + ": " + f.Message)
}

// missing is the removed record that a finding's item refers to by the key that
// the finding is about; "" for none.
func missing(f check.Finding, b *backlog.Backlog, removed map[backlog.ID]bool) backlog.ID {
	if f.Rule != "ref.dangling" || b == nil || len(removed) == 0 {
		return ""
	}
	item, err := b.Item(f.ID)
	if err != nil {
		return ""
	}
	for ref := range item.References() {
		if ref.Key == f.Field && removed[ref.To] && strings.HasSuffix(f.Message, " "+string(ref.To)) {
			return ref.To
		}
	}
	return ""
}

// notReady words the proposed items that are not ready and were, or that came
// and are not, and what they lack. A change to one item can take readiness from
// those that depend on it.
func notReady(old, new *backlog.Backlog, changes []backlog.Change) []Text {
	touched := map[backlog.ID]bool{}
	for _, id := range backlog.ChangedItems(changes) {
		touched[id] = true
	}
	isTouched := func(id backlog.ID) bool { return touched[id] }
	var out []Text
	for it := range new.Items() {
		if it.Type == backlog.Epic || it.Category() != backlog.Proposed || !touched[it.ID] && !slices.ContainsFunc(it.DependsOn, isTouched) {
			continue
		}
		lacks := new.Missing(it)
		if was, err := old.Item(it.ID); len(lacks) == 0 || err == nil && len(old.Missing(was)) > 0 {
			continue
		}
		out = append(out, Words(string(it.ID)+" ("+strings.Join(lacks, ", ")+")"))
	}
	return out
}
