package check

import (
	"fmt"

	"github.com/po-backlog/po/backlog"
)

// dueSoon is how many days before its due day an item should be in progress.
const dueSoon = 7

func dateRules() []Rule {
	return []Rule{
		{Name: "date.order", Level: Warning, Reach: Near, Check: dateOrder, Doc: `dates follow each other

created, started, done and accepted come in this order; metrics leave an item out where they do not.`},
		{Name: "date.future", Level: Warning, Needs: NeedToday, Reach: Near, Check: dateFuture, Doc: `what has happened lies in the past

started, done or accepted is after today.`},
		{Name: "date.missing", Level: Hint, Past: anyUndated, Reach: Near, Check: dateMissing, Doc: `a finished item says when

The item is finished or closed, has no done, and Git's history does not tell the day either, so it counts in no metric.`},
		{Name: "date.due", Level: Warning, Needs: NeedToday, Reach: Near, Check: dateDue, Doc: `nothing is overdue

The due day has passed and the item is not finished. A hint comes when it is due within 7 days and not in progress.`},
	}
}

// day is a date's day in the backlog's timezone.
func (p *Pass) day(d backlog.Date) backlog.Day { return d.Day(p.Config.Timezone) }

// stamps are the dates of an item's way in the order in which they must come.
func stamps(it *Item) [4]struct {
	key  string
	date backlog.Date
} {
	return [4]struct {
		key  string
		date backlog.Date
	}{{"created", it.Created}, {"started", it.Started}, {"done", it.Done}, {"accepted", it.Accepted}}
}

func dateOrder(p *Pass) {
	for it := range p.Items() {
		key, last := "", backlog.Day(0)
		for _, s := range stamps(it) {
			day := p.day(s.date)
			if !day.IsSet() {
				continue
			}
			if last.IsSet() && day < last {
				p.Report(it, s.key, "%s %s is before %s %s", s.key, day, key, last).Next("po edit %s --%s …", it.ID, s.key)
			}
			key, last = s.key, day
		}
	}
}

func dateFuture(p *Pass) {
	for it := range p.Items() {
		for _, s := range stamps(it) {
			if day := p.day(s.date); s.key != "created" && day > p.Today {
				p.Report(it, s.key, "%s %s is after today", s.key, day).Next("po edit %s --%s %s", it.ID, s.key, p.Today)
			}
		}
	}
}

func dateMissing(p *Pass) {
	seen := p.finishesSeen()
	for it := range p.Items(backlog.Finished, backlog.Closed) {
		if undated(it.Item) && !seen[it.ID] && !wasFinished(p.Base, it.ID) && !wasFinished(p.Committed, it.ID) {
			p.Report(it, "status", "%s without the day on which it was done", it.Status).Next("po edit %s --done YYYY-MM-DD", it.ID)
		}
	}
}

// undated reports whether an item is finished and does not say when.
func undated(it backlog.Item) bool {
	return finished(it.Category()) && !it.Done.IsSet() && it.Type != backlog.Epic
}

// anyUndated reports whether a change has finished such an item.
func anyUndated(f *Focus) bool {
	return f.anyNew(func(it backlog.Item) bool { return undated(it) && !wasFinished(f.Old, it.ID) })
}

// wasFinished reports whether an item was finished in a snapshot of a commit: some commit made it so then.
func wasFinished(b *backlog.Backlog, id backlog.ID) bool {
	it, there := itemNamed(b, id)
	return there && finished(it.Category())
}

// finishesSeen tells for which items Git's history holds the change that finished them.
func (p *Pass) finishesSeen() map[backlog.ID]bool {
	if p.History == nil {
		return nil
	}
	seen := map[backlog.ID]bool{}
	for _, r := range p.History.Revisions {
		for _, c := range r.Changes {
			switch {
			case c.Op == backlog.OpSet && c.Field == "status" && finished(p.Config.Category(backlog.Status(c.New.Text))),
				c.Op == backlog.OpAdd && c.Item != nil && finished(c.Item.Category()):
				seen[c.ID] = true
			}
		}
	}
	return seen
}

func finished(c backlog.Category) bool { return c == backlog.Finished || c == backlog.Closed }

func dateDue(p *Pass) {
	for it := range p.Items(backlog.Unknown, backlog.Proposed, backlog.Ready, backlog.Active) {
		due := p.day(it.Due)
		if !due.IsSet() {
			continue
		}
		switch left := due.Sub(p.Today); {
		case left < 0:
			p.Report(it, "due", "was due %s, %d %s ago", due, -left, plural(-left, "day", "days")).Next("po done %s, or po edit %s --due …", it.ID, it.ID)
		case left <= dueSoon && it.Category() != backlog.Active:
			p.ReportAs(Hint, it, "due", "due %s, %s, and not in progress", due, inDays(left)).Next("po start %s", it.ID)
		}
	}
}

// inDays says how far off a day is: "today", "in 3 days".
func inDays(n int) string {
	if n == 0 {
		return "today"
	}
	return fmt.Sprintf("in %d %s", n, plural(n, "day", "days"))
}

// plural chooses the form of a word that goes with a number.
func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}
