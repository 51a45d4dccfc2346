package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

func statusRules() []Rule {
	return []Rule{
		{Name: "status.unknown", Level: Error, Reach: Near, Check: unknownStatus, Doc: `a status is one of the flow

The status is none of the flow that po.yaml describes, so nothing can be computed from it.
po check --fix writes the name where the status is a label, or a name in other case.`},
		{Name: "status.verb", Level: Error, Reach: Near, Check: statusVerb, Doc: `every verb leads to one status

Each of ready, start, done, accept, reject and drop needs exactly one target, of its own category; reopen uses those of
ready and of new items.`},
	}
}

func unknownStatus(p *Pass) {
	for it := range p.Items(backlog.Unknown) {
		f := p.Report(it, "status", "%s is no status of the flow", it.Status)
		meant, ok := p.Config.StatusLike(string(it.Status))
		if !ok {
			f.Next("po edit %s --status %s", it.ID, nearestStatus(p.Config, it.Status))
			continue
		}
		f.Message += ": it is called " + string(meant.Name)
		id, name := it.ID, string(meant.Name)
		f.Repair(func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.Set(id, "status", name) }, "write %s", name)
	}
}

// nearestStatus is the status that a word is most like, or all of them to choose from.
func nearestStatus(c *backlog.Config, s backlog.Status) string {
	names := c.StatusNames()
	if near := backlog.Nearest(string(s), names); len(near) > 0 {
		return near[0]
	}
	return strings.Join(names, "|")
}

func statusVerb(p *Pass) {
	for _, e := range p.Config.Problems() {
		p.ReportAt(e.Pos, e.Key, "%s", e.Msg).Next("correct statuses in po.yaml")
	}
}
