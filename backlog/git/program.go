package git

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// git runs the git program for something that only it can tell, and gives what
// it printed. Without git the error is [ErrNeedsGit].
func (r *Repo) git(ctx context.Context, args ...string) (string, error) {
	out, err := r.ask(ctx, "", args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

func (r *Repo) ask(ctx context.Context, input string, args ...string) ([]byte, error) {
	program, err := r.opt.LookPath("git")
	if err != nil {
		return nil, &ErrNeedsGit{What: "git " + args[0]}
	}
	out, err := r.command(ctx, program, input, args).Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

// command is a run of git in the repository.
func (r *Repo) command(ctx context.Context, program, input string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = r.work
	if cmd.Dir == "" {
		cmd.Dir = r.gitDir
	}
	cmd.Env = r.environment()
	cmd.Stdin = strings.NewReader(input)
	cmd.WaitDelay = time.Second
	return cmd
}

// environment is the process's own, with what we were told instead, and the
// repository as we found it.
func (r *Repo) environment() []string {
	var told []string
	env := os.Environ()
	for _, name := range []string{
		"HOME", "XDG_CONFIG_HOME", "EMAIL", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
		"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",
	} {
		env = slices.DeleteFunc(env, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
		if value := r.opt.Getenv(name); value != "" {
			told = append(told, name+"="+value)
		}
	}
	told = append(told, "LC_ALL=C")
	if r.gitDir != "" {
		told = append(told, "GIT_DIR="+r.gitDir, "GIT_COMMON_DIR="+r.common)
	}
	if r.work != "" {
		told = append(told, "GIT_WORK_TREE="+r.work)
	}
	return append(env, told...)
}
