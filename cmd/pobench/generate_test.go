package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestGenerateRepeats(t *testing.T) {
	head := func(seed uint64, s size) (commit, tree string) {
		dir := filepath.Join(t.TempDir(), "repository")
		if err := generate(dir, seed, s); err != nil {
			t.Fatal(err)
		}
		if dirty := gitSays(t, dir, "status", "--porcelain"); dirty != "" {
			t.Errorf("the working tree is not clean: %s", dirty)
		}
		if n := gitSays(t, dir, "rev-list", "--count", "HEAD"); n != fmt.Sprint(s.commits) {
			t.Errorf("%s commits, want %d", n, s.commits)
		}
		return gitSays(t, dir, "rev-parse", "HEAD"), gitSays(t, dir, "rev-parse", "HEAD^{tree}")
	}
	commit, tree := head(1, size{items: 90, files: 150, commits: 7})
	if again, _ := head(1, size{items: 90, files: 150, commits: 7}); again != commit {
		t.Errorf("the same seed gives %s and %s", commit, again)
	}
	if _, other := head(2, size{items: 90, files: 150, commits: 7}); other == tree {
		t.Error("another seed gives the same files")
	}
	for _, commits := range []int{1, 400} {
		if _, same := head(1, size{items: 90, files: 150, commits: commits}); same != tree {
			t.Errorf("a history of %d commits ends with other files than one of 7", commits)
		}
	}
}

func TestGenerateCounts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repository")
	if err := generate(dir, 3, size{items: 120, files: 230, commits: 2}); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]int{"backlog/items": 120, "src": 230} {
		if got := strings.Count(gitSays(t, dir, "ls-files", folder), "\n") + 1; got != want {
			t.Errorf("%s: %d files, want %d", folder, got, want)
		}
	}
	if err := generate(dir, 3, size{commits: 1}); err == nil {
		t.Error("a folder that is not empty is taken")
	}
}

// TestItemSize holds the figure that all measurements assume: an item as people
// write it, with a body of about 1.3 kB.
func TestItemSize(t *testing.T) {
	const n = 2000
	var bodies, points, placed, closed int
	for i := range n {
		it := newItem(1, i+1, n, i)
		_, body, _ := strings.Cut(it.now(), "\n---\n")
		bodies += len(body)
		if it.points != "" {
			points++
		}
		if it.priority != "" {
			placed++
		}
		if it.status == "accepted" || it.status == "dropped" {
			closed++
		}
	}
	t.Logf("mean body %d bytes, %d %% sized, %d %% prioritized, %d %% closed", bodies/n, 100*points/n, 100*placed/n, 100*closed/n)
	if mean := bodies / n; mean < 1200 || mean > 1400 {
		t.Errorf("a body has %d bytes on average, want about 1300", mean)
	}
	if closed < n/2 || closed > n*3/4 {
		t.Errorf("%d of %d items are closed", closed, n)
	}
}

func TestGenUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"gen"}, {"gen", "--commits", "0", t.TempDir()}, {"gen", "--items", "x", t.TempDir()}, {"list"}, {"run", "--only", "nothing"}, {"run", "--pairs", "0"}} {
		var out, errs strings.Builder
		if code := run(args, &out, &errs); code != 2 || errs.Len() == 0 || out.Len() != 0 {
			t.Errorf("pobench %q: exit %d, stdout %q, stderr %q; want 2 and words on stderr", args, code, out.String(), errs.String())
		}
	}
}

func gitSays(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, environment(dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}
