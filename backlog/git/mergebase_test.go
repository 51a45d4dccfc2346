package git

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// tangle makes commits with random parents and dates of which some lie.
func tangle(b *sandbox, n int, seed uint64) []string {
	b.t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	tree := strings.TrimSpace(b.git("write-tree"))
	var ids []string
	for i := range n {
		const hour = 3600
		when := 1_760_000_000 + 6*hour*i
		if random.IntN(5) == 0 {
			when -= random.IntN(20 * hour)
		}
		args := []string{"commit-tree", tree, "-m", strconv.Itoa(i)}
		chosen := map[string]bool{}
		for range []int{1, 1, 1, 2, 2, 3}[random.IntN(6)] {
			if i == 0 || i == n/2 && random.IntN(3) == 0 {
				break // a second root
			}
			p := ids[max(0, i-1-random.IntN(8))]
			if !chosen[p] {
				chosen[p] = true
				args = append(args, "-p", p)
			}
		}
		date := "@" + strconv.Itoa(when) + " +0000"
		id, err := variables{"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}.git(b.work, args...)
		if err != nil {
			b.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func TestMergeBaseAgreesWithGit(t *testing.T) {
	for seed := range uint64(4) {
		b := newSandbox(t)
		b.write("backlog/po.yaml", "")
		b.git("add", ".")
		ids := tangle(b, 40, seed)
		r := b.open("")
		random := rand.New(rand.NewPCG(seed, 1))
		for range 40 {
			x, y := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
			out, err := tryGit(b.work, "merge-base", "--all", x, y)
			all := strings.Fields(out)
			got, ourErr := r.MergeBase(x, y)
			var unrelated *ErrUnrelated
			switch {
			case err != nil && !errors.As(ourErr, &unrelated):
				t.Errorf("seed %d: %s %s are unrelated for git, %q %v for us", seed, x, y, got, ourErr)
			case err == nil && !slices.Contains(all, got):
				t.Errorf("seed %d: %s %s: %s %v, git says %v", seed, x, y, got, ourErr, all)
			}
			count := strings.TrimSpace(b.git("rev-list", "--count", y+".."+x))
			n, err := r.countMissing(plumbing.NewHash(x), plumbing.NewHash(y))
			if fmt.Sprint(n) != count || err != nil {
				t.Errorf("seed %d: %s has %d more than %s, git says %s (%v)", seed, x, n, y, count, err)
			}
		}
	}
}

func TestMergeBaseOfNames(t *testing.T) {
	b := grown(t)
	r := b.open("")
	got, err := r.MergeBase("main~2", "side/branch")
	if want := strings.TrimSpace(b.git("merge-base", "main~2", "side/branch")); got != want || err != nil {
		t.Errorf("%s %v, want %s", got, err, want)
	}
	var unknown *ErrUnknownRevision
	if _, err := r.MergeBase("main", "nowhere"); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}

func TestAhead(t *testing.T) {
	b := grown(t)
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "work", "clone")
	c := &sandbox{t: t, work: filepath.Join(outside, "clone")}
	c.git("config", "user.name", "x")
	expect := func(name string, want int, known bool) {
		t.Helper()
		if n, ok := c.open("").Ahead(); n != want || ok != known {
			t.Errorf("%s: %d %t, want %d %t", name, n, ok, want, known)
		}
	}
	expect("cloned", 0, true)
	c.at("2026-10-12T10:00:00+02:00", "mine")
	c.at("2026-10-12T11:00:00+02:00", "mine")
	expect("two commits", 2, true)
	b.at("2026-10-12T12:00:00+02:00", "theirs")
	c.git("fetch", "-q")
	expect("and one of theirs", 2, true)
	if id, err := c.open("").Revision(t.Context(), "@{u}"); err != nil || id != strings.TrimSpace(c.git("rev-parse", "@{u}")) {
		t.Errorf("@{u} is %s, %v", id, err)
	}
	if id, err := c.open("").Revision(t.Context(), "main@{upstream}~1"); err != nil || id != strings.TrimSpace(c.git("rev-parse", "main@{upstream}~1")) {
		t.Errorf("main@{upstream}~1 is %s, %v", id, err)
	}
	c.git("config", "remote.origin.fetch", "+refs/heads/ma*:refs/tracked/xx*yy")
	c.git("update-ref", "refs/tracked/xxinyy", "HEAD~1")
	expect("another mapping", 1, true)
	c.git("config", "branch.main.remote", ".")
	c.git("config", "branch.main.merge", "refs/heads/local")
	c.git("branch", "local", "HEAD~1")
	expect("a branch of our own", 1, true)
	c.git("branch", "-D", "local")
	expect("an upstream that is gone", 0, false)
	c.git("switch", "-q", "-c", "new", "--no-track")
	expect("no upstream", 0, false)
	c.git("switch", "-q", "--detach")
	expect("detached", 0, false)
}
