package backlog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestComposeStory(t *testing.T) {
	for _, tt := range []struct{ as, want, soThat, sentence string }{
		{"a student", "a cheaper fare", "I can ride every day", "As a student, I want a cheaper fare, so that I can ride every day."},
		{"rider", "see bikes", "I ride", "As a rider, I want to see bikes, so that I ride."},
		{"rider", "to see bikes", "", "As a rider, I want to see bikes."},
		{"operator", "Report faults.", "it works!", "As an operator, I want to Report faults, so that it works!"},
		{"user", "seeing", "", "As a user, I want seeing."},
		{"The boss", "x", "", "As The boss, I want x."},
		{"boss", "x", "", "As a boss, I want x."},
		{"bike riders", "x", "", "As bike riders, I want x."},
		{"OlderPerson", "x", "", "As OlderPerson, I want x."},
		{"", "see bikes", "", "I want to see bikes."},
		{"rider", "see\n\n## bikes", "I\tride?", "As a rider, I want to see ## bikes, so that I ride?"},
		{" ", "", "", ""},
	} {
		if got := ComposeStory(tt.as, tt.want, tt.soThat); got != tt.sentence {
			t.Errorf("%q, %q, %q: got %q, want %q", tt.as, tt.want, tt.soThat, got, tt.sentence)
		}
	}
}

func TestTitleFromSentence(t *testing.T) {
	long := strings.Repeat("word ", 41) // 205 characters
	story := "As a rider, I want to " + strings.Repeat("see more bikes on ", 10) + "it, so that I ride."
	for _, tt := range []struct{ text, title, body string }{
		{"As a student, I want a cheaper fare, so that I can ride.", "A cheaper fare", "As a student, I want a cheaper fare, so that I can ride."},
		{"As a rider, I want, please, to see bikes.", "Please, to see bikes", "As a rider, I want, please, to see bikes."},
		{"As a rider, I don't want to queue", "Not queue", "As a rider, I don't want to queue"},
		{"As a rider, I would like, to ärgern", "Ärgern", "As a rider, I would like, to ärgern"},
		{"Student discount", "Student discount", ""},
		{"  Two\n lines ", "Two lines", ""},
		{long, strings.TrimSpace(strings.Repeat("word ", 16)), strings.TrimSpace(long)},
		{strings.Repeat("ü", 201), strings.Repeat("ü", 80), strings.Repeat("ü", 201)},
		{strings.Repeat("ü", 200), strings.Repeat("ü", 200), ""},
		{story, "See more bikes on see more bikes on see more bikes on see more bikes on see more", story},
	} {
		title, body := TitleFromSentence(tt.text)
		if diff := cmp.Diff([]string{tt.title, tt.body}, []string{title, body}); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
		if utf8.RuneCountInString(title) > titleCut && body != "" {
			t.Errorf("%q: cut to %q", tt.text, title)
		}
	}
}

func TestParseList(t *testing.T) {
	text := "\uFEFF# Backlog\r\n" +
		"- As a rider, I want maps\r\n" +
		"\r\n" +
		"  so that I ride.\r\n" +
		"2) [ ] pay by card\r\n" +
		"#G16# bidirectionally with it.\r\n" +
		"#G08# \r\n" +
		"12 monkeys\r\n" +
		"3.5 stars\r\n" +
		"#G02# * As a clerk, I want more\r\n" +
		"-5 degrees"
	entries, reports := ParseList(text)
	wantEntries := []ListLine{
		{2, "As a rider, I want maps so that I ride."},
		{5, "pay by card bidirectionally with it."},
		{8, "12 monkeys"},
		{9, "3.5 stars"},
		{10, "As a clerk, I want more"},
		{11, "-5 degrees"},
	}
	wantReports := []ListReport{
		{1, ListHeading, "# Backlog", 0},
		{3, ListEmpty, "", 0},
		{4, ListContinued, "so that I ride.", 2},
		{6, ListContinued, "#G16# bidirectionally with it.", 5},
		{7, ListEmpty, "#G08#", 0},
	}
	if diff := cmp.Diff(wantEntries, entries); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantReports, reports); diff != "" {
		t.Error(diff)
	}
	if entries, _ := ParseList("bikes\nmore"); len(entries) != 1 || entries[0].Text != "bikes more" {
		t.Errorf("a list that begins in lower case: %+v", entries)
	}
}

func FuzzParseList(f *testing.F) {
	f.Add("- a\n\n#G1#\n# h\nb\r\n1. C")
	f.Fuzz(func(t *testing.T, text string) {
		entries, reports := ParseList(text)
		lines := strings.Count(text, "\n") + 1
		if text == "" || strings.HasSuffix(text, "\n") {
			lines--
		}
		if text == "\uFEFF" {
			lines = 0
		}
		if len(entries)+len(reports) != lines {
			t.Fatalf("%q: %d entries and %d reports for %d lines", text, len(entries), len(reports), lines)
		}
	})
}
