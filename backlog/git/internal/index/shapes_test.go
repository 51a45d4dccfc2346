package index_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	gogitindex "github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A repo is a repository for many indexes, with git as a witness.
type repo struct {
	t    testing.TB
	dir  string
	file string // the index in use
}

func newRepo(t testing.TB) *repo {
	t.Helper()
	r := &repo{t: t, dir: t.TempDir()}
	r.file = filepath.Join(r.dir, "one.index")
	r.git("", "init", "-q")
	return r
}

func (r *repo) git(input string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_INDEX_FILE="+r.file, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b")
	cmd.Stdin = strings.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

func (r *repo) blob(text string) plumbing.Hash {
	r.t.Helper()
	return plumbing.NewHash(strings.TrimSpace(r.git(text, "hash-object", "-w", "--stdin")))
}

// open reads the index in use.
func (r *repo) open() *index.File {
	r.t.Helper()
	f, err := index.Open(r.file)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

// put makes an index the one in use.
func (r *repo) put(data []byte) {
	r.t.Helper()
	if err := os.WriteFile(r.file, data, 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// A shape is what an index can be like.
type shape struct {
	version   int
	cacheTree bool
	untracked bool
	intents   bool // version 2 becomes 3
	staged    bool // something else than HEAD
	longNames bool
	seed      uint64
}

func (s shape) String() string {
	return fmt.Sprintf("v%d tree=%t untracked=%t intents=%t staged=%t long=%t seed=%d",
		s.version, s.cacheTree, s.untracked, s.intents, s.staged, s.longNames, s.seed)
}

// shapes gives 101 of them: every combination of what matters, and then some.
func shapes() []shape {
	var all []shape
	for seed := uint64(1); len(all) < 101; seed++ {
		for bits := 0; bits < 64 && len(all) < 101; bits++ {
			s := shape{version: 2 + 2*(bits>>5&1), seed: seed*100 + uint64(bits)}
			s.cacheTree, s.untracked, s.intents = bits&1 != 0, bits&2 != 0, bits&4 != 0
			s.staged, s.longNames = bits&8 != 0, bits&16 != 0
			all = append(all, s)
		}
	}
	return all
}

// build makes an index of a shape and gives HEAD's tree and its paths.
func (r *repo) build(s shape, rng *rand.Rand, blobs []plumbing.Hash) (head plumbing.Hash, paths []string) {
	r.t.Helper()
	_ = os.Remove(r.file)
	var list strings.Builder
	for i := range 20 + rng.IntN(60) {
		name := fmt.Sprintf("%s/f%d.md", folder(rng), i)
		if s.longNames && i%9 == 0 {
			name = fmt.Sprintf("%s/%s%d", folder(rng), strings.Repeat("n", 4090+rng.IntN(12)), i)
		}
		fmt.Fprintf(&list, "%o %s\t%s\n", uint32(mode(i)), blobs[rng.IntN(len(blobs))], name)
		paths = append(paths, name)
	}
	r.git(list.String(), "update-index", "--add", "--index-info")
	r.git("", "update-index", "--index-version", fmt.Sprint(s.version))
	head = plumbing.NewHash(strings.TrimSpace(r.git("", "write-tree")))
	if !s.cacheTree {
		r.put(index.WithoutExtensions(r.open()))
	}
	if s.staged {
		r.git(fmt.Sprintf("100644 %s\tdocs/staged\n0 %s\t%s\n", blobs[0], plumbing.ZeroHash, paths[0]), "update-index", "--index-info")
	}
	if s.untracked {
		r.git("", "update-index", "--force-untracked-cache")
		r.git("", "status", "--porcelain")
	}
	r.git("", "update-index", "--assume-unchanged", paths[1])
	if s.intents {
		for _, name := range []string{"aaa", "docs/intent", "zzz"} {
			r.touch(name)
			r.git("", "add", "-N", name)
		}
		r.git("", "update-index", "--skip-worktree", paths[2])
	}
	return head, paths
}

// mode is that of the ith file.
func mode(i int) filemode.FileMode {
	if i%7 == 0 {
		return filemode.Executable
	}
	return filemode.Regular
}

// touch makes a file that is older than any index.
func (r *repo) touch(name string) {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(name), 0o644); err != nil {
		r.t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		r.t.Fatal(err)
	}
}

func folder(rng *rand.Rand) string {
	all := []string{"backlog", "backlog/items", "backlog/items/old", "docs", "backlog-more", "a/b/c/d", "z"}
	return all[rng.IntN(len(all))]
}

// edits picks paths to replace, to delete and to add, whole folders among them.
func edits(rng *rand.Rand, paths []string, blobs []plumbing.Hash) []index.Edit {
	blob := func() plumbing.Hash { return blobs[rng.IntN(len(blobs))] }
	var out []index.Edit
	gone := folder(rng) + "/"
	for i, name := range paths {
		if i < 3 { // something is staged or marked there
			continue
		}
		e := index.Edit{Path: name, Mode: mode(i), ID: blob(), Stat: index.Stat{MtimeSec: 7, Size: 9}}
		switch {
		case rng.IntN(8) == 0 || strings.HasPrefix(name, gone):
			out = append(out, index.Edit{Path: name, Delete: true})
		case rng.IntN(4) == 0:
			out = append(out, e)
		}
	}
	for i := range rng.IntN(6) {
		name := fmt.Sprintf("%s/new%d", []string{folder(rng), "fresh/folder", "backlog/items/x"}[rng.IntN(3)], i)
		out = append(out, index.Edit{Path: name, Mode: filemode.Regular, ID: blob()})
	}
	return out
}

func TestPatchShapes(t *testing.T) {
	r := newRepo(t)
	var blobs []plumbing.Hash
	for i := range 5 {
		blobs = append(blobs, r.blob(fmt.Sprint("blob ", i)))
	}
	store := objects.Open(objects.Options{Dir: filepath.Join(r.dir, ".git", "objects")})
	for _, s := range shapes() {
		t.Run(s.String(), func(t *testing.T) {
			r := &repo{t: t, dir: r.dir, file: r.file}
			rng := rand.New(rand.NewPCG(s.seed, 1))
			head, paths := r.build(s, rng, blobs)
			if has := r.open().Extensions(); slices.Contains(has, "TREE") != s.cacheTree || slices.Contains(has, "UNTR") != s.untracked {
				t.Fatalf("extensions %q", has)
			}
			r.compare(store, head, edits(rng, paths, blobs))
		})
	}
}

// compare patches the index and lets git make the same edits: both must show
// the same entries and stand for the same tree.
func (r *repo) compare(store *objects.Store, head plumbing.Hash, edits []index.Edit) {
	t := r.t
	t.Helper()
	before, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	untouched := r.debug(edits)
	patched := patched(t, r.open(), index.Change{Edits: edits, Folders: r.splice(store, head, edits)})

	var list strings.Builder
	for _, e := range edits {
		fmt.Fprintf(&list, "%o %s\t%s\n", uint32(e.Mode), e.ID, e.Path) // mode 0 deletes
	}
	r.git(list.String(), "update-index", "--add", "--index-info")
	want := r.git("", "ls-files", "--stage")
	wantTags := r.git("", "ls-files", "-v")

	r.put(patched)
	if diff := cmp.Diff(want, r.git("", "ls-files", "--stage")); diff != "" {
		t.Errorf("entries (-git +ours):\n%s", diff)
	}
	if diff := cmp.Diff(wantTags, r.git("", "ls-files", "-v")); diff != "" {
		t.Errorf("tags (-git +ours):\n%s", diff)
	}
	if diff := cmp.Diff(untouched, r.debug(edits)); diff != "" {
		t.Errorf("other entries (-before +after):\n%s", diff)
	}
	if binaryVersion(before) != binaryVersion(patched) {
		t.Errorf("version %d became %d", binaryVersion(before), binaryVersion(patched))
	}
	r.decodes(patched, len(strings.Split(strings.TrimSpace(want), "\n")))
	r.sameTree(patched)
}

func binaryVersion(data []byte) byte { return data[7] }

// debug gives what git knows of entries that no edit is about.
func (r *repo) debug(edits []index.Edit) []string {
	r.t.Helper()
	var out []string
	all := r.git("", "-c", "core.quotePath=false", "ls-files", "--stage", "--debug")
	for entry := range strings.SplitSeq(strings.ReplaceAll(all, "\n  ", " "), "\n") {
		_, name, _ := strings.Cut(entry, "\t")
		name, _, _ = strings.Cut(name, " ")
		if !slices.ContainsFunc(edits, func(e index.Edit) bool { return e.Path == name }) {
			out = append(out, entry)
		}
	}
	return out
}

// splice makes the trees that HEAD's becomes by the edits.
func (r *repo) splice(store *objects.Store, head plumbing.Hash, edits []index.Edit) []index.Folder {
	r.t.Helper()
	var changes []objects.TreeEdit
	for _, e := range edits {
		changes = append(changes, objects.TreeEdit{Path: e.Path, ID: e.ID, Mode: e.Mode})
	}
	if len(changes) == 0 {
		return nil
	}
	folders, err := store.Splice(head, changes)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []index.Folder
	for _, f := range folders {
		if !f.New.IsZero() {
			if err := (objects.Writer{Store: store}).Write(objects.Object{ID: f.New, Kind: plumbing.TreeObject, Data: f.Data}); err != nil {
				r.t.Fatal(err)
			}
		}
		out = append(out, index.Folder{Path: f.Path, Old: f.Old, New: f.New, Grew: f.Grew})
	}
	return out
}

// decodes has go-git read the index.
func (r *repo) decodes(data []byte, entries int) {
	r.t.Helper()
	var idx gogitindex.Index
	if err := gogitindex.NewDecoder(bytes.NewReader(data)).Decode(&idx); err != nil {
		r.t.Errorf("go-git: %v", err)
	}
	if len(idx.Entries) != entries {
		r.t.Errorf("go-git reads %d entries, git %d", len(idx.Entries), entries)
	}
}

// sameTree compares the tree that git writes by the cache tree with the one
// that it writes without: a node left valid by mistake would show.
func (r *repo) sameTree(patched []byte) {
	r.t.Helper()
	quick := r.git("", "write-tree")
	f, err := index.Parse(patched)
	if err != nil {
		r.t.Fatal(err)
	}
	r.put(index.WithoutExtensions(f))
	if slow := r.git("", "write-tree"); quick != slow {
		r.t.Errorf("the cache tree stands for other files than the entries (-cache tree +entries):\n%s",
			cmp.Diff(r.git("", "ls-tree", "-r", strings.TrimSpace(quick)), r.git("", "ls-tree", "-r", strings.TrimSpace(slow))))
	}
}
