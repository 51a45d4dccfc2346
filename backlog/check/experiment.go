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

// movedTargets compares each running experiment with what it had when it began.
func movedTargets(p *Pass) {
	running := p.inStatus(backlog.KindExperiment, "running")
	began := p.beginnings(running)
	for _, r := range running {
		for _, key := range fixedKeys {
			if was := began[r.ID][key]; was.IsSet() && !was.Equal(r.Get(key)) {
				p.ReportRecord(r, key, "%s was %s when it began", key, was.Text).Next("po edit %s --set %s=%s", r.ID, key, was.Text)
			}
		}
	}
}

// beginnings gives what experiments that run had, when they began, by those of the fixed keys that were changed since: by the
// commits, and where an experiment ran at Base already, by what it had there, since what is in no commit yet counts too.
func (p *Pass) beginnings(running []backlog.Record) map[backlog.ID]map[string]backlog.Value {
	began, walked := map[backlog.ID]map[string]backlog.Value{}, map[backlog.ID]bool{}
	for _, r := range running {
		began[r.ID], walked[r.ID] = map[string]backlog.Value{}, true
	}
	for _, revision := range slices.Backward(p.History.Revisions) {
		for _, c := range revision.Changes {
			if c.Field == "status" || c.Op == backlog.OpAdd {
				delete(walked, c.ID) // it began in this commit
			}
		}
		for _, c := range revision.Changes {
			if walked[c.ID] && c.Op == backlog.OpSet && slices.Contains(fixedKeys, c.Field) && c.Old.IsSet() {
				began[c.ID][c.Field] = c.Old
			}
		}
	}
	for id := range walked {
		if was, ok := p.ranAtBase(id); ok {
			for _, key := range fixedKeys {
				if !began[id][key].IsSet() {
					began[id][key] = was.Get(key)
				}
			}
		}
	}
	return began
}

// ranAtBase gives an experiment as it was at Base, where it was running then.
func (p *Pass) ranAtBase(id backlog.ID) (backlog.Record, bool) {
	if p.Base == nil {
		return backlog.Record{}, false
	}
	if kind, known := p.Base.Has(id); !known || kind != backlog.KindExperiment {
		return backlog.Record{}, false
	}
	was, err := p.Base.Record(id)
	return was, err == nil && was.Status == "running"
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
