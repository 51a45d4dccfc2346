package git

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
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
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = r.work
	if cmd.Dir == "" {
		cmd.Dir = r.gitDir
	}
	cmd.Env = r.environment()
	cmd.Stdin = strings.NewReader(input)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
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

// fetchMissing asks git for an object that is not here. In a partial clone it
// fetches it; in any other repository nobody has it, so that git is not asked.
func (r *Repo) fetchMissing(id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	c, err := r.settings()
	if err != nil {
		return plumbing.InvalidObject, nil, err
	}
	if !c.Promises() {
		return plumbing.InvalidObject, nil, &objects.NotFoundError{ID: id}
	}
	out, err := r.ask(context.Background(), id.String()+"\n", "cat-file", "--batch")
	if err != nil {
		return plumbing.InvalidObject, nil, fmt.Errorf("object %s: %w", id, err)
	}
	head, data, _ := bytes.Cut(out, []byte("\n"))
	fields := strings.Fields(string(head)) // "ID KIND SIZE", or "ID missing"
	if len(fields) != 3 {
		return plumbing.InvalidObject, nil, &objects.NotFoundError{ID: id}
	}
	kind, err := plumbing.ParseObjectType(fields[1])
	return kind, bytes.TrimSuffix(data, []byte("\n")), err
}
