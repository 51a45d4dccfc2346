package git

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/index"
)

// sceneCount is how many scenes are compared.
const sceneCount = 510

// TestLikeGit builds each scene twice, commits the same content to one by po and to the other by git commit -o, and compares all
// that git can tell of the two. Four differences are git's own and no fault of anybody's:
//
//   - git commit -o compares every file with the index on its way and writes down what it learns; to po the entries of others are
//     not its business. Their times and sizes are compared with those before, not with git's.
//   - git leaves a cache tree that is valid wherever it can be; po only keeps the nodes of which it is sure. A node that is valid
//     must be right.
//   - the numbers of files and the times of their making differ, since the two are two.
//   - a new index of po's has no UNTR and FSMN once paths have come or gone.
func TestLikeGit(t *testing.T) {
	all := scenes(sceneCount)
	counts := tally(all)
	t.Logf("%d scenes:%s", len(all), table(counts))
	for _, d := range dimensions() {
		for value, n := range counts[d.name] {
			if n < sceneCount/40 {
				t.Errorf("%s: %s comes in %d scenes only", d.name, value, n)
			}
		}
	}
	if testing.Short() {
		all = all[:sceneCount/10]
	}
	for _, s := range all {
		t.Run(strconv.Itoa(s.number), func(t *testing.T) {
			t.Parallel()
			defer func() {
				if t.Failed() {
					t.Log(s)
				}
			}()
			s.play(t)
		})
	}
}

// play compares one scene.
func (s scene) play(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := s.build(t, filepath.Join(base, "ours")), s.build(t, filepath.Join(base, "theirs"))
	before := ours.entries()
	extensions := ours.openIndex().Extensions()
	if shape, _ := ours.openIndex().NeedsGit(); shape != s.shape() {
		t.Fatalf("the index is %q to begin with, want %q", shape, s.shape())
	}
	edits := ours.edits()
	paths := make(map[string]bool, len(edits))
	names := make([]string, 0, len(edits))
	for _, e := range edits {
		paths["backlog/"+e.Path] = true
		names = append(names, "backlog/"+e.Path)
	}
	for _, st := range []*stage{ours, theirs} {
		if s.is("watch", "fsmonitor", "both") {
			st.watch(append(names, st.neighbour("racy"))...)
		}
	}
	ours.commitByAPI(CommitOptions{Message: "po: change", Files: edits, Force: true})
	if s.is("index shape", "sparse") { // see agree
		for _, e := range edits {
			if e.Old == nil {
				theirs.write("backlog/"+e.Path, string(e.New))
				theirs.git("add", "backlog/"+e.Path)
			}
		}
	}
	theirs.theirs(edits)

	if diff := cmp.Diff(theirs.logs(), ours.logs()); diff != "" {
		t.Errorf("reflogs (-git +ours):\n%s", diff)
	}
	ours.sameExtensions(extensions, before, paths)
	after, other := ours.entries(), theirs.entries()
	compareEntries(t, before, after, other, paths)
	ours.cacheTreeHolds(after)
	status := []string{"--no-optional-locks", "status", "--porcelain=v2", "--branch"}
	if diff := cmp.Diff(theirs.git(status...), ours.git(status...)); diff != "" {
		t.Errorf("status (-git +ours):\n%s", diff)
	}
	if !t.Failed() {
		ours.fsck()
	}
}

// commitByAPI commits as a command does.
func (st *stage) commitByAPI(o CommitOptions) {
	st.t.Helper()
	r, err := Open(st.work, Options{Getenv: quietly, Now: func() time.Time { return time.Unix(oldTime, 0) }})
	if err != nil {
		st.t.Fatal(err)
	}
	if _, err := r.Commit(context.Background(), o); err != nil {
		st.t.Fatalf("commit: %v", err)
	}
	if err := r.Close(); err != nil {
		st.t.Error(err)
	}
}

// quietly reads the environment of the tests.
func quietly(key string) string {
	for _, e := range slices.Backward(quietEnv()) {
		if v, ok := strings.CutPrefix(e, key+"="); ok {
			return v
		}
	}
	return ""
}

// A line is what git tells of one entry of the index.
type line struct {
	Tag, Mode, ID, Stage string
	Size, Mtime, UID     string
	Flags                uint64 // those that are kept in the file
}

// entries gives what git tells of all, by path and stage.
func (st *stage) entries() map[string]line {
	st.t.Helper()
	out := map[string]line{}
	text := st.git("-c", "core.quotePath=false", "--no-optional-locks", "ls-files", "--stage", "--debug", "-v", "--sparse")
	fields := strings.Split(text, "\n")
	for i := 0; i+5 < len(fields); i += 6 { // a line, then ctime, mtime, dev and ino, uid and gid, size and flags
		head, path, _ := strings.Cut(fields[i], "\t")
		var l line
		if _, err := fmt.Sscanf(head, "%s %s %s %s", &l.Tag, &l.Mode, &l.ID, &l.Stage); err != nil {
			st.t.Fatalf("%q: %v", fields[i], err)
		}
		var flags uint64
		if _, err := fmt.Sscanf(fields[i+5], "  size: %s flags: %x", &l.Size, &flags); err != nil {
			st.t.Fatalf("%q: %v", fields[i+5], err)
		}
		l.Flags = flags & (0x8000 | 0x3000 | 1<<29 | 1<<30)
		l.Mtime, l.UID = fields[i+2], fields[i+4]
		out[path+"\x00"+l.Stage] = l
	}
	return out
}

// compareEntries holds our entries against git's, and those of others against what they were.
func compareEntries(t *testing.T, before, after, theirs map[string]line, paths map[string]bool) {
	t.Helper()
	timeless := func(m map[string]line) map[string]line {
		out := map[string]line{}
		for key, l := range m {
			path, _, _ := strings.Cut(key, "\x00")
			l.Mtime = ""
			if !paths[path] {
				l.Size, l.UID = "", ""
			}
			out[key] = l
		}
		return out
	}
	if diff := cmp.Diff(timeless(theirs), timeless(after)); diff != "" {
		t.Errorf("entries (-git +ours):\n%s", diff)
	}
	for key, was := range before {
		path, _, _ := strings.Cut(key, "\x00")
		now := after[key]
		if paths[path] {
			continue
		}
		if now.Size == "0" && strings.HasSuffix(path, "n-racy.md") {
			now.Size = was.Size // so that git looks at it
		}
		if now != was {
			t.Errorf("%s was\n%+v, is\n%+v", path, was, now)
		}
	}
}

func (st *stage) openIndex() *index.File {
	st.t.Helper()
	f, err := index.Open(filepath.Join(st.gitDir, "index"))
	if err != nil {
		st.t.Fatal(err)
	}
	return f
}

// sameExtensions holds what is left of the extensions against the rules.
func (st *stage) sameExtensions(was []string, before map[string]line, paths map[string]bool) {
	st.t.Helper()
	f := st.openIndex()
	now := f.Extensions()
	shape, _ := f.NeedsGit()
	if shape != st.shape() {
		st.t.Errorf("the index is %q, was %q", shape, st.shape())
	}
	if shape != "" {
		return // git has written it
	}
	moved := false
	for path := range paths {
		_, known := before[path+"\x000"]
		moved = moved || known != (st.read(path) != nil)
	}
	var want []string
	for _, name := range was {
		if name != "EOIE" && name != "IEOT" && (!moved || name != "UNTR" && name != "FSMN") {
			want = append(want, name)
		}
	}
	if !slices.Equal(want, now) {
		st.t.Errorf("extensions %q, want %q", now, want)
	}
	if sum := f.Bytes()[len(f.Bytes())-20:]; bytes.Equal(sum, make([]byte, 20)) != st.is("index shape", "no checksum") {
		st.t.Errorf("checksum %x", sum)
	}
	if version := strconv.Itoa(int(f.Bytes()[7])); version != st.value["index version"] && !st.is("index version", "2", "3") {
		st.t.Errorf("version %s became %s", st.value["index version"], version)
	}
}

// logs gives all reflogs, by name.
func (st *stage) logs() map[string]string {
	st.t.Helper()
	out := map[string]string{}
	common := st.gitDir
	if st.is("head", "linked worktree") {
		common = filepath.Join(filepath.Dir(st.work), "main", ".git")
	}
	err := filepath.WalkDir(common, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !strings.Contains(path, string(filepath.Separator)+"logs"+string(filepath.Separator)) {
			return err
		}
		text, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, common)] = string(text)
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
	return out
}

// cacheTreeHolds computes the tree of each node that is valid.
func (st *stage) cacheTreeHolds(entries map[string]line) {
	st.t.Helper()
	rest := st.openIndex().Extension("TREE")
	if rest == nil {
		return
	}
	t := expectedTrees(entries)
	var node func(path string)
	node = func(path string) {
		name, after, _ := bytes.Cut(rest, []byte{0})
		head, after, ok := bytes.Cut(after, []byte{'\n'})
		var count, below int
		if _, err := fmt.Sscanf(string(head), "%d %d", &count, &below); err != nil || !ok {
			st.t.Fatalf("cache tree: %q", head)
		}
		path = strings.TrimPrefix(path+"/"+string(name), "/")
		rest = after
		if count >= 0 {
			id := plumbing.Hash(rest[:20])
			rest = rest[20:]
			if want := t[path]; want.id != id || want.count != count {
				st.t.Errorf("cache tree: %q stands for %d entries, %s; the index has %d, %s", path, count, id, want.count, want.id)
			}
		}
		for range below {
			node(path)
		}
	}
	node("")
	if len(rest) > 0 {
		st.t.Errorf("cache tree: %d bytes too many", len(rest))
	}
}

// fsck asks git whether the repository is sound. A checksum that is left out git 2.39 takes for a wrong one, and for a sparse index
// it makes up trees that it has never written, before the commit as well.
func (st *stage) fsck() {
	st.t.Helper()
	if st.is("index shape", "no checksum") {
		st.rewrite(filepath.Join(st.gitDir, "index"), summed)
	}
	if st.is("index shape", "sparse") {
		if err := os.Remove(filepath.Join(st.gitDir, "index")); err != nil {
			st.t.Fatal(err)
		}
	}
	st.git("fsck", "--strict", "--no-dangling")
	for _, pattern := range []string{"*.lock", "refs/heads/*.lock", "po/tmp-*"} {
		if left, _ := filepath.Glob(filepath.Join(st.gitDir, pattern)); len(left) > 0 {
			st.t.Errorf("left behind: %q", left)
		}
	}
}
