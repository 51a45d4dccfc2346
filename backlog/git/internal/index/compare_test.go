package index_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestKeeps tells an index to which only intents were added from any other.
func TestKeeps(t *testing.T) {
	for _, version := range []string{"2", "3", "4"} {
		r := newRepo(t)
		r.git("", "config", "index.version", version)
		for _, name := range []string{"a", "b", "c"} {
			if err := os.WriteFile(filepath.Join(r.dir, name), []byte(name), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		r.git("", "add", "a", "c")
		before := r.open()
		if !before.Keeps(before, nil) {
			t.Errorf("v%s: not the same as itself", version)
		}
		r.git("", "add", "-N", "b")
		if f := r.open(); !f.Keeps(before, []string{"b"}) || f.Keeps(before, nil) || f.Keeps(before, []string{"a"}) || before.Keeps(f, nil) {
			t.Errorf("v%s: an intent is not told from what was there", version)
		}
		for _, change := range [][]string{
			{"add", "b"}, {"rm", "-q", "--cached", "a"}, {"update-index", "--assume-unchanged", "a"}, {"update-index", "--skip-worktree", "c"},
			{"update-index", "--chmod=+x", "a"},
		} {
			r.git("", "read-tree", "--empty")
			r.git("", "add", "a", "c")
			r.git("", "add", "-N", "b")
			r.git("", change...)
			if r.open().Keeps(before, []string{"b"}) {
				t.Errorf("v%s: git %s is not seen", version, change)
			}
		}
	}
}
