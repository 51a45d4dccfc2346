package doc

import (
	"errors"
	"strings"
	"testing"
)

// A conflict in the body is named by its first line; what only looks like one, or stands in fenced code, is text.
func TestConflictInBody(t *testing.T) {
	const front = "---\nid: VS-1\n---\n"
	const conflict = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n"
	for _, c := range []struct {
		name, body string
		line       int // 0: none
	}{
		{"at once", conflict, 4},
		{"further down", "# Title\n\nText\n" + conflict + "end\n", 7},
		{"without labels", "a\n<<<<<<<\no\n=======\nt\n>>>>>>>\n", 5},
		{"with the base", "<<<<<<< HEAD\no\n||||||| base\nb\n=======\nt\n>>>>>>> topic", 4},
		{"with CRLF", "a\r\n" + strings.ReplaceAll(conflict, "\n", "\r\n"), 5},
		{"after a fence", "```\ncode\n```\n" + conflict, 7},
		{"after an example", "```diff\n" + conflict + "```\n\n" + conflict, 12},
		{"one side opens a fence", "<<<<<<< HEAD\n```\n=======\ntheirs\n>>>>>>> topic\n```\n", 4},
		{"in a list", "- a\n" + conflict + "- b\n", 5},
		{"in a comment", "<!--\n" + conflict + "-->\n", 5},
		{"behind code in an entry", "- a\n  ```\n  x\n" + conflict, 7},
		{"one of two", conflict + conflict, 4},
		{"in a body that only goldmark reads", "[a]:\n" + strings.Repeat(">", 12) + " x\n\n" + conflict, 7},

		{"nothing", "", 0},
		{"an example", "```\n" + conflict + "```\n", 0},
		{"an example that is not closed", "~~~\n" + conflict, 0},
		{"indented", "  " + strings.ReplaceAll(conflict, "\n", "\n  "), 0},
		{"within a line", "see <<<<<<< HEAD\n=======\n>>>>>>> topic\n", 0},
		{"longer lines", "<<<<<<<< HEAD\n========\n>>>>>>>> topic\n", 0},
		{"a beginning alone", "<<<<<<< HEAD\ntext\n", 0},
		{"no middle", "<<<<<<< HEAD\ntext\n>>>>>>> topic\n", 0},
		{"no end", "<<<<<<< HEAD\ntext\n=======\n", 0},
		{"in another order", "=======\n>>>>>>> topic\n<<<<<<< HEAD\n", 0},
		{"a middle after the end", "<<<<<<< HEAD\n>>>>>>> topic\n=======\n", 0},
		{"a heading and a quote", "Title\n=======\n>>>>>>> quoted\n", 0},
	} {
		_, parse := Parse(front + c.body)
		_, _, scan := new(Scanner).Scan(front + c.body)
		for _, err := range []error{parse, scan} {
			var at *Error
			errors.As(err, &at)
			if c.line == 0 && err != nil || c.line > 0 && (at == nil || at.Line != c.line || at.Column != 1 || at.Msg != unsettled) {
				t.Errorf("%s: %v, want line %d", c.name, err, c.line)
			}
		}
	}
}

// However many markers there are, each is looked at a few times only.
func TestManyConflictMarkers(t *testing.T) {
	for i, c := range []struct {
		body     string
		conflict bool
	}{
		{strings.Repeat("<<<<<<< x\n", 100_000), false},
		{strings.Repeat("<", 1<<20-20), false},
		{strings.Repeat(">>>>>>> x\n=======\n<<<<<<< x\n", 30_000), true},
		{"```\n" + strings.Repeat("<<<<<<< x\n=======\n>>>>>>> x\n", 30_000), false},
		{strings.Repeat("```\n<<<<<<< x\n=======\n>>>>>>> x\n```\n", 20_000), false},
		{strings.Repeat("```\n<<<<<<< x\n```\n", 20_000) + "<<<<<<< x\n=======\n>>>>>>> x\n", true},
	} {
		if _, err := Parse("---\nid: 1\n---\n" + c.body); (err != nil) != c.conflict {
			t.Errorf("%d: %v", i, err)
		}
	}
}
