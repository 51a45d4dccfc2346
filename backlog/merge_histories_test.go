package backlog_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog"
)

// driverVariable makes the test's own program a merge driver.
const driverVariable = "PO_TEST_MERGE_DRIVER"

func TestMain(m *testing.M) {
	if os.Getenv(driverVariable) != "" {
		os.Exit(driveMerge(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// driveMerge does what po merge-driver does: base, ours, theirs, size, path.
func driveMerge(words []string) int {
	var texts [3]string
	for i := range texts {
		data, err := os.ReadFile(words[i])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 129
		}
		texts[i] = string(data)
	}
	got := backlog.Merge(texts[0], texts[1], texts[2], backlog.MergeOptions{Path: words[4], Ours: "ours", Theirs: "theirs"})
	if err := os.WriteFile(words[1], []byte(got.Text), 0o666); err != nil {
		return 129
	}
	return min(len(got.Conflicts), 1)
}

// A history is a backlog of a few items and what two people made of it on two branches. A key is a file's path.
type history struct{ base, ours, theirs map[string]sheet }

func randomHistory(r *rand.Rand) history {
	h := history{map[string]sheet{}, map[string]sheet{}, map[string]sheet{}}
	for n := range 1 + r.IntN(4) {
		path := fmt.Sprintf("items/VS-%d-story.md", n+1)
		s := randomSheet(r)
		s.id = fmt.Sprintf("VS-%d", n+1)
		h.base[path] = s
	}
	h.ours, h.theirs = branch(r, h.base, 1), branch(r, h.base, 2)
	return h
}

// branch changes some items, moves one into a folder, adds one.
func branch(r *rand.Rand, base map[string]sheet, who int) map[string]sheet {
	out := map[string]sheet{}
	for _, path := range slices.Sorted(maps.Keys(base)) {
		s := base[path]
		if r.IntN(3) > 0 {
			s = s.change(r)
		}
		if who == 1 && r.IntN(8) == 0 {
			path = strings.Replace(path, "items/", "items/pay/", 1)
		}
		out[path] = s
	}
	if r.IntN(3) == 0 {
		id := len(base) + 1
		if r.IntN(2) == 0 {
			id += who // another number than the other side's
		}
		s := randomSheet(r)
		s.id = fmt.Sprintf("VS-%d", id)
		out[fmt.Sprintf("items/VS-%d-new-%d.md", id, r.IntN(2))] = s
	}
	return out
}

// TestMergeHistories merges random histories by git, without the driver and with it. Whatever a side wrote is in the result, or between
// markers; and where git by itself finds nothing to ask, the driver does not either.
func TestMergeHistories(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	histories := make([]history, rounds)
	for i := range histories {
		histories[i] = randomHistory(rand.New(rand.NewPCG(uint64(i), 11)))
	}
	repo := newMergeRepo(t, histories)
	plainly, byDriver := repo.merge(rounds, false), repo.merge(rounds, true)
	plain, driven, both := 0, 0, 0
	for i, h := range histories {
		if !plainly[i].clean {
			plain++
		}
		if !byDriver[i].clean {
			driven++
		}
		if plainly[i].clean && !byDriver[i].clean {
			both++
		}
		text := repo.texts(byDriver[i].tree)
		for path, ours := range h.ours {
			base, known := h.base[strings.Replace(path, "items/pay/", "items/", 1)]
			theirs, there := h.theirs[strings.Replace(path, "items/pay/", "items/", 1)]
			switch {
			case known && there:
				if lost := kept(base, ours, theirs, text); lost != "" {
					t.Errorf("history %d: %s: %q is lost in\n%s", i, path, lost, text)
				}
			case !known && !strings.Contains(text, ours.text()) && !containsLines(text, ours.text()):
				t.Errorf("history %d: %s, which ours added, is not whole in\n%s", i, path, text)
			}
		}
		for path, theirs := range h.theirs {
			if _, known := h.base[path]; !known && !strings.Contains(text, theirs.text()) && !containsLines(text, theirs.text()) {
				t.Errorf("history %d: %s, which theirs added, is not whole in\n%s", i, path, text)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("of %d merges %d had conflicts without the driver (%.1f %%), %d with it (%.1f %%), %d only with it",
		rounds, plain, percent(plain, rounds), driven, percent(driven, rounds), both)
	if driven >= plain {
		t.Errorf("the driver settles nothing: %d conflicts without it, %d with it", plain, driven)
	}
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(of) }

// containsLines reports whether all lines of a file are in a text.
func containsLines(text, file string) bool {
	lines := strings.Split(text, "\n")
	for line := range strings.SplitSeq(file, "\n") {
		if !slices.Contains(lines, line) {
			return false
		}
	}
	return true
}

// A mergeRepo holds many histories as branches of one repository.
type mergeRepo struct {
	t   *testing.T
	dir string
}

func newMergeRepo(t *testing.T, histories []history) *mergeRepo {
	t.Helper()
	r := &mergeRepo{t, t.TempDir()}
	r.git("", "init", "-q", "--bare")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r.git("", "config", "merge.po.driver", driverVariable+"=1 '"+filepath.ToSlash(self)+"' %O %A %B %L %P")
	var b bytes.Buffer
	mark := 0
	commit := func(ref string, from int, files map[string]sheet) int {
		mark++
		fmt.Fprintf(&b, "commit refs/heads/%s\nmark :%d\ncommitter A <a@example.org> 1760000000 +0000\ndata 1\nx\n", ref, mark)
		if from > 0 {
			fmt.Fprintf(&b, "from :%d\n", from)
		}
		b.WriteString("deleteall\n")
		for path, s := range files {
			text := s.text()
			fmt.Fprintf(&b, "M 100644 inline %s\ndata %d\n%s\n", path, len(text), text)
		}
		return mark
	}
	for i, h := range histories {
		base := commit(fmt.Sprintf("base%d", i), 0, h.base)
		commit(fmt.Sprintf("ours%d", i), base, h.ours)
		commit(fmt.Sprintf("theirs%d", i), base, h.theirs)
	}
	r.git(b.String(), "fast-import", "--quiet")
	return r
}

func (r *mergeRepo) git(input string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	cmd.Stdin = strings.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// A gitMerge is the tree of a merge, with what is left in it, and whether nothing clashed.
type gitMerge struct {
	tree  string
	clean bool
}

// merge merges the first histories, in one process of git.
func (r *mergeRepo) merge(histories int, driver bool) []gitMerge {
	r.t.Helper()
	attributes := ""
	if driver {
		attributes = "*.md merge=po\n"
	}
	if err := os.MkdirAll(filepath.Join(r.dir, "info"), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "info", "attributes"), []byte(attributes), 0o666); err != nil {
		r.t.Fatal(err)
	}
	var ask strings.Builder
	for i := range histories {
		fmt.Fprintf(&ask, "ours%d theirs%d\n", i, i)
	}
	// each answer: 1 where the merge was clean, the tree, the files that clash, nothing
	words := strings.Split(r.git(ask.String(), "merge-tree", "--write-tree", "--no-messages", "--name-only", "--stdin"), "\x00")
	var out []gitMerge
	for len(words) > 2 {
		out = append(out, gitMerge{tree: words[1], clean: words[0] == "1"})
		words = words[2:]
		for words[0] != "" {
			words = words[1:]
		}
		words = words[1:]
	}
	if len(out) != histories {
		r.t.Fatalf("git merge-tree answered %d times, not %d", len(out), histories)
	}
	return out
}

// texts are all files of a tree, one after the other.
func (r *mergeRepo) texts(tree string) string {
	r.t.Helper()
	return r.git("", "archive", "--format=tar", tree)
}
