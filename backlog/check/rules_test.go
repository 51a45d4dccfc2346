package check

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// Every rule has a bad example, in which it finds what is marked and nothing else, and a good one beside it: the same backlog mended,
// which the rule looks at too and finds nothing in.
func TestRules(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			bad := readExample(t, rule, rule.Name+".txtar")
			if len(bad.wants) == 0 {
				t.Fatal("the bad example marks nothing")
			}
			b := load(t, bad.files)
			found := only(rule.Name, Run(b, bad.options))
			bad.match(t, found)
			for _, f := range found {
				if f.Fix == nil || f.Fix.Message == "" {
					t.Errorf("%s: %s: no next step", f.Pos, f.Message)
				}
				if f.End.Line != 0 && (f.End.Line < f.Pos.Line || f.End.Line == f.Pos.Line && f.End.Column < f.Pos.Column) {
					t.Errorf("%s: ends before it begins: %s", f.Pos, f.End)
				}
			}
			bad.fix(t, b, rule.Name, found)

			good := readExample(t, rule, rule.Name+".good.txtar")
			if len(good.wants)+len(good.fixed) > 0 {
				t.Error("the good example marks something")
			}
			for _, f := range only(rule.Name, Run(load(t, good.files), good.options)) {
				t.Errorf("the good example: %s: %s", f.Pos, f.Message)
			}
			judged(t, rule.Name, good)
			mended(t, rule.Name, bad.wants)
		})
	}
}

func readExample(t *testing.T, rule Rule, name string) *archive {
	t.Helper()
	a := readArchive(t, filepath.Join("testdata", name))
	if rule.Needs&NeedForecast != 0 {
		a.options.Forecast = func(backlog.ID) (backlog.Day, bool) { return backlog.NewDay(2026, time.November, 1), true }
	}
	return a
}

// judged holds that a rule runs over an example: it has a level there, and what it needs.
func judged(t *testing.T, rule string, a *archive) {
	t.Helper()
	o := a.options
	o.Rules = Rules()
	for _, p := range newView(load(t, a.files), o).passes() {
		if p.rule.Name == rule {
			return
		}
	}
	t.Error("the rule does not look at the good example")
}

// mended holds that a good example is the bad one and little else: what is marked in the bad one is there, by its file or by its id,
// and most lines are the same.
func mended(t *testing.T, rule string, marked []want) {
	t.Helper()
	was, is := exampleFiles(t, rule+".txtar"), exampleFiles(t, rule+".good.txtar")
	for _, w := range marked {
		id := regexp.MustCompile(`(?m)^id: .*\n`).FindString(was[w.path])
		if _, there := is[w.path]; !there && (id == "" || !strings.Contains(strings.Join(slices.Collect(maps.Values(is)), ""), id)) {
			t.Errorf("%s is not in the good example", w.path)
		}
	}
	before := map[string]int{}
	for _, text := range was {
		for line := range strings.Lines(text) {
			before[line]++
		}
	}
	all, same := 0, 0
	for _, text := range is {
		for line := range strings.Lines(text) {
			all++
			if before[line] > 0 {
				before[line]--
				same++
			}
		}
	}
	if 2*same < all || maps.Equal(was, is) {
		t.Errorf("%d of %d lines are those of the bad example, want most, and something mended", same, all)
	}
}

// exampleFiles gives all of an example by name, revisions and settings too, without marks and repairs.
func exampleFiles(t *testing.T, name string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	comment, files := splitArchive(string(data))
	_, settings, _ := strings.Cut(comment, "\n")
	texts := map[string]string{"": settings}
	for _, f := range files {
		if !strings.HasPrefix(f[0], "fixed/") {
			texts[f[0]] = (&archive{}).takeWants(f[0], f[1])
		}
	}
	return texts
}

// The folder holds two examples of each rule, and nothing that no test reads.
func TestExamplesAreRules(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join("testdata", "worked-example.txtar")}
	for _, r := range Rules() {
		want = append(want, filepath.Join("testdata", r.Name+".txtar"), filepath.Join("testdata", r.Name+".good.txtar"))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// fix repairs what the rule found and compares the files with those below fixed/.
func (a *archive) fix(t *testing.T, b *backlog.Backlog, rule string, found []Finding) {
	t.Helper()
	repaired := b
	for _, f := range found {
		if f.Fix == nil || f.Fix.Edit == nil {
			continue
		}
		next, err := repaired.Apply(f.Fix.Edit)
		if err != nil {
			t.Fatalf("%s: %v", f.Message, err)
		}
		repaired = next
	}
	got := fstest.MapFS{}
	for _, e := range backlog.Edits(b, repaired) {
		if e.New != nil {
			got[e.Path] = &fstest.MapFile{Data: e.New}
		}
	}
	if diff := cmp.Diff(texts(a.fixed), texts(got)); diff != "" {
		t.Error(diff)
	}
	if repaired != b {
		for _, f := range only(rule, Run(repaired, a.options)) {
			if f.Fix.Edit != nil {
				t.Errorf("%s: still found after the fix: %s", f.Pos, f.Message)
			}
		}
	}
}

func texts(files fstest.MapFS) map[string]string {
	out := map[string]string{}
	for path, f := range files {
		out[path] = string(f.Data)
	}
	return out
}

func only(rule string, all []Finding) []Finding {
	var found []Finding
	for _, f := range all {
		if f.Rule == rule {
			found = append(found, f)
		}
	}
	return found
}

// A rule is explained by a title without capital and full stop, and by prose.
func TestRulesAreExplained(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(\.[a-z-]+)+$`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		title, prose, ok := strings.Cut(r.Doc, "\n\n")
		switch {
		case !ok || strings.TrimSpace(prose) == "":
			t.Errorf("%s: no prose", r.Name)
		case title == "" || len(title) > 60 || title[0] < 'a' || title[0] > 'z' || strings.HasSuffix(title, "."):
			t.Errorf("%s: title %q", r.Name, title)
		case !strings.HasSuffix(strings.TrimSpace(prose), ".") && !strings.HasSuffix(strings.TrimSpace(prose), "?"):
			t.Errorf("%s: prose without its point", r.Name)
		}
		if !name.MatchString(r.Name) || seen[r.Name] {
			t.Errorf("%s: not a name, or twice", r.Name)
		}
		seen[r.Name] = true
		if found, ok := Find(r.Name); !ok || found.Doc != r.Doc {
			t.Errorf("%s is not found", r.Name)
		}
	}
}
