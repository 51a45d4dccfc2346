package backlog

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"
)

// A decimal has at most this many digits on either side of the point, so that every one of them fits into two words.
const (
	decimalDigits = 15
	decimalOne    = 1_000_000_000_000_000 // 10^decimalDigits: what one whole counts in frac
)

// Why a text is no [Decimal].
var (
	ErrNotDecimal  = errors.New("not a decimal number")
	ErrDecimalSize = errors.New("more than 15 digits before or after the point")
)

// Decimal is an exact decimal number with at most 15 digits on either side of the point, or unset: the zero Decimal is
// unknown, which is not 0. Decimals are comparable: 7, 7.0 and 007 are ==.
type Decimal struct {
	whole int64 // rounded down, towards −∞
	frac  int64 // what is above whole, in units of 10^-15: 0 ≤ frac < decimalOne
	set   bool
}

// Int makes a whole number, which must have at most 15 digits.
func Int(n int64) Decimal { return Decimal{whole: n, set: true} }

// ParseDecimal reads -?[0-9]+(\.[0-9]+)? and nothing else: no sign +, exponent, group separator, base prefix or blank.
// The error is [ErrNotDecimal] or [ErrDecimalSize]; nothing is allocated.
func ParseDecimal(text string) (Decimal, error) {
	rest, negative := text, false
	if rest != "" && rest[0] == '-' {
		rest, negative = rest[1:], true
	}
	whole, n := leadingDigits(rest)
	if n == 0 {
		return Decimal{}, ErrNotDecimal
	}
	tooLong := n > decimalDigits
	var frac int64
	if rest = rest[n:]; rest != "" {
		if rest[0] != '.' {
			return Decimal{}, ErrNotDecimal
		}
		var m int
		frac, m = leadingDigits(rest[1:])
		if m == 0 || m != len(rest)-1 {
			return Decimal{}, ErrNotDecimal
		}
		if tooLong = tooLong || m > decimalDigits; !tooLong {
			frac *= pow10(decimalDigits - m)
		}
	}
	if tooLong {
		return Decimal{}, ErrDecimalSize
	}
	if negative {
		return negated(whole, frac), nil
	}
	return Decimal{whole, frac, true}, nil
}

// leadingDigits reads the digits that text begins with; the value of more than 15 of them means nothing.
func leadingDigits(text string) (value int64, n int) {
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		if n < decimalDigits {
			value = value*10 + int64(text[n]-'0')
		}
		n++
	}
	return value, n
}

// negated is −(whole + frac), in the form that rounds whole down.
func negated(whole, frac int64) Decimal {
	if frac == 0 {
		return Decimal{-whole, 0, true}
	}
	return Decimal{-whole - 1, decimalOne - frac, true}
}

// pow10 is 10^n for n from 0 to 18.
func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// IsSet reports whether there is a number.
func (d Decimal) IsSet() bool { return d.set }

// Cmp is -1, 0 or +1 as d is below, equal to or above e. An unset decimal is above every number.
func (d Decimal) Cmp(e Decimal) int {
	switch {
	case d.set && e.set:
		if c := cmp.Compare(d.whole, e.whole); c != 0 {
			return c
		}
		return cmp.Compare(d.frac, e.frac)
	case d.set:
		return -1
	case e.set:
		return 1
	}
	return 0
}

// Less reports whether d is below e; see [Decimal.Cmp].
func (d Decimal) Less(e Decimal) bool { return d.Cmp(e) < 0 }

// Sign is -1, 0 or +1; an unset decimal has sign 0.
func (d Decimal) Sign() int {
	if d.whole < 0 {
		return -1
	}
	return cmp.Compare(d.whole|d.frac, 0)
}

// Digits counts the digits after the point in the shortest form: 0 for a whole number, at most 15.
func (d Decimal) Digits() int {
	if d.frac == 0 {
		return 0
	}
	n := decimalDigits
	for f := d.frac; f%10 == 0; f /= 10 {
		n--
	}
	return n
}

// Rat is the number as a fraction, nil when unset.
func (d Decimal) Rat() *big.Rat {
	if !d.set {
		return nil
	}
	if d.frac == 0 {
		r := new(big.Rat)
		r.Num().SetInt64(d.whole) // over a denominator of 1 that takes no memory, unlike that of SetInt64
		return r
	}
	r := big.NewRat(d.frac, decimalOne)
	return r.Add(r, new(big.Rat).SetInt64(d.whole))
}

// String is the shortest form: no leading or trailing zeros, no point without digits behind it; "" when unset.
func (d Decimal) String() string {
	if !d.set {
		return ""
	}
	var buf [decimalDigits*2 + 3]byte
	return string(d.append(buf[:0]))
}

func (d Decimal) append(dst []byte) []byte {
	whole, frac := d.whole, d.frac
	if whole < 0 {
		dst = append(dst, '-')
		if whole = -whole; frac != 0 {
			whole, frac = whole-1, decimalOne-frac
		}
	}
	dst = strconv.AppendInt(dst, whole, 10)
	if frac == 0 {
		return dst
	}
	n := d.Digits()
	dst = append(dst, '.')
	for unit := pow10(decimalDigits - 1); n > 0; n-- {
		dst = append(dst, byte('0'+frac/unit%10))
		unit /= 10
	}
	return dst
}
