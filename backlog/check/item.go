package check

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

// StaleDays is how many days an item without a place in the order may go without a change.
const StaleDays = 180

// The limits of items: a title in characters, blocked in days.
const (
	longTitle   = 80
	blockedDays = 14
	// velocitySprints is how many closed sprints it takes before their mean velocity
	// limits the size of an item.
	velocitySprints = 3
)

func itemRules() []Rule {
	return []Rule{
		{Name: "item.title-long", Level: Hint, Reach: Near, Check: longTitles, Doc: `a title has at most 80 characters

A long title is cut in every list. The sentence belongs into the body.`},
		{Name: "item.title-comment", Level: Hint, Reach: Near, Check: titleComments, Doc: `a title is not cut by a comment

YAML reads a # after a blank as the beginning of a comment: "title: Fix #12" is "Fix".
Put the title in quotes if the rest belongs to it.`},
		{Name: "item.too-big", Level: Hint, Reach: reachOfVelocity, Check: tooBig, Doc: `an item fits into half a sprint

Its points are above the limit under ready:, or above half of the mean velocity of at least three closed sprints.
Split it by what each part is good for.`},
		{Name: "item.scale", Level: Hint, Reach: Near, Check: offScale, Doc: `points and value are on the scale

po.yaml lists the steps of the scale, and the number is none of them.`},
		{Name: "item.stale", Level: Hint, Needs: NeedToday | NeedEarlier, Reach: Near, Check: stale, Doc: `open items are looked at

The item is open, has no place in the order, and nobody has changed it for 180 days.
Drop it with a reason, or prioritize it.`},
		{Name: "item.blocked-long", Level: Warning, Needs: NeedToday, Reach: Near, Check: blockedLong, Doc: `nothing stays blocked

The item has been blocked for more than 14 days.
Clear the way, or drop it.`},
		{Name: "item.area", Level: Error, Reach: Near, Check: areas, Doc: `every item has its area

po.yaml lists areas, and the item's is none of them; that it has none at all is a warning.`},
	}
}

func longTitles(p *Pass) {
	for it := range p.Items() {
		if len(it.Title) <= longTitle {
			continue
		}
		if n := utf8.RuneCountInString(it.Title); n > longTitle {
			p.Report(it, "title", "the title has %d characters", n).Next("po edit %s --title …", it.ID)
		}
	}
}

func titleComments(p *Pass) {
	for it := range p.Items() {
		if comment, ok := it.TitleComment(); ok && !strings.HasPrefix(comment, "po: ignore") { // which nobody means as title
			p.Report(it, "title", "the title ends before the comment #%s", comment).Next("put the title in quotes if the comment belongs to it")
		}
	}
}

func tooBig(p *Pass) {
	s := p.view.sizes()
	for it := range p.Open() {
		switch {
		case s.aboveLimit(it.Item):
			p.Report(it, "points", "%s points are above the limit of %s", it.Points, s.limit).Next("split %s by what each part is good for", it.ID)
		case s.aboveHalf(it.Item):
			p.Report(it, "points", "%s points are more than half of the mean velocity, %s", it.Points, backlog.RatText(s.velocity, 1)).
				Next("split %s by what each part is good for", it.ID)
		}
	}
}

// sizes is what an item is too big by.
type sizes struct {
	limit          backlog.Decimal
	velocity, half *big.Rat // half is nil with too few closed sprints
}

func (v *view) sizes() sizes {
	s := sizes{limit: v.backlog.Config().Ready.Points}
	if closed := v.closed(); len(closed) >= velocitySprints {
		s.velocity = v.velocity(closed)
		s.half = new(big.Rat).Quo(s.velocity, big.NewRat(2, 1))
	}
	return s
}

func (s sizes) aboveLimit(it backlog.Item) bool {
	return it.Points.IsSet() && it.Type != backlog.Epic && s.limit.IsSet() && s.limit.Less(it.Points)
}

func (s sizes) aboveHalf(it backlog.Item) bool {
	return it.Points.IsSet() && it.Type != backlog.Epic && s.half != nil && it.Points.Rat().Cmp(s.half) > 0
}

// reachOfVelocity adds the items that another velocity makes too big, or fit.
func reachOfVelocity(f *Focus) {
	if !f.touches(backlog.KindSprint) {
		return
	}
	before, after := f.before.sizes(), f.after.sizes()
	for it := range f.others() {
		if it.Open() && before.aboveHalf(it) != after.aboveHalf(it) {
			f.Add(it.Path)
		}
	}
}

func offScale(p *Pass) {
	for it := range p.Items() {
		if scale := p.Config.Points; it.Points.IsSet() && len(scale) > 0 && !slices.Contains(scale, it.Points) {
			p.Report(it, "points", "%s is not on the scale of points", it.Points).Next("po edit %s --points …", it.ID)
		}
		if scale := p.Config.Values; it.Value.IsSet() && len(scale) > 0 && !slices.Contains(scale, it.Value) {
			p.Report(it, "value", "%s is not on the scale of value", it.Value).Next("po edit %s --value …", it.ID)
		}
	}
}

func stale(p *Pass) {
	for it := range p.Open() {
		if !waits(it.Item) {
			continue
		}
		if was, there := itemNamed(p.Earlier, it.ID); there && was.Source() == it.Source() {
			p.Report(it, "", "no change for more than %d days", StaleDays).Next("po drop %s -m …, or po prioritize %s --bottom", it.ID, it.ID)
		}
	}
}

// waits reports whether an item is open and has no place in the order.
func waits(it backlog.Item) bool { return it.Open() && !it.Priority.IsSet() }

// itemNamed gives the item of an id in a snapshot, nil being one without any.
func itemNamed(b *backlog.Backlog, id backlog.ID) (backlog.Item, bool) {
	if b == nil {
		return backlog.Item{}, false
	}
	if kind, known := b.Has(id); !known || kind != backlog.KindItem {
		return backlog.Item{}, false // without asking for ids like it, which looks at all
	}
	it, err := b.Item(id)
	return it, err == nil
}

func blockedLong(p *Pass) {
	for it := range p.Open() {
		if it.Blocked == nil {
			continue
		}
		since, why := p.day(it.Blocked.Since), ""
		if it.Blocked.Reason != "" {
			why = ": " + it.Blocked.Reason
		}
		if days := p.Today.Sub(since); since.IsSet() && days > blockedDays {
			p.Report(it, "blocked.since", "blocked for %d days%s", days, why).
				Next("po unblock %s, or po drop %s -m …", it.ID, it.ID)
		}
	}
}

func areas(p *Pass) {
	if len(p.Config.Areas) == 0 {
		return
	}
	for it := range p.Items() {
		switch {
		case it.Area == "":
			p.ReportAs(Warning, it, "area", "no area").Next("po edit %s --area …", it.ID)
		case !slices.ContainsFunc(p.Config.Areas, func(a backlog.Area) bool { return a.Name == it.Area }):
			p.Report(it, "area", "%s is no area of po.yaml", it.Area).Next("po edit %s --area …", it.ID)
		}
	}
}
