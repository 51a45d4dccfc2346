package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/term"
)

// TestMain lets the test binary be po itself: the scripts run it as a program of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"po": poInScripts})
}

// unhurried is the variable with which po, as the test binary runs it, waits for one lock until a test is over: how soon another
// program lets go of one is up to the machine.
const unhurried = "PO_TEST_UNHURRIED"

// poInScripts is po. Where it has written to a terminal it ends a little later: a script takes down its terminal as soon as the program has
// ended, and loses what nobody has read by then.
func poInScripts() {
	p := osProcess()
	if os.Getenv(unhurried) != "" {
		p.patience = math.MaxInt64
	}
	code := run(p, os.Args[1:])
	if term.IsTerminal(int(os.Stdout.Fd())) || term.IsTerminal(int(os.Stderr.Fd())) {
		time.Sleep(100 * time.Millisecond)
	}
	os.Exit(code)
}

// TestScripts runs the executable documentation in testdata/script. Every script begins with the sentence for the manual.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("PO_UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		Setup:               setupScript,
		Cmds:                scriptCommands(),
	})
}

// setupScript keeps a script apart from whoever runs it: own home, own git settings, fixed authors, a fixed clock.
func setupScript(e *testscript.Env) error {
	home, err := os.MkdirTemp("", "po-home-")
	if err != nil {
		return err
	}
	e.Defer(func() { os.RemoveAll(home) })
	e.Values[snapshotsKey{}] = map[string]snapshot{}
	po, err := exec.LookPath("po")
	if err != nil {
		return err
	}
	e.Setenv("NOGIT", filepath.Dir(po)) // a PATH with po on it and no other program
	for _, kv := range [][2]string{
		{"HOME", home}, {"XDG_CONFIG_HOME", filepath.Join(home, ".config")}, {"TZ", "UTC"}, {"LC_ALL", "C.UTF-8"}, {"NO_COLOR", "1"},
		{"GIT_CONFIG_GLOBAL", filepath.Join(home, ".gitconfig")}, {"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CEILING_DIRECTORIES", filepath.Dir(e.WorkDir)},
		{"GIT_AUTHOR_NAME", "Mara Brandt"}, {"GIT_AUTHOR_EMAIL", "mara@example.org"},
		{"GIT_COMMITTER_NAME", "Mara Brandt"}, {"GIT_COMMITTER_EMAIL", "mara@example.org"},
		{"PO_NOW", "2026-10-05T18:00:00+02:00"}, {"GORACE", os.Getenv("GORACE")},
	} {
		e.Setenv(kv[0], kv[1])
	}
	return os.WriteFile(filepath.Join(home, ".gitconfig"), []byte("[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n[maintenance]\n\tauto = false\n"), 0o644)
}
