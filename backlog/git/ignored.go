package git

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/ignore"
)

// Ignored gives those of the paths, relative to the backlog's folder, that git would leave out of a git add: they match a pattern of
// .gitignore, info/exclude or core.excludesFile, and the index does not know them. What it knows is never ignored.
func (r *Repo) Ignored(paths ...string) ([]string, error) {
	if len(paths) == 0 || r.bare {
		return nil, nil
	}
	l, err := openListing(filepath.Join(r.gitDir, "index"), r.store())
	if err != nil {
		return nil, err
	}
	inWork := make([]string, len(paths))
	for i, p := range paths {
		inWork[i] = path.Join(r.prefix, p)
	}
	entries, err := l.Lookup(inWork)
	if err != nil {
		return nil, err
	}
	rules, done, err := r.ignoreRules()
	if err != nil {
		return nil, err
	}
	defer done()
	var out []string
	for i, p := range paths {
		if _, known := entries[inWork[i]]; known {
			continue
		}
		ignored, err := rules.Ignored(inWork[i])
		if err != nil {
			return nil, err
		}
		if ignored {
			out = append(out, p)
		}
	}
	return out, nil
}

// ignoreRules are those of the work tree, which is read until done is called.
func (r *Repo) ignoreRules() (rules *ignore.Rules, done func() error, err error) {
	c, err := r.settings()
	if err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(r.work)
	if err != nil {
		return nil, nil, err
	}
	o := ignore.Options{FoldCase: c.Bool("core.ignorecase", false)}
	for _, name := range []string{excludesFile(c, r.opt.Getenv), filepath.Join(r.common, "info", "exclude")} {
		if text, err := os.ReadFile(name); err == nil { // one that cannot be read names nothing, as for git
			o.Everywhere = append(o.Everywhere, text)
		}
	}
	o.Read = func(name string) ([]byte, error) {
		info, err := root.Lstat(filepath.FromSlash(name))
		if err != nil || !info.Mode().IsRegular() { // git follows no link there
			return nil, fs.ErrNotExist
		}
		return root.ReadFile(filepath.FromSlash(name))
	}
	return ignore.New(o), root.Close, nil
}

// excludesFile is core.excludesFile or what git reads in its place; empty: nothing.
func excludesFile(c *config.Config, getenv func(string) string) string {
	if name, set := c.Last("core.excludesfile"); set {
		return config.Expand(name, getenv)
	}
	if dir := getenv("XDG_CONFIG_HOME"); dir != "" {
		return filepath.Join(dir, "git", "ignore")
	}
	if home := config.Home(getenv); home != "" {
		return filepath.Join(home, ".config", "git", "ignore")
	}
	return ""
}
