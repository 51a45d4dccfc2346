package git

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// changedFiles gives the files at which HEAD and the work tree differ, as po commit and po diff see it.
func (b *sandbox) changedFiles() []string {
	b.t.Helper()
	head, files, err := b.open("").Compare(b.t.Context(), "HEAD", "")
	if err != nil {
		b.t.Fatal(err)
	}
	var paths []string
	for _, e := range backlog.Edits(head, files) {
		paths = append(paths, e.Path)
	}
	return paths
}

func (b *sandbox) remove(name string) {
	b.t.Helper()
	if err := os.Remove(filepath.Join(b.work, filepath.FromSlash(name))); err != nil {
		b.t.Fatal(err)
	}
}

// Files that a sparse checkout keeps out of the work tree are not deleted ones.
func TestSparseCheckoutDeletesNothing(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.seed("backlog/.gitattributes", "*.md text=auto\n")
	b.git("sparse-checkout", "set", "--no-cone", "/*", "!/backlog/items/VS-1*", "!/backlog/.gitattributes")
	if b.read("backlog/items/VS-1-map.md") != nil {
		t.Fatal("the file is checked out")
	}
	if got := b.changedFiles(); len(got) > 0 {
		t.Errorf("changed: %q", got)
	}
	if got, err := b.open("").Unlike(t.Context(), ".gitattributes"); len(got) > 0 || err != nil {
		t.Errorf("unlike: %v, %v", got, err)
	}
	b.write("backlog/items/VS-2-pay.md", item("VS-2", "Paid"))
	if diff := cmp.Diff([]string{"items/VS-2-pay.md"}, b.changedFiles()); diff != "" {
		t.Error(diff)
	}
	b.commit(b.edit("items/VS-2-pay.md", item("VS-2", "Paid twice")))
	if got := b.git("ls-files", "-t", "backlog/items"); got != "S backlog/items/VS-1-map.md\nH backlog/items/VS-2-pay.md\n" {
		t.Errorf("index:\n%s", got)
	}
	if got := b.git("show", "--name-status", "--format=", "HEAD"); got != "M\tbacklog/items/VS-2-pay.md\n" {
		t.Errorf("in the commit: %s", got)
	}
	b.clean()
}

// A file that is there although it is kept out is looked at by git, and so by us.
func TestSparseCheckoutSeesWhatIsThere(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.git("sparse-checkout", "set", "--no-cone", "/*", "!/backlog/items/VS-1*")
	b.write("backlog/items/VS-1-map.md", item("VS-1", "Atlas"))
	if diff := cmp.Diff([]string{"items/VS-1-map.md"}, b.changedFiles()); diff != "" {
		t.Error(diff)
	}
	if got := b.git("status", "--porcelain"); got != " M backlog/items/VS-1-map.md\n" {
		t.Errorf("git sees %q", got)
	}
}

// What the user has told git to take for unchanged is not swept into a commit.
func TestMarksKeepFilesOutOfCommits(t *testing.T) {
	for _, mark := range []string{"--assume-unchanged", "--skip-worktree"} {
		b := newSandbox(t).withBacklog()
		b.git("update-index", mark, "backlog/items/VS-1-map.md")
		b.write("backlog/items/VS-1-map.md", item("VS-1", "Private"))
		if got := b.changedFiles(); len(got) > 0 {
			t.Errorf("%s: changed %q", mark, got)
		}
		b.remove("backlog/items/VS-1-map.md")
		if got := b.changedFiles(); len(got) > 0 {
			t.Errorf("%s, deleted: changed %q", mark, got)
		}
	}
}

// An edit of a marked file does to the mark what git commit -o does, in every version of the index: a file that is committed is no
// longer taken for unchanged, one that is kept out of the work tree still is.
func TestMarksOutliveEdits(t *testing.T) {
	for _, mark := range []string{"--assume-unchanged", "--skip-worktree"} {
		for _, version := range []string{"2", "3", "4"} {
			b := seeded(t)
			b.git("update-index", "--index-version", version)
			b.git("update-index", mark, "backlog/items/VS-1.md")
			want := strings.Replace(b.git("ls-files", "-v"), "h backlog/items/VS-1.md", "H backlog/items/VS-1.md", 1)
			b.commit(b.edit("items/VS-1.md", "one more\n"), b.edit("items/VS-2.md", "two more\n"), b.edit("items/VS-0.md", "new\n"))
			after := strings.Replace(b.git("ls-files", "-v"), "H backlog/items/VS-0.md\n", "", 1)
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("%s, version %s:\n%s", mark, version, diff)
			}
			b.clean()
		}
	}
}

// A neighbour that was deleted, or kept out, in the very second of the index keeps its entry to the byte.
func TestRacyNeighbourThatIsGone(t *testing.T) {
	b := seeded(t)
	b.write("gone", "x\n", "kept", "x\n")
	b.git("add", "gone", "kept")
	b.git("update-index", "--skip-worktree", "kept")
	b.remove("gone")
	b.remove("kept")
	now := time.Now()
	if err := os.Chtimes(filepath.Join(b.work, ".git/index"), now.Add(-time.Minute), now.Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	before := b.outside("backlog")
	b.commit(b.edit("items/VS-1.md", "one more\n"))
	if diff := cmp.Diff(before, b.outside("backlog")); diff != "" {
		t.Error(diff)
	}
}

// Where git replace shows another commit in HEAD's place, that one's files are built upon.
func TestReplacedHead(t *testing.T) {
	b := newSandbox(t).withBacklog()
	was := strings.TrimSpace(b.git("rev-parse", "HEAD"))
	b.seed("README.md", "replaced\n")
	b.git("replace", was, "HEAD")
	b.git("reset", "-q", "--hard", was)
	_, err := b.open("").Commit(t.Context(), CommitOptions{Message: "po: change", Files: []backlog.FileEdit{b.edit("items/VS-1-map.md", item("VS-1", "Atlas"))}})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.git("show", "--name-status", "--format=%P", "HEAD"); got != was+"\n\nM\tbacklog/items/VS-1-map.md\n" {
		t.Errorf("in the commit: %s", got)
	}
	b.clean()
}

// A date that Git cannot say would damage the commit.
func TestTooEarly(t *testing.T) {
	b := newSandbox(t).withBacklog()
	before := b.state()
	edits := []backlog.FileEdit{b.edit("items/VS-1-map.md", item("VS-1", "Atlas"))}
	for name, o := range map[string]Options{
		"clock":  {Getenv: nobody("GIT_AUTHOR_NAME", "x", "GIT_AUTHOR_EMAIL", "x", "GIT_COMMITTER_NAME", "x", "GIT_COMMITTER_EMAIL", "x").getenv, Now: func() time.Time { return time.Unix(-1, 0) }},
		"author": {Getenv: variables{"GIT_AUTHOR_DATE": "1969-12-31T23:59:59Z"}.getenv, Now: noon},
	} {
		r, err := Open(b.work, o)
		if err != nil {
			t.Fatal(err)
		}
		var early *ErrTooEarly
		if _, err := r.Commit(t.Context(), CommitOptions{Message: "x", Files: edits}); !errors.As(err, &early) {
			t.Errorf("%s: %v", name, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		t.Error(diff)
	}
}

// An editor saves the file while the commit is prepared: what it saved stays, and the caller is told to read again.
func TestSavedWhileThePlanIsMade(t *testing.T) {
	for _, save := range []string{"saved by hand\n", ""} {
		b := seeded(t)
		o := CommitOptions{Message: "x", Force: true, Files: []backlog.FileEdit{
			b.edit("items/VS-1.md", "one more\n"), {Path: "items/VS-2.md", Old: []byte("two\n")},
		}}
		for _, name := range []string{"backlog/items/VS-1.md", "backlog/items/VS-2.md"} {
			s := b.site()
			s.disk = saving(func() {
				if save == "" {
					b.remove(name)
				} else {
					b.write(name, save)
				}
			})
			_, err := s.commit(t.Context(), o)
			var stale *ErrStale
			if !errors.As(err, &stale) || stale.Path != name {
				t.Errorf("%s: %v", name, err)
			}
			if got := string(b.read(name)); got != save {
				t.Errorf("%s holds %q", name, got)
			}
			b.sound()
			b.git("checkout", "-q", "--", "backlog")
			b.clean()
		}
	}
}
