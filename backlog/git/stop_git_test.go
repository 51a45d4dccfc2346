//go:build unix

package git

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// appears waits until a file is there, or is not.
func (b *sandbox) appears(name string, there bool) {
	for (b.read(name) != nil) != there {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestKilledWhileGitCommits kills a po while the git that it has asked to commit runs a hook. Git may live on, and then make the
// commit or not, or be killed, too: nothing is touched before that is certain.
func TestKilledWhileGitCommits(t *testing.T) {
	for _, c := range []struct {
		name, hook string
		kill       bool // git, too
		happens    bool
	}{
		{"git goes on", "pre-commit", false, true},
		{"the hook says no", "commit-msg", false, false},
		{"git has committed", "post-commit", false, true},
		{"git is killed", "pre-commit", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := seeded(t)
			if c.hook == "post-commit" {
				b.hook("pre-commit", "exit 0") // else it is ours to run
			}
			says := 0
			if !c.happens {
				says = 1
			}
			b.hook(c.hook, fmt.Sprintf("echo $PPID >.git/pid; mv .git/pid .git/thinking; until test -e .git/go; do sleep 0.01; done; exit %d", says))
			b.manyStaged()
			before := b.state()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d", killed, b.work, 1<<30))
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			b.appears(".git/thinking", true)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if c.hook != "post-commit" {
				b.waitsForGit(c.kill)
			}
			b.write(".git/go", "")
			b.appears(".git/index.lock", false)
			b.appears(".git/HEAD.lock", false)
			if err := b.next(nil); err != nil {
				t.Fatal(err)
			}
			b.sound()
			if j, err := readJournal(b.site().refs()); j != nil || err != nil {
				t.Errorf("the journal is not closed: %+v %v", j, err)
			}
			if !c.happens {
				if diff := cmp.Diff(before, b.state()); diff != "" {
					t.Errorf("(-before +after)\n%s", diff)
				}
				return
			}
			for _, e := range killedFiles() {
				if got := b.read("backlog/" + e.Path); !same(got, e.New) {
					t.Errorf("%s holds %q", e.Path, got)
				}
			}
			if got := b.git("status", "--porcelain"); got != " M README\nA  staged\n" {
				t.Errorf("status %q", got)
			}
		})
	}
}

// manyStaged is something of the user's under way.
func (b *sandbox) manyStaged() {
	b.t.Helper()
	b.write("staged", "x\n", "README", "unstaged\n")
	b.git("add", "staged")
}

// waitsForGit checks that a recovery touches nothing as long as git holds the index's lock, and says which and how old it is.
func (b *sandbox) waitsForGit(kill bool) {
	b.t.Helper()
	if kill {
		pid, err := strconv.Atoi(strings.TrimSpace(string(b.read(".git/thinking"))))
		if err == nil {
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	before := b.state()
	var locked *ErrLocked
	if err := b.next(nil); !errors.As(err, &locked) || locked.Path != b.site().indexPath()+".lock" || locked.Age < 0 {
		b.t.Errorf("while git holds the lock: %v", err)
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		b.t.Errorf("touched while git holds the lock (-before +after)\n%s", diff)
	}
	if !kill {
		return
	}
	locks, err := filepath.Glob(filepath.Join(b.work, ".git", "*.lock")) // what a person does who reads the hint
	if err != nil {
		b.t.Fatal(err)
	}
	for _, lock := range locks {
		if err := os.Remove(lock); err != nil {
			b.t.Fatal(err)
		}
	}
}

// TestRecoveryLeavesOthers leaves alone what others have done between the stop of a commit and the recovery: a lock that they took in
// place of ours, a file that they have written, a commit that they have made of ours.
func TestRecoveryLeavesOthers(t *testing.T) {
	base := stopRepository(t, 6)
	s := newStop(t, situations()[0], base, 3)
	locks, written, committed := 0, 0, 0
	for _, m := range s.stops() {
		m.left.restore(t, s.root)
		lock := s.b.site().indexPath() + ".lock"
		if _, err := os.Lstat(lock); err == nil {
			locks++
			if err := errors.Join(os.Remove(lock), os.WriteFile(lock, []byte("theirs"), 0o666)); err != nil {
				t.Fatal(err)
			}
			if err := s.b.next(nil); err != nil {
				t.Fatalf("%s: %v", m.where, err)
			}
			if text, err := os.ReadFile(lock); err != nil || string(text) != "theirs" {
				t.Errorf("%s: their lock holds %q, %v", m.where, text, err)
			}
			continue
		}
		changed := "backlog/" + s.files[0].Path
		if string(s.b.read(changed)) != string(s.files[0].New) || s.b.tip() != s.from {
			continue
		}
		if _, err := tryGit(s.b.work, "commit", "-q", "-m", "theirs", "--", changed); err == nil {
			committed++
			if err := s.b.next(nil); err != nil {
				t.Fatalf("%s: %v", m.where, err)
			}
			if got := s.b.git("--no-optional-locks", "status", "--porcelain", "--", changed); got != "" {
				t.Errorf("%s: what they committed is %q", m.where, got)
			}
		}
		m.left.restore(t, s.root)
		s.b.write(changed, "theirs\n")
		written++
		if err := s.b.next(nil); err != nil {
			t.Fatalf("%s: %v", m.where, err)
		}
		if got := string(s.b.read(changed)); got != "theirs\n" && s.b.tip() == s.from {
			t.Errorf("%s: their file holds %q", m.where, got)
		}
	}
	if locks == 0 || written == 0 || committed == 0 {
		t.Errorf("%d locks, %d files, %d commits of others", locks, written, committed)
	}
}
