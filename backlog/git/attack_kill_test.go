package git

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// killed is the variable that makes this test program a process that commits and kills itself at one of its calls: "WORK TREE\nCALL".
const killed = "PO_TEST_KILL"

// killedFiles are the three edits of such a process.
func killedFiles() []backlog.FileEdit {
	return []backlog.FileEdit{
		{Path: "items/VS-1.md", Old: []byte("one\n"), New: []byte("one more\n")},
		{Path: "deep/new.md", New: []byte("new\n")},
		{Path: "items/VS-2.md", Old: []byte("two\n")},
	}
}

// commitAndDie ends without any of its own doing right after the nth call.
func commitAndDie(order string) error {
	work, nth, _ := strings.Cut(order, "\n")
	n, err := strconv.Atoi(nth)
	if err != nil {
		return err
	}
	s, err := siteAt(work)
	if err != nil {
		return err
	}
	s.disk = &disk.Disk{Watch: func(c disk.Call) error {
		if !c.After {
			return nil
		}
		if n--; n == 0 {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			if err == nil {
				select {}
			}
			return err
		}
		return nil
	}}
	_, err = s.commit(context.Background(), CommitOptions{Message: "po: change", Files: killedFiles()})
	return err
}

// leftLocks gives git's lock files that are there.
func (b *sandbox) leftLocks() []string {
	b.t.Helper()
	var locks []string
	for _, pattern := range []string{"*.lock", "refs/heads/*.lock"} {
		found, err := filepath.Glob(filepath.Join(b.work, ".git", pattern))
		if err != nil {
			b.t.Fatal(err)
		}
		locks = append(locks, found...)
	}
	return locks
}

// A process that is killed at any instruction leaves whole files and a sound repository: it has not happened, or it lies in the
// files, or it is staged, or it has happened. The next one carries on from there, whether or not somebody has removed the locks of
// git that were left, and nothing is lost.
func TestKilledAtEveryCall(t *testing.T) {
	base := seeded(t)
	base.write("staged", "x\n", "README", "unstaged\n")
	base.git("add", "staged")
	seen := map[string]int{}
	for n := 1; ; n++ {
		b := base.copyOf()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d", killed, b.work, n))
		said, err := cmd.CombinedOutput()
		if len(said) > 0 {
			t.Fatalf("call %d: %v: %s", n, err, said)
		}
		done := err == nil
		b.wholeFiles()
		b.git("fsck", "--strict", "--no-dangling")
		locks := b.leftLocks()
		for _, lock := range locks {
			if n%2 == 1 {
				continue
			}
			if err := os.Remove(lock); err != nil {
				t.Fatal(err)
			}
		}
		state := strings.ReplaceAll(b.git("status", "--porcelain", "-uall", "backlog"), "\n", ", ")
		seen[fmt.Sprintf("%d locks; %s", len(locks), state)]++
		if got := b.git("status", "--porcelain", "--", ".", ":(exclude)backlog"); got != " M README\nA  staged\n" {
			t.Errorf("call %d: neighbours %q", n, got)
		}
		b.carriesOn(n)
		if done {
			t.Logf("%d calls", n-1)
			break
		}
	}
	t.Logf("states: %v", seen)
}

// wholeFiles checks that each file holds its old bytes or its new ones.
func (b *sandbox) wholeFiles() {
	b.t.Helper()
	for _, e := range killedFiles() {
		if got := b.read("backlog/" + e.Path); !same(got, e.Old) && !same(got, e.New) {
			b.t.Errorf("%s holds %q", e.Path, got)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(b.work, "backlog", "*", tempPrefix+"*")); len(left) > 0 {
		b.t.Errorf("among the files: %q", left)
	}
}

// carriesOn makes the same commit after a kill, from whatever state the files are in.
func (b *sandbox) carriesOn(n int) {
	b.t.Helper()
	var stale *ErrStale
	err := b.commitKilledFiles()
	if errors.As(err, &stale) { // what the dead process had begun was taken back first
		err = b.commitKilledFiles()
	}
	if err != nil {
		b.t.Errorf("call %d, the next commit: %v", n, err)
		return
	}
	want := "A\tbacklog/deep/new.md\nM\tbacklog/items/VS-1.md\nD\tbacklog/items/VS-2.md\n"
	if got := b.git("diff", "--name-status", "HEAD~", "HEAD"); got != want {
		b.t.Errorf("call %d, in the next commit: %q", n, got)
	}
	if got := b.git("status", "--porcelain"); got != " M README\nA  staged\n" {
		b.t.Errorf("call %d, in the end: %q", n, got)
	}
	b.sound()
}

func (b *sandbox) commitKilledFiles() error {
	b.t.Helper()
	files := killedFiles()
	for i, e := range files {
		if now := b.read("backlog/" + e.Path); same(now, e.New) {
			files[i].Old = e.New
		}
	}
	_, err := b.try(CommitOptions{Message: "po: again", Force: true, Files: files})
	return err
}

// Two linked worktrees, each with processes of ours and a git that commits in a loop: every commit of everybody is there, in a row.
func TestWorktreesBesideGit(t *testing.T) {
	b := seeded(t)
	b.seed("theirs/0", "", "theirs/1", "")
	linked := &sandbox{t: t, work: filepath.Join(filepath.Dir(b.work), "linked")}
	b.git("worktree", "add", "-q", "-b", "linked", linked.work)
	before := strings.TrimSpace(b.git("rev-list", "--count", "HEAD"))
	files := names(12, "items/W-%d.md")
	made := b.besideGit([]*sandbox{b, linked}, func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			linked.commitAtOnce(files)
		}()
		b.commitAtOnce(files)
		<-done
	})
	start, err := strconv.Atoi(before)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range []*sandbox{b, linked} {
		if got, want := strings.TrimSpace(w.git("rev-list", "--count", "--first-parent", "HEAD")), fmt.Sprint(start+len(files)+made[i]); got != want {
			t.Errorf("worktree %d: %s commits, want %s", i, got, want)
		}
		var got []string
		for line := range strings.Lines(w.git("log", "--format=%s", "--grep=^po: items")) {
			got = append(got, strings.TrimPrefix(strings.TrimSpace(line), "po: "))
		}
		slices.Sort(got)
		if diff := cmp.Diff(slices.Sorted(slices.Values(files)), got); diff != "" {
			t.Errorf("worktree %d:\n%s", i, diff)
		}
		if got := w.git("status", "--porcelain", "backlog"); got != "" {
			t.Errorf("worktree %d: %s", i, got)
		}
	}
	b.sound()
	t.Logf("beside %v commits by git", made)
}

// TestKilled kills processes in the middle of their commits at random times; the next one repairs whatever they left.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills := 500
	if testing.Short() {
		kills = 100
	}
	b := stopRepository(t, 3)
	b.manyNeighbours()
	ours := names(kills, "backlog/items/K-%d.md")
	before := smudged(b.outside(append(ours, "backlog/items/VS-0.md")...))
	usual := time.Hour // one that was not held up by others: else most are done when they are killed
	for range 5 {
		start := time.Now()
		b.commitAtOnce([]string{"items/K-0.md"})
		usual = min(usual, time.Since(start))
	}
	chance := rand.New(rand.NewPCG(7, 7))
	journals, done := 0, 0
	for i := 1; i < kills; i++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\nitems/K-%d.md", committer, b.work, i))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(usual/3 + time.Duration(chance.Int64N(int64(usual))))
		_ = cmd.Process.Kill() // it may be done already
		if cmd.Wait() == nil {
			done++
		}
		if j, err := readJournal(b.site().refs()); err != nil {
			t.Fatal(err)
		} else if j != nil {
			journals++
		}
		if i%10 == 9 {
			b.afterKills(i, ours)
		}
	}
	if diff := cmp.Diff(before, smudged(b.outside(append(ours, "backlog/items/VS-0.md")...))); diff != "" {
		t.Errorf("the user's own (-before +after):\n%s", diff)
	}
	made := strings.Count(b.git("log", "--format=%s"), "po: items/K-")
	t.Logf("%d processes: %d had ended, %d left a journal; %d commits were made", kills, done, journals, made)
	commits, lines := b.git("rev-list", "--count", "HEAD"), strings.Count(b.git("reflog", "show", "HEAD"), "\n")
	if strings.TrimSpace(commits) != fmt.Sprint(lines) {
		t.Errorf("%s commits and %d lines in the reflog", commits, lines)
	}
}

// afterKills makes a commit as the next process does, and checks what the killed ones have left.
func (b *sandbox) afterKills(i int, ours []string) {
	b.t.Helper()
	b.commit(b.edit("items/VS-0.md", fmt.Sprintln("after", i)))
	b.git("fsck", "--strict", "--no-dangling")
	if left := pictureOf(b.t, b.work).litter(); len(left) > 0 {
		b.t.Fatalf("kill %d: left behind: %q", i, left)
	}
	if got := b.git(append([]string{"--no-optional-locks", "status", "--porcelain", "--"}, ours...)...); got != "" {
		b.t.Fatalf("kill %d: status\n%s", i, got)
	}
}
