package check

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

// Compare judges two states of a backlog as far as the difference between them can matter.
// It gives what [Run] finds in each in a focus, which is the same for both: the files that
// differ, and others about which something else can be found than before, such as a file
// that names an item which was removed. A finding that only one of the states has, by its
// fingerprint among all findings of the state, is always in the focus; see [Brought]. What
// takes most of the time, the reading of texts, costs as much as the focus is large.
//
// Everything is in the focus where po.yaml differs, or a rule is on that has no Reach.
//
// Options.Base is of no account: it is old, which is taken for committed. What else Options hold of Git and of a forecast is
// about new, and rules that need it judge only files that differ; old is judged without.
// Findings in files that differ come first within their level in after, as with
// Options.Base.
func Compare(old, new *backlog.Backlog, o Options) (before, after []Finding) {
	f := newFocus(old, new, o.complete())
	views := [...]*view{f.before, f.after}
	narrow := f.reach()
	var found [len(views)][]Finding
	parallel(len(views), 1, func(_, i int) {
		v := views[i]
		if narrow {
			v.lookAt(f.paths)
		} else {
			v = newView(v.backlog, v.options)
			v.changed = f.changed
		}
		found[i] = v.run()
	})
	return found[0], found[1]
}

// NeedsHistory reports whether a rule that is on could tell anything from Options.History
// in a comparison of two states. Where none could, an empty [History] in its place gives the
// same findings, and Git need not be asked.
func NeedsHistory(old, new *backlog.Backlog, o Options) bool {
	o.History = &History{}
	f := newFocus(old, new, o.complete())
	for _, p := range f.after.passes() {
		needs := p.rule.Needs&(NeedHistory|NeedSince) != 0
		if needs && p.rule.Past == nil || p.rule.Past != nil && p.rule.Past(f) {
			return true
		}
	}
	return false
}

// Brought reports of each finding of a state whether the state before does not have it. They
// are told apart by their fingerprints, which are counted here in one order for both.
func Brought(before, after []Finding) []bool {
	known := map[string]bool{}
	for _, print := range printsByPlace(before) {
		known[print] = true
	}
	brought := make([]bool, len(after))
	for i, print := range printsByPlace(after) {
		brought[i] = !known[print]
	}
	return brought
}

// printsByPlace gives the fingerprints that findings have where neither their levels nor
// what changed counts for the order.
func printsByPlace(findings []Finding) []string {
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return byPlace(&findings[i], &findings[j])
	})
	sorted := make([]Finding, len(findings))
	for k, i := range order {
		sorted[k] = findings[i]
	}
	prints := make([]string, len(findings))
	for k, print := range Fingerprints(sorted) {
		prints[order[k]] = print
	}
	return prints
}
