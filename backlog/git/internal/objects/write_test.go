package objects_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

func someBlobs(n int) []objects.Object {
	all := make([]objects.Object, n)
	for i := range all {
		all[i] = objects.New(plumbing.BlobObject, fmt.Appendf(nil, "text %d", i))
	}
	return all
}

// TestWriteAllOrder: objects get their names in the order given, and where the
// medium is waited for, their folders are waited for after all names are there.
func TestWriteAllOrder(t *testing.T) {
	dir := t.TempDir()
	all := someBlobs(150)
	var named, synced []string
	d := &disk.Disk{Watch: func(c disk.Call) error {
		switch {
		case c.After:
		case c.Op == "rename":
			named = append(named, strings.ReplaceAll(c.Path[len(dir)+1:], string(filepath.Separator), ""))
		case c.Op == "sync":
			if len(named) != len(all) {
				t.Errorf("%s is waited for after %d names of %d", c.Path, len(named), len(all))
			}
			synced = append(synced, c.Path)
		}
		return nil
	}}
	w := objects.Writer{Store: objects.Open(objects.Options{Dir: dir}), Disk: d, Sync: true}
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	var want []string
	folders := map[string]bool{dir: true}
	for _, o := range all {
		want = append(want, o.ID.String())
		folders[filepath.Join(dir, o.ID.String()[:2])] = true
	}
	if diff := cmp.Diff(want, named); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	got := map[string]bool{}
	for _, f := range synced {
		got[f] = true
	}
	if diff := cmp.Diff(folders, got); diff != "" || len(synced) != len(got) {
		t.Errorf("%d folders waited for (-want +got):\n%s", len(synced), diff)
	}
}

// TestWriteAllAtOnce: what many write at the same time is whole, and an object
// that is given twice or is here already is no error.
func TestWriteAllAtOnce(t *testing.T) {
	for _, sync := range []bool{false, true} {
		s := objects.Open(objects.Options{Dir: t.TempDir()})
		all := someBlobs(200)
		w := objects.Writer{Store: s, Sync: sync}
		if err := errors.Join(w.Write(all[3]), w.WriteAll(append(all, all[:9]...))); err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			if data, err := s.ReadAs(plumbing.BlobObject, o.ID); err != nil || string(data) != string(o.Data) {
				t.Errorf("%s: %q, %v", o.ID, data, err)
			}
		}
		left, err := filepath.Glob(filepath.Join(s.Dir(), "*", "tmp_*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %q, %v", left, err)
		}
	}
}

// TestWriteAllFails: an error leaves nothing half done behind.
func TestWriteAllFails(t *testing.T) {
	s := objects.Open(objects.Options{Dir: t.TempDir()})
	all := someBlobs(60)
	bad := filepath.Join(s.Dir(), all[40].ID.String()[:2])
	if err := os.WriteFile(bad, nil, 0o666); err != nil { // where a folder should be
		t.Fatal(err)
	}
	if err := (objects.Writer{Store: s}).WriteAll(all); err == nil {
		t.Fatal("written into a file")
	}
	left, err := filepath.Glob(filepath.Join(s.Dir(), "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
