package objects_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// bulk writes packs of one object or more into a store and notes what it holds.
func bulk(s *objects.Store) (w objects.Writer, held *[]string) {
	held = new([]string)
	return objects.Writer{Store: s, PackFrom: 1, Hold: func(path string) error {
		*held = append(*held, path)
		return nil
	}}, held
}

// TestPackIsGits: git takes a pack of ours for sound, makes the very same index of it, and reads out of it what was written: objects of
// every kind and of sizes around those where the heads of entries and the ways to deflate change.
func TestPackIsGits(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 11))
	for _, count := range []int{1, 2, 300} {
		r := newRepo(t)
		w, held := bulk(r.store())
		var all []objects.Object
		for i := range count {
			size := []int{0, 1, 15, 16, 2047, 2048, 3999, 4001, 1<<18 - 1, 1 << 18, 300_000}[i%11]
			all = append(all, objects.New(plumbing.BlobObject, fmt.Appendf(noise(rng, size), "%d", i)))
		}
		tree := fmt.Appendf(nil, "100644 a\x00%s", all[0].ID[:])
		all = append(all, objects.New(plumbing.TreeObject, tree))
		all = append(all, objects.New(plumbing.CommitObject, fmt.Appendf(nil, "tree %s\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n", all[count].ID)))
		if err := w.WriteAll(append(all, all[0])); err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix((*held)[0], ".keep")
		r.git("", "index-pack", "--strict", "-o", filepath.Join(r.dir, "gits.idx"), base+".pack")
		gits, err1 := os.ReadFile(filepath.Join(r.dir, "gits.idx"))
		ours, err2 := os.ReadFile(base + ".idx")
		if err := errors.Join(err1, err2); err != nil || string(ours) != string(gits) {
			t.Errorf("%d objects: an index of %d bytes, git's has %d: %v", count, len(ours), len(gits), err)
		}
		if name := strings.TrimSpace(r.git("", "index-pack", base+".pack")); filepath.Base(base) != "pack-"+name {
			t.Errorf("%s is called %s by git", base, name)
		}
		r.git("", "fsck", "--strict", "--no-dangling")
		var ids, want strings.Builder
		for _, o := range all {
			fmt.Fprintln(&ids, o.ID)
			fmt.Fprintf(&want, "%s %s %d\n%s\n", o.ID, o.Kind, len(o.Data), o.Data)
		}
		if got := r.git(ids.String(), "cat-file", "--batch"); got != want.String() {
			t.Errorf("git reads other objects: %d bytes, want %d", len(got), want.Len())
		}
	}
}

// TestPackOrder: the pack is held before anybody can see it, its index comes last, and what is written is on the medium with its name.
func TestPackOrder(t *testing.T) {
	dir := t.TempDir()
	var did []string
	w, _ := bulk(objects.Open(objects.Options{Dir: dir}))
	hold := w.Hold
	w.Hold = func(path string) error {
		did = append(did, "hold")
		return hold(path)
	}
	w.Sync = true
	w.Disk = &disk.Disk{Watch: func(c disk.Call) error {
		if !c.After && c.Op != "mkdir" {
			did = append(did, strings.Join(strings.Fields(c.Op+" "+filepath.Ext(c.Path)+map[bool]string{true: " waits"}[c.Sync]), " "))
		}
		return nil
	}}
	if err := w.WriteAll(someBlobs(3)); err != nil {
		t.Fatal(err)
	}
	want := []string{"hold", "create .keep", "create .keep", "create waits", "rename .pack", "create waits", "rename .idx", "sync waits", "sync waits"}
	if diff := cmp.Diff(want, did); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// TestPackOfMissing: what is here already goes into no pack, and few objects, or any without a way to hold a pack, lie loose.
func TestPackOfMissing(t *testing.T) {
	r := newRepo(t)
	all := someBlobs(12)
	loose := objects.Writer{Store: r.store(), PackFrom: 1}
	w, held := bulk(loose.Store)
	w.PackFrom = 4
	if err := errors.Join(loose.WriteAll(all[:2]), w.WriteAll(all[:5]), w.WriteAll(all), w.WriteAll(all)); err != nil {
		t.Fatal(err)
	}
	if len(*held) != 1 {
		t.Fatalf("%d packs", len(*held))
	}
	var count, size, inPack, packs int
	if _, err := fmt.Sscanf(strings.NewReplacer("\n", " ", ":", "").Replace(r.git("", "count-objects", "-v")),
		"count %d size %d in-pack %d packs %d", &count, &size, &inPack, &packs); err != nil {
		t.Fatal(err)
	}
	if count != 5 || inPack != 7 || packs != 1 {
		t.Errorf("%d loose, %d in %d packs", count, inPack, packs)
	}
}

// TestPackCannotBeRenewed: an object in a pack whose age cannot be changed is written once more, as git does; a loose one is not.
func TestPackCannotBeRenewed(t *testing.T) {
	r := newRepo(t)
	all := someBlobs(2)
	w, _ := bulk(r.store())
	if err := w.WriteAll(all[:1]); err != nil {
		t.Fatal(err)
	}
	w.Hold = nil
	if err := w.WriteAll(all[1:]); err != nil {
		t.Fatal(err)
	}
	created := 0
	w.Disk = &disk.Disk{Watch: func(c disk.Call) error {
		switch {
		case c.Op == "touch":
			return os.ErrPermission
		case c.Op == "create" && c.After:
			created++
		}
		return nil
	}}
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	if created != 1 {
		t.Errorf("%d objects written, want the one in the pack", created)
	}
	if got := r.git("", "count-objects"); !strings.HasPrefix(got, "2 objects") {
		t.Errorf("loose: %s", got)
	}
}

// TestPackFails: an error at any call leaves neither a pack that nobody can read nor a prepared file; what keeps it was noted before.
func TestPackFails(t *testing.T) {
	no := errors.New("no")
	for at := 1; ; at++ {
		s := objects.Open(objects.Options{Dir: t.TempDir()})
		w, held := bulk(s)
		calls, failed := 0, false
		w.Disk = &disk.Disk{Watch: func(c disk.Call) error {
			if c.After {
				return nil
			}
			if calls++; calls == at {
				failed = true
				return no
			}
			return nil
		}}
		err := w.WriteAll(someBlobs(3))
		if !failed {
			break
		}
		if !errors.Is(err, no) {
			t.Errorf("call %d: %v", at, err)
		}
		left, globErr := filepath.Glob(filepath.Join(s.Dir(), "*", "*"))
		if globErr != nil {
			t.Fatal(globErr)
		}
		for _, path := range left {
			if len(*held) != 1 || path != (*held)[0] {
				t.Errorf("call %d: left behind: %s", at, path)
			}
		}
	}
}
