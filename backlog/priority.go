package backlog

import "math/big"

// Where nothing bounds a place, numbers go in steps of priorityStep; the first number of all is priorityFirst.
const (
	priorityStep  = 10
	priorityFirst = 1000
)

// Priority is an item's place in the order: an exact decimal, lower comes first. Unset stands after every number.
type Priority struct{ Decimal }

// ParsePriority reads a priority; the errors are those of [ParseDecimal].
func ParsePriority(text string) (Priority, error) {
	d, err := ParseDecimal(text)
	return Priority{d}, err
}

// Between is the priority of one item placed between two neighbours: the shortest decimal strictly between, and among
// those the one nearest the middle, the lower on a tie. An unset neighbour means that there is none: the place is then the
// next multiple of 10 below lo or above hi, or 1000. It is false where there is no number between: the neighbours are
// equal, in the wrong order, or out of digits.
func Between(lo, hi Priority) (Priority, bool) {
	var one [1]Priority
	if !spread(lo, hi, one[:]) {
		return Priority{}, false
	}
	return one[0], true
}

// Spread gives n rising priorities strictly between two neighbours, evenly: the targets lo + (hi−lo)·k/(n+1) rounded to
// the fewest digits after the point for which all stay apart. Unset neighbours and false mean what they mean in [Between],
// which is Spread of one.
func Spread(lo, hi Priority, n int) ([]Priority, bool) {
	if n <= 0 {
		return nil, true
	}
	ps := make([]Priority, n)
	if !spread(lo, hi, ps) {
		return nil, false
	}
	return ps, true
}

func spread(lo, hi Priority, ps []Priority) bool {
	switch {
	case !lo.IsSet() && !hi.IsSet():
		return steps(priorityFirst, ps)
	case !hi.IsSet():
		return steps(stepAbove(lo), ps)
	case !lo.IsSet():
		return steps(stepBelow(hi)-int64(len(ps)-1)*priorityStep, ps)
	case !lo.Less(hi.Decimal):
		return false
	}
	for d := 0; d <= decimalDigits; d++ {
		if divide(lo.Decimal, hi.Decimal, d, ps) {
			return true
		}
	}
	return false
}

// stepAbove is the smallest multiple of the step that is at least one step above p.
func stepAbove(p Priority) int64 {
	n := p.whole + priorityStep
	if p.frac != 0 {
		n++
	}
	return -floorDiv(-n, priorityStep) * priorityStep
}

// stepBelow is the largest multiple of the step that is at least one step below p.
func stepBelow(p Priority) int64 {
	return floorDiv(p.whole-priorityStep, priorityStep) * priorityStep
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// steps fills ps from a first number on; it is false where they would need more digits than a decimal has.
func steps(first int64, ps []Priority) bool {
	last := first + int64(len(ps)-1)*priorityStep
	if first <= -decimalOne || last >= decimalOne {
		return false
	}
	for i := range ps {
		ps[i] = Priority{Int(first + int64(i)*priorityStep)}
	}
	return true
}

// divide fills ps with targets rounded to d digits; it is false, and ps undefined, when they do not strictly rise inside.
func divide(lo, hi Decimal, d int, ps []Priority) bool {
	last := lo
	for i := range ps {
		p, ok := smallTarget(lo, hi, i+1, len(ps)+1, d)
		if !ok {
			p = bigTarget(lo, hi, i+1, len(ps)+1, d)
		}
		if !last.Less(p) {
			return false
		}
		ps[i], last = Priority{p}, p
	}
	return last.Less(hi)
}

// smallTarget is bigTarget where the sums fit into one word; it is false where they may not.
func smallTarget(lo, hi Decimal, k, parts, d int) (Decimal, bool) {
	const limit = 1 << 62
	scale := max(lo.Digits(), hi.Digits(), d)
	span := hi.whole - lo.whole + 1
	if room := int64(limit) / pow10(scale) / 2; span > room/int64(parts) {
		return Decimal{}, false
	}
	cut := pow10(decimalDigits - scale)
	a := lo.frac / cut // above lo.whole, as is b, in units of 10^-scale
	b := (hi.whole-lo.whole)*pow10(scale) + hi.frac/cut
	sum := a*int64(parts-k) + b*int64(k)
	unit := int64(parts) * pow10(scale-d)
	rounded := -floorDiv(unit-2*sum, 2*unit) // the target in units of 10^-d, a tie down
	ones := pow10(d)
	return Decimal{lo.whole + rounded/ones, rounded % ones * pow10(decimalDigits-d), true}, true
}

// bigTarget is lo + (hi−lo)·k/parts rounded to d digits after the point, to the nearest, the lower on a tie.
func bigTarget(lo, hi Decimal, k, parts, d int) Decimal {
	sum := new(big.Int).Mul(lo.units(), big.NewInt(int64(parts-k)))
	sum.Add(sum, new(big.Int).Mul(hi.units(), big.NewInt(int64(k))))
	unit := new(big.Int).Mul(big.NewInt(int64(parts)), big.NewInt(pow10(decimalDigits-d)))
	half := new(big.Int).Sub(unit, new(big.Int).Lsh(sum, 1))
	rounded := half.Div(half, unit.Lsh(unit, 1)) // rounds down, as the divisor is positive
	rounded.Neg(rounded)
	rounded.Mul(rounded, big.NewInt(pow10(decimalDigits-d)))
	whole, frac := new(big.Int).DivMod(rounded, big.NewInt(decimalOne), new(big.Int))
	return Decimal{whole.Int64(), frac.Int64(), true}
}

// units is the number in units of 10^-15.
func (d Decimal) units() *big.Int {
	n := new(big.Int).Mul(big.NewInt(d.whole), big.NewInt(decimalOne))
	return n.Add(n, big.NewInt(d.frac))
}
