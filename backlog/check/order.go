package check

import (
	"fmt"

	"github.com/po-backlog/po/backlog"
)

// manyDigits is how many digits after the point a priority may have before it is time
// to renumber.
const manyDigits = 6

func orderRules() []Rule {
	return []Rule{
		{Name: "order.tie", Level: Warning, Check: ties, Doc: `no two open items stand at the same place

Two open items have equal priority, as happens when two branches both place at the top. The lower id goes first, which
nobody decided.
Place one of them before or after the other.`},
		{Name: "order.digits", Level: Hint, Check: digits, Doc: `priorities are short

Many moves into the same gap have made the number long. It still sorts, but nobody can type it.
po prioritize --renumber gives all open items numbers in steps of 10.`},
		{Name: "order.dependency", Level: Warning, Check: orderDependency, Doc: `items come after what they depend on

The order takes an item before an open item that it depends on.
Place it behind, or give up the dependency.`},
	}
}

func ties(p *Pass) {
	var last *Item
	for it := range p.Open() {
		if !it.Priority.IsSet() {
			return // the rest has none either
		}
		if last != nil && last.Priority == it.Priority {
			p.Report(it, "priority", "%s and %s both stand at %s%s; the lower id goes first", last.ID, it.ID, it.Priority, p.position(last)).
				Next("po prioritize %s --before %s, or --after", it.ID, last.ID)
		}
		last = it
	}
}

// position is the item's place as " (#3)", empty where it has none.
func (p *Pass) position(it *Item) string {
	if n, ok := p.Backlog.Position(it.ID); ok {
		return fmt.Sprintf(" (#%d)", n)
	}
	return ""
}

func digits(p *Pass) {
	for it := range p.Open() {
		if n := it.Priority.Digits(); n > manyDigits {
			p.Report(it, "priority", "%d digits after the point", n).Next("po prioritize --renumber")
		}
	}
}

func orderDependency(p *Pass) {
	for it := range p.Items(backlog.Unknown, backlog.Proposed, backlog.Ready, backlog.Active) {
		if !it.Priority.IsSet() {
			continue
		}
		for _, id := range it.DependsOn {
			dep := p.Item(id)
			if dep == nil || !dep.Category().Placed() || dep.Place <= it.Place {
				continue
			}
			p.Report(it, "depends_on", "%s stands before %s, which it depends on", it.ID, dep.ID).
				At(it.EntryPos("depends_on", string(id))).Next("%s", behind(it, dep))
		}
	}
}

// behind is the move that brings an item behind another.
func behind(it, dep *Item) string {
	if dep.Priority.IsSet() {
		return fmt.Sprintf("po prioritize %s --after %s", it.ID, dep.ID)
	}
	return fmt.Sprintf("po prioritize %s --before %s", dep.ID, it.ID)
}
