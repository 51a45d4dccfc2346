package backlog

import "math/big"

// An extremes keeps the smallest and largest values of weighted columns over the items that are compared, while items come and go.
type extremes struct {
	columns []weightedColumn
	counts  []map[string]*counted // of each column, by the value as a fraction
}

// A counted value is one that so many items have.
type counted struct {
	value *big.Rat
	n     int
}

func newExtremes(columns []weightedColumn) *extremes {
	s := &extremes{columns, make([]map[string]*counted, len(columns))}
	for i := range s.counts {
		s.counts[i] = make(map[string]*counted)
	}
	return s
}

// update takes items out and puts others in, and reports whether an extreme is another one now.
func (s *extremes) update(gone, came []*Item) bool {
	before := make([]weightedColumn, len(s.columns))
	copy(before, s.columns)
	s.each(gone, func(i int, v *big.Rat) {
		c := s.counts[i][v.RatString()]
		if c.n--; c.n == 0 {
			delete(s.counts[i], v.RatString())
		}
	})
	for i := range s.columns {
		s.shrink(i)
	}
	s.each(came, func(i int, v *big.Rat) {
		c := s.counts[i][v.RatString()]
		if c == nil {
			c = &counted{value: v}
			s.counts[i][v.RatString()] = c
		}
		c.n++
		s.columns[i].include(v)
	})
	for i, old := range before {
		if c := s.columns[i]; !sameRat(old.min, c.min) || !sameRat(old.max, c.max) {
			return true
		}
	}
	return false
}

// shrink finds a column's extremes anew where one has gone.
func (s *extremes) shrink(i int) {
	c := &s.columns[i]
	if c.min == nil || s.counts[i][c.min.RatString()] != nil && s.counts[i][c.max.RatString()] != nil {
		return
	}
	c.min, c.max = nil, nil
	for _, v := range s.counts[i] {
		c.include(v.value)
	}
}

// each goes through the values of those items that are compared, with the number of the column.
func (s *extremes) each(items []*Item, take func(column int, v *big.Rat)) {
	for _, it := range items {
		if !it.judged() {
			continue
		}
		if inputs, ok := comparedBy(s.columns, it); ok {
			for i := range inputs {
				take(i, inputs[i].Value)
			}
		}
	}
}

func sameRat(a, b *big.Rat) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
}
