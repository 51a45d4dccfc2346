package veloshare_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/examples/veloshare"
)

// A pair is one key of a mapping with its value: scalars as their text, so that 0.10 and "0.10" are equal.
type pair struct {
	Key   string
	Value any
}

// plain gives the value of a node: a string, a list of values, or the pairs of a mapping in their order.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.SequenceNode:
		var list []any
		for _, c := range n.Content {
			list = append(list, plain(c))
		}
		return list
	case yaml.MappingNode:
		var pairs []pair
		for i := 0; i < len(n.Content); i += 2 {
			pairs = append(pairs, pair{n.Content[i].Value, plain(n.Content[i+1])})
		}
		return pairs
	}
	return n.Value
}

func parse(t *testing.T, text string) []pair {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	pairs, ok := plain(&n).([]pair)
	if !ok {
		t.Fatalf("no mapping: %.40q", text)
	}
	return pairs
}

func get(pairs []pair, key string) any {
	i := slices.IndexFunc(pairs, func(p pair) bool { return p.Key == key })
	if i < 0 {
		return nil
	}
	return pairs[i].Value
}

func text(pairs []pair, key string) string {
	s, _ := get(pairs, key).(string)
	return s
}

func without(pairs []pair, keys ...string) []pair {
	return slices.DeleteFunc(slices.Clone(pairs), func(p pair) bool { return slices.Contains(keys, p.Key) })
}

func golden(t *testing.T) []pair {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("testdata", "veloshare.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(page))
}

// The golden file of the tests is that of the design.
func TestGoldenIsThePage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "golden", "veloshare.yaml"))
	if err != nil {
		t.Logf("without the page: %v", err)
		return
	}
	ours, err := os.ReadFile(filepath.Join("testdata", "veloshare.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), string(ours)); diff != "" {
		t.Error(diff)
	}
}

// Every step of the history is there, word by word, and no other.
func TestStepsAreTheHistory(t *testing.T) {
	history, _ := get(golden(t), "history").([]any)
	var want, got []string
	for _, entry := range history {
		step := entry.([]pair)
		want = append(want, describe(text(step, "at"), text(step, "by"), text(step, "why"), oneLines(get(step, "run")), oneLines(get(step, "hand"))))
	}
	for _, s := range veloshare.Steps() {
		var lines, hand []string
		for _, c := range s.Run {
			if c.Line != "" {
				lines = append(lines, oneLine(c.Line))
				continue
			}
			for _, e := range c.Edits {
				hand = append(hand, e.Path)
			}
		}
		got = append(got, describe(s.At, s.By, s.Why, lines, hand))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func describe(at, by, why string, lines, hand []string) string {
	return fmt.Sprintf("%s %s %q %q %q", at, by, why, lines, hand)
}

// oneLines gives a list of texts, each on one line.
func oneLines(list any) (texts []string) {
	entries, _ := list.([]any)
	for _, e := range entries {
		texts = append(texts, oneLine(e.(string)))
	}
	return texts
}

func oneLine(line string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(line, "\\\n", " ")), " ")
}

// The files hold the records of the golden file and nothing else.
func TestFilesAreTheRecords(t *testing.T) {
	page := golden(t)
	want := map[string]string{".gitattributes": "*.md text=auto merge=po\n"}
	got := files(t)
	for _, kind := range backlog.RecordKinds() {
		list, _ := get(page, kind.Folder()).([]any)
		if len(list) == 0 {
			t.Errorf("the golden file has no %s", kind.Folder())
		}
		for _, entry := range list {
			r := entry.([]pair)
			file := path.Join(kind.Folder(), backlog.FileName(backlog.ID(text(r, "id")), text(r, "title")))
			want[file] = body(r)
			front, rest, ok := split(got[file])
			if !ok {
				t.Errorf("%s: no such file, or no front matter", file)
				continue
			}
			got[file] = rest
			if diff := cmp.Diff(without(r, "story", "body", "criteria"), parse(t, front)); diff != "" {
				t.Errorf("%s:\n%s", file, diff)
			}
		}
	}
	for file, key := range map[string]string{"po.yaml": "settings", "product.md": "product"} {
		front, rest, ok := split(got[file])
		if !ok {
			front, rest = got[file], ""
		}
		if diff := cmp.Diff(get(page, key), any(parse(t, front))); diff != "" || rest != "" {
			t.Errorf("%s: body %q\n%s", file, rest, diff)
		}
		delete(got, file)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// body writes the text of a record after its front matter: story or body, then the criteria.
func body(r []pair) string {
	var b strings.Builder
	if s := text(r, "story") + text(r, "body"); s != "" {
		b.WriteString(s + "\n")
	}
	if criteria, _ := get(r, "criteria").([]any); len(criteria) > 0 {
		b.WriteString("\n## Acceptance criteria\n\n")
		for _, c := range criteria {
			b.WriteString("- " + c.(string) + "\n")
		}
	}
	return b.String()
}

// split parts a file into front matter and body.
func split(file string) (front, body string, ok bool) {
	rest, ok := strings.CutPrefix(file, "---\n")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "\n---\n")
}

// files gives the texts of all embedded files by path.
func files(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(veloshare.Files, "backlog", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(veloshare.Files, p)
		texts[strings.TrimPrefix(p, "backlog/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestArgs(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{`po start VS-1`, []string{"po", "start", "VS-1"}},
		{`po add story "Pay: by card" --want 'a "fair" price'`, []string{"po", "add", "story", "Pay: by card", "--want", `a "fair" price`}},
		{"po add story \\\n  --set \"metric.name=rides per week\" --body \"\"", []string{"po", "add", "story", "--set", "metric.name=rides per week", "--body", ""}},
		{``, nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, veloshare.Command{Line: tt.line}.Args()); diff != "" {
			t.Errorf("%s: %s", tt.line, diff)
		}
	}
}

func TestApply(t *testing.T) {
	tests := []struct {
		edit       veloshare.Edit
		text, want string
		ok         bool
	}{
		{veloshare.Edit{Old: "a: 1\n", New: "a: 2\n"}, "a: 1\nb: 1\n", "a: 2\nb: 1\n", true},
		{veloshare.Edit{Old: "a: 1\n"}, "a: 1\nb: 1\n", "b: 1\n", true},
		{veloshare.Edit{New: "new"}, "old", "new", true},
		{veloshare.Edit{Old: "1", New: "2"}, "a: 1\nb: 1\n", "a: 2\nb: 1\n", false},
		{veloshare.Edit{Old: "c", New: "d"}, "a", "a", false},
	}
	for _, tt := range tests {
		if got, ok := tt.edit.Apply(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("%+v on %q = %q, %v, want %q, %v", tt.edit, tt.text, got, ok, tt.want, tt.ok)
		}
	}
}
