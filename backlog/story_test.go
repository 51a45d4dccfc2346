package backlog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseStory(t *testing.T) {
	type parts struct {
		form              SentenceForm
		role, means, ends string
	}
	for _, tt := range []struct {
		text string
		want parts
	}{
		{"As a rider, I want to pay by card, so that I need no cash.", parts{Connextra, "rider", "pay by card", "I need no cash"}},
		{"As a student, I want a cheaper fare", parts{Connextra, "student", "a cheaper fare", ""}},
		{"As an OlderPerson, I'm able to pay, because I can", parts{Connextra, "OlderPerson", "pay", "I can"}},
		{"as the Developer , I want to be able to log better, so I can find bugs", parts{Connextra, "Developer", "log better", "find bugs"}},
		{"As riders, we know that I would like the ability to pay", parts{Connextra, "riders, we know that", "pay", ""}},
		{"As a rider I’d like to stop so that I don’t pay", parts{Connextra, "rider", "stop", "I don't pay"}},
		{"**As a** rider\n**I want** to\r\n  pay\n**so that** I ride.", parts{Connextra, "rider", "pay", "I ride"}},
		{"As a *rider*, I want my snake_case_name kept", parts{Connextra, "rider", "my snake_case_name kept", ""}},
		{"As a user, I want account 00***** hidden", parts{Connextra, "user", "account 00***** hidden", ""}},
		{"In order to ride cheaply, as a student, I want a lower fare.", parts{ValueFirst, "student", "a lower fare", "ride cheaply"}},
		{"So that nobody waits, as an operator I need to see docks", parts{ValueFirst, "operator", "see docks", "nobody waits"}},
		{"When it rains, I want to end my ride early, so I can stay dry.", parts{JobStory, "it rains", "end my ride early", "stay dry"}},
		{"When it rains, the map is slow.", parts{}},
		{"We believe riders want maps", parts{form: Hypothesis}},
		{"Calculate the total of a sale", parts{}},
		{"Share the receipt of a ride", parts{form: Feature}},
		{"As a rider, the app is slow", parts{form: Connextra, role: "rider"}},
		{"I want to pay by card", parts{form: Connextra, means: "pay by card"}},
		{"As a clerk, I can't see why, I wanted to", parts{form: Connextra, role: "clerk"}},
		{"As a rider, I don't want to lose my bike, so that I stay", parts{Connextra, "rider", "not lose my bike", "I stay"}},
		{"As a rider, I do not want ads", parts{Connextra, "rider", "not ads", ""}},
		{"As a rider, I want to see the map, so nobody is lost", parts{Connextra, "rider", "see the map", "nobody is lost"}},
		{"As a rider, I want it to be so easy", parts{Connextra, "rider", "it to be so easy", ""}},
		{"As a, I want", parts{form: Connextra}},
		{"As", parts{form: Connextra}},
		{"Assign a rider", parts{}},
		{"Receipt is sent twice", parts{}},
		{" \n ", parts{}},
	} {
		s, ok := ParseStory(tt.text)
		got := parts{s.Form, s.Role.Text, s.Means.Text, s.Ends.Text}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(parts{})); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
		if want := tt.want.role != "" && tt.want.means != ""; ok != want {
			t.Errorf("%q: story %v, want %v", tt.text, ok, want)
		}
	}
}

func TestParseStoryLanguages(t *testing.T) {
	all := Languages()
	for _, tt := range []struct{ text, language, role, means, ends string }{
		{"As a rider, I want maps", "en", "rider", "maps", ""},
		{"Als Fahrer möchte ich ein Rad sehen, damit ich schnell starte.", "de", "Fahrer", "ein Rad sehen", "ich schnell starte"},
		{"ALS EINE STUDENTIN MÖCHTE ICH damit bezahlen, um zu sparen", "de", "STUDENTIN", "damit bezahlen", "zu sparen"},
		{"Als Fahrer will ich nicht warten", "de", "Fahrer", "nicht warten", ""},
		{"En tant qu'étudiante, je veux payer moins afin d'aller plus loin", "fr", "étudiante", "payer moins", "aller plus loin"},
		{"En tant que client, je souhaite une carte pour étudiants, pour payer", "fr", "client", "une carte pour étudiants", "payer"},
		{"Como cliente, quiero ver bicis para niños para que nadie espere", "es", "cliente", "ver bicis para niños", "nadie espere"},
		{"Als reiziger wil ik een fiets zien, zodat ik weg kan", "nl", "reiziger", "een fiets zien", "ik weg kan"},
	} {
		s, ok := ParseStory(tt.text, all...)
		got := []string{s.Language, s.Role.Text, s.Means.Text, s.Ends.Text}
		if diff := cmp.Diff([]string{tt.language, tt.role, tt.means, tt.ends}, got); diff != "" || !ok {
			t.Errorf("%q: %v %s", tt.text, ok, diff)
		}
	}
	if _, ok := ParseStory("Als Fahrer möchte ich ein Rad"); ok {
		t.Error("German was read with the English table")
	}
	if s, ok := ParseStory("As a rider, I want maps", "xx"); ok || s.Text == "" {
		t.Error("an unknown language has a table")
	}
}

// A part can be rewritten through its span, and every other byte stays.
func TestStorySpans(t *testing.T) {
	text := "  **As a** rider,\r\nI don’t want to **lose** my\tbike, so that I’m safe’.  "
	s, _ := ParseStory(text)
	for _, tt := range []struct {
		part Part
		want string
	}{
		{s.Role, "  **As a** X,\r\nI don’t want to **lose** my\tbike, so that I’m safe’.  "},
		{s.Means, "  **As a** rider,\r\nI don’t want to **X, so that I’m safe’.  "},
		{s.Ends, "  **As a** rider,\r\nI don’t want to **lose** my\tbike, so that X.  "},
	} {
		if got := text[:tt.part.Start] + "X" + text[tt.part.End:]; got != tt.want {
			t.Errorf("%q: got %q", tt.part.Text, got)
		}
	}
	if !s.Negated || s.Indicators.Means != "i don't want to" {
		t.Errorf("negated %v, indicators %+v", s.Negated, s.Indicators)
	}
}

func FuzzParseStory(f *testing.F) {
	f.Add("As a rider, I want to pay, so that I ride.")
	f.Add("**As** __a__ r’, I don’t want\n\n to*** so’ because ’")
	f.Add("In order to \x80’’-'a, as a’ I can’")
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := ParseStory(text, Languages()...)
		if ok != s.IsStory() {
			t.Fatalf("%q: story %v with parts %+v", text, ok, s)
		}
		for _, p := range []Part{s.Role, s.Means, s.Ends} {
			if !p.IsSet() {
				continue
			}
			if p.Start < 0 || p.Start >= p.End || p.End > len(text) {
				t.Fatalf("%q: span %d:%d", text, p.Start, p.End)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[p.Start:p.End]) {
				t.Fatalf("%q: span %d:%d cuts a character", text, p.Start, p.End)
			}
			if !s.Negated && flatten(text).text != "" && !strings.Contains(s.Text, p.Text) {
				t.Fatalf("%q: part %q is not in the sentence", text, p.Text)
			}
		}
	})
}

func TestVerbsAreSorted(t *testing.T) {
	for _, language := range Languages() {
		for _, verb := range Verbs(language) {
			if !IsVerb(language, verb) || !IsVerb(language, strings.ToUpper(verb)) {
				t.Errorf("%s: %q is not found", language, verb)
			}
		}
	}
	if IsVerb("en", "added") || IsVerb("de", "add") {
		t.Error("a word that is not in the list is a verb")
	}
}

// The first letters that the search uses are those of the lists.
func TestLanguageStarts(t *testing.T) {
	for _, l := range languages {
		for starts, list := range map[string][]indicator{l.roleStarts: l.role, l.meansStarts: l.means, l.endsStarts: l.ends} {
			for i, ind := range list {
				if !strings.Contains(starts, ind.text[:1]) {
					t.Errorf("%s: %q is never searched for", l.code, ind.text)
				}
				for _, later := range list[i+1:] {
					if strings.HasPrefix(later.text, ind.text+" ") && !ind.afterComma {
						t.Errorf("%s: %q hides %q", l.code, ind.text, later.text)
					}
				}
			}
		}
	}
}

func BenchmarkParseStory(b *testing.B) {
	text := "As a Planning Staff member, I want to conduct and track plan amendments and studies, so that I can record work in process, outcome, and location-based information."
	b.ReportAllocs()
	for b.Loop() {
		ParseStory(text)
	}
}
