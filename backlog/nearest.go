package backlog

import (
	"cmp"
	"slices"
	"strings"
)

// A slip is at most this many edits away, and nobody means something this long by mistake.
const (
	maxSlip       = 2
	maxSlipLength = 64
	maxNearest    = 3
)

// Nearest finds what somebody may have meant by a word that is not among the candidates: those at edit distance 2 or
// less, best first, at most three. Case does not count; two neighbours swapped are one edit, and of equally distant
// candidates the one with the same letters comes first, then the one of the same length, then the earlier one.
func Nearest[S ~string](want S, candidates []S) []S {
	if len(want) > maxSlipLength {
		return nil
	}
	type near struct {
		candidate S
		distance  int
		rank      int
	}
	var found []near
	word := strings.ToLower(string(want))
	for _, c := range candidates {
		if abs(len(c)-len(want)) > maxSlip {
			continue
		}
		other := strings.ToLower(string(c))
		if d := editDistance(word, other); d <= maxSlip && d < len(word) {
			found = append(found, near{c, d, likeness(word, other)})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.rank, b.rank))
	})
	var out []S
	for _, f := range found {
		if len(out) < maxNearest && !slices.Contains(out, f.candidate) {
			out = append(out, f.candidate)
		}
	}
	return out
}

// likeness ranks words at the same distance: same letters in another order, then same length, then the rest.
func likeness(a, b string) int {
	switch x, y := []byte(a), []byte(b); {
	case len(a) != len(b):
		return 2
	default:
		slices.Sort(x)
		slices.Sort(y)
		if string(x) == string(y) {
			return 0
		}
		return 1
	}
}

// editDistance counts the bytes to insert, delete, replace or swap with a neighbour that make a into b.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
