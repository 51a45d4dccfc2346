package markdown

import (
	"slices"
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
		d.noChange()
		return
	}
	d.headline(c)
	d.problems(c)
	d.changeTable(c)
	d.order(c)
	d.graph(c.Depends)
	for item := range c.Records() {
		d.criteria(item)
		d.body(item)
	}
	if n := len(c.Hints); n == 1 {
		d.fold("1 hint", d.capped(d.entries(c.Hints)))
	} else if n > 1 {
		d.fold(strconv.Itoa(n)+" hints", d.capped(d.entries(c.Hints)))
	}
}

// noChange says that nothing changed, so that a comment stays true after a
// revert.
func (d *drawing) noChange() { d.add("### No change to the backlog" + d.folder() + "\n") }

// folder names the backlog where there may be several.
func (d *drawing) folder() string {
	if d.o.Folder == "" {
		return ""
	}
	return " " + escape(cut(d.o.Folder, d.o.Title), inline)
}

// headline counts what happened and says what it does to the plan.
func (d *drawing) headline(c render.Changes) {
	text := "### Backlog" + d.folder() + ": " + c.Summary() + "\n"
	if len(c.Effects) > 0 {
		lines := make([]string, len(c.Effects))
		for i, t := range c.Effects {
			lines[i] = d.text(t, opening)
		}
		text += d.joined(lines, "\\\n") + "\n"
	}
	d.add(text)
}

// problems says what the change brings that is wrong, what it repairs, and what
// is no longer ready.
func (d *drawing) problems(c render.Changes) {
	switch n := len(c.Problems); n {
	case 0:
	case 1:
		d.add("**1 problem:** " + d.text(c.Problems[0], inline) + "\n")
	default:
		d.add("**" + strconv.Itoa(n) + " problems:**\n")
		d.add(d.capped(d.entries(c.Problems)))
	}
	switch n := c.Solved; n {
	case 0:
	case 1:
		d.add("Solves 1 problem\n")
	default:
		d.add("Solves " + strconv.Itoa(n) + " problems\n")
	}
	if len(c.NotReady) > 0 {
		names := make([]string, len(c.NotReady))
		for i, t := range c.NotReady {
			names[i] = d.text(t, inline)
		}
		d.add("Not ready now: " + d.joined(names, ", ") + "\n")
	}
}

// entries are the entries of a list.
func (d *drawing) entries(list []render.Text) []string {
	lines := make([]string, len(list))
	for i, t := range list {
		lines[i] = "- " + d.text(t, opening)
	}
	return lines
}

// joined joins as many parts as the options allow lines.
func (d *drawing) joined(parts []string, between string) string {
	if n := len(parts); d.o.Lines > 0 && n > d.o.Lines {
		parts = append(parts[:d.o.Lines:d.o.Lines], "and "+strconv.Itoa(n-d.o.Lines)+" more")
	}
	return strings.Join(parts, between)
}

// changeTable writes the rows, as many as the options allow and as fit into
// half of the room.
func (d *drawing) changeTable(c render.Changes) {
	var b strings.Builder
	rows, left := 0, 0
	for _, item := range c.Items {
		if item.OnlyPlaced() {
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
		parts = append(parts, strings.TrimRight("**unreadable** "+escape(c.Place, inline), " "))
	}
	if len(c.Into) > 0 {
		parts = append(parts, d.split(c))
	}
	for _, f := range c.Facts {
		if c.Kind == render.Unreadable {
			parts = append(parts, escape(cut(f.String(), d.long()), inline)) // an error is useless in part
			continue
		}
		parts = append(parts, d.text(f, inline))
	}
	for _, t := range c.More {
		parts = append(parts, d.text(t, inline))
	}
	parts = append(parts, d.edits(c, moves)...)
	if more := len(parts) - mostEdits; more > 0 {
		parts = append(parts[:mostEdits], "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(parts, " · ")
}

// split says what an item became.
func (d *drawing) split(c render.Changed) string {
	names := make([]string, len(c.Into))
	for i, part := range c.Into {
		var facts []string
		if part.Place != "" {
			facts = append(facts, "at "+escape(part.Place, inline))
		}
		for _, f := range slices.Concat(part.Facts, part.More) {
			facts = append(facts, d.text(f, inline))
		}
		names[i] = d.item(part, inline)
		if len(facts) > 0 {
			names[i] += " (" + strings.Join(facts, ", ") + ")"
		}
	}
	if more := len(names) - mostEdits; more > 0 {
		names = append(names[:mostEdits], "and "+strconv.Itoa(more)+" more")
	}
	return "**split** into " + strings.Join(names, ", ")
}

// edits says each edit in a few words, all those of criteria in one place.
func (d *drawing) edits(c render.Changed, moves bool) []string {
	var parts []string
	criteria := false
	for _, e := range c.Edits {
		switch e.Kind {
		case render.FieldEdit:
			part := escape(cut(e.Field, d.o.Title), inline) + " " + d.text(e.Words, inline)
			if e.By != "" {
				part += " (" + escape(cut(e.By, 2*d.o.Title), inline) + ")"
			}
			parts = append(parts, part)
		case render.MoveEdit:
			if moves {
				parts = append(parts, "moved "+d.text(e.Words, inline))
			}
		case render.NumberEdit:
			if moves {
				parts = append(parts, escape(e.Field, inline)+" "+d.text(e.Words, inline))
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
	for _, part := range c.Into {
		n := 0
		for _, e := range c.Edits {
			if e.Verb == render.CriterionTaken && e.To == part.ID {
				n++
			}
		}
		if n > 0 {
			words = append(words, strconv.Itoa(n)+" to "+escape(part.ID, inline))
		}
	}
	if len(signs) > 0 {
		words = append([]string{strings.Join(signs, " ")}, words...)
	}
	return strings.Join(words, ", ")
}

// order folds away the moves that somebody made, and the numbers that changed
// while the places stayed.
func (d *drawing) order(c render.Changes) {
	d.places(c, "Order: 1 item moved", "Order: ", " items moved", render.Changed.Moved)
	d.places(c, "1 item renumbered in its place", "", " items renumbered in their places", render.Changed.Numbered)
}

// places folds away what happened to the items of which there is something to
// say, and who did it.
func (d *drawing) places(c render.Changes, one, before, after string, said func(render.Changed) render.Text) {
	var all []string
	for item := range c.Records() {
		words := said(item)
		if words == nil {
			continue
		}
		at := inline
		if len(all) == 0 {
			at = opening
		}
		place := d.text(render.Text{{Text: item.ID, URL: item.URL}}, at) + " " + escape(cut(words.String(), 2*d.o.Title), inline)
		if item.MovedBy != "" {
			place += " (" + escape(cut(item.MovedBy, d.o.Title), inline) + ")"
		}
		all = append(all, place)
	}
	count := one
	switch n := len(all); n {
	case 0:
		return
	case 1:
	default:
		count = before + strconv.Itoa(n) + after
	}
	d.fold(count, d.joined(all, " · ")+"\n")
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
		lines = append(lines, "- "+escape(e.What(), inline)+": "+what)
	}
	if len(lines) > 0 {
		d.fold(escape(c.ID, inHTML)+": acceptance criteria", d.capped(lines))
	}
}

// body folds away the lines that came and went. They stand in a block of code,
// where nothing acts, and none can end it since each begins with its sign.
func (d *drawing) body(c render.Changed) {
	var lines []string
	for _, s := range c.Text {
		lines = append(lines, d.codeLine("+ ", s))
	}
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
	return d.joined(lines, "\n") + "\n"
}

// fold writes text that is opened by its summary, which is HTML.
func (d *drawing) fold(summary, text string) {
	d.add(foldStart + summary + "</summary>\n\n" + text + "\n</details>\n")
}
