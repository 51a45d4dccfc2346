package backlog

import "math/big"

// scale makes a scale of numbers.
func scale(texts ...string) []Decimal {
	out := make([]Decimal, 0, len(texts))
	for _, text := range texts {
		if d, err := ParseDecimal(text); err == nil {
			out = append(out, d)
		}
	}
	return out
}

func wsjf() Method {
	steps := scale("1", "2", "3", "5", "8", "13", "20")
	return Method{
		Name: "wsjf",
		Doc:  "weighted shortest job first: (ubv + tc + rroe) / size",
		Inputs: []MethodInput{
			{Name: "ubv", Doc: "user and business value", Default: "value", Scale: steps},
			{Name: "tc", Doc: "time criticality", Scale: steps},
			{Name: "rroe", Doc: "risk reduction and opportunity enablement", Scale: steps},
			{Name: "size", Doc: "job size", Default: "points", Scale: steps, Above: true},
		},
		formula: func(_ *Config, in []*big.Rat) *big.Rat {
			sum := new(big.Rat).Add(in[0], in[1])
			return sum.Quo(sum.Add(sum, in[2]), in[3])
		},
	}
}

func cd3() Method {
	return Method{
		Name: "cd3",
		Doc:  "cost of delay divided by duration: cod / duration",
		Inputs: []MethodInput{
			{Name: "cod", Doc: "cost of delay, money per week", Min: Int(0)},
			{Name: "duration", Doc: "weeks that it occupies the pipeline", Above: true},
		},
		formula: quotient,
	}
}

func quotient(_ *Config, in []*big.Rat) *big.Rat { return new(big.Rat).Quo(in[0], in[1]) }

func rice() Method {
	return Method{
		Name: "rice",
		Doc:  "reach · impact · confidence / effort",
		Inputs: []MethodInput{
			{Name: "reach", Doc: "people reached in the period", Min: Int(0)},
			{Name: "impact", Doc: "from 0.25 (minimal) to 3 (massive)", Scale: scale("0.25", "0.5", "1", "2", "3")},
			{Name: "confidence", Doc: "0.5, 0.8 or 1", Scale: scale("0.5", "0.8", "1"), Percent: true},
			{Name: "effort", Doc: "person-months", Above: true},
		},
		formula: func(_ *Config, in []*big.Rat) *big.Rat {
			product := new(big.Rat).Mul(in[0], in[1])
			return product.Quo(product.Mul(product, in[2]), in[3])
		},
	}
}

func ice() Method {
	steps := scale("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
	return Method{
		Name: "ice",
		Doc:  "impact · confidence · ease, or their mean",
		Inputs: []MethodInput{
			{Name: "impact", Doc: "1 to 10", Scale: steps},
			{Name: "confidence", Doc: "1 to 10", Scale: steps},
			{Name: "ease", Doc: "1 to 10", Scale: steps},
		},
		formula: func(c *Config, in []*big.Rat) *big.Rat {
			if c.Scoring.ICEMean {
				sum := new(big.Rat).Add(in[0], in[1])
				return sum.Quo(sum.Add(sum, in[2]), big.NewRat(3, 1))
			}
			product := new(big.Rat).Mul(in[0], in[1])
			return product.Mul(product, in[2])
		},
	}
}

func valueAlone() Method {
	return Method{
		Name:    "value",
		Doc:     "business value",
		Inputs:  []MethodInput{{Name: "value", Doc: "business value", Key: "value"}},
		formula: func(_ *Config, in []*big.Rat) *big.Rat { return in[0] },
	}
}

func valuePoints() Method {
	return Method{
		Name: "value-points",
		Doc:  "value / points",
		Inputs: []MethodInput{
			{Name: "value", Doc: "business value", Key: "value"},
			{Name: "points", Doc: "size", Key: "points", Above: true},
		},
		formula: quotient,
		prepare: prepareQuadrants,
	}
}

func kano() Method {
	m := Method{
		Name:    "kano",
		Doc:     "the most frequent class of the answers: M, O, A, I; R and Q are unscored",
		prepare: prepareKano,
	}
	for _, c := range kanoClasses() {
		m.Inputs = append(m.Inputs, MethodInput{Name: c.input, Doc: c.doc, Min: Int(0)})
	}
	return m
}

func opportunity() Method {
	return Method{
		Name: "opportunity",
		Doc:  "importance + max(importance − satisfaction, 0), the highest of the linked insights",
		Inputs: []MethodInput{
			{Name: "importance", Doc: "0 to 10, of an insight", Key: "importance", Min: Int(0), Max: Int(10)},
			{Name: "satisfaction", Doc: "0 to 10, of an insight", Key: "satisfaction", Min: Int(0), Max: Int(10)},
		},
		prepare: prepareOpportunity,
		reach:   reachRecords,
	}
}

func weighted() Method {
	return Method{
		Name:    "weighted",
		Doc:     "the sum of the keys under scoring.weights in po.yaml, each from 0 to 1 between its smallest and largest value",
		prepare: prepareWeighted,
		reach:   reachAll,
	}
}

func moscow() Method {
	return Method{
		Name:    "moscow",
		Doc:     "must, should, could, none, wont; inside a class today's order",
		prepare: func(*Backlog, Method) (scorer, error) { return scorer{score: scoreMoscow}, nil },
	}
}

func scoreMoscow(it *Item) Score {
	s := Score{Class: string(it.MoSCoW), Scored: true}
	switch it.MoSCoW {
	case Must:
		s.rank = 0
	case Should:
		s.rank = 1
	case Could:
		s.rank = 2
	case Wont:
		s.rank = 4
	default:
		s.Class, s.rank = "none", 3
	}
	return s
}
