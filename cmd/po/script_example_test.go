package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestExampleScripts runs the executable documentation of the commands that look: every script of testdata/example begins in a
// repository that holds the example product, committed.
func TestExampleScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/example",
		UpdateScripts:       os.Getenv("PO_UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			if err := setupScript(e); err != nil {
				return err
			}
			return layExample(e)
		},
	})
}

// layExample copies the example product into the script's folder and commits it, two days before the script's now.
func layExample(e *testscript.Env) error {
	from := filepath.Join("..", "..", "examples", "veloshare", "backlog")
	if err := os.CopyFS(filepath.Join(e.WorkDir, "backlog"), os.DirFS(from)); err != nil {
		return err
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "backlog"}, {"commit", "-q", "-m", "The example"}} {
		git := exec.Command("git", args...)
		git.Dir = e.WorkDir
		git.Env = append(append([]string{}, e.Vars...), "GIT_AUTHOR_DATE=2026-10-03T12:00:00+02:00", "GIT_COMMITTER_DATE=2026-10-03T12:00:00+02:00")
		if out, err := git.CombinedOutput(); err != nil {
			return fmt.Errorf("git %v: %w: %s", args, err, out)
		}
	}
	return nil
}
