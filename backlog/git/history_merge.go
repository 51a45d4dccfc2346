package git

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// ownChanges leaves out of a merge's changes against its first parent what another parent had already: a value that either side has
// is not the merge's own, though both have changed the file.
func (h *historian) ownChanges(all []backlog.Change, s commitStep) ([]backlog.Change, error) {
	own := slices.Clone(all)
	for _, other := range s.before[1:] {
		against := commitStep{commit: s.commit, before: s.before[:0:0], now: s.now}
		against.before = append(against.before, other)
		var paths []string
		err := h.repo.store().Diff(other, s.now, inBacklog, func(t objects.TreeChange) {
			against.changes, paths = append(against.changes, t), append(paths, t.Path)
		})
		if err != nil {
			return nil, err
		}
		own = slices.DeleteFunc(own, func(c backlog.Change) bool { return !slices.Contains(paths, c.Path) })
		if len(own) == 0 {
			return nil, nil
		}
		theirs, err := h.states.changes(against)
		if err != nil {
			return nil, err
		}
		own = inBoth(own, theirs)
	}
	return own, nil
}

// inBoth keeps of the changes against one parent those that are changes against another one too. Of a record that came with the
// other parent what differs from it is kept.
func inBoth(own, theirs []backlog.Change) []backlog.Change {
	var kept []backlog.Change
	for _, c := range own {
		if slices.ContainsFunc(theirs, func(d backlog.Change) bool { return leadsTo(c, d) }) {
			kept = append(kept, c)
			continue
		}
		for _, d := range theirs {
			if c.Op == backlog.OpAdd && c.ID == d.ID && c.Path == d.Path {
				kept = append(kept, d)
			}
		}
	}
	return kept
}

// leadsTo reports whether two changes, from different states, brought the same about. To a state that lacks the record all of it is
// new.
func leadsTo(c, d backlog.Change) bool {
	if d.Op == backlog.OpAdd && c.ID == d.ID && c.ID != "" && c.Op != backlog.OpRemove {
		return true
	}
	if c.ID != d.ID || c.Op != d.Op || c.Field != d.Field || c.ID == "" && c.Path != d.Path {
		return false
	}
	switch c.Op {
	case backlog.OpInsert:
		return c.New.Equal(d.New)
	case backlog.OpDelete:
		return c.Old.Equal(d.Old)
	case backlog.OpCriterion:
		return sameCriterion(c.Criterion, d.Criterion)
	case backlog.OpHunk:
		return shareLine(c.Hunk.New, d.Hunk.New) || shareLine(c.Hunk.Old, d.Hunk.Old)
	}
	return true
}

// sameCriterion reports whether two changes leave the same criterion, or took the same one away.
func sameCriterion(c, d *backlog.CriterionChange) bool {
	switch {
	case c.New != nil && d.New != nil:
		return *c.New == *d.New
	case c.New == nil && d.New == nil:
		return c.Old.Text == d.Old.Text
	}
	return false
}

func shareLine(a, b []string) bool {
	return slices.ContainsFunc(a, func(line string) bool { return strings.TrimSpace(line) != "" && slices.Contains(b, line) })
}
