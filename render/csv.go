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
	out := csv.NewWriter(w)
	headed := false
	for _, block := range p.Blocks {
		t, ok := block.(Table)
		if !ok {
			continue
		}
		if !headed {
			headed = true
			_ = out.Write(headings(t)) // an error stays until Flush
		}
		for _, part := range t.Parts {
			for _, row := range part.Rows {
				record := make([]string, len(row))
				for i, c := range row {
					record[i] = guarded(Clean(c.Value))
				}
				_ = out.Write(record)
			}
		}
	}
	out.Flush()
	return out.Error()
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
