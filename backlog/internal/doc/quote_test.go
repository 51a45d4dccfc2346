package doc

import (
	"testing"

	"gopkg.in/yaml.v3"
)

// typedAsText checks that yaml.v3 takes the value of the key a for a string too.
func typedAsText(t *testing.T, src, want string) {
	t.Helper()
	var m struct{ A any }
	if err := yaml.Unmarshal([]byte(src), &m); err != nil {
		t.Fatal(err)
	}
	if m.A != any(want) {
		t.Fatalf("yaml.v3 reads %#v, want the string %q", m.A, want)
	}
}

func TestQuote(t *testing.T) {
	plain := []string{
		"a", "needs, legal", "receipt lacks VAT", "Fix#12", "a:b", "https://example.org/a?b=c#d", "it's", "a \"b\"", "-x", "--top",
		"?x", "x?", "VS-12", "v1.2", "1 of 2", "12 %", "yEs", "nULL", "a - b", "Überweisung", "中文", "+", "12a", "0xg", "1.2-rc",
		"2026-10", "a[1]", "a{b}", "12-34", "<<x",
	}
	for _, text := range plain {
		if got := Quote(text); got != text {
			t.Errorf("Quote(%q) = %s, want it plain", text, got)
		}
	}
	quoted := map[string]string{
		"": `""`, "Yes": `"Yes"`, "no": `"no"`, "on": `"on"`, "y": `"y"`, "N": `"N"`, "null": `"null"`, "~": `"~"`, "TRUE": `"TRUE"`,
		"010": `"010"`, "1_000": `"1_000"`, "0x10": `"0x10"`, "0o7": `"0o7"`, "0b1": `"0b1"`, "1e3": `"1e3"`, ".5": `".5"`, "5.": `"5."`, "-1": `"-1"`,
		"+1.5": `"+1.5"`, ".inf": `".inf"`, "-.Inf": `"-.Inf"`, ".NaN": `".NaN"`, "12:30": `"12:30"`, "1:30:00.5": `"1:30:00.5"`, "1.2.3": `"1.2.3"`,
		"2026-09-11": `"2026-09-11"`, "2026-9-1T10:00:00Z": `"2026-9-1T10:00:00Z"`, "2026-09-11 10:00:00 +2": `"2026-09-11 10:00:00 +2"`,
		"=": `"="`, "<<": `"<<"`, "a: b": `"a: b"`, "a:": `"a:"`, "a #b": `"a #b"`, "#a": `"#a"`, "- a": `"- a"`, "-": `"-"`, "? a": `"? a"`,
		"[a]": `"[a]"`, "{a": `"{a"`, "&a": `"&a"`, "*a": `"*a"`, "!a": `"!a"`, "|": `"|"`, ">": `">"`, "'a": `"'a"`, "\"a": `"\"a"`, "%a": `"%a"`,
		"@a": `"@a"`, "`a": "\"`a\"", " a": `" a"`, "a ": `"a "`, "a\nb": `"a\nb"`, "a\tb": `"a\tb"`, "a\\b\n": `"a\\b\n"`, "\x00": `"\u0000"`,
		"\u0085": `"\u0085"`, "\u2028": `"\u2028"`, "\ufeff": `"\uFEFF"`, "\x1b[31m": `"\u001B[31m"`, "---": `"---"`, "... x": `"... x"`,
	}
	for text, want := range quoted {
		if got := Quote(text); got != want {
			t.Errorf("Quote(%q) = %s, want %s", text, got, want)
		}
	}
}
