package git

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// Annals are a long history of several branches, written for git fast-import: items change, are renamed, moved to other folders, go
// and come back; branches fork, merge two or more parents, cross each other, begin at roots of their own; dates lie. The name of
// an item's file begins with its id, so that git alone can say what became of it.
type annals struct {
	out    io.Writer
	random *rand.Rand
	last   int                 // mark of the last commit
	tips   []map[string]string // files of each branch's tip, by path
	marks  []int               // the tips
	text   int                 // makes every text another one
}

// lines is how many branches grow side by side.
const lines = 5

func newAnnals(out io.Writer, seed uint64) *annals {
	return &annals{out: out, random: rand.New(rand.NewPCG(seed, 7)), tips: make([]map[string]string, lines), marks: make([]int, lines)}
}

const annalsItems = 60

// commit begins a commit of a branch, with parents besides the branch's tip.
func (a *annals) commit(branch int, parents ...int) {
	a.last++
	lie := a.random.IntN(400)
	if a.random.IntN(10) == 0 {
		lie = a.random.IntN(40_000)
	}
	author := 1_500_000_000 + 12_000*(6*a.last-lie) + a.last // another second for each commit: git breaks ties by chance
	committer := 1_500_000_000 + 72_000*a.last - 12_000*a.random.IntN(400)
	fmt.Fprintf(a.out, "commit refs/heads/b%d\nmark :%d\nauthor A <a@example.org> %d +0200\ncommitter C <c@example.org> %d +0000\ndata 0\n",
		branch, a.last, author, committer)
	if a.marks[branch] > 0 {
		fmt.Fprintf(a.out, "from :%d\n", a.marks[branch])
	}
	for _, p := range parents {
		fmt.Fprintf(a.out, "merge :%d\n", p)
	}
	a.marks[branch] = a.last
}

func (a *annals) write(branch int, path, text string) {
	a.tips[branch][path] = text
	fmt.Fprintf(a.out, "M 100644 inline %s\ndata %d\n%s\n", path, len(text), text)
}

func (a *annals) remove(branch int, path string) {
	delete(a.tips[branch], path)
	fmt.Fprintf(a.out, "D %s\n", path)
}

// any is the number of an item.
func (a *annals) any() int { return 1 + a.random.IntN(annalsItems) }

// root begins a branch with a commit without a parent.
func (a *annals) root(branch int) {
	a.marks[branch], a.tips[branch] = 0, map[string]string{}
	a.commit(branch)
	fmt.Fprint(a.out, "deleteall\n")
	a.write(branch, "backlog/po.yaml", "version: 1\nkey: VS\n")
	for range 8 {
		a.edit(branch, a.any())
	}
}

// grow adds commits.
func (a *annals) grow(n int) {
	for range n {
		branch := a.random.IntN(lines)
		switch k := a.random.IntN(40); {
		case a.tips[branch] == nil || k == 0 && a.random.IntN(20) == 0:
			a.root(branch)
		case k < 2: // fork anew
			other := a.random.IntN(lines)
			if a.tips[other] != nil {
				a.marks[branch], a.tips[branch] = a.marks[other], maps.Clone(a.tips[other])
				a.commit(branch)
				a.edit(branch, a.any())
			}
		case k < 8:
			a.merge(branch, 1+a.random.IntN(1+k/6*2))
		default:
			a.commit(branch)
			for range 1 + a.random.IntN(2) {
				a.edit(branch, a.any())
			}
		}
	}
	// one branch ends with all of them behind it
	for a.tips[0] == nil {
		a.root(0)
	}
	a.merge(0, lines-1)
	fmt.Fprintf(a.out, "reset refs/heads/main\nfrom :%d\n\n", a.marks[0])
}

// merge takes some items from other branches as they are there, and now and then changes one itself.
func (a *annals) merge(branch, parents int) {
	var from, marks []int
	for _, other := range a.random.Perm(lines) {
		if len(from) < parents && other != branch && a.tips[other] != nil && a.marks[other] != a.marks[branch] && !slices.Contains(marks, a.marks[other]) {
			from, marks = append(from, other), append(marks, a.marks[other])
		}
	}
	a.commit(branch, marks...)
	for _, other := range from {
		for n := 1; n <= annalsItems; n++ {
			if a.random.IntN(6) > 0 {
				continue
			}
			mine, theirs := a.path(branch, n), a.path(other, n)
			if mine != "" && mine != theirs {
				a.remove(branch, mine)
			}
			if theirs != "" {
				a.write(branch, theirs, a.tips[other][theirs])
			}
		}
	}
	if a.random.IntN(3) == 0 {
		a.edit(branch, a.any())
	}
}

// path is the file of an item on a branch.
func (a *annals) path(branch, n int) string {
	for path := range a.tips[branch] {
		if itemOf(path) == fmt.Sprint("VS-", n) {
			return path
		}
	}
	return ""
}

// itemOf is the id in the name of a file, empty where there is none.
func itemOf(path string) string {
	name, inItems := strings.CutPrefix(path, "backlog/items/")
	if !inItems || !strings.HasSuffix(path, ".md") {
		return ""
	}
	key, rest, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "-")
	return key + "-" + strings.FieldsFunc(rest, func(r rune) bool { return r == '-' || r == '_' })[0]
}

// edit changes one item, its place included, or something else.
func (a *annals) edit(branch, n int) {
	a.text++
	path := a.path(branch, n)
	fresh := fmt.Sprintf("backlog/items/%sVS-%d%s%d.md", []string{"", "", "old/", "old/er/"}[a.random.IntN(4)], n, []string{"-", "-", "_"}[a.random.IntN(3)], a.random.IntN(9))
	priority := fmt.Sprintf("priority: %d", a.random.IntN(100))
	text := item(fmt.Sprint("VS-", n), fmt.Sprint("Title ", a.text), priority) + "Text.\n"
	switch k := a.random.IntN(12); {
	case path == "":
		a.write(branch, fresh, text)
	case k == 0:
		a.remove(branch, path)
	case k == 1 && fresh != path: // moved as it is
		text = a.tips[branch][path]
		a.remove(branch, path)
		a.write(branch, fresh, text)
	case k == 2 && fresh != path: // moved and changed
		a.remove(branch, path)
		a.write(branch, fresh, text)
	case k == 3:
		a.write(branch, "README.md", text)
	default:
		a.write(branch, path, text)
	}
}

// importAnnals brings them into a repository.
func importAnnals(t *testing.T, b *sandbox, seed uint64, commits int) {
	t.Helper()
	cmd := exec.Command("git", "fast-import", "--quiet", "--force")
	cmd.Dir = b.work
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(in)
	newAnnals(out, seed).grow(commits)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
}

// A witness is what git says of a history.
type witness struct {
	order   []string            // by the author's date, children first
	parents map[string][]string // of each commit
	trees   map[string]string
	differ  map[string][]string // two trees: status and path of each file that differs
}

func testify(t *testing.T, b *sandbox) *witness {
	t.Helper()
	w := &witness{parents: map[string][]string{}, trees: map[string]string{}, differ: map[string][]string{}}
	for line := range strings.Lines(b.git("log", "--author-date-order", "--format=%H %T %P", "main")) {
		words := strings.Fields(line)
		w.order = append(w.order, words[0])
		w.trees[words[0]], w.parents[words[0]] = words[1], words[2:]
	}
	var pairs strings.Builder
	for _, commit := range w.order {
		for n := range max(1, len(w.parents[commit])) {
			fmt.Fprintln(&pairs, w.pair(commit, n))
		}
	}
	cmd := exec.Command("git", "diff-tree", "--stdin", "-r", "--no-renames", "--name-status")
	cmd.Dir, cmd.Stdin = b.work, strings.NewReader(pairs.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	pair := ""
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSuffix(line, "\n")
		if status, path, file := strings.Cut(line, "\t"); !file {
			pair = line
			w.differ[pair] = nil
		} else if strings.HasPrefix(path, "backlog/") {
			w.differ[pair] = append(w.differ[pair], status+path)
		}
	}
	return w
}

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// pair is the trees of a commit's nth parent and of the commit.
func (w *witness) pair(commit string, n int) string {
	before := emptyTree
	if n < len(w.parents[commit]) {
		before = w.trees[w.parents[commit][n]]
	}
	return before + " " + w.trees[commit]
}

// firstParents gives the commits that changed the backlog against their first parents.
func (w *witness) firstParents() []string {
	var out []string
	for commit := w.order[0]; ; commit = w.parents[commit][0] {
		if len(w.differ[w.pair(commit, 0)]) > 0 {
			out = append(out, commit)
		}
		if len(w.parents[commit]) == 0 {
			return out
		}
	}
}

// changed gives the items that a commit changed itself: the file that each has now, or had, differs from that of every parent.
func (w *witness) changed(commit string) map[string]bool {
	paths := map[string]string{}
	for _, file := range w.differ[w.pair(commit, 0)] {
		status, path := file[0], file[1:]
		if id := itemOf(path); id != "" && (status != 'D' || paths[id] == "") {
			paths[id] = path
		}
	}
	out := map[string]bool{}
	for id, path := range paths {
		own := true
		for n := range max(1, len(w.parents[commit])) {
			own = own && slices.ContainsFunc(w.differ[w.pair(commit, n)], func(file string) bool { return file[1:] == path })
		}
		if own {
			out[id] = true
		}
	}
	return out
}

// TestHistoryLikeGit holds the commits of the history, and those of each item under all its names, to what git says of 10,000
// commits with merges of two and more parents, roots, renames and dates that lie; then, in the same repository, to the history as it
// was rewritten.
func TestHistoryLikeGit(t *testing.T) {
	t.Parallel()
	commits := 10_000
	if testing.Short() {
		commits = 2_000
	}
	b := newSandbox(t)
	importAnnals(t, b, 1, commits)
	likeGit(t, b)
	b.git("tag", "before")
	importAnnals(t, b, 2, commits/10) // other commits take the places of all
	likeGit(t, b)
	b.git("update-ref", "refs/heads/main", "before~3")
	likeGit(t, b)
}

func likeGit(t *testing.T, b *sandbox) {
	t.Helper()
	b.git("reset", "-q", "--hard", "main")
	w := testify(t, b)
	r := b.open("")
	if diff := cmp.Diff(w.firstParents(), hashes(collect(t, r, HistoryOptions{From: "main"}))); diff != "" {
		t.Errorf("git's commits along first parents (-), ours (+): %s", diff)
	}
	want := map[string][]string{}
	merges := 0
	for _, commit := range w.order {
		if len(w.parents[commit]) > 1 {
			merges++
		}
		for id := range w.changed(commit) {
			want[id] = append(want[id], commit)
		}
	}
	t.Logf("%d commits, %d merges, %d items", len(w.order), merges, len(want))
	for n := 1; n <= annalsItems; n += 12 {
		id := fmt.Sprint("VS-", n)
		got := hashes(collect(t, r, HistoryOptions{From: "main", Full: true, ID: backlog.ID(id)}))
		if diff := cmp.Diff(want[id], got); diff != "" {
			t.Errorf("git's commits of %s (-), ours (+): %s", id, diff)
		}
	}
}
