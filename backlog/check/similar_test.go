package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSimilarTexts(t *testing.T) {
	texts := []string{
		"see free bikes near me",
		"pay for my ride by card",
		"see all free bikes near me",   // 5 of 6: 0.83
		"see the free bikes near you",  // 4 of 7
		"Near me, see free bikes!",     // equal sets
		"see free bikes",               // fewer than 4 words
		"see free bikes",               //
		"me near bikes free see",       // a third equal one
		"near free me see bikes",       // a fourth
		"pay for my long ride by card", // 6 of 7: 0.86
		"",
	}
	want := [][]int{nil, nil, {0}, nil, {0, 2}, nil, nil, {0, 2, 4}, {0, 4, 7}, {1}, nil}
	if diff := cmp.Diff(want, similarTexts(texts)); diff != "" {
		t.Error(diff)
	}
}

func TestDuplicateTexts(t *testing.T) {
	texts := []string{"As a rider, I want MAPS.", "", "as  a rider I want maps", "AS A RIDER; I want-maps", "other", "...", ""}
	if diff := cmp.Diff([]int{-1, -1, 0, 0, -1, -1, -1}, duplicateTexts(texts)); diff != "" {
		t.Error(diff)
	}
}

// The index finds what comparing all pairs finds.
func TestSimilarAgreesWithAllPairs(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		texts := randomTexts(rng, 120, 6+int(seed)%20, 3+int(seed)%9)
		sets := newSimilarIndex(texts).sets
		got := similarTexts(texts)
		for i := range texts {
			var want []int
			for j := range i {
				if n := common(sets[i], sets[j]); len(sets[i]) >= minSimilar && len(sets[j]) >= minSimilar &&
					5*n >= 4*(len(sets[i])+len(sets[j])-n) {
					want = append(want, j)
				}
			}
			if len(got[i]) != min(len(want), maxPartners) {
				t.Fatalf("seed %d: text %d has partners %v, all pairs give %v", seed, i, got[i], want)
			}
			for _, j := range got[i] {
				if !slices.Contains(want, j) {
					t.Fatalf("seed %d: text %d and %d are not similar", seed, i, j)
				}
			}
		}
	}
}

func randomTexts(rng *rand.Rand, n, vocabulary, words int) []string {
	texts := make([]string, n)
	for i := range texts {
		var b strings.Builder
		for range words + rng.IntN(4) {
			fmt.Fprintf(&b, "w%d ", rng.IntN(vocabulary))
		}
		texts[i] = b.String()
	}
	return texts
}

func BenchmarkSimilar(b *testing.B) {
	for _, vocabulary := range []int{40, 200, 2000} {
		texts := randomTexts(rand.New(rand.NewPCG(1, 1)), 10_000, vocabulary, 10)
		b.Run(fmt.Sprintf("of %d words", vocabulary), func(b *testing.B) {
			for b.Loop() {
				similarTexts(texts)
			}
		})
	}
}
