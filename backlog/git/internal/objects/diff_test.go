package objects

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/google/go-cmp/cmp"
)

// TestDiffIsDifference compares random trees, most of whose entries are equal, with the difference of their entries.
func TestDiffIsDifference(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(6, 0))
	for range 2000 {
		old := map[string]byte{}
		for range random.IntN(40) {
			old[strings.Repeat("n", random.IntN(300))+fmt.Sprint(random.IntN(99))] = byte(random.IntN(3))
		}
		now := map[string]byte{}
		for name, n := range old {
			switch random.IntN(20) {
			case 0:
				now[name+"x"] = n
			case 1:
				now[name] = n ^ 1
			case 2:
			default:
				now[name] = n
			}
		}
		var want, got []string
		for name, n := range old {
			if m, there := now[name]; !there || m != n {
				want = append(want, fmt.Sprintf("%s: %d %t", name, n, there))
			}
		}
		for name, n := range now {
			if _, there := old[name]; !there {
				want = append(want, fmt.Sprintf("%s: new %d", name, n))
			}
		}
		s := Open(Options{})
		err := s.Diff(plant(s, old), plant(s, now), func(string, TreeEntry) bool { return true }, func(c TreeChange) {
			if c.Old.Name == nil {
				got = append(got, fmt.Sprintf("%s: new %d", c.Path, c.New.ID[9]))
				return
			}
			got = append(got, fmt.Sprintf("%s: %d %t", c.Path, c.Old.ID[9], c.New.Name != nil))
		})
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("the difference (-), what is given (+), %v: %s", err, diff)
		}
	}
}

// plant has a store remember a tree. Its files' names are zeros, as the ends of names in a tree are, but for one byte.
func plant(s *Store, files map[string]byte) plumbing.Hash {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var tree []byte
	for _, name := range names {
		tree = appendEntry(tree, filemode.Regular, name, plumbing.Hash{9: files[name]})
	}
	id := Sum(plumbing.TreeObject, tree)
	s.trees.put(id, plumbing.TreeObject, tree)
	return id
}
