package backlog

import "math/big"

// values gives the numbers that the inputs stand for.
func (s Score) values() []*big.Rat {
	values := make([]*big.Rat, len(s.Inputs))
	for i, in := range s.Inputs {
		values[i] = in.Value
	}
	return values
}

// steps gives the next number of the scale below and above; there is none for an input without a scale.
func (in ScoreInput) steps() []*big.Rat {
	var below, above *big.Rat
	for _, d := range in.scale {
		v := d.Rat()
		switch c := v.Cmp(in.Value); {
		case c < 0 && (below == nil || v.Cmp(below) > 0):
			below = v
		case c > 0 && (above == nil || v.Cmp(above) < 0):
			above = v
		}
	}
	var out []*big.Rat
	if below != nil && below.Sign() > 0 { // no result is divided by the 0 of a scale of points
		out = append(out, below)
	}
	if above != nil {
		out = append(out, above)
	}
	return out
}
