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
func prepareWeighted(b *Backlog, _ Method) (func(*Item) Score, error) {
	columns := weightedColumns(b.cfg)
	if len(columns) == 0 {
		return nil, &InvalidError{Key: "scoring.weights", Msg: "is not set in po.yaml"}
	}
	for _, it := range b.judged() {
		if inputs, _ := readColumns(columns, it); len(inputs) == len(columns) && defined(inputs) {
			for i := range columns {
				columns[i].include(inputs[i].Value)
			}
		}
	}
	return func(it *Item) Score {
		var s Score
		s.Inputs, s.Missing = readColumns(columns, it)
		if len(s.Missing) > 0 || !defined(s.Inputs) {
			return s
		}
		s.Value, s.Scored = new(big.Rat), true
		for i, c := range columns {
			part := c.part(s.Inputs[i].Value)
			s.Details = append(s.Details, ScoreDetail{c.key, part})
			s.Value.Add(s.Value, part)
		}
		return s
	}, nil
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
		col := weightedColumn{key: w.Key, weight: w.Value.Rat()}
		switch w.Key {
		case "points":
			col.scale = c.Points
		case "value":
			col.scale = c.Values
		}
		columns = append(columns, col)
		sum.Add(sum, new(big.Rat).Abs(col.weight))
	}
	for _, col := range columns {
		col.weight.Quo(col.weight, sum)
	}
	return columns
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
