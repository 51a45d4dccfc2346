package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// ChangeLines is the page of one line for each change, as a command that has
// written shows what it did.
func ChangeLines(changes []backlog.Change) *Page {
	return changePage(changes, false)
}

// ChangeTexts is [ChangeLines] with the lines of the texts that came or were
// edited, as a command shows what it would do: no file is there yet to look at.
func ChangeTexts(changes []backlog.Change) *Page {
	return changePage(changes, true)
}

func changePage(changes []backlog.Change, lines bool) *Page {
	block := changed(changes, lines, nil)
	block.nameRenumbered(changes)
	return pageOf(block)
}

// DiffStat is the page of how much changed: a row for every record, then the
// sum.
func DiffStat(changes []backlog.Change) *Page {
	block := changed(changes, false, nil)
	if len(block.Items) == 0 {
		return &Page{}
	}
	table := Table{Columns: []Column{{Name: "id"}, {Name: "changes", Right: true, Leave: 1}, {Name: "title", Cut: true}}}
	var rows [][]Cell
	for _, c := range block.Items {
		n := len(c.Edits)
		if c.Kind != Edited {
			n = 1
		}
		rows = append(rows, []Cell{{Value: c.ID}, {Value: strconv.Itoa(n)}, {Value: c.Title}})
	}
	table.Parts = []Part{{Rows: rows}}
	return &Page{Blocks: []Block{table, Lines{Lines: []Text{Words(block.Summary())}}}}
}

func pageOf(c Changes) *Page {
	if len(c.Items) == 0 {
		return &Page{}
	}
	return &Page{Blocks: []Block{c}}
}

// changed gathers changes by record. Hunks of a text are one edit; their lines
// are left out unless asked for.
func changed(changes []backlog.Change, lines bool, link func(string) string) Changes {
	var block Changes
	for i, c := range changes {
		if i == 0 || c.ID != changes[i-1].ID || c.Path != changes[i-1].Path { // two files may claim one id
			block.Items = append(block.Items, changedRecord(c, link))
		}
		last := &block.Items[len(block.Items)-1]
		if c.Op == backlog.OpHunk {
			last.addHunk(c, lines)
			continue
		}
		last.add(c)
		switch {
		case !lines:
			last.More, last.Text = nil, nil
		case c.Op == backlog.OpCriterion:
			last.Edits[len(last.Edits)-1].markCriterion(*c.Criterion)
		case c.Op == backlog.OpSet:
			last.Edits[len(last.Edits)-1].markValue(c.Old, c.New)
		}
	}
	return block
}

// changedRecord begins the account of one record.
func changedRecord(c backlog.Change, link func(string) string) Changed {
	r := Changed{ID: string(c.ID), Title: c.Title}
	if r.ID == "" {
		r.ID = c.Path
	}
	if link != nil && c.Op != backlog.OpRemove { // its file is no longer there
		r.URL = link(c.Path)
	}
	return r
}

// add enters a change that is no hunk.
func (r *Changed) add(c backlog.Change) {
	switch c.Op {
	case backlog.OpAdd:
		r.Kind = Added
		if c.NewPosition > 0 {
			r.Place = "#" + strconv.Itoa(c.NewPosition)
		}
		if c.Item != nil && c.Item.Points.IsSet() {
			r.Facts = append(r.Facts, Words(points(c.Item.Points)))
		}
		r.More, r.Text = addedKeys(c), addedText(c)
	case backlog.OpRemove:
		r.Kind = Removed
	case backlog.OpUnreadable:
		r.Kind, r.Place = Unreadable, "after the change"
		if c.Side == "old" {
			r.Place = "before the change"
		}
		r.Facts = append(r.Facts, Words(c.New.Text))
	case backlog.OpSet:
		r.Edits = append(r.Edits, setEdit(c))
	case backlog.OpInsert:
		r.Edits = append(r.Edits, Edit{Field: c.Field, Words: Text{{Text: "+" + valueWords(c.New), Tone: Good}}})
	case backlog.OpDelete:
		r.Edits = append(r.Edits, Edit{Field: c.Field, Words: Text{{Text: "-" + valueWords(c.Old), Tone: Bad}}})
	case backlog.OpCriterion:
		r.Edits = append(r.Edits, criterionEdit(*c.Criterion))
	}
}

// addHunk enters a run of lines, into the edit that the run before it began.
func (r *Changed) addHunk(c backlog.Change, lines bool) {
	if n := len(r.Edits); n == 0 || r.Edits[n-1].Kind != TextEdit {
		r.Edits = append(r.Edits, Edit{Kind: TextEdit, Field: c.Field})
	}
	e := &r.Edits[len(r.Edits)-1]
	e.came += len(c.Hunk.New)
	e.went += len(c.Hunk.Old)
	e.Words = Words(fmt.Sprintf("text edited (+%d −%d lines)", e.came, e.went))
	if lines {
		e.Hunks = append(e.Hunks, Hunk(*c.Hunk))
	}
}

// setEdit words a key that has another value. A priority is shown as the
// position it gives; the number is Git's.
func setEdit(c backlog.Change) Edit {
	e := Edit{Field: c.Field}
	was, is := valueWords(c.Old), valueWords(c.New)
	switch {
	case c.Field == "priority" && c.OldPosition == 0 && c.NewPosition == 0 && c.Old.IsSet() && c.New.IsSet():
		e.Kind = NumberEdit // an epic or a closed item, which has no position
		e.Words = fromTo(was, is)
	case c.Field != "priority" || c.OldPosition == 0 && c.NewPosition == 0:
		e.Words = Text{{Text: was, Code: wordy(c.Old)}, {Text: " → "}, {Text: is, Tone: Strong, Code: wordy(c.New)}}
	case c.OldPosition == c.NewPosition:
		e.Kind = NumberEdit
		e.Words = Words(fmt.Sprintf("#%d (%s → %s)", c.NewPosition, was, is))
	default:
		e.Kind = MoveEdit
		e.Words = fromTo(position(c.OldPosition, was), position(c.NewPosition, is))
	}
	return e
}

// fromTo words what was and what is.
func fromTo(was, is string) Text {
	return Text{{Text: was + " → "}, {Text: is, Tone: Strong}}
}

// wordy reports whether a value is a word of the files and no number.
func wordy(v backlog.Value) bool {
	word := v.Kind == backlog.String || v.Kind == backlog.Ref || v.Kind == backlog.DateVal
	return word && !strings.ContainsAny(v.Text, " \n")
}

func position(n int, otherwise string) string {
	if n == 0 {
		return otherwise
	}
	return "#" + strconv.Itoa(n)
}

// criterionEdit words what happened to one acceptance criterion.
func criterionEdit(c backlog.CriterionChange) Edit {
	n := c.NewN
	if n == 0 {
		n = c.OldN
	}
	e := Edit{Kind: CriterionEdit, Field: "criterion " + strconv.Itoa(n)}
	switch {
	case c.Old == nil:
		e.Verb, e.Quote, e.Met = CriterionAdded, c.New.Text, c.New.Met
	case c.New == nil:
		e.Verb, e.Quote, e.Met = CriterionRemoved, c.Old.Text, c.Old.Met
	case c.Old.Text != c.New.Text:
		e.Verb = CriterionReworded
		e.Words = fromTo(c.Old.Text, c.New.Text+tickWords(c))
	case c.Old.Met != c.New.Met && c.New.Met:
		e.Verb, e.Quote = CriterionMet, c.New.Text
	case c.Old.Met != c.New.Met:
		e.Verb, e.Quote = CriterionUnmet, c.New.Text
	case c.Old.Front != c.New.Front:
		e.Verb = CriterionMoved
		e.Words = fromTo(c.Old.Place(), c.New.Place())
	default:
		e.Verb, e.Field = CriterionMoved, "criterion"
		e.Words = fromTo(strconv.Itoa(c.OldN), strconv.Itoa(c.NewN))
	}
	return e
}

// markCriterion shows which words of a criterion were changed, where some
// stayed.
func (e *Edit) markCriterion(c backlog.CriterionChange) {
	if e.Verb != CriterionReworded {
		return
	}
	runs, ok := backlog.DiffWords(c.Old.Text, c.New.Text)
	if !ok {
		return
	}
	e.Words = marked(runs)
	if met := tickWords(c); met != "" {
		e.Words = append(e.Words, Span{Text: met})
	}
}

// longValue is the length in bytes from which a value is a text of which nobody
// finds the words that changed.
const longValue = 100

// markValue shows which words of a long value were changed, where most stayed
// or where it begins as it did: one that is cut would show no difference.
func (e *Edit) markValue(old, new backlog.Value) {
	was, is := old.Text, new.Text
	if e.Kind != FieldEdit || old.Kind != backlog.String || new.Kind != backlog.String || max(len(was), len(is)) < longValue {
		return
	}
	runs, ok := backlog.DiffWords(was, is)
	if !ok {
		return
	}
	shared := 0
	for _, run := range runs {
		if run.Op == "" {
			shared += len(run.Text)
		}
	}
	if 2*shared >= max(len(was), len(is)) || runs[0].Op == "" && len(runs[0].Text) >= longValue/2 {
		e.Words = marked(runs)
	}
}

// marked words a text of which some words went and others came.
func marked(runs []backlog.WordRun) Text {
	var t Text
	for i, run := range runs {
		if i > 0 {
			t = append(t, Span{Text: " "})
		}
		span := Span{Text: run.Text}
		switch run.Op {
		case backlog.OpDelete:
			span.Tone = Gone
		case backlog.OpInsert:
			span.Tone = Came
		}
		t = append(t, span)
	}
	return t
}

// tickWords says what else happened to a criterion that was reworded.
func tickWords(c backlog.CriterionChange) string {
	switch {
	case c.Old.Met == c.New.Met:
		return ""
	case c.New.Met:
		return " (met)"
	}
	return " (not met)"
}
