package objects_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// names that git's order of a tree treats in a special way.
func names() []string {
	return []string{
		"a", "a-", "a.b", "a/x", "a/y/z", "a0", "b/c", "b/c.d", "b/c-", "b/cc/d", "backlog/items/VS-1.md",
		"backlog/items/VS-10.md", "backlog/items-2/x", "backlog/items.md", "foo/bar", "foo-bar", "foo.bar", "foo0bar", "z", "ä/ö",
	}
}

// clean gives the names that can be in one tree: none is a folder of another.
func clean(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(a string) bool {
		return slices.ContainsFunc(all, func(b string) bool { return strings.HasPrefix(b, a+"/") })
	})
}

// write stores what a splice made and gives the tree.
func write(t testing.TB, s *objects.Store, folders []objects.Folder) plumbing.Hash {
	t.Helper()
	for _, f := range folders {
		if f.New.IsZero() {
			continue
		}
		if err := (objects.Writer{Store: s}).Write(objects.Object{ID: f.New, Kind: plumbing.TreeObject, Data: f.Data}); err != nil {
			t.Fatal(err)
		}
	}
	return folders[len(folders)-1].New
}

// Random edits, each made by us in a tree and by git in an index: the trees are equal.
func TestSpliceAgainstGit(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	rng := rand.New(rand.NewPCG(3, 4))
	var blobs []plumbing.Hash
	for i := range 3 {
		blobs = append(blobs, plumbing.NewHash(strings.TrimSpace(r.git(fmt.Sprint(i), "hash-object", "-w", "--stdin"))))
	}
	all := clean(names())
	tree := plumbing.ZeroHash
	there := map[string]bool{}
	for range 60 {
		var edits []objects.TreeEdit
		var list strings.Builder
		for _, name := range all {
			switch rng.IntN(5) {
			case 0, 1:
				e := objects.TreeEdit{Path: name, ID: blobs[rng.IntN(3)], Mode: filemode.Regular}
				edits = append(edits, e)
				fmt.Fprintf(&list, "100644 %s\t%s\n", e.ID, name)
				there[name] = true
			case 2, 3:
				edits = append(edits, objects.TreeEdit{Path: name})
				fmt.Fprintf(&list, "0 %s\t%s\n", plumbing.ZeroHash, name)
				delete(there, name)
			}
		}
		rng.Shuffle(len(edits), func(i, j int) { edits[i], edits[j] = edits[j], edits[i] })
		folders, err := s.Splice(tree, edits)
		if err != nil {
			t.Fatal(err)
		}
		before := len(strings.Fields(r.git("", "ls-files")))
		r.git(list.String(), "update-index", "--add", "--index-info")
		tree = write(t, s, folders)
		if want := r.hash("write-tree"); tree != want {
			t.Fatalf("tree %s, git's %s", tree, want)
		}
		if grew := folders[len(folders)-1].Grew; grew != len(there)-before {
			t.Errorf("grew by %d, want %d", grew, len(there)-before)
		}
		found, err := s.FindAll(tree, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range all {
			if _, ok := found[name]; ok != there[name] {
				t.Errorf("%s: found %t, is there %t", name, ok, there[name])
			}
		}
	}
	r.git("", "fsck", "--strict", "--no-dangling")
}

func TestSpliceKeepsModes(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	id := strings.TrimSpace(r.git("x", "hash-object", "-w", "--stdin"))
	r.git(fmt.Sprintf("100755 %s\trun\n120000 %s\tlink\n100644 %s\tplain\n", id, id, id), "update-index", "--add", "--index-info")
	blob := objects.New(plumbing.BlobObject, []byte("new"))
	if err := (objects.Writer{Store: s}).Write(blob); err != nil {
		t.Fatal(err)
	}
	var edits []objects.TreeEdit
	for _, name := range []string{"run", "link", "plain", "new"} {
		edits = append(edits, objects.TreeEdit{Path: name, ID: blob.ID, Mode: filemode.Regular})
	}
	folders, err := s.Splice(r.hash("write-tree"), edits)
	if err != nil {
		t.Fatal(err)
	}
	got := r.git("", "ls-tree", "--format=%(objectmode) %(path)", write(t, s, folders).String())
	if want := "100644 link\n100644 new\n100644 plain\n100755 run\n"; got != want {
		t.Errorf("tree:\n%s", got)
	}
}

func TestSpliceClashes(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	id := strings.TrimSpace(r.git("x", "hash-object", "-w", "--stdin"))
	r.git(fmt.Sprintf("100644 %s\ta/b\n100644 %s\tfile\n", id, id), "update-index", "--add", "--index-info")
	tree := r.hash("write-tree")
	blob := plumbing.NewHash(id)
	for _, tt := range []struct {
		paths []string
		want  string
	}{
		{[]string{"a"}, "a"},
		{[]string{"file/x"}, "file"},
		{[]string{"a/b/c"}, "a/b"},
		{[]string{"n", "n/m"}, "n"},
		{[]string{"n/m", "n", "n-"}, "n"},
	} {
		var edits []objects.TreeEdit
		for _, path := range tt.paths {
			edits = append(edits, objects.TreeEdit{Path: path, ID: blob, Mode: filemode.Regular})
		}
		_, err := s.Splice(tree, edits)
		var clash *objects.ClashError
		if !errors.As(err, &clash) || clash.Path != tt.want {
			t.Errorf("%q: %v, want a clash at %s", tt.paths, err, tt.want)
		}
	}
}

func TestFindAll(t *testing.T) {
	r := newRepo(t)
	r.history(1)
	s := r.store()
	tree := r.hash("rev-parse", "HEAD^{tree}")
	found, err := s.FindAll(tree, []string{"sub", "sub/folder/small", "sub.md", "sub/none", "sub.md/x", "sub/folder/small"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for path, e := range found {
		got[path] = e.Mode.String() + " " + e.ID.String()
	}
	want := map[string]string{
		"sub":              filemode.Dir.String() + " " + r.hash("rev-parse", "HEAD:sub").String(),
		"sub/folder/small": filemode.Regular.String() + " " + r.hash("rev-parse", "HEAD:sub/folder/small").String(),
		"sub.md":           filemode.Regular.String() + " " + r.hash("rev-parse", "HEAD:sub.md").String(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzTree takes any bytes for a tree: an error, or entries that are the whole of it.
func FuzzTree(f *testing.F) {
	f.Add([]byte("100644 a\x00" + strings.Repeat("i", 20) + "40000 b\x00" + strings.Repeat("j", 20)))
	f.Add([]byte("100644 \x00"))
	dir := f.TempDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := objects.TreeReader{Rest: data}
		n := 0
		for r.Next() {
			n += len(r.Entry.Name) + len(r.Entry.ID)
		}
		if r.Err == nil && (len(r.Rest) > 0 || n > len(data)) {
			t.Errorf("%d bytes left, %d read", len(r.Rest), n)
		}
	})
}
