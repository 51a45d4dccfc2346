package git

import (
	"errors"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// saving runs something when a commit is about to write its first file, once.
func saving(save func()) *disk.Disk {
	done := false
	return &disk.Disk{Watch: func(c disk.Call) error {
		if !done && strings.Contains(c.Path, tempPrefix) {
			done = true
			save()
		}
		return nil
	}}
}

// A hook that mends files and says no, as formatters do: files, index and branch are as they were, and what it has
// made of a file can still be had.
func TestHookMendsAndRefuses(t *testing.T) {
	for name, script := range map[string]string{
		"adds":    `echo mended >>backlog/items/VS-1.md; git add -A; exit 1`,
		"edits":   `echo mended >>backlog/items/VS-1.md; exit 1`,
		"new":     `echo mended >>"backlog/deep/new [1].md"; exit 1`,
		"deletes": `rm backlog/items/VS-1.md "backlog/deep/new [1].md"; exit 1`,
		"revives": `echo again >backlog/items/VS-2.md; exit 1`,
	} {
		t.Run(name, func(t *testing.T) {
			b := seeded(t)
			b.hook("pre-commit", script)
			err := b.refused(CommitOptions{Files: b.three()})
			var hook *ErrHook
			if !errors.As(err, &hook) || hook.Name != "pre-commit" {
				t.Fatalf("%v", err)
			}
			want := 1
			if name == "deletes" {
				want = 0
			}
			if len(hook.Replaced) != want {
				t.Fatalf("replaced %v", hook.Replaced)
			}
			for _, r := range hook.Replaced {
				if got := b.git("cat-file", "-p", r.Blob); !strings.HasSuffix(got, "mended\n") && got != "again\n" {
					t.Errorf("%s: %q", r.Path, got)
				}
			}
			b.sound()
		})
	}
}

// A hook that mends files, adds them and agrees, as husky with lint-staged does: all of it is in the commit, and nothing is
// left staged, least of all the way back.
func TestHookMendsAndAgrees(t *testing.T) {
	b := seeded(t)
	b.seed("theirs", "x\n", "half", "x\n")
	b.write("half", "staged\n")
	b.git("add", "half")
	b.write("half", "more\n")
	b.hook("pre-commit", `echo mended >>backlog/items/VS-1.md; echo log >CHANGES; rm -f theirs; git add -A backlog CHANGES; git rm -q --cached --ignore-unmatch theirs`)
	b.commit(b.three()...)
	want := "A\tCHANGES\nA\tbacklog/deep/new [1].md\nM\tbacklog/items/VS-1.md\nD\tbacklog/items/VS-2.md\nD\ttheirs\n"
	if got := b.git("diff", "--name-status", "HEAD^", "HEAD"); got != want {
		t.Errorf("in the commit:\n%s", got)
	}
	if got := b.git("status", "--porcelain"); got != "MM half\n" {
		t.Errorf("status:\n%s", got)
	}
	b.sound()
	b.commit(b.edit("items/VS-1.md", "once more\n")) // and the next one is not refused for what the hook did
	b.sound()
}

// A hook that mends the file on disk only: git commits what was there before it, and the rest is an ordinary change.
func TestHookMendsWithoutAdding(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit", `echo mended >>backlog/items/VS-1.md`)
	b.commit(b.edit("items/VS-1.md", "one more\n"))
	if got := b.git("status", "--porcelain"); got != " M backlog/items/VS-1.md\n" {
		t.Errorf("status:\n%s", got)
	}
}

// A po that a hook runs would wait for the po that waits for the hook.
func TestHookRunsPo(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit", `printf %s "$PO_LOCK" >.git/told`)
	b.commit(b.edit("items/VS-1.md", "one more\n"))
	told := string(b.read(".git/told"))
	s := b.site()
	if told != s.common {
		t.Fatalf("told %q", told)
	}
	getenv := s.getenv
	inside := func(key string) string {
		if key == lockVariable {
			return told
		}
		return getenv(key)
	}
	s.getenv = inside
	o := CommitOptions{Message: "x", FilesOnly: true, Files: []backlog.FileEdit{b.edit("items/VS-2.md", "two more\n")}}
	outer, err := takeTurn(t.Context(), s.refs(), getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.commit(t.Context(), o); !errors.Is(err, ErrInsideCommit) {
		t.Errorf("%v", err)
	}
	if err := outer.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.commit(t.Context(), o); err != nil { // as from something that the hook has left running
		t.Errorf("after it: %v", err)
	}
}

// Our messages are UTF-8, whatever encoding git is told that the user writes in.
func TestMessageEncoding(t *testing.T) {
	for _, hooked := range []bool{false, true} {
		b := seeded(t)
		b.git("config", "i18n.commitEncoding", "ISO-8859-1")
		if hooked {
			b.hook("pre-commit", "exit 0")
		}
		if _, err := b.try(CommitOptions{Message: "po: Größe", Files: b.three()}); err != nil {
			t.Fatal(err)
		}
		if got := b.git("-c", "i18n.logOutputEncoding=UTF-8", "log", "-1", "--format=%e|%s"); got != "|po: Größe\n" {
			t.Errorf("hook %t: %q", hooked, got)
		}
	}
}

// Where hooks lie, as git finds them.
func TestHooksPaths(t *testing.T) {
	for name, set := range map[string]func(b *sandbox) string{
		"absolute": func(b *sandbox) string { return b.work + "/.git/elsewhere" },
		"relative": func(*sandbox) string { return "hooks here" },
		"husky":    func(*sandbox) string { return ".husky/_" },
		"nowhere":  func(*sandbox) string { return "none" },
	} {
		t.Run(name, func(t *testing.T) {
			b := seeded(t)
			path := set(b)
			b.git("config", "core.hooksPath", path)
			dir := strings.TrimPrefix(strings.TrimPrefix(path, b.work), "/")
			if name != "nowhere" {
				b.script(dir+"/pre-commit", "echo no; exit 1")
			}
			o := CommitOptions{Message: "x", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}
			_, err := b.try(o)
			var hook *ErrHook
			if refused := errors.As(err, &hook); refused != (name != "nowhere") {
				t.Errorf("%v", err)
			}
		})
	}
}
