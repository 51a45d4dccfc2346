package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
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

// atOnce runs a command in each of many processes, all of which must succeed.
func (d *desk) atOnce(processes int, args func(i int) []string) {
	d.t.Helper()
	var wait sync.WaitGroup
	failed := make([]string, processes)
	for i := range processes {
		wait.Go(func() {
			cmd := exec.Command("po", args(i)...)
			cmd.Dir, cmd.Env = d.dir, os.Environ()
			for k, v := range d.env {
				cmd.Env = append(cmd.Env, k+"="+v)
			}
			if out, err := cmd.CombinedOutput(); err != nil {
				failed[i] = fmt.Sprintf("%v\n%s", err, out)
			}
		})
	}
	wait.Wait()
	for i, f := range failed {
		if f != "" {
			d.t.Errorf("process %d: %s", i, f)
		}
	}
}

// inARow checks that there are so many commits, in one line, and that the repository is sound and clean.
func (d *desk) inARow(commits int) {
	d.t.Helper()
	if n := strings.TrimSpace(d.git("rev-list", "--count", "HEAD")); n != fmt.Sprint(commits) {
		d.t.Errorf("%s commits, want %d", n, commits)
	}
	if merges := d.git("rev-list", "--min-parents=2", "HEAD"); merges != "" {
		d.t.Error("the history is not linear")
	}
	d.git("fsck", "--strict")
	if status := d.git("status", "--porcelain"); status != "" {
		d.t.Errorf("git status:\n%s", status)
	}
}
