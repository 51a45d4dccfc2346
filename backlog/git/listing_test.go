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

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/index"
)

// exotic gives repositories whose index only git itself can change, by what it is called.
func exotic(t *testing.T) map[string]*sandbox {
	t.Helper()
	split := crowded(t)
	split.git("update-index", "--split-index")
	split.write("src/0", "staged\n", "added", "x\n")
	split.git("add", "src/0", "added")
	split.git("rm", "-q", "--cached", "src/1")
	sparse := crowded(t)
	sparse.git("sparse-checkout", "set", "--cone", "--sparse-index", "backlog/items", "src")
	sparse.write("src/0", "staged\n")
	sparse.git("add", "src/0")
	return map[string]*sandbox{"split index": split, "sparse index": sparse}
}

// crowded is a repository with more files than a split index writes anew for one.
func crowded(t *testing.T) *sandbox {
	t.Helper()
	b := newSandbox(t)
	for _, name := range []string{"0", "1", "2", "3", "4", "5", "6", "7"} {
		b.write("src/"+name, name+"\n", "docs/Guides/"+name, name+"\n", "backlog/items/VS-"+name+".md", name+"\n",
			"backlog/decisions/old/"+name+".md", name+"\n")
	}
	b.write("backlog/po.yaml", "")
	b.git("add", ".")
	b.git("commit", "-q", "-m", "crowd")
	return b
}

// stages gives what git says of every entry.
func (b *sandbox) stages() string {
	b.t.Helper()
	return b.git("ls-files", "--stage", "-v")
}

// TestExoticIndex commits in repositories with a split and a sparse index: the index stays what it is, and so do the neighbours.
func TestExoticIndex(t *testing.T) {
	for what, b := range exotic(t) {
		t.Run(what, func(t *testing.T) {
			b := &sandbox{t: t, work: b.work}
			theirs := b.copyOf()
			edits := []backlog.FileEdit{
				b.edit("items/VS-1.md", "one more\n"), {Path: "items/VS-2.md", Old: []byte("2\n")}, {Path: "items/VS-9.md", New: []byte("new\n")},
			}
			b.commit(edits...)
			theirs.theirs(edits)
			for _, look := range [][]string{{"rev-parse", "HEAD"}, {"ls-files", "--stage", "-v", "--sparse"}, {"status", "--porcelain=v2"}, {"write-tree"}} {
				if diff := cmp.Diff(theirs.git(look...), b.git(look...)); diff != "" {
					t.Errorf("%s (-git +ours):\n%s", look[0], diff)
				}
			}
			l := b.listing()
			if got, _ := l.NeedsGit(); got != what {
				t.Errorf("the index is %q now", got)
			}
			info, err := os.Lstat(filepath.Join(b.work, "backlog/items/VS-1.md"))
			if err != nil {
				t.Fatal(err)
			}
			if got := l.File.Lookup([]string{"backlog/items/VS-1.md"}); got["backlog/items/VS-1.md"].Stat != index.StatOf(info) {
				t.Error("the index does not know the file on disk")
			}
			b.sound()
		})
	}
}

func (b *sandbox) listing() *listing {
	b.t.Helper()
	s := b.site()
	l, err := openListing(s.indexPath(), s.objects)
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

// TestExoticIndexIsRead reads every entry as git does, and finds what stands in the way of new files.
func TestExoticIndexIsRead(t *testing.T) {
	for what, b := range exotic(t) {
		t.Run(what, func(t *testing.T) {
			l := (&sandbox{t: t, work: b.work}).listing()
			var got, paths []string
			err := l.Under("", func(e index.Entry) bool {
				tag := "H"
				if e.SkipWorktree {
					tag = "S"
				}
				got = append(got, tag+" "+strings.TrimPrefix(e.Mode.String(), "0")+" "+e.ID.String()+" 0\t"+e.Path)
				paths = append(paths, e.Path)
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(b.stages()), "\n"), got); diff != "" {
				t.Errorf("entries (-git +ours):\n%s", diff)
			}
			found, err := l.Lookup(append(paths, "nowhere", "docs", "docs/Guides", "docs/none"))
			if err != nil || len(found) != len(paths) {
				t.Errorf("%d of %d paths found, %v", len(found), len(paths), err)
			}
			only := 0
			if err := l.Under("backlog/decisions", func(index.Entry) bool { only++; return only < 5 }); err != nil || only != 5 {
				t.Errorf("stopped after %d, %v", only, err)
			}
			for _, c := range []struct {
				path string
				fold bool
				with string
			}{
				{"docs/Guides/8", true, ""}, {"docs/guides/8", false, ""}, {"docs/guides/8", true, "docs/Guides"},
				{"docs/Guides", false, "docs/Guides"}, {"docs/Guides/1/x", false, "docs/Guides/1"},
				{"backlog/decisions/OLD/1.md", true, "backlog/decisions/old"}, {"DOCS", true, "docs"},
				{"backlog/decisions/new/1.md", true, ""}, {"src/0/x", false, "src/0"},
			} {
				_, with, found, err := l.Clash([]string{c.path}, c.fold)
				if found != (c.with != "") || err != nil || !strings.HasPrefix(with, c.with) {
					t.Errorf("%s clashes with %q, want %q; %v", c.path, with, c.with, err)
				}
			}
		})
	}
}

// TestExoticIndexFolder writes a file into a folder that a sparse index has collapsed.
func TestExoticIndexFolder(t *testing.T) {
	b := exotic(t)["sparse index"]
	b = &sandbox{t: t, work: b.work}
	theirs := b.copyOf()
	edits := []backlog.FileEdit{{Path: "decisions/old/new.md", New: []byte("x\n")}}
	b.commit(edits...)
	theirs.write("backlog/decisions/old/new.md", "x\n")
	theirs.git("add", "--sparse", "backlog/decisions/old/new.md") // with -N git 2.39 crashes
	theirs.git("commit", "-q", "-o", "-m", "po: change", "--", "backlog/decisions/old/new.md")
	for _, look := range [][]string{{"rev-parse", "HEAD"}, {"ls-files", "--stage", "-v"}, {"status", "--porcelain=v2"}, {"write-tree"}} {
		if diff := cmp.Diff(theirs.git(look...), b.git(look...)); diff != "" {
			t.Errorf("%s (-git +ours):\n%s", look[0], diff)
		}
	}
	b.sound()
}

// TestExoticIndexWithoutGit refuses, and leaves everything as it is; to write files alone is no matter.
func TestExoticIndexWithoutGit(t *testing.T) {
	for what, b := range exotic(t) {
		t.Run(what, func(t *testing.T) {
			b := &sandbox{t: t, work: b.work}
			before := b.state()
			s := b.site()
			s.look = func(string) (string, error) { return "", exec.ErrNotFound }
			o := CommitOptions{Message: "x", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}
			_, err := s.commit(context.Background(), o)
			var needs *ErrNeedsGit
			if !errors.As(err, &needs) || needs.What != what {
				t.Errorf("%v", err)
			}
			if diff := cmp.Diff(before, b.state()); diff != "" {
				t.Error(diff)
			}
			o.FilesOnly = true
			if _, err := s.commit(context.Background(), o); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestSplitIndexConflict sees entries in conflict in a split index.
func TestSplitIndexConflict(t *testing.T) {
	b := exotic(t)["split index"]
	b = &sandbox{t: t, work: b.work}
	id := strings.TrimSpace(b.git("rev-parse", "HEAD:src/2"))
	list := "0 " + plumbing.ZeroHash.String() + "\tsrc/3\n100644 " + id + " 1\tsrc/3\n100644 " + id + " 3\tsrc/3\n"
	cmd := exec.Command("git", "update-index", "--index-info")
	cmd.Dir, cmd.Env, cmd.Stdin = b.work, quietEnv(), strings.NewReader(list)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var progress *ErrInProgress
	_, err := b.try(CommitOptions{Message: "x", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}})
	if !errors.As(err, &progress) || progress.Path != "src/3" {
		t.Errorf("%v", err)
	}
	if slices.Contains(b.listing().Extensions(), "link") {
		t.Error("an index put together is still one of two")
	}
}
