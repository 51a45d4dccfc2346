package objects_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A repo is a repository with git as a witness.
type repo struct {
	t   testing.TB
	dir string
}

func newRepo(t testing.TB) *repo {
	t.Helper()
	r := &repo{t, t.TempDir()}
	r.git("", "init", "-q")
	return r
}

func (r *repo) git(input string, args ...string) string {
	r.t.Helper()
	out, err := r.try(input, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// try asks git for something that it may refuse.
func (r *repo) try(input string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b")
	cmd.Stdin = strings.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out), err
}

func (r *repo) objects() string { return filepath.Join(r.dir, ".git", "objects") }

func (r *repo) store() *objects.Store {
	s := objects.Open(objects.Options{Dir: r.objects()})
	r.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			r.t.Error(err)
		}
	})
	return s
}

func (r *repo) hash(args ...string) plumbing.Hash {
	r.t.Helper()
	return plumbing.NewHash(strings.TrimSpace(r.git("", args...)))
}

// history commits versions of a file that grows and of some that do not, so
// that packing makes chains of deltas.
func (r *repo) history(versions int) {
	r.t.Helper()
	var text strings.Builder
	for i := range versions {
		fmt.Fprintf(&text, "line %d of a file that grows\n", i)
		for name, content := range map[string]string{
			"grows.md": text.String(), "sub/folder/small": fmt.Sprint(i), "sub/folder/empty": "", "sub.md": "x",
		} {
			path := filepath.Join(r.dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				r.t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				r.t.Fatal(err)
			}
		}
		r.git("", "add", ".")
		r.git("", "commit", "-q", "-m", fmt.Sprint("version ", i))
	}
}

// all gives every object's name and kind, as git knows them.
func (r *repo) all() map[plumbing.Hash]string {
	r.t.Helper()
	all := map[plumbing.Hash]string{}
	for line := range strings.Lines(r.git("", "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")) {
		name, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
		all[plumbing.NewHash(name)] = kind
	}
	return all
}
