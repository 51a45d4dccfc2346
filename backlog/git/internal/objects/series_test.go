package objects_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// crowd commits states of two large folders, each of which differs from the one before in little; the newest tree comes first.
func (r *repo) crowd(random *rand.Rand, commits int) []plumbing.Hash {
	r.t.Helper()
	var stream strings.Builder
	name := func() string {
		return fmt.Sprintf("%s/%03d%s", []string{"d", "d/2e", "f"}[random.IntN(3)], random.IntN(400), strings.Repeat("n", random.IntN(2)))
	}
	for n := range commits {
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 1\nx\n", 1_700_000_000+n)
		changes := 1 + random.IntN(3)
		if n == 0 {
			changes = 900
		}
		for range changes {
			switch {
			case n > 0 && random.IntN(12) == 0:
				fmt.Fprintf(&stream, "D %s\n", name())
			case random.IntN(40) == 0:
				fmt.Fprintf(&stream, "M 100755 inline %s/x\ndata 1\nx\n", name()) // a file becomes a folder
			default:
				fmt.Fprintf(&stream, "M 100644 inline %s\ndata 5\n%05d\n", name(), random.IntN(99999))
			}
		}
	}
	r.git(stream.String(), "fast-import", "--quiet")
	r.git("", "repack", "-adfq")
	var trees []plumbing.Hash
	for line := range strings.Lines(r.git("", "log", "--format=%T", "main")) {
		trees = append(trees, plumbing.NewHash(strings.TrimSpace(line)))
	}
	return trees
}

// differences writes down what a comparison gives.
func differences(out *[]string) func(objects.TreeChange) {
	return func(c objects.TreeChange) {
		*out = append(*out, fmt.Sprintf("%s: %s %o %s, %s %o %s", c.Path, c.Old.Name, c.Old.Mode, c.Old.ID, c.New.Name, c.New.Mode, c.New.ID))
	}
}

func everywhere(string, objects.TreeEntry) bool { return true }

// TestSeriesIsDiff compares what a series gives with [objects.Store.Diff], of a history from its end to its beginning and of pairs
// at random, with memory for all trees and for a few.
func TestSeriesIsDiff(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 0))
	r := newRepo(t)
	trees := r.crowd(random, 200)
	for range 150 { // among a few, so that many are known and were not read last
		trees = append(trees, trees[random.IntN(8)*24])
	}
	for _, keep := range []int{32 << 20, 300_000, 1} {
		store, plain := r.store(), r.store()
		if _, _, err := store.Read(r.hash("rev-parse", "main")); err != nil { // so that the pack is known
			t.Fatal(err)
		}
		series := store.Series()
		series.Keep(keep)
		var proofs []objects.Proof
		proven := 0
		for i, old := range append(trees[1:], plumbing.ZeroHash) {
			var want, got []string
			if err := plain.Diff(old, trees[i], everywhere, differences(&want)); err != nil {
				t.Fatal(err)
			}
			proof, err := series.Diff(old, trees[i], everywhere, differences(&got))
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatalf("pair %d, memory %d: %v: %s", i, keep, err, diff)
			}
			proofs, proven = append(proofs, proof), proven+len(proof)
		}
		if used := series.Unused() > 0; used != (keep < 1<<20) {
			t.Errorf("memory %d: used again: %t", keep, used)
		}
		series.Close()
		for i, p := range proofs {
			if !p.Holds() {
				t.Errorf("pair %d, memory %d: not proven", i, keep)
			}
		}
		if proven < len(trees) {
			t.Errorf("memory %d: %d trees were read out of the pack: too few to show anything", keep, proven)
		}
	}
}

// TestSeriesProof has trees under the names of others in a pack, small and large, whole and as deltas: the series says so, and what
// is whole elsewhere is found.
func TestSeriesProof(t *testing.T) {
	t.Parallel()
	for _, entries := range []int{3, 300} {
		for _, onBase := range []bool{false, true} {
			r := newRepo(t)
			right, wrong := treeText(entries, 7), treeText(entries, 8)
			id := r.loose(right)
			base := treeText(entries, 9)
			p := newHandPack(t)
			old := p.whole(plumbing.TreeObject, base)
			if onBase {
				p.on(id, old, delta(uint64(len(base)), uint64(len(wrong)), insertAll(wrong)))
			} else {
				p.add(id, plumbing.TreeObject, uint64(len(wrong)), nil, []byte(wrong))
			}
			p.store(r, 1<<31)
			s := r.store()
			if _, _, err := s.Read(old); err != nil {
				t.Fatal(err)
			}
			series := s.Series()
			proof, err := series.Diff(old, id, everywhere, func(objects.TreeChange) {})
			if err == nil && proof.Holds() {
				t.Errorf("%d entries, delta %t: a wrong tree was proven", entries, onBase)
			}
			series.Close()
			var got, want []string
			differences(&want)(objects.TreeChange{Path: "000", Old: treeEntry(9), New: treeEntry(7)})
			if err := s.Diff(old, id, everywhere, differences(&got)); err != nil || cmp.Diff(want, got) != "" {
				t.Errorf("%d entries, delta %t: %v %v", entries, onBase, err, cmp.Diff(want, got))
			}
			path := filepath.Join(r.objects(), id.String()[:2], id.String()[2:])
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			wantDamage(t, "the only copy is wrong", r.store().Diff(old, id, everywhere, func(objects.TreeChange) {}), "name")
		}
	}
}

// TestSeriesTwin has two names for one place of a pack: the second one is not taken for proven because the first one is.
func TestSeriesTwin(t *testing.T) {
	t.Parallel()
	for _, entries := range []int{3, 300} {
		r := newRepo(t)
		p := newHandPack(t)
		id := p.whole(plumbing.TreeObject, treeText(entries, 7))
		twin := r.loose(treeText(entries, 8))
		p.places[twin] = p.places[id]
		p.store(r, 1<<31)
		s := r.store()
		if _, _, err := s.Read(id); err != nil {
			t.Fatal(err)
		}
		series := s.Series()
		var got []string
		proof, err := series.Diff(twin, id, everywhere, differences(&got))
		if err != nil || !proof.Holds() {
			got = nil
			err = s.Diff(twin, id, everywhere, differences(&got))
		}
		series.Close()
		var want []string
		differences(&want)(objects.TreeChange{Path: "000", Old: treeEntry(8), New: treeEntry(7)})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%d entries: %v %s", entries, err, diff)
		}
		series = s.Series()
		defer series.Close()
		got = nil
		if proof, err = series.Diff(plumbing.ZeroHash, id, everywhere, func(objects.TreeChange) {}); err != nil || !proof.Holds() {
			t.Errorf("%d entries: the right tree is not proven: %v", entries, err)
		}
		if _, err = series.Diff(twin, id, everywhere, differences(&got)); cmp.Diff(want, got) != "" || err != nil {
			t.Errorf("%d entries: %v %s", entries, err, cmp.Diff(want, got))
		}
	}
}

func treeEntry(n byte) objects.TreeEntry {
	return objects.TreeEntry{Mode: 0o100644, Name: []byte("000"), ID: plumbing.Hash{n}}
}

// treeText is a tree of so many files, of which the first has a version.
func treeText(entries int, version byte) string {
	var tree strings.Builder
	for n := range entries {
		id := plumbing.Hash{1, byte(n)}
		if n == 0 {
			id = plumbing.Hash{version}
		}
		fmt.Fprintf(&tree, "100644 %03d\x00%s", n, id[:])
	}
	return tree.String()
}

// insertAll is delta commands that insert a text.
func insertAll(text string) []byte {
	var out []byte
	for len(text) > 0 {
		n := min(len(text), 127)
		out, text = append(out, insert(text[:n])...), text[n:]
	}
	return out
}

// loose writes a tree as a loose object.
func (r *repo) loose(tree string) plumbing.Hash {
	r.t.Helper()
	return plumbing.NewHash(strings.TrimSpace(r.git(tree, "hash-object", "-t", "tree", "-w", "--stdin", "--literally")))
}
