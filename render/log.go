package render

import (
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
