package check

import "github.com/po-backlog/po/backlog"

func readyRules() []Rule {
	return []Rule{
		{Name: "ready.criteria", Level: Error, Reach: Near, Check: readyCriteria, Doc: `a ready item has acceptance criteria

Without them nobody can say when it is done. It is an error for stories and bugs, a warning for the other types; ready:
{criteria: …} in po.yaml says how many are asked for.`},
		readyRule("text", `a ready item says what it is

A story has role and means; a bug steps or what is expected, or a criterion; a spike a question and a time-box; an enabler a text.`),
		readyRule("benefit", `a ready item says what for

It has ends, or a goal (its own, its epic's or its release's), a value or a score. Not asked of bugs and spikes.`),
		readyRule("points", `a ready item is small enough

Its points are at most those under ready: in po.yaml, and set once anything in the backlog is sized.`),
		readyRule("dependencies", `a ready item waits for nothing

What it depends on is finished, or comes earlier in the order and in no later sprint.`),
		readyRule("questions", `a ready item leaves nothing open

No TBD, TODO or ??? in the text, and no open box under "Questions" or "Open questions".`),
		readyRule("unblocked", `a ready item is not blocked

It is blocked, so work on it cannot begin or go on.`),
	}
}

func readyRule(line, doc string) Rule {
	return Rule{Name: "ready." + line, Level: Warning, Doc: doc, Reach: reachOfReady(line), Check: func(p *Pass) {
		for it := range p.Items(backlog.Ready, backlog.Active) {
			for _, l := range it.Ready {
				if l.Name == line && !l.OK {
					p.Report(it, readyField(line), "%s although %s", it.Status, l.Why).Next("%s", p.readyNext(it, line))
				}
			}
		}
	}}
}

// reachOfReady is the reach of a line. Whether items must have points depends on whether
// any has; what an item waits for may be in a sprint that begins on another day.
func reachOfReady(line string) func(*Focus) {
	switch line {
	case "points":
		return func(f *Focus) {
			if f.Old.Sized() != f.New.Sized() {
				f.addWhere(func(it backlog.Item) bool { return it.Category() == backlog.Ready || it.Category() == backlog.Active })
			}
		}
	case "dependencies":
		return func(f *Focus) {
			if f.touches(backlog.KindSprint) {
				f.addWhere(f.waitsInSprint)
			}
		}
	}
	return Near
}

// readyField is the key that a line is about.
func readyField(line string) string {
	switch line {
	case "points":
		return "points"
	case "dependencies":
		return "depends_on"
	case "unblocked":
		return "blocked"
	}
	return "status"
}

// readyNext is the next step for a line that fails.
func (p *Pass) readyNext(it *Item, line string) string {
	id := string(it.ID)
	switch line {
	case "benefit":
		return "po edit " + id + " --value …, or say what for in the text"
	case "points":
		if it.Points.IsSet() {
			return "split " + id + " by what each part is good for"
		}
		return "po edit " + id + " --points …"
	case "dependencies":
		for _, dep := range it.DependsOn {
			if d := p.Item(dep); d != nil && d.Category().Placed() {
				return "po prioritize " + string(d.ID) + " --before " + id
			}
		}
	case "questions":
		return "answer them: po tick " + id + " N --question"
	case "unblocked":
		return "po unblock " + id
	}
	return "po edit " + id
}

func readyCriteria(p *Pass) {
	for it := range p.Items(backlog.Ready, backlog.Active, backlog.Finished) {
		level := Warning
		if it.Type == backlog.Story || it.Type == backlog.Bug {
			level = Error
		}
		for _, l := range it.Ready {
			if l.Name != "criteria" || l.OK {
				continue
			}
			message := "without acceptance criteria"
			if len(it.Criteria) > 0 {
				message = "with " + l.Why
			}
			p.ReportAs(level, it, "status", "%s %s", it.Status, message).
				Next("po criteria %s add \"Given …, when …, then …\"", it.ID)
		}
	}
}
