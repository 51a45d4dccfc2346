package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// manyDigits is how many digits after the point a priority may have before it is time
// to renumber.
const manyDigits = 6

func orderRules() []Rule {
	return []Rule{
		{Name: "order.tie", Level: Warning, Reach: reachOfTies, Check: ties, Doc: `no two open items stand at the same place

Two open items have equal priority, as happens when two branches both place at the top. The lower id goes first, which
nobody decided.
Place one of them before or after the other.`},
		{Name: "order.digits", Level: Hint, Reach: Near, Check: digits, Doc: `priorities are short

Many moves into the same gap have made the number long. It still sorts, but nobody can type it.
po prioritize --renumber gives all open items numbers in steps of 10.`},
		{Name: "order.dependency", Level: Warning, Reach: Near, Check: orderDependency, Doc: `items come after what they depend on

The order takes an item before an open item that it depends on.
Place it behind, or give up the dependency.`},
	}
}

func ties(p *Pass) {
	var last *Item
	for _, it := range p.placed() {
		if last != nil && last.Priority == it.Priority && last.ID != it.ID { // two files of one id are a finding as such
			p.Report(it, "priority", "%s and %s both stand at %s%s; the lower id goes first", last.ID, it.ID, it.Priority, p.position(last)).
				Next("po prioritize %s --before %s, or --after", it.ID, last.ID)
		}
		last = it
	}
}

// placed gives the open items with a priority in order; with a focus only those at a
// priority that an item in it has.
func (p *Pass) placed() []*Item {
	var list []*Item
	at := map[backlog.Priority]bool{}
	for it := range p.Open() {
		if it.Priority.IsSet() {
			list, at[it.Priority] = append(list, it), true
		}
	}
	if p.view.whole || len(list) == 0 {
		return list
	}
	list = nil
	for it := range p.AllItems() {
		if it.Open() && at[it.Priority] {
			list = append(list, &Item{Item: it})
		}
	}
	slices.SortFunc(list, func(a, b *Item) int {
		return cmp.Or(a.Priority.Cmp(b.Priority.Decimal), backlog.Compare(a.ID, b.ID), strings.Compare(a.Path, b.Path))
	})
	return list
}

// reachOfTies adds who stands where a changed item stood or stands.
func reachOfTies(f *Focus) {
	at := map[backlog.Priority]bool{}
	for it := range f.changedItems() {
		if it.Open() && it.Priority.IsSet() {
			at[it.Priority] = true
		}
	}
	if len(at) == 0 {
		return
	}
	for it := range f.others() {
		if it.Open() && at[it.Priority] {
			f.Add(it.Path)
		}
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
			if dep == nil || !dep.Category().Placed() || !standsBefore(it, dep) {
				continue
			}
			p.Report(it, "depends_on", "%s stands before %s, which it depends on", it.ID, dep.ID).
				At(it.EntryPos("depends_on", string(id))).Next("%s", behind(it, dep))
		}
	}
}

// standsBefore reports whether an item with a priority comes before another one in the order.
func standsBefore(it, other *Item) bool {
	if !other.Priority.IsSet() {
		return true
	}
	return cmp.Or(it.Priority.Cmp(other.Priority.Decimal), backlog.Compare(it.ID, other.ID), strings.Compare(it.Path, other.Path)) < 0
}

// behind is the move that brings an item behind another.
func behind(it, dep *Item) string {
	if dep.Priority.IsSet() {
		return fmt.Sprintf("po prioritize %s --after %s", it.ID, dep.ID)
	}
	return fmt.Sprintf("po prioritize %s --before %s", dep.ID, it.ID)
}
