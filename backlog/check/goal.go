package check

import "github.com/po-backlog/po/backlog"

func goalRules() []Rule {
	return []Rule{
		{Name: "goal.two-active", Level: Warning, Reach: reachOfGoals, Check: twoActiveGoals, Doc: `one goal is pursued at a time

Two goals are active: achieve or abandon one before the next.`},
		{Name: "goal.measure", Level: Hint, Reach: Near, Check: unmeasuredGoals, Doc: `an active goal can be measured

The goal is active and has no measure.target, so nobody can say when it is reached.`},
	}
}

// reachOfGoals adds all goals when one of them has changed.
func reachOfGoals(f *Focus) { f.addAll(backlog.KindGoal) }

func twoActiveGoals(p *Pass) {
	if !p.judgesAny(backlog.KindGoal) {
		return
	}
	var first backlog.ID
	for _, g := range p.everyInStatus(backlog.KindGoal, "active") {
		if first != "" {
			p.ReportRecord(g, "status", "%s and %s are both active", first, g.ID).Next("po edit %s --status achieved, or planned", first)
			continue
		}
		first = g.ID
	}
}

func unmeasuredGoals(p *Pass) {
	for _, g := range p.inStatus(backlog.KindGoal, "active") {
		if !g.Get("measure.target").IsSet() {
			p.ReportRecord(g, "status", "active without measure.target").Next("po edit %s --set measure.target=…", g.ID)
		}
	}
}
