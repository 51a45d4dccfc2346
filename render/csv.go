package render

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// WriteCSV writes the tables of a page as comma-separated values (RFC 4180, lines end in LF): one line of keys, then all rows.
// Text that a spreadsheet would take for a formula gets an apostrophe in front. Errors are those of w.
func WriteCSV(w io.Writer, p *Page) error {
	c := NewCSV(w)
	if err := c.Add(p); err != nil {
		return err
	}
	return c.End()
}

// A CSV is a table of comma-separated values that is written part by part, as [WriteCSV] writes a whole one.
type CSV struct {
	out    *csv.Writer
	headed bool
}

// NewCSV begins a table.
func NewCSV(w io.Writer) *CSV { return &CSV{out: csv.NewWriter(w)} }

// Add writes the rows of a page, before the first ones the keys. Errors are those of the writer.
func (c *CSV) Add(p *Page) error {
	for _, block := range p.Blocks {
		t, ok := block.(Table)
		if !ok {
			continue
		}
		if !c.headed {
			c.headed = true
			_ = c.out.Write(headings(t)) // an error stays until the end
		}
		for _, part := range t.Parts {
			for _, row := range part.Rows {
				record := make([]string, len(row))
				for i, cell := range row {
					record[i] = guarded(Clean(cell.Value))
				}
				_ = c.out.Write(record)
			}
		}
	}
	return c.out.Error()
}

// End writes out what is held. Errors are those of the writer.
func (c *CSV) End() error {
	c.out.Flush()
	return c.out.Error()
}

func headings(t Table) []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = cmp.Or(c.Key, c.Name)
	}
	return names
}

// guarded is a text that no spreadsheet computes. Numbers stay numbers.
func guarded(s string) string {
	if s == "" || !strings.ContainsRune("=+-@", rune(s[0])) {
		return s
	}
	if _, err := backlog.ParseDecimal(s); err == nil {
		return s
	}
	return "'" + s
}
