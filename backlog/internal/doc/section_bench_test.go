package doc

import (
	"strings"
	"testing"
)

// benchStory is a story of about 1.3 kB, as people write them.
var benchStory = "As a student, I want a cheaper fare, so that I can ride every day.\n" +
	"\n" + strings.Repeat("The fare is shown before the ride begins, and once more on the receipt that comes by mail.\n", 5) +
	"\n## Notes\n\n- 2026-10-05 mara: the operator agreed on the phone, the contract follows\n- 2026-10-07 tom: see the sketch in the wiki\n" +
	"\n## Acceptance criteria\n\n" +
	"- [x] Given a confirmed student, when a ride ends, then the fare is 30 % lower\n" +
	"- [ ] A student who is not confirmed pays the normal fare\n" +
	"- [ ] The receipt names the discount and the fare without it\n" +
	"  - also in the copy that is sent by mail\n" +
	"- [ ] Given a lapsed card, when the student rides, then the normal fare is taken and a mail says why\n" +
	"\n## Open questions\n\n- [ ] Who pays the difference?\n"

// BenchmarkCriteria finds the section of criteria in a story and reads its entries.
func BenchmarkCriteria(b *testing.B) {
	b.SetBytes(int64(len(benchStory)))
	b.ReportAllocs()
	for b.Loop() {
		s, ok := FindSection(benchStory, 0, func(title string) bool { return title == "Acceptance criteria" })
		if !ok || len(Entries(benchStory, s)) != 4 {
			b.Fatal("wrong")
		}
	}
}

// TestCriteriaAllocate holds that reading criteria allocates their slice and nothing else.
func TestCriteriaAllocate(t *testing.T) {
	n := testing.AllocsPerRun(100, func() {
		s, _ := FindSection(benchStory, 0, func(title string) bool { return title == "Acceptance criteria" })
		Entries(benchStory, s)
	})
	if n != 1 {
		t.Errorf("%v allocations, want 1", n)
	}
}

// BenchmarkTruth is what the scanner saves: goldmark's reading of the same story.
func BenchmarkTruth(b *testing.B) {
	b.SetBytes(int64(len(benchStory)))
	for b.Loop() {
		trueBlocks(benchStory, 0, len(benchStory))
	}
}
