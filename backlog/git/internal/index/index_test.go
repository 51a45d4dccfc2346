package index_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/index"
)

// one is an index with files a, b/c and d that are on disk, older than the index.
func one(t testing.TB) *repo {
	t.Helper()
	r := newRepo(t)
	for _, name := range []string{"a", "b/c", "d"} {
		r.touch(name)
		r.git("", "add", name)
	}
	return r
}

func replace(name string) []index.Edit {
	id := plumbing.NewHash("0123456789012345678901234567890123456789")
	return []index.Edit{{Path: name, Mode: filemode.Regular, ID: id, Stat: index.Stat{MtimeSec: 5, Size: 3}}}
}

func (r *repo) patch(edits []index.Edit) *index.File {
	r.t.Helper()
	r.put(patched(r.t, r.open(), index.Change{Edits: edits}))
	return r.open()
}

// patched is an index after a change: the same bytes, whatever pieces it is in.
func patched(t testing.TB, f *index.File, c index.Change) []byte {
	t.Helper()
	image, err := f.Patch(c)
	if err != nil {
		t.Fatalf("not patched: %v", err)
	}
	whole := bytes.Join(image, nil)
	for _, least := range []int{0, 1, 70, 500} {
		image, err := index.PatchInPieces(f, c, least)
		if err != nil || !bytes.Equal(bytes.Join(image, nil), whole) {
			t.Errorf("in pieces of at least %d bytes the index is another: %v", least, err)
		}
	}
	return whole
}

func TestMissingIndex(t *testing.T) {
	r := newRepo(t)
	f := r.open()
	if f.Info != nil || f.Len() != 0 {
		t.Fatalf("a missing index: info %v, %d entries", f.Info, f.Len())
	}
	r.patch([]index.Edit{{Path: "a", Mode: filemode.Regular, ID: r.blob("a")}})
	if got := r.git("", "ls-files"); got != "a\n" {
		t.Errorf("entries %q", got)
	}
}

// A user's edit of a file in the second in which the index was written, of the
// same size: git sees it only because the entry has size 0 in an index that is younger.
func TestRacyEntriesAreSmudged(t *testing.T) {
	for _, version := range []string{"2", "4"} {
		r := one(t)
		vouched := version == "2"
		r.git("", "update-index", "--index-version", version)
		now := time.Now().Truncate(time.Second)
		for _, name := range []string{"a", "d"} {
			path := filepath.Join(r.dir, name)
			if err := os.Chtimes(path, now, now); err != nil {
				t.Fatal(err)
			}
		}
		r.git("", "update-index", "-q", "--refresh")
		if err := os.Chtimes(r.file, now, now); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.dir, "d"), []byte("D"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(r.dir, "d"), now, now); err != nil {
			t.Fatal(err)
		}
		r.put(patched(t, r.open(), index.Change{
			Edits:     append(replace("b/c"), index.Edit{Path: "bb", Mode: filemode.Regular, ID: r.blob("x")}),
			Unchanged: func(e index.Entry) bool { return vouched && e.Path == "a" },
		}))
		later := now.Add(10 * time.Second)
		if err := os.Chtimes(r.file, later, later); err != nil {
			t.Fatal(err)
		}
		sizes := map[string]uint32{}
		r.open().All(func(e index.Entry) bool { sizes[e.Path] = e.Stat.Size; return true })
		a := uint32(0)
		if vouched {
			a = 1
		}
		if diff := cmp.Diff(map[string]uint32{"a": a, "d": 0, "b/c": 3, "bb": 0}, sizes); diff != "" {
			t.Errorf("version %s: sizes (-want +got):\n%s", version, diff)
		}
		if got := r.git("", "diff", "--name-only", "--", "a", "d"); got != "d\n" {
			t.Errorf("version %s: git sees as changed %q, want d", version, got)
		}
	}
}

func TestExtensions(t *testing.T) {
	conflict := func(r *repo) {
		base, ours := r.blob("base"), r.blob("ours")
		r.git(fmt.Sprintf("0 %s\ta\n100644 %s 1\ta\n100644 %s 2\ta\n", plumbing.ZeroHash, base, ours), "update-index", "--index-info")
		r.git("", "add", "a")
	}
	for _, tt := range []struct {
		name    string
		prepare func(*repo)
		edits   []index.Edit
		before  []string
		after   []string
	}{
		{"undo of a conflict stays", conflict, replace("b/c"), []string{"REUC"}, []string{"REUC"}},
		{"places in the file go", func(r *repo) {
			r.git("", "-c", "index.threads=2", "-c", "index.recordOffsetTable=true", "-c", "index.recordEndOfIndexEntries=true", "add", "-u")
			r.git("", "-c", "index.threads=2", "-c", "index.recordOffsetTable=true", "-c", "index.recordEndOfIndexEntries=true", "update-index", "--force-write-index")
		}, replace("a"), []string{"EOIE", "IEOT"}, []string{}},
		{"file system watch stays while no path comes or goes", watch, replace("a"), []string{"FSMN"}, []string{"FSMN"}},
		{"file system watch goes with a new path", watch, replace("new"), []string{"FSMN"}, []string{}},
		{"list of untracked files stays while no path comes or goes", untracked, replace("a"), []string{"UNTR"}, []string{"UNTR"}},
		{"list of untracked files goes with a path", untracked, []index.Edit{{Path: "a", Delete: true}}, []string{"UNTR"}, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := one(t)
			tt.prepare(r)
			if has := r.open().Extensions(); !subset(tt.before, has) {
				t.Fatalf("before: %q, want %q", has, tt.before)
			}
			after := r.patch(tt.edits).Extensions()
			for _, x := range tt.before {
				if slices.Contains(after, x) != slices.Contains(tt.after, x) {
					t.Errorf("after: %q, want of %q only %q", after, tt.before, tt.after)
				}
			}
			r.git("", "ls-files", "--stage", "--debug")
		})
	}
}

func watch(r *repo) {
	hook := filepath.Join(r.dir, "watch")
	if err := os.WriteFile(hook, []byte("#!/bin/sh\nprintf 'token\\0'\n"), 0o755); err != nil {
		r.t.Fatal(err)
	}
	r.git("", "config", "core.fsmonitor", hook)
	r.git("", "update-index", "--fsmonitor")
}

func untracked(r *repo) {
	r.git("", "update-index", "--force-untracked-cache")
	r.git("", "status", "--porcelain")
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// A zero checksum, as index.skipHash leaves it, stays zero.
func TestNoChecksum(t *testing.T) {
	r := one(t)
	data, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	clear(data[len(data)-20:])
	r.put(data)
	r.patch(replace("a"))
	data, err = os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data[len(data)-20:], make([]byte, 20)) {
		t.Error("the checksum is not zero any more")
	}
	if got := r.git("", "ls-files"); got != "a\nb/c\nd\n" {
		t.Errorf("entries %q", got)
	}
}

func TestUnsupported(t *testing.T) {
	data, err := index.Open(filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	if what, found := data.Unsupported(); found {
		t.Errorf("a missing index: %q", what)
	}
	for name, want := range map[string]string{"sdir": "", "link": "", "what": `index extension "what"`, "WHAT": ""} {
		f, err := index.Parse(withExtension(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := f.Unsupported(); got != want {
			t.Errorf("extension %s: %q, want %q", name, got, want)
		}
	}
}

// withExtension is an empty index with one extension.
func withExtension(t testing.TB, name string) []byte {
	t.Helper()
	return []byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00" + name + "\x00\x00\x00\x01x" + strings.Repeat("\x00", 20))
}

func TestUnmerged(t *testing.T) {
	r := one(t)
	if path, found := r.open().Unmerged(); found {
		t.Errorf("%s in conflict", path)
	}
	id := r.blob("x")
	r.git(fmt.Sprintf("0 %s\tb/c\n100644 %s 1\tb/c\n100644 %s 3\tb/c\n", plumbing.ZeroHash, id, id), "update-index", "--index-info")
	if path, found := r.open().Unmerged(); !found || path != "b/c" {
		t.Errorf("%q in conflict, want b/c", path)
	}
}

func TestLookup(t *testing.T) {
	for _, version := range []string{"2", "4"} {
		r := one(t)
		r.touch("e")
		r.git("", "add", "-N", "e")
		r.git("", "update-index", "--index-version", version)
		r.git("", "update-index", "--assume-unchanged", "a")
		r.git("", "update-index", "--skip-worktree", "d")
		found := r.open().Lookup([]string{"e", "b/c", "b", "a", "zz", "d", "a"})
		type flags struct{ Assume, Skip, Intent bool }
		got := map[string]flags{}
		for path, e := range found {
			got[path] = flags{e.AssumeUnchanged, e.SkipWorktree, e.IntentToAdd}
		}
		want := map[string]flags{"a": {Assume: true}, "b/c": {}, "d": {Skip: true}, "e": {Intent: true}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("version %s (-want +got):\n%s", version, diff)
		}
		info, err := os.Lstat(filepath.Join(r.dir, "a"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(index.StatOf(info), found["a"].Stat); diff != "" {
			t.Errorf("stat data (-disk +index):\n%s", diff)
		}
	}
}

func TestClash(t *testing.T) {
	r := newRepo(t)
	id := r.blob("x")
	var list strings.Builder
	for _, name := range []string{"Docs/a.md", "backlog/items/VS-1.md", "backlog/po.yaml", "file"} {
		fmt.Fprintf(&list, "100644 %s\t%s\n", id, name)
	}
	r.git(list.String(), "update-index", "--add", "--index-info")
	f := r.open()
	for _, tt := range []struct {
		path string
		fold bool
		want string
	}{
		{"backlog/items/VS-2.md", true, ""},
		{"backlog/items/vs-1.md", false, ""},
		{"backlog/items/vs-1.md", true, "backlog/items/VS-1.md"},
		{"backlog/Items/VS-2.md", true, "backlog/items/VS-1.md"},
		{"docs/b.md", false, ""},
		{"docs/b.md", true, "Docs/a.md"},
		{"file/x", false, "file"},
		{"FILE/x", true, "file"},
		{"backlog/items", false, "backlog/items/VS-1.md"},
		{"BACKLOG", true, "backlog/items/VS-1.md"},
		{"back", false, ""},
	} {
		path, with, found := f.Clash([]string{"other/new", tt.path}, tt.fold)
		if with != tt.want || found != (tt.want != "") || found && path != tt.path {
			t.Errorf("%s, fold %t: %s clashes with %q, want %q", tt.path, tt.fold, path, with, tt.want)
		}
	}
}

func TestSame(t *testing.T) {
	r := one(t)
	f := r.open()
	info, err := os.Lstat(r.file)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Same(info) || f.Same(nil) {
		t.Error("the index is not itself")
	}
	r.touch("a")
	r.git("", "update-index", "--refresh")
	r.git("", "update-index", "--force-write-index")
	if info, err = os.Lstat(r.file); err != nil {
		t.Fatal(err)
	}
	if f.Same(info) {
		t.Error("an index written again is the same")
	}
}

func TestCorrupt(t *testing.T) {
	r := one(t)
	data, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	for n := range data {
		f, err := index.Parse(data[:n:n])
		var corrupt *index.CorruptError
		if err != nil && !errors.As(err, &corrupt) {
			t.Fatalf("first %d bytes: %v", n, err)
		}
		if err == nil && f.Len() != 3 {
			t.Errorf("first %d bytes: %d entries", n, f.Len())
		}
	}
}

// FuzzPatch takes any bytes for an index: an error, or a patched one that reads
// back with the edit made; never a panic.
func FuzzPatch(f *testing.F) {
	for _, version := range []string{"2", "4"} {
		r := one(f)
		r.git("", "write-tree")
		for _, name := range []string{"aa", "ee"} {
			r.touch(name)
			r.git("", "add", "-N", name)
		}
		untracked(r)
		r.git("", "update-index", "--index-version", version)
		data, err := os.ReadFile(r.file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00TREE\x00\x00\x00\x06\x00-1 9\n" + strings.Repeat("\x00", 20)))
	edits := append(replace("b/c"), index.Edit{Path: "d", Delete: true}, index.Edit{Path: "b/x", Mode: filemode.Regular})
	folders := []index.Folder{{Path: "b", Grew: 1}, {Path: ""}}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := index.Parse(data)
		if err != nil {
			return
		}
		if _, found := file.Unmerged(); found {
			return
		}
		again, err := index.Parse(patched(t, file, index.Change{Edits: edits, Folders: folders}))
		if err != nil {
			t.Fatalf("patched into something damaged: %v", err)
		}
		found := again.Lookup([]string{"b/c", "b/x", "d"})
		if len(found) != 2 || found["b/c"].ID != edits[0].ID {
			t.Errorf("edits not made: %v", found)
		}
	})
}

// The next version of a file stays out of the work tree where the one before did; that it may be assumed to be unchanged is over.
func TestFlagsOfReplacedEntries(t *testing.T) {
	for _, version := range []string{"2", "4"} {
		r := one(t)
		r.git("", "update-index", "--index-version", version)
		r.git("", "update-index", "--skip-worktree", "a")
		r.git("", "update-index", "--assume-unchanged", "b/c")
		r.git("", "update-index", "--assume-unchanged", "d")
		got := r.patch(slices.Concat(replace("a"), replace("b/c"))).Lookup([]string{"a", "b/c", "d"})
		for path, want := range map[string][2]bool{"a": {true, false}, "b/c": {false, false}, "d": {false, true}} {
			if e := got[path]; e.SkipWorktree != want[0] || e.AssumeUnchanged != want[1] {
				t.Errorf("version %s: %s: left out %t, assumed unchanged %t", version, path, e.SkipWorktree, e.AssumeUnchanged)
			}
		}
		if tags := r.git("", "ls-files", "-v"); tags != "S a\nH b/c\nh d\n" {
			t.Errorf("version %s: git says %q", version, tags)
		}
	}
}
