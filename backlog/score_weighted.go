package backlog

import "math/big"

// weightedColumn is one key of scoring.weights.
type weightedColumn struct {
	key      string
	scale    []Decimal
	weight   *big.Rat // so that the absolute values sum to 1
	min, max *big.Rat // over the items that are compared; nil where no item has the key
}

// prepareWeighted scores by the keys of scoring.weights, each brought to 0…1 between its extremes over the open items.
func prepareWeighted(b *Backlog, _ Method) (scorer, error) {
	columns := weightedColumns(b.cfg)
	if len(columns) == 0 {
		return scorer{}, &InvalidError{Key: "scoring.weights", Msg: "is not set in po.yaml"}
	}
	for _, it := range b.judged() {
		if inputs, ok := comparedBy(columns, it); ok {
			for i := range columns {
				columns[i].include(inputs[i].Value)
			}
		}
	}
	return scorer{weightedScore(columns), func(in []*big.Rat) *big.Rat { return weightedSum(columns, in) }}, nil
}

// comparedBy gives an item's inputs; it is compared with others where it has all of them.
func comparedBy(columns []weightedColumn, it *Item) (inputs []ScoreInput, ok bool) {
	inputs, missing := readColumns(columns, it)
	return inputs, len(missing) == 0 && defined(inputs)
}

// weightedScore scores by the columns, as their extremes are when it is asked.
func weightedScore(columns []weightedColumn) func(*Item) Score {
	return func(it *Item) Score {
		var s Score
		s.Inputs, s.Missing = readColumns(columns, it)
		if len(s.Missing) > 0 || !defined(s.Inputs) {
			return s
		}
		for i, c := range columns {
			s.Details = append(s.Details, ScoreDetail{c.key, c.part(s.Inputs[i].Value)})
		}
		s.Value, s.Scored = weightedSum(columns, s.values()), true
		return s
	}
}

func weightedSum(columns []weightedColumn, in []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for i, c := range columns {
		sum.Add(sum, c.part(in[i]))
	}
	return sum
}

func defined(inputs []ScoreInput) bool {
	for _, in := range inputs {
		if in.Undefined {
			return false
		}
	}
	return true
}

// weightedColumns gives the keys whose weight is not zero.
func weightedColumns(c *Config) []weightedColumn {
	sum := new(big.Rat)
	var columns []weightedColumn
	for _, w := range c.Scoring.Weights {
		if w.Value.Sign() == 0 {
			continue
		}
		col := weightedColumn{key: w.Key, scale: scaleOf(c, w.Key), weight: w.Value.Rat()}
		columns = append(columns, col)
		sum.Add(sum, new(big.Rat).Abs(col.weight))
	}
	for _, col := range columns {
		col.weight.Quo(col.weight, sum)
	}
	return columns
}

// scaleOf is the scale on which a key's numbers stand, if there is one.
func scaleOf(c *Config, key string) []Decimal {
	switch key {
	case "points":
		return c.Points
	case "value":
		return c.Values
	}
	for _, m := range Methods() {
		for _, in := range m.Inputs {
			if in.key(m) == key {
				return in.Scale
			}
		}
	}
	return nil
}

func readColumns(columns []weightedColumn, it *Item) (inputs []ScoreInput, missing []string) {
	for _, c := range columns {
		read := ScoreInput{Name: c.key, Key: c.key, scale: c.scale, Text: it.numberText(c.key)}
		if read.Text == "" {
			missing = append(missing, c.key)
			continue
		}
		MethodInput{}.judge(&read)
		inputs = append(inputs, read)
	}
	return inputs, missing
}

func (it *Item) numberText(key string) string {
	switch key {
	case "points":
		return it.Points.String()
	case "value":
		return it.Value.String()
	}
	return it.Get(key).Text
}

func (c *weightedColumn) include(v *big.Rat) {
	if c.min == nil || v.Cmp(c.min) < 0 {
		c.min = v
	}
	if c.max == nil || v.Cmp(c.max) > 0 {
		c.max = v
	}
}

// part is |w| · x where x is the value between the extremes, and |w| · (1 − x) for a negative weight; 0 for a constant column.
func (c weightedColumn) part(v *big.Rat) *big.Rat {
	if c.min == nil || c.min.Cmp(c.max) == 0 {
		return new(big.Rat)
	}
	span := new(big.Rat).Sub(c.max, c.min)
	x := new(big.Rat).Sub(v, c.min)
	x.Quo(x, span)
	if c.weight.Sign() < 0 {
		x.Sub(x, big.NewRat(1, 1)) // the two signs make it 1 − x
	}
	return x.Mul(x, c.weight)
}
