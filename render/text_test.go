package render

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing to do", "Pay by card", "Pay by card"},
		{"empty", "", ""},
		{"broken bytes, one each", "a\xff\xfeb\xe2\x80", "a��b��"},
		{"blanks", "a\tb\nc\rd\r\ne", "a b c d  e"},
		{"C0", "\x00\x07\x1b[31m\x1f", "␀␇␛[31m␟"},
		{"DEL", "a\x7fb", "a␡b"},
		{"C1", "\u0085\u009b2J", "<U+0085><U+009B>2J"},
		{"direction", "\u202eevil\u2066\u200f\u061c", "<U+202E>evil<U+2066><U+200F><U+061C>"},
		{"separators", "\u2028\u2029", "<U+2028><U+2029>"},
		{"BOM", "\ufeffid", "<U+FEFF>id"},
		{"tags take five digits", "\U000e0041", "<U+E0041>"},
		{"blank letters", "\u115f\u1160\u2800\u3164\uffa0", "<U+115F><U+1160><U+2800><U+3164><U+FFA0>"},
		{"zero width space, soft hyphen, private use", "\u200b\u00ad\ue000", "<U+200B><U+00AD><U+E000>"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"family, heart, keycap", "👨‍👩‍👧 ❤️ 1️⃣", "👨‍👩‍👧 ❤️ 1️⃣"},
		{"Arabic number sign", "\u0600\u0661", "\u0600\u0661"},
	}
	for _, tt := range tests {
		if got := Clean(tt.in); got != tt.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestCleanBlock(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"lines", "a\nb\r\nc\n", "a\nb\nc\n"},
		{"lone return", "a\rb\r\r\nc", "a␍b␍\nc"},
		{"tab stops", "\ta\nab\tc\nabcd\te", "    a\nab  c\nabcd    e"},
		{"tab behind what stands for something", "\u202e\tx", "<U+202E>    x"},
		{"escape", "\x1b]0;x\x07", "␛]0;x␇"},
		{"broken bytes", "a\xff\n", "a�\n"},
	}
	for _, tt := range tests {
		if got := CleanBlock(tt.in); got != tt.want {
			t.Errorf("%s: CleanBlock(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestDisarm(t *testing.T) {
	tests := []struct{ in, want string }{
		{"VS-12  priority  #9 → #3", "VS-12  priority  #9 → #3"},
		{"::error::x", ": :error::x"},
		{" \t\u00a0::set-env name=A::b", " \t\u00a0: :set-env name=A::b"},
		{"::::", ": :::"},
		{"##[error]x", "## [error]x"},
		{"a ##[add-mask]b ##[c]", "a ## [add-mask]b ## [c]"},
		{"Go::Lang", "Go::Lang"},
		{"", ""},
	}
	for _, tt := range tests {
		got := Disarm(tt.in)
		if got != tt.want {
			t.Errorf("Disarm(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if again := Disarm(got); again != got {
			t.Errorf("Disarm(%q) = %q, not what it was given", got, again)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\tb\r\n", "\x1b[2J\u009b", "\u202e\xff\xed\xa0\x80", "\U000e0041👨‍👩‍👧", "::error::\n##[x]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line := Clean(s)
		if backlog.IndexInvisible(line) >= 0 {
			t.Errorf("Clean(%q) = %q holds an invisible character", s, line)
		}
		if again := Clean(line); again != line {
			t.Errorf("Clean is not idempotent: %q, then %q", line, again)
		}
		block := CleanBlock(s)
		if again := CleanBlock(block); again != block {
			t.Errorf("CleanBlock is not idempotent: %q, then %q", block, again)
		}
		if i := backlog.IndexInvisible(strings.ReplaceAll(block, "\n", "")); i >= 0 || !utf8.ValidString(block) {
			t.Errorf("CleanBlock(%q) = %q holds an invisible character", s, block)
		}
		safe := Disarm(line)
		if strings.HasPrefix(strings.TrimLeftFunc(safe, unicode.IsSpace), "::") || strings.Contains(safe, "##[") {
			t.Errorf("Disarm(%q) = %q is a command", line, safe)
		}
		if most := 10*len(s) + 1; len(line) > most || len(block) > most {
			t.Errorf("%d bytes became %d and %d", len(s), len(line), len(block))
		}
	})
}

func BenchmarkClean(b *testing.B) {
	for b.Loop() {
		Clean("Return a bike at a station and get a receipt")
	}
}
