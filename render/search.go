package render

import "github.com/po-backlog/po/backlog"

// Search is the page of what a search has found, the best first: items and other
// records. Without hits the page is empty.
func Search(b *backlog.Backlog, hits []backlog.Hit) *Page {
	if len(hits) == 0 {
		return &Page{}
	}
	v := newListing(b, ListOptions{})
	t := Table{Columns: []Column{{Name: "id"}, {Name: "status", Leave: 1}, {Name: "title", Cut: true}}}
	part := Part{}
	for _, h := range hits {
		row := []Cell{{Value: string(h.ID)}, {}, {Value: h.Title}}
		if it, err := b.Item(h.ID); h.Kind == backlog.KindItem && err == nil {
			row[1], row[2] = statusCell(&it), v.titleCell(&it)
		} else if r, err := b.Record(h.ID); err == nil {
			row[1] = Cell{Value: r.Status}
			row[2].Show = Words(r.Kind.String() + ": " + h.Title)
		}
		part.Rows = append(part.Rows, row)
	}
	t.Parts = []Part{part}
	return &Page{Blocks: []Block{t}}
}
