package backlog

import (
	"slices"
	"strings"
	"unicode"
)

// diffCriteria gives what came, went, was reworded, ticked or moved. Criteria that only stand lower because another came are
// not named: whoever takes out those named by their old numbers and puts in those named at their new numbers, in rising order,
// has the new list.
func diffCriteria(old, new []Criterion) []CriterionChange {
	partner := matchCriteria(old, new)
	kept := make([]bool, len(new))
	for _, j := range longestRising(partner) {
		kept[j] = true
	}
	var out []CriterionChange
	used := make([]bool, len(old))
	for _, i := range partner {
		if i >= 0 {
			used[i] = true
		}
	}
	for i := range old {
		if !used[i] {
			out = append(out, CriterionChange{Old: stateOf(old[i]), OldN: i + 1})
		}
	}
	for j, i := range partner {
		switch {
		case i < 0:
			out = append(out, CriterionChange{New: stateOf(new[j]), NewN: j + 1})
		case old[i].Text != new[j].Text || old[i].Met != new[j].Met || !kept[j]:
			out = append(out, CriterionChange{Old: stateOf(old[i]), New: stateOf(new[j]), OldN: i + 1, NewN: j + 1})
		}
	}
	return out
}

func stateOf(c Criterion) *CriterionState { return &CriterionState{Text: c.Text, Met: c.Met} }

// matchCriteria gives for each new criterion the index of the old one that it was, -1 for none: equal texts first, then pairs by
// falling likeness of their words, at least a half; ties in order of appearance.
func matchCriteria(old, new []Criterion) []int {
	partner := make([]int, len(new))
	taken := make([]bool, len(old))
	for j := range new {
		partner[j] = -1
		for i := range old {
			if !taken[i] && old[i].Text == new[j].Text {
				partner[j], taken[i] = i, true
				break
			}
		}
	}
	type pair struct {
		i, j int
		like float64
	}
	var pairs []pair
	for j := range new {
		if partner[j] >= 0 {
			continue
		}
		words := wordSet(new[j].Text)
		for i := range old {
			if !taken[i] {
				if like := jaccard(wordSet(old[i].Text), words); like >= 0.5 {
					pairs = append(pairs, pair{i, j, like})
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		switch {
		case x.like > y.like:
			return -1
		case x.like < y.like:
			return 1
		}
		return 0
	})
	for _, p := range pairs {
		if !taken[p.i] && partner[p.j] < 0 {
			partner[p.j], taken[p.i] = p.i, true
		}
	}
	return partner
}

// wordSet is the sorted set of a text's words in lower case.
func wordSet(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return slices.Compact(words)
}

// jaccard is the share of words that two sorted sets have in common, from 0 to 1.
func jaccard(a, b []string) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch strings.Compare(a[i], b[j]) {
		case 0:
			both, i, j = both+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	if len(a)+len(b) == both {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
