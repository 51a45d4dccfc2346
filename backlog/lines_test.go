package backlog

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
)

// TestDiffSeqApplies checks on random sequences that the deletions and insertions turn one into the other.
func TestDiffSeqApplies(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := randomLetters(r), randomLetters(r)
		var got []byte
		i := 0
		for _, e := range diffSeq(len(a), len(b), func(x, y int) bool { return a[x] == b[y] }) {
			if e.old >= 0 {
				got = append(got, a[i:e.old]...)
				i = e.old + 1
				continue
			}
			for len(got) < e.new {
				got = append(got, a[i])
				i++
			}
			got = append(got, b[e.new])
		}
		got = append(got, a[i:]...)
		if !slices.Equal(got, b) {
			t.Fatalf("%q → %q gives %q", a, b, got)
		}
	}
}

// TestHunksApply checks that the hunks of random texts, applied by their places alone, give the new text.
func TestHunksApply(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		old, new := randomLines(r), randomLines(r)
		var got []string
		i := 0
		for _, h := range hunks(old, new) {
			got = append(got, old[i:h.OldAt-1]...)
			if len(got) != h.NewAt-1 {
				t.Fatalf("%q → %q: hunk %+v stands at line %d", old, new, h, len(got)+1)
			}
			got = append(got, h.New...)
			i = h.OldAt - 1 + len(h.Old)
		}
		got = append(got, old[i:]...)
		if !slices.Equal(got, new) {
			t.Fatalf("%q → %q gives %q", old, new, got)
		}
	}
}

func randomLetters(r *rand.Rand) []byte {
	s := make([]byte, r.IntN(12))
	for i := range s {
		s[i] = "abc"[r.IntN(3)]
	}
	return s
}

func randomLines(r *rand.Rand) []string {
	var lines []string
	for _, c := range randomLetters(r) {
		lines = append(lines, string(c))
	}
	return lines
}

// TestBrokenOnBothSides says nothing of a file that is as broken as it was, even where the snapshots share no file.
func TestBrokenOnBothSides(t *testing.T) {
	load := func(broken string) *Backlog {
		b, err := Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\n")}, "items/US-1.md": {Data: []byte(broken)}})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if changes := Diff(load("no front matter"), load("no front matter")); len(changes) > 0 {
		t.Errorf("%+v", changes)
	}
	if changes := Diff(load("no front matter"), load("other words")); len(changes) != 1 || changes[0].Op != OpUnreadable {
		t.Errorf("%+v", changes)
	}
}
