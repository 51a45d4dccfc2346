package check

import (
	"math/big"

	"github.com/po-backlog/po/backlog"
)

// The limits of the rules about scores.
const (
	fewScored   = 3  // items that a column must have been estimated for
	dueForWSJF  = 28 // days
	lowTC       = 3
	kanoAnswers = 20
)

func scoreRules() []Rule {
	return []Rule{
		{Name: "score.range", Level: Warning, Reach: Near, Check: scoreRange, Doc: `an input is on its method's scale

The input is off the scale of its method. It is an error where that leaves the result undefined: a size, an effort or a
duration of 0 or less.`},
		{Name: "score.wsjf.no-one", Level: Hint, Reach: reachOfColumns, Check: noSmallest, Doc: `every column of WSJF has a 1

One column is estimated at a time, and its smallest item gets 1. Three or more items are scored, and a column holds no 1 over
all of them, closed ones too; the numbers have drifted.`},
		{Name: "score.wsjf.due", Level: Hint, Needs: NeedToday, Reach: Near, Check: dueWithoutUrgency, Doc: `what is due soon is urgent

The item is due within 28 days, and its time criticality is 3 or less.`},
		{Name: "score.rice.confidence", Level: Hint, Reach: Near, Check: lowConfidence, Doc: `a score rests on some confidence

The confidence is below 0.5: find out more before it is ranked by this number.`},
		{Name: "score.kano.n", Level: Hint, Reach: Near, Check: fewAnswers, Doc: `a Kano class rests on enough answers

Fewer than 20 people answered.`},
		{Name: "score.kano.unclear", Level: Hint, Reach: Near, Check: unclearAnswers, Doc: `a Kano question is understood

More than 10 % of the answers are questionable: the question was not understood.`},
	}
}

// methodInputs are the inputs of one method that an item has.
type methodInputs struct{ backlog.ScoreInputs }

// input is one input by its name in the method; false where it is not set.
func (m methodInputs) input(name string) (backlog.ScoreInput, bool) {
	for _, in := range m.Inputs {
		if in.Name == name {
			return in, true
		}
	}
	return backlog.ScoreInput{}, false
}

// inputs are those of a method; false where the item has no entry for it.
func (it *Item) inputs(method string) (methodInputs, bool) {
	for _, m := range it.scores {
		if m.Method == method {
			return methodInputs{m}, true
		}
	}
	return methodInputs{}, false
}

func scoreRange(p *Pass) {
	for it := range p.Items() {
		for _, m := range it.scores {
			for _, in := range m.Inputs {
				if in.Fault == "" {
					continue
				}
				level := p.level
				if in.Undefined {
					level = Error
				}
				p.ReportAs(level, it, in.Key, "%s: %s %s", in.Key, in.Text, in.Fault).
					Next("po edit %s --set scores.%s.%s=…", it.ID, m.Method, in.Name)
			}
		}
	}
}

// columns counts what the columns of WSJF hold.
type columns struct {
	scored int
	ones   [3]int
}

// wsjfColumns are the columns of which each has a 1.
func wsjfColumns() [3]string { return [...]string{"ubv", "tc", "rroe"} }

// count adds or takes away the inputs of an item.
func (c *columns) count(inputs []backlog.ScoreInputs, by int) {
	m, ok := (&Item{scores: inputs}).inputs("wsjf")
	if !ok || !m.Complete {
		return
	}
	c.scored += by
	for i, column := range wsjfColumns() {
		if in, _ := m.input(column); in.Value != nil && isOne(in.Value) {
			c.ones[i] += by
		}
	}
}

// isOne compares without making a fraction to compare with: it is asked of every item.
func isOne(r *big.Rat) bool { return r.IsInt() && r.Num().IsInt64() && r.Num().Int64() == 1 }

// readColumns counts over all items, closed ones too.
func (v *view) readColumns() columns {
	var c columns
	if v.whole {
		for _, it := range v.items {
			c.count(it.scores, 1)
		}
		return c
	}
	inputs := v.backlog.InputReader()
	for it := range v.backlog.Unsorted() {
		c.count(inputs(it), 1)
	}
	return c
}

// reachOfColumns adds po.yaml, which the finding is about, when changed items bring or take
// inputs.
func reachOfColumns(f *Focus) {
	var c columns
	inputs := f.New.InputReader()
	for path := range f.Changed() {
		if it, ok := f.New.ItemAt(path); ok {
			c.count(inputs(it), 1)
		}
		if it, ok := f.Old.ItemAt(path); ok {
			c.count(inputs(it), -1)
		}
	}
	if c != (columns{}) {
		f.Add(settings{}.file())
	}
}

func noSmallest(p *Pass) {
	if !p.tells(settings{}.file()) {
		return
	}
	c := p.view.columns()
	if c.scored < fewScored {
		return
	}
	for i, column := range wsjfColumns() {
		if c.ones[i] == 0 {
			p.ReportSettings(column, "no item has 1 for %s in WSJF", column).
				Next("estimate %s again, one column at a time: the smallest item gets 1", column)
		}
	}
}

func dueWithoutUrgency(p *Pass) {
	low := big.NewRat(lowTC, 1)
	for it := range p.Items(backlog.Unknown, backlog.Proposed, backlog.Ready, backlog.Active) {
		due := p.day(it.Due)
		m, ok := it.inputs("wsjf")
		if !ok || !due.IsSet() {
			continue
		}
		left := due.Sub(p.Today)
		if tc, set := m.input("tc"); set && tc.Value != nil && tc.Value.Cmp(low) <= 0 && left >= 0 && left <= dueForWSJF {
			p.Report(it, tc.Key, "due %s, and time criticality is %s", inDays(left), tc.Text).
				Next("po edit %s --set %s=…", it.ID, tc.Key)
		}
	}
}

func lowConfidence(p *Pass) {
	half := big.NewRat(1, 2)
	for it := range p.Open() {
		m, _ := it.inputs("rice")
		if in, ok := m.input("confidence"); ok && in.Value != nil && in.Value.Cmp(half) < 0 {
			p.Report(it, in.Key, "a confidence of %s", in.Text).Next("find out more first: an experiment or a spike")
		}
	}
}

// answers counts the answers of a Kano survey, all and questionable ones.
func (m methodInputs) answers() (all, questionable *big.Rat) {
	all, questionable = new(big.Rat), new(big.Rat)
	for _, in := range m.Inputs {
		if in.Value == nil || in.Undefined {
			continue
		}
		all.Add(all, in.Value)
		if in.Name == "q" {
			questionable = in.Value
		}
	}
	return all, questionable
}

func fewAnswers(p *Pass) {
	for it := range p.Open() {
		if m, ok := it.inputs("kano"); ok {
			if all, _ := m.answers(); all.Sign() > 0 && all.Cmp(big.NewRat(kanoAnswers, 1)) < 0 {
				p.Report(it, "scores.kano", "only %s %s", all.RatString(), plural(int(all.Num().Int64()), "answer", "answers")).
					Next("ask more people, or rank by another method")
			}
		}
	}
}

func unclearAnswers(p *Pass) {
	for it := range p.Open() {
		m, _ := it.inputs("kano")
		all, questionable := m.answers()
		if all.Sign() > 0 && new(big.Rat).Mul(questionable, big.NewRat(10, 1)).Cmp(all) > 0 {
			p.Report(it, "scores.kano.q", "%s of %s answers are questionable", questionable.RatString(), all.RatString()).
				Next("ask again in other words")
		}
	}
}
