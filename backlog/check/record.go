package check

import (
	"strings"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

// The limits of the other records.
const (
	inboxDays       = 30
	visionLength    = 300
	visionSentences = 2
)

func recordRules() []Rule {
	return []Rule{
		{Name: "insight.inbox", Level: Hint, Needs: NeedToday, Reach: reachOfInsights, Check: inbox, Doc: `what customers say is answered

The insight is new, no item names it, and it is more than 30 days old.
Link it to an item, or decline it with a reason.`},
		{Name: "decision.review", Level: Hint, Needs: NeedToday, Reach: Near, Check: reviews, Doc: `a decision is looked at again

The day on which the decision was to be looked at again has passed.`},
		{Name: "product.vision", Level: Hint, Reach: Near, Check: vision, Doc: `a vision is short

More than 2 sentences or 300 characters: nobody will know it by heart.`},
	}
}

// reachOfInsights adds the insights that changed items name.
func reachOfInsights(f *Focus) {
	for it := range f.changedItems() {
		for _, id := range it.Insights {
			f.addID(id)
		}
	}
}

func inbox(p *Pass) {
	insights := p.inStatus(backlog.KindInsight, "new")
	if len(insights) == 0 {
		return
	}
	named := map[backlog.ID]bool{}
	for it := range p.AllItems() {
		for _, id := range it.Insights {
			named[id] = true
		}
	}
	for _, r := range insights {
		day := p.day(r.Date("date"))
		if days := p.Today.Sub(day); day.IsSet() && !named[r.ID] && days > inboxDays {
			p.ReportRecord(r, "date", "new for %d days, and no item names it", days).
				Next("po edit ITEM --append insights=%s, or po edit %s --status declined", r.ID, r.ID)
		}
	}
}

func reviews(p *Pass) {
	for _, r := range p.inStatus(backlog.KindDecision, "proposed", "accepted") {
		if day := p.day(r.Date("review_on")); day.IsSet() && day < p.Today {
			p.ReportRecord(r, "review_on", "to be looked at again %s", day).Next("po edit %s --review-on …", r.ID)
		}
	}
}

func vision(p *Pass) {
	product, ok := p.Backlog.Product()
	if !ok {
		return
	}
	text := strings.TrimSpace(product.Get("vision").Text)
	switch n, length := sentences(text), utf8.RuneCountInString(text); {
	case n > visionSentences:
		p.ReportRecord(product, "vision", "%d sentences, at most %d", n, visionSentences).Next("shorten vision in product.md")
	case length > visionLength:
		p.ReportRecord(product, "vision", "%d characters, at most %d", length, visionLength).Next("shorten vision in product.md")
	}
}

// sentences counts the sentences of a text.
func sentences(text string) int {
	n := 0
	for i := range len(text) {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		last := i+1 == len(text)
		if last || (text[i+1] == ' ' || text[i+1] == '\n') && !(text[i] == '.' && isAbbreviation(text[:i])) {
			n++
		}
	}
	if text != "" && strings.IndexByte(".!?", text[len(text)-1]) < 0 {
		n++ // the last one without its point
	}
	return n
}
