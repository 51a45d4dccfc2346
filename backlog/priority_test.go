package backlog

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// priority reads a number; "" is unset.
func priority(t testing.TB, text string) Priority {
	t.Helper()
	if text == "" {
		return Priority{}
	}
	return Priority{decimal(t, text)}
}

func joined(ps []Priority) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.String())
	}
	return strings.Join(out, " ")
}

func TestSpread(t *testing.T) {
	nines := strings.Repeat("9", 15)
	for _, tt := range []struct {
		lo, hi string
		n      int
		want   string // "" is false
	}{
		{"1010", "1020", 1, "1015"},
		{"1010.5", "1011", 1, "1010.7"},
		{"-10", "-5", 1, "-8"},
		{"1027", "1030", 3, "1027.7 1028.5 1029.2"},
		{"1000", "1010", 12, "1000.8 1001.5 1002.3 1003.1 1003.8 1004.6 1005.4 1006.2 1006.9 1007.7 1008.5 1009.2"},
		{"1045", "", 2, "1060 1070"},
		{"", "998", 2, "970 980"},
		{"1000", "1010", 3, "1002 1005 1007"},
		{"980", "", 2, "990 1000"},
		{"1000", "1010", 2, "1003 1007"},
		{"990", "1000", 1, "995"},
		{"", "", 3, "1000 1010 1020"},
		{"1045.5", "", 1, "1060"},
		{"1040", "", 1, "1050"},
		{"1040.1", "", 1, "1060"},
		{"-995", "", 1, "-980"},
		{"", "1000", 1, "990"},
		{"", "1000.5", 1, "990"},
		{"", "0", 2, "-20 -10"},
		{"", "-3.5", 1, "-20"},
		{"0", "1", 1, "0.5"},
		{"-1", "1", 1, "0"},
		{"-0.5", "0.5", 1, "0"},
		{"0", "0.000000000000002", 1, "0.000000000000001"},
		{"0", "0.000000000000001", 1, ""},
		{"1", "1", 1, ""},
		{"2", "1", 1, ""},
		{"-" + nines, nines, 1, "0"},
		{"-" + nines + "." + nines, nines + "." + nines, 2, "-333333333333333 333333333333333"},
		{nines, "", 1, ""},
		{"", "-" + nines, 1, ""},
	} {
		got, ok := Spread(priority(t, tt.lo), priority(t, tt.hi), tt.n)
		if joined(got) != tt.want || ok != (tt.want != "") {
			t.Errorf("%d between %q and %q: %s, %t; want %s", tt.n, tt.lo, tt.hi, joined(got), ok, tt.want)
		}
	}
	if ps, ok := Spread(priority(t, "1"), priority(t, "1"), 0); !ok || len(ps) != 0 {
		t.Errorf("none between equals: %v, %t", ps, ok)
	}
}

// someGap makes two different numbers that are sometimes close and sometimes far apart.
func someGap(t *testing.T, r *rand.Rand) (lo, hi Priority) {
	number := func(digits int) Priority {
		return priority(t, fmt.Sprintf("%d.%0*d", r.IntN(3)-1, digits, r.Int64N(pow10(digits))))
	}
	for {
		lo, hi = number(1+r.IntN(15)), number(1+r.IntN(15))
		switch r.IntN(3) {
		case 0:
			hi = lo
			hi.frac = (hi.frac + r.Int64N(1000)) % decimalOne
		case 1:
			hi.whole += r.Int64N(decimalOne - 1)
		}
		if lo.Less(hi.Decimal) {
			return lo, hi
		}
	}
}

// roundTo is the rule of the design in exact fractions: to the nearest multiple of 10^-d, the lower on a tie.
func roundTo(x *big.Rat, d int) *big.Rat {
	unit := big.NewRat(1, pow10(d))
	y := new(big.Rat).Quo(x, unit)
	y.Sub(y, big.NewRat(1, 2)) // the ceiling of y − ½
	up := new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(y.Num()), y.Denom()))
	return new(big.Rat).Mul(new(big.Rat).SetInt(up), unit)
}

func spreadByDefinition(lo, hi *big.Rat, n int) []*big.Rat {
	for d := 0; d <= decimalDigits; d++ {
		out, last, ok := []*big.Rat{}, lo, true
		for k := 1; k <= n; k++ {
			target := new(big.Rat).Sub(hi, lo)
			target.Mul(target, big.NewRat(int64(k), int64(n+1))).Add(target, lo)
			p := roundTo(target, d)
			ok = ok && p.Cmp(last) > 0 && p.Cmp(hi) < 0
			out, last = append(out, p), p
		}
		if ok {
			return out
		}
	}
	return nil
}

func TestSpreadIsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2_000 {
		lo, hi := someGap(t, r)
		n := 1 + r.IntN(1+r.IntN(30))
		got, ok := Spread(lo, hi, n)
		want := spreadByDefinition(lo.Rat(), hi.Rat(), n)
		if ok != (want != nil) {
			t.Fatalf("%d between %s and %s: %t, want %t", n, lo, hi, ok, want != nil)
		}
		for i := range got {
			if got[i].Rat().Cmp(want[i]) != 0 {
				t.Fatalf("%d between %s and %s: %s, want %v", n, lo, hi, joined(got), want)
			}
		}
	}
}

func TestBothWaysOfRoundingAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	small := 0
	for range 5_000 {
		lo, hi := someGap(t, r)
		parts := 2 + r.IntN(40)
		k, d := 1+r.IntN(parts-1), r.IntN(16)
		got, ok := smallTarget(lo.Decimal, hi.Decimal, k, parts, d)
		if !ok {
			continue
		}
		small++
		if want := bigTarget(lo.Decimal, hi.Decimal, k, parts, d); got != want {
			t.Fatalf("%d/%d between %s and %s to %d digits: %s, want %s", k, parts, lo, hi, d, got, want)
		}
	}
	if small < 1_000 {
		t.Errorf("only %d of 5000 gaps were small", small)
	}
}

// digitsBetween finds the fewest digits with which a number lies strictly between, by counting multiples.
func digitsBetween(lo, hi Priority) int {
	for d := 0; d <= decimalDigits; d++ {
		unit := new(big.Rat).SetInt64(pow10(d))
		x := new(big.Rat).Mul(lo.Rat(), unit)
		next := new(big.Int).Add(new(big.Int).Div(x.Num(), x.Denom()), big.NewInt(1))
		if new(big.Rat).SetInt(next).Cmp(unit.Mul(unit, hi.Rat())) < 0 {
			return d
		}
	}
	return -1
}

func TestBetweenIsShortestAndNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 5_000 {
		lo, hi := someGap(t, r)
		p, ok := Between(lo, hi)
		d := digitsBetween(lo, hi)
		if ok != (d >= 0) {
			t.Fatalf("between %s and %s: %t, but %d digits do", lo, hi, ok, d)
		}
		if !ok {
			continue
		}
		if p.Digits() > d || !lo.Less(p.Decimal) || !p.Less(hi.Decimal) {
			t.Fatalf("between %s and %s: %s, but %d digits do", lo, hi, p, d)
		}
		one, _ := Spread(lo, hi, 1)
		if !slices.Equal(one, []Priority{p}) {
			t.Fatalf("Spread of one between %s and %s: %v, Between: %s", lo, hi, one, p)
		}
		middle := new(big.Rat).Add(lo.Rat(), hi.Rat())
		middle.Quo(middle, big.NewRat(2, 1))
		if off := middle.Sub(middle, p.Rat()); off.Abs(off).Cmp(big.NewRat(1, 2*pow10(d))) > 0 {
			t.Fatalf("between %s and %s: %s is not the nearest to the middle with %d digits", lo, hi, p, d)
		}
	}
}

func TestRandomMovesKeepTheOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	first, _ := Spread(Priority{}, Priority{}, 50)
	order := slices.Clone(first)
	neighbours := func(to int) (lo, hi Priority) {
		if to > 0 {
			lo = order[to-1]
		}
		if to < len(order) {
			hi = order[to]
		}
		return lo, hi
	}
	for move := range 10_000 {
		from := r.IntN(len(order))
		order = slices.Delete(order, from, from+1)
		to := r.IntN(len(order) + 1)
		p, ok := Between(neighbours(to))
		if !ok { // out of digits: what --renumber is for
			copy(order, first)
			p, _ = Between(neighbours(to))
		}
		order = slices.Insert(order, to, p)
		for i := range order[1:] {
			if !order[i].Less(order[i+1].Decimal) {
				t.Fatalf("move %d: %s stands before %s", move, order[i], order[i+1])
			}
		}
	}
}

func TestBetweenIsCheap(t *testing.T) {
	lo, hi := priority(t, "1010.25"), priority(t, "1010.5")
	if n := testing.AllocsPerRun(100, func() { Between(lo, hi) }); n != 0 {
		t.Errorf("Between allocates %v times", n)
	}
}

func BenchmarkSpread(b *testing.B) {
	lo, hi := priority(b, "1000"), priority(b, "1010")
	for b.Loop() {
		Spread(lo, hi, 10_000)
	}
}
