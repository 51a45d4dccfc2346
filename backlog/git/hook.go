package git

import (
	"context"
	"os"
	"path/filepath"
	"runtime"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// A way is who makes a commit.
type way int

const (
	ownWay  way = iota // we, by splicing
	gitsWay            // git itself, with its hooks
)

// postCommit is the one hook that we run as well as git does: it comes when all is done, and what it says changes nothing.
const postCommit = "post-commit"

// A moment of a commit at which git calls a hook.
type moment struct {
	name     string
	verifies bool // left out of a commit that is not to be verified
}

func moments() []moment {
	return []moment{
		{"pre-commit", true},
		{"prepare-commit-msg", false},
		{"commit-msg", true},
		{postCommit, false},
		{"reference-transaction", false},
		{"post-index-change", false},
	}
}

// hooks is what a commit would call.
type hooks struct {
	first   string   // the first that git must run; empty: none
	after   string   // the file of post-commit, where nothing else asks for git; empty: none
	ignored []string // files that git does not run since they are not executable, below the work tree where they lie in it
}

// hooks looks which there are. One that may not be looked at is none, as for git; where the medium fails nobody knows.
func (s *site) hooks(noVerify bool) (hooks, error) {
	var found hooks
	dir := s.hooksDir()
	for _, m := range moments() {
		if noVerify && m.verifies {
			continue
		}
		path := filepath.Join(dir, m.name)
		info, err := os.Stat(path)
		there := err == nil
		if unknown(err) {
			return hooks{}, err
		}
		runs := there && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0)
		switch {
		case there && !runs:
			found.ignored = append(found.ignored, s.shown(path))
		case runs && m.name == postCommit && runtime.GOOS != "windows": // there a script needs git's own shell
			found.after = s.shown(path)
		case runs && found.first == "":
			found.first = m.name
		}
		if found.first == "" && s.configured(m.name) {
			found.first = m.name
		}
	}
	if !s.config.Bool("advice.ignoredhook", true) {
		found.ignored = nil
	}
	return found, nil
}

// configured says whether the settings name a program for a moment, as git reads them since 2.54: hook.NAME.event. An older git ignores
// them, which is for it to do.
func (s *site) configured(event string) bool {
	for _, name := range s.config.Subsections("hook") {
		if !s.config.Bool("hook."+name+".enabled", true) {
			continue
		}
		asked := false
		for _, value := range s.config.All("hook." + name + ".event") {
			asked = value == event || asked && value != "" // an empty one forgets those before it
		}
		if asked {
			return true
		}
	}
	return false
}

// shown is a path as git would name it from the root of the work tree.
func (s *site) shown(path string) string {
	if rel, err := filepath.Rel(s.work, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path
}

func (s *site) hooksDir() string { return hooksDir(s.config, s.getenv, s.work, s.common) }

// hooksDir is the folder in which git looks for hooks.
func hooksDir(c *config.Config, getenv func(string) string, work, common string) string {
	dir, set := c.Last("core.hookspath")
	if !set || dir == "" {
		return filepath.Join(common, "hooks")
	}
	dir = config.Expand(dir, getenv)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(work, dir)
	}
	return dir
}

// way decides who makes a commit: git, where hooks ask for it. Whether there is one is asked only where it matters: PATH can be long.
func (s *site) way(o CommitOptions) (way, error) {
	var err error
	if s.calls, err = s.hooks(o.NoVerify); err != nil || s.calls.first == "" {
		return ownWay, err
	}
	if _, err := s.look("git"); err == nil {
		return gitsWay, nil
	}
	if o.NoVerify {
		return ownWay, nil
	}
	return ownWay, &ErrNeedsGit{What: "the hook " + s.calls.first}
}

// afterwards does what comes after a commit of our own: the hook post-commit, and now and then the tidying up. Nothing of it can
// fail the commit, which has happened.
func (s *site) afterwards(ctx context.Context) {
	if s.calls.after != "" {
		env := []string{"GIT_INDEX_FILE=" + s.shown(s.indexPath()), "GIT_EDITOR=:", "GIT_PREFIX="}
		if s.gitDir != filepath.Join(s.work, ".git") {
			env = append(env, "GIT_DIR="+s.gitDir)
		}
		_ = s.run(ctx, errand{program: s.calls.after, env: env, quiet: true})
	}
	if (s.crowded || s.holding) && s.overdue() {
		s.maintain()
	}
}

// moved notes what of a commit that has just been made concerns the time after it.
func (a *attempt) moved() {
	a.happened = true
	a.site.crowded = a.crowds()
}
