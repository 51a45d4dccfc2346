package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// seeded is a repository with a README and two items.
func seeded(t testing.TB, initArgs ...string) *sandbox {
	t.Helper()
	b := newSandbox(t, initArgs...)
	b.seed("README", "hi\n", "backlog/items/VS-1.md", "one\n", "backlog/items/VS-2.md", "two\n")
	return b
}

func (b *sandbox) clean() {
	b.t.Helper()
	b.sound()
	if got := b.git("status", "--porcelain"); got != "" {
		b.t.Errorf("status:\n%s", got)
	}
}

func TestCommitOneFile(t *testing.T) {
	b := seeded(t)
	res := b.commit(b.edit("items/VS-1.md", "one more\n"))
	b.clean()
	if got := strings.TrimSpace(b.git("rev-parse", "HEAD")); got != res.Hash || !strings.HasPrefix(got, res.Short) {
		t.Errorf("HEAD %s, result %s, short %s", got, res.Hash, res.Short)
	}
	want := "A U Thor <author@example.com> 1760000000 +0200|C O Mitter <committer@example.com> 1760000100 +0200|po: change"
	if got := strings.TrimSpace(b.git("log", "-1", "--date=raw", "--format=%an <%ae> %ad|%cn <%ce> %cd|%B")); got != want {
		t.Errorf("commit %q, want %q", got, want)
	}
	if got := b.git("diff", "--name-status", "HEAD^", "HEAD"); got != "M\tbacklog/items/VS-1.md\n" {
		t.Errorf("changed: %s", got)
	}
	for _, name := range []string{"HEAD", "main"} {
		if got := b.git("reflog", "-1", "--date=raw", "--format=%gn <%ge> %gd %gs", name); got != "C O Mitter <committer@example.com> "+name+"@{1760000100 +0200} commit: po: change\n" {
			t.Errorf("reflog %q", got)
		}
	}
	if diff := cmp.Diff([]string{"backlog/items/VS-1.md"}, res.Files); diff != "" {
		t.Error(diff)
	}
	if res.Branch != "main" || res.Detached || len(res.TookAlong) > 0 {
		t.Errorf("result %+v", res)
	}
}

func TestCommitSeveralFiles(t *testing.T) {
	b := seeded(t)
	res := b.commit(
		b.edit("items/VS-1.md", "one more\n"),
		backlog.FileEdit{Path: "items/VS-2.md", Old: []byte("two\n")},
		backlog.FileEdit{Path: "decisions/2026/one.md", New: []byte("yes\n")},
	)
	b.clean()
	want := "A\tbacklog/decisions/2026/one.md\nM\tbacklog/items/VS-1.md\nD\tbacklog/items/VS-2.md\n"
	if got := b.git("diff", "--name-status", "HEAD^", "HEAD"); got != want {
		t.Errorf("changed:\n%s", got)
	}
	if b.read("backlog/items/VS-2.md") != nil {
		t.Error("a removed file is on disk")
	}
	if len(res.Files) != 3 {
		t.Errorf("files %q", res.Files)
	}
}

func TestFirstCommit(t *testing.T) {
	b := newSandbox(t)
	b.commit(backlog.FileEdit{Path: "po.yaml", New: []byte("prefix: VS\n")}, backlog.FileEdit{Path: "items/VS-1.md", New: []byte("x\n")})
	b.clean()
	for _, name := range []string{"HEAD", "main"} {
		if got := b.git("reflog", "-1", "--format=%gs", name); got != "commit (initial): po: change\n" {
			t.Errorf("reflog %s %q", name, got)
		}
	}
}

// A branch whose name needs a folder that another branch is.
func TestFirstCommitInTheWayOfABranch(t *testing.T) {
	b := seeded(t)
	b.git("pack-refs", "--all")
	b.git("symbolic-ref", "HEAD", "refs/heads/main/sub")
	b.git("read-tree", "--empty")
	before := b.state()
	if _, err := b.try(CommitOptions{Message: "x", Files: []backlog.FileEdit{{Path: "new.md", New: []byte("x")}}}); err == nil {
		t.Error("committed")
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		t.Error(diff)
	}
}

func TestDetachedHead(t *testing.T) {
	b := seeded(t)
	b.git("checkout", "-q", "--detach")
	res := b.commit(b.edit("items/VS-1.md", "one more\n"))
	b.clean()
	if !res.Detached || res.Branch != "" {
		t.Errorf("result %+v", res)
	}
	if main, head := b.git("rev-parse", "main"), b.git("rev-parse", "HEAD^"); main != head {
		t.Error("the branch moved, or HEAD did not")
	}
}

func TestLinkedWorktree(t *testing.T) {
	b := seeded(t)
	linked := filepath.Join(filepath.Dir(b.work), "linked")
	b.git("worktree", "add", "-q", "-b", "topic/linked", linked)
	main := b.git("rev-parse", "main")
	w := &sandbox{t: t, work: linked}
	res := w.commit(w.edit("items/VS-1.md", "linked\n"))
	w.git("fsck", "--strict", "--no-dangling")
	if got := w.git("status", "--porcelain"); got != "" || res.Branch != "topic/linked" {
		t.Errorf("branch %s, status %s", res.Branch, got)
	}
	if got := w.git("reflog", "-1", "--format=%gs"); got != "commit: po: change\n" {
		t.Errorf("reflog %q", got)
	}
	if got := b.git("rev-parse", "main"); got != main {
		t.Error("the other worktree's branch moved")
	}
	b.clean()
}

func TestSubmoduleAndSeparateGitDir(t *testing.T) {
	inner := seeded(t)
	outer := newSandbox(t)
	outer.seed("README", "hi\n")
	outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.work, "sub")
	outer.git("commit", "-q", "-m", "sub")
	sub := &sandbox{t: t, work: filepath.Join(outer.work, "sub")}
	sub.commit(sub.edit("items/VS-1.md", "in a submodule\n"))
	sub.clean()

	apart := seeded(t, "--separate-git-dir="+filepath.Join(t.TempDir(), "apart.git"))
	apart.commit(apart.edit("items/VS-1.md", "apart\n"), backlog.FileEdit{Path: "new/x.md", New: []byte("x")})
	apart.clean()
	if left, _ := filepath.Glob(filepath.Join(apart.work, "backlog", "*", ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestPackedEverything(t *testing.T) {
	b := seeded(t)
	b.git("gc", "-q")
	b.commit(b.edit("items/VS-1.md", "one more\n"))
	b.git("gc", "-q", "--prune=now")
	b.commit(b.edit("items/VS-1.md", "and more\n"))
	b.clean()
	if got := b.git("rev-list", "--count", "HEAD"); got != "3\n" {
		t.Errorf("%s commits", got)
	}
}

func TestNothingToCommit(t *testing.T) {
	b := seeded(t)
	before := b.state()
	res := b.commit(b.edit("items/VS-1.md", "one\n"))
	if res.Hash != "" {
		t.Errorf("committed %s", res.Hash)
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		t.Error(diff)
	}
	if res := b.commit(); res.Hash != "" {
		t.Errorf("committed %s", res.Hash)
	}
}

// A staged change taken back by an edit: no commit, and nothing staged any more.
func TestBackToHead(t *testing.T) {
	b := seeded(t)
	b.write("backlog/items/VS-1.md", "staged\n")
	b.git("add", "backlog")
	res := b.commit(b.edit("items/VS-1.md", "one\n"))
	if res.Hash != "" {
		t.Errorf("committed %s", res.Hash)
	}
	b.clean()
}

// po commit: files as they are on disk, changed, new and deleted by hand.
func TestCommitWhatIsOnDisk(t *testing.T) {
	b := seeded(t)
	b.write("backlog/items/VS-1.md", "by hand\n", "backlog/items/VS-3.md", "new by hand\n")
	if err := os.Remove(filepath.Join(b.work, "backlog/items/VS-2.md")); err != nil {
		t.Fatal(err)
	}
	res := b.commit(
		b.edit("items/VS-1.md", "by hand\n"), backlog.FileEdit{Path: "items/VS-2.md"}, b.edit("items/VS-3.md", "new by hand\n"))
	b.clean()
	if got := b.git("diff", "--name-status", "HEAD^", "HEAD"); got != "M\tbacklog/items/VS-1.md\nD\tbacklog/items/VS-2.md\nA\tbacklog/items/VS-3.md\n" {
		t.Errorf("changed:\n%s", got)
	}
	if len(res.TookAlong) > 0 {
		t.Errorf("took along %q, which was asked for", res.TookAlong)
	}
}

func TestTakeHandEditsAlong(t *testing.T) {
	for _, stage := range []bool{false, true} {
		b := seeded(t)
		b.write("backlog/items/VS-1.md", "by hand\n")
		if stage {
			b.git("add", "backlog")
		}
		res := b.commit(b.edit("items/VS-1.md", "by hand and by po\n"), b.edit("items/VS-2.md", "two more\n"))
		b.clean()
		if diff := cmp.Diff([]string{"backlog/items/VS-1.md"}, res.TookAlong); diff != "" {
			t.Errorf("staged %t: %s", stage, diff)
		}
	}
}

func TestIntentToAddIsCommitted(t *testing.T) {
	b := seeded(t)
	b.write("backlog/items/VS-3.md", "three\n")
	b.git("add", "-N", "backlog/items/VS-3.md")
	b.commit(b.edit("items/VS-3.md", "three more\n"))
	b.clean()
}

func TestFilesOnly(t *testing.T) {
	b := seeded(t)
	head := b.git("rev-parse", "HEAD")
	b.git("update-ref", "MERGE_HEAD", "HEAD") // no obstacle: nothing is committed
	res, err := b.try(CommitOptions{FilesOnly: true, Files: []backlog.FileEdit{
		b.edit("items/VS-1.md", "changed\n"), {Path: "a/b.md", New: []byte("new\n")}, {Path: "items/VS-2.md", Old: []byte("two\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if res.Hash != "" || b.git("rev-parse", "HEAD") != head {
		t.Error("committed")
	}
	if got := b.git("status", "--porcelain", "-uall"); got != " M backlog/items/VS-1.md\n D backlog/items/VS-2.md\n?? backlog/a/b.md\n" {
		t.Errorf("status:\n%s", got)
	}
	_, err = b.try(CommitOptions{FilesOnly: true, Files: []backlog.FileEdit{
		b.edit("items/VS-1.md", "again\n"), {Path: "a/b.md", Old: []byte("not this\n"), New: []byte("x")},
	}})
	var stale *ErrStale
	if !errors.As(err, &stale) || stale.Path != "backlog/a/b.md" {
		t.Errorf("a stale file: %v", err)
	}
	if got := b.read("backlog/items/VS-1.md"); string(got) != "changed\n" {
		t.Errorf("the other file holds %q", got)
	}
}

func TestMessage(t *testing.T) {
	for text, want := range map[string]string{
		"subject": "subject\n", "subject\n\nbody\n\n\n": "subject\n\nbody\n", "a\x00b": "a\ufffdb\n", "bad \xff byte": "bad ÿ byte\n",
		"# not a comment\n\n# nor this": "# not a comment\n\n# nor this\n",
	} {
		b := seeded(t)
		if _, err := b.try(CommitOptions{Message: text, Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}); err != nil {
			t.Fatal(err)
		}
		b.clean()
		_, got, _ := strings.Cut(b.git("cat-file", "commit", "HEAD"), "\n\n")
		if got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestModesAreKept(t *testing.T) {
	b := seeded(t)
	b.git("update-index", "--chmod=+x", "backlog/items/VS-1.md")
	if err := os.Chmod(filepath.Join(b.work, "backlog/items/VS-1.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.git("commit", "-q", "-m", "x")
	if err := os.Chmod(filepath.Join(b.work, "backlog/items/VS-2.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.commit(b.edit("items/VS-1.md", "x\n"), b.edit("items/VS-2.md", "y\n"), backlog.FileEdit{Path: "new.md", New: []byte("z\n")})
	b.clean()
	if got := b.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD", "backlog"); got != "100755 backlog/items/VS-1.md\n100644 backlog/items/VS-2.md\n100644 backlog/new.md\n" {
		t.Errorf("tree:\n%s", got)
	}
	if info, err := os.Stat(filepath.Join(b.work, "backlog/items/VS-2.md")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode on disk %v, %v", info.Mode(), err)
	}
}

func TestReflogSetting(t *testing.T) {
	for value, want := range map[string]bool{"true": true, "false": false, "always": true} {
		b := newSandbox(t)
		b.git("config", "core.logAllRefUpdates", value)
		b.commit(backlog.FileEdit{Path: "a.md", New: []byte("x")})
		_, err := os.Stat(filepath.Join(b.work, ".git/logs/HEAD"))
		if (err == nil) != want {
			t.Errorf("logAllRefUpdates=%s: %v", value, err)
		}
	}
}

func TestDurable(t *testing.T) {
	b := seeded(t)
	if _, err := b.try(CommitOptions{Message: "x", Durable: true, Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}); err != nil {
		t.Fatal(err)
	}
	b.clean()
}

func TestHardening(t *testing.T) {
	for value, want := range map[string]hardening{
		"": {}, "all": {true, true, true}, "committed": {true, false, true}, "added,-index": {true, false, true},
		"loose-object": {objects: true}, "all,none": {}, "committed,-loose-object": {false, false, true}, "none,index": {index: true}, "what": {},
	} {
		b := newSandbox(t)
		if value != "" {
			b.git("config", "core.fsync", value)
		}
		if got := b.site().hardening(false); got != want {
			t.Errorf("core.fsync=%s: %+v, want %+v", value, got, want)
		}
	}
}

// Several users write to one repository: files and folders of it have the
// permissions that git gives them.
func TestSharedRepository(t *testing.T) {
	for shared, want := range map[string]fs.FileMode{"group": 0o060, "all": 0o064, "0640": 0o040, "true": 0o060, "umask": 0} {
		b := newSandbox(t)
		b.git("config", "core.sharedRepository", shared)
		b.commit(backlog.FileEdit{Path: "a.md", New: []byte("x")})
		head := strings.TrimSpace(b.git("rev-parse", "HEAD"))
		for _, name := range []string{"index", "refs/heads/main", "logs/refs/heads/main", "objects/" + head[:2], "objects/" + head[:2] + "/" + head[2:], "po", "po/lock"} {
			info, err := os.Stat(filepath.Join(b.work, ".git", name))
			if err != nil {
				t.Fatal(err)
			}
			bits := want
			if strings.HasPrefix(name, "objects/") && !info.IsDir() {
				bits &^= 0o222
			}
			if want != 0 && info.Mode()&bits != bits {
				t.Errorf("%s, %s: mode %v, want %v in it", shared, name, info.Mode(), bits)
			}
		}
		b.clean()
	}
}

// A lock that nobody lets go of is named and left alone.
func TestStrangersLock(t *testing.T) {
	b := seeded(t)
	lock := filepath.Join(b.work, ".git/index.lock")
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before := b.state()
	begin := time.Now()
	_, err := b.try(CommitOptions{Message: "x", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}})
	var locked *ErrLocked
	if !errors.As(err, &locked) || locked.Path != lock || locked.Age < time.Second {
		t.Fatalf("%v after %v", err, time.Since(begin))
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(lock); err != nil {
		t.Error("the lock is gone")
	}
}
