package git

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// dead is what a process that is killed throws: nothing of it runs on.
type dead struct{ at disk.Call }

// dies runs a commit and kills it at its nth moment, before or after a call; false: it was done before.
func dies(n int, s *site, run func(*site)) (at disk.Call, killed bool) {
	count := 0
	s.held = true // the lock goes with a process; this one lives on
	if err := os.MkdirAll(s.refs().Scratch(), 0o777); err != nil {
		panic(err)
	}
	s.disk = &disk.Disk{Watch: func(c disk.Call) error {
		if count++; count == n {
			panic(dead{c})
		}
		return nil
	}}
	defer func() {
		if d, ok := recover().(dead); ok {
			at, killed = d.at, true
		}
	}()
	run(s)
	return at, false
}

// situation is a repository in which a commit is stopped.
type situation struct {
	name  string
	setup func(b *sandbox) *sandbox // what stands in the repository besides
	edits func(b *sandbox) []backlog.FileEdit
	run   func(s *site, o CommitOptions) // nil: the usual way
}

func situations() []situation {
	three := (*sandbox).three
	return []situation{
		{name: "small", setup: func(b *sandbox) *sandbox { return b }, edits: three},
		{name: "packed refs", edits: three, setup: func(b *sandbox) *sandbox {
			b.git("pack-refs", "--all")
			return b
		}},
		{name: "detached", edits: three, setup: func(b *sandbox) *sandbox {
			b.git("checkout", "-q", "--detach")
			return b
		}},
		{name: "linked worktree", edits: three, setup: func(b *sandbox) *sandbox {
			linked := filepath.Join(filepath.Dir(b.work), "linked")
			b.git("worktree", "add", "-q", linked, "-b", "side")
			return &sandbox{t: b.t, work: linked}
		}},
		{name: "unborn branch", setup: func(b *sandbox) *sandbox {
			b.git("checkout", "-q", "--orphan", "fresh")
			return b
		}, edits: func(b *sandbox) []backlog.FileEdit {
			return []backlog.FileEdit{{Path: "new/a.md", New: []byte("a\n")}, {Path: "new/b.md", New: []byte("b\n")}}
		}},
		{name: "index locked early", setup: func(b *sandbox) *sandbox { return b }, edits: three, run: func(s *site, o CommitOptions) {
			w, err := openWorktree(s.work, s.refs().Scratch(), s.disk)
			if err == nil {
				a := attempt{site: s, opt: o, work: w, pessimistic: true}
				_, _ = a.run(context.Background())
				_ = a.release()
				_ = forget(s.refs())
			}
		}},
	}
}

// neighbours is what the user has under way beside the commit.
func (b *sandbox) neighbours() {
	b.t.Helper()
	b.write("README", "changed\n", "staged", "x\n", "intent", "y\n", "untracked", "z\n")
	b.git("add", "staged")
	b.git("add", "-N", "intent")
}

// TestStopAnywhere kills a commit before and after each of its calls. After the next command that takes the lock the commit has
// happened or has not: files, index, branch and reflog agree, no lock is left, and what the user had under way is as it was.
func TestStopAnywhere(t *testing.T) {
	base := seeded(t)
	for _, sit := range situations() {
		t.Run(sit.name, func(t *testing.T) {
			happened, undone := 0, 0
			for n := 1; ; n++ {
				b := sit.setup(base.copyTo(t))
				b.neighbours()
				before, from := b.state(), b.tip()
				o := CommitOptions{Message: "po: change", Files: sit.edits(b)}
				run := sit.run
				if run == nil {
					run = func(s *site, o CommitOptions) { _, _ = s.commit(context.Background(), o) }
				}
				at, killed := dies(n, b.site(), func(s *site) { run(s, o) })
				if !killed {
					break
				}
				where := fmt.Sprintf("moment %d, %s %s (after: %t)", n, at.Op, at.Path, at.After)
				if _, err := recoverDead(b.site().common, &disk.Disk{}); err != nil {
					t.Fatalf("%s: %v", where, err)
				}
				b.site().refs().Sweep()
				b.sound()
				b.noLocks(where)
				if b.tip() == from {
					undone++
					if diff := cmp.Diff(before, b.state()); diff != "" {
						t.Errorf("%s: undone, but (-before +after)\n%s", where, diff)
					}
					continue
				}
				happened++
				b.isDone(where, o.Files)
			}
			t.Logf("%d moments: %d times it had happened, %d times not", happened+undone, happened, undone)
			if happened == 0 || undone == 0 {
				t.Error("the commit was not stopped on both sides")
			}
		})
	}
}

// copyTo is the same repository in a folder of another test.
func (b *sandbox) copyTo(t *testing.T) *sandbox {
	t.Helper()
	return (&sandbox{t: t, work: b.work}).copyOf()
}

// TestKilled kills processes in the middle of their commits at random times; the next one repairs whatever they left.
func TestKilled(t *testing.T) {
	const kills = 40
	b := seeded(t)
	b.neighbours()
	before := b.git("status", "--porcelain", "--", "README", "staged", "intent", "untracked")
	chance := rand.New(rand.NewPCG(7, 7))
	for i := range kills {
		name := fmt.Sprintf("items/K-%d.md", i)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), committer+"="+b.work+"\n"+name)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(chance.IntN(40)) * time.Millisecond)
		_ = cmd.Process.Kill() // it may be done already
		_ = cmd.Wait()
		if i%8 == 7 {
			b.commit(b.edit("items/VS-1.md", name+"\n"))
			b.noLocks(name)
			b.sound()
			if got := b.git("status", "--porcelain", "--", "backlog"); got != "" {
				t.Fatalf("%s: status\n%s", name, got)
			}
		}
	}
	if got := b.git("status", "--porcelain", "--", "README", "staged", "intent", "untracked"); got != before {
		t.Errorf("the user's own:\n%s\nwas\n%s", got, before)
	}
	commits, lines := b.git("rev-list", "--count", "HEAD"), strings.Count(b.git("reflog", "show", "HEAD"), "\n")
	if strings.TrimSpace(commits) != fmt.Sprint(lines) {
		t.Errorf("%s commits and %d lines in the reflog", commits, lines)
	}
}

// tip is the commit that HEAD names; empty while there is none.
func (b *sandbox) tip() string {
	out, err := tryGit(b.work, "rev-parse", "--verify", "-q", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// noLocks looks for lock files and a journal in the whole repository.
func (b *sandbox) noLocks(where string) {
	b.t.Helper()
	common := b.site().common
	if j, err := readJournal(b.site().refs()); j != nil || err != nil {
		b.t.Errorf("%s: the journal is not closed: %+v %v", where, j, err)
	}
	for _, pattern := range []string{"*.lock", "refs/heads/*.lock", "worktrees/*/*.lock", "po/tmp-*"} {
		left, err := filepath.Glob(filepath.Join(common, pattern))
		if err != nil || len(left) > 0 {
			b.t.Errorf("%s: left behind: %q %v", where, left, err)
		}
	}
}

// isDone checks that the commit holds the edits, that files, index and HEAD agree, and that nothing else has changed.
func (b *sandbox) isDone(where string, edits []backlog.FileEdit) {
	b.t.Helper()
	for _, e := range edits {
		path := "backlog/" + e.Path
		got, err := tryGit(b.work, "show", "HEAD:"+path)
		if (e.New == nil) != (err != nil) || err == nil && got != string(e.New) {
			b.t.Errorf("%s: HEAD has %q of %s", where, got, path)
		}
		if disk := b.read(path); !same(disk, e.New) {
			b.t.Errorf("%s: on disk %s holds %q", where, path, disk)
		}
	}
	if got := b.git("status", "--porcelain", "--", "backlog"); got != "" && b.git("rev-list", "--count", "HEAD") != "1\n" {
		b.t.Errorf("%s: status %s", where, got)
	}
	if log := strings.Count(b.git("reflog", "show", "HEAD"), ": po: change\n"); log != 1 {
		b.t.Errorf("%s: %d lines in the reflog", where, log)
	}
	if got := b.git("status", "--porcelain", "--", "README", "staged", "intent", "untracked"); got != b.othersStatus() {
		b.t.Errorf("%s: the user's own: %s", where, got)
	}
}

// othersStatus is what git says of the neighbours before the commit.
func (b *sandbox) othersStatus() string {
	if b.git("rev-list", "--count", "HEAD") == "1\n" { // README is new on a fresh branch
		return "AM README\n A intent\nA  staged\n?? untracked\n"
	}
	return " M README\n A intent\nA  staged\n?? untracked\n"
}
