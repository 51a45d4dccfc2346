package git

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// archived is what git says the backlog's files were at a revision.
func archived(t *testing.T, dir, rev string) map[string]string {
	t.Helper()
	out, err := variables{}.git(dir, "archive", "--format=tar", rev, "--", "backlog")
	if err != nil {
		t.Fatalf("archive %s: %v", rev, err)
	}
	files := map[string]string{}
	for r := tar.NewReader(bytes.NewReader([]byte(out + "\n"))); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if name := strings.TrimPrefix(h.Name, "backlog/"); h.Typeflag == tar.TypeReg && (backlog.Reads(name) || name == settingsFile) {
			files[name] = string(text)
		}
	}
}

// A storing is a way in which git keeps what a repository holds, by the commands that bring it about.
type storing struct {
	name     string
	commands [][]string
}

func storings() []storing {
	return []storing{
		{"as it came", nil},
		{"gc", [][]string{{"gc", "-q"}}},
		{"repack", [][]string{{"repack", "-adfq", "--depth=200", "--window=100"}, {"multi-pack-index", "write"}, {"commit-graph", "write", "--reachable", "--changed-paths"}}},
		{"index version 1", [][]string{{"-c", "pack.indexVersion=1", "-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq"}, {"pack-refs", "--all"}}},
		{"nothing borrowed", [][]string{{"repack", "-aq"}}},
	}
}

// TestReadingEverywhere loads revisions and compares them in repositories of all shapes, each stored in several ways, before and
// after, with one opened before too; git archive says what is right.
func TestReadingEverywhere(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 17).grow(12)
	base := filepath.Dir(c.work)
	want := map[string]map[string]string{}
	for _, rev := range []string{"HEAD", "HEAD~2", "HEAD~5"} {
		want[rev] = archived(t, c.work, rev)
	}
	run := func(args ...string) { c.runIn(base, args...) }
	run("clone", "-q", "--bare", "work", "bare")
	run("clone", "-q", "--depth=8", "--bare", "file://"+c.work, "shallow")
	run("clone", "-q", "--shared", "work", "shared")
	run("clone", "-q", "--shared", "shared", "chained")
	run("clone", "-q", "work", "main")
	run("-C", "main", "worktree", "add", "-q", "--detach", "../linked")
	relative := filepath.Join(base, "chained", ".git", "objects", "info", "alternates")
	if err := os.WriteFile(relative, []byte("../../../shared/.git/objects\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	// The chained one comes first: packing the one between makes a copy of what that borrows.
	for _, place := range []string{"chained", "bare", "shallow", "shared", "linked"} {
		t.Run(place, func(t *testing.T) {
			dir := filepath.Join(base, place)
			early, err := Open(dir, variables{}.options())
			if err != nil {
				t.Fatal(err)
			}
			defer early.Close()
			for _, way := range storings() {
				for _, args := range way.commands {
					c.runIn(dir, args...)
				}
				late, err := Open(dir, variables{}.options())
				if err != nil {
					t.Fatal(err)
				}
				readsAs(t, early, want, way.name+", opened before")
				readsAs(t, late, want, way.name)
				if err := late.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// readsAs loads and compares revisions and wants what git says.
func readsAs(t *testing.T, r *Repo, want map[string]map[string]string, what string) {
	t.Helper()
	for rev, files := range want {
		b, err := r.Load(t.Context(), rev)
		if err != nil {
			t.Errorf("%s: %s: %v", what, rev, err)
			continue
		}
		if diff := cmp.Diff(files, textsOf(b)); diff != "" {
			t.Errorf("%s: %s: %s", what, rev, diff)
		}
		for other, others := range want {
			x, y, err := r.Compare(t.Context(), rev, other)
			if err != nil {
				t.Errorf("%s: %s and %s: %v", what, rev, other, err)
				continue
			}
			if diff := cmp.Diff([]map[string]string{files, others}, []map[string]string{textsOf(x), textsOf(y)}); diff != "" {
				t.Errorf("%s: %s and %s: %s", what, rev, other, diff)
			}
		}
	}
}

// TestDamageIsNoAbsence has refs that lead to damage: nothing of it reads like a name that nothing has.
func TestDamageIsNoAbsence(t *testing.T) {
	for _, how := range []string{"gone", "cut"} {
		b := newSandbox(t).withBacklog()
		id := strings.TrimSpace(b.git("rev-parse", "HEAD"))
		file := filepath.Join(b.work, ".git", "objects", id[:2], id[2:])
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.Remove(file)
		}
		if err == nil && how == "cut" {
			err = os.WriteFile(file, text[:len(text)/2], 0o444)
		}
		if err != nil {
			t.Fatal(err)
		}
		r := b.open("")
		for _, rev := range []string{"HEAD", "main", id, id[:7]} {
			_, err := r.Revision(t.Context(), rev)
			var unknown *ErrUnknownRevision
			var missing *ErrMissing
			var damaged *ErrDamaged
			absent := how == "gone" && strings.HasPrefix(id, rev) // then the hash is one of nothing
			switch {
			case errors.As(err, &unknown) != absent:
				t.Errorf("%s %s: %v", rev, how, err)
			case absent:
			case how == "gone" && (!errors.As(err, &missing) || missing.ID != id), how == "cut" && (!errors.As(err, &damaged) || damaged.File != file):
				t.Errorf("%s %s: %v", rev, how, err)
			}
		}
	}
}
