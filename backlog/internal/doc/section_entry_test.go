package doc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// entriesOf reads the entries of a body without a heading, in one line each: the state of the box, and the text.
func entriesOf(src string) []string {
	var all []string
	for _, e := range Entries(src, whole(src)) {
		box := [...]string{"-", "[ ]", "[x]"}[e.Box]
		if e.Form == ScenarioEntry {
			box = "scenario " + box
		}
		all = append(all, box+" "+e.Text)
	}
	return all
}

func TestEntries(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"boxes":            {"- [ ] a\n- [x] b\n* [X] c\n+ d\n1. [x] e\n2) f", []string{"[ ] a", "[x] b", "[x] c", "- d", "[x] e", "- f"}},
		"a blank behind":   {"- [x](u)\n- [ ]a\n- [ ]\n- [x]\n  a\n- [\t] b\n- [y] c", []string{"- [x](u)", "- [ ]a", "[ ] ", "[x] a", "[ ] b", "- [y] c"}},
		"nested":           {"- [ ] a\n  - [x] no\n  - no\n\n  no\n- b\n\n      no\n", []string{"[ ] a", "- b"}},
		"lazy":             {"- [ ] a\nb\n   c  \n- d", []string{"[ ] a b c", "- d"}},
		"loose":            {"- a\n\n\n- [x] b\n\n  no\n\n- c", []string{"- a", "[x] b", "- c"}},
		"several lists":    {"- a\n\ntext\n\n1. b\n\n## lower\n\n* c", []string{"- a", "- b", "- c"}},
		"elsewhere":        {"> - no\n\n```\n- no\n```\n\n<!--\n- no\n-->\n\n    - no\n\n- yes", []string{"- yes"}},
		"running numbers":  {"- [ ] #1 a\n- [x] #22 b\n- #3 c\n- [ ] #4a\n- [ ] #5", []string{"[ ] a", "[x] b", "- #3 c", "[ ] #4a", "[ ] "}},
		"markers around":   {"<!-- AC:BEGIN -->\n- [ ] #1 a\n<!-- AC:END -->\n", []string{"[ ] a"}},
		"no text":          {"- # a\n- ```\n  b\n  ```\n- > c\n-\n- - d\n- # e\n\n  f", []string{"- ", "- ", "- ", "- ", "- ", "- f"}},
		"box behind other": {"- # a\n\n  [x] b", []string{"- [x] b"}},
		"indented":         {" - a\n  - b\n   - c\n", []string{"- a", "- b", "- c"}},
		"tabs":             {"-\t[x] a\n\t- no\n-\tb", []string{"[x] a", "- b"}},
		"marks inside":     {"- [ ] **a** `b` <c>", []string{"[ ] **a** `b` <c>"}},
		"underlined":       {"- a\n  ---\n- b", []string{"- ", "- b"}},
		"definition":       {"- [a]: b\n- [x]: c\n- d", []string{"- ", "- ", "- d"}},
		"CRLF":             {"- [x] a\r\n  b\r\n\r\n- c\r\n", []string{"[x] a b", "- c"}},
	} {
		if diff := cmp.Diff(c.want, entriesOf(c.src)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		verifyEntries(t, c.src)
	}
}

func TestEntrySpans(t *testing.T) {
	src := "---\nid: X\n---\n\n## A\n\n- [x] #1 one\n  two  \n  - nested\n\n\n2. three\r\n"
	s, ok := FindSection(src, strings.Index(src, "## A"), func(title string) bool { return title == "A" })
	if !ok {
		t.Fatal("no section")
	}
	at := func(text string) int { return strings.Index(src, text) }
	want := []Entry{
		{
			Text: "one two", Form: BoxEntry, Box: MetBox, BoxAt: at("x]"), Line: 7,
			Span: Span{at("- [x]"), at("nested") + 6}, TextSpan: Span{at("one"), at("two") + 3},
		},
		{Text: "three", Form: PlainEntry, BoxAt: -1, Line: 12, Span: Span{at("2."), len(src) - 2}, TextSpan: Span{at("three"), len(src) - 2}},
	}
	if diff := cmp.Diff(want, Entries(src, s), cmpopts.IgnoreUnexported(Entry{})); diff != "" {
		t.Error(diff)
	}
}

func TestScenarios(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want []string // nil: the block does not parse
	}{
		"bare":          {"Scenario: a\nGiven b\n", []string{"scenario [ ] a"}},
		"met":           {"@met\nScenario: a\n\n@x @met # why\n@y\nScenario: b\n@metal\nExample: c\n", []string{"scenario [x] a", "scenario [x] b", "scenario [ ] c"}},
		"feature":       {"@met\nFeature: f\n  about it\n\n  Background:\n    Given x\n\n  Rule: r\n    Scenario: a\n      When b\n", []string{"scenario [ ] a"}},
		"outline":       {"Scenario Outline: a\n Given <x>\n @t\n Examples:\n | x |\n | 1 |\nScenario: b\n", []string{"scenario [ ] a", "scenario [ ] b"}},
		"doc string":    {"Scenario: a\nGiven b\n\"\"\"md\nScenario: no\n\"\"\"\n", []string{"scenario [ ] a"}},
		"table":         {"Scenario: a\nGiven b\n| Scenario: no |\n", []string{"scenario [ ] a"}},
		"German":        {"# language: de\nSzenario: a\nAngenommen b\n", []string{"scenario [ ] a"}},
		"no scenario":   {"Given a\n", nil},
		"empty":         {"", nil},
		"feature only":  {"Feature: a\n", nil},
		"text in steps": {"Scenario: a\nGiven b\nfree text\n", nil},
		"open string":   {"Scenario: a\nGiven b\n\"\"\"\n", nil},
		"loose tag":     {"Scenario: a\n@met\n", nil},
		"two features":  {"Feature: a\nScenario: b\nFeature: c\n", nil},
		"examples only": {"Examples:\nScenario: a\n", nil},
		"tagged base":   {"Scenario: a\n@t\nBackground:\n", nil},
		"other tongue":  {"# language: tlh\nScenario: a\n", nil},
	} {
		src := "```gherkin\n" + c.src + "```\n"
		if diff := cmp.Diff(c.want, entriesOf(src)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if broken := BrokenScenarios(src, whole(src)); (len(broken) == 1) != (c.want == nil) {
			t.Errorf("%s: broken blocks %v", name, broken)
		}
	}
	outside := "- x\n  ```gherkin\n  Scenario: no\n  ```\n\n~~~ Gherkin title\nScenario: yes\n~~~\n\n```go\nScenario: no\n"
	if diff := cmp.Diff([]string{"- x", "scenario [ ] yes"}, entriesOf(outside)); diff != "" {
		t.Error(diff)
	}
}

func TestSteps(t *testing.T) {
	scenario := "```gherkin\n# language: %\nScenario: s\n  about it\n"
	for name, c := range map[string]struct {
		src  string
		want Steps
		ok   bool
	}{
		"one line":   {"- Given a bike, when I scan it, **then** it unlocks", Steps{"a bike", "I scan it", "it unlocks", 1, 1}, true},
		"two whens":  {"- given a when b, when c then d", Steps{"a", "b, when c", "d", 2, 1}, true},
		"wrong way":  {"- When a, then b, given c", Steps{}, false},
		"no then":    {"- given a when b", Steps{}, false},
		"parts":      {"- Givena whenever then", Steps{}, false},
		"several":    {"- [x] GIVEN a\n  WHEN b\n  THEN c", Steps{"a", "b", "c", 1, 1}, true},
		"scenario":   {scenario + "Given a\nAnd b\nWhen c\nThen d\nBut e\n* f\n| t |\n```", Steps{"a b", "c", "d e f", 1, 1}, true},
		"when twice": {scenario + "When a\nWhen b\n\"\"\"\nThen no\n\"\"\"\n```", Steps{"", "a b", "", 2, 0}, true},
		"no steps":   {scenario + "```", Steps{}, false},
		"examples":   {scenario + "Then a\nExamples:\n When the table\n| x |\n```", Steps{"", "", "a", 0, 1}, true},
	} {
		src := strings.Replace(c.src, "%", "en", 1)
		var got Steps
		ok := false
		if all := Entries(src, whole(src)); len(all) > 0 {
			got, ok = all[0].Steps(src)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
			t.Errorf("%s: %v %s", name, ok, diff)
		}
	}
	src := "```gherkin\n# language: fr\nScénario: s\nEtant donné que a\nQuand b\nAlors c\nMais qu'd\n```"
	if got, ok := Entries(src, whole(src))[0].Steps(src); !ok || got != (Steps{"a", "b", "c d", 1, 1}) {
		t.Errorf("French: %v", got)
	}
}
