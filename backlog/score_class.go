package backlog

import (
	"math/big"
	"slices"
)

// kanoClass is a class of answers to the pair of Kano's questions, in the order in which ties go.
type kanoClass struct {
	name, input, doc string
	scored           bool
}

func kanoClasses() []kanoClass {
	return []kanoClass{
		{"M", "m", "must-be: answers that take it for granted", true},
		{"O", "o", "one-dimensional: the more the better", true},
		{"A", "a", "attractive: delight if there, no harm if not", true},
		{"I", "i", "indifferent", true},
		{"R", "r", "reverse: rather without it", false},
		{"Q", "q", "questionable: answers that contradict themselves", false},
	}
}

// prepareKano scores by the most frequent class. A count that is left out is 0, but one must be there.
func prepareKano(b *Backlog, m Method) (scorer, error) {
	classes := kanoClasses()
	return scorer{score: func(it *Item) Score {
		var s Score
		given := it.scores(m.Name)
		counts := make([]*big.Rat, len(classes))
		best, undefined := -1, false
		for i, in := range m.Inputs {
			counts[i] = new(big.Rat)
			read, ok := in.read(b.cfg, m, it, given)
			if !ok {
				continue
			}
			judgeCount(&read)
			s.Inputs = append(s.Inputs, read)
			if undefined = undefined || read.Undefined; read.Undefined {
				continue
			}
			counts[i] = read.Value
			if best < 0 && read.Value.Sign() > 0 || best >= 0 && counts[best].Cmp(read.Value) < 0 {
				best = i
			}
		}
		switch {
		case best < 0 && !undefined:
			s.Missing = []string{"scores." + m.Name}
		case best >= 0 && !undefined:
			s.Class, s.rank, s.Scored = classes[best].name, best, classes[best].scored
			s.Details = satisfaction(counts)
		}
		return s
	}}, nil
}

// judgeCount makes what is no count of answers undefined.
func judgeCount(read *ScoreInput) {
	if read.Value != nil && (read.Value.Sign() < 0 || !read.Value.IsInt()) {
		read.Fault, read.Undefined = "is no number of answers", true
	}
}

// satisfaction is better = (A+O)/(A+O+M+I) and worse = −(O+M)/(A+O+M+I); both are undefined where nobody gave such an answer.
func satisfaction(counts []*big.Rat) []ScoreDetail {
	must, one, attractive, indifferent := counts[0], counts[1], counts[2], counts[3]
	better, worse := new(big.Rat).Add(attractive, one), new(big.Rat).Add(one, must)
	all := new(big.Rat).Add(better, must)
	if all.Add(all, indifferent).Sign() == 0 {
		return []ScoreDetail{{Name: "better"}, {Name: "worse"}}
	}
	return []ScoreDetail{{"better", better.Quo(better, all)}, {"worse", worse.Neg(worse.Quo(worse, all))}}
}

// KanoAnswer is the class of one pair of answers, both from 1 (like) over expect, neutral and live with to 5 (dislike):
// functional to "if it were there", dysfunctional to "if it were not". It is empty for other numbers.
func KanoAnswer(functional, dysfunctional int) string {
	if functional < 1 || functional > 5 || dysfunctional < 1 || dysfunctional > 5 {
		return ""
	}
	const table = "QAAAO" + "RIIIM" + "RIIIM" + "RIIIM" + "RRRRQ"
	at := (functional-1)*5 + dysfunctional - 1
	return table[at : at+1]
}

// prepareOpportunity scores an item by its insights.
func prepareOpportunity(b *Backlog, _ Method) (scorer, error) {
	return scorer{score: opportunityScore(b.lookup)}, nil
}

// opportunityScore scores an item by those of its insights that are found.
func opportunityScore(find func(ID) *file) func(*Item) Score {
	return func(it *Item) Score {
		best := Score{Missing: []string{"insights"}}
		found := false
		for _, id := range it.Insights {
			f := find(id)
			if f == nil || f.record == nil {
				continue
			}
			if s := Opportunity(*f.record); !found || s.Compare(best) < 0 {
				best, found = s, true
			}
		}
		return best
	}
}

// Opportunity scores an insight: importance + max(importance − satisfaction, 0), from 0 to 20. It is underserved above 10.
func Opportunity(insight Record) Score {
	var s Score
	values := make([]*big.Rat, 0, 2)
	for _, in := range opportunity().Inputs {
		d := insight.Number(in.Key)
		if !d.IsSet() {
			s.Missing = append(s.Missing, string(insight.ID)+" "+in.Key)
			continue
		}
		read := ScoreInput{Name: in.Name, Key: string(insight.ID) + " " + in.Key, Text: d.String()}
		in.judge(&read)
		s.Inputs = append(s.Inputs, read)
		values = append(values, read.Value)
	}
	if len(values) == 2 {
		s.Value, s.Scored = opportunityOf(values[0], values[1]), true
	}
	return s
}

func opportunityOf(importance, satisfaction *big.Rat) *big.Rat {
	gap := new(big.Rat).Sub(importance, satisfaction)
	if gap.Sign() < 0 {
		gap.SetInt64(0)
	}
	return gap.Add(gap, importance)
}

// prepareQuadrants adds to value / points which quarter the item lies in, split at the medians of the open items that have
// both: cheap must not quietly beat valuable.
func prepareQuadrants(b *Backlog, m Method) (scorer, error) {
	var values, sizes []Decimal
	for _, it := range b.judged() {
		if it.Value.IsSet() && it.Points.Sign() > 0 {
			values, sizes = append(values, it.Value), append(sizes, it.Points)
		}
	}
	value, size := median(values), median(sizes)
	sc := m.plain(b.cfg)
	sc.score = func(it *Item) Score {
		s := m.scoreByFormula(b.cfg, it)
		if s.Scored && len(values) > 0 {
			s.Class = quadrant(it.Value.Rat().Cmp(value) >= 0, it.Points.Rat().Cmp(size) <= 0)
		}
		return s
	}
	return sc, nil
}

func quadrant(valuable, small bool) string {
	switch {
	case valuable && small:
		return "quick win"
	case valuable:
		return "big bet"
	case small:
		return "fill-in"
	}
	return "money pit"
}

// median is the middle of the numbers, or the mean of the two in the middle.
func median(numbers []Decimal) *big.Rat {
	if len(numbers) == 0 {
		return nil
	}
	slices.SortFunc(numbers, Decimal.Cmp)
	lower, upper := numbers[(len(numbers)-1)/2].Rat(), numbers[len(numbers)/2].Rat()
	return lower.Quo(lower.Add(lower, upper), big.NewRat(2, 1))
}

// judged gives the items that methods compare with one another: open ones that are no epics. It does not ask for their order,
// which may depend on their scores.
func (b *Backlog) judged() []*Item {
	var out []*Item
	for _, f := range b.files {
		if f.item != nil && f.item.judged() {
			out = append(out, f.item)
		}
	}
	return out
}

// judged reports whether methods compare the item with others.
func (it *Item) judged() bool { return it.Open() && it.Type != Epic }
