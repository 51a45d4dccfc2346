package config

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A home is a user's folder with a repository in it, and the environment that
// git and this package are run with.
type home struct {
	t    *testing.T
	dir  string
	repo string
	env  map[string]string
}

func newHome(t *testing.T) *home {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("these tests compare with git, which is not on PATH")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &home{t: t, dir: dir, repo: filepath.Join(dir, "work", "repo"), env: map[string]string{
		"HOME": dir, "GIT_CONFIG_SYSTEM": filepath.Join(dir, "system"), "PATH": os.Getenv("PATH"),
	}}
	h.write("system", "[core]\n\tpager = cat\n[init]\n\tdefaultBranch = trunk\n")
	if err := os.MkdirAll(h.repo, 0o777); err != nil {
		t.Fatal(err)
	}
	h.git("init", "-q")
	return h
}

func (h *home) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		h.t.Fatal(err)
	}
}

func (h *home) command(args ...string) *exec.Cmd {
	cmd := exec.Command("git", args...)
	cmd.Dir = h.repo
	cmd.Env = []string{}
	for key, value := range h.env {
		cmd.Env = append(cmd.Env, key+"="+value)
	}
	return cmd
}

func (h *home) git(args ...string) string {
	h.t.Helper()
	out, err := h.command(args...).CombinedOutput()
	if err != nil {
		h.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (h *home) load() (*Config, error) {
	gitDir := filepath.Join(h.repo, ".git")
	return Load(Place{GitDir: gitDir, Common: gitDir, Getenv: func(name string) string { return h.env[name] },
		Branch: func() string { return strings.TrimSpace(h.git("symbolic-ref", "--short", "HEAD")) }})
}

func (h *home) compare(name string) {
	h.t.Helper()
	c, err := h.load()
	if err != nil {
		h.t.Errorf("%s: %v", name, err)
		return
	}
	want := h.git("config", "--list", "-z", "--show-scope")
	if diff := cmp.Diff(want, list(c.Settings(), true)); diff != "" {
		h.t.Errorf("%s: %s", name, diff)
	}
}

func TestAgreesWithGit(t *testing.T) {
	person := "[user]\n\tname = Included\n"
	tests := []struct {
		name  string
		files map[string]string
		env   map[string]string
	}{
		{name: "nothing of the user"},
		{name: "both global files", files: map[string]string{
			".config/git/config": "[user]\nname = XDG\n", ".gitconfig": "[user]\nname = Home\n[alias]\nco = checkout\n"}},
		{name: "another XDG folder", files: map[string]string{"x/git/config": "[user]\nname = XDG\n"}, env: map[string]string{"XDG_CONFIG_HOME": "{home}/x"}},
		{name: "global file from the environment", files: map[string]string{".gitconfig": "[user]\nname = Home\n", "g": "[user]\nname = G\n"},
			env: map[string]string{"GIT_CONFIG_GLOBAL": "{home}/g"}},
		{name: "no global file", files: map[string]string{".gitconfig": "[user]\nname = Home\n"}, env: map[string]string{"GIT_CONFIG_GLOBAL": "/dev/null"}},
		{name: "no system file", env: map[string]string{"GIT_CONFIG_NOSYSTEM": "1"}},
		{name: "include before and after", files: map[string]string{
			".gitconfig": "[user]\nname = A\n[include]\npath = p\n[user]\nname = B\n", "p": person}},
		{name: "include from home, a chain, a missing file", files: map[string]string{
			".gitconfig": "[include]\npath = ~/d/p\npath = missing\n", "d/p": "[include]\npath = q\n", "d/q": person}},
		{name: "gitdir", files: map[string]string{"p": person, "q": "[user]\nemail = q@x\n", ".gitconfig": "[includeIf \"gitdir:~/work/\"]\npath = p\n" +
			"[includeIf \"gitdir:~/other/\"]\npath = q\n[includeIf \"gitdir:repo/\"]\npath = q\n[includeIf \"gitdir:work/*/.git\"]\npath = p\n" +
			"[includeIf \"gitdir:./work/\"]\npath = p\n[includeIf \"gitdir:{home}/work/**\"]\npath = q\n"}},
		{name: "gitdir/i", files: map[string]string{"p": person, ".gitconfig": "[includeIf \"gitdir/i:~/WORK/\"]\npath = p\n[includeIf \"gitdir:~/WORK/\"]\npath = p\n"}},
		{name: "onbranch", files: map[string]string{"p": person, ".gitconfig": "[includeIf \"onbranch:tr*\"]\npath = p\n[includeIf \"onbranch:x/\"]\npath = p\n"}},
		{name: "hasconfig", files: map[string]string{"p": person, ".gitconfig": "[includeIf \"hasconfig:remote.*.url:https://example.org/**\"]\npath = p\n" +
			"[remote \"o\"]\nurl = https://example.org/a/b\n[includeIf \"hasconfig:remote.*.url:ssh://**\"]\npath = p\n"}},
		{name: "an unknown condition", files: map[string]string{"p": person, ".gitconfig": "[includeIf \"moon:full\"]\npath = p\n"}},
		{name: "pairs in the environment", env: map[string]string{"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "User.NAME", "GIT_CONFIG_VALUE_0": "E",
			"GIT_CONFIG_KEY_1": "a.B.c", "GIT_CONFIG_VALUE_1": ""}},
		{name: "parameters", env: map[string]string{"GIT_CONFIG_PARAMETERS": `'user.name=A '\''B'\''' 'core.bare' 'x.Y.z'='1 = 2' 'a.b'=`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHome(t)
			fill := strings.NewReplacer("{home}", h.dir)
			for name, text := range tt.files {
				h.write(name, fill.Replace(text))
			}
			for key, value := range tt.env {
				h.env[key] = fill.Replace(value)
			}
			h.compare(tt.name)
		})
	}
}

func TestWorktreeConfig(t *testing.T) {
	h := newHome(t)
	h.git("config", "user.name", "Local")
	h.write("work/repo/.git/config.worktree", "[user]\nname = Worktree\n")
	h.compare("without the extension")
	h.git("config", "extensions.worktreeConfig", "true")
	h.compare("with the extension")
	c, err := h.load()
	if err != nil {
		t.Fatal(err)
	}
	if name, _ := c.Last("user.name"); name != "Worktree" {
		t.Errorf("user.name is %q, want Worktree", name)
	}
}

func TestHostileFiles(t *testing.T) {
	h := newHome(t)
	h.write(".gitconfig", "[include]\npath = .gitconfig\n")
	if _, err := h.load(); err == nil {
		t.Error("a file that includes itself is no error")
	}
	h.write(".gitconfig", "[user\n")
	if _, err := h.load(); err == nil {
		t.Error("a broken file is no error")
	}
	h.write(".gitconfig", "[include]\npath = .\n")
	if _, err := h.load(); err == nil {
		t.Error("a folder as a file is no error")
	}
	h.write(".gitconfig", "")
	h.env["GIT_CONFIG_COUNT"] = "99999999"
	if _, err := h.load(); err == nil {
		t.Error("too many pairs are no error")
	}
}

func TestBool(t *testing.T) {
	h := newHome(t)
	for _, value := range []string{"true", "YES", "on", "1", "2k", "-1", "false", "No", "off", "0", "", "0x10", "maybe", "1t"} {
		h.git("config", "x.y", value)
		c, err := h.load()
		if err != nil {
			t.Fatal(err)
		}
		want, err := h.command("config", "--type=bool", "x.y").Output()
		if err != nil { // git says that it is no boolean
			if got, other := c.Bool("x.y", true), c.Bool("x.y", false); !got || other {
				t.Errorf("%q is a boolean", value)
			}
			continue
		}
		for _, unset := range []bool{true, false} {
			if got := c.Bool("x.y", unset); got != (strings.TrimSpace(string(want)) == "true") {
				t.Errorf("%q is %t, git says %s", value, got, want)
			}
		}
	}
}

func TestLookups(t *testing.T) {
	c := Config{settings: []Setting{
		{Key: "remote.a.b.url", Value: "1"}, {Key: "remote.c.fetch", Value: "2", Scope: Local}, {Key: "remote.a.b.fetch"},
		{Key: "safe.directory", Value: "x", Scope: Global}, {Key: "safe.directory", Value: "y", Scope: Local},
	}}
	if diff := cmp.Diff([]string{"a.b", "c"}, c.Subsections("remote")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x", "y"}, c.All("safe.directory")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x"}, c.Protected("safe.directory")); diff != "" {
		t.Error(diff)
	}
}
