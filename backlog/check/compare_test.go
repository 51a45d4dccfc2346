package check

import (
	"fmt"
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
	past.History, past.Base = nil, nil
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
		return r.Needs&(NeedHistory|NeedSince) != 0 && !c.changed[f.Pos.Path]
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
