package check

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

func experimentRules() []Rule {
	return []Rule{
		{Name: "experiment.fixed", Level: Warning, Needs: NeedHistory, Past: anyRunning, Reach: Near, Check: movedTargets, Doc: `a running experiment keeps its target

The target, the smallest sample or the end was changed while it ran, so its result proves nothing.`},
		{Name: "experiment.overdue", Level: Warning, Needs: NeedToday, Reach: Near, Check: overdueExperiments, Doc: `an experiment ends when it ends

The experiment is running and its time-box has passed.`},
		{Name: "experiment.incomplete", Level: Error, Reach: Near, Check: incompleteExperiments, Doc: `a running experiment can be judged

It runs without a part of its hypothesis, a target or an end, so nobody can say what it showed.`},
	}
}

// fixedKeys may not change while an experiment runs.
var fixedKeys = []string{"metric.target", "min_sample", "end"}

// anyRunning reports whether a running experiment has changed.
func anyRunning(f *Focus) bool {
	for path := range f.Changed() {
		if r, ok := f.New.RecordAt(path); ok && r.Kind == backlog.KindExperiment && r.Status == "running" {
			return true
		}
	}
	return false
}

// movedTargets walks back from today as far as each experiment has been running.
func movedTargets(p *Pass) {
	running := map[backlog.ID]backlog.Record{}
	for _, r := range p.inStatus(backlog.KindExperiment, "running") {
		running[r.ID] = r
	}
	for _, revision := range slices.Backward(p.History.Revisions) {
		if len(running) == 0 {
			return
		}
		for _, c := range revision.Changes {
			if c.Field == "status" || c.Op == backlog.OpAdd {
				delete(running, c.ID) // it began in this commit
			}
		}
		for _, c := range revision.Changes {
			r, ok := running[c.ID]
			if ok && c.Op == backlog.OpSet && slices.Contains(fixedKeys, c.Field) && c.Old.IsSet() {
				p.ReportRecord(r, c.Field, "%s was %s when it began", c.Field, c.Old.Text).
					Next("po edit %s --set %s=%s", r.ID, c.Field, c.Old.Text)
			}
		}
	}
}

func overdueExperiments(p *Pass) {
	for _, r := range p.inStatus(backlog.KindExperiment, "running") {
		if end := p.day(r.Date("end")); end.IsSet() && end < p.Today {
			p.ReportRecord(r, "end", "running, and ended %s", end).Next("close %s with its result, or move its end", r.ID)
		}
	}
}

func incompleteExperiments(p *Pass) {
	for _, r := range p.inStatus(backlog.KindExperiment, "running") {
		for _, key := range [...]string{"we_believe", "will_result_in", "we_know_when", "metric.target", "end"} {
			if !r.Get(key).IsSet() {
				p.ReportRecord(r, "status", "running without %s", key).Next("po edit %s --set %s=…", r.ID, key)
			}
		}
	}
}
