package backlog

import (
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Form is how a criterion is written.
type Form uint8

// The forms: an entry with a box, one without, a scenario of a gherkin block, an entry of a list in the front matter.
const (
	Box Form = iota
	Plain
	Scenario
	FrontMatter
)

// String is the word used in JSON; a criterion of the front matter has the form plain.
func (f Form) String() string {
	switch f {
	case Box:
		return "box"
	case Scenario:
		return "scenario"
	}
	return "plain"
}

// Criterion is one acceptance criterion. Pos is its place in the file.
type Criterion struct {
	Text string
	Form Form
	Met  bool
	Pos  Position

	entry doc.Entry
	src   string
}

// Steps are the given, when and then of a criterion; the steps of one kind are joined by one blank. Whens and Thens count the
// steps of the kind, "and" and "but" aside.
type Steps struct {
	Given, When, Then string
	Whens, Thens      int
}

// Steps gives the steps of a scenario, or of a text that has given, when and then in this order.
func (c Criterion) Steps() (Steps, bool) {
	if c.Form == FrontMatter {
		return Steps{}, false
	}
	s, ok := c.entry.Steps(c.src)
	return Steps(s), ok
}

// Criteria gives the acceptance criteria in order of appearance: those of the front matter first, then those of the body.
// The first is criterion number 1. They are read anew at each call.
func (it Item) Criteria() []Criterion {
	var out []Criterion
	if strings.Contains(it.f.src[:it.f.body], "cceptance") || strings.Contains(it.f.src[:it.f.body], "criteria") {
		out = it.f.frontCriteria()
	}
	section, ok := it.f.criteriaSection()
	if !ok {
		return out
	}
	for _, e := range doc.Entries(it.f.src, section) {
		c := Criterion{Text: e.Text, Met: e.Box == doc.MetBox, entry: e, src: it.f.src}
		switch e.Form {
		case doc.PlainEntry:
			c.Form = Plain
		case doc.ScenarioEntry:
			c.Form = Scenario
		}
		line, column := doc.Position(it.f.src, e.Span.Start)
		c.Pos = Position{it.Path, line, column}
		out = append(out, c)
	}
	return out
}

// CriteriaMet counts the criteria that are met, and all of them.
func (it Item) CriteriaMet() (met, all int) {
	for _, c := range it.Criteria() {
		all++
		if c.Met {
			met++
		}
	}
	return met, all
}

// criteriaKey reports whether a front-matter key is a list of criteria as people and other tools write it.
func criteriaKey(key string) bool {
	return key == "criteria" || key == "acceptance_criteria" || key == "acceptance-criteria"
}

func (f *file) frontCriteria() []Criterion {
	var out []Criterion
	for _, p := range f.front() {
		if !criteriaKey(p.Key) {
			continue
		}
		for _, e := range p.Value.Items {
			line, column := doc.Position(f.src, e.Span.Start)
			out = append(out, Criterion{Text: doc.OneLine(e.Text), Form: FrontMatter, Pos: Position{f.path, line, column}})
		}
	}
	return out
}

// criteriaSection finds the section of acceptance criteria in the body.
func (f *file) criteriaSection() (doc.Section, bool) {
	return doc.FindSection(f.src, f.body, f.cfg.isCriteriaHeading)
}

// isCriteriaHeading reports whether a heading's text opens the criteria; doc has taken emphasis and a final colon off.
func (c *Config) isCriteriaHeading(title string) bool {
	if strings.EqualFold(title, criteriaHeading) {
		return true
	}
	for _, h := range c.Headings {
		if strings.EqualFold(title, h) {
			return true
		}
	}
	return false
}

// criteriaHeading is the heading under which po writes criteria.
const criteriaHeading = "Acceptance criteria"

// Section gives the text under the first heading with the title, without the heading. Case, emphasis and a final colon are
// ignored. It reports whether there is such a section.
func (it Item) Section(title string) (string, bool) {
	s, ok := doc.FindSection(it.f.src, it.f.body, func(t string) bool { return strings.EqualFold(t, title) })
	if !ok {
		return "", false
	}
	return it.f.src[s.Content.Start:s.Content.End], true
}

// Paragraph gives the first paragraph of the body, where a story sentence is looked for, and its place.
func (it Item) Paragraph() (string, Position) {
	at, ok := doc.FirstParagraph(it.f.src, it.f.body)
	if !ok {
		return "", it.Pos("title")
	}
	line, column := doc.Position(it.f.src, at.Start)
	return it.f.src[at.Start:at.End], Position{it.Path, line, column}
}
