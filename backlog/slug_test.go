package backlog

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	words := strings.Repeat("abcdefghi-", 7)
	for _, tt := range []struct{ title, want string }{
		{"Student discount", "student-discount"},
		{"Überweisung prüfen", "uberweisung-prufen"},
		{"U\u0308berweisung", "uberweisung"},
		{"Straße, Ægir, œuvre, Øre, Łódź, Đorđe, ðeir, Þór, ılık", "strasse-aegir-oeuvre-ore-lodz-dorde-deir-thor-ilik"},
		{"GROSSE STRAẞE", "grosse-strasse"},
		{"İstanbul", "istanbul"},
		{"ﬁnd ½ the ① bikes", "find-1-2-the-1-bikes"},
		{"  --Pay: by card!!  ", "pay-by-card"},
		{"日本語", ""},
		{"支払い VAT 確認", "vat"},
		{"", ""},
		{"…", ""},
		{"../../etc/passwd", "etc-passwd"},
		{"con", "con"},
		{"a\x00b\xffc", "a-b-c"},
		{"\u202egnp.exe", "gnp-exe"},
		{strings.Repeat("x", 100), strings.Repeat("x", 60)},
		{words, strings.TrimSuffix(words[:60], "-")},
		{strings.Repeat("x", 28) + " " + strings.Repeat("y", 100), strings.Repeat("x", 28) + "-" + strings.Repeat("y", 31)},
		{strings.Repeat("x", 30) + " " + strings.Repeat("y", 100), strings.Repeat("x", 30)},
		{strings.Repeat("x", 60) + " y", strings.Repeat("x", 60)},
		{strings.Repeat("x", 60), strings.Repeat("x", 60)},
		{"a " + strings.Repeat("ß", 5000), "a-" + strings.Repeat("s", 58)},
	} {
		if got := Slug(tt.title); got != tt.want {
			t.Errorf("Slug(%.40q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

func TestFileName(t *testing.T) {
	for title, want := range map[string]string{
		"Student discount": "VS-12-student-discount.md",
		"日本語":              "VS-12.md",
		"NUL":              "VS-12-nul.md",
	} {
		if got := FileName("VS-12", title); got != want {
			t.Errorf("FileName of %q: %s, want %s", title, got, want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Überweisung prüfen")
	f.Add("../\x00\xff")
	f.Fuzz(func(t *testing.T, title string) {
		slug := Slug(title)
		if len(slug) > maxSlug || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Fatalf("%q gives %q", title, slug)
		}
		for _, r := range slug {
			if r != '-' && latin(r) != string(r) {
				t.Fatalf("%q gives %q", title, slug)
			}
		}
		if Slug(slug) != slug {
			t.Fatalf("the slug of %q is %q", slug, Slug(slug))
		}
	})
}
