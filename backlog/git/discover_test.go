package git

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// where is what both sides say of a place.
type where struct {
	Work, GitDir, Common string // empty: none, or no repository at all
}

// gitSays asks git where the repository of a folder lies.
func gitSays(dir string, v variables) where {
	gitDir, err := v.git(dir, "rev-parse", "--path-format=absolute", "--git-dir")
	if err != nil {
		return where{}
	}
	w := where{GitDir: gitDir}
	w.Common, _ = v.git(dir, "rev-parse", "--path-format=absolute", "--git-common-dir")
	w.Work, _ = v.git(dir, "rev-parse", "--path-format=absolute", "--show-toplevel")
	return w
}

func weSay(t *testing.T, dir string, v variables) where {
	t.Helper()
	cwd, err := workingFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := discover(cwd, cwd, v.getenv)
	if err != nil {
		return where{}
	}
	return where{Work: l.work, GitDir: l.gitDir, Common: l.common}
}

func TestDiscoverAgreesWithGit(t *testing.T) {
	b := newSandbox(t)
	b.seed("a/b/file", "x")
	base := filepath.Dir(b.work)
	run := func(dir string, args ...string) { b.runIn(filepath.Join(base, dir), args...) }
	run("work", "worktree", "add", "-q", "../linked")
	run(".", "clone", "-q", "--bare", "work", "bare.git")
	run(".", "clone", "-q", "--separate-git-dir", "apart.git", "work", "apart")
	run(".", "-c", "protocol.file.allow=always", "clone", "-q", "work", "super")
	run("super", "-c", "protocol.file.allow=always", "submodule", "add", "-q", b.work, "sub")
	run(".", "init", "-q", "elsewhere")
	run("elsewhere", "config", "core.worktree", "../../apart")
	run(".", "init", "-q", "hollow")
	run("hollow", "config", "core.bare", "true")
	run(".", "clone", "-q", "work", "settings")
	run("settings", "worktree", "add", "-q", "../settings-linked")
	run("settings", "config", "extensions.worktreeConfig", "true")
	run("settings", "config", "--worktree", "core.bare", "true")
	for _, dir := range []string{"work/a/none/.git", "outside"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	b.write("broken/.git", "not a git file\n", "lost/.git", "gitdir: ../nowhere\n")
	if err := os.Symlink(filepath.Join(b.work, "a"), filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		dir string
		env variables
	}{
		{"work", nil}, {"work/a/b", nil}, {"work/a/none", nil}, {"linked", nil}, {"linked/a/b", nil}, {"bare.git", nil}, {"bare.git/objects", nil},
		{"work/.git", nil}, {"work/.git/refs", nil}, {"apart", nil}, {"apart/a", nil}, {"apart.git", nil}, {"super/sub/a", nil}, {"super/sub", nil}, {"super", nil},
		{"elsewhere", nil}, {"hollow", nil}, {"settings", nil}, {"settings-linked", nil}, {"outside", nil}, {"work/broken", nil}, {"work/lost", nil}, {"link", nil}, {"link/b", nil},
		{"outside", variables{"GIT_DIR": "{base}/work/.git"}},
		{"work/a", variables{"GIT_DIR": "../.git"}},
		{"outside", variables{"GIT_DIR": "../bare.git"}},
		{"outside", variables{"GIT_DIR": "../apart/.git"}},
		{"outside", variables{"GIT_DIR": "../nothing"}},
		{"outside", variables{"GIT_DIR": "../work/.git", "GIT_WORK_TREE": "../linked"}},
		{"outside", variables{"GIT_DIR": "../bare.git", "GIT_WORK_TREE": "."}},
		{"work/a", variables{"GIT_WORK_TREE": "{base}/work/a"}},
		{"work/a", variables{"GIT_WORK_TREE": "b"}},
		{"hollow", variables{"GIT_WORK_TREE": "."}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": "{base}/work"}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": "{base}"}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": "{base}/work/a/b"}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": "{base}:{base}/work/a"}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": "{base}/link:relative"}},
		{"work/a/b", variables{"GIT_CEILING_DIRECTORIES": ":{base}/link"}},
		{"work", variables{"GIT_CEILING_DIRECTORIES": "{base}/work"}},
		{"linked", variables{"GIT_COMMON_DIR": "{base}/bare.git"}},
		{"work", variables{"GIT_OBJECT_DIRECTORY": "{base}/nowhere"}},
		{"work", variables{"GIT_OBJECT_DIRECTORY": "{base}/bare.git/objects"}},
	}
	for _, tt := range tests {
		env := variables{}
		for key, value := range tt.env {
			env[key] = strings.ReplaceAll(value, "{base}", base)
		}
		dir := filepath.Join(base, filepath.FromSlash(tt.dir))
		if diff := cmp.Diff(gitSays(dir, env), weSay(t, dir, env)); diff != "" {
			t.Errorf("%s %v: git's answer (-), ours (+):\n%s", tt.dir, tt.env, diff)
		}
	}
}

func TestRoot(t *testing.T) {
	b := newSandbox(t).withBacklog()
	outside := filepath.Dir(b.work)
	root, err := Root(filepath.Join(b.work, "backlog"), variables{}.options())
	if err != nil || root != b.work {
		t.Errorf("Root is %q, %v; want %q", root, err, b.work)
	}
	if _, err := Root(outside, variables{}.options()); !errors.Is(err, ErrNoRepository) {
		t.Errorf("outside: %v", err)
	}
	if _, err := Root(outside, variables{"GIT_DIR": "nowhere"}.options()); err == nil || errors.Is(err, ErrNoRepository) {
		t.Errorf("a GIT_DIR that is none must not look like a folder that may become a repository: %v", err)
	}
	b.runIn(outside, "init", "-q", "--bare", "bare")
	if _, err := Root(filepath.Join(outside, "bare"), variables{}.options()); err == nil {
		t.Error("a bare repository has a root")
	}
}

func TestFindBacklog(t *testing.T) {
	b := newSandbox(t)
	b.write("backlog/po.yaml", "", "team/po.yaml", "", "team/src/x", "", "app/src/x", "", "app/backlog/po.yaml", "", "app/backlog/items/x", "",
		"folder/po.yaml/x", "", "deep/er/x", "")
	outside := filepath.Dir(b.work)
	if err := os.WriteFile(filepath.Join(outside, "po.yaml"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"": "backlog", "backlog": "backlog", "team": "team", "team/src": "team", "app/src": "app/backlog", "app": "app/backlog",
		"app/backlog/items": "app/backlog", "folder": "backlog", "deep/er": "backlog",
	} {
		r := b.open(at)
		if r.Prefix() != want || r.Dir() != filepath.Join(b.work, filepath.FromSlash(want)) || r.Root() != b.work || r.Bare() {
			t.Errorf("from %q: %q in %q of %q, want %q", at, r.Prefix(), r.Dir(), r.Root(), want)
		}
	}
	o := variables{}.options()
	for named, want := range map[string]string{"team": "team", "../app/backlog": "", b.work + "/backlog": "backlog", "nothing": "", "app": ""} {
		o.Backlog = named
		r, err := Open(b.work, o)
		if want == "" {
			if !errors.Is(err, ErrNoBacklog) {
				t.Errorf("--backlog %s: %v", named, err)
			}
			continue
		}
		if err != nil || r.Prefix() != want {
			t.Errorf("--backlog %s: %v", named, err)
		}
	}
	if err := os.Remove(filepath.Join(b.work, "backlog", "po.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(b.work, "deep"), variables{}.options()); !errors.Is(err, ErrNoBacklog) {
		t.Errorf("a po.yaml above the root was taken: %v", err)
	}
	if _, err := Open(outside, variables{}.options()); !errors.Is(err, ErrNoRepository) {
		t.Errorf("outside: %v", err)
	}
}

// TestBacklogAtRoot has the backlog as the whole work tree, and names it from
// another folder, by a link and before it exists.
func TestBacklogAtRoot(t *testing.T) {
	b := newSandbox(t)
	b.write("po.yaml", "", "sub/x", "")
	if r := b.open("sub"); r.Prefix() != "" || r.Dir() != b.work {
		t.Errorf("%q in %q", r.Prefix(), r.Dir())
	}
	outside := filepath.Dir(b.work)
	link := filepath.Join(outside, "link")
	if err := os.Symlink(b.work, link); err != nil {
		t.Fatal(err)
	}
	o := variables{}.options()
	o.Backlog = link
	if r, err := Open(outside, o); err != nil || r.Dir() != b.work {
		t.Errorf("by a link from outside: %v", err)
	}
	o.Backlog, o.Fresh = filepath.Join(link, "new", "backlog"), true
	if r, err := Open(b.work, o); err != nil || r.Prefix() != "new/backlog" {
		t.Errorf("one that is to be made: %v", err)
	}
	o.Backlog = outside
	if _, err := Open(b.work, o); err == nil {
		t.Error("one outside the repository")
	}
}

func TestBareBacklog(t *testing.T) {
	b := newSandbox(t).withBacklog()
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "--bare", "work", "bare")
	bare := filepath.Join(outside, "bare")
	for named, want := range map[string]string{"": "backlog", "backlog": "backlog", "backlog/": "backlog", "other": "other", "../../x": "x"} {
		o := variables{}.options()
		o.Backlog = named
		r, err := Open(bare, o)
		if err != nil || !r.Bare() || r.Prefix() != want || r.Root() != "" || r.Dir() != "" {
			t.Errorf("--backlog %q: %q, %v", named, r.Prefix(), err)
		}
		_, err = r.Load(t.Context(), "")
		if missing := errors.Is(err, ErrNoBacklog); missing != (want != "backlog") || !missing && err != nil {
			t.Errorf("--backlog %q: %v", named, err)
		}
	}
	b.runIn(outside, "init", "-q", "--bare", "empty")
	r, err := Open(filepath.Join(outside, "empty"), variables{}.options())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Load(t.Context(), ""); err == nil {
		t.Error("a repository without a commit has a backlog")
	}
}
