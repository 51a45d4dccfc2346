package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A sandbox is a real repository in a folder of its own, with the real git as a
// witness of what is done to it.
type sandbox struct {
	t    testing.TB
	work string
}

// quietEnv keeps the tests apart from the settings of whoever runs them.
func quietEnv() []string {
	return append(os.Environ(),
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "HOME=/nonexistent",
		"GIT_AUTHOR_NAME=A U Thor", "GIT_AUTHOR_EMAIL=author@example.com", "GIT_AUTHOR_DATE=@1760000000 +0200",
		"GIT_COMMITTER_NAME=C O Mitter", "GIT_COMMITTER_EMAIL=committer@example.com", "GIT_COMMITTER_DATE=@1760000100 +0200",
		"LC_ALL=C")
}

func newSandbox(t testing.TB, initArgs ...string) *sandbox {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &sandbox{t: t, work: filepath.Join(dir, "work")}
	b.runIn(dir, append([]string{"init", "-q", "-b", "main"}, append(initArgs, b.work)...)...)
	b.git("config", "maintenance.auto", "false") // nothing is to be left running when the folder is removed
	return b
}

func (b *sandbox) runIn(dir string, args ...string) string {
	b.t.Helper()
	out, err := tryGit(dir, args...)
	if err != nil {
		b.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func tryGit(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = quietEnv()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// git runs git in the work tree.
func (b *sandbox) git(args ...string) string { b.t.Helper(); return b.runIn(b.work, args...) }

// write puts files into the work tree: name, content, name, content.
func (b *sandbox) write(pairs ...string) {
	b.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		path := filepath.Join(b.work, filepath.FromSlash(pairs[i]))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pairs[i+1]), 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
}

// read gives a file's bytes; nil: there is none.
func (b *sandbox) read(name string) []byte {
	b.t.Helper()
	data, err := os.ReadFile(filepath.Join(b.work, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}

// seed commits files with git.
func (b *sandbox) seed(pairs ...string) {
	b.t.Helper()
	b.write(pairs...)
	for i := 0; i < len(pairs); i += 2 {
		b.git("add", "-f", "--", pairs[i])
	}
	b.git("commit", "-q", "-m", "seed")
}

// site opens the repository as the commit needs it; the backlog is in the
// folder backlog.
func (b *sandbox) site() *site {
	b.t.Helper()
	s, err := siteAt(b.work)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func siteAt(work string) (*site, error) {
	paths, err := tryGit(work, "rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir")
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, paths)
	}
	lines := strings.Split(strings.TrimSpace(paths), "\n") // there may be warnings before
	gitDir, common := lines[max(0, len(lines)-2)], lines[len(lines)-1]
	getenv := func(key string) string {
		for _, e := range slices.Backward(quietEnv()) {
			if v, ok := strings.CutPrefix(e, key+"="); ok {
				return v
			}
		}
		return ""
	}
	conf, err := config.Load(config.Place{GitDir: gitDir, Common: common, Getenv: getenv, Branch: func() string { return "" }})
	if err != nil {
		return nil, err
	}
	zone := time.FixedZone("", 2*3600)
	return &site{
		work: work, gitDir: gitDir, common: common, prefix: "backlog",
		objects:   objects.Open(objects.Options{Dir: filepath.Join(common, "objects")}),
		config:    conf,
		getenv:    getenv,
		look:      exec.LookPath,
		author:    person{"A U Thor", "author@example.com", time.Unix(1760000000, 0).In(zone)},
		committer: person{"C O Mitter", "committer@example.com", time.Unix(1760000100, 0).In(zone)},
	}, nil
}

// edit is an edit of a file as it is on disk.
func (b *sandbox) edit(name, content string) backlog.FileEdit {
	b.t.Helper()
	return backlog.FileEdit{Path: name, Old: b.read("backlog/" + name), New: []byte(content)}
}

// commit makes a commit that must work.
func (b *sandbox) commit(edits ...backlog.FileEdit) CommitResult {
	b.t.Helper()
	res, err := b.try(CommitOptions{Message: "po: change", Files: edits})
	var hook *ErrHook
	if errors.As(err, &hook) {
		b.t.Fatalf("commit: %v: %s", err, hook.Output)
	}
	if err != nil {
		b.t.Fatalf("commit: %v", err)
	}
	return res
}

func (b *sandbox) try(o CommitOptions) (CommitResult, error) {
	b.t.Helper()
	return b.site().commit(context.Background(), o)
}

// sound asks git whether the repository is.
func (b *sandbox) sound() {
	b.t.Helper()
	b.git("fsck", "--strict", "--no-dangling")
	left, _ := filepath.Glob(filepath.Join(b.work, ".git", "po", "tmp-*"))
	locks, _ := filepath.Glob(filepath.Join(b.work, ".git", "*.lock"))
	if len(left)+len(locks) > 0 {
		b.t.Errorf("left behind: %q %q", left, locks)
	}
}

// state is everything that a failed commit must leave as it was.
func (b *sandbox) state() string {
	b.t.Helper()
	var all bytes.Buffer
	for _, args := range [][]string{
		{"ls-files", "--stage", "--debug"}, {"for-each-ref"}, {"symbolic-ref", "-q", "HEAD"},
		{"status", "--porcelain=v2", "--untracked-files=all"},
		{"reflog", "show", "--all"},
	} {
		out, _ := tryGit(b.work, append([]string{"--no-optional-locks"}, args...)...)
		all.WriteString(out)
	}
	err := filepath.WalkDir(filepath.Join(b.work), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			all.WriteString(path + "\n" + string(data) + "\n")
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all.String()
}
