package backlog

import (
	"strconv"
	"testing"
	"time"
)

// A list of criteria may be as long as a file may be: comparing two of them must stay near to reading them.
func TestDiffOfManyCriteriaIsBounded(t *testing.T) {
	t.Parallel()
	const n = 50_000
	old, reworded := make([]Criterion, n), make([]Criterion, n)
	for i := range n {
		old[i].Text = "a b " + strconv.Itoa(i)
		reworded[i].Text = "a b x" + strconv.Itoa(i)
	}
	start := time.Now()
	if got := len(diffCriteria(old, old)); got != 0 {
		t.Errorf("equal lists: %d changes, want none", got)
	}
	if got := len(diffCriteria(old, reworded)); got != 2*n {
		t.Errorf("all reworded: %d changes, want %d", got, 2*n)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("two comparisons of %d criteria took %v", n, d)
	}
}
