package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// committer is the variable that makes this test program a process that
// commits one file and ends: "WORK TREE\nPATH".
const committer = "PO_TEST_COMMIT"

// linkless is the variable that lets that process commit on a file system without hard links.
const linkless = "PO_TEST_LINKLESS"

// withoutLinks is a disk that has no link(2), as that of FAT or of some network shares.
func withoutLinks() *disk.Disk {
	return &disk.Disk{Watch: func(c disk.Call) error {
		if c.Op == "link" && !c.After {
			return &os.LinkError{Op: "link", New: c.Path, Err: fs.ErrPermission}
		}
		return nil
	}}
}

func TestMain(m *testing.M) {
	if order := os.Getenv(committer); order != "" {
		work, name, _ := strings.Cut(order, "\n")
		if err := commitOne(work, name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if order := os.Getenv(killed); order != "" {
		if err := commitAndDie(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// commitOne is what the command line does: load, edit, commit, and again when stale.
func commitOne(work, name string) error {
	for {
		path := filepath.Join(work, "backlog", name)
		old, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		edit := backlog.FileEdit{Path: name, Old: old, New: append(old[:len(old):len(old)], name+"\n"...)}
		s, err := siteAt(work)
		if err != nil {
			return err
		}
		if os.Getenv(linkless) != "" {
			s.disk = withoutLinks()
		}
		s.patience = math.MaxInt64 // how soon another program lets go of a lock is up to the machine
		_, err = s.commit(context.Background(), CommitOptions{Message: "po: " + name, Files: []backlog.FileEdit{edit}})
		var stale *ErrStale
		if !errors.As(err, &stale) {
			return err
		}
	}
}

// commitAtOnce starts a process for each file and gives how many failed.
func (b *sandbox) commitAtOnce(names []string) {
	b.t.Helper()
	var all sync.WaitGroup
	for _, name := range names {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), committer+"="+b.work+"\n"+name)
		all.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				b.t.Errorf("%s: %v\n%s", name, err, out)
			}
		})
	}
	all.Wait()
}

// What somebody does between our look and our lock is seen under the lock: what they staged stays staged, what they committed is our
// parent.
func TestOthersBeforeTheLock(t *testing.T) {
	for _, theirs := range []func(b *sandbox){
		func(b *sandbox) { b.write("staged", "x\n"); b.git("add", "staged") },
		func(b *sandbox) {
			made := strings.TrimSpace(b.git("commit-tree", "-p", "HEAD", "-m", "theirs", "HEAD^{tree}"))
			b.git("update-ref", "refs/heads/main", made)
		},
	} {
		b := seeded(t)
		want := ""
		s := b.site()
		s.disk = &disk.Disk{Watch: func(c disk.Call) error {
			if c.Op == "link" && !c.After && want == "" {
				theirs(b)
				want = b.git("diff", "--cached", "--name-only") + b.git("rev-parse", "HEAD")
			}
			return nil
		}}
		_, err := s.commit(t.Context(), CommitOptions{Message: "po: change", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "one more\n")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := b.git("diff", "--cached", "--name-only") + b.git("rev-parse", "HEAD^"); got != want {
			t.Errorf("staged, and the parent:\n%s\nwant\n%s", got, want)
		}
		b.sound()
	}
}

// A git that packs refs takes the folder of a branch away as soon as it is empty: between our making it and our putting a lock, or a
// reflog, into it. It comes back.
func TestFolderOfBranchIsTidiedAway(t *testing.T) {
	for name, theirs := range map[string]func(b *sandbox, c disk.Call) bool{
		"before the lock": func(b *sandbox, c disk.Call) bool {
			if c.Op != "link" || !strings.HasSuffix(c.Path, "team/x.lock") {
				return false
			}
			b.git("pack-refs", "--all")
			return true
		},
		"before the reflog": func(b *sandbox, c disk.Call) bool {
			if c.Op != "append" || !strings.HasSuffix(c.Path, "team/x") {
				return false
			}
			b.git("branch", "team/y")
			b.git("branch", "-q", "-D", "team/y")
			return true
		},
	} {
		b := seeded(t)
		b.git("checkout", "-q", "-b", "team/x")
		if err := os.RemoveAll(filepath.Join(b.work, ".git/logs/refs/heads/team")); err != nil {
			t.Fatal(err)
		}
		done := false
		s := b.site()
		s.disk = &disk.Disk{Watch: func(c disk.Call) error {
			if !c.After && !done {
				done = theirs(b, c)
			}
			return nil
		}}
		_, err := s.commit(t.Context(), CommitOptions{Message: "po: change", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "one more\n")}})
		if err != nil || !done {
			t.Errorf("%s: %v, %t", name, err, done)
		}
		b.sound()
		if got := b.git("reflog", "-1", "--format=%gs", "team/x"); got != "commit: po: change\n" {
			t.Errorf("%s: reflog %q", name, got)
		}
	}
}

// Without hard links the locks are as good: beside git nothing of anybody is lost.
func TestBesideGitWithoutLinks(t *testing.T) {
	t.Setenv(linkless, "1")
	b := seeded(t)
	b.seed("theirs/0", "", "theirs/1", "")
	files := names(12, "items/L-%d.md")
	made := b.besideGit([]*sandbox{b, b}, func() { b.commitAtOnce(files) })
	b.linear(len(files) + made[0] + made[1] + 1)
	b.sound()
	for _, name := range files {
		if got := string(b.read("backlog/" + name)); got != name+"\n" {
			t.Errorf("%s holds %q", name, got)
		}
	}
}

func names(n int, format string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

// linear checks that every one of n commits since the first is there, in a row.
func (b *sandbox) linear(n int) {
	b.t.Helper()
	if got := strings.TrimSpace(b.git("rev-list", "--count", "--first-parent", "HEAD")); got != fmt.Sprint(n+1) {
		b.t.Errorf("%s commits, want %d", got, n+1)
	}
	if got := strings.Count(b.git("reflog", "show", "HEAD"), "\n"); got != n+1 {
		b.t.Errorf("%d lines in the reflog, want %d", got, n+1)
	}
}

func TestManyAtOnce(t *testing.T) {
	b := seeded(t)
	files := names(40, "items/N-%d.md")
	b.commitAtOnce(files)
	b.linear(len(files))
	b.clean()
	for _, name := range files {
		if got := string(b.read("backlog/" + name)); got != name+"\n" {
			t.Errorf("%s holds %q", name, got)
		}
	}
}

// All append to one file: each sees what the ones before wrote.
func TestManyToOneFile(t *testing.T) {
	b := seeded(t)
	b.commitAtOnce(slices.Repeat([]string{"items/VS-1.md"}, 12))
	b.linear(12)
	b.clean()
	if got := strings.Count(string(b.read("backlog/items/VS-1.md")), "items/VS-1.md"); got != 12 {
		t.Errorf("%d lines, want 12", got)
	}
}

// besideGit does something while a git in each of some worktrees commits its own file in a loop, and gives how many
// commits each of them has made.
func (b *sandbox) besideGit(in []*sandbox, do func()) []int {
	b.t.Helper()
	stop := make(chan struct{})
	var loops sync.WaitGroup
	made := make([]int, len(in))
	for i, w := range in {
		loops.Go(func() { made[i] = w.commitInLoop(fmt.Sprintf("theirs/%d", i), stop) })
	}
	do()
	close(stop)
	loops.Wait()
	return made
}

// commitInLoop commits one file with git, over and over.
func (b *sandbox) commitInLoop(name string, stop <-chan struct{}) (made int) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return made
		default:
		}
		if err := os.WriteFile(filepath.Join(b.work, name), fmt.Append(nil, n), 0o644); err != nil {
			b.t.Error(err)
			return made
		}
		if _, err := tryGit(b.work, "commit", "-q", "-o", "-m", "theirs", "--", name); err == nil {
			made++
		}
	}
}

// Beside people who commit with git all the while.
func TestBesideGitCommits(t *testing.T) {
	b := seeded(t)
	b.seed("theirs/0", "", "theirs/1", "")
	files := names(30, "items/B-%d.md")
	made := b.besideGit([]*sandbox{b, b}, func() { b.commitAtOnce(files) })
	b.linear(len(files) + made[0] + made[1] + 1)
	b.sound()
	for _, name := range files {
		if got := string(b.read("backlog/" + name)); got != name+"\n" {
			t.Errorf("%s holds %q", name, got)
		}
	}
	if got := b.git("status", "--porcelain", "backlog"); got != "" {
		t.Errorf("status %q", got)
	}
	t.Logf("beside %v commits by git", made)
}
