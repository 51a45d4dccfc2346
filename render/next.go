package render

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

// Next is the page of the items that come next, and why.
func Next(b *backlog.Backlog, picks []backlog.Pick) *Page {
	if len(picks) == 0 {
		return &Page{}
	}
	v := newListing(b, ListOptions{})
	t := Table{Columns: []Column{
		{Name: "#", Right: true, Leave: 3}, {Name: "id"}, {Name: "pts", Right: true, Leave: 2},
		{Name: "why", Leave: 1}, {Name: "title", Cut: true},
	}}
	part := Part{}
	for _, p := range picks {
		part.Rows = append(part.Rows, []Cell{
			v.cellOf(&p.Item, columnPosition), v.cellOf(&p.Item, "id"), v.cellOf(&p.Item, "points"),
			{Value: strings.Join(p.Why, ", ")}, v.cellOf(&p.Item, "title"),
		})
	}
	t.Parts = []Part{part}
	return &Page{Blocks: []Block{t}}
}
