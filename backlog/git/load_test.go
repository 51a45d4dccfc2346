package git

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// textsOf gives a snapshot's files.
func textsOf(b *backlog.Backlog) map[string]string {
	out := map[string]string{}
	for path, text := range b.Files() {
		out[path] = text
	}
	return out
}

// TestEveryKindOfRepository reads one backlog in all the shapes that a
// repository takes.
func TestEveryKindOfRepository(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.seed("backlog/items/VS-1-map.md", item("VS-1", "Chart"))
	base := filepath.Dir(b.work)
	want := textsOf(mustLoad(t, b.work, "HEAD"))
	run := func(dir string, args ...string) { b.runIn(filepath.Join(base, dir), args...) }
	run("work", "worktree", "add", "-q", "../linked")
	run(".", "clone", "-q", "--bare", "work", "bare.git")
	run(".", "clone", "-q", "--separate-git-dir", "apart.git", "work", "apart")
	run(".", "clone", "-q", "--shared", "work", "shared")
	run(".", "clone", "-q", "--reference", "work", "work", "reference")
	if err := os.WriteFile(filepath.Join(base, "shared", ".git", "objects", "info", "alternates"), []byte("../../../work/.git/objects\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	run(".", "clone", "-q", "--depth", "1", "file://"+b.work, "shallow")
	run(".", "clone", "-q", "work", "packed")
	run("packed", "gc", "-q")
	run(".", "clone", "-q", "--no-local", "work", "detached")
	run("detached", "switch", "-q", "--detach")
	run(".", "clone", "-q", "--sparse", "work", "sparse")
	run(".", "init", "-q", "super")
	run("super", "-c", "protocol.file.allow=always", "submodule", "add", "-q", b.work, "sub")
	for dir, rev := range map[string]string{
		"work": "", "linked": "", "linked/backlog/items": "HEAD", "bare.git": "", "apart": "", "shared": "HEAD", "reference": "HEAD", "shallow": "HEAD",
		"packed": "HEAD~0", "detached": "HEAD", "super/sub": "HEAD",
	} {
		if diff := cmp.Diff(want, textsOf(mustLoad(t, filepath.Join(base, dir), rev))); diff != "" {
			t.Errorf("%s at %q: %s", dir, rev, diff)
		}
	}
	o := variables{}.options()
	o.Backlog, o.Fresh = "backlog", true // the sparse checkout has no such folder
	r, err := Open(filepath.Join(base, "sparse"), o)
	if err != nil {
		t.Fatal(err)
	}
	if sparse, err := r.Load(t.Context(), "HEAD"); err != nil || len(textsOf(sparse)) != len(want) {
		t.Errorf("sparse: %v", err)
	}
}

func mustLoad(t *testing.T, dir, rev string) *backlog.Backlog {
	t.Helper()
	r, err := Open(dir, variables{}.options())
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Load(t.Context(), rev)
	if err != nil {
		t.Fatalf("%s at %q: %v", dir, rev, err)
	}
	return b
}

// TestCompare loads both sides as they would be loaded alone, and shares.
func TestCompare(t *testing.T) {
	c := newChronicle(t, 40).grow(25)
	r := c.open("")
	same := func(name string, a, b *backlog.Backlog) {
		t.Helper()
		if diff := cmp.Diff(textsOf(a), textsOf(b)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, pair := range [][2]string{{"HEAD~1", "HEAD"}, {"HEAD~10", "HEAD~3"}, {"HEAD~3", "HEAD~10"}, {"HEAD~5", ""}, {"HEAD", ""}, {"HEAD", "HEAD"}} {
		old, new, err := r.Compare(t.Context(), pair[0], pair[1])
		if err != nil {
			t.Fatalf("%v: %v", pair, err)
		}
		same(fmt.Sprint(pair, " old"), mustLoad(t, c.work, pair[0]), old)
		same(fmt.Sprint(pair, " new"), mustLoad(t, c.work, pair[1]), new)
	}
	if old, new, err := r.Compare(t.Context(), "HEAD", ""); err != nil || len(backlog.Diff(old, new)) != 0 {
		t.Errorf("a clean work tree differs: %v", err)
	}
	c.edit(func(text string) string { return text + "By hand.\n" })
	if old, new, err := r.Compare(t.Context(), "HEAD", ""); err != nil || len(backlog.Edits(old, new)) != 1 {
		t.Errorf("one file was changed: %v", err)
	}
	var unknown *ErrUnknownRevision
	if _, _, err := r.Compare(t.Context(), "nowhere", ""); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
	if _, _, err := r.Compare(t.Context(), "HEAD", "nowhere"); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}

// TestLineEndsAreNoChange has CRLF on disk and LF in the commits; reading
// touches neither the files nor the index.
func TestLineEndsAreNoChange(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.git("config", "core.autocrlf", "true")
	b.write("backlog/items/VS-1-map.md", strings.ReplaceAll(item("VS-1", "Map"), "\n", "\r\n"), "backlog/po.yaml", "version: 1\r\nkey: VS\r\ntimezone: Europe/Berlin\r\n")
	before := b.state()
	r := b.open("")
	old, new, err := r.Compare(t.Context(), "HEAD", "")
	if err != nil || len(backlog.Edits(old, new)) != 0 {
		t.Errorf("%d files differ: %v", len(backlog.Edits(old, new)), err)
	}
	if text, _ := new.Source("items/VS-1-map.md"); !strings.Contains(text, "\r\n") {
		t.Error("the file's line ends were changed on reading")
	}
	if after := b.state(); after != before {
		t.Error("reading changed the repository")
	}
}

func TestBlobHash(t *testing.T) {
	b := newSandbox(t)
	for _, text := range []string{"", "x", "a\r\n", strings.Repeat("long\n", 5000)} {
		b.write("f", text)
		if want := strings.TrimSpace(b.git("hash-object", "f")); BlobHash(text) != want {
			t.Errorf("%.9q: %s, git says %s", text, BlobHash(text), want)
		}
	}
}

// TestDamage takes objects away, cuts them and puts others in their place.
// Nothing of that is a panic, and nothing looks like a file that is not there.
func TestDamage(t *testing.T) {
	for _, name := range []string{"HEAD", "HEAD^{tree}", "HEAD:backlog", "HEAD:backlog/items", "HEAD:backlog/po.yaml", "HEAD:backlog/items/VS-1-map.md"} {
		for _, how := range []string{"gone", "cut", "another", "nonsense", "empty"} {
			b := newSandbox(t).withBacklog()
			id := strings.TrimSpace(b.git("rev-parse", name))
			other := strings.TrimSpace(b.git("rev-parse", "HEAD:README.md"))
			file := func(id string) string { return filepath.Join(b.work, ".git", "objects", id[:2], id[2:]) }
			text, err := os.ReadFile(file(id))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(file(id)); err != nil {
				t.Fatal(err)
			}
			switch how {
			case "cut":
				text = text[:len(text)/2]
			case "another":
				if text, err = os.ReadFile(file(other)); err != nil {
					t.Fatal(err)
				}
			case "nonsense":
				text = []byte("x\x9c nonsense")
			case "empty":
				text = nil
			}
			if how != "gone" {
				if err := os.WriteFile(file(id), text, 0o444); err != nil {
					t.Fatal(err)
				}
			}
			damaged(t, b, name+" "+how)
		}
	}
}

// damaged reads a damaged commit in all ways.
func damaged(t *testing.T, b *sandbox, name string) {
	t.Helper()
	r := b.open("")
	loaded, err := r.Load(t.Context(), "HEAD")
	if errors.Is(err, ErrNoBacklog) {
		t.Errorf("%s: damage looks like no backlog", name)
	}
	if err == nil && len(loaded.Broken()) == 0 {
		t.Errorf("%s: nothing is said", name)
	}
	if err == nil && loaded.Len()+len(loaded.Broken()) != 2 {
		t.Errorf("%s: a file has gone in silence", name)
	}
	if old, new, err := r.Compare(t.Context(), "HEAD", ""); err == nil && len(backlog.Diff(old, new)) > 0 && len(old.Broken()) == 0 {
		t.Errorf("%s: damage looks like a change", name)
	}
	for _, err := range r.History(t.Context(), HistoryOptions{}) {
		var missing *objects.NotFoundError
		var corrupt *objects.CorruptError
		var unknown *ErrUnknownRevision
		if err != nil && !errors.As(err, &missing) && !errors.As(err, &corrupt) && !errors.As(err, &unknown) {
			t.Errorf("%s: history: %v", name, err)
		}
	}
	_, _ = r.TakenIDs(t.Context(), "VS")
	_, _ = r.PlanUndo(t.Context(), "")
}

// TestPartialClone gets what a partial clone lacks from git, and says so where there is none.
func TestPartialClone(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.git("config", "uploadpack.allowFilter", "true")
	b.git("config", "uploadpack.allowAnySHA1InWant", "true")
	b.seed("backlog/items/VS-1-map.md", item("VS-1", "Chart"))
	base := filepath.Dir(b.work)
	b.runIn(base, "clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+b.work, "partial")
	o := variables{}.options()
	o.Backlog, o.Fresh = "backlog", true
	o.LookPath = func(string) (string, error) { return "", exec.ErrNotFound }
	at := filepath.Join(base, "partial")
	r, err := Open(at, o)
	if err != nil {
		t.Fatal(err)
	}
	var needs *ErrNeedsGit
	if _, err := r.Load(t.Context(), "HEAD~1"); !errors.As(err, &needs) {
		t.Errorf("without git: %v", err)
	}
	o.LookPath = nil
	if r, err = Open(at, o); err != nil {
		t.Fatal(err)
	}
	loaded, err := r.Load(t.Context(), "HEAD~1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(textsOf(mustLoad(t, b.work, "HEAD~1")), textsOf(loaded)); diff != "" {
		t.Error(diff)
	}
	if err := os.Rename(b.work, b.work+"-gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Load(t.Context(), "HEAD"); err == nil {
		later, _ := r.Load(t.Context(), "HEAD")
		if len(later.Broken()) == 0 {
			t.Error("an object that nobody has was read")
		}
	}
}
