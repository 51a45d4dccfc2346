package refs_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

const id1, id2 = "1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222"

// A repo is the folder of a repository, and git as a witness where one is asked.
type repo struct {
	t testing.TB
	refs.Store
}

func newRepo(t testing.TB) *repo {
	t.Helper()
	dir := filepath.Join(t.TempDir(), ".git")
	r := &repo{t, refs.Store{GitDir: dir, Common: dir}}
	r.write("HEAD", "ref: refs/heads/main\n")
	return r
}

func (r *repo) write(name, content string) {
	r.t.Helper()
	path := filepath.Join(r.Common, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func TestHead(t *testing.T) {
	branch := refs.Head{Ref: "refs/heads/main", ID: plumbing.NewHash(id1)}
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  refs.Head
		fails bool
	}{
		{"loose", map[string]string{"refs/heads/main": id1 + "\n"}, branch, false},
		{"loose without a line end", map[string]string{"refs/heads/main": id1}, branch, false},
		{"packed", map[string]string{"packed-refs": "# pack-refs with: peeled fully-peeled sorted \n" + id2 + " refs/heads/mai\n" + id1 + " refs/heads/main\n^" + id2 + "\n"}, branch, false},
		{"packed, last line without an end", map[string]string{"packed-refs": id1 + " refs/heads/main"}, branch, false},
		{"loose before packed", map[string]string{"refs/heads/main": id1, "packed-refs": id2 + " refs/heads/main\n"}, branch, false},
		{"unborn", nil, refs.Head{Ref: "refs/heads/main"}, false},
		{"unborn beside a longer name", map[string]string{"refs/heads/main/x": id1}, refs.Head{Ref: "refs/heads/main"}, false},
		{"detached", map[string]string{"HEAD": id1 + "\n"}, refs.Head{ID: plumbing.NewHash(id1)}, false},
		{"through another name", map[string]string{"refs/heads/main": "ref: refs/heads/trunk\n", "refs/heads/trunk": id1}, refs.Head{Ref: "refs/heads/trunk", ID: branch.ID}, false},
		{"in a circle", map[string]string{"refs/heads/main": "ref: refs/heads/main\n"}, refs.Head{}, true},
		{"empty", map[string]string{"refs/heads/main": ""}, refs.Head{}, true},
		{"not a name", map[string]string{"refs/heads/main": "hello\n"}, refs.Head{}, true},
		{"half a name", map[string]string{"refs/heads/main": id1[:20]}, refs.Head{}, true},
		{"out of the repository", map[string]string{"HEAD": "ref: refs/../../secret\n"}, refs.Head{}, true},
		{"not a ref", map[string]string{"HEAD": "ref: config\n"}, refs.Head{}, true},
		{"a packed line that only looks like one", map[string]string{"packed-refs": "x" + id1 + " refs/heads/main\n" + id1 + " refs/heads/main\n"}, branch, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			for name, content := range tt.files {
				r.write(name, content)
			}
			got, err := r.Head()
			if (err != nil) != tt.fails {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeadAsSymbolicLink(t *testing.T) {
	r := newRepo(t)
	r.write("refs/heads/old", id1)
	if err := os.Remove(filepath.Join(r.Common, "HEAD")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("refs/heads/old", filepath.Join(r.Common, "HEAD")); err != nil {
		t.Fatal(err)
	}
	got, err := r.Head()
	if err != nil || got.Branch() != "old" || got.ID.String() != id1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLinkedWorktree(t *testing.T) {
	r := newRepo(t)
	r.write("refs/heads/main", id1)
	r.write("refs/heads/other", id2)
	r.write("worktrees/w/HEAD", "ref: refs/heads/other\n")
	r.write("worktrees/w/refs/bisect/bad", id1)
	r.GitDir = filepath.Join(r.Common, "worktrees", "w")
	head, err := r.Head()
	if err != nil || head.Branch() != "other" || head.ID.String() != id2 {
		t.Errorf("HEAD %+v, %v", head, err)
	}
	if id, err := r.Resolve("refs/bisect/bad"); err != nil || id.String() != id1 {
		t.Errorf("its own ref: %s, %v", id, err)
	}
	if _, err := r.Resolve("refs/heads/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such ref: %v", err)
	}
}

func TestClash(t *testing.T) {
	r := newRepo(t)
	r.write("refs/heads/a", id1)
	r.write("refs/heads/f/g/h", id1)
	if err := os.MkdirAll(r.Path("refs/heads/empty/folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.write("packed-refs", id1+" refs/heads/b/c\n"+id1+" refs/heads/d\n")
	for name, want := range map[string]string{
		"refs/heads/a/x": "refs/heads/a", "refs/heads/b": "refs/heads/b/c", "refs/heads/d/e/f": "refs/heads/d", "refs/heads/e": "", "refs/heads/b/d": "",
		"refs/heads/f": "refs/heads/f/g/h", "refs/heads/f/g": "refs/heads/f/g/h", "refs/heads/f/x": "", "refs/heads/empty": "",
	} {
		if got, err := r.Clash(name); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

func content(text string) disk.Content { return disk.Content{Data: []byte(text), Mode: 0o666} }

func (r *repo) scratch() {
	r.t.Helper()
	if err := os.MkdirAll(r.Scratch(), 0o755); err != nil {
		r.t.Fatal(err)
	}
}

func TestLock(t *testing.T) {
	r := newRepo(t)
	r.scratch()
	path := r.Path("refs/heads/topic/one")
	l, err := r.Lock(path, content(id1+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Lock(path, content(id2+"\n"))
	var held *refs.HeldError
	if !errors.As(err, &held) || held.Path != path+".lock" || held.Age > time.Minute {
		t.Fatalf("a second lock: %v", err)
	}
	if err := l.Commit(); err != nil {
		t.Fatal(err)
	}
	if id, err := r.Resolve("refs/heads/topic/one"); err != nil || id.String() != id1 {
		t.Errorf("ref %s, %v", id, err)
	}
	if err := l.Release(); err != nil {
		t.Error(err)
	}

	if l, err = r.Lock(path, content("")); err != nil {
		t.Fatal(err)
	}
	p, err := r.Prepare(content(id2 + "\n"))
	if err == nil {
		err = l.Replace(p)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if id, err := r.Resolve("refs/heads/topic/one"); err != nil || id.String() != id1 {
		t.Errorf("a lock let go moved the ref to %s, %v", id, err)
	}
	if left, _ := os.ReadDir(r.Scratch()); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A lock that is not ours any more is left alone.
func TestReleaseOfAnothersLock(t *testing.T) {
	r := newRepo(t)
	r.scratch()
	path := filepath.Join(r.GitDir, "index")
	l, err := r.Lock(path, content("ours"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(l.Path()); err != nil {
		t.Fatal(err)
	}
	r.write("index.lock", "theirs")
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(l.Path()); err != nil || string(data) != "theirs" {
		t.Errorf("their lock: %q, %v", data, err)
	}
}

// Where there are no hard links, the lock is made in one step all the same, and is known by its mark.
func TestLockWithoutLinks(t *testing.T) {
	for _, none := range []error{errors.New("no hard links"), fs.ErrPermission, errors.ErrUnsupported} {
		r := newRepo(t)
		r.scratch()
		r.Disk = &disk.Disk{Watch: func(c disk.Call) error {
			if c.Op == "link" {
				return none
			}
			return nil
		}}
		path := filepath.Join(r.GitDir, "index")
		p, err := r.Prepare(content("ours"))
		if err != nil {
			t.Fatal(err)
		}
		long := time.Now().Add(-time.Hour).Truncate(time.Second) // not the time at which the lock is made
		if err := os.Chtimes(filepath.Join(r.Scratch(), r.prepared()), long, long); err != nil {
			t.Fatal(err)
		}
		mark, err := p.Mark(path)
		if err != nil {
			t.Fatal(err)
		}
		l, err := p.Lock(path)
		if err != nil {
			t.Fatal(err)
		}
		if !mark.Stands() {
			t.Errorf("%v: the lock is not known by its mark", none)
		}
		var held *refs.HeldError
		if _, err := r.Lock(path, content("second")); !errors.As(err, &held) {
			t.Errorf("a second lock: %v", err)
		}
		if err := l.Commit(); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != "ours" {
			t.Errorf("%q, %v", data, err)
		}
	}
}

// prepared is the name of the one file that is prepared.
func (r *repo) prepared() string {
	r.t.Helper()
	left, err := filepath.Glob(filepath.Join(r.Scratch(), "tmp-*"))
	if err != nil || len(left) != 1 {
		r.t.Fatalf("prepared: %v, %v", left, err)
	}
	return filepath.Base(left[0])
}

// Who holds the lock of po is told to those who wait, by number.
func TestFlockHolder(t *testing.T) {
	r := newRepo(t)
	first, err := r.Flock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan *refs.HeldError, 1)
	got := make(chan error, 1)
	go func() {
		second, err := r.Flock(t.Context(), refs.NewWait(func(e *refs.HeldError) { told <- e }))
		if err == nil {
			err = second.Release()
		}
		got <- err
	}()
	if e := <-told; e.PID != os.Getpid() || filepath.Base(e.Path) != "lock" || e.Age < 0 {
		t.Errorf("told %+v", e)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}

// git leaves the folder of a branch a/b behind; a branch a takes its place.
func TestCommitOverEmptyFolder(t *testing.T) {
	r := newRepo(t)
	r.scratch()
	if err := os.MkdirAll(filepath.Join(r.Common, "refs/heads/a/b/c"), 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := r.Lock(r.Path("refs/heads/a"), content(id1))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Commit(); err != nil {
		t.Fatal(err)
	}
	if id, err := r.Resolve("refs/heads/a"); err != nil || id.String() != id1 {
		t.Errorf("%s, %v", id, err)
	}
}

func TestSweep(t *testing.T) {
	r := newRepo(t)
	r.scratch()
	r.write("po/tmp-dead", "x")
	r.write("po/ids", "kept")
	r.Sweep()
	left, err := os.ReadDir(r.Scratch())
	if err != nil || len(left) != 1 || left[0].Name() != "ids" {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestFlock(t *testing.T) {
	r := newRepo(t)
	first, err := r.Flock(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.Flock(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a second holder: %v", err)
	}
	got := make(chan error, 1)
	go func() {
		second, err := r.Flock(context.Background(), nil)
		if err == nil {
			err = second.Release()
		}
		got <- err
	}()
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestLog(t *testing.T) {
	entry := refs.LogEntry{New: plumbing.NewHash(id1), Who: "A <a@b> 1 +0000", Message: "commit (initial):  two\n\twords "}
	for _, tt := range []struct {
		name    string
		logging refs.Logging
		exists  bool
		want    bool
	}{
		{"refs/heads/topic/x", refs.LogUsual, false, true},
		{"HEAD", refs.LogUsual, false, true},
		{"refs/other/x", refs.LogUsual, false, false},
		{"refs/other/x", refs.LogUsual, true, true},
		{"refs/other/x", refs.LogAll, false, true},
		{"refs/heads/x", refs.LogExisting, false, false},
		{"refs/heads/x", refs.LogExisting, true, true},
	} {
		r := newRepo(t)
		path := "logs/" + tt.name
		if tt.exists {
			r.write(path, "before\n")
		}
		a, err := r.Log(tt.name, entry, tt.logging)
		if err != nil {
			t.Fatal(err)
		}
		data, _ := os.ReadFile(filepath.Join(r.Common, path))
		want := strings.Repeat("0", 40) + " " + id1 + " A <a@b> 1 +0000\tcommit (initial): two words\n"
		if !tt.want {
			want = ""
		}
		if tt.exists {
			want = "before\n" + want
		}
		if string(data) != want {
			t.Errorf("%s, logging %d: %q, want %q", tt.name, tt.logging, data, want)
		}
		if err := r.TakeBack(a); err != nil {
			t.Fatal(err)
		}
		data, err = os.ReadFile(filepath.Join(r.Common, path))
		if tt.exists && string(data) != "before\n" || !tt.exists && !os.IsNotExist(err) {
			t.Errorf("%s: taken back: %q, %v", tt.name, data, err)
		}
	}
}

// git and we find the same in a repository whose refs are packed in part.
func TestResolveLikeGit(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	git("init", "-q", "-b", "main")
	git("commit", "-q", "--allow-empty", "-m", "one")
	git("branch", "feature/x")
	git("tag", "-a", "v1", "-m", "v1")
	git("pack-refs", "--all")
	git("commit", "-q", "--allow-empty", "-m", "two")
	git("branch", "late")
	s := refs.Store{GitDir: filepath.Join(dir, ".git"), Common: filepath.Join(dir, ".git")}
	for line := range strings.Lines(git("for-each-ref", "--format=%(refname) %(objectname)")) {
		name, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		if got, err := s.Resolve(name); err != nil || got.String() != want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, want)
		}
	}
}

// A mark knows the one lock for which it was made, and no other: not a later one of the same bytes, nor one of other bytes at the same time.
func TestMarkStands(t *testing.T) {
	r := newRepo(t)
	r.scratch()
	target := filepath.Join(r.GitDir, "index")
	p, err := r.Prepare(content("ours"))
	if err != nil {
		t.Fatal(err)
	}
	mark, err := p.Mark(target)
	if err != nil {
		t.Fatal(err)
	}
	if mark.Stands() {
		t.Error("a lock that nobody has taken stands")
	}
	if _, err := p.Lock(target); err != nil {
		t.Fatal(err)
	}
	when := time.Unix(0, mark.Nanos)
	for _, lock := range []struct {
		data string
		when time.Time
		want bool
	}{
		{"ours", when, true}, {"ours", when.Add(time.Second), false}, {"ours", when.Add(-time.Second), false}, {"them", when, false}, {"longer", when, false},
	} {
		if err := errors.Join(os.Remove(mark.Lock()), os.WriteFile(mark.Lock(), []byte(lock.data), 0o666), os.Chtimes(mark.Lock(), lock.when, lock.when)); err != nil {
			t.Fatal(err)
		}
		if got := mark.Stands(); got != lock.want {
			t.Errorf("%q, %v later: stands %t", lock.data, lock.when.Sub(when), got)
		}
	}
}
