package doc

import (
	"errors"
	"strings"
	"testing"
)

// bodyEdit is an edit of the section A with its exact result; an empty result is a refusal.
type bodyEdit struct {
	name, src, want string
	edit            func(src string, s Section) (string, error)
}

func runBodyEdits(t *testing.T, cases []bodyEdit) {
	t.Helper()
	for _, c := range cases {
		s, ok := FindSection(c.src, 0, func(title string) bool { return title == "A" })
		if !ok {
			t.Fatalf("%s: no section in %q", c.name, c.src)
		}
		got, err := c.edit(c.src, s)
		if e := (*Error)(nil); got != c.want || (err != nil) != (c.want == "") || err != nil && !errors.As(err, &e) {
			t.Errorf("%s: %q becomes\n%q, want\n%q, error %v", c.name, c.src, got, c.want, err)
		}
	}
}

func setBox(n int, met bool) func(string, Section) (string, error) {
	return func(src string, s Section) (string, error) { return SetBox(src, Entries(src, s)[n], met) }
}

func TestSetBox(t *testing.T) {
	runBodyEdits(t, []bodyEdit{
		{"tick", "# A\n- [ ] a\n", "# A\n- [x] a\n", setBox(0, true)},
		{"untick", "# A\r\n* [X] a", "# A\r\n* [ ] a", setBox(0, false)},
		{"ticked already", "# A\n- [X] a", "# A\n- [X] a", setBox(0, true)},
		{"tab in the box", "# A\n- [\t] a", "# A\n- [x] a", setBox(0, true)},
		{"second", "# A\n- [ ] a\n  - [ ] n\n- [ ] b", "# A\n- [ ] a\n  - [ ] n\n- [x] b", setBox(1, true)},
		{"plain", "# A\n1.  a\n    b\n    - [ ] n", "# A\n1.  [x] a\n    b\n    - [ ] n", setBox(0, true)},
		{"plain, open", "# A\n- a", "# A\n- a", setBox(0, false)},
		{"plain with a number", "# A\n- #12 a", "# A\n- [x] #12 a", setBox(0, true)},
		{"plain without text", "# A\n- # a", "", setBox(0, true)},
		{"plain, looks boxed", "# A\n- [ ]a", "# A\n- [x] [ ]a", setBox(0, true)},
		{"scenario", "# A\n```gherkin\n  Scenario: a\r\n```", "# A\n```gherkin\n  @met\r\n  Scenario: a\r\n```", setBox(0, true)},
		{"scenario with tags", "# A\n```gherkin\n@a #b\n@c\nScenario: a\n```", "# A\n```gherkin\n@a @met #b\n@c\nScenario: a\n```", setBox(0, true)},
		{"scenario, met", "# A\n```gherkin\n @met \nScenario: a\n```", "# A\n```gherkin\nScenario: a\n```", setBox(0, false)},
		{"scenario, met among", "# A\n```gherkin\n@a @met @b\nScenario: a\n```", "# A\n```gherkin\n@a @b\nScenario: a\n```", setBox(0, false)},
		{"scenario, met first", "# A\n```gherkin\n @met  @b\nScenario: a\n```", "# A\n```gherkin\n @b\nScenario: a\n```", setBox(0, false)},
	})
}

func TestSetBoxFromTheEnd(t *testing.T) {
	src := "# A\n- a\n- [ ] b\n\n```gherkin\nScenario: c\n@x\nScenario: d\n```\n"
	s, _ := FindSection(src, 0, func(string) bool { return true })
	entries := Entries(src, s)
	for n := len(entries) - 1; n >= 0; n-- {
		var err error
		if src, err = SetBox(src, entries[n], true); err != nil {
			t.Fatal(err)
		}
	}
	if want := "# A\n- [x] a\n- [x] b\n\n```gherkin\n@met\nScenario: c\n@x @met\nScenario: d\n```\n"; src != want {
		t.Errorf("got %q, want %q", src, want)
	}
}

// TestStaleEntry hands in entries that were read from another source.
func TestStaleEntry(t *testing.T) {
	const other = "# A\n\ntext that has no entries, but is long enough for all offsets\n"
	src := "# A\n- [x] a\n- b\n\n```gherkin\n@met\nScenario: c\n```\n"
	for _, e := range Entries(src, whole(src)) {
		if out, err := SetBox(other, e, e.Box != MetBox); err == nil {
			t.Errorf("SetBox of %v gives %q", e, out)
		}
		if out, err := SetText(other, e, "x"); err == nil {
			t.Errorf("SetText of %v gives %q", e, out)
		}
	}
}

func setText(n int, text string) func(string, Section) (string, error) {
	return func(src string, s Section) (string, error) { return SetText(src, Entries(src, s)[n], text) }
}

func TestSetText(t *testing.T) {
	runBodyEdits(t, []bodyEdit{
		{"one line", "# A\n-  [x] a \n", "# A\n-  [x] b \n", setText(0, " b ")},
		{"several lines", "# A\n- a\nb\n  c\n\n  d\n  - e\n", "# A\n- x\n\n  d\n  - e\n", setText(0, "x")},
		{"line breaks", "# A\r\n- a\r\n", "# A\r\n- x y z\r\n", setText(0, "x\r\n\n  y\u2028z\n")},
		{"running number", "# A\n- [ ] #1 a", "# A\n- [ ] #1 #2 b", setText(0, "#2 b")},
		{"empty box", "# A\n- [ ]\n- [x] \n", "# A\n- [ ] b\n- [x] \n", setText(0, "b")},
		{"empty box, blank", "# A\n- [ ]\n- [x] \n", "# A\n- [ ]\n- [x] b\n", setText(1, "b")},
		{"empty entry", "# A\n-\nb", "", setText(0, "x")},
		{"nothing", "# A\n- a", "", setText(0, " \n")},
		{"not UTF-8", "# A\n- a", "", setText(0, "\xff")},
		{"control", "# A\n- a", "", setText(0, "\x1b[31m")},
		{"would be boxed", "# A\n- a", "", setText(0, "[ ] b")},
		{"would be a heading", "# A\n- a", "", setText(0, "# b")},
		{"would be nested", "# A\n- a", "", setText(0, "1. b")},
		{"harmless behind a box", "# A\n- [ ] a", "# A\n- [ ] 1. b", setText(0, "1. b")},
		{"numbered behind a box", "# A\n- [ ] a", "", setText(0, "#1 b")},
		{"scenario", "# A\n```gherkin\nScenario: a \n Given b\n```", "# A\n```gherkin\nScenario: c \n Given b\n```", setText(0, "c")},
		{"scenario without name", "# A\n```gherkin\nScenario:\n```", "# A\n```gherkin\nScenario: c\n```", setText(0, "c")},
	})
}

func insertAt(at int, text string, box bool) func(string, Section) (string, error) {
	return func(src string, s Section) (string, error) { return InsertEntry(src, s, at, text, box) }
}

func TestInsertEntry(t *testing.T) {
	runBodyEdits(t, []bodyEdit{
		{"end", "# A\n- [ ] a\n\n# B\n", "# A\n- [ ] a\n- [ ] x\n\n# B\n", insertAt(1, "x", true)},
		{"start", "# A\n- [ ] a\n", "# A\n- [ ] x\n- [ ] a\n", insertAt(0, "x", true)},
		{"middle, nested", "# A\n* a\n  - n\n\n  p\n* b", "# A\n* a\n  - n\n\n  p\n* [ ] x\n* b", insertAt(1, "x", true)},
		{"plain", "# A\n+ a", "# A\n+ a\n+ x", insertAt(1, "x", false)},
		{"own style", "# A\r\n -   [x] a\r\n", "# A\r\n -   [x] a\r\n -   [ ] x\r\n", insertAt(1, "x", true)},
		{"tab", "# A\n-\ta", "# A\n-\ta\n-\tx", insertAt(1, "x", false)},
		{"ordered", "# A\n9) a\n", "# A\n9) a\n10) x\n", insertAt(1, "x", false)},
		{"ordered, start", "# A\n3. a\n", "# A\n3. x\n3. a\n", insertAt(0, "x", false)},
		{"ordered, all one", "# A\n1. a\n1. b", "# A\n1. a\n1. b\n1. x", insertAt(2, "x", false)},
		{"loose", "# A\n\n- a\n\n- b\n", "# A\n\n- a\n\n- b\n- x\n", insertAt(2, "x", false)},
		{"before the marker's end", "# A\n<!-- AC:BEGIN -->\n- [ ] #1 a\n<!-- AC:END -->", "# A\n<!-- AC:BEGIN -->\n- [ ] #1 a\n- [ ] x\n<!-- AC:END -->", insertAt(1, "x", true)},
		{"between the markers", "# A\n<!-- AC:BEGIN -->\n<!-- AC:END -->\n", "# A\n<!-- AC:BEGIN -->\n- [ ] x\n<!-- AC:END -->\n", insertAt(0, "x", true)},
		{"new list", "# A\n", "# A\n\n- [ ] x\n", insertAt(0, "x", true)},
		{"new list, no line end", "# A", "# A\n\n- [ ] x", insertAt(0, "x", true)},
		{"new list, CRLF", "A\r\n-\r\ntext\r\n", "A\r\n-\r\ntext\r\n\r\n- x\r\n", insertAt(0, "x", false)},
		{"new list, a blank line", "# A\n\n", "# A\n\n- [ ] x\n", insertAt(0, "x", true)},
		{"new list, blank lines", "# A\n\n\n# B", "# A\n\n- [ ] x\n\n# B", insertAt(0, "x", true)},
		{"new list, heading follows", "# A\n# B\n", "# A\n\n- [ ] x\n\n# B\n", insertAt(0, "x", true)},
		{"new list, underlined follows", "# A\nB\n=\n", "# A\n\n- [ ] x\n\nB\n=\n", insertAt(0, "x", true)},
		{"new list, lower heading", "# A\ntext\n\n## B\n", "# A\ntext\n\n- [ ] x\n\n## B\n", insertAt(0, "x", true)},
		{"behind a scenario", "# A\n```gherkin\nScenario: a\n```\n# B", "# A\n```gherkin\nScenario: a\n```\n\n- [ ] x\n\n# B", insertAt(1, "x", true)},
		{"before a scenario", "# A\n```gherkin\nScenario: a\n```\n", "# A\n- [ ] x\n\n```gherkin\nScenario: a\n```\n", insertAt(0, "x", true)},
		{"between scenarios", "# A\n```gherkin\nScenario: a\nScenario: b\n```\n", "", insertAt(1, "x", true)},
		{"open fence", "# A\n```\n", "", insertAt(0, "x", true)},
		{"open comment", "# A\n<!--\n", "", insertAt(0, "x", true)},
		{"too many digits", "# A\n999999999. a\n", "", insertAt(1, "x", false)},
		{"no such place", "# A\n- a\n", "", insertAt(2, "x", false)},
		{"looks boxed", "# A\n- a\n", "", insertAt(1, "[x] b", false)},
		{"looks like a rule", "# A\n- a\n", "", insertAt(1, "- -", false)},
		{"looks numbered", "# A\n- [ ] a\n", "", insertAt(1, "#1 b", true)},
		{"harmless", "# A\n- a\n", "# A\n- a\n- [ ] [x] b # c\n", insertAt(1, "[x] b\n# c", true)},
	})
}

func TestRemoveEntry(t *testing.T) {
	remove := func(n int) func(string, Section) (string, error) {
		return func(src string, s Section) (string, error) { return RemoveEntry(src, s, n) }
	}
	runBodyEdits(t, []bodyEdit{
		{"first", "# A\n- a\n  - n\n- b\n", "# A\n- b\n", remove(0)},
		{"last", "# A\n- a\n- b\r\n\n# B", "# A\n- a\n\n# B", remove(1)},
		{"last, no line end", "# A\n- a\r\n- b", "# A\n- a", remove(1)},
		{"only", "# A\n\n- a\n\n# B", "# A\n\n\n# B", remove(0)},
		{"loose, middle", "# A\n\n- a\n\n- b\n\n- c\n", "# A\n\n- a\n\n- c\n", remove(1)},
		{"loose, last", "# A\n\n- a\n\n- b\n\n# B", "# A\n\n- a\n\n# B", remove(1)},
		{"several lists", "# A\n- a\n\ntext\n\n- b\n", "# A\n- a\n\ntext\n\n", remove(1)},
		{"ordered, first", "# A\ntext\n1. a\n2. b\n3. c\n", "# A\ntext\n1. b\n3. c\n", remove(0)},
		{"ordered, second", "# A\n1. a\n2. b\n3. c\n", "# A\n1. a\n3. c\n", remove(1)},
		{"joins two lists", "# A\n- a\n* b\n- c\n", "# A\n- a\n- c\n", remove(1)},
		{"would nest", "# A\n- a\n* b\n   - c\n", "# A\n- a\n", remove(1)},
		{"would become code", "# A\n\n1. a\n\n    b\n\n    c\n\n- d\n\n     e\n", "# A\n\n- d\n\n     e\n", remove(0)},
		{"scenario", "# A\n```gherkin\nScenario: a\n\n@met\nScenario: b\n```\n", "# A\n```gherkin\nScenario: a\n```\n", remove(1)},
		{"only scenario", "# A\n\n```gherkin\n@met\nScenario: a\n```\n\n- b", "# A\n\n\n- b", remove(0)},
		{"scenario of a feature", "# A\n```gherkin\nFeature: f\nScenario: a\nScenario: b\n```", "# A\n```gherkin\nFeature: f\nScenario: b\n```", remove(0)},
		{"no such", "# A\n- a\n", "", remove(1)},
	})
}

func TestMoveEntry(t *testing.T) {
	move := func(from, to int) func(string, Section) (string, error) {
		return func(src string, s Section) (string, error) { return MoveEntry(src, s, from, to) }
	}
	runBodyEdits(t, []bodyEdit{
		{"up", "# A\n- a\n- b\n  - n\n- [x] c\n", "# A\n- [x] c\n- a\n- b\n  - n\n", move(2, 0)},
		{"down", "# A\n- a\n  - n\n- b\n- c", "# A\n- b\n- c\n- a\n  - n", move(0, 2)},
		{"nowhere", "# A\n- a\n", "# A\n- a\n", move(0, 0)},
		{"loose", "# A\n- a\n\n\n- b\n- c\n", "# A\n- b\n\n\n- c\n- a\n", move(0, 2)},
		{"ordered", "# A\n1. a\n2. b\n3. c\n", "# A\n1. c\n2. a\n3. b\n", move(2, 0)},
		{"other list", "# A\n- a\n- b\n\ntext\n\n* c\n", "# A\n- b\n\ntext\n\n* c\n* a\n", move(0, 2)},
		{"other list, up", "# A\n- a\n\ntext\n\n1. b\n2. c\n", "# A\n- c\n- a\n\ntext\n\n1. b\n", move(2, 0)},
		{"other list, nested", "# A\n- a\n\ntext\n\n1. b\n   - n\n", "# A\n1. b\n   - n\n- a\n\ntext\n\n", move(1, 0)},
		{"scenarios", "# A\n```gherkin\nScenario: a\n\n@met\nScenario: b\n  Given c\n```", "# A\n```gherkin\n@met\nScenario: b\n  Given c\n\nScenario: a\n```", move(1, 0)},
		{"scenario to a list", "# A\n```gherkin\nScenario: a\nScenario: b\n```\n- c\n", "", move(0, 2)},
		{"no such", "# A\n- a\n", "", move(0, 1)},
		{"none such", "# A\n- a\n", "", move(-1, 0)},
	})
}

func TestAppendSection(t *testing.T) {
	for name, c := range map[string]struct{ src, body, title, want string }{
		"after text":        {"---\n---\n", "text\n", "T", "text\n\n## T\n"},
		"no line end":       {"---\n---\n", "text", "T", "text\n\n## T"},
		"CRLF":              {"---\r\n---\r\n", "text\r\n", "T", "text\r\n\r\n## T\r\n"},
		"no body":           {"---\n---\n", "", "T", "## T\n"},
		"no body, CRLF":     {"---\r\n---\r\n", "", "T", "## T\r\n"},
		"closing line open": {"---\n---", "", "T", "\n## T"},
		"blank body":        {"---\n---\n", "\n", "T", "\n## T\n"},
		"after a list":      {"---\n---\n", "- a\nb\n\n\n\n", "T", "- a\nb\n\n## T\n\n\n"},
		"hostile title":     {"---\n---\n", "", "a\n# b:", "## a # b:\n"},
		"closing run":       {"---\n---\n", "", "a #", ""},
		"no title":          {"---\n---\n", "", " ", ""},
		"open fence":        {"---\n---\n", "```\na", "T", ""},
		"open comment":      {"---\n---\n", "<!--", "T", ""},
	} {
		src := c.src + c.body
		got, s, err := AppendSection(src, len(c.src), c.title, 2)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: not refused: %q", name, got)
			}
			continue
		}
		if err != nil || got != c.src+c.want {
			t.Errorf("%s: %q becomes\n%q, want\n%q, error %v", name, src, got, c.src+c.want, err)
			continue
		}
		if !strings.HasPrefix(got[s.Heading.Start:], "## ") || s.Content.Start != s.Heading.End || s.Content.End != len(got) {
			t.Errorf("%s: section %v of %q", name, s, got)
		}
	}
}

// TestBodyOfAStory writes a body step by step as a new story gets it.
func TestBodyOfAStory(t *testing.T) {
	src := "---\nid: VS-12\n---\nAs a student, I want a cheaper fare, so that I can ride every day.\n"
	src, s, err := AppendSection(src, strings.Index(src, "As a"), "Acceptance criteria", 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"Given a confirmed student, when a ride ends, then the fare is 30 % lower", "A student who is not confirmed pays the normal fare"} {
		if src, err = InsertEntry(src, s, i, text, true); err != nil {
			t.Fatal(err)
		}
		s, _ = FindSection(src, 0, func(title string) bool { return title == "Acceptance criteria" })
	}
	want := `---
id: VS-12
---
As a student, I want a cheaper fare, so that I can ride every day.

## Acceptance criteria

- [ ] Given a confirmed student, when a ride ends, then the fare is 30 % lower
- [ ] A student who is not confirmed pays the normal fare
`
	if src != want {
		t.Errorf("got %q, want %q", src, want)
	}
}
