package term

import (
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
)

const (
	gap      = 2  // blanks between two columns
	leastCut = 20 // columns that a cut column keeps as long as others can leave
)

// table draws a table: aligned under a header on a terminal, else values
// between tabs.
func (d *drawing) table(t render.Table) {
	if !d.o.Terminal {
		d.tabbed(t)
		return
	}
	l := measure(t, d.o.Width)
	header := true
	for _, p := range t.Parts {
		if len(p.Rows) == 0 {
			continue
		}
		if header {
			d.header(t, l)
			header = false
		}
		if p.Label != "" {
			d.line(d.o.paint(ruleLine(p), faint))
		}
		for _, row := range p.Rows {
			d.row(t, l, row)
		}
	}
}

// tabbed draws the rows for a pipe: whole values, no header, no rule lines.
func (d *drawing) tabbed(t render.Table) {
	for _, p := range t.Parts {
		for _, row := range p.Rows {
			for i := range t.Columns {
				if i > 0 {
					d.b.WriteByte('\t')
				}
				d.b.WriteString(render.Clean(cell(row, i).Value))
			}
			d.b.WriteByte('\n')
		}
	}
}

// ruleLine says what the rows below it are, and how many.
func ruleLine(p render.Part) string {
	n := p.Count
	if n == 0 {
		n = len(p.Rows)
	}
	return "── " + render.Clean(p.Label) + " (" + strconv.Itoa(n) + ") ──"
}

func (d *drawing) header(t render.Table, l layout) {
	var r aligned
	for _, i := range l.shown {
		c := t.Columns[i]
		name := fit(strings.ToUpper(render.Clean(c.Name)), l.width[i])
		r.add(d.o.paint(name, bold), stringWidth(name), l.width[i], c.Right)
	}
	d.line(r.String())
}

func (d *drawing) row(t render.Table, l layout, row []render.Cell) {
	var r aligned
	for _, i := range l.shown {
		text := cell(row, i).Shown()
		if t.Columns[i].Cut {
			text = cut(text, l.width[i])
		}
		r.add(d.text(text, 0), textWidth(text), l.width[i], t.Columns[i].Right)
	}
	d.line(r.String())
}

// aligned is a row in the making. Blanks are written only when something
// follows them, so that no line ends in one.
type aligned struct {
	strings.Builder
	due     int // blanks before the next cell
	started bool
}

// add appends a cell that is wide columns wide to a column of width columns.
func (r *aligned) add(s string, wide, width int, right bool) {
	if r.started {
		r.due += gap
	}
	r.started = true
	if right {
		r.due += max(width-wide, 0)
	}
	if s != "" {
		r.WriteString(blanks(r.due))
		r.due = 0
		r.WriteString(s)
	}
	if !right {
		r.due += max(width-wide, 0)
	}
}

// layout is which columns are shown and how wide each is.
type layout struct {
	shown []int
	width []int // by column, also of those that are not shown
}

// measure makes room: columns leave, the one with the lowest Leave first, while
// the cut column would get less than 20 columns and needs more than it gets.
func measure(t render.Table, width int) layout {
	l := layout{width: natural(t)}
	total, cuts := 0, -1
	for i, c := range t.Columns {
		l.shown = append(l.shown, i)
		total += l.width[i] + gap
		if c.Cut {
			cuts = i
		}
	}
	total -= gap
	if width <= 0 || cuts < 0 || total <= width {
		return l
	}
	room := width - (total - l.width[cuts])
	for room < min(leastCut, l.width[cuts]) {
		at := nextToLeave(t, l.shown)
		if at < 0 {
			break
		}
		room += l.width[l.shown[at]] + gap
		l.shown = append(l.shown[:at], l.shown[at+1:]...)
	}
	l.width[cuts] = min(l.width[cuts], max(room, 1))
	return l
}

// nextToLeave returns the index in shown of the column that leaves first, and
// -1 when all stay.
func nextToLeave(t render.Table, shown []int) int {
	at := -1
	for i, c := range shown {
		leave := t.Columns[c].Leave
		if leave > 0 && (at < 0 || leave < t.Columns[shown[at]].Leave) {
			at = i
		}
	}
	return at
}

// natural returns the width that every column would take.
func natural(t render.Table) []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = stringWidth(strings.ToUpper(render.Clean(c.Name)))
	}
	for _, p := range t.Parts {
		for _, row := range p.Rows {
			for i := range widths {
				widths[i] = max(widths[i], textWidth(cell(row, i).Shown()))
			}
		}
	}
	return widths
}

// cell returns the i-th cell of a row; a short row ends in empty ones.
func cell(row []render.Cell, i int) render.Cell {
	if i < len(row) {
		return row[i]
	}
	return render.Cell{}
}

// textWidth returns the columns that a text takes when it is shown.
func textWidth(t render.Text) int {
	n := 0
	for _, s := range t {
		n += stringWidth(render.Clean(s.Text))
	}
	return n
}

// fit returns s in at most width columns, cut with an ellipsis.
func fit(s string, width int) string { return truncated(s, width, "…") }

// cut returns the text in at most width columns, cut with an ellipsis.
func cut(t render.Text, width int) render.Text {
	if textWidth(t) <= width {
		return t
	}
	room := width - 1
	var out render.Text
	for _, s := range t {
		s.Text = render.Clean(s.Text)
		if wide := stringWidth(s.Text); wide <= room {
			out = append(out, s)
			room -= wide
			continue
		}
		s.Text = truncated(s.Text, room, "") + "…"
		return append(out, s)
	}
	return out
}
