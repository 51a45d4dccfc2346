package doc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitles(t *testing.T) {
	for src, want := range map[string]string{
		"# Acceptance criteria":                "Acceptance criteria",
		"###### Acceptance criteria ##":        "Acceptance criteria",
		"  ## **Acceptance** _criteria_: ##":   "Acceptance criteria",
		"# **Acceptance criteria:**":           "Acceptance criteria",
		"# __Critères__ :":                     "Critères",
		"Acceptance criteria\n---":             "Acceptance criteria",
		"Acceptance\n  criteria:\r\n=====\r\n": "Acceptance criteria",
		"# snake_case and 2 * 3":               "snake_case and 2 * 3",
		"# C#":                                 "C#",
		"#":                                    "",
		"# ***":                                "",
	} {
		s, ok := FindSection(src, 0, func(string) bool { return true })
		if !ok || s.Title != want {
			t.Errorf("title of %q is %q, want %q", src, s.Title, want)
		}
	}
}

func TestSections(t *testing.T) {
	src := "---\nid: X\n---\ntext\n# A\na\n## B\r\nb\r\n\r\nC\n---\nc\n```\n# no\n```\n> # no\n\n- # no\n\n<!--\n# no\n-->\n# D"
	from := strings.Index(src, "text")
	type part struct {
		Title, Heading, Content string
		Level                   int
	}
	var got []part
	for _, s := range Sections(src, from) {
		got = append(got, part{s.Title, src[s.Heading.Start:s.Heading.End], src[s.Content.Start:s.Content.End], s.Level})
		found, ok := FindSection(src, from, func(title string) bool { return title == s.Title })
		if !ok || found != s {
			t.Errorf("FindSection(%q) is %v, want %v", s.Title, found, s)
		}
	}
	c := "c\n```\n# no\n```\n> # no\n\n- # no\n\n<!--\n# no\n-->\n"
	want := []part{
		{"A", "# A\n", "a\n## B\r\nb\r\n\r\nC\n---\n" + c, 1},
		{"B", "## B\r\n", "b\r\n\r\n", 2},
		{"C", "C\n---\n", c, 2},
		{"D", "# D", "", 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := FindSection(src, from, func(title string) bool { return title == "no" }); ok {
		t.Error("a heading inside another block is found")
	}
}
