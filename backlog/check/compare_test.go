package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A focus holds whatever a change brings and solves, and what it holds is judged as if everything was: over random backlogs that
// are changed at random.
func TestCompareIsRun(t *testing.T) {
	t.Parallel()
	pairs := 400
	if testing.Short() {
		pairs = 100
	}
	var brought, solved, elsewhere, judged, all int
	rules := map[string]int{}
	for seed := range pairs {
		w := newWorld(uint64(seed))
		c := &compared{old: w.load(t)}
		w.change(1 + w.rng.IntN(4))
		if c.new = w.load(t); seed%2 == 1 {
			c.new = w.update(t, c.old)
		}
		c.options = w.options(c.old, c.new)
		c.judge()
		if diff := c.differs(); diff != "" {
			t.Fatalf("seed %d: %s\n%s", seed, diff, w.told)
		}
		for _, line := range c.brought {
			rules[strings.Fields(line)[1]]++
		}
		brought, solved, elsewhere = brought+len(c.brought), solved+len(c.solved), elsewhere+c.elsewhere
		judged, all = judged+len(c.after), all+len(c.fullAfter)
	}
	t.Logf("%d brought, %d of them elsewhere, %d solved, by %d rules; %d of %d findings in the focus", brought, elsewhere, solved, len(rules), judged, all)
	if judged*2 > all || elsewhere == 0 || solved == 0 {
		t.Errorf("the pairs do not show what a focus is good for")
	}
	if !testing.Short() {
		for _, r := range Rules() {
			if r.Needs&NeedForecast == 0 && rules[r.Name] == 0 {
				t.Errorf("no pair brings anything of %s", r.Name)
			}
		}
	}
}

// compared are two states, judged both ways.
type compared struct {
	old, new                          *backlog.Backlog
	options                           Options
	before, after                     []Finding // of Compare
	fullBefore, fullAfter             []Finding // of Run
	brought, solved                   []string
	elsewhere                         int
	changed, focus                    map[string]bool
	withoutHistory, withoutHistoryOld []Finding
}

func (c *compared) judge() {
	past := c.options
	past.History, past.Base, past.Committed, past.Earlier = nil, nil, c.old, nil
	c.fullBefore, c.fullAfter = Run(c.old, past), Run(c.new, c.options)
	f := newFocus(c.old, c.new, c.options.complete())
	if c.changed = f.changed; f.reach() {
		c.focus = f.paths
	}
	c.before, c.after = Compare(c.old, c.new, c.options)
	empty := c.options
	empty.History = &History{}
	c.withoutHistoryOld, c.withoutHistory = Compare(c.old, c.new, empty)
}

// differs says in what Compare is not Run.
func (c *compared) differs() string {
	// What a rule says that asks what happened counts in files that changed.
	full := slices.DeleteFunc(slices.Clone(c.fullAfter), func(f Finding) bool {
		r, _ := Find(f.Rule)
		return r.Needs&(NeedHistory|NeedSince|NeedEarlier) != 0 && !c.changed[f.Pos.Path]
	})
	inFocus := func(f Finding) bool { return c.focus == nil || c.focus[f.Pos.Path] }
	for path := range c.changed {
		if c.focus != nil && !c.focus[path] {
			return path + " changed and is not in the focus"
		}
	}
	c.brought, c.solved = onlyIn(c.before, c.after), onlyIn(c.after, c.before)
	for _, line := range c.brought {
		if !c.changed[strings.SplitN(line, ":", 2)[0]] {
			c.elsewhere++
		}
	}
	diff := cmp.Diff(onlyIn(c.fullBefore, full), c.brought)
	if diff == "" {
		diff = cmp.Diff(onlyIn(full, c.fullBefore), c.solved)
	}
	if diff == "" {
		diff = cmp.Diff(whole(c.fullBefore, inFocus), whole(c.before, nil))
	}
	if diff == "" {
		diff = cmp.Diff(whole(full, inFocus), whole(c.after, nil))
	}
	if diff == "" && !NeedsHistory(c.old, c.new, c.options) {
		diff = cmp.Diff(onlyIn(c.before, c.after), onlyIn(c.withoutHistoryOld, c.withoutHistory))
	}
	return diff
}

// onlyIn words what the second of two lists of findings has and the first has not.
func onlyIn(before, after []Finding) []string {
	var lines []string
	for i, brought := range Brought(before, after) {
		if f := after[i]; brought {
			lines = append(lines, fmt.Sprintf("%s: %s %s %s: %s", f.Pos.Path, f.Rule, f.ID, f.Field, f.Message))
		}
	}
	slices.Sort(lines)
	return lines
}

// whole words all that findings hold, of those that are to be kept, in their order.
func whole(findings []Finding, keep func(Finding) bool) []string {
	var lines []string
	for _, f := range findings {
		if keep == nil || keep(f) {
			lines = append(lines, fmt.Sprintf("%s-%d:%d %s %s %s %s: %s: %s", f.Pos, f.End.Line, f.End.Column, f.Level, f.Rule, f.ID, f.Field, f.Message, f.Fix.Message))
		}
	}
	return lines
}

// What a change does to files that have no part in it is brought, case by case.
func TestReach(t *testing.T) {
	t.Parallel()
	const story = "As a rider, I want to pay by card in the app, so that I need no cash."
	plain := "\n## Acceptance criteria\n\n- [ ] It is seen\n"
	ready := func(front string) string {
		return file("id: VS-1\ntitle: A\nstatus: ready\n"+front, "As a rider, I want to lock the bike at a post.\n"+plain)
	}
	for name, tt := range map[string]struct {
		same, old, new map[string]string
		rules          []string // all, where none is named
		want           []string
	}{
		"a file that could not be read is gone": {
			same: map[string]string{"items/VS-1.md": ready("value: 1\npriority: 9\ndepends_on: [VS-2]")},
			old:  map[string]string{"items/VS-2-a.md": "---\nid"},
			want: []string{"items/VS-1.md: ref.dangling VS-1 depends_on: depends_on: there is no VS-2"},
		},
		"the first item has points": {
			same: map[string]string{"items/VS-1.md": ready("value: 1")},
			old:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike", "")},
			new:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npoints: 2", "")},
			want: []string{"items/VS-1.md: ready.points VS-1 points: ready although no points"},
		},
		"the sprint of what it waits for begins later": {
			same: map[string]string{
				"items/VS-1.md": ready("value: 1\npriority: 9\nsprint: S-2\ndepends_on: [VS-2]"), "items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npriority: 8\nsprint: S-1", ""),
				"sprints/S-2.md": file("id: S-2\ntitle: Two\nstart: 2026-10-20", ""),
			},
			old:  map[string]string{"sprints/S-1.md": file("id: S-1\ntitle: One\nstart: 2026-10-01", "")},
			new:  map[string]string{"sprints/S-1.md": file("id: S-1\ntitle: One\nstart: 2026-11-01", "")},
			want: []string{"items/VS-1.md: ready.dependencies VS-1 depends_on: ready although waits for VS-2"},
		},
		"what it waits for is placed behind": {
			same: map[string]string{"items/VS-1.md": ready("value: 1\npriority: 9\ndepends_on: [VS-2]")},
			old:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npriority: 8", "")},
			new:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npriority: 10", "")},
			want: []string{
				"items/VS-1.md: order.dependency VS-1 depends_on: VS-1 stands before VS-2, which it depends on",
				"items/VS-1.md: ready.dependencies VS-1 depends_on: ready although waits for VS-2",
			},
		},
		"its epic serves no goal any more": {
			same: map[string]string{"items/VS-1.md": ready("epic: VS-2"), "goals/G-1.md": file("id: G-1\ntitle: G", "")},
			old:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: epic\ngoal: G-1", "")},
			new:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: epic", "")},
			want: []string{
				`items/VS-1.md: ready.benefit VS-1 status: ready although no "so that", goal, value or score`,
				"items/VS-1.md: story.ends VS-1 body: no ends, goal, value or score",
			},
		},
		"epics are in a circle": {
			rules: []string{"ref.cycle"},
			same: map[string]string{
				"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: epic\nepic: VS-2", ""), "items/VS-2.md": file("id: VS-2\ntitle: B\ntype: epic\nepic: VS-3", ""),
			},
			old:  map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C\ntype: epic", "")},
			new:  map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C\ntype: epic\nepic: VS-1", "")},
			want: []string{"items/VS-1.md: ref.cycle VS-1 epic: a circle of epic: VS-1 → VS-2 → VS-3 → VS-1"},
		},
		"its epic is closed": {
			same: map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: spike\nepic: VS-2", "")},
			old:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: epic", "")},
			new:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: epic\nstatus: dropped", "")},
			want: []string{"items/VS-1.md: ref.closed-epic VS-1 epic: VS-1 is draft, and its epic VS-2 is dropped"},
		},
		"what it waits for is moved to a later sprint": {
			same: map[string]string{
				"items/VS-1.md":  ready("value: 1\npriority: 9\nsprint: S-1\ndepends_on: [VS-2]"),
				"sprints/S-1.md": file("id: S-1\ntitle: One\nstart: 2026-10-01", ""), "sprints/S-2.md": file("id: S-2\ntitle: Two\nstart: 2026-10-20", ""),
			},
			old:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npriority: 8\nsprint: S-1", "")},
			new:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B\ntype: spike\npriority: 8\nsprint: S-2", "")},
			want: []string{"items/VS-1.md: ready.dependencies VS-1 depends_on: ready although waits for VS-2"},
		},
		"a bug changes the order of two stories, which are scored against all": {
			rules: []string{"set.duplicate"},
			same: map[string]string{
				"po.yaml":       "version: 1\nkey: VS\nscore: weighted\nscoring: {weights: {value: 1, points: 1}}\n",
				"items/VS-1.md": file("id: VS-1\ntitle: A\nvalue: 10\npoints: 1", story), "items/VS-2.md": file("id: VS-2\ntitle: B\nvalue: 1\npoints: 5", story),
			},
			old:  map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C\ntype: bug\nvalue: 1\npoints: 50", "")},
			new:  map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C\ntype: bug\nvalue: 100\npoints: 5", "")},
			want: []string{"items/VS-1.md: set.duplicate VS-1 body: says the same as VS-2"},
		},
		"the scale of points is another": {
			same: map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: spike\npoints: 5", "")},
			new:  map[string]string{"po.yaml": "version: 1\nkey: VS\npoints: [1, 2, 4]\n"},
			want: []string{"items/VS-1.md: item.scale VS-1 points: 5 is not on the scale of points"},
		},
		"a second sprint is active": {
			rules: []string{"sprint.two-active"},
			same:  map[string]string{"sprints/S-2.md": file("id: S-2\ntitle: Two\nstatus: active", "")},
			old:   map[string]string{"sprints/S-1.md": file("id: S-1\ntitle: One", "")},
			new:   map[string]string{"sprints/S-1.md": file("id: S-1\ntitle: One\nstatus: active", "")},
			want:  []string{"sprints/S-2.md: sprint.two-active S-2 status: S-1 and S-2 are both active"},
		},
		"the same is told before": {
			rules: []string{"set.duplicate"},
			same:  map[string]string{"items/VS-2.md": file("id: VS-2\ntitle: B", story)},
			new:   map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A", story)},
			want:  []string{"items/VS-2.md: set.duplicate VS-2 body: says the same as VS-1"},
		},
		"a comment silences what does not fire any more": {
			same: map[string]string{"items/VS-2.md": file("# po: ignore order.tie because we know\nid: VS-2\ntitle: B\ntype: spike\npriority: 5", "")},
			old:  map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: spike\npriority: 5", "")},
			new:  map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A\ntype: spike\npriority: 4", "")},
			want: []string{"items/VS-2.md: check.ignore-unused VS-2 : order.tie does not fire here"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{Today: backlog.NewDay(2026, 10, 5)}
			for _, rule := range tt.rules {
				r, _ := Find(rule)
				o.Rules = append(o.Rules, r)
			}
			before, after := Compare(backlogOf(t, united(tt.same, tt.old)), backlogOf(t, united(tt.same, tt.new)), o)
			got := slices.DeleteFunc(onlyIn(before, after), func(line string) bool {
				path, _, _ := strings.Cut(line, ":")
				return tt.same[path] == ""
			})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func united(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// Of two files with one id, what is found in the new one is brought, although it comes first.
func TestBroughtIsTheNewOne(t *testing.T) {
	t.Parallel()
	same := map[string]string{"items/A.md": file("id: VS-1\ntitle: A\ntype: spike\nepic: VS-9", "")}
	old, now := backlogOf(t, same), backlogOf(t, united(same, map[string]string{"items/Z.md": file("id: VS-1\ntitle: Z\ntype: spike\nepic: VS-9", "")}))
	dangling, _ := Find("ref.dangling")
	before, after := Compare(old, now, Options{Rules: []Rule{dangling}})
	if diff := cmp.Diff([]string{"items/Z.md:5:7 error ref.dangling", "items/A.md:5:7 error ref.dangling"}, lines(after)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"items/Z.md: ref.dangling VS-1 epic: epic: there is no VS-9"}, onlyIn(before, after)); diff != "" {
		t.Error(diff)
	}
}

// Every rule of the table says whom a change concerns.
func TestRulesHaveReach(t *testing.T) {
	t.Parallel()
	for _, r := range Rules() {
		if r.Reach == nil {
			t.Errorf("%s has no reach: with it everything is judged", r.Name)
		}
		if r.Needs&(NeedHistory|NeedSince) != 0 && r.Past == nil {
			t.Errorf("%s does not say when it needs the history: it is read always", r.Name)
		}
	}
}

// A rule that does not say how far it reaches is right all the same.
func TestRuleWithoutReach(t *testing.T) {
	t.Parallel()
	few := Rule{Name: "own.few", Level: Warning, Check: func(p *Pass) {
		n := 0
		for range p.Items() {
			n++
		}
		for it := range p.Items() {
			if n < 3 {
				p.Report(it, "title", "one of %d", n).Next("add more")
			}
		}
	}}
	files := map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A", ""), "items/VS-2.md": file("id: VS-2\ntitle: B", "")}
	old := backlogOf(t, united(files, map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C", "")}))
	before, after := Compare(old, backlogOf(t, files), Options{Rules: []Rule{few}})
	want := []string{"items/VS-1.md: own.few VS-1 title: one of 2", "items/VS-2.md: own.few VS-2 title: one of 2"}
	if diff := cmp.Diff(want, onlyIn(before, after)); diff != "" {
		t.Error(diff)
	}
}
