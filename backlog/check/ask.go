package check

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

// An Inquiry is what the rules that are on ask of Git about one state of a backlog, beside what its files say. Where nothing is
// asked, Git need not be.
type Inquiry struct {
	// Committed asks for Options.Committed, Earlier for Options.Earlier.
	Committed, Earlier bool
	// Records asks for the commits that changed these records, back to the one that gave each its status: those of a record can be
	// left off there, see [Began]. The commits of all together are Options.History.
	Records []backlog.ID
}

// Ask tells what [Run] could learn from Git.
func Ask(b *backlog.Backlog, o Options) Inquiry {
	o.History, o.Earlier = &History{Since: -1}, b
	v := bareView(b, o.complete())
	var q Inquiry
	on := map[string]bool{}
	for _, p := range v.passes() {
		on[p.rule.Name] = true
	}
	old := o.Today - StaleDays
	for it := range b.Unsorted() {
		q.Committed = q.Committed || on["date.missing"] && undated(it)
		q.Earlier = q.Earlier || on["item.stale"] && waits(it) && it.Created.Day(b.Config().Timezone) < old // or it does not say when it was made
	}
	if on["experiment.fixed"] {
		for _, r := range withStatus(slices.Values(b.Records(backlog.KindExperiment)), []string{"running"}) {
			q.Records = append(q.Records, r.ID)
		}
	}
	return q
}

// Began reports whether a revision made a record, or gave it a status.
func Began(r backlog.Revision, id backlog.ID) bool {
	return slices.ContainsFunc(r.Changes, func(c backlog.Change) bool {
		return c.ID == id && (c.Op == backlog.OpAdd || c.Field == "status")
	})
}
