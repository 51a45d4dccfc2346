package objects_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// readsAll compares every object with what git says of it.
func (r *repo) readsAll(s *objects.Store) {
	r.t.Helper()
	all := r.all()
	if len(all) == 0 {
		r.t.Fatal("no objects")
	}
	for id, want := range all {
		kind, data, err := s.Read(id)
		if err != nil {
			r.t.Errorf("%s: %v", id, err)
			continue
		}
		if kind.String() != want {
			r.t.Errorf("%s: a %s, want a %s", id, kind, want)
		}
		if got := plumbing.ComputeHash(kind, data); got != id {
			r.t.Errorf("%s: content has the name %s", id, got)
		}
		if !s.Has(id) {
			r.t.Errorf("%s: read but not there", id)
		}
	}
}

func TestReadLooseAndPacked(t *testing.T) {
	for _, tt := range []struct {
		name string
		pack []string
	}{
		{"loose", nil},
		{"offset deltas", []string{"repack", "-adfq", "--depth=50"}},
		{"name deltas", []string{"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50"}},
		{"several packs", []string{"repack", "-dq"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepo(t)
			r.history(30)
			if tt.pack != nil {
				r.git("", tt.pack...)
			}
			r.history(3)
			r.readsAll(r.store())
		})
	}
}

// A git gc that runs after the store has looked for packs must not hide objects.
func TestReadAfterRepack(t *testing.T) {
	r := newRepo(t)
	r.history(5)
	r.git("", "repack", "-adq")
	s := r.store()
	r.readsAll(s)
	r.history(2)
	r.readsAll(s)
	r.git("", "repack", "-adfq")
	r.git("", "prune-packed")
	r.readsAll(s)
}

func TestAlternates(t *testing.T) {
	far := newRepo(t)
	far.history(3)
	head := far.hash("rev-parse", "HEAD")
	near := newRepo(t)
	rel, err := filepath.Rel(near.objects(), far.objects())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{far.objects(), rel, `"` + far.objects() + `"`, "# nothing\n\n" + far.objects()} {
		path := filepath.Join(near.objects(), "info", "alternates")
		if err := os.WriteFile(path, []byte(line+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := near.store().ReadAs(plumbing.CommitObject, head); err != nil {
			t.Errorf("alternates %q: %v", line, err)
		}
	}
	loop := filepath.Join(far.objects(), "info", "alternates")
	if err := os.WriteFile(loop, []byte(near.objects()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var missing *objects.NotFoundError
	if _, _, err := near.store().Read(plumbing.NewHash("1")); !errors.As(err, &missing) {
		t.Errorf("alternates in a circle: %v", err)
	}
}

func TestMissing(t *testing.T) {
	r := newRepo(t)
	o := objects.New(plumbing.BlobObject, []byte("far away"))
	var missing *objects.NotFoundError
	if _, _, err := r.store().Read(o.ID); !errors.As(err, &missing) || errors.Is(err, fs.ErrNotExist) || missing.ID != o.ID.String() {
		t.Errorf("missing object: %v", err)
	}
	s := objects.Open(objects.Options{Dir: r.objects(), Fetch: func(ids []plumbing.Hash) error {
		if len(ids) != 1 || ids[0] != o.ID {
			t.Errorf("asked for %v", ids)
		}
		return objects.Writer{Store: r.store()}.Write(o)
	}})
	if data, err := s.ReadAs(plumbing.BlobObject, o.ID); err != nil || string(data) != "far away" {
		t.Errorf("fetched object: %q, %v", data, err)
	}
	if _, err := s.ReadAs(plumbing.TreeObject, o.ID); err == nil {
		t.Error("a blob was read as a tree")
	}
}

func TestWrite(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 3900, 3999, 4000, 4001, 66000, 131060, 131061, 3 << 20} {
		for _, data := range [][]byte{bytes.Repeat([]byte("text\n"), size/5+1)[:size], noise(rng, size)} {
			o := objects.New(plumbing.BlobObject, data)
			if err := (objects.Writer{Store: s}).Write(o); err != nil {
				t.Fatal(err)
			}
			if got := r.git("", "cat-file", "blob", o.ID.String()); got != string(data) {
				t.Errorf("%d bytes: git reads something else", size)
			}
			if got, err := s.ReadAs(plumbing.BlobObject, o.ID); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d bytes: %v", size, err)
			}
			info, err := os.Stat(filepath.Join(r.objects(), o.ID.String()[:2], o.ID.String()[2:]))
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm()&0o222 != 0 {
				t.Errorf("an object with mode %v", info.Mode())
			}
		}
	}
	r.git("", "fsck", "--strict", "--no-dangling")
	left, err := filepath.Glob(filepath.Join(r.objects(), "*", "tmp_obj_*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func noise(rng *rand.Rand, size int) []byte {
	out := make([]byte, size)
	for i := range out {
		out[i] = byte(rng.Uint32())
	}
	return out
}

// An object that is here already is not written again but made young, be it
// loose or packed.
func TestWriteAgain(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	o := objects.New(plumbing.BlobObject, []byte("again"))
	if err := (objects.Writer{Store: s}).Write(o); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.objects(), o.ID.String()[:2], o.ID.String()[2:])
	before := age(t, path)
	if err := (objects.Writer{Store: s}).Write(o); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) || !after.ModTime().After(before.ModTime()) {
		t.Errorf("a loose object: the same file %t, from %v to %v", os.SameFile(before, after), before.ModTime(), after.ModTime())
	}

	r.history(1)
	r.git("", "repack", "-adq")
	packs, err := filepath.Glob(filepath.Join(r.objects(), "pack", "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	before = age(t, packs[0])
	o = objects.New(plumbing.BlobObject, []byte("x"))
	if err := (objects.Writer{Store: r.store()}).Write(o); err != nil {
		t.Fatal(err)
	}
	if after, err = os.Stat(packs[0]); err != nil || !after.ModTime().After(before.ModTime()) {
		t.Error("a packed object was not made young")
	}
	if loose, err := filepath.Glob(filepath.Join(r.objects(), "??", "*")); err != nil || len(loose) > 1 {
		t.Errorf("a packed object was written again: %q", loose)
	}
}

// What git gc takes away between our look and our writing is written again: git, too, trusts no file that it cannot make young.
func TestWriteAfterPrune(t *testing.T) {
	for name, lose := range map[string]func(*repo){
		"a pack":         func(r *repo) { r.git("", "repack", "-adq") },
		"a loose object": func(r *repo) { r.git("", "prune", "--expire=now") },
	} {
		r := newRepo(t)
		r.history(1)
		o := objects.New(plumbing.BlobObject, []byte("nobody refers to it"))
		r.git(string(o.Data), "hash-object", "-w", "--stdin")
		if name == "a pack" {
			r.git(o.ID.String()+"\n", "pack-objects", "-q", filepath.Join(r.objects(), "pack", "pack"))
			r.git("", "prune-packed", "-q")
		}
		s := r.store()
		if !s.Has(o.ID) { // and remembers where
			t.Fatalf("%s: not there", name)
		}
		gone := false
		w := objects.Writer{Store: s, Disk: &disk.Disk{Watch: func(c disk.Call) error {
			if !gone && !c.After {
				gone = true
				lose(r)
			}
			return nil
		}}}
		if err := w.Write(o); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := r.try("", "cat-file", "-p", o.ID.String()); err != nil || got != string(o.Data) {
			t.Errorf("%s: lost: %q, %v", name, got, err)
		}
	}
}

// An object that nobody refers to may lie in a pack of such, which goes by ages of its own: it is written anew, as by git.
func TestWriteWhatIsCruft(t *testing.T) {
	r := newRepo(t)
	r.history(1)
	o := objects.New(plumbing.BlobObject, []byte("nobody refers to it"))
	r.git(string(o.Data), "hash-object", "-w", "--stdin")
	r.git("", "repack", "-dq", "--cruft")
	loose := filepath.Join(r.objects(), o.ID.String()[:2], o.ID.String()[2:])
	if _, err := os.Stat(loose); err == nil || !r.store().Has(o.ID) {
		t.Fatalf("not in a pack: %v", err)
	}
	if err := (objects.Writer{Store: r.store()}).Write(o); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(loose); err != nil {
		t.Error(err)
	}
}

// age makes a file old and says what it is like then.
func age(t *testing.T, path string) fs.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	old := info.ModTime().Add(-1000 * 3600 * 1e9)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	if info, err = os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return info
}
