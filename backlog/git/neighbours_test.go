package git

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// outside gives what git knows of all paths but those named.
func (b *sandbox) outside(names ...string) string {
	b.t.Helper()
	except := []string{"--", "."}
	for _, name := range names {
		except = append(except, ":(exclude,literal)"+name)
	}
	entries := b.git(append([]string{"ls-files", "--stage", "--debug", "-v"}, except...)...)
	status := b.git(append([]string{"--no-optional-locks", "status", "--porcelain=v2", "-uall"}, except...)...)
	return entries + status
}

// old sets the time of a file back, so that its entry is not racy.
func (b *sandbox) old(names ...string) {
	b.t.Helper()
	then := time.Now().Add(-time.Hour)
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(b.work, name), then, then); err != nil {
			b.t.Fatal(err)
		}
	}
}

// Whatever state the user's own files are in, it is the same afterwards, and
// none of it is in our commit.
func TestNeighboursStayAsTheyAre(t *testing.T) {
	for _, version := range []string{"2", "4"} {
		b := seeded(t)
		names := []string{"staged", "unstaged", "both", "assumed", "skipped", "deleted", "unlinked", "mode", "same"}
		for _, name := range names {
			b.write(name, name+"\n")
		}
		b.old(names...)
		b.git("add", ".")
		b.git("commit", "-q", "-m", "neighbours")
		b.git("update-index", "--index-version", version)
		b.write("staged", "1\n", "both", "1\n", "new", "1\n", "intent", "1\n", "untracked", "1\n")
		b.old("staged", "both", "new")
		b.git("add", "staged", "both", "new")
		b.git("add", "-N", "intent")
		b.git("rm", "-q", "--cached", "deleted")
		b.git("update-index", "--assume-unchanged", "assumed")
		b.git("update-index", "--skip-worktree", "skipped")
		b.git("update-index", "--chmod=+x", "mode")
		b.write("unstaged", "2\n", "both", "2\n", "assumed", "2\n", "skipped", "2\n")
		if err := os.Remove(filepath.Join(b.work, "unlinked")); err != nil {
			t.Fatal(err)
		}
		ours := []string{"backlog/items/VS-1.md", "backlog/items/VS-3.md"}
		before := b.outside(ours...)
		b.commit(b.edit("items/VS-1.md", "one more\n"), b.edit("items/VS-3.md", "three\n"))
		if diff := cmp.Diff(before, b.outside(ours...)); diff != "" {
			t.Errorf("version %s (-before +after):\n%s", version, diff)
		}
		if got := b.git("diff", "--name-status", "HEAD^", "HEAD"); got != "M\tbacklog/items/VS-1.md\nA\tbacklog/items/VS-3.md\n" {
			t.Errorf("version %s, in the commit:\n%s", version, got)
		}
		b.sound()
	}
}

// An edit of a neighbour in the very second of the index, of the same length,
// stays visible after our commit has made the index younger.
func TestRacyNeighbourStaysVisible(t *testing.T) {
	b := seeded(t)
	b.write("racy", "aaaa\n")
	now := time.Now().Truncate(time.Second)
	path := filepath.Join(b.work, "racy")
	set := func(path string) {
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
	}
	set(path)
	b.git("add", "racy")
	set(filepath.Join(b.work, ".git/index"))
	b.write("racy", "bbbb\n")
	set(path)
	b.commit(b.edit("items/VS-1.md", "one more\n"))
	later := now.Add(5 * time.Second)
	if err := os.Chtimes(filepath.Join(b.work, ".git/index"), later, later); err != nil {
		t.Fatal(err)
	}
	if got := b.git("status", "--porcelain"); got != "AM racy\n" {
		t.Errorf("status %q", got)
	}
}

// copyOf is the same repository in another place.
func (b *sandbox) copyOf() *sandbox {
	b.t.Helper()
	to := filepath.Join(b.t.TempDir(), "work")
	if out, err := exec.Command("cp", "-a", b.work, to).CombinedOutput(); err != nil {
		b.t.Fatalf("%v: %s", err, out)
	}
	return &sandbox{t: b.t, work: to}
}

// copyTo is the same repository in a folder of another test.
func (b *sandbox) copyTo(t *testing.T) *sandbox {
	t.Helper()
	return (&sandbox{t: t, work: b.work}).copyOf()
}

// theirs makes the same commit with git.
func (b *sandbox) theirs(edits []backlog.FileEdit) {
	b.t.Helper()
	var paths []string
	for _, e := range edits {
		path := "backlog/" + e.Path
		paths = append(paths, path)
		if e.New == nil {
			if err := os.Remove(filepath.Join(b.work, path)); err != nil {
				b.t.Fatal(err)
			}
			continue
		}
		b.write(path, string(e.New))
		if e.Old == nil {
			b.git("add", "-N", path)
		}
	}
	b.git(append([]string{"commit", "-q", "-o", "-m", "po: change", "--"}, paths...)...)
}

// A walk of random states and random edits, each committed by us and by
// git commit -o: the commits have one name, the indexes the same entries.
func TestLikeGitCommitOnly(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, version := range []string{"2", "4"} {
		a := seeded(t)
		a.git("config", "index.version", version)
		for i := range 8 {
			a.write(fmt.Sprintf("src/%d/f", i%3), "x\n", fmt.Sprintf("backlog/items/VS-%d.md", 10+i), fmt.Sprintln("item", i))
		}
		a.git("add", ".")
		a.git("commit", "-q", "-m", "more")
		a.git("update-index", "--index-version", version)
		for round := range 14 {
			a.disturb(rng.Uint64(), round)
			b := a.copyOf()
			edits := a.randomEdits(rng, round)
			if len(edits) == 0 {
				continue
			}
			a.commit(edits...)
			b.theirs(edits)
			for _, look := range [][]string{
				{"rev-parse", "HEAD"}, {"ls-files", "--stage"}, {"ls-files", "-v"}, {"status", "--porcelain", "-uall"}, {"write-tree"},
			} {
				if diff := cmp.Diff(b.git(look...), a.git(look...)); diff != "" {
					t.Fatalf("version %s, round %d, %s (-git +ours):\n%s", version, round, strings.Join(look, " "), diff)
				}
			}
		}
		a.sound()
	}
}

// disturb does something that users do.
func (b *sandbox) disturb(seed uint64, round int) {
	b.t.Helper()
	rng := rand.New(rand.NewPCG(seed, 0))
	name := fmt.Sprintf("src/%d/f", rng.IntN(4))
	switch rng.IntN(7) {
	case 0:
		b.write(name, fmt.Sprintln("unstaged", round))
	case 1:
		b.write(name, fmt.Sprintln("staged", round))
		b.git("add", name)
	case 2:
		b.write(fmt.Sprintf("src/n%d", round), "x\n")
		b.git("add", "-N", fmt.Sprintf("src/n%d", round))
	case 3:
		_, _ = tryGit(b.work, "rm", "-q", "-f", "--cached", "--ignore-unmatch", name)
	case 4:
		b.git("write-tree")
	case 5:
		b.git("gc", "-q")
	}
}

// randomEdits changes, adds and removes items.
func (b *sandbox) randomEdits(rng *rand.Rand, round int) []backlog.FileEdit {
	b.t.Helper()
	var edits []backlog.FileEdit
	for path := range strings.Lines(b.git("ls-files", "backlog")) {
		name := strings.TrimPrefix(strings.TrimSpace(path), "backlog/")
		e := backlog.FileEdit{Path: name, Old: b.read("backlog/" + name)}
		switch rng.IntN(6) {
		case 0:
			e.New = fmt.Appendf(e.Old[:len(e.Old):len(e.Old)], "round %d\n", round)
			edits = append(edits, e)
		case 1:
			if len(edits) > 0 {
				edits = append(edits, e)
			}
		}
	}
	for i := range rng.IntN(4) {
		folder := []string{"items", "deep/er/est", "items-2", "decisions"}[rng.IntN(4)]
		edits = append(edits, backlog.FileEdit{Path: fmt.Sprintf("%s/R%d-%d.md", folder, round, i), New: fmt.Appendln(nil, "new", round, i)})
	}
	return edits
}
