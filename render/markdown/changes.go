package markdown

import (
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
)

// mostEdits is the number of edits of one item that a row names.
const mostEdits = 12

// changes writes the account of a change: the headline, a row for every record
// that is more than moved, and folded away what takes room.
func (d *drawing) changes(c render.Changes) {
	if len(c.Items) == 0 {
		d.add("### No change to the backlog\n")
		return
	}
	d.add("### Backlog: " + c.Summary() + "\n")
	d.changeTable(c)
	d.order(c)
	for _, item := range c.Items {
		d.criteria(item)
		d.body(item)
	}
}

// changeTable writes the rows, as many as the options allow and as fit into
// half of the room.
func (d *drawing) changeTable(c render.Changes) {
	var b strings.Builder
	rows, left := 0, 0
	for _, item := range c.Items {
		if item.OnlyMoved() {
			continue
		}
		row := "| " + d.item(item, inline) + " | " + d.whatChanged(item, false) + " |\n"
		if d.o.Rows > 0 && rows >= d.o.Rows || d.o.Limit > 0 && b.Len()+len(row) > d.o.Limit/2 {
			left++
			continue
		}
		if rows == 0 {
			b.WriteString("| Item | What changed |\n|---|---|\n")
		}
		b.WriteString(row)
		rows++
	}
	if rows > 0 {
		d.add(b.String())
	}
	if left > 0 {
		d.add("and " + strconv.Itoa(left) + " more\n")
	}
}

// item names an item by id and title.
func (d *drawing) item(c render.Changed, at place) string {
	s := d.text(render.Text{{Text: c.ID, URL: c.URL}}, at)
	if c.Title != "" {
		s += " " + escape(cut(c.Title, d.o.Title), inline)
	}
	return s
}

// whatChanged says in one line what happened to an item; moves only where they
// are asked for.
func (d *drawing) whatChanged(c render.Changed, moves bool) string {
	var parts []string
	switch c.Kind {
	case render.Added:
		added := "**added**"
		if c.Place != "" {
			added += " at " + escape(c.Place, inline)
		}
		parts = append(parts, added)
	case render.Removed:
		parts = append(parts, "**removed**")
	case render.Unreadable:
		parts = append(parts, "**unreadable**")
	}
	for _, f := range c.Facts {
		parts = append(parts, d.text(f, inline))
	}
	parts = append(parts, d.edits(c, moves)...)
	if more := len(parts) - mostEdits; more > 0 {
		parts = append(parts[:mostEdits], "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(parts, " · ")
}

// edits says each edit in a few words, all those of criteria in one place.
func (d *drawing) edits(c render.Changed, moves bool) []string {
	var parts []string
	criteria := false
	for _, e := range c.Edits {
		switch e.Kind {
		case render.FieldEdit:
			parts = append(parts, escape(cut(e.Field, d.o.Title), inline)+" "+d.text(e.Words, inline))
		case render.MoveEdit:
			if moves {
				parts = append(parts, "moved "+d.text(e.Words, inline))
			}
		case render.CriterionEdit:
			if !criteria {
				parts = append(parts, "criteria "+criteriaCount(c))
			}
			criteria = true
		case render.TextEdit:
			parts = append(parts, d.text(e.Words, inline))
		}
	}
	return parts
}

// criteriaCount counts what happened to the criteria of an item: "+2 −1, 1 met".
func criteriaCount(c render.Changed) string {
	var signs, words []string
	for _, verb := range []render.Verb{
		render.CriterionAdded, render.CriterionRemoved, render.CriterionMet,
		render.CriterionUnmet, render.CriterionReworded, render.CriterionMoved,
	} {
		n := 0
		for _, e := range c.Edits {
			if e.Kind == render.CriterionEdit && e.Verb == verb {
				n++
			}
		}
		switch {
		case n == 0:
		case verb == render.CriterionAdded:
			signs = append(signs, "+"+strconv.Itoa(n))
		case verb == render.CriterionRemoved:
			signs = append(signs, "−"+strconv.Itoa(n))
		default:
			words = append(words, strconv.Itoa(n)+" "+string(verb))
		}
	}
	if len(signs) > 0 {
		words = append([]string{strings.Join(signs, " ")}, words...)
	}
	return strings.Join(words, ", ")
}

// order folds away the moves that somebody made.
func (d *drawing) order(c render.Changes) {
	var moves []string
	for _, item := range c.Items {
		m := item.Moved()
		if m == nil {
			continue
		}
		at := inline
		if len(moves) == 0 {
			at = opening
		}
		moves = append(moves, escape(item.ID, at)+" "+escape(cut(m.String(), 2*d.o.Title), inline))
	}
	n := len(moves)
	if n == 0 {
		return
	}
	if d.o.Lines > 0 && n > d.o.Lines {
		moves = append(moves[:d.o.Lines], "and "+strconv.Itoa(n-d.o.Lines)+" more")
	}
	count := "1 item moved"
	if n != 1 {
		count = strconv.Itoa(n) + " items moved"
	}
	d.fold("Order: "+count, strings.Join(moves, " · ")+"\n")
}

// criteria folds away what happened to the acceptance criteria of an item.
func (d *drawing) criteria(c render.Changed) {
	var lines []string
	for _, e := range c.Edits {
		if e.Kind != render.CriterionEdit {
			continue
		}
		what := escape(cut(e.Quote, d.long()), inline)
		if e.Quote == "" {
			what = d.text(e.Words, inline)
		}
		lines = append(lines, "- "+string(e.Verb)+": "+what)
	}
	if len(lines) > 0 {
		d.fold(escape(c.ID, inHTML)+": acceptance criteria", d.capped(lines))
	}
}

// body folds away the lines that came and went. They stand in a block of code,
// where nothing acts, and none can end it since each begins with its sign.
func (d *drawing) body(c render.Changed) {
	var lines []string
	for _, e := range c.Edits {
		for i, h := range e.Hunks {
			if i > 0 {
				lines = append(lines, "…")
			}
			for _, s := range h.Old {
				lines = append(lines, d.codeLine("- ", s))
			}
			for _, s := range h.New {
				lines = append(lines, d.codeLine("+ ", s))
			}
		}
	}
	if len(lines) > 0 {
		d.fold(escape(c.ID, inHTML)+": text", "```diff\n"+d.capped(lines)+"```\n")
	}
}

// codeLine returns a line of a body behind its sign.
func (d *drawing) codeLine(sign, s string) string {
	return strings.TrimRight(sign+render.Clean(cut(s, d.long())), " ")
}

// long is the number of characters of a text that is more than a title; 0 is
// unlimited.
func (d *drawing) long() int { return 4 * d.o.Title }

// capped returns lines, at most as many as the options allow.
func (d *drawing) capped(lines []string) string {
	if n := len(lines); d.o.Lines > 0 && n > d.o.Lines {
		lines = append(lines[:d.o.Lines:d.o.Lines], "and "+strconv.Itoa(n-d.o.Lines)+" more")
	}
	return strings.Join(lines, "\n") + "\n"
}

// fold writes text that is opened by its summary, which is HTML.
func (d *drawing) fold(summary, text string) {
	d.add(foldStart + summary + "</summary>\n\n" + text + "\n</details>\n")
}
