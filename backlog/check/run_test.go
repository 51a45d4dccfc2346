package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func backlogOf(t testing.TB, files map[string]string) *backlog.Backlog {
	t.Helper()
	fsys := fstest.MapFS{"po.yaml": &fstest.MapFile{Data: []byte("version: 1\nkey: VS\n")}}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := backlog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func file(front, body string) string { return "---\n" + front + "\n---\n" + body }

func lines(findings []Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%s %s %s", f.Pos, f.Level, f.Rule))
	}
	return out
}

// Errors come first; within a level files that changed since the base, then by path and line.
func TestOrderOfFindings(t *testing.T) {
	files := map[string]string{
		"items/VS-1.md": file("id: VS-1\ntitle: A\nepic: VS-9\ndue: 2026-01-01", "No story."),
		"items/VS-2.md": file("id: VS-2\ntitle: B\ndue: 2026-01-01\ngoal: G-1", "No story."),
		"items/VS-3.md": file("id: VS-3\ntitle: C", "No story."),
	}
	base := backlogOf(t, map[string]string{"items/VS-1.md": files["items/VS-1.md"], "items/VS-3.md": files["items/VS-3.md"]})
	b := backlogOf(t, files)
	o := Options{Today: backlog.NewDay(2026, time.October, 5)}
	want := []string{
		"items/VS-1.md:4:7 error ref.dangling",
		"items/VS-2.md:5:7 error ref.dangling",
		"items/VS-1.md:5:6 warning date.due",
		"items/VS-2.md:4:6 warning date.due",
		"items/VS-1.md:1:1 hint criteria.none",
		"items/VS-1.md:7:1 hint story.form",
		"items/VS-2.md:1:1 hint criteria.none",
		"items/VS-2.md:7:1 hint story.form",
		"items/VS-3.md:1:1 hint criteria.none",
		"items/VS-3.md:5:1 hint story.form",
	}
	if diff := cmp.Diff(want, lines(Run(b, o))); diff != "" {
		t.Error(diff)
	}
	o.Base = base
	for _, pair := range [][2]int{{0, 1}, {2, 3}, {4, 6}, {5, 7}} {
		want[pair[0]], want[pair[1]] = want[pair[1]], want[pair[0]]
	}
	if diff := cmp.Diff(want, lines(Run(b, o))); diff != "" {
		t.Errorf("with a base: %s", diff)
	}
}

// A fingerprint stays when text moves and tells equals apart.
func TestFingerprints(t *testing.T) {
	body := "As a rider, I want maps.\n\n## Acceptance criteria\n\n- [ ] It works\n- [ ] it works\n"
	o := Options{Today: backlog.NewDay(2026, time.October, 5)}
	before := Run(backlogOf(t, map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A", body)}), o)
	after := Run(backlogOf(t, map[string]string{"items/x/VS-1-a.md": file("# a comment\nid: VS-1\ntitle: A", "\n\n"+body)}), o)
	prints := Fingerprints(before)
	if diff := cmp.Diff(prints, Fingerprints(after)); diff != "" {
		t.Error(diff)
	}
	seen := map[string]bool{}
	for i, p := range prints {
		if seen[p] || len(p) != 64 {
			t.Errorf("%s: fingerprint %q", before[i].Rule, p)
		}
		seen[p] = true
	}
	if len(prints) < 4 {
		t.Fatalf("only %d findings", len(prints))
	}
}

// The level of the rule itself wins over that of its group; of equals the later one.
func TestLevels(t *testing.T) {
	b := backlogOf(t, map[string]string{"po.yaml": strings.TrimSpace(`
version: 1
check:
  story.vague: error
  story.*: warning
  score.wsjf.*: off
  score.*: hint
  ready.criteria: {level: off}
  story.solution: {words: [+x]}
`)})
	levels := Levels(b.Config(), Rules())
	for rule, want := range map[string]Level{
		"story.vague": Error, "story.form": Warning, "story.solution": Warning, "score.wsjf.due": Hint, "score.range": Hint,
		"ready.criteria": Off, "set.uniform": Off, "ref.cycle": Error,
	} {
		if levels[rule] != want {
			t.Errorf("%s: %s, want %s", rule, levels[rule], want)
		}
	}
	for l := Off; l <= Error; l++ {
		if got, ok := ParseLevel(l.String()); !ok || got != l {
			t.Errorf("level %d reads back as %d", l, got)
		}
	}
	if _, ok := ParseLevel("fatal"); ok {
		t.Error("fatal is a level")
	}
}

// A level in po.yaml holds for findings that have a level of their own too.
func TestSettingBeatsOwnLevel(t *testing.T) {
	b := backlogOf(t, map[string]string{
		"po.yaml":       "version: 1\ncheck: {item.area: hint}\nareas: [{name: pay}]\n",
		"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: spike", ""),
		"items/VS-2.md": file("id: VS-2\ntitle: A\ntype: spike\narea: x", ""),
	})
	want := []string{"items/VS-1.md:1:1 hint item.area", "items/VS-2.md:5:7 hint item.area"}
	if diff := cmp.Diff(want, lines(only("item.area", Run(b, Options{})))); diff != "" {
		t.Error(diff)
	}
}

// Rules that need what they are not given do not run.
func TestNeeds(t *testing.T) {
	b := backlogOf(t, map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ndue: 2020-01-01", "")})
	if found := only("date.due", Run(b, Options{})); len(found) > 0 {
		t.Errorf("without a day: %v", lines(found))
	}
	rule := Rule{Name: "own.rule", Level: Warning, Check: func(p *Pass) {
		for it := range p.Items(backlog.Proposed) {
			p.Report(it, "title", "called %s", it.Title).Next("po edit %s", it.ID)
		}
	}}
	if diff := cmp.Diff([]string{"items/VS-1.md:3:8 warning own.rule"}, lines(Run(b, Options{Rules: []Rule{rule}}))); diff != "" {
		t.Error(diff)
	}
}

// Hostile backlogs end in findings: a chain of dependencies, one id in all files, a
// thousand references to nothing, a text of nothing but marks.
func TestHostileBacklogs(t *testing.T) {
	const n = 3000
	chain, same, dangling := map[string]string{}, map[string]string{}, map[string]string{}
	for i := range n {
		path := fmt.Sprintf("items/VS-%d.md", i+1)
		chain[path] = file(fmt.Sprintf("id: VS-%d\ntitle: A\ndepends_on: [VS-%d]\nepic: VS-%d", i+1, (i+1)%n+1, (i+1)%n+1), "")
		same[path] = file("id: VS-1\ntitle: A", "As a rider, I want to see maps of it, so that I ride.")
		dangling[path] = file(fmt.Sprintf("id: VS-%d\ntitle: A\ndepends_on: [VS-%d]", i+1, 100000+i), strings.Repeat("**’(VS-1_", 50))
	}
	for name, tt := range map[string]struct {
		files map[string]string
		rule  string
		found int
	}{
		"chain": {chain, "ref.cycle", 2}, "same": {same, "id.duplicate", n}, "dangling": {dangling, "ref.dangling", n},
	} {
		found := only(tt.rule, Run(backlogOf(t, tt.files), Options{Today: backlog.NewDay(2026, time.October, 5)}))
		if len(found) != tt.found {
			t.Errorf("%s: %d findings of %s, want %d", name, len(found), tt.rule, tt.found)
		}
	}
}
