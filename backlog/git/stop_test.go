package git

import (
	"context"
	"fmt"
	"io/fs"
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

// dies does something and kills it at its nth moment, before or after a call; false: it was done before. Refuse, where it is
// given, lets calls fail.
func dies(n int, refuse func(disk.Call) error, run func(*disk.Disk)) (at disk.Call, killed bool) {
	count := 0
	d := &disk.Disk{Watch: func(c disk.Call) error {
		if count++; count >= n {
			panic(dead{c})
		}
		if refuse != nil {
			return refuse(c)
		}
		return nil
	}}
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case dead:
			at, killed = thrown.at, true
		default:
			panic(thrown)
		}
	}()
	run(d)
	return at, false
}

// turn does something under the lock of po, after a recovery, as every command that writes does. The lock goes with the process:
// here whatever becomes of what is done.
func (b *sandbox) turn(d *disk.Disk, do func(s *site)) error {
	s := b.site()
	s.disk = d
	lock, err := s.refs().Flock(context.Background(), nil)
	if err != nil {
		return err
	}
	defer lock.Release()
	if _, err := recoverDead(s.common, d); err != nil {
		return err
	}
	s.held = true
	do(s)
	return nil
}

// next is the next command: it recovers, sweeps, and has nothing else to do.
func (b *sandbox) next(d *disk.Disk) error {
	return b.turn(d, func(s *site) { s.refs().Sweep() })
}

// situation is a repository in which a commit is stopped.
type situation struct {
	name   string
	setup  func(b *sandbox) *sandbox // what stands in the repository besides; nil: nothing
	refuse func() func(disk.Call) error
	o      CommitOptions

	fewOnly bool // what it is about is not the number of files
}

func situations() []situation {
	return []situation{
		{name: "small"},
		{name: "durable", fewOnly: true, o: CommitOptions{Durable: true}},
		{name: "packed refs", setup: func(b *sandbox) *sandbox {
			b.git("pack-refs", "--all")
			return b
		}},
		{name: "detached", setup: func(b *sandbox) *sandbox {
			b.git("checkout", "-q", "--detach")
			return b
		}},
		{name: "linked worktree", setup: func(b *sandbox) *sandbox {
			linked := filepath.Join(filepath.Dir(b.work), "linked")
			b.git("worktree", "add", "-q", linked, "-b", "side")
			return &sandbox{t: b.t, work: linked}
		}},
		{name: "unborn branch", setup: func(b *sandbox) *sandbox {
			b.git("checkout", "-q", "--orphan", "fresh")
			return b
		}},
		{name: "index locked early", refuse: indexHeld},
		{name: "no hard links", fewOnly: true, refuse: func() func(disk.Call) error {
			return func(c disk.Call) error {
				if c.Op == "link" {
					return fs.ErrPermission
				}
				return nil
			}
		}},
	}
}

// indexHeld is a lock of the index that others hold as often as it takes us to lock it before anything is prepared.
func indexHeld() func(disk.Call) error {
	times := 0
	return func(c disk.Call) error {
		if c.Op == "link" && !c.After && strings.HasSuffix(c.Path, "index.lock") && times < pessimistic {
			times++
			return fs.ErrExist
		}
		return nil
	}
}

// stopRepository is a repository of few files of its own, with a backlog of files in several folders.
func stopRepository(t *testing.T, files int) *sandbox {
	t.Helper()
	b := newSandbox(t, "--template=")
	for _, line := range []string{"core.checkStat minimal", "core.trustctime false", "gc.auto 0"} { // copies have other inodes
		key, value, _ := strings.Cut(line, " ")
		b.git("config", key, value)
	}
	for i := range files {
		b.write("backlog/"+stopFile(i), fmt.Sprintf("item %d\n", i))
	}
	b.write("README", "hi\n", "src/deep/f", "x\n")
	for _, name := range neighbourNames() {
		b.write(name, "as committed\n")
	}
	for name, file := range pictureOf(t, b.work) {
		if file.mode.IsRegular() && !strings.HasPrefix(name, ".git/") {
			b.timed(time.Unix(longAgo-100, 0), name)
		}
	}
	b.git("add", ".")
	b.git("commit", "-q", "-m", "seed")
	b.git("repack", "-adq")
	return b
}

// stopFile is the path of one of the backlog's files.
func stopFile(i int) string {
	folder := []string{"items/VS", "items/epics/VS", "decisions/2026/D", "sprints/S"}[i%4]
	return fmt.Sprintf("%s-%d.md", folder, i)
}

// stopEdits are n edits: in turn a file that is changed, one that is new and one that goes; a folder comes and one vanishes.
func (b *sandbox) stopEdits(n int) []backlog.FileEdit {
	b.t.Helper()
	edits := make([]backlog.FileEdit, n)
	for i := range edits {
		old := b.read("backlog/" + stopFile(i))
		switch i % 3 {
		case 0:
			edits[i] = backlog.FileEdit{Path: stopFile(i), Old: old, New: fmt.Appendf(old, "changed %d\n", i)}
		case 1:
			edits[i] = backlog.FileEdit{Path: fmt.Sprintf("deep/er%d/new [%d].md", i%2, i), New: fmt.Appendf(nil, "new %d\n", i)}
		case 2:
			edits[i] = backlog.FileEdit{Path: stopFile(i), Old: old}
		}
	}
	return edits
}

// TestStopAnywhere stops a commit of three files before and after each of its calls.
func TestStopAnywhere(t *testing.T) { stopEverywhere(t, 3) }

// TestStopAnywhereInFifty does the same with a commit of fifty files.
func TestStopAnywhereInFifty(t *testing.T) { stopEverywhere(t, 50) }

func stopEverywhere(t *testing.T, files int) {
	t.Parallel()
	base := stopRepository(t, files+3)
	for _, sit := range situations() {
		if files > 3 && sit.fewOnly {
			continue
		}
		t.Run(sit.name, func(t *testing.T) {
			t.Parallel()
			s := newStop(t, sit, base, files)
			for n := 1; ; n++ {
				where, killed := s.stopped(n)
				if !killed {
					s.recovered("not stopped")
					break
				}
				if err := s.b.next(nil); err != nil {
					t.Fatalf("%s: %v", where, err)
				}
				s.recovered(where)
				if t.Failed() {
					t.FailNow()
				}
			}
			t.Logf("%d moments: %d times it had happened, %d times not", s.happened+s.never, s.happened, s.never)
			if s.happened < 2 || s.never == 0 {
				t.Error("the commit was not stopped on both sides")
			}
		})
	}
}

// TestStopRecovery stops a commit before and after each of its calls and, each time, the recovery before and after each of its own.
func TestStopRecovery(t *testing.T) {
	t.Parallel()
	base := stopRepository(t, 6)
	for _, sit := range situations() {
		if sit.name != "small" && sit.name != "linked worktree" { // the others recover by the same calls
			continue
		}
		t.Run(sit.name, func(t *testing.T) {
			t.Parallel()
			s := newStop(t, sit, base, 3)
			moments, last := 0, picture(nil)
			for n := 1; ; n++ {
				where, killed := s.stopped(n)
				if !killed {
					break
				}
				left := pictureOf(t, s.root)
				if last != nil && cmp.Equal(last, left, cmp.AllowUnexported(pictured{})) {
					continue // nothing has been done since the call before
				}
				last = left
				moments += s.stoppedAgain(where, left)
			}
			t.Logf("%d moments of recoveries: %d times the commit had happened, %d times not", moments, s.happened, s.never)
			if s.happened == 0 || s.never == 0 {
				t.Error("the commit was not stopped on both sides")
			}
		})
	}
}

// stoppedAgain stops the recovery of what is left at each of its moments.
func (s *stop) stoppedAgain(where string, left picture) (moments int) {
	t := s.b.t
	for n := 1; ; n++ {
		left.restore(t, s.root)
		at, killed := dies(n, nil, func(d *disk.Disk) {
			if err := s.b.next(d); err != nil {
				t.Fatalf("%s: %v", where, err)
			}
		})
		if !killed {
			return n - 1
		}
		again := fmt.Sprintf("%s, recovery %d, %s %s (after: %t)", where, n, at.Op, strings.TrimPrefix(at.Path, s.root), at.After)
		if err := s.b.next(nil); err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		s.recovered(again)
		if t.Failed() {
			t.FailNow()
		}
	}
}
