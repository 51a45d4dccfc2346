package render

import (
	"cmp"
	"math/big"
	"strconv"

	"github.com/po-backlog/po/backlog"
)

// plan sums up the items of a sprint or release.
type plan struct {
	items, unsized   int
	points, accepted big.Rat
}

// plans are the sums of sprints and releases by their ids.
type plans map[backlog.ID]*plan

// of gives the sum of one, empty where nothing is in it.
func (p plans) of(id backlog.ID) *plan {
	if p[id] == nil {
		p[id] = &plan{}
	}
	return p[id]
}

// count adds an item to the sprint and the release that it is in. Epics, dropped
// items, and in a release those classed wont do not count.
func (p plans) count(it backlog.Item) {
	if it.Type == backlog.Epic || it.Category() == backlog.Dropped {
		return
	}
	if it.Sprint != "" {
		p.of(it.Sprint).count(it)
	}
	if it.Release != "" && it.MoSCoW != backlog.Wont {
		p.of(it.Release).count(it)
	}
}

func (p *plan) count(it backlog.Item) {
	p.items++
	if !it.Points.IsSet() {
		p.unsized++
		return
	}
	p.points.Add(&p.points, it.Points.Rat())
	if it.Category() == backlog.Closed {
		p.accepted.Add(&p.accepted, it.Points.Rat())
	}
}

// effects words what a change does to sprints, releases and goals, a line for
// each that is not as it was.
func effects(old, new *backlog.Backlog, changes []backlog.Change) []Text {
	if !touchesPlan(old, changes) {
		return nil
	}
	was, is := plansOf(old), plansOf(new)
	for _, c := range changes {
		if c.Op != backlog.OpUnreadable {
			continue
		}
		// What cannot be read on one side counts on both as the other side has it.
		if it, err := old.Item(c.ID); err == nil && c.Side == "new" {
			is.count(it)
		} else if it, err := new.Item(c.ID); err == nil && c.Side == "old" {
			was.count(it)
		}
	}
	var lines []Text
	for _, kind := range []backlog.RecordKind{backlog.KindSprint, backlog.KindRelease, backlog.KindGoal} {
		for _, r := range new.Records(kind) {
			before, err := old.Record(r.ID)
			if parts := (effect{before, r, err == nil, was.of(r.ID), is.of(r.ID)}).parts(new.Config()); len(parts) > 0 {
				lines = append(lines, sentence(r, parts))
			}
		}
	}
	return lines
}

// touchesPlan reports whether a change can alter a plan: a sprint, release or
// goal has changed, or an item that is in one before or after.
func touchesPlan(old *backlog.Backlog, changes []backlog.Change) bool {
	for _, c := range changes {
		switch {
		case c.Kind == backlog.KindSprint, c.Kind == backlog.KindRelease, c.Kind == backlog.KindGoal:
			return true
		case c.Op == backlog.OpSet && (c.Field == "sprint" || c.Field == "release"):
			return true
		case c.Item != nil && (c.Item.Sprint != "" || c.Item.Release != ""):
			return true
		case c.Op == backlog.OpSet:
			if it, err := old.Item(c.ID); err == nil && (it.Sprint != "" || it.Release != "") {
				return true
			}
		}
	}
	return false
}

func plansOf(b *backlog.Backlog) plans {
	p := plans{}
	for it := range b.Unsorted() {
		p.count(it)
	}
	return p
}

// effect is a sprint, release or goal before and after a change.
type effect struct {
	before, after backlog.Record
	existed       bool
	was, is       *plan
}

// parts words what is other than before, nothing where all is as it was.
func (e effect) parts(conf *backlog.Config) []Text {
	var parts []Text
	if was, is := statusWord(e.before), statusWord(e.after); e.existed && was != is {
		parts = append(parts, fromTo(was, is))
	}
	if e.after.Kind == backlog.KindGoal {
		return parts
	}
	sum, grew := e.sum()
	if grew {
		parts = append(parts, sum)
	}
	if done := e.done(conf, grew); done != nil {
		parts = append(parts, done)
	}
	if e.was.unsized != e.is.unsized && e.is.points.Sign() > 0 {
		parts = append(parts, append(Words("unsized "), fromTo(strconv.Itoa(e.was.unsized), strconv.Itoa(e.is.unsized))...))
	}
	return append(parts, e.fit(grew)...)
}

// statusWord is the status as the file has it: one that there is not must not be
// told as the one that it counts as. It is empty of a record that there was not.
func statusWord(r backlog.Record) string {
	if r.Path == "" {
		return ""
	}
	return cmp.Or(r.Get("status").Text, r.Status)
}

// sum words the points, or the items where none has points.
func (e effect) sum() (Text, bool) {
	if e.was.points.Sign() == 0 && e.is.points.Sign() == 0 {
		return append(fromTo(strconv.Itoa(e.was.items), strconv.Itoa(e.is.items)), Span{Text: plural(e.is.items == 1, " item")}), e.was.items != e.is.items
	}
	one := e.is.points.Cmp(big.NewRat(1, 1)) == 0
	return append(fromTo(ratWords(&e.was.points), ratWords(&e.is.points)), Span{Text: plural(one, " point")}), e.was.points.Cmp(&e.is.points) != 0
}

// done words the points of what is accepted, or done where nobody accepts.
func (e effect) done(conf *backlog.Config, grew bool) Text {
	if e.was.accepted.Cmp(&e.is.accepted) == 0 {
		return nil
	}
	word := "accepted "
	if !conf.Acceptance {
		word = "done "
	}
	t := append(Words(word), fromTo(ratWords(&e.was.accepted), ratWords(&e.is.accepted))...)
	if !grew {
		t = append(t, Span{Text: " of " + ratWords(&e.is.points) + plural(e.is.points.Cmp(big.NewRat(1, 1)) == 0, " point")})
	}
	return t
}

// fit words whether what is in an open sprint fits into its capacity, where one
// of both has changed.
func (e effect) fit(grew bool) []Text {
	now, before := e.after.Number("capacity"), backlog.Decimal{}
	if e.existed {
		before = e.before.Number("capacity")
	}
	changed := e.existed && (now.IsSet() != before.IsSet() || now.Cmp(before) != 0)
	if e.after.Kind != backlog.KindSprint || e.after.Status != "planned" && e.after.Status != "active" || !grew && !changed {
		return nil
	}
	var parts []Text
	if changed {
		was, is := "none", "none"
		if before.IsSet() {
			was = before.String()
		}
		if now.IsSet() {
			is = now.String()
		}
		parts = append(parts, append(Words("capacity "), fromTo(was, is)...))
	}
	if !now.IsSet() {
		return parts
	}
	over := new(big.Rat).Sub(&e.is.points, now.Rat())
	if over.Sign() > 0 {
		return append(parts, Text{{Text: ratWords(over) + " over", Tone: Strong}, {Text: " its capacity of " + now.String()}})
	}
	return append(parts, Words("fits its capacity of "+now.String()))
}

// sentence says what happened to a record, part by part.
func sentence(r backlog.Record, parts []Text) Text {
	t := Words(string(r.ID) + " " + r.Title + ": ")
	for i, p := range parts {
		if i > 0 {
			t = append(t, Span{Text: ", "})
		}
		t = append(t, p...)
	}
	return t
}

// plural adds an s to a word unless there is one.
func plural(one bool, word string) string {
	if one {
		return word
	}
	return word + "s"
}
