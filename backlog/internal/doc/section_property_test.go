package doc

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// outline is what a reader sees of an entry.
type outline struct {
	Text string
	Form Form
	Box  Box
}

func outlineOf(entries []Entry) []outline {
	all := make([]outline, len(entries))
	for i, e := range entries {
		all[i] = outline{e.Text, e.Form, e.Box}
	}
	return all
}

// whole is the section that a body without a heading would be.
func whole(src string) Section { return Section{Content: Span{0, len(src)}} }

// trueEntries reads the top-level list entries of a body from goldmark's tree with all of GFM: the box is the node that
// goldmark makes of it, if a blank or the line's end follows.
func trueEntries(src string) []outline {
	var all []outline
	for list := fullTree(src).FirstChild(); list != nil; list = list.NextSibling() {
		if list.Kind() != ast.KindList {
			continue
		}
		for item := list.FirstChild(); item != nil; item = item.NextSibling() {
			all = append(all, trueEntry(src, item))
		}
	}
	return all
}

func trueEntry(src string, item ast.Node) outline {
	w := walker{src: src}
	for c := item.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindParagraph && c.Kind() != ast.KindTextBlock {
			continue
		}
		at := w.lines(c)
		raw := src[at.Start:at.End]
		box, ok := c.FirstChild().(*extast.TaskCheckBox)
		if !ok || len(raw) > 3 && !isSpace(raw[3]) || strings.ContainsRune("\n\r\f", rune(raw[1])) {
			return outline{OneLine(raw), PlainEntry, NoBox}
		}
		state := OpenBox
		if box.IsChecked {
			state = MetBox
		}
		return outline{OneLine(withoutNumber(trimLeft(raw[3:]))), BoxEntry, state}
	}
	return outline{Form: PlainEntry}
}

// verifyEntries compares the entries of a body with goldmark's.
func verifyEntries(t *testing.T, src string) {
	t.Helper()
	got := slices.DeleteFunc(outlineOf(Entries(src, whole(src))), func(s outline) bool { return s.Form == ScenarioEntry })
	if want := trueEntries(src); !slices.Equal(want, got) {
		t.Errorf("entries of goldmark (-) and ours (+) differ for %q:\n%s", src, cmp.Diff(want, got))
	}
}

// hostileTexts are handed in as new texts; many must be refused in one place and taken in another.
var hostileTexts = []string{
	"plain", "two\nlines", " \r\n spaced  inside \t", "[x] boxed", "[ ]", "- list", "1. one", "# heading", "> quote", "```", "~~~ x",
	"<!-- open", "<div>", "[a]: b", "---", "===", "a | b", "\\", "`code", "#1 numbered", "#", "\u2028x", "Ünïcode", "", "\x00", "\xff", "*", "**b**", "_", ":", "|", "-|-", "Scenario: x", "@met",
}

// verifyEdits makes every edit of a body, on one entry of each section. Each is refused with an [*Error], or changes what
// it says and nothing else.
func verifyEdits(t *testing.T, src string, pick func(n int) int) {
	t.Helper()
	for _, s := range Sections(src, 0) {
		verifySection(t, src, s, pick)
	}
	verifyAppend(t, src, hostileTexts[pick(len(hostileTexts))])
}

func verifySection(t *testing.T, src string, s Section, pick func(n int) int) {
	t.Helper()
	entries := Entries(src, s)
	text := hostileTexts[pick(len(hostileTexts))]
	if len(entries) > 0 {
		n := pick(len(entries))
		verifyBox(t, src, s, entries, n)
		verifyText(t, src, s, entries, n, text)
		verifyRemove(t, src, s, entries, n)
		verifyMove(t, src, s, entries, n, pick(len(entries)))
	}
	verifyInsert(t, src, s, entries, pick(len(entries)+1), text, pick(2) == 0)
}

// edited reads a section again after an edit; false: the edit was refused.
func edited(t *testing.T, what, src, out string, s Section, err error) (after Section, ok bool) {
	t.Helper()
	if err != nil {
		if e := (*Error)(nil); !errors.As(err, &e) || out != "" {
			t.Errorf("%s: %q with error %v, for %q", what, out, err, src)
		}
		return Section{}, false
	}
	for _, now := range Sections(out, 0) {
		if now.Heading.Start == s.Heading.Start {
			return now, true
		}
	}
	t.Errorf("%s: the section is gone: %q becomes %q", what, src, out)
	return Section{}, false
}

func expect(t *testing.T, what, src, out string, after Section, want []outline) {
	t.Helper()
	if got := outlineOf(Entries(out, after)); !slices.Equal(want, got) {
		t.Errorf("%s: %q becomes %q:\n%s", what, src, out, cmp.Diff(want, got))
	}
	verifyEntries(t, out)
}

// changed returns the bytes that differ: those of src and those of out between the common start and end.
func differing(src, out string) (old, new string) {
	for src != "" && out != "" && src[0] == out[0] {
		src, out = src[1:], out[1:]
	}
	for src != "" && out != "" && src[len(src)-1] == out[len(out)-1] {
		src, out = src[:len(src)-1], out[:len(out)-1]
	}
	return src, out
}

func verifyBox(t *testing.T, src string, s Section, entries []Entry, n int) {
	t.Helper()
	met := entries[n].Box != MetBox
	out, err := SetBox(src, entries[n], met)
	after, ok := edited(t, "SetBox", src, out, s, err)
	if !ok {
		return
	}
	old, new := differing(src, out)
	switch entries[n].Form {
	case BoxEntry:
		if len(old) != 1 || len(new) != 1 {
			t.Errorf("SetBox changes %q to %q in %q", old, new, src)
		}
	case PlainEntry:
		if old != "" || len(new) != 4 {
			t.Errorf("SetBox changes %q to %q in %q", old, new, src)
		}
	}
	want := outlineOf(entries)
	want[n].Box = OpenBox
	if met {
		want[n].Box = MetBox
	}
	if want[n].Form == PlainEntry {
		want[n].Form, want[n].Text = BoxEntry, withoutNumber(want[n].Text)
	}
	expect(t, "SetBox", src, out, after, want)
}

func verifyText(t *testing.T, src string, s Section, entries []Entry, n int, text string) {
	t.Helper()
	out, err := SetText(src, entries[n], text)
	after, ok := edited(t, "SetText", src, out, s, err)
	if !ok {
		return
	}
	want := outlineOf(entries)
	want[n].Text, _ = cleanLine(text)
	expect(t, "SetText", src, out, after, want)
}

func verifyRemove(t *testing.T, src string, s Section, entries []Entry, n int) {
	t.Helper()
	out, err := RemoveEntry(src, s, n)
	after, ok := edited(t, "RemoveEntry", src, out, s, err)
	if ok {
		expect(t, "RemoveEntry", src, out, after, outlineOf(slices.Delete(slices.Clone(entries), n, n+1)))
	}
}

func verifyMove(t *testing.T, src string, s Section, entries []Entry, from, to int) {
	t.Helper()
	out, err := MoveEntry(src, s, from, to)
	after, ok := edited(t, "MoveEntry", src, out, s, err)
	if ok {
		rest := slices.Delete(slices.Clone(entries), from, from+1)
		expect(t, "MoveEntry", src, out, after, outlineOf(slices.Insert(rest, to, entries[from])))
	}
}

func verifyInsert(t *testing.T, src string, s Section, entries []Entry, at int, text string, box bool) {
	t.Helper()
	out, err := InsertEntry(src, s, at, text, box)
	after, ok := edited(t, "InsertEntry", src, out, s, err)
	if !ok {
		return
	}
	added := outline{Form: PlainEntry}
	if box {
		added = outline{Form: BoxEntry, Box: OpenBox}
	}
	added.Text, _ = cleanLine(text)
	expect(t, "InsertEntry", src, out, after, slices.Insert(outlineOf(entries), at, added))
	old, new := differing(src, out)
	if lines := strings.Count(new, "\n"); old != "" || len(entries) > 0 && entries[0].Form != ScenarioEntry && lines > 1 || lines > 3 {
		t.Errorf("InsertEntry changes %q to %q in %q", old, new, src)
	}
}

func verifyAppend(t *testing.T, src, title string) {
	t.Helper()
	out, s, err := AppendSection(src, 0, title, 2)
	after, ok := edited(t, "AppendSection", src, out, s, err)
	if !ok {
		return
	}
	if diff := cmp.Diff(s, after); diff != "" || s.Level != 2 || len(Entries(out, s)) > 0 {
		t.Errorf("AppendSection: %q becomes %q: %s", src, out, diff)
	}
	if old, _ := differing(src, out); old != "" {
		t.Errorf("AppendSection removes %q from %q", old, src)
	}
	verifyInsert(t, out, s, nil, 0, "first", true)
}
