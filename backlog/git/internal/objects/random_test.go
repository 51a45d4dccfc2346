package objects_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// grow gives the repository commits of random files in one run of git: texts that change a little, which become deltas, noise, which
// does not, empty ones and folders in folders. It lies in one pack, or in loose objects.
func (r *repo) grow(rng *rand.Rand, branch string, commits int, loose bool) {
	r.t.Helper()
	var in bytes.Buffer
	texts := make([][]byte, 6)
	for c := range commits {
		fmt.Fprintf(&in, "commit refs/heads/%s\ncommitter a <a@b> %d +0000\ndata 3\nnew\n", branch, 1_700_000_000+c)
		if c == 0 {
			in.WriteString("deleteall\n")
		}
		for range 1 + rng.IntN(3) {
			n := rng.IntN(len(texts))
			texts[n] = changed(rng, texts[n], n)
			fmt.Fprintf(&in, "M 100644 inline %s%d.md\ndata %d\n%s\n", strings.Repeat("d/", n), n, len(texts[n]), texts[n])
		}
	}
	fmt.Fprintf(&in, "tag v-%s\nfrom refs/heads/%[1]s\ntagger a <a@b> 1700000000 +0000\ndata 3\ntag\n", branch)
	limit := "0"
	if loose {
		limit = "1000000"
	}
	r.git(in.String(), "-c", "fastimport.unpackLimit="+limit, "fast-import", "--quiet", "--force", "--depth=50")
}

// changed is the next version of a text.
func changed(rng *rand.Rand, text []byte, n int) []byte {
	switch {
	case n == 0:
		return noise(rng, rng.IntN(3000))
	case n == 1 && rng.IntN(3) == 0:
		return nil
	case len(text) == 0:
		for i := range 20 + rng.IntN(200) {
			text = fmt.Appendf(text, "%d: line %d of a text\n", rng.IntN(1000), i)
		}
		return text
	}
	at := rng.IntN(len(text))
	return append(append(bytes.Clone(text[:at]), strconv.Itoa(rng.IntN(1_000_000))...), text[min(len(text), at+rng.IntN(20)):]...)
}

// truth is every object of the repository and its alternates as git cat-file tells them.
func (r *repo) truth() map[plumbing.Hash]string {
	r.t.Helper()
	out := r.git("", "cat-file", "--batch-all-objects", "--unordered", "--batch")
	truth := map[plumbing.Hash]string{}
	for len(out) > 0 {
		head, rest, _ := strings.Cut(out, "\n")
		fields := strings.Fields(head)
		size, err := strconv.Atoi(fields[2])
		if err != nil {
			r.t.Fatal(err)
		}
		truth[plumbing.NewHash(fields[0])] = fields[1] + " " + rest[:size]
		out = rest[size+1:]
	}
	return truth
}

// agrees compares every object with what git says of it, byte for byte.
func (r *repo) agrees(s *objects.Store, what string) {
	r.t.Helper()
	truth := r.truth()
	if len(truth) == 0 {
		r.t.Fatal("no objects")
	}
	for id, want := range truth {
		kind, data, err := s.Read(id)
		if got := kind.String() + " " + string(data); err != nil || got != want {
			r.t.Errorf("%s: %s is %.60q (%v), git says %.60q", what, id, got, err, want)
			return
		}
		if !s.Has(id) {
			r.t.Errorf("%s: %s was read but is not there", what, id)
		}
	}
}

// packedAs are ways in which git stores objects, each by the commands that bring it about.
func packedAs() map[string][][]string {
	repack := func(args ...string) []string { return append([]string{"repack", "-adfq"}, args...) }
	return map[string][][]string{
		"loose as they are":    nil,
		"gc":                   {{"gc", "-q"}},
		"one pack":             {repack()},
		"no deltas":            {repack("--depth=0")},
		"deltas of one step":   {repack("--depth=1", "--window=50")},
		"deep deltas":          {repack("--depth=4095", "--window=250")},
		"deltas by name":       {append([]string{"-c", "repack.useDeltaBaseOffset=false"}, repack()...)},
		"islands":              {append([]string{"-c", "pack.island=refs/heads/"}, repack("-i")...)},
		"index of version 1":   {append([]string{"-c", "pack.indexVersion=1"}, repack()...)},
		"not compressed":       {append([]string{"-c", "core.compression=0"}, repack("-F")...)},
		"compressed most":      {append([]string{"-c", "core.compression=9"}, repack("-F")...)},
		"bitmaps":              {repack("-b")},
		"reverse index":        {append([]string{"-c", "pack.writeReverseIndex=true"}, repack()...)},
		"many small packs":     {repack("--max-pack-size=1m")},
		"geometric":            {{"repack", "-dq", "--geometric=2"}},
		"cruft":                {{"repack", "-q", "--cruft", "-d"}},
		"kept":                 {{"repack", "-dq"}, repack()},
		"multi-pack-index":     {{"repack", "-dq"}, {"multi-pack-index", "write"}, {"multi-pack-index", "verify"}},
		"of all packs":         {{"repack", "-dq"}, {"multi-pack-index", "write"}, {"multi-pack-index", "repack"}, {"multi-pack-index", "expire"}},
		"written on repacking": {{"repack", "-adfq", "--write-midx", "-b"}},
		"incremental repack":   {{"repack", "-dq"}, {"multi-pack-index", "write"}, {"maintenance", "run", "--task=incremental-repack", "--task=loose-objects", "--quiet"}},
		"commit-graph":         {{"commit-graph", "write", "--reachable", "--changed-paths"}},
		"split commit-graph":   {{"commit-graph", "write", "--reachable", "--split"}, repack()},
		"all of it at once":    {repack("-b", "--write-midx"), {"commit-graph", "write", "--reachable"}, {"pack-refs", "--all"}},
		"large places":         {{"-c", "pack.threads=1", "repack", "-adq"}},
	}
}

// TestRandomRepositories reads a hundred random repositories, some with alternates, as git does: before git stores them in another way, after it with
// the same store, and with a fresh one. git never leaves a pack without its index, whatever other index there is.
func TestRandomRepositories(t *testing.T) {
	ways := packedAs()
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	for round := range rounds {
		for way, commands := range ways {
			t.Run(fmt.Sprint(way, " ", round), func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(uint64(round), uint64(len(way))))
				r := newRepo(t)
				r.grow(rng, "main", 3+rng.IntN(20), round == 0)
				r.grow(rng, "other", 2+rng.IntN(5), rng.IntN(2) == 0)
				if round%2 == 1 {
					r.lend(rng)
				}
				if round%3 == 2 {
					r.git("", "update-ref", "-d", "refs/heads/other") // what nothing reaches any more
				}
				before := r.store()
				r.agrees(before, "before")
				if way == "kept" {
					r.keepPacks()
				}
				for _, args := range commands {
					r.git("", args...)
				}
				if way == "large places" {
					r.indexAnew("--index-version=2,0x40") // places of 64 bits for all behind the 64th byte
				}
				r.agrees(before, "the store of before")
				r.agrees(r.store(), "a fresh store")
				r.eachPackHasItsIndex()
			})
		}
	}
}

// lend moves what the repository has into another one, which it then uses by alternates.
func (r *repo) lend(rng *rand.Rand) {
	r.t.Helper()
	far := newRepo(r.t)
	if err := os.Rename(r.objects(), far.objects()+"-new"); err != nil {
		r.t.Fatal(err)
	}
	if err := os.RemoveAll(far.objects()); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Rename(far.objects()+"-new", far.objects()); err != nil {
		r.t.Fatal(err)
	}
	info := filepath.Join(r.objects(), "info")
	if err := os.MkdirAll(info, 0o755); err != nil {
		r.t.Fatal(err)
	}
	line, err := filepath.Rel(r.objects(), far.objects())
	if rng.IntN(2) == 0 {
		line = far.objects()
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(info, "alternates"), []byte(line+"\n"), 0o644)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.grow(rng, "near", 4, rng.IntN(2) == 0)
}

// packs are the repository's own pack files.
func (r *repo) packs() []string {
	r.t.Helper()
	packs, err := filepath.Glob(filepath.Join(r.objects(), "pack", "*.pack"))
	if err != nil {
		r.t.Fatal(err)
	}
	return packs
}

func (r *repo) keepPacks() {
	r.t.Helper()
	for _, pack := range r.packs() {
		if err := os.WriteFile(strings.TrimSuffix(pack, ".pack")+".keep", nil, 0o644); err != nil {
			r.t.Fatal(err)
		}
	}
}

// indexAnew has git write the indexes of all packs again.
func (r *repo) indexAnew(option string) {
	r.t.Helper()
	for _, pack := range r.packs() {
		if err := os.Remove(strings.TrimSuffix(pack, ".pack") + ".idx"); err != nil {
			r.t.Fatal(err)
		}
		r.git("", "index-pack", option, pack)
	}
}

func (r *repo) eachPackHasItsIndex() {
	r.t.Helper()
	for _, pack := range r.packs() {
		if _, err := os.Stat(strings.TrimSuffix(pack, ".pack") + ".idx"); err != nil {
			r.t.Errorf("a pack without its index: %v", err)
		}
	}
}
