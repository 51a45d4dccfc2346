package render

import (
	"time"

	"github.com/po-backlog/po/backlog"
)

// Blame is the page of a record's parts: what it says, who wrote it last, when, in which commit and why. Days are those of the zone.
func Blame(parts []backlog.BlamePart, zone *time.Location) *Page {
	if len(parts) == 0 {
		return &Page{}
	}
	part := Part{}
	for _, p := range parts {
		value := p.Value
		if p.Field == "criteria" {
			value = criterionSign(p.Met) + " " + value
		}
		row := []Cell{{Value: p.Name()}, {}, {}, {}, {Value: value}, {}}
		switch r := p.Revision; {
		case p.Changed:
			row[1] = Cell{Value: "not committed"}
		case r != nil:
			row[1], row[2] = Cell{Value: r.Hash[:min(len(r.Hash), ShortHash)]}, Cell{Value: r.Time.In(zone).Format("2006-01-02")}
			row[3] = Cell{Value: r.Author.Name}
			row[5] = Cell{Value: r.Why}
			if r.Why == "" {
				row[5] = Cell{Value: r.Subject}
			}
		}
		part.Rows = append(part.Rows, row)
	}
	return &Page{Blocks: []Block{Table{
		Columns: []Column{{Name: "part"}, {Name: "commit"}, {Name: "day"}, {Name: "author", Leave: 2}, {Name: "value"}, {Name: "why", Cut: true, Leave: 1}},
		Parts:   []Part{part},
	}}}
}

// criterionSign is the box of a criterion.
func criterionSign(met bool) string {
	if met {
		return "☑"
	}
	return "☐"
}
