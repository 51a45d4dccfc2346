package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// TestInitRepository compares with what git init makes.
func TestInitRepository(t *testing.T) {
	for branch, want := range map[string]string{"": "main", "trunk": "trunk", "team/x": "team/x", "-bad": "main", "a..b": "main", "HEAD": "main"} {
		base := t.TempDir()
		env := variables{}
		if branch != "" {
			env = variables{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": branch}
		}
		ours, theirs := filepath.Join(base, "ours"), filepath.Join(base, "theirs")
		if err := os.Mkdir(ours, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := InitRepository(ours, env.options()); err != nil {
			t.Fatal(err)
		}
		if _, err := (variables{}).git(base, "init", "-q", "-b", want, "theirs"); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"symbolic-ref", "HEAD"}, {"config", "--local", "--list"}, {"status", "--porcelain=v2", "--branch"}, {"fsck", "--strict"}, {"count-objects", "-v"},
		} {
			got, err := variables{}.git(ours, args...)
			if err != nil {
				t.Errorf("%v: %v", args, err)
			}
			expected, _ := variables{}.git(theirs, args...)
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("%s: %v: %s", want, args, diff)
			}
		}
		for _, name := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info/exclude", "hooks", "description", "HEAD", "config"} {
			a, err := os.Stat(filepath.Join(ours, ".git", name))
			if err != nil {
				t.Error(err)
				continue
			}
			if b, err := os.Stat(filepath.Join(theirs, ".git", name)); err != nil || a.Mode() != b.Mode() {
				t.Errorf("%s: %v, git has %v", name, a.Mode(), b.Mode())
			}
		}
	}
}

// TestInitAgain leaves what is there, and what a broken start has left.
func TestInitAgain(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, ".git", "config")
	if err := os.WriteFile(config, []byte("[user]\n\tname = Mara\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := InitRepository(dir, variables{}.options()); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(config); err != nil || string(text) != "[user]\n\tname = Mara\n" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := (variables{}).git(dir, "status"); err != nil {
		t.Error(err)
	}
}

// TestFirstCommitWithoutGit goes from nothing to a commit with no git on PATH.
func TestFirstCommitWithoutGit(t *testing.T) {
	dir := t.TempDir()
	o := variables{}.options()
	o.LookPath = func(string) (string, error) { return "", os.ErrNotExist }
	if err := InitRepository(dir, o); err != nil {
		t.Fatal(err)
	}
	o.Backlog, o.Fresh = "backlog", true
	r, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.Commit(t.Context(), CommitOptions{Message: "po: init\n", Files: []backlog.FileEdit{{Path: "po.yaml", New: []byte("version: 1\n")}}})
	if err != nil || done.Branch != "main" {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, args := range [][]string{{"status", "--porcelain"}, {"fsck", "--strict"}} {
		if out, err := (variables{}).git(dir, args...); err != nil || strings.TrimSpace(out) != "" {
			t.Errorf("%v: %q, %v", args, out, err)
		}
	}
	if log, err := (variables{}).git(dir, "log", "--format=%an %cn %s"); err != nil || log != "A U Thor C O Mitter po: init" {
		t.Errorf("%q, %v", log, err)
	}
}
