//go:build unix

package git

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A partial is a clone that lacks what a filter kept back, with a git between us and the real one that notes how it was called.
type partial struct {
	*sandbox
	dir, calls, git string
	want            map[string]map[string]string
}

// newPartial clones a chronicle with a filter.
func newPartial(t *testing.T, filter string) *partial {
	t.Helper()
	c := newChronicle(t, 23).grow(8)
	c.sandbox.git("config", "uploadpack.allowFilter", "true")
	c.sandbox.git("config", "uploadpack.allowAnySHA1InWant", "true")
	base := filepath.Dir(c.work)
	p := &partial{sandbox: c.sandbox, dir: filepath.Join(base, "partial"), calls: filepath.Join(base, "calls"), git: filepath.Join(base, "git"), want: map[string]map[string]string{}}
	for _, rev := range []string{"HEAD", "HEAD~3"} {
		p.want[rev] = archived(t, c.work, rev)
	}
	c.runIn(base, "clone", "-q", "--bare", "--filter="+filter, "file://"+c.work, p.dir)
	p.program("")
	return p
}

// program makes the git that is called: it notes the call, does what it is told before, and goes on as the real one.
func (p *partial) program(before string) {
	p.t.Helper()
	real, err := exec.LookPath("git")
	if err != nil {
		p.t.Fatal(err)
	}
	script := "#!/bin/sh\necho \"$*\" >>'" + p.calls + "'\n" + before + "\nexec '" + real + "' \"$@\"\n"
	if err := os.WriteFile(p.git, []byte(script), 0o755); err != nil {
		p.t.Fatal(err)
	}
}

// called gives the calls of git since it was asked last.
func (p *partial) called() []string {
	p.t.Helper()
	text, err := os.ReadFile(p.calls)
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	_ = os.Remove(p.calls)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// opened opens the clone with the git that notes its calls.
func (p *partial) opened() *Repo {
	p.t.Helper()
	o := variables{}.options()
	o.LookPath = func(string) (string, error) { return p.git, nil }
	r, err := Open(p.dir, o)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = r.Close() })
	return r
}

// TestPartialIsFetchedAtOnce reads what a partial clone lacks: git is called once for all the files of a commit, and not again for
// what is here by then.
func TestPartialIsFetchedAtOnce(t *testing.T) {
	p := newPartial(t, "blob:none")
	r := p.opened()
	once := func(what string, most int) {
		t.Helper()
		calls := p.called()
		if len(calls) != most || most > 0 && !strings.Contains(calls[0], "fetch --quiet") {
			t.Errorf("%s: git was called %d times: %q", what, len(calls), calls)
		}
	}
	_ = p.called() // opening looked for po.yaml, in trees, which are here
	for _, rev := range []string{"HEAD", "HEAD~3"} {
		b, err := r.Load(t.Context(), rev)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p.want[rev], textsOf(b)); diff != "" {
			t.Error(diff)
		}
		once(rev, 1)
	}
	x, y, err := p.opened().Compare(t.Context(), "HEAD~3", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]map[string]string{p.want["HEAD~3"], p.want["HEAD"]}, []map[string]string{textsOf(x), textsOf(y)}); diff != "" {
		t.Error(diff)
	}
	if calls := p.called(); calls[0] != "" {
		t.Errorf("what is here was fetched again: %q", calls)
	}
	p.runIn(p.dir, "fsck")
}

// TestPartialWithoutTrees reads a clone that lacks the folders too.
func TestPartialWithoutTrees(t *testing.T) {
	p := newPartial(t, "tree:0")
	for rev, want := range p.want {
		b, err := p.opened().Load(t.Context(), rev)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, textsOf(b)); diff != "" {
			t.Error(diff)
		}
	}
	if calls := p.called(); len(calls) > 6 {
		t.Errorf("git was called %d times: %q", len(calls), calls)
	}
}

// TestPartialWithOldGit has a git that does not know the options of the fetch yet.
func TestPartialWithOldGit(t *testing.T) {
	p := newPartial(t, "blob:none")
	p.program(`case "$*" in *no-write-fetch-head*) echo "error: unknown option" >&2; exit 129;; esac`)
	b, err := p.opened().Load(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.want["HEAD"], textsOf(b)); diff != "" {
		t.Error(diff)
	}
	if calls := p.called(); len(calls) != 2 || calls[1] != "cat-file --batch-check" {
		t.Errorf("%q", calls)
	}
}

// TestPromisorIsGone says that nothing can be fetched, once, and not file by file.
func TestPromisorIsGone(t *testing.T) {
	p := newPartial(t, "blob:none")
	p.runIn(p.dir, "cat-file", "-p", "HEAD:backlog/po.yaml") // so that only the items are missing
	p.runIn(p.dir, "cat-file", "-p", "HEAD~3:backlog/po.yaml")
	if err := os.Rename(p.work, p.work+"-gone"); err != nil {
		t.Fatal(err)
	}
	r := p.opened()
	for name, read := range map[string]func() error{
		"load":    func() error { _, err := r.Load(t.Context(), "HEAD"); return err },
		"compare": func() error { _, _, err := r.Compare(t.Context(), "HEAD~3", "HEAD"); return err },
	} {
		err := read()
		var fetch *ErrFetch
		if !errors.As(err, &fetch) || fetch.Remote != "origin" || fetch.Objects < 2 || !strings.Contains(fetch.Output, "work") {
			t.Errorf("%s: %v", name, err)
		}
		if calls := p.called(); len(calls) != 1 {
			t.Errorf("%s: git was called %d times", name, len(calls))
		}
	}
	for _, err := range r.History(t.Context(), HistoryOptions{}) {
		var fetch *ErrFetch
		if err != nil && !errors.As(err, &fetch) {
			t.Errorf("history: %v", err)
		}
	}
}

// TestSecondPromisor fetches from the second remote what the first one, which is gone, does not give.
func TestSecondPromisor(t *testing.T) {
	p := newPartial(t, "blob:none")
	p.runIn(p.dir, "config", "remote.first.url", filepath.Join(p.dir, "nowhere"))
	p.runIn(p.dir, "config", "remote.first.promisor", "true")
	p.runIn(p.dir, "config", "extensions.partialClone", "origin")
	p.runIn(p.dir, "config", "core.repositoryFormatVersion", "1")
	b, err := p.opened().Load(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.want["HEAD"], textsOf(b)); diff != "" {
		t.Error(diff)
	}
	if calls := p.called(); len(calls) != 2 || !strings.HasSuffix(calls[0], "-- first") || !strings.HasSuffix(calls[1], "-- origin") {
		t.Errorf("%q", calls)
	}
}

// TestNobodyFetches reads a clone of which nothing is to be fetched: without git, and where the user wants none of it.
func TestNobodyFetches(t *testing.T) {
	p := newPartial(t, "blob:none")
	o := variables{}.options()
	o.LookPath = func(string) (string, error) { return "", exec.ErrNotFound }
	r, err := Open(p.dir, o)
	if err != nil {
		t.Fatal(err)
	}
	var needs *ErrNeedsGit
	if _, err := r.Load(t.Context(), "HEAD"); !errors.As(err, &needs) {
		t.Errorf("without git: %v", err)
	}
	if r, err = Open(p.dir, variables{"GIT_NO_LAZY_FETCH": "1"}.options()); err != nil {
		t.Fatal(err)
	}
	var missing *ErrMissing
	if _, err := r.Load(t.Context(), "HEAD"); !errors.As(err, &missing) {
		t.Errorf("GIT_NO_LAZY_FETCH: %v", err)
	}
}

// TestPartialLink has a link among the files, which is read to find them: where it cannot be fetched no file goes in silence.
func TestPartialLink(t *testing.T) {
	b := newSandbox(t).shapes()
	b.git("config", "uploadpack.allowFilter", "true")
	b.git("config", "uploadpack.allowAnySHA1InWant", "true")
	dir := filepath.Join(filepath.Dir(b.work), "partial")
	b.runIn(filepath.Dir(b.work), "clone", "-q", "--bare", "--filter=blob:none", "file://"+b.work, dir)
	b.runIn(dir, "cat-file", "-p", "HEAD:backlog/po.yaml")
	open := func() *Repo {
		r, err := Open(dir, variables{}.options())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if err := os.Rename(b.work, b.work+"-gone"); err != nil {
		t.Fatal(err)
	}
	var fetch *ErrFetch
	if _, err := open().Load(t.Context(), "HEAD"); !errors.As(err, &fetch) {
		t.Errorf("without the remote: %v", err)
	}
	if err := os.Rename(b.work+"-gone", b.work); err != nil {
		t.Fatal(err)
	}
	got, err := open().Load(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(textsOf(mustLoad(t, b.work, "HEAD")), textsOf(got)); diff != "" {
		t.Error(diff)
	}
}
