package html

import (
	"html"
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
)

// changes writes the account of a change for a reviewer: what it does to the
// plan, what it brings that is wrong, then record by record.
func (d *drawing) changes(c render.Changes) {
	d.add("<h1>Backlog: ", escape(c.Summary()), "</h1>\n")
	if len(c.Effects) > 0 {
		d.lines(c.Effects)
	}
	if n := len(c.Problems); n > 0 {
		d.add("<h2 class=\"bad\">Problems: ", strconv.Itoa(n), "</h2>\n")
		d.list(c.Problems)
	}
	if c.Solved > 0 {
		d.add("<p>Problems solved: ", strconv.Itoa(c.Solved), "</p>\n")
	}
	if len(c.NotReady) > 0 {
		d.add("<h2>Not ready now</h2>\n")
		d.list(c.NotReady)
	}
	d.changeTable(c)
	if n := len(c.Hints); n > 0 {
		d.add("<h2>Hints: ", strconv.Itoa(n), "</h2>\n")
		d.list(c.Hints)
	}
}

// changeTable writes a row for every record.
func (d *drawing) changeTable(c render.Changes) {
	d.add("<table>\n<thead><tr><th>Item</th><th>What changed</th></tr></thead>\n<tbody>\n")
	for item := range c.Records() {
		d.add("<tr><td>", text(render.Text{{Text: item.ID, URL: item.URL}}), " ", escape(item.Title), "</td><td>")
		d.add(strings.Join(whatChanged(item), "<br>\n"))
		for _, e := range item.Edits {
			for _, h := range e.Hunks {
				d.hunk(h.Old, h.New)
			}
		}
		if len(item.Text) > 0 {
			d.hunk(nil, item.Text)
		}
		d.add("</td></tr>\n")
	}
	d.add("</tbody>\n</table>\n")
}

// hunk writes lines that went and lines that came.
func (d *drawing) hunk(old, new []string) {
	d.add("<pre>")
	for _, s := range old {
		d.add("<del>- ", html.EscapeString(render.CleanBlock(s)), "</del>\n")
	}
	for _, s := range new {
		d.add("<ins>+ ", html.EscapeString(render.CleanBlock(s)), "</ins>\n")
	}
	d.add("</pre>")
}

// whatChanged says line by line what happened to a record.
func whatChanged(c render.Changed) []string {
	var parts []string
	add := func(words ...string) { parts = append(parts, strings.Join(words, "")) }
	switch c.Kind {
	case render.Added:
		add("<strong>added</strong>")
	case render.Removed:
		add("<strong>removed</strong>")
	case render.Unreadable:
		add("<strong>unreadable</strong> ", escape(c.Place))
	}
	if len(c.Into) > 0 {
		ids := make([]string, len(c.Into))
		for i, part := range c.Into {
			ids[i] = escape(part.ID)
		}
		add("<strong>split</strong> into ", strings.Join(ids, ", "))
	}
	for _, f := range c.Facts {
		add(text(f))
	}
	if c.Kind == render.Added && c.Place != "" {
		add("at ", escape(c.Place), by(c.MovedBy))
	}
	for _, t := range c.More {
		add(text(t))
	}
	for _, e := range c.Edits {
		switch {
		case e.Kind == render.MoveEdit:
			add("moved ", text(e.Words), by(c.MovedBy))
		case e.Kind == render.CriterionEdit && e.Quote != "":
			add("criterion ", escape(e.What()), ": ", escape(e.Quote))
		case e.Kind == render.CriterionEdit:
			add("criterion ", escape(string(e.Verb)), ": ", text(e.Words))
		default:
			add(escape(e.Field), " ", text(e.Words), by(e.By))
		}
	}
	return parts
}

// by says who did it, where that is known.
func by(who string) string {
	if who == "" {
		return ""
	}
	return ` <span class="dim">(` + escape(who) + ")</span>"
}
