package backlog

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"unsafe"
)

func decimal(t testing.TB, text string) Decimal {
	t.Helper()
	d, err := ParseDecimal(text)
	if err != nil {
		t.Fatalf("ParseDecimal(%q): %v", text, err)
	}
	return d
}

func TestParseDecimal(t *testing.T) {
	nines := strings.Repeat("9", 15)
	for _, tt := range []struct {
		text, want string
		digits     int
	}{
		{"0", "0", 0},
		{"-0", "0", 0},
		{"7", "7", 0},
		{"007", "7", 0},
		{"7.0", "7", 0},
		{"010", "10", 0},
		{"0.5", "0.5", 1},
		{"-0.5", "-0.5", 1},
		{"-1.25", "-1.25", 2},
		{"-8", "-8", 0},
		{"1010.700", "1010.7", 1},
		{"0.000000000000001", "0.000000000000001", 15},
		{"-0.000000000000001", "-0.000000000000001", 15},
		{nines + "." + nines, nines + "." + nines, 15},
		{"-" + nines + "." + nines, "-" + nines + "." + nines, 15},
	} {
		d := decimal(t, tt.text)
		if got := d.String(); got != tt.want || d.Digits() != tt.digits {
			t.Errorf("%q reads as %s with %d digits, want %s with %d", tt.text, got, d.Digits(), tt.want, tt.digits)
		}
		if want, _ := new(big.Rat).SetString(tt.text); d.Rat().Cmp(want) != 0 {
			t.Errorf("%q as a fraction is %s, want %s", tt.text, d.Rat(), want)
		}
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	for _, text := range []string{
		"", "-", ".", ".5", "5.", "+1", "--1", "1_000", "0x10", "1e3", ".inf", "NaN", " 1", "1 ", "1,5", "1.2.3", "1.-2",
		"٣", "high", "P1", "0.5\n", "\x00", strings.Repeat("1", 10_000) + "x",
	} {
		if _, err := ParseDecimal(text); !errors.Is(err, ErrNotDecimal) {
			t.Errorf("ParseDecimal(%.20q): %v, want %v", text, err, ErrNotDecimal)
		}
	}
	for _, text := range []string{
		strings.Repeat("1", 16), "-" + strings.Repeat("0", 16), "1." + strings.Repeat("0", 16), strings.Repeat("9", 10_000),
	} {
		if _, err := ParseDecimal(text); !errors.Is(err, ErrDecimalSize) {
			t.Errorf("ParseDecimal(%.20q): %v, want %v", text, err, ErrDecimalSize)
		}
	}
}

func TestDecimalOrder(t *testing.T) {
	rising := []string{"-2", "-1.5", "-1", "-0.75", "-0.000000000000001", "0", "0.1", "0.15", "0.2", "1", "9", "10", ""}
	for i, a := range rising {
		for j, b := range rising {
			x, _ := ParseDecimal(a)
			y, _ := ParseDecimal(b)
			want := min(1, max(-1, i-j))
			if got := x.Cmp(y); got != want || x.Less(y) != (want < 0) || (x == y) != (want == 0) {
				t.Errorf("%q against %q: %d, want %d", a, b, got, want)
			}
		}
	}
	if decimal(t, "7") != decimal(t, "7.0") || decimal(t, "7") != decimal(t, "007") || Int(7) != decimal(t, "7") {
		t.Error("7, 7.0, 007 and Int(7) are not one value")
	}
}

func TestDecimalSign(t *testing.T) {
	for text, want := range map[string]int{"-1": -1, "-0.5": -1, "0": 0, "-0": 0, "0.5": 1, "3": 1} {
		if got := decimal(t, text).Sign(); got != want {
			t.Errorf("sign of %s: %d, want %d", text, got, want)
		}
	}
}

func TestUnsetDecimal(t *testing.T) {
	var d Decimal
	if d.IsSet() || d.String() != "" || d.Rat() != nil || d.Sign() != 0 || d == Int(0) {
		t.Error("the zero Decimal is not unset")
	}
	if !Int(0).IsSet() {
		t.Error("0 counts as unset")
	}
}

func TestDecimalIsSmallAndCheap(t *testing.T) {
	if size := unsafe.Sizeof(Decimal{}); size > 24 {
		t.Errorf("a Decimal takes %d bytes, want at most 24", size)
	}
	text := "-123456789012345.123456789012345"
	if n := testing.AllocsPerRun(100, func() { _, _ = ParseDecimal(text) }); n != 0 {
		t.Errorf("reading a decimal allocates %v times", n)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0.5", "007", "1_000", "1e3", "999999999999999.999999999999999", "-", "1."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDecimal(text)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(text)
		if !ok || d.Rat().Cmp(want) != 0 {
			t.Fatalf("%q reads as %s", text, d)
		}
		if again := decimal(t, d.String()); again != d || len(d.String()) > len(text) {
			t.Fatalf("%q is written %q", text, d)
		}
	})
}
