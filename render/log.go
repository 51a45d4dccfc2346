package render

import (
	"path"
	"strings"
	"time"

	"github.com/po-backlog/po/backlog"
)

// ShortHash is the number of hex digits of a commit that people are shown.
const ShortHash = 7

// LogOptions say how a history is shown.
type LogOptions struct {
	Timezone *time.Location // of days and times; nil is the author's
	Text     bool           // with the lines of the texts that were edited
}

// ChangeTable is the page of a commit's changes, a row for each, with the commit
// in every row. Paths are below root.
func ChangeTable(r backlog.Revision, root string) *Page {
	var columns []Column
	for _, name := range []string{"commit", "time", "author", "mail", "action", "subject", "why", "id", "title", "path", "op", "field", "old", "new"} {
		columns = append(columns, Column{Name: name})
	}
	var rows [][]Cell
	for _, c := range r.Changes {
		was, is := sidesOf(c)
		var row []Cell
		for _, value := range []string{
			r.Hash, r.Time.Format(time.RFC3339), r.Author.Name, r.Author.Email, r.Action, r.Subject, r.Why, string(c.ID), c.Title, path.Join(root, c.Path), string(c.Op), c.Field, was, is,
		} {
			row = append(row, Cell{Value: value})
		}
		rows = append(rows, row)
	}
	return &Page{Blocks: []Block{Table{Columns: columns, Parts: []Part{{Rows: rows}}}}}
}

// sidesOf words what was and what is; "" where there is nothing, or a whole
// record.
func sidesOf(c backlog.Change) (was, is string) {
	switch {
	case c.Criterion != nil:
		return stateWords(c.Criterion.Old), stateWords(c.Criterion.New)
	case c.Hunk != nil:
		return strings.Join(c.Hunk.Old, "\n"), strings.Join(c.Hunk.New, "\n")
	}
	if c.Old.IsSet() {
		was = valueWords(c.Old)
	}
	if c.New.IsSet() {
		is = valueWords(c.New)
	}
	return was, is
}

// stateWords writes a criterion as it stands in a file.
func stateWords(s *backlog.CriterionState) string {
	switch {
	case s == nil:
		return ""
	case s.Met:
		return "[x] " + s.Text
	}
	return "[ ] " + s.Text
}

// History is the page of revisions, given newest first: who changed what, when
// and why. Revisions that changed nothing of the backlog are left out.
func History(revisions []backlog.Revision, o LogOptions) *Page {
	var log Log
	for _, r := range revisions {
		if len(r.Changes) == 0 {
			continue
		}
		at := r.Time
		if o.Timezone != nil {
			at = at.In(o.Timezone)
		}
		log.Entries = append(log.Entries, Entry{
			Commit:  r.Hash[:min(len(r.Hash), ShortHash)],
			Time:    at.Format("2006-01-02 15:04"),
			Author:  r.Author.Name,
			Subject: r.Subject,
			Why:     r.Why,
			Changes: changed(r.Changes, o.Text, nil),
		})
	}
	if len(log.Entries) == 0 {
		return &Page{}
	}
	return &Page{Blocks: []Block{log}}
}
