package check

import (
	"math/big"
	"strings"

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
		{Name: "score.range", Level: Warning, Check: scoreRange, Doc: `an input is on its method's scale

The input is off the scale of its method. It is an error where that leaves the result undefined: a size, an effort or a
duration of 0 or less.`},
		{Name: "score.wsjf.no-one", Level: Hint, Check: noSmallest, Doc: `every column of WSJF has a 1

One column is estimated at a time, and its smallest item gets 1. Three or more items are scored, and a column holds no 1 over
all of them, closed ones too; the numbers have drifted.`},
		{Name: "score.wsjf.due", Level: Hint, Needs: NeedToday, Check: dueWithoutUrgency, Doc: `what is due soon is urgent

The item is due within 28 days, and its time criticality is 3 or less.`},
		{Name: "score.rice.confidence", Level: Hint, Check: lowConfidence, Doc: `a score rests on some confidence

The confidence is below 0.5: find out more before it is ranked by this number.`},
		{Name: "score.kano.n", Level: Hint, Check: fewAnswers, Doc: `a Kano class rests on enough answers

Fewer than 20 people answered.`},
		{Name: "score.kano.unclear", Level: Hint, Check: unclearAnswers, Doc: `a Kano question is understood

More than 10 % of the answers are questionable: the question was not understood.`},
	}
}

// scale is what an input of a method may be.
type scale struct {
	method, input string
	steps         string // allowed numbers or words, with blanks around each; empty: any number
	least, most   int    // of a number without steps; most 0: no limit
	above         bool   // must be above least, else the result is undefined
}

const wsjfSteps = " 1 2 3 5 8 13 20 "

// scaleOf finds the scale of an input; false for an input that the method does not have.
func scaleOf(method, input string) (scale, bool) {
	for _, s := range [...]scale{
		{method: "wsjf", input: "ubv", steps: wsjfSteps},
		{method: "wsjf", input: "tc", steps: wsjfSteps},
		{method: "wsjf", input: "rroe", steps: wsjfSteps},
		{method: "wsjf", input: "size", steps: wsjfSteps, above: true},
		{method: "cd3", input: "cod"},
		{method: "cd3", input: "duration", above: true},
		{method: "cd3", input: "profile", steps: " standard fixed-date expedite intangible "},
		{method: "rice", input: "reach"},
		{method: "rice", input: "impact", steps: " 3 2 1 0.5 0.25 "},
		{method: "rice", input: "confidence", steps: " 1 0.8 0.5 "},
		{method: "rice", input: "effort", above: true},
		{method: "ice", input: "impact", least: 1, most: 10},
		{method: "ice", input: "confidence", least: 1, most: 10},
		{method: "ice", input: "ease", least: 1, most: 10},
		{method: "kano", input: "a"}, {method: "kano", input: "o"}, {method: "kano", input: "m"},
		{method: "kano", input: "i"}, {method: "kano", input: "r"}, {method: "kano", input: "q"},
	} {
		if s.method == method && s.input == input {
			return s, true
		}
	}
	return scale{}, false
}

// judge says what is wrong with an input, and whether it leaves the result undefined.
func (s scale) judge(text string) (wrong string, undefined bool) {
	value := text
	if s.input == "confidence" && s.method == "rice" {
		value = share(text)
	}
	d, err := backlog.ParseDecimal(value)
	switch {
	case s.above && err == nil && d.Sign() <= 0:
		return text + " makes the result undefined", true
	case s.steps != "" && err == nil && strings.Contains(s.steps, " "+d.String()+" "):
		return "", false
	case s.steps != "" && strings.Contains(s.steps, " "+value+" "):
		return "", false
	case s.steps != "":
		return text + " is none of " + strings.Join(strings.Fields(s.steps), ", "), false
	case err != nil:
		return quoted(text) + " is no number", false
	case d.Less(backlog.Int(int64(s.least))):
		return text + " is below " + backlog.Int(int64(s.least)).String(), false
	case s.most > 0 && backlog.Int(int64(s.most)).Less(d):
		return text + " is above " + backlog.Int(int64(s.most)).String(), false
	}
	return "", false
}

// share reads a confidence: 80 and 80% are 0.8.
func share(text string) string {
	number := strings.TrimSpace(strings.TrimSuffix(text, "%"))
	d, err := backlog.ParseDecimal(number)
	if err != nil || !backlog.Int(1).Less(d) && number == text {
		return text
	}
	percent := new(big.Rat).Quo(d.Rat(), big.NewRat(100, 1))
	return strings.TrimRight(strings.TrimRight(percent.FloatString(15), "0"), ".")
}

// scores gives the methods that an item has inputs for, each with its inputs.
func scores(it *Item) []backlog.Entry {
	front := it.Source()[:len(it.Source())-len(it.Body())]
	if it.Type == backlog.Epic || !strings.Contains(front, "scores") {
		return nil
	}
	return it.Get("scores").Map
}

// inputs gives the inputs of one method, the unset value where there are none.
func inputs(it *Item, method string) backlog.Value {
	for _, e := range scores(it) {
		if e.Key == method {
			return e.Value
		}
	}
	return backlog.Value{}
}

func scoreRange(p *Pass) {
	for it := range p.Items() {
		for _, method := range scores(it) {
			for _, input := range method.Value.Map {
				s, known := scaleOf(method.Key, input.Key)
				if !known {
					continue
				}
				key := "scores." + method.Key + "." + input.Key
				p.offRange(it, s, key, input.Value.Text, "po edit "+string(it.ID)+" --set "+key+"=…")
			}
			if method.Key == "wsjf" && !method.Value.Get("size").IsSet() && it.Points.IsSet() {
				s, _ := scaleOf("wsjf", "size")
				p.offRange(it, s, "points", it.Points.String(), "po edit "+string(it.ID)+" --set scores.wsjf.size=…")
			}
		}
	}
}

func (p *Pass) offRange(it *Item, s scale, key, text, next string) {
	wrong, undefined := s.judge(text)
	if wrong == "" {
		return
	}
	level := p.level
	if undefined {
		level = Error
	}
	p.ReportAs(level, it, key, "%s: %s", key, wrong).Next("%s", next)
}

func noSmallest(p *Pass) {
	columns := [...]string{"ubv", "tc", "rroe"}
	var ones [len(columns)]bool
	scored := 0
	for it := range p.Items() {
		row, ok := wsjf(it)
		if !ok {
			continue
		}
		scored++
		for i := range columns {
			ones[i] = ones[i] || row[i] == backlog.Int(1)
		}
	}
	if scored < fewScored {
		return
	}
	for i, column := range columns {
		if !ones[i] {
			p.ReportSettings(column, "no item has 1 for %s in WSJF", column).
				Next("estimate %s again, one column at a time: the smallest item gets 1", column)
		}
	}
}

// wsjf gives ubv, tc and rroe of a scored item, false for one that is unscored.
func wsjf(it *Item) (row [3]backlog.Decimal, ok bool) {
	in := inputs(it, "wsjf")
	size := number(in.Get("size"))
	if !in.Get("size").IsSet() {
		size = it.Points
	}
	row = [3]backlog.Decimal{number(in.Get("ubv")), number(in.Get("tc")), number(in.Get("rroe"))}
	if !in.Get("ubv").IsSet() && strings.Contains(wsjfSteps, " "+it.Value.String()+" ") {
		row[0] = it.Value
	}
	return row, row[0].IsSet() && row[1].IsSet() && row[2].IsSet() && size.Sign() > 0
}

// number is a value as a decimal, unset where it is none.
func number(v backlog.Value) backlog.Decimal {
	d, err := backlog.ParseDecimal(v.Text)
	if err != nil {
		return backlog.Decimal{}
	}
	return d
}

func dueWithoutUrgency(p *Pass) {
	for it := range p.Items(backlog.Unknown, backlog.Proposed, backlog.Ready, backlog.Active) {
		due := p.day(it.Due)
		if !due.IsSet() {
			continue
		}
		left, tc := due.Sub(p.Today), number(inputs(it, "wsjf").Get("tc"))
		if left >= 0 && left <= dueForWSJF && tc.IsSet() && !backlog.Int(lowTC).Less(tc) {
			p.Report(it, "scores.wsjf.tc", "due in %d %s, and time criticality is %s", left, plural(left, "day", "days"), tc).
				Next("po edit %s --set scores.wsjf.tc=…", it.ID)
		}
	}
}

func lowConfidence(p *Pass) {
	half, _ := backlog.ParseDecimal("0.5")
	for it := range p.Open() {
		text := inputs(it, "rice").Get("confidence").Text
		if d, err := backlog.ParseDecimal(share(text)); err == nil && d.Less(half) {
			p.Report(it, "scores.rice.confidence", "a confidence of %s", text).Next("find out more first: an experiment or a spike")
		}
	}
}

// answers counts the answers of a Kano survey, all and questionable ones.
func answers(it *Item) (all, questionable *big.Rat) {
	all, questionable = new(big.Rat), new(big.Rat)
	in := inputs(it, "kano")
	for _, class := range [...]string{"a", "o", "m", "i", "r", "q"} {
		if d := number(in.Get(class)); d.Sign() > 0 {
			all.Add(all, d.Rat())
		}
	}
	if d := number(in.Get("q")); d.Sign() > 0 {
		questionable = d.Rat()
	}
	return all, questionable
}

func fewAnswers(p *Pass) {
	for it := range p.Open() {
		if all, _ := answers(it); all.Sign() > 0 && all.Cmp(big.NewRat(kanoAnswers, 1)) < 0 {
			p.Report(it, "scores.kano", "only %s answers", all.RatString()).Next("ask more people, or rank by another method")
		}
	}
}

func unclearAnswers(p *Pass) {
	for it := range p.Open() {
		all, questionable := answers(it)
		if all.Sign() > 0 && new(big.Rat).Mul(questionable, big.NewRat(10, 1)).Cmp(all) > 0 {
			p.Report(it, "scores.kano.q", "%s of %s answers are questionable", questionable.RatString(), all.RatString()).
				Next("ask again in other words")
		}
	}
}
