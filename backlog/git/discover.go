package git

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// ErrNoRepository says that a folder lies in no Git repository.
var ErrNoRepository = errors.New("not in a Git repository")

// A layout is where the parts of a repository lie. All paths are absolute.
type layout struct {
	work   string // the work tree's root; empty: there is none
	gitDir string // of this worktree
	common string // of all worktrees

	gitFile string // the .git file that led to gitDir; empty: none did
	found   bool   // by looking upwards, not named by GIT_DIR: then its owner counts
}

// discover finds the repository for a folder by the rules of git. Both folders
// are absolute and without symbolic links; cwd is the working folder, to which
// the environment's paths are relative.
func discover(dir, cwd string, getenv func(string) string) (layout, error) {
	if named := getenv("GIT_DIR"); named != "" {
		return namedLayout(absolute(cwd, named), cwd, getenv)
	}
	stop := ceiling(dir, getenv)
	device, known := deviceOf(dir)
	for at := dir; ; at = filepath.Dir(at) {
		l, ok, err := layoutAt(at, getenv)
		if err != nil {
			return layout{}, err
		}
		if ok {
			l.found = true
			err := l.settle(cwd, getenv)
			return l, err
		}
		up := filepath.Dir(at)
		if up == at || up == stop {
			return layout{}, fmt.Errorf("%s: %w", dir, ErrNoRepository)
		}
		if other, ok := deviceOf(up); known && ok && other != device && !isTrue(getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM")) {
			return layout{}, fmt.Errorf("%s: %w", dir, ErrNoRepository)
		}
	}
}

func isTrue(value string) bool { return config.Setting{Value: value}.Bool(false) }

// namedLayout is the repository that GIT_DIR names; without another word its
// work tree is the working folder.
func namedLayout(gitDir, cwd string, getenv func(string) string) (layout, error) {
	l := layout{gitDir: gitDir, work: cwd}
	if info, err := os.Stat(gitDir); err == nil && info.Mode().IsRegular() {
		to, err := readGitFile(gitDir)
		if err != nil {
			return layout{}, err
		}
		l.gitDir, l.gitFile = to, gitDir
	}
	is, err := isGitDir(l.gitDir, getenv)
	if err == nil && !is {
		err = fmt.Errorf("GIT_DIR: %s: not a Git repository", l.gitDir)
	}
	if err == nil {
		err = l.settle(cwd, getenv)
	}
	return l, err
}

// layoutAt looks for a repository in one folder: a work tree with .git in it,
// or a repository's own folder.
func layoutAt(dir string, getenv func(string) string) (layout, bool, error) {
	dotGit := filepath.Join(dir, ".git")
	info, err := os.Stat(dotGit)
	switch {
	case err == nil && info.Mode().IsRegular():
		to, err := readGitFile(dotGit)
		if err != nil {
			return layout{}, false, err
		}
		is, err := isGitDir(to, getenv)
		if err == nil && !is {
			err = fmt.Errorf("%s: names %s, which is no Git repository", dotGit, to)
		}
		return layout{work: dir, gitDir: to, gitFile: dotGit}, err == nil, err
	case err == nil:
		if is, err := isGitDir(dotGit, getenv); is || err != nil {
			return layout{work: dir, gitDir: dotGit}, is, err
		}
	case unknown(err):
		return layout{}, false, err
	}
	is, err := isGitDir(dir, getenv)
	return layout{gitDir: dir}, is, err
}

// unknown says that an error leaves open whether there is a file. What lies where nobody may look is not there, as for git.
func unknown(err error) bool {
	return err != nil && !disk.IsMissing(err) && !errors.Is(err, fs.ErrPermission)
}

// settle follows GIT_WORK_TREE, core.bare and core.worktree, of which the first
// one that is set holds, and finds the common folder. The folder is the
// working one.
func (l *layout) settle(dir string, getenv func(string) string) error {
	l.gitDir = realPath(l.gitDir)
	l.common = commonDir(l.gitDir, getenv)
	settings, err := l.ownSettings()
	if err != nil {
		return err
	}
	if tree := getenv("GIT_WORK_TREE"); tree != "" {
		l.work = realPath(absolute(dir, tree))
		return nil
	}
	tree, named := settings.Last("core.worktree")
	switch {
	case settings.Bool("core.bare", false):
		l.work = ""
	case named:
		l.work = realPath(absolute(l.gitDir, tree))
	default:
		l.work = realPath(l.work)
	}
	return nil
}

// ownSettings reads the settings that say what the repository is: of the file
// config, and of this worktree's own file where that is in use. Includes do not
// count. In a linked worktree without a file of its own nothing does: what the
// common file says of bareness and work tree is said of the main one.
func (l *layout) ownSettings() (*config.Config, error) {
	path := filepath.Join(l.common, "config")
	own, err := config.ReadFiles(path)
	switch {
	case err != nil:
		return nil, err
	case own.Bool("extensions.worktreeconfig", false):
		return config.ReadFiles(path, filepath.Join(l.gitDir, "config.worktree"))
	case l.common != l.gitDir:
		return &config.Config{}, nil
	}
	return own, nil
}

// ceiling is the folder of GIT_CEILING_DIRECTORIES nearest above the given one:
// the search does not reach it. Empty: there is none.
func ceiling(dir string, getenv func(string) string) string {
	nearest, resolve := "", true
	for _, c := range filepath.SplitList(getenv("GIT_CEILING_DIRECTORIES")) {
		if c == "" {
			resolve = false // as git does: those after an empty one may be slow to reach
			continue
		}
		if !filepath.IsAbs(c) {
			continue
		}
		if c = filepath.Clean(c); resolve {
			c = realPath(c)
		}
		if inside(dir, c) && len(c) > len(nearest) {
			nearest = c
		}
	}
	return nearest
}

// inside says whether a path lies in a folder, and is not the folder itself.
func inside(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// isGitDir says whether a folder is a repository's own, by the signs that git goes by.
func isGitDir(dir string, getenv func(string) string) (bool, error) {
	if is, err := isHead(filepath.Join(dir, "HEAD")); !is || err != nil {
		return false, err
	}
	common := commonDir(dir, getenv)
	objects := getenv("GIT_OBJECT_DIRECTORY")
	if objects == "" {
		objects = filepath.Join(common, "objects")
	}
	for _, folder := range []string{objects, filepath.Join(common, "refs")} {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return false, onlyUnknown(err)
		}
	}
	return true, nil
}

// onlyUnknown is an error of which nobody knows what it means, see [unknown].
func onlyUnknown(err error) error {
	if unknown(err) {
		return err
	}
	return nil
}

// isHead says whether a file is a HEAD: a link to a ref, the name of one, or the
// name of a commit.
func isHead(path string) (bool, error) {
	if to, err := os.Readlink(path); err == nil {
		return strings.HasPrefix(filepath.ToSlash(to), "refs/"), nil
	}
	text, err := readSmall(path)
	if err != nil {
		if errors.Is(err, fs.ErrInvalid) { // a folder, or too large
			return false, nil
		}
		return false, onlyUnknown(err)
	}
	if to, ok := strings.CutPrefix(text, "ref:"); ok {
		return strings.HasPrefix(strings.TrimLeft(to, " \t\r\n"), "refs/"), nil
	}
	digits := strings.TrimRight(text, " \t\r\n")
	return len(digits) >= 40 && strings.Trim(digits[:40], "0123456789abcdefABCDEF") == "", nil
}

// commonDir is the folder that all worktrees of a repository share.
func commonDir(gitDir string, getenv func(string) string) string {
	if named := getenv("GIT_COMMON_DIR"); named != "" {
		return realPath(absolute(gitDir, named))
	}
	text, err := readSmall(filepath.Join(gitDir, "commondir"))
	if err != nil {
		return gitDir
	}
	return realPath(absolute(gitDir, strings.TrimRight(text, "\r\n")))
}

// readGitFile reads a file that stands for a repository elsewhere: "gitdir: PATH".
func readGitFile(path string) (string, error) {
	text, err := readSmall(path)
	if err != nil {
		return "", err
	}
	to, ok := strings.CutPrefix(text, "gitdir: ")
	to = strings.TrimRight(to, "\r\n")
	if !ok || to == "" {
		return "", &fs.PathError{Op: "read", Path: path, Err: errors.New("not the name of a repository")}
	}
	return absolute(filepath.Dir(path), to), nil
}

// maxSmall is the size in bytes of the largest file that names something else.
const maxSmall = 64 << 10

func readSmall(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxSmall {
		return "", &fs.PathError{Op: "read", Path: path, Err: fs.ErrInvalid}
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// realPath resolves symbolic links as far as a path exists.
func realPath(path string) string {
	if path == "" {
		return ""
	}
	path = filepath.Clean(path)
	real, err := filepath.EvalSymlinks(path)
	switch up := filepath.Dir(path); {
	case err == nil:
		return real
	case up == path || !errors.Is(err, fs.ErrNotExist):
		return path
	default:
		return filepath.Join(realPath(up), filepath.Base(path))
	}
}
