package term

import (
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
)

// widestPad is the width up to which ids and keys are padded, so that one long
// path does not push everything else aside.
const widestPad = 20

// changeLine is one line of an account of changes: what, which part of it, how.
type changeLine struct {
	id, field string
	how       string
	hunks     []render.Hunk
}

// changes draws a line a change, each after indent. On a terminal the parts are
// aligned; in a pipe two blanks stand between them.
func (d *drawing) changes(c render.Changes, indent string) {
	lines := d.changeLines(c)
	var id, field int
	if d.o.Terminal {
		for _, l := range lines {
			id = max(id, min(stringWidth(l.id), widestPad))
			field = max(field, min(stringWidth(l.field), widestPad))
		}
	}
	for _, l := range lines {
		d.line(indent + pad(l.id, id) + blanks(gap) + pad(l.field, field) + blanks(gap) + l.how)
		d.hunks(l.hunks, indent+"    ")
	}
}

func (d *drawing) changeLines(c render.Changes) []changeLine {
	var lines []changeLine
	for item := range c.Records() {
		id := render.Clean(item.ID)
		if len(item.Into) > 0 {
			lines = append(lines, changeLine{id: id, field: "split", how: "into " + partNames(item)})
		}
		if word, tone := kindWord(item.Kind); word != "" {
			lines = append(lines, changeLine{id: id, field: d.o.paint(word, styleOf(tone)), how: d.summary(item), hunks: addedHunk(item)})
		}
		for _, e := range item.Edits {
			lines = append(lines, changeLine{
				id:    id,
				field: render.Clean(e.Field),
				how:   d.edit(e),
				hunks: e.Hunks,
			})
		}
	}
	return lines
}

// partNames are the ids of what an item was split into.
func partNames(c render.Changed) string {
	names := make([]string, len(c.Into))
	for i, part := range c.Into {
		names[i] = render.Clean(part.ID)
	}
	return strings.Join(names, ", ")
}

// addedHunk is the text of an added item as lines that came.
func addedHunk(c render.Changed) []render.Hunk {
	if len(c.Text) == 0 {
		return nil
	}
	return []render.Hunk{{New: c.Text, NewAt: 1}}
}

// verdict draws what a change does to the product, ahead of the account of it.
func (d *drawing) verdict(c render.Changes) {
	for _, t := range c.Effects {
		d.line(d.text(t, 0))
	}
	for _, t := range c.Problems {
		d.line(d.o.paint("problem", red) + ": " + d.text(t, 0))
	}
	if n := len(c.Hints); n > 0 {
		d.line(d.o.paint("hints", faint) + ": " + strconv.Itoa(n) + ", po check names them")
	}
	if c.Solved > 0 {
		d.line("problems solved: " + strconv.Itoa(c.Solved))
	}
	for _, t := range c.NotReady {
		d.line(d.o.paint("not ready now", yellow) + ": " + d.text(t, 0))
	}
	if len(c.Effects)+len(c.Problems)+len(c.Hints)+c.Solved+len(c.NotReady) > 0 {
		d.line("")
	}
}

// kindWord returns the word for what happened to a record as a whole; none
// where it was edited.
func kindWord(k render.ChangeKind) (string, render.Tone) {
	switch k {
	case render.Added:
		return "added", render.Good
	case render.Removed:
		return "removed", render.Bad
	case render.Unreadable:
		return "unreadable", render.Bad
	}
	return "", render.Plain
}

// summary is what is said of a record that came, went or cannot be read.
func (d *drawing) summary(c render.Changed) string {
	if c.Kind == render.Unreadable {
		var facts render.Text
		for _, f := range c.Facts {
			facts = append(facts, f...)
		}
		if c.Place != "" {
			return render.Clean(c.Place) + ": " + d.text(facts, 0)
		}
		return d.text(facts, 0)
	}
	what := render.Clean(c.Title)
	if c.Place != "" {
		what = render.Clean(c.Place) + blanks(gap) + what
	}
	if c.More == nil {
		return what // the echo of a command, which its reader has typed
	}
	for _, t := range slices.Concat(c.Facts, c.More) {
		what += " · " + d.text(t, 0)
	}
	return what
}

// edit is what is said of one change inside a record.
func (d *drawing) edit(e render.Edit) string {
	quote := render.Clean(e.Quote)
	switch {
	case e.By != "":
		return d.text(e.Words, 0) + " (" + render.Clean(e.By) + ")"
	case e.To != "":
		return d.o.paint("-"+quote, red) + " (to " + render.Clean(e.To) + ")"
	case e.Kind != render.CriterionEdit || e.Quote == "":
		return d.text(e.Words, 0)
	case e.Verb == render.CriterionAdded && e.Met:
		return d.o.paint("+"+quote, green) + " (met)"
	case e.Verb == render.CriterionAdded:
		return d.o.paint("+"+quote, green)
	case e.Verb == render.CriterionRemoved && e.Met:
		return d.o.paint("-"+quote, red) + " (was met)"
	case e.Verb == render.CriterionRemoved:
		return d.o.paint("-"+quote, red)
	case e.Verb == render.CriterionMet:
		return d.o.paint(string(e.Verb), green) + ": " + quote
	}
	return string(e.Verb) + ": " + quote
}

// hunks draws changed lines of a body, what went before what came.
func (d *drawing) hunks(hs []render.Hunk, indent string) {
	for i, h := range hs {
		if i > 0 {
			d.line(indent + "…")
		}
		for _, s := range h.Old {
			d.line(indent + d.o.paint(strings.TrimRight("- "+render.CleanBlock(s), " "), red))
		}
		for _, s := range h.New {
			d.line(indent + d.o.paint(strings.TrimRight("+ "+render.CleanBlock(s), " "), green))
		}
	}
}

// log draws a history: a line of who, when and what for every commit, then its
// reason and its changes.
func (d *drawing) log(l render.Log) {
	for i, e := range l.Entries {
		if i > 0 {
			d.line("")
		}
		meta := render.Clean(e.Time) + blanks(gap) + render.Clean(e.Author)
		d.line(render.Clean(e.Commit) + blanks(gap) + d.o.paint(meta, faint) + blanks(gap) + d.o.paint(render.Clean(e.Subject), bold))
		if e.Why != "" {
			for s := range strings.SplitSeq(strings.TrimRight(render.CleanBlock(e.Why), "\n"), "\n") {
				d.line(strings.TrimRight("    "+s, " "))
			}
		}
		d.changes(e.Changes, "    ")
	}
}

// pad fills s up to width columns.
func pad(s string, width int) string { return s + blanks(width-stringWidth(s)) }
