package git

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// ErrFetch says that objects which a partial clone lacks could not be fetched from the remote that has promised them.
type ErrFetch struct {
	Remote  string // its name
	Objects int    // how many were asked for
	Output  string // what git printed, hostile text
}

func (e *ErrFetch) Error() string {
	what := "an object"
	if e.Objects != 1 {
		what = fmt.Sprintf("%d objects", e.Objects)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(e.Output), "\n")
	return fmt.Sprintf("%s: %s that a partial clone lacks cannot be fetched: %s", e.Remote, what, strings.TrimPrefix(line, "fatal: "))
}

// fetcher gives what brings missing objects here: git, where the clone is a partial one. In any other repository nobody has them.
func (r *Repo) fetcher() func([]plumbing.Hash) error {
	c, err := r.settings()
	if err != nil {
		return nil // whoever needs a setting says so
	}
	remotes := c.Promisors()
	if len(remotes) == 0 || isTrue(r.opt.Getenv("GIT_NO_LAZY_FETCH")) {
		return nil
	}
	return func(ids []plumbing.Hash) error { return r.fetch(remotes, ids) }
}

// fetch asks one remote after the other until one has given what is missing.
func (r *Repo) fetch(remotes []string, ids []plumbing.Hash) error {
	var input strings.Builder
	for _, id := range ids {
		input.WriteString(id.String() + "\n")
	}
	var failed error
	for _, remote := range remotes {
		err := r.fetchFrom(remote, input.String())
		var e *ErrFetch
		if err == nil || !errors.As(err, &e) {
			return err
		}
		e.Objects = len(ids)
		if failed == nil {
			failed = err
		}
	}
	return failed
}

// usageExit is how git ends when it does not know an option.
const usageExit = 129

// fetchFrom fetches objects, one name a line, in one go: as git itself does, without telling what is here, which could be used
// to leave out what is wanted. A git older than 2.29 cannot; it fetches one after the other when it is asked to show them.
func (r *Repo) fetchFrom(remote, input string) error {
	ctx := context.Background()
	out, err := r.tryGit(ctx, input, "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
		"--no-auto-gc", "--recurse-submodules=no", "--filter=blob:none", "--stdin", "--", remote)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == usageExit {
		out, err = r.tryGit(ctx, input, "cat-file", "--batch-check")
	}
	if errors.As(err, &exit) {
		return &ErrFetch{Remote: remote, Output: out}
	}
	return err
}

// tryGit runs git and gives what it said on standard error.
func (r *Repo) tryGit(ctx context.Context, input string, args ...string) (string, error) {
	program, err := r.opt.LookPath("git")
	if err != nil {
		return "", &ErrNeedsGit{What: "fetching what a partial clone lacks", Reading: true}
	}
	var said strings.Builder
	cmd := r.command(ctx, program, input, args)
	cmd.Stderr = &said
	err = cmd.Run()
	return said.String(), err
}

// A group is files that are read together, such as those of one commit: when one of them is missing in a partial clone, all
// that are missing are fetched at once. Where that fails the others are not asked for one by one.
type group struct {
	store *objects.Store
	all   func() (map[string]plumbing.Hash, error) // the blob of each
	once  sync.Once
	err   error
}

// loaded gives what was loaded from the group, unless fetching has failed: then what is missing looks unreadable one by one,
// while the whole is.
func (g *group) loaded(b *backlog.Backlog, err error) (*backlog.Backlog, error) {
	if g.err != nil {
		return nil, g.err
	}
	return b, err
}

// blob reads a blob of the group.
func (g *group) blob(id plumbing.Hash) ([]byte, error) {
	if g.store.Fetches() && !g.store.Has(id) {
		g.once.Do(func() { g.err = g.fetch() })
		if g.err != nil {
			return nil, g.err
		}
	}
	return g.store.ReadAs(plumbing.BlobObject, id)
}

func (g *group) fetch() error {
	files, err := g.all()
	if err != nil {
		return err
	}
	return g.store.Fetch(slices.Collect(maps.Values(files)))
}
