package backlog

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Score is what a scoring method says about one item. It is worked out from stored inputs and never stored itself.
type Score struct {
	Value   *big.Rat     // exact, higher first; nil where the method gives none
	Class   string       // kano: M O A I R Q; moscow: must should could none wont; value-points: quick win, big bet, fill-in, money pit
	Scored  bool         // takes part in the order of the method
	Inputs  []ScoreInput // what was read, in the order of the method
	Missing []string     // keys that would have to be set
	Details []ScoreDetail

	rank int // of the class, lower first
}

// ScoreInput is one number that a score was worked out from.
type ScoreInput struct {
	Name  string   // in the method: ubv, size
	Key   string   // where it stands: scores.wsjf.ubv, points
	Text  string   // as written
	Value *big.Rat // as used; nil for what is no number
	Fault string   // why it does not fit its range, empty if it does
	// Undefined tells that the fault leaves the item unscored: no number, or a divisor that is not above zero.
	Undefined bool

	scale []Decimal
}

// ScoreDetail is a number beside the result that explains it: better and worse of kano, a weighted key's part of the sum.
type ScoreDetail struct {
	Name  string
	Value *big.Rat // nil: undefined
}

// Compare is -1, 0 or +1 as s stands before, beside or behind t in the order of their method; what is not scored is behind.
func (s Score) Compare(t Score) int {
	switch {
	case s.Scored != t.Scored:
		if s.Scored {
			return -1
		}
		return 1
	case !s.Scored:
		return 0
	case s.Value != nil && t.Value != nil:
		return t.Value.Cmp(s.Value)
	}
	return cmp.Compare(s.rank, t.rank)
}

// Text is the result for people: rounded to at most so many digits after the point, without zeros at the end; the class where
// there is no number; empty when unscored.
func (s Score) Text(digits int) string {
	switch {
	case s.Value != nil && s.Scored:
		return RatText(s.Value, digits)
	case s.Value == nil:
		return s.Class
	}
	return ""
}

// RatText is a fraction as a decimal number, rounded half away from zero, without zeros at the end.
func RatText(r *big.Rat, digits int) string {
	text := r.FloatString(digits)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// Method is a way to score items: one row of the table that [Methods] gives.
type Method struct {
	Name   string
	Doc    string // the formula in one line
	Inputs []MethodInput

	// formula gives the result of the inputs' values, which are in the order of Inputs and within their bounds. It is nil
	// for methods that read something else.
	formula func(c *Config, in []*big.Rat) *big.Rat
	// prepare looks at the backlog as a whole; it is nil where nothing but the item counts.
	prepare func(b *Backlog, m Method) (scorer, error)
	reach   reach
}

// A reach is what the order of two items may depend on besides themselves.
type reach int

const (
	reachNone    reach = iota
	reachRecords       // the records that they name
	reachAll           // all items
)

// scorer is a method made ready for one backlog.
type scorer struct {
	score   func(*Item) Score
	formula func(in []*big.Rat) *big.Rat // of the values of a score's inputs; nil where there is none
}

// MethodInput is one input of a method.
type MethodInput struct {
	Name    string
	Doc     string
	Key     string    // where it stands when not under scores.METHOD
	Default string    // key that is read when it is unset
	Scale   []Decimal // the numbers it should be; empty: any in the range
	Min     Decimal
	Max     Decimal // unset: no bound
	Above   bool    // must be above zero, else the result is undefined
	Percent bool    // 80 and 80% read as 0.8
}

// Methods lists the scoring methods in the order in which they are documented.
func Methods() []Method {
	return []Method{
		wsjf(), cd3(), rice(), ice(), valueAlone(), valuePoints(), kano(), opportunity(), weighted(), moscow(),
	}
}

// MethodNamed finds a scoring method; the error is an *[InvalidError] that lists the names.
func MethodNamed(name string) (Method, error) {
	for _, m := range Methods() {
		if m.Name == name {
			return m, nil
		}
	}
	return Method{}, &InvalidError{Key: "score", Value: name, Msg: "no such method", Allowed: methodNames()}
}

func methodNames() []string {
	var names []string
	for _, m := range Methods() {
		names = append(names, m.Name)
	}
	return names
}

// Scorer gives the function that scores items by a method. Epics are never scored. The error is an *[InvalidError] where the
// backlog lacks a setting that the method needs.
func (b *Backlog) Scorer(m Method) (func(Item) Score, error) {
	sc, err := b.scorer(m)
	if err != nil {
		return nil, err
	}
	return func(it Item) Score { return sc.of(&it) }, nil
}

func (b *Backlog) scorer(m Method) (scorer, error) {
	if m.prepare != nil {
		return m.prepare(b, m)
	}
	return m.plain(b.cfg), nil
}

// plain is the scorer of a method for which nothing but the item counts.
func (m Method) plain(c *Config) scorer {
	return scorer{
		score:   func(it *Item) Score { return m.scoreByFormula(c, it) },
		formula: func(in []*big.Rat) *big.Rat { return m.formula(c, in) },
	}
}

// of scores an item; epics are never scored.
func (sc scorer) of(it *Item) Score {
	if it.Type == Epic {
		return Score{}
	}
	return sc.score(it)
}

// byScore gives items, which stand by id, in the order of the default score of po.yaml; unscored ones follow.
func (b *Backlog) byScore(items []*Item) []*Item {
	m, err := MethodNamed(b.cfg.Score)
	if err != nil {
		return items
	}
	sc, err := b.scorer(m)
	if err != nil {
		return items
	}
	type scored struct {
		it    *Item
		score Score
	}
	var ranked []scored
	var rest []*Item
	for _, it := range items {
		var s Score
		if it.f.hasScores() || !m.needsScores() {
			s = sc.of(it)
		}
		if s.Scored {
			ranked = append(ranked, scored{it, s})
		} else {
			rest = append(rest, it)
		}
	}
	slices.SortStableFunc(ranked, func(x, y scored) int { return x.score.Compare(y.score) })
	sorted := make([]*Item, 0, len(items))
	for i := range ranked {
		sorted = append(sorted, ranked[i].it)
	}
	return append(sorted, rest...)
}

// Alone reports whether nothing but the item itself counts for its score: no other item, and no other record.
func (m Method) Alone() bool { return m.prepare == nil }

// needsScores reports whether the method scores no item that has nothing under scores:.
func (m Method) needsScores() bool {
	return m.prepare == nil && slices.ContainsFunc(m.Inputs, func(in MethodInput) bool { return in.Key == "" && in.Default == "" })
}

// scoreByFormula reads the inputs of an item and works the formula out.
func (m Method) scoreByFormula(c *Config, it *Item) Score {
	var s Score
	given := it.scores(m.Name)
	values := make([]*big.Rat, 0, len(m.Inputs))
	for _, in := range m.Inputs {
		read, ok := in.read(c, m, it, given)
		if !ok {
			s.Missing = append(s.Missing, in.key(m))
			continue
		}
		s.Inputs = append(s.Inputs, read)
		if !read.Undefined {
			values = append(values, read.Value)
		}
	}
	if len(values) == len(m.Inputs) {
		s.Value, s.Scored = m.formula(c, values), true
	}
	return s
}

// scores gives the map of inputs of a method.
func (it *Item) scores(method string) Value {
	if it.f == nil {
		return Value{}
	}
	return it.f.scoreInputs(&doc.Scanner{}).Get(method)
}

// key is where the input stands.
func (in MethodInput) key(m Method) string {
	if in.Key != "" {
		return in.Key
	}
	return "scores." + m.Name + "." + in.Name
}

// read finds the input of an item; false: it is not set.
func (in MethodInput) read(c *Config, m Method, it *Item, given Value) (ScoreInput, bool) {
	read := ScoreInput{Name: in.Name, Key: in.key(m), scale: in.Scale}
	switch {
	case in.Key != "":
		read.Text, read.scale = it.number(c, in.Key)
	default:
		read.Text = given.Get(in.Name).Text
	}
	if read.Text == "" && in.Default != "" {
		if text, scale := it.number(c, in.Default); in.takes(text) {
			read.Key, read.Text, read.scale = in.Default, text, scale
		}
	}
	if read.Text == "" {
		return read, false
	}
	in.judge(&read)
	return read, true
}

// number gives points or value as text, and the scale of po.yaml on which it stands.
func (it *Item) number(c *Config, key string) (string, []Decimal) {
	if key == "points" {
		return it.Points.String(), c.Points
	}
	return it.Value.String(), c.Values
}

// takes reports whether the value of another key can stand in: business value does where it is on the scale.
func (in MethodInput) takes(text string) bool {
	if in.Default != "value" {
		return true
	}
	d, err := ParseDecimal(text)
	return err == nil && slices.Contains(in.Scale, d)
}

// judge turns the text into a number and holds it against the range.
func (in MethodInput) judge(read *ScoreInput) {
	text := read.Text
	percent := false
	if in.Percent {
		text, percent = strings.CutSuffix(text, "%")
	}
	d, err := ParseDecimal(strings.TrimSpace(text))
	if err != nil {
		read.Fault, read.Undefined = "is "+err.Error(), true
		return
	}
	read.Value = d.Rat()
	if in.Percent && (percent || Int(1).Less(d)) {
		read.Value.Quo(read.Value, big.NewRat(100, 1))
		d = hundredth(d)
	}
	switch {
	case in.Above && d.Sign() <= 0:
		read.Fault, read.Undefined = "must be above zero", true
	case len(in.Scale) > 0 && !slices.Contains(in.Scale, d):
		read.Fault = "is none of " + scaleText(in.Scale)
	case in.Min.IsSet() && d.Less(in.Min), in.Max.IsSet() && in.Max.Less(d):
		read.Fault = "is not " + in.rangeText()
	}
}

// hundredth is a hundredth of a number, unset where it has too many digits for a scale.
func hundredth(d Decimal) Decimal {
	whole, rest := d.whole/100, d.whole%100*(decimalOne/100)
	if d.whole < 0 || d.frac%100 != 0 {
		return Decimal{}
	}
	return Decimal{whole, rest + d.frac/100, true}
}

func scaleText(scale []Decimal) string {
	texts := make([]string, len(scale))
	for i, d := range scale {
		texts[i] = d.String()
	}
	return strings.Join(texts, ", ")
}

func (in MethodInput) rangeText() string {
	if in.Max.IsSet() {
		return "from " + in.Min.String() + " to " + in.Max.String()
	}
	return in.Min.String() + " or more"
}
