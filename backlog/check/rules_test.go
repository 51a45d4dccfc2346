package check

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// Every rule finds in its archive what is marked there, and nothing else.
func TestRules(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			a := readArchive(t, filepath.Join("testdata", rule.Name+".txtar"))
			if len(a.wants) == 0 {
				t.Fatal("the archive marks nothing")
			}
			if rule.Needs&NeedForecast != 0 {
				a.options.Forecast = func(backlog.ID) (backlog.Day, bool) { return backlog.NewDay(2026, time.November, 1), true }
			}
			b := load(t, a.files)
			found := only(rule.Name, Run(b, a.options))
			a.match(t, found)
			for _, f := range found {
				if f.Fix == nil || f.Fix.Message == "" {
					t.Errorf("%s: %s: no next step", f.Pos, f.Message)
				}
				if f.End.Line != 0 && (f.End.Line < f.Pos.Line || f.End.Line == f.Pos.Line && f.End.Column < f.Pos.Column) {
					t.Errorf("%s: ends before it begins: %s", f.Pos, f.End)
				}
			}
			a.fix(t, b, rule.Name, found)
		})
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
