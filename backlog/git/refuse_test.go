package git

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// refused makes a commit that must fail and leave everything as it was.
func (b *sandbox) refused(o CommitOptions) error {
	b.t.Helper()
	before, index := b.state(), b.indexFile()
	o.Message = "po: change"
	_, err := b.try(o)
	if err == nil {
		b.t.Fatal("committed")
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		b.t.Errorf("not as it was (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(index, b.indexFile()); diff != "" {
		b.t.Errorf("the index is not as it was (-before +after):\n%s", diff)
	}
	return err
}

// indexFile is the index to the last byte, and when it was written, on which it depends what git takes for unchanged.
func (b *sandbox) indexFile() string {
	b.t.Helper()
	path := strings.TrimSpace(b.git("rev-parse", "--path-format=absolute", "--git-path", "index"))
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		b.t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf("%x of %s", data, info.ModTime())
}

// conflict leaves the repository in a conflict of one command.
func (b *sandbox) conflict(command ...string) {
	b.t.Helper()
	b.git("checkout", "-q", "-b", "other")
	b.seed("README", "other\n")
	b.git("checkout", "-q", "main")
	b.seed("README", "main\n")
	if out, err := tryGit(b.work, append(command, "other")...); err == nil {
		b.t.Fatalf("no conflict: %s", out)
	}
}

func TestRefuseWhileInProgress(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(*sandbox)
		want    Operation
	}{
		{"merge", func(b *sandbox) { b.conflict("merge", "-q") }, Merging},
		{"merge, resolved", func(b *sandbox) { b.conflict("merge", "-q"); b.git("add", "README") }, Merging},
		{"cherry-pick", func(b *sandbox) { b.conflict("cherry-pick") }, CherryPicking},
		{"revert", func(b *sandbox) {
			b.seed("README", "two\n")
			b.seed("README", "three\n")
			_, _ = tryGit(b.work, "revert", "HEAD^")
		}, Reverting},
		{"rebase", func(b *sandbox) { b.conflict("rebase", "-q") }, Rebasing},
		{"rebase by patches", func(b *sandbox) { b.conflict("rebase", "-q", "--apply") }, Rebasing},
		{"patches by mail", func(b *sandbox) {
			b.git("checkout", "-q", "-b", "other")
			b.seed("README", "other\n")
			b.git("checkout", "-q", "main")
			b.seed("README", "main\n")
			b.git("format-patch", "-q", "-1", "-o", ".git/mail", "other")
			if out, err := tryGit(b.work, "am", ".git/mail/0001-seed.patch"); err == nil {
				b.t.Fatalf("no conflict: %s", out)
			}
		}, Applying},
		{"bisect", func(b *sandbox) {
			b.seed("README", "two\n")
			b.seed("README", "three\n")
			b.git("bisect", "start", "HEAD", "HEAD~2")
		}, Bisecting},
		{"stash pop", func(b *sandbox) {
			b.write("README", "stashed\n")
			b.git("stash", "-q")
			b.seed("README", "committed\n")
			_, _ = tryGit(b.work, "stash", "pop", "-q")
		}, Conflicting},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := seeded(t)
			tt.prepare(b)
			err := b.refused(CommitOptions{Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}})
			var busy *ErrInProgress
			if !errors.As(err, &busy) || busy.What != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

func TestRefuseStale(t *testing.T) {
	b := seeded(t)
	for name, edit := range map[string]backlog.FileEdit{
		"changed":  {Path: "items/VS-1.md", Old: []byte("other\n"), New: []byte("x\n")},
		"gone":     {Path: "items/VS-9.md", Old: []byte("nine\n"), New: []byte("x\n")},
		"there":    {Path: "items/VS-1.md", New: []byte("x\n")},
		"not gone": {Path: "items/VS-1.md"},
	} {
		err := b.refused(CommitOptions{Files: []backlog.FileEdit{b.edit("items/VS-2.md", "first\n"), edit}})
		var stale *ErrStale
		if !errors.As(err, &stale) || stale.Path != "backlog/"+edit.Path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusePartlyStaged(t *testing.T) {
	for name, prepare := range map[string]func(*sandbox){
		"half": func(b *sandbox) {
			b.write("backlog/items/VS-1.md", "staged\n")
			b.git("add", "backlog")
			b.write("backlog/items/VS-1.md", "more\n")
		},
		"staged and taken back": func(b *sandbox) {
			b.write("backlog/items/VS-1.md", "staged\n")
			b.git("add", "backlog")
			b.write("backlog/items/VS-1.md", "one\n")
		},
		"removed from the index": func(b *sandbox) { b.git("rm", "-q", "--cached", "backlog/items/VS-1.md") },
		"a mode":                 func(b *sandbox) { b.git("update-index", "--chmod=+x", "backlog/items/VS-1.md") },
		"new, then changed by hand": func(b *sandbox) {
			b.git("mv", "backlog/items/VS-1.md", "backlog/items/VS-0.md")
			b.git("commit", "-q", "-m", "away")
			b.write("backlog/items/VS-1.md", "new\n")
			b.git("add", "backlog")
			b.write("backlog/items/VS-1.md", "newer\n")
		},
	} {
		b := seeded(t)
		prepare(b)
		err := b.refused(CommitOptions{Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}})
		var partly *ErrPartlyStaged
		if !errors.As(err, &partly) || partly.Path != "backlog/items/VS-1.md" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRemoveWithUncommittedChanges(t *testing.T) {
	b := seeded(t)
	b.write("backlog/items/VS-1.md", "by hand\n", "backlog/items/new.md", "never committed\n")
	for _, name := range []string{"items/VS-1.md", "items/new.md"} {
		edit := backlog.FileEdit{Path: name, Old: b.read("backlog/" + name)}
		err := b.refused(CommitOptions{Files: []backlog.FileEdit{edit}})
		var uncommitted *ErrUncommitted
		if !errors.As(err, &uncommitted) || uncommitted.Path != "backlog/"+name {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := b.try(CommitOptions{Message: "x", Force: true, Files: []backlog.FileEdit{edit}}); err != nil {
			t.Errorf("%s, forced: %v", name, err)
		}
	}
	b.clean()
}

func TestRefusePaths(t *testing.T) {
	b := seeded(t)
	b.write("outside.md", "x", "backlog/folder/x.md", "x")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Symlink("../../outside.md", filepath.Join(b.work, "backlog/items/link.md")))
	must(os.Symlink("../.git", filepath.Join(b.work, "backlog/repo")))
	must(os.Symlink(t.TempDir(), filepath.Join(b.work, "backlog/away")))
	must(os.Symlink("items", filepath.Join(b.work, "backlog/near")))
	b.git("config", "core.ignorecase", "true")
	for path, want := range map[string]Reason{
		"../outside.md": ReasonOutside, "/etc/passwd": ReasonOutside, "a//b": ReasonOutside, "./a": ReasonOutside, "": ReasonOutside,
		"a/../b": ReasonOutside, "a\x00b": ReasonOutside, "a\\b": ReasonOutside, "a/": ReasonOutside,
		".git/config": ReasonGitDir, "x/.GIT/hooks/pre-commit": ReasonGitDir, "git~1/x": ReasonGitDir, ".git . /x": ReasonGitDir,
		"items/link.md": ReasonLink, "repo/config": ReasonSymlink, "away/x.md": ReasonSymlink, "near/VS-1.md": ReasonSymlink,
		"folder": ReasonFolder, "items/VS-1.md/x": ReasonFolder, "items": ReasonFolder,
		"items/vs-1.md": ReasonCase, "Items/VS-3.md": ReasonCase,
	} {
		for _, only := range []bool{false, true} {
			if only && want == ReasonCase {
				continue
			}
			o := CommitOptions{FilesOnly: only, Files: []backlog.FileEdit{b.edit("items/VS-2.md", "first\n"), {Path: path, New: []byte("x")}}}
			err := b.refused(o)
			var bad *ErrPath
			if !errors.As(err, &bad) || bad.Reason != want {
				t.Errorf("%q, files only %t: %v, want %s", path, only, err, want)
			}
		}
	}
	twice := CommitOptions{Files: []backlog.FileEdit{{Path: "new/A.md", New: []byte("x")}, {Path: "new/a.md", New: []byte("x")}}}
	var bad *ErrPath
	if err := b.refused(twice); !errors.As(err, &bad) || bad.Reason != ReasonCase {
		t.Errorf("two names: %v", err)
	}
	if data, err := os.ReadFile(filepath.Join(b.work, "outside.md")); err != nil || string(data) != "x" {
		t.Errorf("outside: %q, %v", data, err)
	}
}

// What HEAD or the index has under a path may be no file at all.
func TestRefuseKinds(t *testing.T) {
	b := seeded(t)
	if err := os.Symlink("VS-1.md", filepath.Join(b.work, "backlog/items/link.md")); err != nil {
		t.Fatal(err)
	}
	b.git("add", "backlog")
	b.git("commit", "-q", "-m", "link")
	if err := os.Remove(filepath.Join(b.work, "backlog/items/link.md")); err != nil {
		t.Fatal(err)
	}
	var bad *ErrPath
	err := b.refused(CommitOptions{Files: []backlog.FileEdit{{Path: "items/link.md", New: []byte("x")}}})
	if !errors.As(err, &bad) || bad.Reason != ReasonLink {
		t.Errorf("a link in HEAD: %v", err)
	}
}

func TestRefuseUnsupported(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(*sandbox)
		want    string
	}{
		{"encoding", func(b *sandbox) { b.write(".gitattributes", "*.md working-tree-encoding=UTF-16\n") }, "working-tree-encoding=UTF-16"},
		{"ident", func(b *sandbox) { b.write(".gitattributes", "*.md ident\n") }, "the attribute ident"},
	} {
		b := seeded(t)
		tt.prepare(b)
		err := b.refused(CommitOptions{Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}})
		var unsupported *ErrUnsupported
		if !errors.As(err, &unsupported) || unsupported.Extension != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	b := seeded(t)
	s := b.site()
	getenv := s.getenv
	for named, want := range map[string]bool{"other": true, ".git/index": false, filepath.Join(b.work, ".git/index"): false} {
		s.getenv = func(key string) string {
			if key == "GIT_INDEX_FILE" {
				return named
			}
			return getenv(key)
		}
		if err := s.otherIndex(); (err != nil) != want {
			t.Errorf("GIT_INDEX_FILE=%s: %v", named, err)
		}
	}
	b.write(".gitattributes", "*.md filter=unknown working-tree-encoding=utf-8 -ident\n")
	b.commit(b.edit("items/VS-1.md", "x\n"))
}

// Every error says its subject first and has neither a capital nor a full stop.
func TestErrorWords(t *testing.T) {
	for _, err := range []error{
		&ErrLocked{Path: "/r/.git/index.lock", Age: 3e9}, &ErrLocked{Path: "/l", PID: 7}, &ErrStale{Path: "a"}, &ErrInProgress{What: Merging},
		&ErrInProgress{What: Bisecting}, &ErrInProgress{What: Conflicting, Path: "a"}, &ErrUnsupported{Extension: "split index"},
		&ErrUnsupported{Extension: "filter=lfs", Path: "a"}, &ErrHook{Name: "pre-commit"}, &ErrHook{Name: "commit.gpgsign"}, &ErrHook{Name: "filter=lfs"}, &ErrNeedsGit{What: "the hook pre-commit"},
		&ErrNoIdentity{Role: "author"}, &ErrNotOwned{Path: "/r"}, &ErrNotOwned{Path: "/r", Owner: "0"}, &ErrPartlyStaged{Path: "a"},
		&ErrUncommitted{Path: "a"}, &ErrPath{Path: "a", Reason: ReasonCase},
	} {
		text := err.Error()
		if text == "" || strings.HasSuffix(text, ".") || strings.ToLower(text[:1]) != text[:1] {
			t.Errorf("%T: %q", err, text)
		}
	}
}
