package check

import (
	"iter"
	"math/big"
	"slices"

	"github.com/po-backlog/po/backlog"
)

// longSprint is how many days a sprint may have, both ends included.
const longSprint = 31

func sprintRules() []Rule {
	return []Rule{
		{Name: "sprint.goal", Level: Error, Reach: Near, Check: sprintGoals, Doc: `an active sprint has a Sprint Goal

Without it there is nothing to negotiate the scope by.`},
		{Name: "sprint.two-active", Level: Error, Reach: reachOfSprints, Check: twoActiveSprints, Doc: `a team is in one sprint

Two sprints of one team are active.`},
		{Name: "sprint.overdue", Level: Warning, Needs: NeedToday, Reach: Near, Check: overdueSprints, Doc: `a sprint ends when it ends

The sprint is active and its last day has passed.`},
		{Name: "sprint.dates", Level: Error, Reach: reachOfSprints, Check: sprintDates, Doc: `a sprint has a length

It ends before it starts, or is longer than 31 days. That it overlaps with another sprint of the team is a warning.`},
		{Name: "sprint.overcommit", Level: Warning, Reach: reachOfCommitment, Check: overcommitted, Doc: `a sprint is planned by the velocity

The points of a planned or active sprint are above 110 % of the mean velocity; below 70 % is a hint (planning: in po.yaml). A
sprint without items, or a team without a closed sprint, is not judged.`},
		{Name: "sprint.not-ready", Level: Hint, Reach: Near, Check: notReadyInSprint, Doc: `what is in a sprint is ready

The sprint is active, and this item of it is still proposed.`},
	}
}

// sprints gives the sprints in some statuses by id, as Records does.
func (p *Pass) sprints(statuses ...string) []backlog.Record {
	return p.inStatus(backlog.KindSprint, statuses...)
}

// inStatus gives the records of a kind in some statuses by id, as Records does.
func (p *Pass) inStatus(kind backlog.RecordKind, statuses ...string) []backlog.Record {
	return withStatus(p.Records(kind), statuses)
}

// everyInStatus is inStatus for rules that compare several: in the focus or not.
func (p *Pass) everyInStatus(kind backlog.RecordKind, statuses ...string) []backlog.Record {
	return withStatus(p.AllRecords(kind), statuses)
}

func withStatus(records iter.Seq[backlog.Record], statuses []string) []backlog.Record {
	var list []backlog.Record
	for r := range records {
		if slices.Contains(statuses, r.Status) {
			list = append(list, r)
		}
	}
	return list
}

// reachOfSprints adds all sprints when one of them has changed.
func reachOfSprints(f *Focus) { f.addAll(backlog.KindSprint) }

// reachOfCommitment adds the sprints of changed items too.
func reachOfCommitment(f *Focus) {
	reachOfSprints(f)
	for it := range f.changedItems() {
		f.addID(it.Sprint)
	}
}

func sprintGoals(p *Pass) {
	for _, s := range p.sprints("active") {
		if !s.Get("sprint_goal").IsSet() {
			p.ReportRecord(s, "status", "active without a Sprint Goal").Next("po edit %s --sprint-goal …", s.ID)
		}
	}
}

func twoActiveSprints(p *Pass) {
	if !p.judgesAny(backlog.KindSprint) {
		return
	}
	first := map[string]backlog.ID{}
	for _, s := range p.everyInStatus(backlog.KindSprint, "active") {
		team := s.Get("team").Text
		if other, twice := first[team]; twice {
			p.ReportRecord(s, "status", "%s and %s are both active", other, s.ID).Next("close %s first", other)
			continue
		}
		first[team] = s.ID
	}
}

func overdueSprints(p *Pass) {
	for _, s := range p.sprints("active") {
		if end := p.day(s.Date("end")); end.IsSet() && end < p.Today {
			p.ReportRecord(s, "end", "active, and ended %s", end).Next("close %s, or move its end", s.ID)
		}
	}
}

func sprintDates(p *Pass) {
	type span struct {
		sprint     backlog.Record
		start, end backlog.Day
	}
	teams := map[string][]span{}
	if !p.judgesAny(backlog.KindSprint) {
		return
	}
	for s := range p.AllRecords(backlog.KindSprint) {
		start, end := p.day(s.Date("start")), p.day(s.Date("end"))
		switch days := end.Sub(start) + 1; {
		case !start.IsSet() || !end.IsSet():
		case days < 1:
			p.ReportRecord(s, "end", "ends %s, before it starts on %s", end, start).Next("po edit %s --end …", s.ID)
		case days > longSprint:
			p.ReportRecord(s, "end", "lasts %d days, at most %d", days, longSprint).Next("po edit %s --end …", s.ID)
		case s.Status != "cancelled":
			team := s.Get("team").Text
			teams[team] = append(teams[team], span{s, start, end})
		}
	}
	for _, spans := range teams {
		slices.SortStableFunc(spans, func(a, b span) int { return int(a.start - b.start) })
		var latest span
		for _, s := range spans {
			if latest.end.IsSet() && s.start <= latest.end {
				p.ReportRecordAs(Warning, s.sprint, "start", "starts %s, before %s ends on %s", s.start, latest.sprint.ID, latest.end).
					Next("po edit %s --start …", s.sprint.ID)
			}
			if s.end > latest.end {
				latest = s
			}
		}
	}
}

// closedSprint is what a closed sprint brought.
type closedSprint struct {
	team   string
	day    backlog.Day
	points *big.Rat
}

// closedSprints gives the closed sprints, the earliest first.
func (v *view) closedSprints() []closedSprint {
	zone := v.backlog.Config().Timezone
	var list []closedSprint
	for _, s := range withStatus(ofKinds(v.allRecords(), []backlog.RecordKind{backlog.KindSprint}), []string{"closed"}) {
		c := closedSprint{s.Get("team").Text, s.Date("closed.date").Day(zone), new(big.Rat)}
		if !c.day.IsSet() {
			c.day = s.Date("end").Day(zone)
		}
		for _, e := range s.Get("closed.done").Map {
			if d := number(e.Value); d.IsSet() {
				c.points.Add(c.points, d.Rat())
			}
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b closedSprint) int { return int(a.day - b.day) })
	return list
}

// velocity is the mean of the points done in the last sprints of a list
// (planning.velocity_sprints of them), nil when there is none.
func (v *view) velocity(list []closedSprint) *big.Rat {
	last := list[max(0, len(list)-max(1, v.backlog.Config().Planning.VelocitySprints)):]
	if len(last) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, c := range last {
		sum.Add(sum, c.points)
	}
	return sum.Quo(sum, big.NewRat(int64(len(last)), 1))
}

func overcommitted(p *Pass) {
	sprints := p.sprints("planned", "active")
	if len(sprints) == 0 {
		return
	}
	closed := p.view.closed()
	points, items := p.pointsBySprint()
	for _, s := range sprints {
		team := s.Get("team").Text
		mean := p.view.velocity(slices.DeleteFunc(slices.Clone(closed), func(c closedSprint) bool { return c.team != team }))
		if mean == nil || mean.Sign() == 0 || items[s.ID] == 0 {
			continue
		}
		percent := new(big.Rat).Quo(points[s.ID], mean)
		percent.Mul(percent, big.NewRat(100, 1))
		text := backlog.RatText(points[s.ID], 2)
		switch {
		case percent.Cmp(p.Config.Planning.Over.Rat()) > 0:
			p.ReportRecord(s, "status", "%s points are %s %% of the mean velocity, %s", text, percent.FloatString(0), backlog.RatText(mean, 1)).
				Next("po edit ITEM --unset sprint, from the bottom")
		case percent.Cmp(p.Config.Planning.Under.Rat()) < 0:
			p.ReportRecordAs(Hint, s, "status", "%s points are %s %% of the mean velocity, %s", text, percent.FloatString(0), backlog.RatText(mean, 1)).
				Next("po edit ITEM --sprint %s, from the top", s.ID)
		}
	}
}

// pointsBySprint sums the points of items, epics and dropped ones aside.
func (p *Pass) pointsBySprint() (points map[backlog.ID]*big.Rat, items map[backlog.ID]int) {
	points, items = map[backlog.ID]*big.Rat{}, map[backlog.ID]int{}
	for it := range p.AllItems() {
		id := it.Sprint
		if id == "" || it.Type == backlog.Epic || it.Category() == backlog.Dropped {
			continue
		}
		if points[id] == nil {
			points[id] = new(big.Rat)
		}
		items[id]++
		if it.Points.IsSet() {
			points[id].Add(points[id], it.Points.Rat())
		}
	}
	return points, items
}

func notReadyInSprint(p *Pass) {
	active := map[backlog.ID]bool{}
	for _, s := range p.everyInStatus(backlog.KindSprint, "active") {
		active[s.ID] = true
	}
	for it := range p.Items(backlog.Proposed) {
		if active[it.Sprint] && it.Type != backlog.Epic {
			p.Report(it, "status", "%s, in the active sprint %s", it.Status, it.Sprint).Next("po ready %s", it.ID)
		}
	}
}

// number is a value as a decimal, unset where it is none.
func number(v backlog.Value) backlog.Decimal {
	d, err := backlog.ParseDecimal(v.Text)
	if err != nil {
		return backlog.Decimal{}
	}
	return d
}
