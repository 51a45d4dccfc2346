package git

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A leftover is what a process leaves that is killed before or after one of its calls: what lies on the disk then, and nothing else.
type leftover struct {
	where string
	left  picture
	times int // how many moments in a row leave the same
}

// moments does something and gives what would be left were it killed before or after any of its calls. Refuse, where it is given,
// lets calls fail.
func (s *stop) moments(refuse func(disk.Call) error, run func(*disk.Disk)) []leftover {
	s.b.t.Helper()
	var all []leftover
	last := s.before
	run(&disk.Disk{Watch: func(c disk.Call) error {
		now := pictureLike(s.b.t, s.root, last)
		if c.After && len(s.files) <= 3 {
			all = append(all, s.torn(c, last, now)...)
		}
		if n := len(all); n > 0 && maps.Equal(now, last) {
			all[n-1].times++
		} else {
			where := fmt.Sprintf("%s %s (after: %t)", c.Op, strings.TrimPrefix(c.Path, s.root), c.After)
			all = append(all, leftover{where: where, left: now, times: 1})
		}
		last = now
		if refuse != nil {
			return refuse(c)
		}
		return nil
	}})
	return all
}

// torn is what is left of a file in the middle of a call that makes it or adds to it: nothing as yet, or half of it. Where there are no
// hard links the lock of git is made like that, and half of one cannot be told from somebody else's: it stays until a person removes it.
func (s *stop) torn(c disk.Call, last, now picture) []leftover {
	path := c.Path
	if !filepath.IsAbs(path) { // of the work tree
		path = filepath.Join(s.b.work, path)
	}
	name := filepath.ToSlash(strings.TrimPrefix(path, s.root+string(filepath.Separator)))
	was, is := len(last[name].data), len(now[name].data)
	if c.Op != "create" && c.Op != "append" || is <= was || strings.HasSuffix(name, ".lock") {
		return nil
	}
	var all []leftover
	for _, size := range []int{was, (was + is) / 2} {
		left := maps.Clone(now)
		file := left[name]
		file.data = file.data[:size]
		left[name] = file
		all = append(all, leftover{where: fmt.Sprintf("%s %s (%d of %d bytes)", c.Op, name, size, is), left: left, times: 1})
	}
	return all
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
		{name: "objects in a pack", setup: func(b *sandbox) *sandbox {
			b.git("config", "transfer.unpackLimit", "1")
			return b
		}},
		{name: "durable pack", o: CommitOptions{Durable: true}, setup: func(b *sandbox) *sandbox {
			b.git("config", "transfer.unpackLimit", "1")
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
			moments := 0
			for _, m := range s.stops() {
				moments += m.times
				m.left.restore(t, s.root)
				if err := s.b.next(nil); err != nil {
					t.Fatalf("%s: %v", m.where, err)
				}
				s.recovered(m.where)
				if t.Failed() {
					t.FailNow()
				}
			}
			s.said(moments)
		})
	}
}

// said says how many moments there were.
func (s *stop) said(moments int) {
	s.b.t.Logf("%d moments, %d of them different: %d times it had happened, %d times not", moments, s.happened+s.never, s.happened, s.never)
	if s.happened == 0 || s.never == 0 {
		s.b.t.Error("the commit was not stopped on both sides")
	}
}

// TestStopRecovery stops a commit before and after each of its calls and, each time, the recovery before and after each of its own.
func TestStopRecovery(t *testing.T) {
	t.Parallel()
	base := stopRepository(t, 6)
	for _, sit := range situations() {
		if sit.name != "small" && sit.name != "linked worktree" && sit.name != "objects in a pack" { // the others recover by the same calls
			continue
		}
		t.Run(sit.name, func(t *testing.T) {
			t.Parallel()
			s := newStop(t, sit, base, 3)
			moments := 0
			for _, m := range s.stops() {
				m.left.restore(t, s.root)
				for _, again := range s.moments(nil, func(d *disk.Disk) {
					if err := s.b.next(d); err != nil {
						t.Fatalf("%s: %v", m.where, err)
					}
				}) {
					moments += again.times
					again.left.restore(t, s.root)
					where := m.where + ", in the recovery " + again.where
					if err := s.b.next(nil); err != nil {
						t.Fatalf("%s: %v", where, err)
					}
					s.recovered(where)
				}
				if t.Failed() {
					t.FailNow()
				}
			}
			s.said(moments)
		})
	}
}
