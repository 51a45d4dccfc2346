package backlog

import (
	"testing"
	"unicode"
)

func TestInvisible(t *testing.T) {
	tests := []struct {
		name  string
		runes []rune
		want  bool
	}{
		{"printable ASCII", []rune{' ', 'a', '~'}, false},
		{"blanks that move the cursor", []rune{'\t', '\n', '\r'}, true},
		{"C0 and DEL", []rune{0, 0x07, 0x1b, 0x1f, 0x7f}, true},
		{"C1", []rune{0x80, 0x85, 0x9b, 0x9f}, true},
		{"letters, marks, signs of other scripts", []rune{'é', 'ß', 'ק', '中', '́', '€', 0x00a0, 0x3000}, false},
		{"emoji and their parts", []rune{0x1f468, 0x200d, 0xfe0f, 0x1f3fd, 0x1f1e9, 0x20e3}, false},
		{"joiners of Persian and Indic scripts", []rune{0x200c, 0x200d}, false},
		{"variation selectors", []rune{0xfe00, 0xfe0f}, false},
		{"marks that span what follows", []rune{0x0600, 0x0605, 0x06dd, 0x070f, 0x08e2, 0x110bd}, false},
		{"direction marks", []rune{0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069}, true},
		{"separators", []rune{0x2028, 0x2029}, true},
		{"byte order mark", []rune{0xfeff}, true},
		{"tags", []rune{0xe0000, 0xe0001, 0xe0041, 0xe007f}, true},
		{"blank letters", []rune{0x115f, 0x1160, 0x2800, 0x3164, 0xffa0}, true},
		{"zero width space, soft hyphen", []rune{0x200b, 0x00ad}, true},
		{"private use and unassigned", []rune{0xe000, 0xf8ff, 0x0378, 0x10fffd}, true},
		{"what stands for them", []rune{0xfffd, 0x241b, 0x2421}, false},
	}
	for _, tt := range tests {
		for _, r := range tt.runes {
			if got := Invisible(r); got != tt.want {
				t.Errorf("%s: Invisible(%U) = %v, want %v", tt.name, r, got, tt.want)
			}
		}
	}
}

// Whatever is not graphic is invisible, but for the joiners, and the only
// graphic characters that are invisible are the blank letters.
func TestInvisibleAgainstUnicode(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		switch graphic := unicode.IsGraphic(r); {
		case joins(r):
			if Invisible(r) {
				t.Errorf("%U joins and is called invisible", r)
			}
		case graphic == Invisible(r) && !blankLetter(r):
			t.Errorf("Invisible(%U) = %v, graphic %v", r, Invisible(r), graphic)
		}
	}
}

func TestIndexInvisible(t *testing.T) {
	tests := []struct {
		in   string
		want int
	}{
		{"", -1},
		{"Pay by card", -1},
		{"Überweisung 中 👨‍👩‍👧", -1},
		{"a\tb", 1},
		{"é\u202eb", 2},
		{"é\xff", 2},
		{"\ufffd", -1},
		{"\xe2\x80", 0},
	}
	for _, tt := range tests {
		if got := IndexInvisible(tt.in); got != tt.want {
			t.Errorf("IndexInvisible(%q) = %d, want %d", tt.in, got, tt.want)
		}
	}
}
