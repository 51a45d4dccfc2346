package git

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// Open finds the repository and the backlog of a folder. Errors: [ErrNoRepository], [ErrNoBacklog], *[ErrUnsupported], *[ErrNotOwned].
func Open(dir string, o Options) (*Repo, error) {
	l, err := discover(dir, o)
	if err != nil {
		return nil, err
	}
	r := &Repo{opt: o, work: l.work, gitDir: l.gitDir, common: l.common, bare: l.work == ""}
	r.settings = sync.OnceValues(r.loadConfig)
	r.store = sync.OnceValue(func() *objects.Store {
		return objects.Open(objects.Options{Dir: r.objectsDir(), Alternates: filepath.SplitList(o.getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES")), Missing: r.fetchMissing})
	})
	if r.bare {
		r.prefix = strings.Trim(filepath.ToSlash(o.Backlog), "/")
		return r, nil
	}
	return r, r.locate(dir)
}

// locate finds the backlog's folder in the work tree.
func (r *Repo) locate(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	switch {
	case r.opt.Backlog == "":
		if r.backlog, err = findBacklog(abs, r.work); err != nil {
			return err
		}
	default:
		at := r.opt.Backlog
		if !filepath.IsAbs(at) {
			at = filepath.Join(abs, at)
		}
		if real, err := filepath.EvalSymlinks(at); err == nil {
			at = real
		}
		r.backlog = filepath.Clean(at)
		if _, err := os.Stat(filepath.Join(r.backlog, "po.yaml")); err != nil && !r.opt.Fresh {
			return fmt.Errorf("%s: %w", r.opt.Backlog, ErrNoBacklog)
		}
	}
	rel, err := filepath.Rel(r.work, r.backlog)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%s: lies outside the repository %s", r.backlog, r.work)
	}
	if rel != "." {
		r.prefix = filepath.ToSlash(rel)
	}
	return nil
}

func (r *Repo) objectsDir() string {
	if dir := r.opt.getenv("GIT_OBJECT_DIRECTORY"); dir != "" {
		return dir
	}
	return filepath.Join(r.common, "objects")
}

func (r *Repo) loadConfig() (*config.Config, error) {
	return config.Load(config.Place{GitDir: r.gitDir, Common: r.common, Getenv: r.opt.getenv, Branch: func() string {
		h, err := r.refs().Head()
		if err != nil {
			return ""
		}
		return h.Branch()
	}})
}

func (r *Repo) refs() refs.Store { return refs.Store{GitDir: r.gitDir, Common: r.common} }

// Dir is the folder that holds po.yaml, absolute; empty in a bare repository.
func (r *Repo) Dir() string { return r.backlog }

// Root is the work tree's root, absolute; empty in a bare repository.
func (r *Repo) Root() string { return r.work }

// Prefix is the backlog's folder relative to the work tree, with forward slashes; empty: the root itself.
func (r *Repo) Prefix() string { return r.prefix }

// Bare reports whether there is no work tree, so that nothing can be written.
func (r *Repo) Bare() bool { return r.bare }

// Branch is the short name of the branch that HEAD names; empty when HEAD is detached.
func (r *Repo) Branch() string {
	h, err := r.refs().Head()
	if err != nil {
		return ""
	}
	return h.Branch()
}

// ConfigValue is a setting of git, empty where it is not set.
func (r *Repo) ConfigValue(key string) string {
	c, err := r.settings()
	if err != nil {
		return ""
	}
	value, _ := c.Last(key)
	return value
}

// Lock lets one po at a time work on the repository, from reading to committing: ids that are counted up and edits of one file by
// many processes stay in order. It waits for its turn. The lock is the system's: it goes with the process.
func (r *Repo) Lock(ctx context.Context) (release func() error, err error) {
	if r.bare {
		return func() error { return nil }, nil
	}
	store := r.refs()
	if c, err := r.settings(); err == nil {
		store.Disk = &disk.Disk{Shared: sharing(c)}
	}
	lock, err := store.Flock(ctx)
	if err != nil {
		return nil, err
	}
	r.held = true
	return func() error {
		r.held = false
		return lock.Release()
	}, nil
}

// Commit writes files and commits them as one commit beside whatever else is under way in the repository; see [CommitOptions].
// Errors: *[ErrStale] when a file has changed since it was read, and the other errors of this package.
func (r *Repo) Commit(ctx context.Context, o CommitOptions) (CommitResult, error) {
	if r.bare {
		return CommitResult{}, fmt.Errorf("%s: a bare repository has no files to write", r.gitDir)
	}
	c, err := r.settings()
	if err != nil {
		return CommitResult{}, err
	}
	s := &site{work: r.work, gitDir: r.gitDir, common: r.common, prefix: r.prefix, objects: r.store(),
		config: c, getenv: r.opt.getenv, look: r.opt.LookPath, held: r.held}
	if s.look == nil {
		s.look = exec.LookPath
	}
	if !o.FilesOnly {
		if s.author, s.committer, err = r.people(c); err != nil {
			return CommitResult{}, err
		}
	}
	return s.commit(ctx, o)
}

// Unborn reports whether the branch has no commit yet.
func (r *Repo) Unborn() bool {
	h, err := r.refs().Head()
	return err == nil && h.ID.IsZero()
}
