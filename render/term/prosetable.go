package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// leastCell is the width under which a column of a table in a text is not
// worth showing.
const leastCell = 3

// table draws a table in a text: a header in bold, cells cut so that it is
// never wider than the text.
func (p *prose) table(n *extast.Table, width int) []string {
	rows := p.tableRows(n)
	columns := len(n.Alignments)
	if most := (width + gap) / (leastCell + gap); width > 0 && columns > most {
		columns = max(most, 1)
	}
	widths := make([]int, columns)
	for _, row := range rows {
		for i := range min(columns, len(row)) {
			widths[i] = max(widths[i], stringWidth(row[i]))
		}
	}
	if width > 0 {
		squeeze(widths, width-gap*(columns-1))
	}
	lines := make([]string, len(rows))
	for at, row := range rows {
		var r aligned
		for i := range min(columns, len(row)) {
			s := fit(row[i], widths[i])
			if i == columns-1 && columns < len(row) {
				s = fit(s+" …", widths[i])
			}
			style := style(0)
			if at == 0 {
				style = bold
			}
			r.add(p.o.paint(s, style), stringWidth(s), widths[i], n.Alignments[i] == extast.AlignRight)
		}
		lines[at] = r.String()
	}
	return lines
}

// tableRows returns the cells as text without styles.
func (p *prose) tableRows(n *extast.Table) [][]string {
	var rows [][]string
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, p.plainText(c))
		}
		rows = append(rows, row)
	}
	return rows
}

// plainText returns the text inside n on one line, without styles.
func (p *prose) plainText(n ast.Node) string {
	var b strings.Builder
	for _, r := range p.inline(n, 0) {
		b.WriteString(strings.ReplaceAll(r.text, lineEnd, " "))
	}
	return strings.TrimSpace(b.String())
}

// squeeze narrows the widest columns until all together take at most room.
func squeeze(widths []int, room int) {
	total := 0
	for _, w := range widths {
		total += w
	}
	for total > room {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= 1 {
			return
		}
		widths[widest]--
		total--
	}
}
