package backlog

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// AddCriteria adds acceptance criteria at the end, each a list entry with an open box; the section is made where there is none.
// A text without words is an *[InvalidError]; an id that is not there, or of no item, is refused as by [Backlog.Edit].
func (b *Backlog) AddCriteria(id ID, texts ...string) (*Backlog, error) {
	return b.editBody(id, func(f *file) (string, error) { return addCriteria(f, texts) })
}

func addCriteria(f *file, texts []string) (string, error) {
	return insertCriteria(f, texts, atEnd)
}

// atEnd is the index behind the last criterion.
const atEnd = -1

// insertCriteria writes criteria with open boxes from an index on.
func insertCriteria(f *file, texts []string, at int) (string, error) {
	src := f.src
	section, ok := f.criteriaSection()
	if !ok {
		var err error
		if src, section, err = doc.AppendSection(src, f.body, criteriaHeading, 2); err != nil {
			return "", err
		}
	}
	if at == atEnd {
		at = len(doc.Entries(src, section))
	}
	for i, text := range texts {
		if strings.TrimSpace(text) == "" {
			return "", &InvalidError{ID: f.id(), Key: "criteria", Msg: "a criterion needs words"}
		}
		next, err := doc.InsertEntry(src, section, at+i, text, true)
		if err != nil {
			return "", err
		}
		src = next
		if section, ok = doc.FindSection(src, f.body, f.cfg.isCriteriaHeading); !ok {
			return "", errors.New("the section of criteria is not found again")
		}
	}
	return src, nil
}

// EditCriterion gives criterion n, counted from 1 as [Item.Criteria] does, another text; its box and what is nested under it stay. A number
// that no criterion has is an *[InvalidError]; a criterion in the front matter is a *[RefusedError], see [Backlog.MoveCriteria].
func (b *Backlog) EditCriterion(id ID, n int, text string) (*Backlog, error) {
	return b.editEntry(id, n, func(src string, _ doc.Section, e doc.Entry, _ int) (string, error) { return doc.SetText(src, e, text) })
}

// RemoveCriteria takes criteria out, with what is nested under them. Numbers and errors are those of [Backlog.EditCriterion].
func (b *Backlog) RemoveCriteria(id ID, ns ...int) (*Backlog, error) {
	ns = slices.Clone(ns)
	slices.Sort(ns)
	ns = slices.Compact(ns)
	slices.Reverse(ns) // from the end, so that the numbers hold
	next := b
	for _, n := range ns {
		var err error
		next, err = next.editEntry(id, n, func(src string, s doc.Section, _ doc.Entry, i int) (string, error) { return doc.RemoveEntry(src, s, i) })
		if err != nil {
			return nil, err
		}
	}
	return next, nil
}

// MoveCriterion makes criterion from the criterion with the number to. Numbers and errors are those of [Backlog.EditCriterion].
func (b *Backlog) MoveCriterion(id ID, from, to int) (*Backlog, error) {
	return b.editEntry(id, from, func(src string, s doc.Section, _ doc.Entry, i int) (string, error) {
		shift := from - i
		if to-shift < 0 || to-shift >= len(doc.Entries(src, s)) {
			return "", noCriterion(id, to, len(doc.Entries(src, s))+shift-1)
		}
		return doc.MoveEntry(src, s, i, to-shift)
	})
}

// Tick marks criteria as met or not; no numbers means all. Numbers and errors are those of [Backlog.EditCriterion].
func (b *Backlog) Tick(id ID, met bool, ns ...int) (*Backlog, error) {
	return b.tick(id, met, ns, (*file).criteriaSection, "criteria")
}

// TickQuestions marks open questions, counted from 1, as answered or not; no numbers means all. A number that no
// question has, and an item without questions, is an *[InvalidError].
func (b *Backlog) TickQuestions(id ID, answered bool, ns ...int) (*Backlog, error) {
	return b.tick(id, answered, ns, (*file).questionSection, "questions")
}

func (b *Backlog) tick(id ID, met bool, ns []int, find func(*file) (doc.Section, bool), what string) (*Backlog, error) {
	return b.editBody(id, func(f *file) (string, error) {
		section, ok := find(f)
		var entries []doc.Entry
		if ok {
			entries = doc.Entries(f.src, section)
		}
		before := 0
		if what == "criteria" {
			before = len(f.frontCriteria())
		}
		numbers, err := numbersOf(f.id(), ns, before, len(entries), what)
		if err != nil {
			return "", err
		}
		src := f.src
		for _, n := range slices.Backward(numbers) { // from the end, so that the places hold
			if src, err = doc.SetBox(src, entries[n-1-before], met); err != nil {
				return "", err
			}
		}
		return src, nil
	})
}

// numbersOf checks the numbers of entries and sorts them; none means all that stand in the body.
func numbersOf(id ID, ns []int, before, entries int, what string) ([]int, error) {
	if before+entries == 0 {
		return nil, &InvalidError{ID: id, Key: what, Msg: "there are none"}
	}
	if len(ns) == 0 {
		if before > 0 {
			return nil, inFrontMatter(id)
		}
		for n := 1; n <= entries; n++ {
			ns = append(ns, n)
		}
	}
	ns = slices.Clone(ns)
	slices.Sort(ns)
	for _, n := range ns {
		switch {
		case n < 1 || n > before+entries:
			return nil, noEntry(id, what, n, before+entries)
		case n <= before:
			return nil, inFrontMatter(id)
		}
	}
	return slices.Compact(ns), nil
}

func noEntry(id ID, what string, n, all int) error {
	return &InvalidError{ID: id, Key: what, Value: strconv.Itoa(n), Msg: "there is no number " + strconv.Itoa(n) + ", there are " + strconv.Itoa(all)}
}

func noCriterion(id ID, n, all int) error { return noEntry(id, "criteria", n, all) }

func inFrontMatter(id ID) error {
	return &RefusedError{ID: id, Act: "tick", Msg: "these criteria stand in the front matter", Rule: "criteria.front-matter",
		Next: "po check --fix " + string(id) + " moves them to the body"}
}

// editEntry runs an edit on the entry of criterion n; i is the entry's index among those of the body.
func (b *Backlog) editEntry(id ID, n int, edit func(src string, s doc.Section, e doc.Entry, i int) (string, error)) (*Backlog, error) {
	return b.editBody(id, func(f *file) (string, error) {
		section, ok := f.criteriaSection()
		before := len(f.frontCriteria())
		if n >= 1 && n <= before {
			return "", inFrontMatter(f.id())
		}
		var entries []doc.Entry
		if ok {
			entries = doc.Entries(f.src, section)
		}
		i := n - 1 - before
		if n < 1 || i >= len(entries) {
			return "", noCriterion(f.id(), n, before+len(entries))
		}
		return edit(f.src, section, entries[i], i)
	})
}

// editBody runs an edit of one item's text.
func (b *Backlog) editBody(id ID, edit func(f *file) (string, error)) (*Backlog, error) {
	s := b.session()
	f, err := s.item(id)
	if err != nil {
		return nil, err
	}
	src, err := edit(f)
	if err != nil {
		return nil, spliceKeep(f.path, err)
	}
	if err := s.put(f, src); err != nil {
		return nil, err
	}
	return s.done(), nil
}

// spliceKeep leaves our own errors as they are and gives others the file's path.
func spliceKeep(path string, err error) error {
	var invalid *InvalidError
	var refused *RefusedError
	if errors.As(err, &invalid) || errors.As(err, &refused) {
		return err
	}
	return spliceError(path, err)
}

// notesHeading and questionsHeading are the sections of notes and of open questions.
const (
	notesHeading     = "Notes"
	questionsHeading = "Open questions"
)

// Note appends an entry "DATE AUTHOR: TEXT" to the section Notes; the section is made where there is none.
// Without an author the entry has none. A text without words is an *[InvalidError]; an id that is not there, or of no item, is refused
// as by [Backlog.Edit].
func (b *Backlog) Note(id ID, day Date, author, text string) (*Backlog, error) {
	return b.editBody(id, func(f *file) (string, error) { return addNote(f, day, author, text) })
}

func addNote(f *file, day Date, author, text string) (string, error) {
	line := string(day) + ": " + text
	if author != "" {
		line = string(day) + " " + author + ": " + text
	}
	return appendEntryTo(f, notesHeading, func(t string) bool { return strings.EqualFold(t, notesHeading) }, line, false)
}

// Question appends an open question with a box, which keeps the item from being ready until it is ticked.
// The errors are those of [Backlog.Note].
func (b *Backlog) Question(id ID, text string) (*Backlog, error) {
	return b.editBody(id, func(f *file) (string, error) {
		return appendEntryTo(f, questionsHeading, isQuestionHeading, text, true)
	})
}

func isQuestionHeading(title string) bool {
	return strings.EqualFold(title, questionsHeading) || strings.EqualFold(title, "Questions")
}

func (f *file) questionSection() (doc.Section, bool) {
	return doc.FindSection(f.src, f.body, isQuestionHeading)
}

func appendEntryTo(f *file, heading string, match func(string) bool, text string, box bool) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", &InvalidError{ID: f.id(), Msg: "there are no words to add"}
	}
	src := f.src
	section, ok := doc.FindSection(src, f.body, match)
	if !ok {
		var err error
		if src, section, err = doc.AppendSection(src, f.body, heading, 2); err != nil {
			return "", err
		}
	}
	return doc.InsertEntry(src, section, len(doc.Entries(src, section)), text, box)
}

// OpenQuestions gives the texts of the boxes that are not ticked under Questions or Open questions.
func (it Item) OpenQuestions() []string {
	section, ok := it.f.questionSection()
	if !ok {
		return nil
	}
	var out []string
	for _, e := range doc.Entries(it.f.src, section) {
		if e.Box == doc.OpenBox {
			out = append(out, e.Text)
		}
	}
	return out
}
