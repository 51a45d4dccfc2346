package main

import "slices"

// A spread is what is reported of a series: no mean, since one hiccup of the
// machine moves it, and the ends, since they say whether to believe the middle.
type spread struct {
	min, median, max float64
}

// spreadOf returns the spread of a series; that of an empty one is zero. The
// median of an even number of values lies halfway between the two in the middle.
func spreadOf(values []float64) spread {
	if len(values) == 0 {
		return spread{}
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	return spread{min: sorted[0], median: low + (high-low)/2, max: sorted[len(sorted)-1]}
}
