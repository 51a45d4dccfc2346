package git

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// An errand is a program that a commit runs in the work tree: git, a hook, one that signs.
type errand struct {
	program string    // a path, or a name to be looked for on PATH
	args    []string  //
	env     []string  // besides what git would run in
	input   io.Reader // nil: the terminal where we are at one, so that a program may ask for a password, else nothing
	out     io.Writer // nil: thrown away
	said    io.Writer // what it prints as errors; nil: thrown away
	quiet   bool      // nothing of the terminal is handed on: a hook gets none from git either
}

// leftRunning is how long the output of a program is waited for that has ended itself but left something running.
const leftRunning = 2 * time.Second

// run runs a program to its end. A script that does not say by which shell is one of sh, as for git.
func (s *site) run(ctx context.Context, e errand) error {
	path := e.program
	if !strings.ContainsAny(path, "/\\") {
		var err error
		if path, err = s.look(path); err != nil {
			return err
		}
	}
	err := s.command(ctx, e, path, e.args...).Run()
	if errors.Is(err, syscall.ENOEXEC) {
		var shell string
		if shell, err = s.look("sh"); err == nil {
			err = s.command(ctx, e, shell, append([]string{path}, e.args...)...).Run()
		}
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (s *site) command(ctx context.Context, e errand, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = s.work
	cmd.Env = s.environment(cmd.Environ(), append(e.env, lockVariable+"="+s.common)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.input, e.out, e.said
	if e.input == nil && !e.quiet && s.terminal != nil {
		cmd.Stdin = s.terminal
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // git then lets go of its locks
	cmd.WaitDelay = leftRunning
	return cmd
}

// maxSaid is how many bytes of what a program prints are kept.
const maxSaid = 64 << 10

// capped keeps the beginning of what is written to it.
type capped struct {
	text strings.Builder
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	n := min(len(p), c.left)
	c.text.Write(p[:n])
	c.left -= n
	return len(p), nil
}

// A transcript is a file that takes what programs print, and not a pipe: what a hook has left running goes on writing into
// it, undisturbed, and nobody waits for it.
type transcript struct {
	*os.File
	site *site
}

func (s *site) transcript() (*transcript, error) {
	path := s.refs().NewScratch()
	if err := s.disk.Create(path, content(nil, false)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, join(err, s.disk.Remove(path))
	}
	return &transcript{File: f, site: s}, nil
}

// text is the beginning of what has been written until now.
func (t *transcript) text() string {
	data, _ := io.ReadAll(io.NewSectionReader(t, 0, maxSaid)) // what cannot be read is not shown
	return string(data)
}

func (t *transcript) drop() {
	_ = t.Close()
	_ = t.site.disk.Remove(t.Name()) // else the next commit sweeps it
}
