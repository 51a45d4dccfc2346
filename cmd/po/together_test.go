package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog/git"
)

// TestTogether lets a hundred processes add a story each at once: a hundred stories, ids and commits, in one line.
func TestTogether(t *testing.T) {
	const processes = 100
	d := newDesk(t)
	d.po("init", "--key", "VS")
	d.atOnce(processes, func(i int) []string { return []string{"add", "story", fmt.Sprintf("Story of process %d", i)} })
	ids := map[string]bool{}
	for line := range strings.Lines(d.po("list", "--columns", "id")) {
		ids[strings.TrimSpace(line)] = true
	}
	if len(ids) != processes {
		t.Errorf("%d ids, want %d", len(ids), processes)
	}
	for i := range processes {
		if !ids[fmt.Sprintf("VS-%d", i+1)] {
			t.Errorf("VS-%d is missing", i+1)
		}
	}
	d.inARow(processes + 1)
}

// TestTogetherOnOne lets a hundred processes add a label each to one story: none is lost.
func TestTogetherOnOne(t *testing.T) {
	const processes = 100
	d := newDesk(t)
	d.po("init", "--key", "VS")
	d.po("add", "story", "Student discount")
	d.atOnce(processes, func(i int) []string { return []string{"edit", "VS-1", "--append", fmt.Sprintf("labels=of-%d", i)} })
	labels := d.po("show", "VS-1", "--json=labels", "--jq", ".[].labels[]")
	for i := range processes {
		if label := fmt.Sprintf("of-%d", i); strings.Count(labels, label+"\n") != 1 {
			t.Errorf("%s: %d times", label, strings.Count(labels, label+"\n"))
		}
	}
	d.inARow(processes + 2)
}

// atOnce runs a command in each of many processes, all of which must succeed. Nobody gets a turn before all of them are there and
// have said that they wait.
func (d *desk) atOnce(processes int, args func(i int) []string) {
	d.t.Helper()
	d.atOnceIn([]string{d.dir}, processes, args)
}

// atOnceIn is atOnce in several worktrees of one repository, by turns.
func (d *desk) atOnceIn(dirs []string, processes int, args func(i int) []string) {
	d.t.Helper()
	letGo := d.hold()
	var waiting, done sync.WaitGroup
	wrong := make([]string, processes)
	waiting.Add(processes)
	for i := range processes {
		done.Go(func() { wrong[i] = d.inLine(dirs[i%len(dirs)], waiting.Done, args(i)) })
	}
	waiting.Wait()
	letGo()
	done.Wait()
	for i, w := range wrong {
		if w != "" {
			d.t.Errorf("process %d: %s", i, w)
		}
	}
}

// hold takes the turn in the repository, so that every po waits.
func (d *desk) hold() (letGo func()) {
	d.t.Helper()
	repo, err := git.Open(d.dir, git.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	release, err := repo.Lock(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return func() {
		if err := release(); err != nil {
			d.t.Error(err)
		}
	}
}

// inLine runs po as a process of its own and gives what is wrong with how it went. It must say once that it waits, upon which waits
// is called, at the latest when the process ends.
func (d *desk) inLine(dir string, waits func(), args []string) (wrong string) {
	once := sync.OnceFunc(waits)
	defer once()
	cmd := exec.Command("po", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), unhurried+"=1")
	for k, v := range d.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	stderr, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err.Error()
	}
	var said strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "waiting for ") {
			once()
		}
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Sprintf("%v\n%s", err, &said)
	}
	if n := strings.Count(said.String(), "waiting for "); n != 1 {
		return fmt.Sprintf("it said %d times that it waits:\n%s", n, &said)
	}
	return ""
}

// inARow checks that there are so many commits, in one line, and that the repository is sound and clean.
func (d *desk) inARow(commits int) { d.t.Helper(); d.inARowSince(0, commits) }

// inARowSince is inARow where a number of commits were there before anybody wrote into the reflogs of this worktree.
func (d *desk) inARowSince(before, commits int) {
	d.t.Helper()
	if n := strings.TrimSpace(d.git("rev-list", "--count", "HEAD")); n != fmt.Sprint(commits) {
		d.t.Errorf("%s commits, want %d", n, commits)
	}
	if merges := d.git("rev-list", "--min-parents=2", "HEAD"); merges != "" {
		d.t.Error("the history is not linear")
	}
	for _, ref := range []string{"HEAD", strings.TrimSpace(d.git("symbolic-ref", "HEAD"))} {
		d.reflogComplete(ref, before)
	}
	d.git("fsck", "--strict")
	if status := d.git("status", "--porcelain"); status != "" {
		d.t.Errorf("git status:\n%s", status)
	}
	d.noLockLeft()
}

// reflogComplete checks that the end of a reflog has a line for each commit, in order, from its parent to itself, and that it has no
// others if it is to have one for every commit.
func (d *desk) reflogComplete(ref string, before int) {
	d.t.Helper()
	text, err := os.ReadFile(d.gitPath("logs/" + ref))
	if err != nil {
		d.t.Error(err)
		return
	}
	commits := append([]string{strings.Repeat("0", 40)}, strings.Fields(d.git("rev-list", "--reverse", "HEAD"))...)
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	want := len(commits) - 1 - before
	if len(lines) < want || before == 0 && len(lines) != want {
		d.t.Errorf("%s: %d lines in the reflog, want %d", ref, len(lines), want)
		return
	}
	for i, line := range lines[len(lines)-want:] {
		if step := strings.Join(commits[before+i:before+i+2], " "); !strings.HasPrefix(line, step+" ") {
			d.t.Errorf("%s: the reflog does not go on with %s:\n%s", ref, step, line)
			return
		}
	}
}

// gitPath is a path of the repository's own folder, absolute.
func (d *desk) gitPath(name string) string {
	d.t.Helper()
	return strings.TrimSpace(d.git("rev-parse", "--path-format=absolute", "--git-path", name))
}

// noLockLeft looks for locks, and for files prepared for them, in the whole repository.
func (d *desk) noLockLeft() {
	d.t.Helper()
	err := filepath.WalkDir(filepath.Dir(d.gitPath("objects")), func(path string, e fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, ".lock") || strings.HasPrefix(e.Name(), "tmp-")) {
			d.t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}

// TestWaitingForGit lets others take a lock of git one after the other until po has said that it waits for it, and for whom.
func TestWaitingForGit(t *testing.T) {
	for _, lock := range []string{"index.lock", "HEAD.lock", "refs/heads/main.lock"} {
		t.Run(lock, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.po("init", "--key", "VS")
			d.git("branch", "-M", "main")
			letGo := d.comeAndGo(filepath.Join(d.dir, ".git", filepath.FromSlash(lock)))
			if wrong := d.inLine(d.dir, letGo, []string{"add", "story", "Pay by card"}); wrong != "" {
				t.Error(wrong)
			}
			d.noLockLeft()
			d.git("fsck", "--strict")
		})
	}
}

// TestWaitingUnhurried lets somebody hold a lock of git for longer than a po that is in a hurry would wait.
func TestWaitingUnhurried(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.po("init", "--key", "VS")
	lock := filepath.Join(d.dir, ".git", "index.lock")
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	letGo := func() {
		time.Sleep(5 * time.Second) // from when it says that it waits; the usual patience ends before
		if err := os.Remove(lock); err != nil {
			t.Error(err)
		}
	}
	if wrong := d.inLine(d.dir, letGo, []string{"add", "story", "Pay by card"}); wrong != "" {
		t.Error(wrong)
	}
}

// comeAndGo makes a lock that is always there and always somebody else's, until letGo is called.
func (d *desk) comeAndGo(path string) (letGo func()) {
	d.t.Helper()
	stop, gone := make(chan struct{}), make(chan struct{})
	next := filepath.Join(d.t.TempDir(), "next")
	take := func(n int) {
		err := os.WriteFile(next, fmt.Append(nil, n), 0o644)
		if err == nil {
			err = os.Rename(next, path)
		}
		if err != nil {
			d.t.Error(err)
		}
	}
	take(0)
	go func() {
		defer close(gone)
		for n := 1; ; n++ {
			select {
			case <-stop:
				if err := os.Remove(path); err != nil {
					d.t.Error(err)
				}
				return
			case <-time.After(50 * time.Millisecond):
				take(n)
			}
		}
	}()
	return func() { close(stop); <-gone }
}

// TestWaitingQuietly: whoever asked for silence is told errors only.
func TestWaitingQuietly(t *testing.T) {
	d := newDesk(t)
	d.po("init", "--key", "VS")
	lock := filepath.Join(d.dir, ".git", "index.lock")
	if err := os.WriteFile(lock, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, errs, code := d.try("-q", "add", "story", "Pay by card")
	if code != exitFailed || strings.Contains(errs, "waiting") || !strings.Contains(errs, "index.lock: locked for") {
		t.Errorf("exit %d\n%s", code, errs)
	}
	if _, err := os.Stat(lock); err != nil {
		t.Errorf("a lock that is somebody else's: %v", err)
	}
}

// TestWaitsFor words who is in the way.
func TestWaitsFor(t *testing.T) {
	for _, tt := range []struct {
		lock git.ErrLocked
		want string
	}{
		{git.ErrLocked{Path: "/r/.git/po/lock", Age: 2 * time.Second, PID: 7}, "another po (process 7) to let go of /r/.git/po/lock, taken 2s ago"},
		{git.ErrLocked{Path: "/r/.git/index.lock", Age: time.Minute}, "another program, such as git, to let go of /r/.git/index.lock, taken 1m0s ago"},
		{git.ErrLocked{}, "others, who change the repository all the time"},
	} {
		if got := waitsFor(&tt.lock); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
