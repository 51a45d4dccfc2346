package json

import (
	"time"

	"github.com/po-backlog/po/backlog"
)

// Blamed is the shape of a part of a record and of the commit that wrote it.
type Blamed struct {
	Field   string  `json:"field" doc:"a key, dotted inside maps; criteria, body"`
	N       int     `json:"n,omitempty" doc:"number of the criterion, line of the paragraph"`
	Value   string  `json:"value" doc:"as it is now"`
	Met     *bool   `json:"met,omitempty" doc:"of a criterion"`
	Commit  string  `json:"commit,omitempty" doc:"the commit's whole id; none when it is not committed, or older than the history that is here"`
	Author  *Author `json:"author,omitempty" doc:"name and mail"`
	Time    string  `json:"time,omitempty" doc:"of the author, RFC 3339"`
	Subject string  `json:"subject,omitempty" doc:"first line of the message"`
	Why     string  `json:"why,omitempty" doc:"the message without what po wrote itself"`
	Changed bool    `json:"changed,omitempty" doc:"not committed yet"`
}

// BlameFields lists the fields of a part of a record.
func BlameFields() []Field { return fieldsOf(Blamed{}) }

// BlameOf gives the parts of a record their shapes.
func BlameOf(parts []backlog.BlamePart) []Blamed {
	shapes := make([]Blamed, len(parts))
	for i, p := range parts {
		shapes[i] = Blamed{Field: p.Field, N: p.N, Value: p.Value, Changed: p.Changed}
		if p.Field == "criteria" {
			shapes[i].Met = &parts[i].Met
		}
		if r := p.Revision; r != nil {
			shapes[i].Commit, shapes[i].Time, shapes[i].Subject, shapes[i].Why = r.Hash, r.Time.Format(time.RFC3339), r.Subject, r.Why
			shapes[i].Author = &Author{Name: r.Author.Name, Mail: r.Author.Email}
		}
	}
	return shapes
}
