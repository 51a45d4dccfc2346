package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// gen is the command that makes a repository.
func gen(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("pobench gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	s := size{}
	flags.IntVar(&s.items, "items", 1000, "items of the backlog")
	flags.IntVar(&s.files, "files", 0, "other files in the repository")
	flags.IntVar(&s.commits, "commits", 1, "commits of the history")
	seed := flags.Uint64("seed", 1, "where the dice begin: the same seed gives the same repository")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	if flags.NArg() != 1 || s.items < 0 || s.files < 0 || s.commits < 1 {
		flags.Usage()
		return errUsage
	}
	return generate(flags.Arg(0), *seed, s)
}

// generate makes a git repository with a clean working tree in a folder that
// is empty or does not exist.
func generate(dir string, seed uint64, s size) error {
	if err := emptyFolder(dir); err != nil {
		return err
	}
	if err := runGit(dir, nil, "init", "-q", "--initial-branch=main"); err != nil {
		return err
	}
	for _, setting := range [][2]string{{"user.name", "mara"}, {"user.email", "mara@example.org"}, {"core.autocrlf", "false"}} {
		if err := runGit(dir, nil, "config", setting[0], setting[1]); err != nil {
			return err
		}
	}
	stream, w := io.Pipe()
	go func() { w.CloseWithError(writeHistory(w, seed, s)) }()
	if err := runGit(dir, stream, "fast-import", "--quiet"); err != nil {
		return err
	}
	return runGit(dir, nil, "reset", "-q", "--hard")
}

func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return os.MkdirAll(dir, 0o755)
	}
	if err == nil && len(entries) > 0 {
		return fmt.Errorf("%s: the folder is not empty", dir)
	}
	return err
}

// runGit runs git in a folder with none of the user's own settings. What git says
// becomes the error.
func runGit(dir string, stdin io.Reader, args ...string) error {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin, cmd.Env = dir, stdin, environment(dir)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", args[0], err, said.Bytes())
	}
	return nil
}

// environment is what every program is started with: nothing of the user's
// settings, and a clock that stands still.
func environment(home string) []string {
	return append(passedOn(), "HOME="+filepath.Clean(home), "TZ=UTC", "LC_ALL=C.UTF-8", "NO_COLOR=1",
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "PO_NOW="+lastDay().Format("2006-01-02T15:04:05Z07:00"))
}

// passedOn keeps the variables without which no program starts, and no other.
func passedOn() []string {
	var kept []string
	for _, name := range []string{"PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN"} {
		if value, ok := os.LookupEnv(name); ok {
			kept = append(kept, name+"="+value)
		}
	}
	return kept
}
