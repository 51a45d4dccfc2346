package git

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A chronicle makes a history of a backlog at random, by hand as people do it.
type chronicle struct {
	*sandbox
	random *rand.Rand
	clock  int
	last   int // number of the last item
}

func newChronicle(t *testing.T, seed uint64) *chronicle {
	c := &chronicle{sandbox: newSandbox(t), random: rand.New(rand.NewPCG(seed, 0)), clock: 1_760_000_000}
	c.write("backlog/po.yaml", "version: 1\nkey: VS\n", "README.md", "x")
	for range 4 {
		c.add()
	}
	c.commit("start")
	return c
}

func (c *chronicle) commit(message string) {
	c.t.Helper()
	c.git("add", "-A")
	c.dated("commit", "-q", "--allow-empty", "-m", message)
}

func (c *chronicle) dated(args ...string) {
	c.t.Helper()
	c.clock += 600
	date := fmt.Sprintf("@%d +0200", c.clock)
	if out, err := (variables{"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}).git(c.work, args...); err != nil {
		c.t.Fatalf("git %s: %v %s", strings.Join(args, " "), err, out)
	}
}

func (c *chronicle) add() {
	c.last++
	id := fmt.Sprintf("VS-%d", c.last)
	c.write("backlog/items/"+id+".md", item(id, "Item "+id, fmt.Sprintf("priority: %d", 1000+10*c.random.IntN(100)))+"Text.\n")
}

// files are those of items in the work tree.
func (c *chronicle) files() []string {
	found, err := filepath.Glob(filepath.Join(c.work, "backlog", "items", "*.md"))
	if err != nil {
		c.t.Fatal(err)
	}
	return found
}

func (c *chronicle) edit(change func(text string) string) {
	c.t.Helper()
	files := c.files()
	if len(files) == 0 {
		return
	}
	path := files[c.random.IntN(len(files))]
	text, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(string(text))), 0o666); err != nil {
		c.t.Fatal(err)
	}
}

// step changes something.
func (c *chronicle) step() {
	c.t.Helper()
	switch c.random.IntN(13) {
	case 0, 1:
		c.add()
	case 2, 3, 4:
		c.edit(func(text string) string { return text + fmt.Sprintf("More %d.\n", c.clock) })
	case 5, 6:
		c.edit(func(text string) string {
			return strings.Replace(text, "title: ", fmt.Sprintf("title: New%d ", c.clock), 1)
		})
	case 7:
		if files := c.files(); len(files) > 1 {
			if err := os.Remove(files[c.random.IntN(len(files))]); err != nil {
				c.t.Fatal(err)
			}
		}
	case 8:
		if files := c.files(); len(files) > 0 {
			path := files[c.random.IntN(len(files))]
			if err := os.Rename(path, strings.TrimSuffix(path, ".md")+"x.md"); err != nil {
				c.t.Fatal(err)
			}
		}
	case 9:
		c.write("README.md", fmt.Sprint(c.clock))
	case 10:
		c.write("backlog/po.yaml", fmt.Sprintf("version: 1\nkey: VS\ntimezone: %s\n", []string{"UTC", "Europe/Berlin"}[c.clock/600%2]))
	case 11:
		c.edit(func(text string) string { return strings.Replace(text, "status: draft", "status: [", 1) })
	case 12:
		c.mend()
	}
}

// mend makes the files readable again, of some with another title, or takes one away.
func (c *chronicle) mend() {
	c.t.Helper()
	for _, path := range c.files() {
		text, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatal(err)
		}
		if !strings.Contains(string(text), "status: [") {
			continue
		}
		mended := strings.Replace(string(text), "status: [", "status: draft", 1)
		switch c.random.IntN(4) {
		case 0:
			err = os.Remove(path)
		case 1:
			err = os.WriteFile(path, []byte(mended), 0o666)
		default:
			err = os.WriteFile(path, []byte(strings.Replace(mended, "title: ", fmt.Sprintf("title: Mended%d ", c.clock), 1)), 0o666)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// grow makes commits, now and then on a branch that is merged afterwards.
func (c *chronicle) grow(n int) *chronicle {
	c.t.Helper()
	for i := range n {
		if i%7 != 6 {
			c.step()
			c.commit(fmt.Sprint("step ", i))
			continue
		}
		c.git("switch", "-q", "-c", fmt.Sprint("side", i))
		for range 3 {
			c.step()
			c.commit(fmt.Sprint("aside ", i))
		}
		c.git("switch", "-q", "main")
		c.step()
		c.commit(fmt.Sprint("meanwhile ", i))
		if out, err := tryGit(c.work, "merge", "-q", "--no-commit", "--no-ff", fmt.Sprint("side", i)); err != nil {
			c.t.Logf("committed with its conflicts: %s", out)
		}
		c.commit(fmt.Sprint("merge ", i))
	}
	return c
}

func collect(t *testing.T, r *Repo, o HistoryOptions) []backlog.Revision {
	t.Helper()
	var all []backlog.Revision
	for rev, err := range r.History(t.Context(), o) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rev)
	}
	return all
}

func hashes(revisions []backlog.Revision) []string {
	var out []string
	for _, r := range revisions {
		out = append(out, r.Hash)
	}
	return out
}

// words are changes as people and programs see them.
func words(changes []backlog.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, string(c.Op)+" "+c.Path+" "+backlog.Lines([]backlog.Change{c})[0].String())
	}
	return out
}

// loadOrEmpty loads a commit on its own, as the history must not.
func loadOrEmpty(t *testing.T, r *Repo, rev string) *backlog.Backlog {
	t.Helper()
	b, err := r.Load(t.Context(), rev)
	if err != nil {
		return nil
	}
	return b
}

// TestHistoryIsDiffOfEveryCommit compares each revision with the difference of
// two snapshots that were loaded for themselves, and the list with git's.
func TestHistoryIsDiffOfEveryCommit(t *testing.T) {
	mended := 0
	for seed := range uint64(3) {
		c := newChronicle(t, seed).grow(40)
		if seed == 1 {
			c.git("gc", "-q")
		}
		r := c.open("")
		got := map[string]backlog.Revision{}
		for _, rev := range collect(t, r, HistoryOptions{}) {
			got[rev.Hash] = rev
		}
		line := strings.Fields(c.git("log", "--first-parent", "--format=%H"))
		for i, hash := range line {
			new := loadOrEmpty(t, r, hash)
			old := new.Empty()
			if i+1 < len(line) {
				old = loadOrEmpty(t, r, line[i+1])
			}
			same := func(c backlog.Change) bool { // Diff goes by what snapshots share, and these share nothing
				before, _ := old.Source(c.Path)
				after, _ := new.Source(c.Path)
				return c.Op == backlog.OpUnreadable && before == after
			}
			plain := slices.DeleteFunc(backlog.Diff(old, new), same)
			want := carriedOn(t, r, line[i:], plain)
			rev, there := got[hash]
			if there != (len(want) > 0) {
				t.Errorf("seed %d: %s given: %t, has %d changes", seed, hash, there, len(want))
			}
			if diff := cmp.Diff(words(want), words(slices.DeleteFunc(rev.Changes, same))); diff != "" {
				t.Errorf("seed %d: %s: %s", seed, hash, diff)
			}
			mended += len(want) - len(plain)
		}
	}
	if mended < 5 {
		t.Errorf("%d changes of files that were mended: the histories hold too few", mended)
	}
}

// carriedOn adds to the changes of a commit those of files that were mended in it: one by one against the youngest of its forefathers
// in which the file could be read, whole snapshots of which are loaded. The line leads from the commit to the first one.
func carriedOn(t *testing.T, r *Repo, line []string, changes []backlog.Change) []backlog.Change {
	t.Helper()
	unreadable := func(b *backlog.Backlog, path string) bool {
		return slices.ContainsFunc(b.Broken(), func(e *backlog.ParseError) bool { return e.Pos.Path == path })
	}
	alone := func(rev, path string) *backlog.Backlog {
		files := fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}}
		if src, there := loadOrEmpty(t, r, rev).Source(path); there {
			files[path] = &fstest.MapFile{Data: []byte(src)}
		}
		b, err := backlog.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	lost := slices.ContainsFunc(changes, func(c backlog.Change) bool { return c.Op == backlog.OpUnreadable && c.Side == "new" })
	var all []backlog.Change
	for _, c := range changes {
		all = append(all, c)
		now := alone(line[0], c.Path)
		if c.Op != backlog.OpUnreadable || c.Side != "old" || now.Len() == 0 && lost {
			continue
		}
		behind := slices.IndexFunc(line[1:], func(rev string) bool { return !unreadable(loadOrEmpty(t, r, rev), c.Path) })
		before := now.Empty()
		if behind >= 0 {
			before = alone(line[1+behind], c.Path)
		}
		for _, d := range backlog.Diff(before, now) {
			d.OldPosition, d.NewPosition = 0, 0
			all = append(all, d)
		}
	}
	return all
}

// TestHistoryOfOneItem compares with git's list of commits that touched its file,
// for items whose file kept its name, and holds merges to the rule.
func TestHistoryOfOneItem(t *testing.T) {
	for seed := range uint64(2) {
		c := newChronicle(t, seed+10).grow(35)
		r := c.open("")
		for n := range c.last {
			id := backlog.ID(fmt.Sprintf("VS-%d", n+1))
			path := "backlog/items/" + string(id) + ".md"
			all := collect(t, r, HistoryOptions{Full: true, ID: id})
			inOrder(t, all)
			want := strings.Fields(c.git("log", "--full-history", "--no-merges", "--format=%H", "--", path, "backlog/items/"+string(id)+"*x.md"))
			var got []string
			for _, rev := range all {
				if slices.ContainsFunc(rev.Changes, func(ch backlog.Change) bool { return ch.ID != id }) {
					t.Errorf("seed %d: %s: a change of another item", seed, id)
				}
				if len(rev.Parents) < 2 {
					got = append(got, rev.Hash)
					continue
				}
				for _, p := range rev.Parents {
					if out, err := tryGit(c.work, "diff", "--quiet", p, rev.Hash, "--", path, "backlog/items/"+string(id)+"*x.md"); err == nil {
						t.Errorf("seed %d: %s: the merge %s took it from %s %s", seed, id, rev.Hash, p, out)
					}
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			want = slices.DeleteFunc(want, func(hash string) bool { return !slices.Contains(got, hash) && unreadable(t, r, hash, id) })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("seed %d: %s: git's commits (-), ours (+): %s", seed, id, diff)
			}
		}
	}
}

// unreadable says whether the item could not be read before and after a commit,
// so that nothing of it changed.
func unreadable(t *testing.T, r *Repo, hash string, id backlog.ID) bool {
	t.Helper()
	for _, rev := range []string{hash, hash + "~1"} {
		b, err := r.Load(t.Context(), rev)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Item(id); err == nil {
			return false
		}
	}
	return true
}

// inOrder holds that no commit comes before one that is behind it.
func inOrder(t *testing.T, all []backlog.Revision) {
	t.Helper()
	given := map[string]bool{}
	for _, rev := range all {
		for _, p := range rev.Parents {
			if given[p] {
				t.Errorf("%s comes after its parent", rev.Hash)
			}
		}
		given[rev.Hash] = true
	}
}

func TestHistoryBounds(t *testing.T) {
	c := newChronicle(t, 20).grow(30)
	c.git("branch", "fork", "HEAD~6")
	c.git("switch", "-q", "fork")
	c.add()
	c.commit("on the fork")
	c.git("switch", "-q", "main")
	r := c.open("")
	all := collect(t, r, HistoryOptions{})
	relevant := map[string]bool{} // commits that changed the backlog at all
	for _, o := range []HistoryOptions{{}, {From: "fork"}, {Full: true}} {
		for _, hash := range hashes(collect(t, r, o)) {
			relevant[hash] = true
		}
	}
	for name, tt := range map[string]struct {
		o   HistoryOptions
		log []string
	}{
		"since a commit": {HistoryOptions{Since: "HEAD~9"}, []string{"--first-parent", "HEAD~9..HEAD"}},
		"since a fork":   {HistoryOptions{Since: "fork"}, []string{"--first-parent", "HEAD~6..HEAD"}},
		"since itself":   {HistoryOptions{Since: "HEAD"}, []string{"--first-parent", "HEAD..HEAD"}},
		"until":          {HistoryOptions{Until: "HEAD~4"}, []string{"--first-parent", "HEAD~4"}},
		"from the fork":  {HistoryOptions{From: "fork"}, []string{"--first-parent", "fork"}},
		"between":        {HistoryOptions{Since: "HEAD~20", Until: "HEAD~4"}, []string{"--first-parent", "HEAD~20..HEAD~4"}},
		"from and until": {HistoryOptions{From: "fork", Until: "HEAD~4"}, []string{"--first-parent", "HEAD~4"}},
		"before history": {HistoryOptions{Since: "2020-01-01"}, []string{"--first-parent", "HEAD"}},
		"full":           {HistoryOptions{Full: true, Since: "HEAD~9"}, []string{"HEAD~9..HEAD", "--no-merges"}},
	} {
		want := strings.Fields(c.git(append([]string{"log", "--format=%H"}, tt.log...)...))
		want = slices.DeleteFunc(want, func(hash string) bool { return !relevant[hash] })
		var got []string
		for _, rev := range collect(t, r, tt.o) {
			if !tt.o.Full || len(rev.Parents) == 1 {
				got = append(got, rev.Hash)
			}
		}
		if !slices.Equal(want, got) {
			t.Errorf("%s: git's commits (-), ours (+): %s", name, cmp.Diff(want, got))
		}
	}
	if got := collect(t, r, HistoryOptions{Limit: 3}); len(got) != 3 || got[0].Hash != all[0].Hash {
		t.Errorf("limit: %d", len(got))
	}
	var unknown *ErrUnknownRevision
	for _, err := range r.History(t.Context(), HistoryOptions{Since: "nowhere"}) {
		if !asError(err, &unknown) {
			t.Errorf("%v", err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, err := range r.History(ctx, HistoryOptions{}) {
		if err == nil {
			t.Error("a history that was stopped goes on")
		}
	}
}
