package backlog

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// diffCriteria gives what came, went, was reworded, ticked or moved, also from the front matter to the body. Criteria that only stand lower because another came are
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
		case *stateOf(old[i]) != *stateOf(new[j]) || !kept[j]:
			out = append(out, CriterionChange{Old: stateOf(old[i]), New: stateOf(new[j]), OldN: i + 1, NewN: j + 1})
		}
	}
	return out
}

func stateOf(c Criterion) *CriterionState {
	return &CriterionState{Text: c.Text, Met: c.Met, Front: c.Form == FrontMatter}
}

// Place is where the criterion stands, in words.
func (s CriterionState) Place() string {
	if s.Front {
		return "front matter"
	}
	return "body"
}

// mostLikenesses bounds how many pairs of criteria are compared word by word: what a rewritten list of thousands was before
// nobody reads, and all pairs of them are work for minutes.
const mostLikenesses = 1 << 16

// matchCriteria gives for each new criterion the index of the old one that it was, -1 for none: equal texts first, then pairs by
// falling likeness of their words, at least a half; ties in order of appearance. Where more than mostLikenesses pairs are left,
// only equal texts count.
func matchCriteria(old, new []Criterion) []int {
	partner, taken := matchEqual(old, new)
	for _, p := range alike(old, new, partner, taken) {
		if !taken[p.i] && partner[p.j] < 0 {
			partner[p.j], taken[p.i] = p.i, true
		}
	}
	return partner
}

// matchEqual pairs criteria of one text, the first with the first.
func matchEqual(old, new []Criterion) (partner []int, taken []bool) {
	partner, taken = make([]int, len(new)), make([]bool, len(old))
	places := make(map[string][]int, len(old))
	for i := range old {
		places[old[i].Text] = append(places[old[i].Text], i)
	}
	for j := range new {
		partner[j] = -1
		if at := places[new[j].Text]; len(at) > 0 {
			partner[j], taken[at[0]] = at[0], true
			places[new[j].Text] = at[1:]
		}
	}
	return partner, taken
}

// pairing is how many words an old and a new criterion share.
type pairing struct {
	i, j int
	like float64
}

// alike gives the pairs without a partner that are alike by half or more, by falling likeness.
func alike(old, new []Criterion, partner []int, taken []bool) []pairing {
	var from, to []int
	for i := range old {
		if !taken[i] {
			from = append(from, i)
		}
	}
	for j := range new {
		if partner[j] < 0 {
			to = append(to, j)
		}
	}
	if len(from)*len(to) > mostLikenesses {
		return nil
	}
	sets := make([][]string, len(from))
	for k, i := range from {
		sets[k] = wordSet(old[i].Text)
	}
	var pairs []pairing
	for _, j := range to {
		words := wordSet(new[j].Text)
		for k, i := range from {
			if like := jaccard(sets[k], words); like >= 0.5 {
				pairs = append(pairs, pairing{i, j, like})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pairing) int { return cmp.Compare(y.like, x.like) })
	return pairs
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
