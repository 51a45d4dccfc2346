package backlog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SummaryOptions are what a commit message says besides the changes.
type SummaryOptions struct {
	Action   string // the verb: prioritize, add, edit …; empty: commit
	Why      string // the text of -m, first in the body
	Template string // commit.subject of po.yaml with {summary}, {ids} and {verb}; empty: "po: {summary}"
	Forced   []string
	Items    []ID // whose files differ, named where no change does: spelling, comments, the order of keys
}

// Summarize words a commit message: the subject from the template, the body from the reason and one line for each change, the
// trailers Po-Action, Po-Item for each item and Po-Forced. Every text is cleaned of characters that a terminal obeys.
func Summarize(changes []Change, o SummaryOptions) Message {
	if o.Action == "" {
		o.Action = "commit"
	}
	if o.Template == "" {
		o.Template = "po: {summary}"
	}
	ids := changedIDs(changes)
	if len(changes) == 0 {
		ids = o.Items
	}
	about := idList(ids)
	if about == "" && len(changes) > 0 {
		about = cleanLine(changes[0].Path)
	}
	m := Message{Subject: strings.TrimSpace(strings.NewReplacer(
		"{summary}", summary(o.Action, about, ids, changes), "{ids}", about, "{verb}", o.Action).Replace(o.Template))}
	var body []string
	if why := strings.TrimSpace(cleanText(o.Why)); why != "" {
		body = append(body, why)
	}
	if lines := changeLines(changes); len(lines) > 0 {
		body = append(body, strings.Join(lines, "\n"))
	}
	m.Body = strings.Join(body, "\n\n")
	m.Trailers = append(m.Trailers, Trailer{"Po-Action", o.Action})
	for _, id := range ids {
		m.Trailers = append(m.Trailers, Trailer{"Po-Item", string(id)})
	}
	for _, rule := range o.Forced {
		m.Trailers = append(m.Trailers, Trailer{"Po-Forced", rule})
	}
	return m
}

// String is the whole message as git stores it, with a final line end.
func (m Message) String() string {
	var s strings.Builder
	s.WriteString(m.Subject + "\n")
	if m.Body != "" {
		s.WriteString("\n" + m.Body + "\n")
	}
	for i, t := range m.Trailers {
		if i == 0 {
			s.WriteString("\n")
		}
		s.WriteString(t.Key + ": " + t.Value + "\n")
	}
	return s.String()
}

// changedIDs gives the ids of the changes in order, each once.
func changedIDs(changes []Change) []ID {
	var ids []ID
	seen := map[ID]bool{}
	for _, c := range changes {
		if c.ID != "" && !seen[c.ID] {
			seen[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func idList(ids []ID) string {
	const shown = 3
	var words []string
	for _, id := range ids[:min(len(ids), shown)] {
		words = append(words, string(id))
	}
	if more := len(ids) - shown; more > 0 {
		return strings.Join(words, ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return strings.Join(words, ", ")
}

// summary is the action and what it is about: ids, or a path where there are none.
func summary(action, about string, ids []ID, changes []Change) string {
	if len(ids) == 1 && len(changes) > 0 && action == "add" {
		about += " " + cleanLine(changes[0].Title)
	}
	return strings.TrimSpace(action + " " + about)
}

// changeLines gives a line for each change, at most a hundred; body hunks of one record are one line.
func changeLines(changes []Change) []string {
	const most = 100
	var lines []string
	for _, l := range Lines(changes) {
		if len(lines) == most {
			lines = append(lines, "and more")
			break
		}
		lines = append(lines, l.String())
	}
	return lines
}

// Line is one change, or the hunks of one text together, in the words that people are shown: VS-12  priority  #9 → #3. Each part is
// cleaned. Old and New are empty where Text says it all.
type Line struct {
	ID       ID
	Subject  string // the id, or the path where there is none
	Field    string // what changed: a key, criterion 2, body, added, removed
	Text     string
	Old, New string
	Changes  []Change
}

// String joins the parts: subject, two blanks, field, two blanks, old → new or the text.
func (l Line) String() string {
	s := l.Subject + "  " + l.Field
	switch {
	case l.Text != "":
		s += "  " + l.Text
	case l.Old != "" || l.New != "":
		s += "  " + l.Old + " → " + l.New
	}
	return s
}

// Lines words changes for people, in their order.
func Lines(changes []Change) []Line {
	var out []Line
	for _, c := range changes {
		if n := len(out); n > 0 && sameText(out[n-1], c) {
			out[n-1].Changes = append(out[n-1].Changes, c)
			out[n-1].Text = hunkWords(out[n-1].Changes)
			continue
		}
		l := Line{ID: c.ID, Subject: string(c.ID), Changes: []Change{c}}
		if l.Subject == "" {
			l.Subject = cleanLine(c.Path)
		}
		l.word(c)
		out = append(out, l)
	}
	return out
}

func sameText(l Line, c Change) bool {
	last := l.Changes[0]
	return c.Op == OpHunk && last.Op == OpHunk && last.ID == c.ID && last.Path == c.Path
}

// word fills the parts of a line.
func (l *Line) word(c Change) {
	l.Field = cleanLine(c.Field)
	switch c.Op {
	case OpAdd:
		l.Field, l.Text = "added", cleanLine(c.Title)
		if c.NewPosition > 0 {
			l.Text = "#" + strconv.Itoa(c.NewPosition) + "  " + l.Text
		}
	case OpRemove:
		l.Field, l.Text = "removed", cleanLine(c.Title)
	case OpSet:
		l.wordSet(c)
	case OpInsert:
		l.Text = "+" + valueWords(c.New)
	case OpDelete:
		l.Text = "-" + valueWords(c.Old)
	case OpCriterion:
		l.wordCriterion(*c.Criterion)
	case OpHunk:
		l.Text = hunkWords(l.Changes)
	case OpUnreadable:
		l.Field, l.Text = "unreadable", cleanLine(c.New.Text)
	}
}

func (l *Line) wordSet(c Change) {
	l.Old, l.New = valueWords(c.Old), valueWords(c.New)
	if c.Field != "priority" || c.OldPosition == 0 && c.NewPosition == 0 {
		return
	}
	if c.OldPosition == c.NewPosition {
		l.Text = fmt.Sprintf("#%d (%s → %s)", c.NewPosition, l.Old, l.New)
		return
	}
	l.Old, l.New = positionWords(c.OldPosition, l.Old), positionWords(c.NewPosition, l.New)
}

func positionWords(n int, otherwise string) string {
	if n == 0 {
		return otherwise
	}
	return "#" + strconv.Itoa(n)
}

func (l *Line) wordCriterion(c CriterionChange) {
	n := c.NewN
	if n == 0 {
		n = c.OldN
	}
	l.Field = "criterion " + strconv.Itoa(n)
	switch {
	case c.Old == nil:
		l.Text = "+" + cleanLine(c.New.Text)
	case c.New == nil:
		l.Text = "-" + cleanLine(c.Old.Text)
	case c.Old.Text != c.New.Text:
		l.Old, l.New = cleanLine(c.Old.Text), cleanLine(c.New.Text)
		if c.Old.Met != c.New.Met {
			l.New += metWords(c.New.Met)
		}
	case c.Old.Met != c.New.Met:
		l.Text = strings.Trim(metWords(c.New.Met), " ()") + ": " + cleanLine(c.New.Text)
	case c.Old.Front != c.New.Front:
		l.Old, l.New = c.Old.Place(), c.New.Place()
	default:
		l.Field, l.Old, l.New = "criterion", strconv.Itoa(c.OldN), strconv.Itoa(c.NewN)
	}
}

func metWords(met bool) string {
	if met {
		return " (met)"
	}
	return " (not met)"
}

func hunkWords(changes []Change) string {
	plus, minus := 0, 0
	for _, c := range changes {
		plus, minus = plus+len(c.Hunk.New), minus+len(c.Hunk.Old)
	}
	return fmt.Sprintf("text edited (+%d −%d lines)", plus, minus)
}

// valueWords writes a value on one line.
func valueWords(v Value) string {
	switch v.Kind {
	case None:
		return "unset"
	case List:
		var words []string
		for _, e := range v.List {
			words = append(words, valueWords(e))
		}
		return strings.Join(words, ", ")
	case Map:
		var words []string
		for _, e := range v.Map {
			words = append(words, cleanLine(e.Key)+" "+valueWords(e.Value))
		}
		return strings.Join(words, ", ")
	}
	return cleanLine(v.Text)
}

// cleanLine makes a text safe for one line of a commit message: every blank is one blank, and what a terminal would obey is
// replaced.
func cleanLine(text string) string {
	text = oneLine(text)
	if IndexInvisible(text) < 0 && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
		return text
	}
	var s strings.Builder
	for _, r := range text {
		if r < ' ' || Invisible(r) {
			r = '\uFFFD'
		}
		s.WriteRune(r)
	}
	return s.String()
}

// cleanText makes a text of several lines safe: line ends and tabs stay, what a terminal would obey is replaced.
func cleanText(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && Invisible(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// PositionsMoved counts the items whose place somebody changed: those with a change of priority.
func PositionsMoved(changes []Change) int {
	n := 0
	for _, c := range changes {
		if c.Op == OpSet && c.Field == "priority" {
			n++
		}
	}
	return n
}

// ChangedItems gives the ids that changes touch, each once, in order.
func ChangedItems(changes []Change) []ID { return slices.Clip(changedIDs(changes)) }

// WithoutAccount takes from a message's body the account of changes that [Summarize] wrote, so that the reason remains.
func WithoutAccount(body string, changes []Change) string {
	paragraphs := strings.Split(body, "\n\n")
	last := paragraphs[len(paragraphs)-1]
	first, _, _ := strings.Cut(last, "\n")
	for _, id := range changedIDs(changes) {
		if strings.HasPrefix(first, string(id)+"  ") {
			return strings.Join(paragraphs[:len(paragraphs)-1], "\n\n")
		}
	}
	for _, c := range changes {
		if c.ID == "" && strings.HasPrefix(first, cleanLine(c.Path)+"  ") {
			return strings.Join(paragraphs[:len(paragraphs)-1], "\n\n")
		}
	}
	return body
}
