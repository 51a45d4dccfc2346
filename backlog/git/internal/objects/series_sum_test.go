package objects

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// TestRollingSum compares sums with plain ones, of texts that resemble the one before in size, beginning or nothing.
func TestRollingSum(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 0))
	r := &rollingSum{kind: plumbing.TreeObject}
	data := make([]byte, 5*markStep)
	known := 0
	for step := range 600 {
		data = bytes.Clone(data)
		switch random.IntN(4) {
		case 0:
			data = make([]byte, random.IntN(6*markStep))
		case 1:
			data = data[:len(data)/markStep*markStep]
		}
		if len(data) > 0 {
			data[random.IntN(len(data))]++
		}
		if len(data) == len(r.last) {
			known += min(sharedBytes(r.last, data)/markStep, len(r.marks))
		}
		if got, want := r.of(data), Sum(plumbing.TreeObject, data); got != want {
			t.Fatalf("step %d, %d bytes: %s, not %s", step, len(data), got, want)
		}
		if len(r.marks) != len(data)/markStep {
			t.Fatalf("step %d: %d marks in %d bytes", step, len(r.marks), len(data))
		}
	}
	if known < 100 {
		t.Errorf("%d times %d bytes were known: too few to show anything", known, markStep)
	}
}

// TestSheetsInUse forgets trees: the memory of one that is compared or verified is not used again.
func TestSheetsInUse(t *testing.T) {
	t.Parallel()
	for name, inUse := range map[string]func(s *sheets, sh *sheet){
		"":         func(*sheets, *sheet) {},
		"compared": func(s *sheets, sh *sheet) { s.pinned = sh },
		"verified": func(_ *sheets, sh *sheet) { sh.busy.Store(true) },
	} {
		s := newSheets()
		s.limit = 1
		data := make([]byte, 2*verifyApart)
		s.put(place{at: 1}, plumbing.TreeObject, data)
		inUse(&s, s.name(place{at: 1}, plumbing.Hash{1}))
		s.put(place{at: 2}, plumbing.TreeObject, []byte("x"))
		if s.named(plumbing.Hash{1}) != nil {
			t.Fatalf("%s: not forgotten", name)
		}
		if again := &s.room(len(data))[:1][0] == &data[0]; again != (name == "") {
			t.Errorf("%s: its memory is used again: %t", name, again)
		}
	}
}
