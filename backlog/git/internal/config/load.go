package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Place says whose configuration is read.
type Place struct {
	GitDir string // of the worktree, absolute; empty: outside any repository
	Common string // the folder that holds the file config; empty: outside any repository
	Getenv func(string) string

	// Branch gives the short name of the branch HEAD points to, empty when it
	// points to none. It is asked only when a condition wants to know.
	Branch func() string
}

// Load reads system, global, local and worktree configuration, what they
// include, and the environment.
func Load(p Place) (*Config, error) {
	r := &reader{place: p}
	if err := r.files(); err != nil {
		return nil, err
	}
	if err := r.environment(); err != nil {
		return nil, err
	}
	return &Config{settings: r.found}, nil
}

// ReadFiles reads files one after the other, without what they include. A file
// that does not exist has no settings.
func ReadFiles(paths ...string) (*Config, error) {
	var all []Setting
	for _, path := range paths {
		text, err := readText(path)
		if err != nil {
			return nil, err
		}
		settings, err := Parse(path, text)
		if err != nil {
			return nil, err
		}
		all = append(all, settings...)
	}
	return &Config{settings: all}, nil
}

// maxFile is the size in bytes of the largest configuration file that is read.
const maxFile = 16 << 20

func readText(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	if path == os.DevNull {
		return nil, nil
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("not a file of a sensible size")}
	}
	return os.ReadFile(path)
}

type reader struct {
	place     Place
	found     []Setting
	skipURLs  bool // conditions that ask for the URLs of remotes do not hold
	askedURLs bool
	urls      []string
}

// A file is one that is read, with the way that led to it.
type file struct {
	path  string
	scope Scope
	depth int // 0: nobody includes it
}

func (r *reader) files() error {
	for _, f := range r.roots() {
		if err := r.read(f); err != nil {
			return err
		}
	}
	if r.place.Common == "" {
		return nil
	}
	if err := r.read(file{path: filepath.Join(r.place.Common, "config"), scope: Local}); err != nil {
		return err
	}
	c := Config{settings: r.found}
	if !c.Bool("extensions.worktreeconfig", false) {
		return nil
	}
	return r.read(file{path: filepath.Join(r.place.GitDir, "config.worktree"), scope: Worktree})
}

// roots gives the files that do not belong to the repository.
func (r *reader) roots() []file {
	var files []file
	if no := (Setting{Value: r.place.Getenv("GIT_CONFIG_NOSYSTEM")}); !no.Bool(true) {
		for _, path := range systemFiles(r.place.Getenv) {
			files = append(files, file{path: path, scope: System})
		}
	}
	for _, path := range globalFiles(r.place.Getenv) {
		files = append(files, file{path: path, scope: Global})
	}
	return files
}

func systemFiles(getenv func(string) string) []string {
	if path := getenv("GIT_CONFIG_SYSTEM"); path != "" {
		return []string{path}
	}
	if runtime.GOOS == "windows" {
		return []string{filepath.Join(getenv("ProgramFiles"), "Git", "etc", "gitconfig")}
	}
	return []string{"/etc/gitconfig"}
}

func globalFiles(getenv func(string) string) []string {
	if path := getenv("GIT_CONFIG_GLOBAL"); path != "" {
		return []string{path}
	}
	home, xdg := Home(getenv), getenv("XDG_CONFIG_HOME")
	var files []string
	if xdg == "" && home != "" {
		xdg = filepath.Join(home, ".config")
	}
	if xdg != "" {
		files = append(files, filepath.Join(xdg, "git", "config"))
	}
	if home != "" {
		files = append(files, filepath.Join(home, ".gitconfig"))
	}
	return files
}

// Home is the user's folder as git finds it; empty when nothing names one.
func Home(getenv func(string) string) string {
	home := getenv("HOME")
	if home == "" && runtime.GOOS == "windows" {
		home = getenv("USERPROFILE")
	}
	return home
}

func (r *reader) read(f file) error {
	text, err := readText(f.path)
	if err != nil {
		if f.scope < Local && errors.Is(err, fs.ErrPermission) {
			return nil // as git does: a service need not be able to read its user's settings
		}
		return err
	}
	settings, err := Parse(f.path, text)
	if err != nil {
		return err
	}
	for _, s := range settings {
		s.Scope = f.scope
		r.found = append(r.found, s)
		if err := r.follow(s, f); err != nil {
			return err
		}
	}
	return nil
}

// follow reads the file that a setting includes, if it is one that does.
func (r *reader) follow(s Setting, from file) error {
	if s.Key != "include.path" {
		condition, ok := strings.CutPrefix(s.Key, "includeif.")
		if !ok {
			return nil
		}
		if condition, ok = strings.CutSuffix(condition, ".path"); !ok || !r.holds(condition, from) {
			return nil
		}
	}
	path := Expand(s.Value, r.place.Getenv)
	if !filepath.IsAbs(path) {
		if from.path == "" {
			return errors.New("include.path in the environment: a relative path")
		}
		path = filepath.Join(filepath.Dir(from.path), path)
	}
	if from.depth == maxDepth {
		return &fs.PathError{Op: "include", Path: path, Err: errors.New("includes nested too deeply")}
	}
	return r.read(file{path: path, scope: from.scope, depth: from.depth + 1})
}

// Expand replaces a leading "~/" by the user's folder, where one is known.
func Expand(path string, getenv func(string) string) string {
	home := Home(getenv)
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	if path == "~" && home != "" {
		return home
	}
	return path
}
