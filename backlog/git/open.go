package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// ErrNoBacklog says that there is no po.yaml at or above a folder, nor in a folder backlog beside it.
var ErrNoBacklog = errors.New("no backlog here: no po.yaml in this folder, above it, or in a folder backlog beside it")

// Open finds the Git repository and the backlog for a folder, as git would from
// there: the variables GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR,
// GIT_OBJECT_DIRECTORY and GIT_CEILING_DIRECTORIES count; linked worktrees,
// submodules and bare repositories are known.
//
// The backlog is the nearest folder with a po.yaml, at dir or above it, else the
// nearest with backlog/po.yaml, not above the repository's root. Errors:
// [ErrNoRepository], [ErrNoBacklog], *[ErrUnsupported], *[ErrNotOwned].
func Open(dir string, o Options) (*Repo, error) {
	o = o.complete()
	cwd, err := workingFolder(dir)
	if err != nil {
		return nil, err
	}
	start := cwd
	if named := realPath(absolute(cwd, o.Backlog)); o.Backlog != "" && isDir(named) {
		start = named
	}
	l, err := discover(start, cwd, o.Getenv)
	if err == nil {
		err = l.refuse(o.Getenv)
	}
	if err != nil {
		return nil, err
	}
	r := &Repo{opt: o, work: l.work, gitDir: l.gitDir, common: l.common, bare: l.work == ""}
	r.wait = o.newWait()
	r.settings = sync.OnceValues(r.loadConfig)
	r.store = sync.OnceValue(r.openStore)
	r.ends = sync.OnceValue(r.readEnds)
	if r.bare {
		return r, r.locateInTree()
	}
	return r, r.locate(cwd)
}

// Root is the root of the work tree that holds a folder. The error is [ErrNoRepository] where there is none.
func Root(dir string, o Options) (string, error) {
	o = o.complete()
	cwd, err := workingFolder(dir)
	if err != nil {
		return "", err
	}
	l, err := discover(cwd, cwd, o.Getenv)
	if err == nil {
		err = l.refuse(o.Getenv)
	}
	if err == nil && l.work == "" {
		err = errBare(l.gitDir)
	}
	return l.work, err
}

func errBare(gitDir string) error { return &ErrBare{Path: gitDir} }

// complete fills in what the process itself offers.
func (o Options) complete() Options {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.LookPath == nil {
		o.LookPath = exec.LookPath
	}
	return o
}

// workingFolder is a folder's absolute name without symbolic links.
func workingFolder(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// locate finds the backlog's folder in the work tree.
func (r *Repo) locate(cwd string) (err error) {
	switch named := r.opt.Backlog; {
	case named != "":
		r.backlog = realPath(absolute(cwd, named))
		is, err := isFile(filepath.Join(r.backlog, settingsFile))
		if err != nil {
			return err
		}
		if !r.opt.Fresh && !is {
			return fmt.Errorf("%s: %w", named, ErrNoBacklog)
		}
	case cwd == r.work || inside(cwd, r.work):
		r.backlog, err = findBacklog(cwd, r.work)
	default:
		r.backlog, err = findBacklog(r.work, r.work) // the work tree is elsewhere, by GIT_WORK_TREE or core.worktree
	}
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(r.work, r.backlog)
	if err != nil || !filepath.IsLocal(rel) {
		return fmt.Errorf("%s: lies outside the repository %s", r.backlog, r.work)
	}
	if rel != "." {
		r.prefix = filepath.ToSlash(rel)
	}
	return nil
}

// settingsFile is the file that makes a folder a backlog.
const settingsFile = "po.yaml"

// findBacklog finds the folder that holds po.yaml: the nearest at or above dir, else backlog/ beside dir or above it; never above
// the work tree's root.
func findBacklog(dir, root string) (string, error) {
	for _, beside := range []string{"", "backlog"} {
		for at := dir; ; at = filepath.Dir(at) {
			folder := filepath.Join(at, beside)
			is, err := isFile(filepath.Join(folder, settingsFile))
			if is || err != nil {
				return realPath(folder), err
			}
			if !inside(at, root) {
				break
			}
		}
	}
	return "", ErrNoBacklog
}

func isFile(path string) (bool, error) {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular(), onlyUnknown(err)
}

// locateInTree finds the backlog's folder where there are no files: the one
// named, from the root of the tree, else what HEAD has. A commit may still have
// it elsewhere, see [Repo.folderOf].
func (r *Repo) locateInTree() error {
	if named := filepath.ToSlash(r.opt.Backlog); named != "" {
		r.prefix = strings.TrimPrefix(path.Clean("/"+named), "/")
		return nil
	}
	head, err := r.refs().Head()
	if err != nil || head.ID.IsZero() {
		return err
	}
	c, err := r.readCommit(head.ID)
	if err != nil {
		return err
	}
	r.prefix, err = r.prefixIn(c.tree)
	return err
}

func (r *Repo) openStore() *objects.Store {
	dir := r.opt.Getenv("GIT_OBJECT_DIRECTORY")
	if dir == "" {
		dir = filepath.Join(r.common, "objects")
	}
	return objects.Open(objects.Options{
		Dir:        realPath(dir),
		Alternates: filepath.SplitList(r.opt.Getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES")),
		Fetch:      r.fetcher(),
		Replaced:   r.replaced,
	})
}

// replaced gives the objects that git replace has put in the place of others: what git shows and builds upon
// is the replacement. Refs that cannot be read name none, as for git.
func (r *Repo) replaced() map[plumbing.Hash]plumbing.Hash {
	c, err := r.settings()
	if err != nil || r.opt.Getenv("GIT_NO_REPLACE_OBJECTS") != "" || !c.Bool("core.usereplacerefs", true) {
		return nil
	}
	const folder = "refs/replace/"
	list, err := r.refs().List(folder)
	if err != nil {
		return nil
	}
	found := make(map[plumbing.Hash]plumbing.Hash, len(list))
	for _, ref := range list {
		if id, ok := parseHash(strings.TrimPrefix(ref.Name, folder)); ok {
			found[id] = ref.ID
		}
	}
	return found
}

func (r *Repo) loadConfig() (*config.Config, error) {
	return config.Load(config.Place{GitDir: r.gitDir, Common: r.common, Getenv: r.opt.Getenv, Branch: r.Branch})
}

// disk is the one of the repository, whose files others may share.
func (r *Repo) disk() *disk.Disk {
	c, err := r.settings()
	if err != nil {
		return nil // whatever needs the settings says so
	}
	return &disk.Disk{Shared: sharing(c)}
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

// Unborn reports whether the branch has no commit yet.
func (r *Repo) Unborn() bool {
	h, err := r.refs().Head()
	return err == nil && h.ID.IsZero()
}

// ConfigValue is a setting of git, empty where it is not set. The key is lower case but for a subsection.
func (r *Repo) ConfigValue(key string) string {
	c, err := r.settings()
	if err != nil {
		return ""
	}
	value, _ := c.Last(key)
	return value
}

// Close closes the packs that were opened; snapshots that were loaded stay whole. The repository must not be used after it.
func (r *Repo) Close() error { return r.store().Close() }

// ErrInsideCommit says that a hook of a commit that po makes wants to write: it would wait for that commit, which waits for the hook.
var ErrInsideCommit = errors.New("a commit of po is under way and waits for this hook")

// Lock lets one po at a time work on the repository, from reading to committing: ids that are counted up and edits of one file by
// many processes stay in order. It waits for its turn; the error is
// [ErrInsideCommit] where that would be for ever. The lock is the system's: it goes with the process.
func (r *Repo) Lock(ctx context.Context) (release func() error, err error) {
	if r.bare {
		return func() error { return nil }, nil
	}
	store := r.refs()
	store.Disk = r.disk()
	lock, err := takeTurn(ctx, store, r.opt.Getenv, r.wait)
	if err != nil {
		return nil, err
	}
	if r.Recovered, err = recoverDead(r.common, store.Disk); err != nil {
		return nil, errors.Join(err, lock.Release())
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
		return CommitResult{}, errBare(r.gitDir)
	}
	c, err := r.settings()
	if err != nil {
		return CommitResult{}, err
	}
	s := r.site(c)
	if !o.FilesOnly {
		if s.author, s.committer, err = r.people(ctx); err != nil {
			return CommitResult{}, err
		}
	}
	return s.commit(ctx, o)
}

// site is what a commit must know of the repository.
func (r *Repo) site(c *config.Config) *site {
	return &site{work: r.work, gitDir: r.gitDir, common: r.common, prefix: r.prefix, objects: r.store(),
		config: c, getenv: r.opt.Getenv, look: r.opt.LookPath, wait: r.wait, patience: r.opt.Patience, terminal: r.opt.Terminal, held: r.held}
}
