package git

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// told runs a commit, by git or by ourselves, and gives what the hook post-commit saw of it: from where it runs, by which name it is
// called, with what in its environment and on its input.
func told(b *sandbox, byGit bool) string {
	b.t.Helper()
	edit := b.edit("items/VS-1.md", "seen\n")
	if byGit {
		b.write("backlog/items/VS-1.md", "seen\n")
		b.git("commit", "-q", "-o", "-m", "po: change", "--", "backlog/items/VS-1.md")
	} else {
		s := b.site()
		if how, err := s.way(CommitOptions{}); how != ownWay || err != nil {
			b.t.Errorf("post-commit alone: way %d, %v", how, err)
		}
		b.commit(edit)
	}
	// git leads the way to its own programs; the dates of the committer and the lock are what po tells git, too
	var lines []string
	for line := range strings.Lines(string(b.read("told"))) {
		name, _, _ := strings.Cut(line, "=")
		if !slices.Contains([]string{"GIT_EXEC_PATH", "PO_LOCK", "GIT_AUTHOR_DATE"}, name) {
			lines = append(lines, strings.ReplaceAll(line, filepath.Dir(b.work), "HERE"))
		}
	}
	return strings.Join(lines, "")
}

const tellAll = `{ pwd; echo "$0 $#"; echo "input: $(cat)"; git rev-parse --git-dir; git log -1 --format=%s; env | grep -E '^(GIT|PO)_' | sort; } >"$(git rev-parse --show-toplevel)/told"`

// TestPostCommitIsCalledAsByGit lets both call the hook, in the places that differ.
func TestPostCommitIsCalledAsByGit(t *testing.T) {
	for name, place := range map[string]func(b *sandbox) *sandbox{
		"repository": func(b *sandbox) *sandbox { return b },
		"linked worktree": func(b *sandbox) *sandbox {
			linked := filepath.Join(filepath.Dir(b.work), "linked")
			b.git("worktree", "add", "-q", linked, "-b", "side")
			return &sandbox{t: b.t, work: linked}
		},
		"hooks elsewhere": func(b *sandbox) *sandbox {
			b.git("config", "core.hooksPath", "my hooks")
			b.script("my hooks/post-commit", tellAll)
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			var saw [2]string
			for i := range saw {
				b := seeded(t)
				b.hook("post-commit", tellAll)
				saw[i] = told(place(b), i == 0)
			}
			if diff := cmp.Diff(saw[0], saw[1]); diff != "" {
				t.Errorf("the hook saw (-git +po):\n%s", diff)
			}
		})
	}
}

// What post-commit does and says changes nothing: the commit is made.
func TestPostCommitCannotFail(t *testing.T) {
	for name, text := range map[string]string{
		"fails":      "#!/bin/sh\necho no >&2\ntouch .git/ran\nexit 1\n",
		"is killed":  "#!/bin/sh\ntouch .git/ran\nkill -9 $$\n",
		"no shebang": "touch .git/ran\n",
		"goes on":    "#!/bin/sh\ntouch .git/ran\n(while [ -e .git ] && [ ! -e .git/done ]; do sleep 0.05; done) &\n",
		"talks":      "#!/bin/sh\ntouch .git/ran\nhead -c 1000000 /dev/zero\n",
		"dirties":    "#!/bin/sh\ntouch .git/ran\necho more >>notes\ngit add notes\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := seeded(t)
			b.program(".git/hooks/post-commit", text)
			res := b.commit(b.three()...)
			b.write(".git/done", "")
			if b.read(".git/ran") == nil {
				t.Error("it did not run")
			}
			if tip := b.tip(); res.Hash != tip {
				t.Errorf("the commit is %q, HEAD %q", res.Hash, tip)
			}
			b.sound()
		})
	}
}

// A commit that does not happen calls nothing after it.
func TestPostCommitOnlyAfterCommit(t *testing.T) {
	b := seeded(t)
	b.hook("post-commit", "touch .git/ran")
	same := b.edit("items/VS-1.md", "one\n")
	b.commit(same)
	if _, err := b.try(CommitOptions{FilesOnly: true, Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.try(CommitOptions{Message: "x", Files: []backlog.FileEdit{same}}); err == nil {
		t.Error("a stale edit was committed")
	}
	if b.read(".git/ran") != nil {
		t.Error("post-commit ran")
	}
}

// post-commit does not need git either.
func TestPostCommitWithoutGit(t *testing.T) {
	b := seeded(t)
	b.hook("post-commit", "echo ran >.git/ran")
	s := b.site()
	s.look = func(string) (string, error) { return "", exec.ErrNotFound }
	if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: b.three()}); err != nil {
		t.Fatal(err)
	}
	if b.read(".git/ran") == nil {
		t.Error("it did not run")
	}
}

// program writes an executable file as it is.
func (b *sandbox) program(name, text string) {
	b.t.Helper()
	b.write(name, text)
	if err := os.Chmod(filepath.Join(b.work, filepath.FromSlash(name)), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

// Hooks as people write them, each on the way to a commit.
func TestHookKinds(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want string // of the refusal; empty: the commit is made
		ran  bool
	}{
		"no shebang":          {"touch .git/ran\n", "", true},
		"no shebang, no":      {"touch .git/ran; echo never; exit 1\n", "never\n", true},
		"killed":              {"#!/bin/sh\ntouch .git/ran; echo dying; kill -9 $$\n", "dying\n", true},
		"terminated":          {"#!/bin/sh\ntouch .git/ran; kill -TERM $$\n", "", true},
		"reads its input":     {"#!/bin/sh\ntouch .git/ran; test -z \"$(cat)\"\n", "", true},
		"goes on":             {"#!/bin/sh\ntouch .git/ran; (while [ -e .git ] && [ ! -e .git/done ]; do sleep 0.05; done) &\n", "", true},
		"goes on, no":         {"#!/bin/sh\ntouch .git/ran; (while [ -e .git ] && [ ! -e .git/done ]; do sleep 0.05; done) &\necho no; exit 3\n", "no\n", true},
		"talks and talks":     {"#!/bin/sh\ntouch .git/ran; head -c 1000000 /dev/zero | tr '\\0' x; exit 1\n", strings.Repeat("x", 100), true},
		"another interpreter": {"#!/usr/bin/env -S sh -e\ntouch .git/ran\nfalse\n", "", true},
		"no interpreter":      {"#!/no/such/shell\ntouch .git/ran\n", "cannot run", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := seeded(t)
			b.program(".git/hooks/pre-commit", tt.text)
			refuses := tt.want != "" || name == "terminated" || name == "another interpreter"
			if !refuses {
				b.commit(b.three()...)
				b.clean()
			} else {
				err := b.refused(CommitOptions{Files: b.three()})
				var hook *ErrHook
				if !errors.As(err, &hook) || hook.Name != "pre-commit" && tt.ran || !strings.Contains(hook.Output, tt.want) || len(hook.Output) > maxSaid {
					t.Errorf("%v: %.200q", err, hook.Output)
				}
			}
			b.write(".git/done", "")
			if ran := b.read(".git/ran") != nil; ran != tt.ran {
				t.Errorf("ran: %t", ran)
			}
			b.sound()
		})
	}
}

// A hook that is not executable is not called, as by git, and the result says so; unless advice.ignoredHook is off.
func TestHookIgnored(t *testing.T) {
	b := seeded(t)
	b.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n", ".git/hooks/post-commit", "#!/bin/sh\ntouch .git/ran\n", ".git/hooks/commit-msg.sample", "x")
	res := b.commit(b.edit("items/VS-1.md", "x\n"))
	if diff := cmp.Diff([]string{".git/hooks/pre-commit", ".git/hooks/post-commit"}, res.IgnoredHooks); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
	b.hook("prepare-commit-msg", "exit 0") // git makes the next one
	if res = b.commit(b.edit("items/VS-1.md", "y\n")); len(res.IgnoredHooks) != 2 {
		t.Errorf("beside one that is called: ignored %q", res.IgnoredHooks)
	}
	b.git("config", "advice.ignoredHook", "false")
	if res = b.commit(b.edit("items/VS-1.md", "z\n")); len(res.IgnoredHooks) != 0 {
		t.Errorf("ignored %q", res.IgnoredHooks)
	}
	if b.read(".git/ran") != nil {
		t.Error("post-commit ran")
	}
}

// core.hooksPath from the home of the user, for git's hooks and for the one that is ours to call.
func TestHooksInHome(t *testing.T) {
	for _, hook := range []string{"pre-commit", "post-commit"} {
		b := seeded(t)
		home := filepath.Join(b.work, ".git", "home")
		b.script(".git/home/hooks/"+hook, "touch .git/ran")
		b.git("config", "core.hooksPath", "~/hooks")
		s := b.site()
		getenv := s.getenv
		s.getenv = func(key string) string {
			if key == "HOME" {
				return home
			}
			return getenv(key)
		}
		if _, err := s.commit(context.Background(), CommitOptions{Message: "x", Files: b.three()}); err != nil {
			t.Fatal(err)
		}
		if b.read(".git/ran") == nil {
			t.Errorf("%s did not run", hook)
		}
	}
}

// Hooks in the settings, which git knows since 2.54, are git's to call; an older one ignores them.
func TestHooksInSettings(t *testing.T) {
	for _, tt := range []struct {
		settings []string
		first    string
	}{
		{[]string{"hook.lint.command", "false", "hook.lint.event", "pre-commit"}, "pre-commit"},
		{[]string{"hook.lint.event", "pre-push"}, ""},
		{[]string{"hook.Lint.More.event", "post-commit"}, "post-commit"},
		{[]string{"hook.lint.event", "pre-push", "hook.lint.event", "commit-msg"}, "commit-msg"},
		{[]string{"hook.lint.event", "commit-msg", "hook.lint.event", ""}, ""},
		{[]string{"hook.lint.event", "commit-msg", "hook.lint.enabled", "false"}, ""},
	} {
		b := seeded(t)
		for i := 0; i < len(tt.settings); i += 2 {
			b.git("config", "--add", tt.settings[i], tt.settings[i+1])
		}
		if got, err := b.site().hooks(false); err != nil || got.first != tt.first {
			t.Errorf("%q: %q, %v, want %q", tt.settings, got.first, err, tt.first)
		}
		b.commit(b.three()...)
		b.clean()
	}
}

// A program that signs may ask at the terminal, also where git calls it; a hook may not.
func TestWhoMayAsk(t *testing.T) {
	for _, hooked := range []bool{false, true} {
		b := seeded(t)
		b.write(".git/typed", "secret\n")
		b.script(".git/sign", `cat >"$SEEN"; for last; do :; done; printf -- '-----BEGIN SSH SIGNATURE-----\nx\n-----END SSH SIGNATURE-----\n' >"$last.sig"`)
		t.Setenv("SEEN", filepath.Join(b.work, ".git/seen"))
		for _, set := range [][2]string{{"commit.gpgsign", "true"}, {"gpg.format", "ssh"}, {"gpg.ssh.program", b.work + "/.git/sign"}, {"user.signingkey", "x"}} {
			b.git("config", set[0], set[1])
		}
		if hooked {
			b.hook("pre-commit", "cat >.git/hook")
		}
		s := b.site()
		terminal, err := os.Open(filepath.Join(b.work, ".git/typed"))
		if err != nil {
			t.Fatal(err)
		}
		defer terminal.Close()
		s.terminal = terminal
		if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: b.three()}); err != nil {
			t.Fatal(err)
		}
		if got := string(b.read(".git/seen")); got != "secret\n" {
			t.Errorf("hook %t: the signer read %q", hooked, got)
		}
		if got := b.read(".git/hook"); len(got) > 0 || hooked != (got != nil) {
			t.Errorf("the hook read %q", got)
		}
		if raw := b.git("cat-file", "commit", "HEAD"); !strings.Contains(raw, "gpgsig -----BEGIN SSH") {
			t.Errorf("hook %t: not signed:\n%s", hooked, raw)
		}
	}
}
