package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

// longCriterion is how many characters a criterion may have.
const longCriterion = 200

func criteriaRules() []Rule {
	return []Rule{
		{Name: "criteria.none", Level: Hint, Reach: Near, Check: noCriteria, Doc: `a story or bug has acceptance criteria

It is not asked of a draft yet, but without them nobody can say when it is done. From ready on it is ready.criteria.`},
		{Name: "criteria.front-matter", Level: Hint, Reach: Near, Check: frontMatterCriteria, Doc: `criteria stand in the body

Criteria in the front matter are read, but cannot be ticked.
po check --fix moves them to the section "Acceptance criteria".`},
		{Name: "criteria.gwt", Level: Warning, Reach: Near, Check: steps, Doc: `a scenario has one when and a then

Without a when and a then nothing can be tried; a second when (a hint) is a second scenario. A gherkin block that does not
parse holds no criteria.`},
		{Name: "criteria.vague", Level: Hint, Reach: Near, Check: vagueCriteria, Doc: `a criterion says what is seen

The outcome is only that it works, or works correctly or as expected: say what is seen then.`},
		{Name: "criteria.long", Level: Hint, Reach: Near, Check: longCriteria, Doc: `a criterion has at most 200 characters

A long criterion holds several: make an entry of each.`},
		{Name: "criteria.twice", Level: Hint, Reach: Near, Check: repeatedCriteria, Doc: `a criterion stands once

The same text stands twice among the criteria of one item.`},
	}
}

func noCriteria(p *Pass) {
	for it := range p.Items(backlog.Unknown, backlog.Proposed) {
		if (it.Type == backlog.Story || it.Type == backlog.Bug) && len(it.Criteria) == 0 {
			p.Report(it, "criteria", "no acceptance criteria").Next("po criteria %s add \"Given …, when …, then …\"", it.ID)
		}
	}
}

func frontMatterCriteria(p *Pass) {
	for it := range p.Open() {
		if len(it.Criteria) == 0 || it.Criteria[0].Form != backlog.FrontMatter {
			continue // those of the front matter come first
		}
		id := it.ID
		p.Report(it, "criteria", "criteria in the front matter cannot be ticked").At(it.Criteria[0].Pos).
			Repair(func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.MoveCriteria(id) }, "po check --fix %s", id)
	}
}

// whenWhenThen is how often "hen" stands in a text with two steps when and one then.
const whenWhenThen = 3

func steps(p *Pass) {
	for it := range p.Open() {
		for _, pos := range it.BrokenScenarios() {
			p.Report(it, "criteria", "the gherkin block does not parse").At(pos).Next("correct the block, or write entries")
		}
		for n, c := range it.Criteria {
			if c.Form != backlog.Scenario && strings.Count(c.Text, "hen")+strings.Count(c.Text, "HEN") < whenWhenThen {
				continue // a text has its when and then, if it is read as steps at all
			}
			s, ok := c.Steps()
			switch {
			case !ok && c.Form != backlog.Scenario:
			case s.Whens == 0 && s.Thens == 0:
				p.criterion(it, n, "a scenario without when and then").Next("po criteria %s edit %d …", it.ID, n+1)
			case s.Whens == 0:
				p.criterion(it, n, "a scenario without when").Next("po criteria %s edit %d …", it.ID, n+1)
			case s.Thens == 0:
				p.criterion(it, n, "a scenario without then").Next("po criteria %s edit %d …", it.ID, n+1)
			case s.Whens > 1:
				p.criterionAs(Hint, it, n, "a second when: it is a second scenario").Next("po criteria %s add …", it.ID)
			}
		}
	}
}

// criterion reports a finding about the n-th criterion, counted from 0.
func (p *Pass) criterion(it *Item, n int, message string) *Finding {
	return p.criterionAs(p.level, it, n, message)
}

func (p *Pass) criterionAs(level Level, it *Item, n int, message string) *Finding {
	c := it.Criteria[n]
	return p.ReportAs(level, it, "criteria", "criterion %d: %s", n+1, message).At(c.Pos).About(c.Text)
}

func vagueCriteria(p *Pass) {
	var t tokens
	empty := newOutcomes()
	for it := range p.Open() {
		for n, c := range it.Criteria {
			if !empty.mayEnd(c.Text) {
				continue
			}
			outcome := c.Text
			if s, ok := c.Steps(); ok {
				outcome = s.Then
			}
			if t.read(outcome); empty.saysNothing(&t) {
				p.criterion(it, n, "says only that it works").Next("po criteria %s edit %d: say what is seen then", it.ID, n+1)
			}
		}
	}
}

// outcomes are the words of an outcome that says nothing which can be seen.
type outcomes struct {
	vague, filler phrases         // filler may stand around the vague words
	last          map[string]bool // words that such an outcome can end in
}

func newOutcomes() outcomes {
	vague := []string{
		"works", "work", "correctly", "as expected", "properly", "works fine", "is correct", "are correct", "should work",
	}
	filler := []string{
		"then", "it", "this", "that", "all", "everything", "the", "a", "and", "still", "should", "must", "will", "is", "are",
		"app", "system", "page", "feature", "application", "button", "fine", "just", "everywhere", "also", "behaves", "functions",
	}
	last := map[string]bool{}
	for _, words := range slices.Concat(vague, filler) {
		last[words[strings.LastIndexByte(words, ' ')+1:]] = true
	}
	return outcomes{newPhrases(vague), newPhrases(filler), last}
}

// mayEnd reports whether a text ends in one of the words. Most do not, and need not
// be taken apart.
func (o outcomes) mayEnd(text string) bool {
	text = strings.TrimRight(text, " .!")
	return o.last[strings.ToLower(text[strings.LastIndexByte(text, ' ')+1:])]
}

// saysNothing reports whether a text consists of vague words and fillers, with at
// least one of the former.
func (o outcomes) saysNothing(t *tokens) bool {
	found := false
	for i := 0; i < t.len(); {
		if n := o.vague.at(t, i); n > 0 {
			found = true
			i += n
			continue
		}
		n := o.filler.at(t, i)
		if n == 0 {
			return false
		}
		i += n
	}
	return found
}

func longCriteria(p *Pass) {
	for it := range p.Open() {
		for n, c := range it.Criteria {
			if len(c.Text) > longCriterion && utf8.RuneCountInString(c.Text) > longCriterion {
				p.criterion(it, n, "more than 200 characters").Next("po criteria %s edit %d …", it.ID, n+1)
			}
		}
	}
}

func repeatedCriteria(p *Pass) {
	first := map[string]int{}
	for it := range p.Open() {
		if len(it.Criteria) < 2 {
			continue
		}
		clear(first)
		for n, c := range it.Criteria {
			text := strings.ToLower(c.Text)
			if strings.Contains(text, "  ") {
				text = strings.Join(strings.Fields(text), " ")
			}
			if earlier, twice := first[text]; twice {
				p.ReportAs(p.level, it, "criteria", "criterion %d is the same as criterion %d", n+1, earlier+1).At(c.Pos).About(c.Text).
					Next("po criteria %s remove %d", it.ID, n+1)
				continue
			}
			first[text] = n
		}
	}
}
