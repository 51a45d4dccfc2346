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
	var wait sync.WaitGroup
	failed := make([]string, processes)
	for i := range processes {
		wait.Go(func() {
			cmd := exec.Command("po", "add", "story", fmt.Sprintf("Story of process %d", i))
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
			t.Errorf("process %d: %s", i, f)
		}
	}
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
	if n := strings.TrimSpace(d.git("rev-list", "--count", "HEAD")); n != fmt.Sprint(processes+1) {
		t.Errorf("%s commits, want %d", n, processes+1)
	}
	if merges := d.git("rev-list", "--min-parents=2", "HEAD"); merges != "" {
		t.Error("the history is not linear")
	}
	d.git("fsck", "--strict")
	if status := d.git("status", "--porcelain"); status != "" {
		t.Errorf("git status:\n%s", status)
	}
}
