package git

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// filtering sets up a filter that stores texts otherwise than they lie on disk, and says how often it was asked.
func (b *sandbox) filtering(attributes string) {
	b.t.Helper()
	b.write(".git/info/attributes", attributes)
	b.git("config", "filter.shout.clean", "echo %f >>.git/asked; tr a-z A-Z")
	b.git("config", "filter.shout.smudge", "tr A-Z a-z")
	b.git("config", "filter.shout.required", "true")
	b.write("backlog/items/VS-1.md", "one\n")
	b.git("add", "--renormalize", ".")
	b.git("commit", "-q", "-m", "filtered")
	b.clean()
}

// TestFilter stores through a filter exactly what git would, and nothing else through it.
func TestFilter(t *testing.T) {
	for name, attributes := range map[string]string{
		"alone":          "*.md filter=shout\n",
		"with line ends": "*.md filter=shout text=auto\n",
		"one file":       "VS-1.md filter=shout\n",
	} {
		t.Run(name, func(t *testing.T) {
			var trees [2]string
			for i := range trees {
				b := seeded(t)
				b.filtering(attributes)
				edits := b.three()
				edits[0].New = []byte("loud\r\nand clear\r\n")
				if i == 0 {
					b.write("backlog/items/VS-1.md", string(edits[0].New), "backlog/deep/new [1].md", string(edits[1].New))
					b.git("rm", "-q", "backlog/items/VS-2.md")
					b.git("add", ".")
					b.git("commit", "-q", "-m", "po: change")
				} else {
					b.commit(edits...)
				}
				b.clean()
				trees[i] = b.git("ls-tree", "-r", "HEAD")
				if got := b.git("show", "HEAD:backlog/items/VS-1.md"); !strings.HasPrefix(got, "LOUD\n") && !strings.HasPrefix(got, "LOUD\r\n") {
					t.Errorf("stored %q", got)
				}
				if got := string(b.read("backlog/items/VS-1.md")); got != "loud\r\nand clear\r\n" {
					t.Errorf("on disk %q", got)
				}
			}
			if diff := cmp.Diff(trees[0], trees[1]); diff != "" {
				t.Errorf("tree (-git +po):\n%s", diff)
			}
		})
	}
}

// What is judged of a filtered file is what git stores of it: neither a change by hand nor one half staged is seen where there is none,
// and each is seen where there is one.
func TestFilterJudges(t *testing.T) {
	b := seeded(t)
	b.filtering("*.md filter=shout\n")
	if res := b.commit(b.edit("items/VS-1.md", "two\n")); len(res.TookAlong) > 0 {
		t.Errorf("took along %q", res.TookAlong)
	}
	if res := b.commit(b.edit("items/VS-1.md", "two\n")); res.Hash != "" {
		t.Errorf("nothing changed, but %+v", res)
	}
	b.write("backlog/items/VS-1.md", "by hand\n")
	if res := b.commit(b.edit("items/VS-1.md", "three\n")); len(res.TookAlong) != 1 {
		t.Errorf("took along %q", res.TookAlong)
	}
	b.write("backlog/items/VS-1.md", "staged\n")
	b.git("add", "backlog")
	b.write("backlog/items/VS-1.md", "and more\n")
	var staged *ErrPartlyStaged
	if err := b.refused(CommitOptions{Files: []backlog.FileEdit{b.edit("items/VS-1.md", "x\n")}}); !errors.As(err, &staged) {
		t.Errorf("half staged: %v", err)
	}
}

// A filter is asked once for a text, also where others disturb the commit, and by git's own commit where hooks want that.
func TestFilterIsAskedOnce(t *testing.T) {
	b := seeded(t)
	b.filtering("*.md filter=shout\n")
	b.write(".git/asked", "")
	s := b.site()
	for range 2 {
		if _, err := s.filtered(t.Context(), "backlog/items/VS-1.md", "shout", []byte("x"), true); err != nil {
			t.Fatal(err)
		}
	}
	if got := string(b.read(".git/asked")); strings.Count(got, "\n") != 1 {
		t.Errorf("asked for %q", got)
	}
	b.hook("pre-commit", "exit 0")
	b.commit(b.three()...)
	b.clean()
}

// A filter that fails, and one that only git can call where there is none, refuse the commit before anything is written.
func TestFilterRefuses(t *testing.T) {
	b := seeded(t)
	b.filtering("*.md filter=shout\n")
	s := b.site()
	s.look = func(string) (string, error) { return "", exec.ErrNotFound }
	var needs *ErrNeedsGit
	if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: b.three()}); !errors.As(err, &needs) || needs.What != "backlog/items/VS-1.md: filter=shout" {
		t.Errorf("without git: %v", err)
	}
	b.clean()
	b.git("config", "filter.shout.clean", "echo deaf >&2; exit 1")
	var hook *ErrHook
	if err := b.refused(CommitOptions{Files: b.three()}); !errors.As(err, &hook) || hook.Name != "filter=shout" || !strings.Contains(hook.Output, "deaf") {
		t.Errorf("a filter that fails: %v %+v", err, hook)
	}
	b.git("config", "filter.shout.clean", "")
	if err := b.refused(CommitOptions{Files: b.three()}); !errors.As(err, &hook) {
		t.Errorf("a filter without a program: %v", err)
	}
	b.git("config", "--remove-section", "filter.shout")
	b.write(".git/info/attributes", "")
	b.commit(b.edit("items/VS-1.md", "x\n"))
}
