package git

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// TestHistoryOfWrongTrees has two trees of a pack under each other's names, whole and sound in all else. Their names are verified
// beside the reading: where there are right copies the history is what it was, else it ends with the damage, and nothing is told of
// what came out of the wrong trees.
func TestHistoryOfWrongTrees(t *testing.T) {
	t.Parallel()
	for _, items := range []int{4, 150} { // small trees, and large ones
		c := newChronicle(t, 35)
		for range items {
			c.add()
		}
		c.commit("many")
		for n := range 8 {
			id := fmt.Sprintf("VS-%d", 1+n%4)
			c.write("backlog/items/"+id+".md", item(id, fmt.Sprintf("Version %d", n)))
			c.commit("changed")
		}
		c.git("repack", "-adfq")
		want := collect(t, c.open(""), HistoryOptions{})
		var trees, copies []string
		for _, rev := range []string{"HEAD~2", "HEAD~5"} {
			tree := c.git("rev-parse", rev+":backlog/items")[:40]
			trees, copies = append(trees, tree), append(copies, c.looseCopy(tree))
		}
		c.swap(trees[0], trees[1])
		got := collect(t, c.open(""), HistoryOptions{})
		if diff := cmp.Diff(hashes(want), hashes(got)); diff != "" {
			t.Errorf("%d items, with right copies (+): %s", items, diff)
		}
		for i := range got {
			if diff := cmp.Diff(words(want[i].Changes), words(got[i].Changes)); diff != "" {
				t.Errorf("%d items, with right copies, %s: %s", items, got[i].Hash, diff)
			}
		}
		for _, path := range copies {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		var damage error
		var before []backlog.Revision
		for rev, err := range c.open("").History(t.Context(), HistoryOptions{}) {
			if damage = err; err == nil {
				before = append(before, rev)
			}
		}
		var corrupt *objects.CorruptError
		if !errors.As(damage, &corrupt) || !strings.Contains(corrupt.Why, "name") || len(before) != 1 {
			t.Errorf("%d items: %d commits, then %v", items, len(before), damage)
		}
	}
}

// looseCopy puts a tree beside the pack and gives its path.
func (c *chronicle) looseCopy(id string) string {
	c.t.Helper()
	other := newSandbox(c.t)
	name := filepath.Join(other.work, "tree")
	text, err := variables{}.git(c.work, "cat-file", "tree", id)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	other.git("hash-object", "-t", "tree", "-w", name)
	at := filepath.Join(".git", "objects", id[:2], id[2:])
	data, err := os.ReadFile(filepath.Join(other.work, at))
	if err != nil {
		c.t.Fatal(err)
	}
	path := filepath.Join(c.work, at)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// swap has the index of the only pack, of version 2, take two objects for each other.
func (c *chronicle) swap(x, y string) {
	c.t.Helper()
	found, err := filepath.Glob(filepath.Join(c.work, ".git", "objects", "pack", "*.idx"))
	if err != nil || len(found) != 1 {
		c.t.Fatal(found, err)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		c.t.Fatal(err)
	}
	const names = 8 + 256*4
	count := int(binary.BigEndian.Uint32(data[names-4:]))
	place := func(name string) []byte {
		id := plumbing.NewHash(name)
		for n := range count {
			if bytes.Equal(data[names+20*n:][:20], id[:]) {
				return data[names+24*count+4*n:][:4]
			}
		}
		c.t.Fatal(name)
		return nil
	}
	a, b := place(x), place(y)
	for i := range a {
		a[i], b[i] = b[i], a[i]
	}
	if err := errors.Join(os.Remove(found[0]), os.WriteFile(found[0], data, 0o600)); err != nil {
		c.t.Fatal(err)
	}
}
