package check

import (
	"strings"
	"testing"
)

func TestFindMail(t *testing.T) {
	for text, want := range map[string]string{
		"a b.c+d@mail.firm.de.": "b.c+d@mail.firm.de",
		"<x@firm.co>":           "x@firm.co",
		"me@EXAMPLE.org, me@sub.example.com, @anna, a@b, a@b.c, @": "",
		"a@example.org b@firm.de":                                  "b@firm.de",
		"@@@firm.de":                                               "",
	} {
		got := ""
		if start, end := findMail(text); start >= 0 {
			got = text[start:end]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFindPhone(t *testing.T) {
	for text, want := range map[string]string{
		"call +49 30 1234567 now":      "+49 30 1234567",
		"(030) 123 456 78":             "(030) 123 456 78",
		"555-123-4567":                 "555-123-4567",
		"030/12345678, thanks":         "030/12345678",
		"2026-10-05, 05.10.2026 12":    "",
		"2026-10-05T09:00:00+02:00":    "",
		"+5 bikes, 1234567890, 0.0123": "",
		"IN-0301234567890":             "",
		"00000000000000000000000":      "",
		"":                             "",
	} {
		got := ""
		if start, end := findPhone(text); start >= 0 {
			got = text[start:end]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A text of nothing but signs is read once.
func TestPersonalDataInHostileText(t *testing.T) {
	for _, sign := range []string{"(", "+", "@", "0 ", "a@", "+1("} {
		text := strings.Repeat(sign, 300_000)
		findMail(text)
		findPhone(text)
	}
}
