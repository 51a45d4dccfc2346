// Package render turns backlog values into pages: what there is to say, with
// meaning and without look. The packages below it draw a page for a terminal or
// a pipe (term) and as Markdown (markdown), and know nothing of backlogs.
//
// A view such as [List] is a function from values to a [Page]. A page never
// holds a colour, a width, an escape sequence or a tag. Its strings are data as
// found: whoever draws a page passes every string through [Clean] or
// [CleanBlock].
package render

import (
	"iter"
	"strconv"
	"strings"
)

// Page is the answer to one question, block by block.
type Page struct {
	Title  string // of a document that stands alone; a terminal leaves it out
	Blocks []Block
}

// Empty reports whether the page has nothing to show.
func (p *Page) Empty() bool { return p == nil || len(p.Blocks) == 0 }

// Block is one of [Heading], [Prose], [Lines], [Bullets], [Fields], [Table],
// [Changes] and [Log].
type Block interface{ block() }

// Tone is what a stretch of text means to its reader. A tone is never the only
// carrier of a meaning: the words say it too.
type Tone uint8

// The tones and what they stand for.
const (
	Plain  Tone = iota // nothing special
	Strong             // the new value, a heading
	Dim                // author, age, unit
	Good               // met, accepted, added
	Warn               // warning, overdue
	Bad                // error, blocked, removed, over a limit
	Gone               // words of a text that it no longer has
	Came               // words of a text that it had not before
)

// Span is a stretch of text of one tone.
type Span struct {
	Text string
	Tone Tone
	Code bool   // a word of the files, such as a status or a key
	URL  string // an address that po built, never one from data; "" for none
}

// Text is a line of words, span by span.
type Text []Span

// Words returns s as a text without tone.
func Words(s string) Text { return Text{{Text: s}} }

// String returns the text without its tones.
func (t Text) String() string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Heading opens a part of a page. Level 1 is the page's own.
type Heading struct {
	Level int
	Text  Text
}

// Prose is somebody's Markdown, such as the body of an item.
type Prose struct {
	Markdown string
	Criteria []Mark // the list entries that are acceptance criteria, by line
}

// Mark says which acceptance criterion stands on a line of a [Prose].
type Mark struct {
	Line int // of the entry in the Markdown, from 1
	N    int // the criterion's number, from 1
	Met  bool
}

// Lines are lines of words that every backend shows as they are, one by one.
type Lines struct{ Lines []Text }

// Bullets are short texts, one to an entry.
type Bullets struct{ Items []Text }

// Fields are names with their values.
type Fields struct{ Fields []Field }

// Field is one name with its value.
type Field struct {
	Name  string
	Value Text
}

// Table is rows under columns, in parts.
type Table struct {
	Columns []Column
	Parts   []Part
}

// Column describes one column of a [Table].
type Column struct {
	Name  string // the heading, in lower case
	Key   string // the key whose values stand in it, for programs; empty: the heading
	Right bool   // numbers stand to the right
	Cut   bool   // may be cut where there is no room; at most one column is
	Leave int    // where there is too little room the column with the lowest number over 0 leaves first; 0 stays
}

// Part is a run of rows. Every part with a label stands under a line that says
// the label and the count.
type Part struct {
	Label string
	Count int // what the line says; 0 is the number of rows
	Rows  [][]Cell
}

// Cell is one value of a row.
type Cell struct {
	Value string // the whole value, for a pipe
	Show  Text   // what people are shown; nil is the value
}

// Shown returns what people are shown.
func (c Cell) Shown() Text {
	if c.Show == nil && c.Value != "" {
		return Words(c.Value)
	}
	return c.Show
}

// Changes is an account of a change, item by item in the order of the backlog,
// and for a reviewer what the change does to the product.
type Changes struct {
	Items []Changed

	Effects  []Text // what it does to sprints, releases and goals: "R-1 Pilot: 38 → 46 points"
	Problems []Text // errors and warnings that it brings
	Hints    []Text // hints that it brings
	Solved   int    // how many errors and warnings it takes away
	NotReady []Text // items that are not ready and were, or came: "VS-12 (criteria, points)"

	Depends Graph // the items that changed and what they depend on, where that was asked for
}

// Records gives every record, the parts of a split after the item that was
// split.
func (c Changes) Records() iter.Seq[Changed] {
	return func(yield func(Changed) bool) {
		for _, item := range c.Items {
			if !yield(item) {
				return
			}
			for _, part := range item.Into {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// Changed is what happened to one item or other record.
type Changed struct {
	ID    string // or the path where a file has no id
	Title string
	URL   string // of its file, built by po; "" for none
	Kind  ChangeKind
	Place string // of an added item in the order: "#4"; of what is unreadable which side: "after the change"; "" for none
	Facts []Text // more of an added item, such as its points
	Edits []Edit

	More    []Text    // of an added record, for a reviewer: the rest of its keys; nil for others
	Text    []string  // of an added item: the lines of its body
	Into    []Changed // added items that took over criteria of this one, which was split
	MovedBy string    // who gave it its place in the order; "" where that is not known
}

// Summary counts what happened: "3 changed, 1 added, 2 moved". A record of which
// nothing but its place changed is moved and not changed; one that was added to
// the order is moved too. One that kept its place under another number counts as
// renumbered likewise.
func (c Changes) Summary() string {
	var changed, added, removed, split, moved, numbered, unreadable int
	for _, item := range c.Items {
		switch {
		case len(item.Into) > 0:
			split++
		case item.Kind == Added:
			added++
		case item.Kind == Removed:
			removed++
		case item.Kind == Unreadable:
			unreadable++
		case !item.OnlyPlaced():
			changed++
		}
	}
	for item := range c.Records() {
		if item.Moved() != nil {
			moved++
		}
		if item.Numbered() != nil {
			numbered++
		}
	}
	var parts []string
	add := func(n int, word string) {
		if n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+word)
		}
	}
	add(changed, "changed")
	add(added, "added")
	add(removed, "removed")
	add(split, "split")
	add(moved, "moved")
	add(numbered, "renumbered")
	add(unreadable, "unreadable")
	return strings.Join(parts, ", ")
}

// OnlyPlaced reports whether all that happened is a move in the order, or
// another number for the same place.
func (c Changed) OnlyPlaced() bool {
	if len(c.Into) > 0 {
		return false
	}
	for _, e := range c.Edits {
		if e.Kind != MoveEdit && e.Kind != NumberEdit {
			return false
		}
	}
	return c.Kind == Edited
}

// Numbered says the number that the item has now for the place that it had:
// "#2 (990 → 1010)"; nil where it has the same or another place.
func (c Changed) Numbered() Text {
	for _, e := range c.Edits {
		if e.Kind == NumberEdit {
			return e.Words
		}
	}
	return nil
}

// Moved says the new place in the order: "#9 → #2", "in at #4"; nil where
// nobody gave it one.
func (c Changed) Moved() Text {
	if c.Kind == Added && c.Place != "" {
		return Words("in at " + c.Place)
	}
	for _, e := range c.Edits {
		if e.Kind == MoveEdit {
			return e.Words
		}
	}
	return nil
}

// ChangeKind is what happened to a record as a whole.
type ChangeKind uint8

// The kinds of [Changed].
const (
	Edited ChangeKind = iota
	Added
	Removed
	Unreadable // Facts say which side and why
)

// Edit is one change inside a record.
type Edit struct {
	Kind  EditKind
	Field string // the key; "criterion 2"; "text"
	Words Text   // "#9 → #3", "+pilot", "text edited (+3 −1 lines)"
	Verb  Verb   // of a criterion
	Quote string // of a criterion that came, went or was ticked: its text
	Met   bool   // of a criterion that came or went: it is met, or was
	To    string // of a criterion that was taken over: the item that has it now
	By    string // who gave a key which value, where that was more than one: "mara: 5, jan: 8"
	Hunks []Hunk // of a text

	came, went int // lines of a text
}

// What is the word for what happened to a criterion, and that one which came is
// met already, or one which went was.
func (e Edit) What() string {
	switch {
	case e.Met && e.Verb == CriterionAdded:
		return "added, met"
	case e.Met && e.Verb == CriterionRemoved:
		return "removed, was met"
	}
	return strings.TrimSpace(string(e.Verb) + " " + e.To)
}

// Verb is the word for what happened to an acceptance criterion.
type Verb string

// The verbs of criteria.
const (
	CriterionAdded    Verb = "added"
	CriterionRemoved  Verb = "removed"
	CriterionMet      Verb = "met"
	CriterionUnmet    Verb = "not met" // after all
	CriterionReworded Verb = "reworded"
	CriterionMoved    Verb = "moved" // has another number
	CriterionTaken    Verb = "to"    // another item, see [Edit]
)

// EditKind says what an [Edit] changed.
type EditKind uint8

// The kinds of [Edit].
const (
	FieldEdit     EditKind = iota
	MoveEdit               // a new place in the order
	NumberEdit             // another number in the order for the same place
	CriterionEdit          // an acceptance criterion
	TextEdit               // the body
)

// Hunk is one run of changed lines of a body.
type Hunk struct {
	Old, New     []string
	OldAt, NewAt int // the first line on either side, from 1
}

// Log is a history, the newest first.
type Log struct{ Entries []Entry }

// Entry is one commit of a [Log].
type Entry struct {
	Commit  string // the short id
	Time    string // day and time as people read them
	Author  string
	Subject string
	Why     string // the commit's own words, without the account of changes
	Changes Changes
}

func (Heading) block() {}
func (Prose) block()   {}
func (Lines) block()   {}
func (Bullets) block() {}
func (Fields) block()  {}
func (Table) block()   {}
func (Changes) block() {}
func (Log) block()     {}
