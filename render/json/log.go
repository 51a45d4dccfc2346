package json

import (
	"time"

	"github.com/po-backlog/po/backlog"
)

// Entry is the shape of one commit of a history.
type Entry struct {
	Commit  string   `json:"commit" doc:"the commit's whole id"`
	Author  Author   `json:"author" doc:"name and mail"`
	Time    string   `json:"time" doc:"of the author, RFC 3339"`
	Subject string   `json:"subject" doc:"first line of the message"`
	Why     string   `json:"why,omitempty" doc:"the message without what po wrote itself"`
	Action  string   `json:"action,omitempty" doc:"what po did; none for a commit made by hand"`
	Items   []string `json:"items" doc:"ids that the changes touch"`
	Changes []Change `json:"changes" doc:"what changed"`
}

// Author is the shape of a person.
type Author struct {
	Name string `json:"name"`
	Mail string `json:"mail"`
}

// EntryFields lists the fields of a commit of a history.
func EntryFields() []Field { return fieldsOf(Entry{}) }

// EntriesOf gives revisions their shapes. Those that changed nothing of the
// backlog are left out.
func EntriesOf(revisions []backlog.Revision, o Options) []Entry {
	var shapes []Entry
	for _, r := range revisions {
		if len(r.Changes) > 0 {
			shapes = append(shapes, EntryOf(r, o))
		}
	}
	return shapes
}

// EntryOf gives one revision its shape.
func EntryOf(r backlog.Revision, o Options) Entry {
	shape := Entry{
		Commit:  r.Hash,
		Author:  Author{Name: r.Author.Name, Mail: r.Author.Email},
		Time:    r.Time.Format(time.RFC3339),
		Subject: r.Subject,
		Why:     r.Why,
		Action:  r.Action,
		Items:   []string{},
		Changes: ChangesOf(r.Changes, o),
	}
	for _, id := range backlog.ChangedItems(r.Changes) {
		shape.Items = append(shape.Items, string(id))
	}
	return shape
}
