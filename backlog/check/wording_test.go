package check

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// wordy is the sentence "As a rider, I want MEANS, so that it works."
func wordy(means string) string { return "As a rider, I want " + means + ", so that it works." }

func TestJudge(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"As a rider, I want to see bikes, so that I start.", ""},
		{"Receipt is sent twice", "story.form"},
		{"I want to pay for it by card, so that I ride", "story.role"},
		{"As a rider, the app is always slow", "story.means story.ends"},
		{"As a rider, I want maps of bikes", "story.ends"},
		{"As the Product Owner, I want one order, so that all agree", "story.generic-role"},
		{"As users, I want one order, so that all agree", "story.generic-role"},
		{"As a data user, I want one order, so that all agree", ""},
		{"As a rider or operator, I want maps, so that I ride", "story.two-roles or"},
		{"As a DB/IR clerk, I want maps, so that I ride", "story.two-roles /"},
		{"As an android, I want maps, so that I ride", ""},
		{wordy("to see and to be able to book bikes"), "story.atomic and book"},
		{wordy("to see bikes and I want to pay"), "story.atomic and pay story.minimal I want"},
		{wordy("to see as well as report faults"), "story.atomic as well as report"},
		{wordy("to see/edit it"), "story.atomic / edit"},
		{wordy("a name & move it"), "story.atomic & move"},
		{wordy("name and address"), ""},
		{wordy("candor, addresses"), ""},
		{wordy("a map and, later, report"), ""},
		{wordy("a map. It shows bikes"), "story.minimal ."},
		{wordy("maps, e.g. of docks, etc. and v. 3.5 on 12-19-2017"), "story.vague etc story.minimal ."},
		{wordy("maps vs. lists"), ""},
		{wordy("maps (of docks)"), "story.minimal ()"},
		{wordy("maps :) of docks ("), ""},
		{wordy("bikes so that I ride"), "story.minimal so that"},
		{wordy("a User-Friendly map"), "story.vague user-friendly"},
		{wordy("a map if  possible"), "story.vague if possible"},
		{wordy("a map if, possible"), ""},
		{wordy("fastening"), ""},
		{wordy("two Radio Buttons"), "story.solution radio buttons"},
		{wordy("checkboxes"), "story.solution checkboxes"},
		{wordy("non-api and MS-SQL"), ""},
		{"As a rider, I want it", "story.ends"},
		{"As x, I want y", "story.ends story.short"},
		{wordy(strings.TrimSpace(strings.Repeat("more ", 40))), "story.long"},
		{"As a rider, I want maps, so that I want bikes", "story.ends-is-means story.minimal I want"},
		{"As a rider, I want maps, so I can also see", "story.ends-is-means"},
		{"As a rider, I want maps, so that I can also see", "story.ends-is-means"},
	} {
		s, _ := backlog.ParseStory(tt.text)
		r := reader{lexicon: newLexicon(noWords)}
		if got := firedWords(r.judge(&s)); !sameWords(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func firedWords(hits []hit) string {
	var words []string
	for _, h := range hits {
		words = append(words, strings.TrimSpace(h.rule+" "+h.words))
	}
	return strings.Join(words, " ")
}

// sameWords compares what fired without its order.
func sameWords(a, b string) bool {
	split := func(text string) map[string]bool {
		set := map[string]bool{}
		for _, entry := range strings.Split(text, "story.") {
			set[strings.TrimSpace(entry)] = true
		}
		return set
	}
	return a == b || cmp.Equal(split("story."+a), split("story."+b))
}

func TestJudgeOtherLanguages(t *testing.T) {
	s, _ := backlog.ParseStory("Als user möchte ich api und table and move, damit es geht", "de")
	r := reader{lexicon: newLexicon(noWords)}
	if got := firedWords(r.judge(&s)); got != "" {
		t.Errorf("a language without lists fires %q", got)
	}
}

func TestExtendedLists(t *testing.T) {
	words := func(rule string) []string {
		switch rule {
		case "story.vague":
			return []string{"+Blazing", "-some", "zippy thing"}
		case "story.solution":
			return []string{"+widget"}
		case "story.generic-role":
			return []string{"+rider", "-user"}
		}
		return nil
	}
	r := reader{lexicon: newLexicon(words)}
	for text, want := range map[string]string{
		"As a clerk, I want blazing maps, so that I ride":         "story.vague blazing",
		"As a clerk, I want some maps, so that I ride":            "",
		"As a clerk, I want a zippy thing here, so that I ride":   "story.vague zippy thing",
		"As a clerk, I want two widgets here, so that I ride":     "story.solution widgets",
		"As a rider, I want two maps of docks, so that I ride":    "story.generic-role",
		"As a user, I want two big maps of docks, so that I ride": "",
	} {
		s, _ := backlog.ParseStory(text)
		if got := firedWords(r.judge(&s)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("As a rider, I want to & see/edit 'it'-s (so) that, so that \x80’ I want.")
	r := reader{lexicon: newLexicon(noWords)}
	f.Fuzz(func(t *testing.T, text string) {
		s, _ := backlog.ParseStory(text, backlog.Languages()...)
		seen := map[string]bool{}
		for _, h := range r.judge(&s) {
			if seen[h.rule] {
				t.Fatalf("%q: %s fires twice", text, h.rule)
			}
			seen[h.rule] = true
		}
	})
}

func BenchmarkParseAndJudge(b *testing.B) {
	text := "As a Planning Staff member, I want to conduct and track plan amendments and studies, so that I can record work in process, outcome, and location-based information."
	r := reader{lexicon: newLexicon(noWords)}
	b.ReportAllocs()
	for b.Loop() {
		s, _ := backlog.ParseStory(text)
		r.judge(&s)
	}
}
