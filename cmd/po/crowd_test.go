package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A crowd is how many work in one repository at once.
type crowd struct{ processes, loops, files int }

// crowds are a small repository and a large one. The numbers of the full crowds, a hundred po beside 25 loops of git, keep a machine
// busy for minutes: git alone takes a quarter of a second a commit among 100,000 files. PO_TOGETHER=full asks for them.
func crowds() map[string]crowd {
	switch {
	case os.Getenv("PO_TOGETHER") == "full":
		return map[string]crowd{"small": {100, 25, 0}, "large": {100, 25, 100_000}}
	case testing.Short():
		return map[string]crowd{"small": {10, 2, 0}, "large": {4, 2, 2_000}}
	}
	return map[string]crowd{"small": {40, 6, 0}, "large": {12, 3, 100_000}}
}

// TestTogetherBesideGit lets many po work beside people who commit with git all the while, in one worktree and in two: nothing of
// anybody is lost.
func TestTogetherBesideGit(t *testing.T) {
	for name, c := range crowds() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			linked := filepath.Join(t.TempDir(), "linked")
			d.crowded(c, linked)
			d.together(c.processes, d.neighboursIn(c.loops, d.dir))
			d.together(c.processes, d.neighboursIn(c.loops, d.dir, linked))
		})
	}
}

// crowded makes the repository: a backlog, the files of the neighbours, those around, and a linked worktree. The files around are
// hard links to a few, which git takes for so many files, made before git first looks at any.
func (d *desk) crowded(c crowd, linked string) {
	d.t.Helper()
	d.po("init", "--key", "VS")
	for i := range c.loops {
		d.write(fmt.Sprintf("../theirs/%d", i), "at first\n")
	}
	d.git("worktree", "add", "-q", "--no-checkout", "-b", "linked", linked)
	for _, dir := range []string{d.dir, linked} {
		if err := around(d.dir, dir, c.files); err != nil {
			d.t.Fatal(err)
		}
	}
	d.git("add", ".")
	d.git("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "theirs")
	other := d.at(linked)
	other.git("reset", "-q", "--soft", "main")
	other.git("checkout", "-q", "HEAD", "--", "backlog", "theirs")
	other.git("read-tree", "HEAD")
	other.git("update-index", "-q", "--refresh")
}

// around makes files in a worktree, as links to those in the first one.
func around(first, dir string, files int) error {
	const inFolder, linksOfOne = 1000, 500
	for i := range files {
		name := fmt.Sprintf("src/%d/file%d.txt", i/inFolder, i%inFolder)
		origin := filepath.Join(first, fmt.Sprintf("src/%d/file%d.txt", i/inFolder, i%inFolder/linksOfOne*linksOfOne))
		path := filepath.Join(dir, filepath.FromSlash(name))
		var err error
		if i%inFolder == 0 {
			err = os.MkdirAll(filepath.Dir(path), 0o755)
		}
		switch {
		case err != nil:
		case path == origin:
			err = os.WriteFile(path, fmt.Appendf(nil, "text of %d\n", i/linksOfOne), 0o644)
		default:
			err = os.Link(origin, path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// at is the same desk in another worktree.
func (d *desk) at(dir string) *desk {
	other := *d
	other.dir = dir
	return &other
}

// A neighbour commits one file with git, over and over.
type neighbour struct {
	desk *desk
	file string
	turn *sync.Mutex // who commits in the worktree
	made []string    // what was committed, in order
}

// neighboursIn lets so many neighbours, each with a file of their own, commit in some worktrees by turns. Those of one worktree wait
// for each other, since git does not look after them: it moves the branch before the index and reads the index before it locks it, so
// that a second git commit in between puts the index back to what it was before the first, with both of them content.
func (d *desk) neighboursIn(loops int, dirs ...string) []*neighbour {
	turns := make([]sync.Mutex, len(dirs))
	all := make([]*neighbour, loops)
	for i := range all {
		in := i % len(dirs)
		all[i] = &neighbour{desk: d.at(dirs[in]), file: fmt.Sprintf("theirs/%d", i), turn: &turns[in]}
	}
	return all
}

// commitUntil commits until it is told to stop. A commit that git refuses because others are at work is not made.
func (n *neighbour) commitUntil(stop <-chan struct{}) {
	path := filepath.Join(n.desk.dir, filepath.FromSlash(n.file))
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		text := fmt.Sprintf("%s %s %d\n", filepath.Base(n.desk.dir), time.Now().Format(time.RFC3339Nano), i)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			n.desk.t.Error(err)
			return
		}
		cmd := exec.Command("git", "-c", "maintenance.auto=false", "commit", "-q", "-o", "-m", "theirs", "--", n.file)
		cmd.Dir = n.desk.dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=T", "GIT_AUTHOR_EMAIL=t@example.org",
			"GIT_COMMITTER_NAME=T", "GIT_COMMITTER_EMAIL=t@example.org")
		n.turn.Lock()
		err := cmd.Run()
		n.turn.Unlock()
		if err == nil {
			n.made = append(n.made, text)
		}
	}
}

// together lets many po add a story each beside the neighbours, in the worktrees that these are in, and looks for everything that
// anybody did.
func (d *desk) together(processes int, neighbours []*neighbour) {
	d.t.Helper()
	var dirs []string
	before := map[string]int{}
	for _, n := range neighbours {
		if _, seen := before[n.desk.dir]; !seen {
			dirs = append(dirs, n.desk.dir)
			before[n.desk.dir] = n.desk.commits()
		}
	}
	stop := make(chan struct{})
	var loops sync.WaitGroup
	for _, n := range neighbours {
		loops.Go(func() { n.commitUntil(stop) })
	}
	title := func(i int) string { return fmt.Sprintf("Story %d of %d in %d", i, processes, len(dirs)) }
	start := time.Now()
	d.atOnceIn(dirs, processes, func(i int) []string { return []string{"add", "story", title(i)} })
	took := time.Since(start)
	close(stop)
	loops.Wait()
	theirs := 0
	made := map[string]int{}
	for _, n := range neighbours {
		theirs += len(n.made)
		made[n.desk.dir] += len(n.made)
		n.allThere()
	}
	seen := map[string]bool{}
	for i, dir := range dirs {
		at := d.at(dir)
		at.git("checkout", "-q", "--", "theirs") // what git has refused to commit
		ours := (processes - i + len(dirs) - 1) / len(dirs)
		at.inARowSince(before[dir], before[dir]+ours+made[dir])
		for line := range strings.Lines(at.po("list", "--columns", "id,title", fmt.Sprintf(`title:"in %d"`, len(dirs)))) {
			id, _, _ := strings.Cut(line, "\t")
			if seen[id] {
				d.t.Errorf("%s: twice", id)
			}
			seen[id] = true
		}
		titles := at.git("grep", "-h", "^title: ", "HEAD", "--", "backlog/items")
		for k := i; k < processes; k += len(dirs) {
			if !strings.Contains(titles, "title: "+title(k)+"\n") {
				d.t.Errorf("%s is lost", title(k))
			}
		}
	}
	if len(seen) != processes {
		d.t.Errorf("%d ids, want %d", len(seen), processes)
	}
	d.t.Logf("%d po in %d worktrees beside %d loops of git, which made %d commits: %v", processes, len(dirs), len(neighbours), theirs, took.Round(time.Millisecond))
}

func (d *desk) commits() (n int) {
	d.t.Helper()
	if _, err := fmt.Sscan(d.git("rev-list", "--count", "HEAD"), &n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// allThere looks for each of the neighbour's commits by the text that it brought, in order.
func (n *neighbour) allThere() {
	n.desk.t.Helper()
	log := n.desk.git("log", "--reverse", "--format=", "-p", "-U0", "--", n.file)
	for _, text := range n.made {
		_, rest, found := strings.Cut(log, "\n+"+text)
		if !found {
			n.desk.t.Errorf("%s: lost %q", n.file, text)
			return
		}
		log = rest
	}
}
