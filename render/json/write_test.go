package json_test

import (
	stdjson "encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render/json"
)

// load makes a backlog of files.
func load(t *testing.T, files map[string]string) *backlog.Backlog {
	t.Helper()
	fsys := fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := backlog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func items(b *backlog.Backlog) []backlog.Item {
	var out []backlog.Item
	for it := range b.Items() {
		out = append(out, it)
	}
	return out
}

func TestWrite(t *testing.T) {
	type shape struct {
		A string `json:"a"`
		B int    `json:"b,omitempty"`
	}
	tests := []struct {
		name      string
		values    []shape
		selection json.Selection
		want      string
	}{
		{"none", nil, nil, "[]\n"},
		{"one", []shape{{A: "x", B: 1}}, nil, "[\n{\"a\":\"x\",\"b\":1}\n]\n"},
		{"some fields", []shape{{A: "x", B: 1}, {A: "y"}}, json.Selection{"b"}, "[\n{\"b\":1},\n{}\n]\n"},
		{"the order is the shape's", []shape{{A: "x", B: 1}}, json.Selection{"b", "a"}, "[\n{\"a\":\"x\",\"b\":1}\n]\n"},
		{"HTML stays", []shape{{A: "<a> & b"}}, nil, "[\n{\"a\":\"<a> & b\"}\n]\n"},
		{"HTML stays when fields are picked", []shape{{A: "<a> & b"}}, json.Selection{"a"}, "[\n{\"a\":\"<a> & b\"}\n]\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := json.Write(&b, tt.values, tt.selection); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	var b strings.Builder
	if err := json.WriteOne(&b, shape{A: "x", B: 2}, json.Selection{"b"}); err != nil || b.String() != "{\"b\":2}\n" {
		t.Errorf("WriteOne: %q, %v", b.String(), err)
	}
}

// What acts on a terminal or a runner is escaped; the value is the same.
func TestWriteShows(t *testing.T) {
	in := "\x1b[2J \x7f\u0085\u009b \u202e\u2066\u200f\u061c \u2028 ##[error] a#[b] \u200d é 中 \x00"
	var b strings.Builder
	if err := json.Write(&b, []json.Members{{{"##[k\u202e", in}, {"list", []any{in}}}}, nil); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if actsOnTerminal(got) {
		t.Errorf("%q acts on a terminal", got)
	}
	if strings.Contains(got, "##[") || !strings.Contains(got, "é 中") || !strings.Contains(got, "\\u009b") {
		t.Errorf("%q", got)
	}
	var back []map[string]any
	if err := stdjson.Unmarshal([]byte(got), &back); err != nil {
		t.Fatal(err)
	}
	if back[0]["##[k\u202e"] != in {
		t.Errorf("%q is not %q", back[0]["##[k\u202e"], in)
	}
}

// FuzzWrite holds the encoder to the standard library's reading: the values come
// back, and nothing in the text acts.
func FuzzWrite(f *testing.F) {
	f.Add("Pay", "##[a]\u202e\u009b")
	f.Add("\xff", "<&>\u2028\"\\\b")
	f.Add("", "\x00\u200d中👨‍👩‍👧\xed\xa0\x80")
	f.Fuzz(func(t *testing.T, key, value string) {
		var b strings.Builder
		if err := json.WriteOne(&b, json.Members{{key, []string{value}}}, json.Selection{key}); err != nil {
			t.Fatal(err)
		}
		if actsOnTerminal(b.String()) || strings.Contains(b.String(), "##[") {
			t.Errorf("%q acts", b.String())
		}
		var back map[string][]string
		if err := stdjson.Unmarshal([]byte(b.String()), &back); err != nil {
			t.Fatalf("%q: %v", b.String(), err)
		}
		want := map[string][]string{string([]rune(key)): {string([]rune(value))}} // a broken byte is U+FFFD
		if diff := cmp.Diff(want, back); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// actsOnTerminal reports whether a character stands in the text that a terminal
// would obey.
func actsOnTerminal(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || r == 0x61c || r == 0x200e || r == 0x200f ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	})
}

func TestSelect(t *testing.T) {
	fields := []json.Field{{Name: "id"}, {Name: "title"}, {Name: "depends_on"}}
	tests := []struct {
		in   string
		want json.Selection
		err  *json.UnknownFieldError
	}{
		{"", nil, nil},
		{"id", json.Selection{"id"}, nil},
		{"title, id", json.Selection{"title", "id"}, nil},
		{"tilte", nil, &json.UnknownFieldError{Name: "tilte", Near: []string{"title"}}},
		{"id,", nil, &json.UnknownFieldError{Name: ""}},
	}
	for _, tt := range tests {
		got, err := json.Select(tt.in, fields)
		var unknown *json.UnknownFieldError
		errors.As(err, &unknown)
		if diff := cmp.Diff(tt.want, got); diff != "" || cmp.Diff(tt.err, unknown) != "" {
			t.Errorf("Select(%q) = %v, %v", tt.in, got, err)
		}
	}
	if s := json.Selection(nil); !s.Has("x") || s.Named("x") {
		t.Error("the selection of all has every field, and none by name")
	}
}

// Every field that is written can be selected and is documented.
func TestFieldsAreListed(t *testing.T) {
	b := load(t, map[string]string{"items/a.md": "---\nid: VS-1\ntitle: A\nstatus: in-progress\nstarted: 2026-01-01\npriority: 1\n---\nAs a user, I want b, so that c.\n\n## Acceptance criteria\n\n- [ ] d\n"})
	today, _ := backlog.ParseDate("2026-01-02")
	o := json.Options{Today: today.Day(b.Config().Timezone), Texts: true, Score: func(backlog.Item) backlog.Score { return backlog.Score{Class: "M"} }}
	shapes := map[string]struct {
		value  any
		fields []json.Field
	}{
		"item":    {json.ItemOf(b, items(b)[0], o), json.ItemFields(b.Config())},
		"change":  {json.ChangesOf(backlog.Diff(load(t, nil), b), o)[0], json.ChangeFields()},
		"entry":   {json.Entry{}, json.EntryFields()},
		"written": {json.Written{}, json.WrittenFields()},
		"record":  {json.ItemOf(b, items(b)[0], o), json.RecordFields(b.Config())},
		"next":    {json.Item{Why: []string{"x"}}, json.NextFields(b.Config())},
	}
	for name, s := range shapes {
		listed := map[string]bool{}
		for _, f := range s.fields {
			if listed[f.Name] || f.Doc == "" {
				t.Errorf("%s: field %q is listed twice or without a word", name, f.Name)
			}
			listed[f.Name] = true
		}
		text, err := stdjson.Marshal(s.value)
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]any
		if err := stdjson.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for key := range members {
			if !listed[key] {
				t.Errorf("%s: field %q is written and not listed", name, key)
			}
		}
	}
}

// Numbers are written exactly as decimals, in their shortest form.
func TestNumbers(t *testing.T) {
	b := load(t, map[string]string{"items/a.md": "---\nid: VS-1\ntitle: 010\npriority: -0.10\npoints: 007.50\nvalue: 999999999999999.123456789012345\nextra: 1e3\n---\n"})
	var s strings.Builder
	if err := json.Write(&s, json.ItemsOf(b, items(b), json.Options{}), json.Selection{"title", "priority", "points", "value"}); err != nil {
		t.Fatal(err)
	}
	want := "[\n{\"title\":\"010\",\"priority\":-0.1,\"points\":7.5,\"value\":999999999999999.123456789012345}\n]\n"
	if diff := cmp.Diff(want, s.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The revision is git's name of the content.
func TestRevision(t *testing.T) {
	b := load(t, map[string]string{"items/a.md": "---\nid: VS-1\ntitle: A\n---\n"})
	if got, want := json.ItemOf(b, items(b)[0], json.Options{}).Revision, "fc1ba9546ab69b513ee8e30144f5f5156240f550"; got != want {
		t.Errorf("%s, want %s as git hash-object says", got, want)
	}
}

// An array is written as its values come, and is no JSON before its end.
func TestArrayIsWrittenAsItComes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	a := json.NewArray(&b, nil)
	for i, want := range []string{"[\n{\"text\":\"a\",\"met\":false}", "[\n{\"text\":\"a\",\"met\":false},\n{\"text\":\"a\",\"met\":false}"} {
		if err := a.Add(json.State{Text: "a"}); err != nil || b.String() != want {
			t.Errorf("after %d: %q, %v, want %q", i+1, b.String(), err, want)
		}
	}
	if err := a.End(); err != nil || !stdjson.Valid([]byte(b.String())) {
		t.Errorf("%q, %v", b.String(), err)
	}
	b.Reset()
	if err := json.NewArray(&b, nil).End(); err != nil || b.String() != "[]\n" {
		t.Errorf("nothing: %q, %v", b.String(), err)
	}
}
