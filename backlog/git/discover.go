package git

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// ErrNoRepository says that a folder lies in no Git repository.
var ErrNoRepository = errors.New("not in a Git repository")

// ErrNoBacklog says that there is no po.yaml at or above a folder, nor in a folder backlog beside it.
var ErrNoBacklog = errors.New("no backlog here: no po.yaml in this folder, above it, or in a folder backlog beside it")

// A layout says where the parts of a repository lie.
type layout struct {
	gitDir, common, work string // work is empty in a bare repository
}

func (o Options) getenv(name string) string {
	if o.Getenv == nil {
		return os.Getenv(name)
	}
	return o.Getenv(name)
}

// Root is the root of the work tree that holds a folder. The error is [ErrNoRepository] where there is none.
func Root(dir string, o Options) (string, error) {
	l, err := discover(dir, o)
	if err != nil {
		return "", err
	}
	if l.work == "" {
		return "", fmt.Errorf("%s: a bare repository has no files to write", l.gitDir)
	}
	return l.work, nil
}

// discover finds the repository of a folder as git does: the variables first, then upwards.
func discover(dir string, o Options) (layout, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return layout{}, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return layout{}, err
	}
	if named := o.getenv("GIT_DIR"); named != "" {
		return namedLayout(abs, named, o)
	}
	ceilings := ceilings(o.getenv("GIT_CEILING_DIRECTORIES"))
	for at := abs; ; at = filepath.Dir(at) {
		if at != abs && ceilings[at] {
			break
		}
		l, found, err := layoutAt(at, o)
		if found || err != nil {
			return l, err
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	return layout{}, fmt.Errorf("%s: %w", abs, ErrNoRepository)
}

func ceilings(list string) map[string]bool {
	set := map[string]bool{}
	for _, c := range filepath.SplitList(list) {
		if filepath.IsAbs(c) {
			if real, err := filepath.EvalSymlinks(c); err == nil {
				c = real
			}
			set[filepath.Clean(c)] = true
		}
	}
	return set
}

// namedLayout is the repository of GIT_DIR and GIT_WORK_TREE.
func namedLayout(abs, named string, o Options) (layout, error) {
	gitDir := named
	if !filepath.IsAbs(gitDir) {
		gitDir = filepath.Join(abs, gitDir)
	}
	gitDir, err := followGitFile(gitDir)
	if err != nil {
		return layout{}, err
	}
	if !isGitDir(gitDir) {
		return layout{}, fmt.Errorf("%s: %w (GIT_DIR names it)", gitDir, ErrNoRepository)
	}
	return o.complete(layout{gitDir: gitDir}, abs)
}

// layoutAt looks for a repository in one folder: .git, or the folder itself as a bare one.
func layoutAt(at string, o Options) (layout, bool, error) {
	dotGit := filepath.Join(at, ".git")
	info, err := os.Stat(dotGit)
	switch {
	case err == nil && info.IsDir():
		if isGitDir(dotGit) {
			l, err := o.complete(layout{gitDir: dotGit}, at)
			return l, true, err
		}
	case err == nil:
		gitDir, err := followGitFile(dotGit)
		if err != nil {
			return layout{}, true, err
		}
		if !isGitDir(gitDir) {
			return layout{}, true, fmt.Errorf("%s: names %s, which is no repository", dotGit, gitDir)
		}
		l, err := o.complete(layout{gitDir: gitDir}, at)
		return l, true, err
	}
	if isGitDir(at) {
		l, err := o.complete(layout{gitDir: at}, "")
		return l, true, err
	}
	return layout{}, false, nil
}

// followGitFile reads a file .git of a linked worktree or a submodule: "gitdir: PATH". A folder is itself.
func followGitFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return filepath.EvalSymlinks(path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	target, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir: ")
	if !ok {
		return "", fmt.Errorf("%s: no line gitdir: in it", path)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(path), target)
	}
	return filepath.EvalSymlinks(target)
}

// isGitDir reports what git takes for a repository: HEAD, and objects and refs, which a linked worktree has elsewhere.
func isGitDir(dir string) bool {
	if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err != nil {
		return false
	}
	common := commonDir(dir)
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(common, name)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// commonDir is where a git folder keeps what all worktrees share.
func commonDir(gitDir string) string {
	text, err := os.ReadFile(filepath.Join(gitDir, "commondir"))
	if err != nil {
		return gitDir
	}
	target := strings.TrimSpace(string(text))
	if !filepath.IsAbs(target) {
		target = filepath.Join(gitDir, target)
	}
	return filepath.Clean(target)
}

// complete finds the common folder and the work tree; beside is the folder that would be it.
func (o Options) complete(l layout, beside string) (layout, error) {
	l.common = commonDir(l.gitDir)
	if c := o.getenv("GIT_COMMON_DIR"); c != "" {
		abs, err := filepath.Abs(c)
		if err != nil {
			return l, err
		}
		l.common = abs
	}
	if tree := o.getenv("GIT_WORK_TREE"); tree != "" {
		abs, err := filepath.Abs(tree)
		if err != nil {
			return l, err
		}
		l.work, err = filepath.EvalSymlinks(abs)
		return l, err
	}
	local, err := config.ReadFile(filepath.Join(l.common, "config"))
	if err != nil {
		return l, err
	}
	tree, named := local.Last("core.worktree")
	switch {
	case named:
		if !filepath.IsAbs(tree) {
			tree = filepath.Join(l.gitDir, tree)
		}
		l.work, err = filepath.EvalSymlinks(tree)
		return l, err
	case local.Bool("core.bare", false) && l.gitDir == l.common:
		return l, nil
	}
	l.work = beside
	return l, nil
}

// findBacklog finds the folder that holds po.yaml: the nearest at or above dir, else backlog/ beside dir or above it; never above
// the work tree's root.
func findBacklog(dir, root string) (string, error) {
	inside := func(at string) bool { return at == root || strings.HasPrefix(at, root+string(filepath.Separator)) }
	for _, below := range []string{"", "backlog"} {
		for at := dir; inside(at); at = filepath.Dir(at) {
			folder := filepath.Join(at, below)
			info, err := os.Stat(filepath.Join(folder, "po.yaml"))
			if err == nil && info.Mode().IsRegular() {
				return folder, nil
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) && !isNotFolder(err) {
				return "", err
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return "", ErrNoBacklog
}

// isNotFolder reports that a part of the path is a file.
func isNotFolder(err error) bool { return strings.Contains(err.Error(), "not a directory") }
