package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// What a watched disk sees, in order; a refused call is not made.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	var seen []disk.Call
	refuse := errors.New("no")
	d := &disk.Disk{Watch: func(c disk.Call) error {
		seen = append(seen, disk.Call{Op: c.Op, After: c.After, Sync: c.Sync})
		if c.Op == "remove" || c.After {
			return refuse
		}
		return nil
	}}
	if err := d.Create(path, disk.Content{Data: []byte("x"), Mode: 0o644, Sync: true}); err != nil {
		t.Error(err)
	}
	if err := d.Remove(path); !errors.Is(err, refuse) {
		t.Errorf("a refused call: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
	if err := d.Create(path, disk.Content{}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made twice: %v", err)
	}
	want := []disk.Call{{Op: "create", Sync: true}, {Op: "create", Sync: true, After: true}, {Op: "remove"}, {Op: "create"}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

// A file is made of its pieces in their order, empty ones too.
func TestCreateInPieces(t *testing.T) {
	var d *disk.Disk
	for want, c := range map[string]disk.Content{
		"":    {},
		"abc": {Data: []byte("a"), More: [][]byte{[]byte("b"), {}, []byte("c")}},
		"bc":  {More: [][]byte{nil, []byte("bc")}},
	} {
		c.Mode = 0o644
		path := filepath.Join(t.TempDir(), "file")
		if err := d.Create(path, c); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != want {
			t.Errorf("%q, %v, want %q", data, err, want)
		}
	}
}

func TestAppend(t *testing.T) {
	var d *disk.Disk
	path := filepath.Join(t.TempDir(), "log")
	if _, err := d.Append(path, disk.Content{Data: []byte("x")}, false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	for i, want := range []int64{0, 3, 6} {
		before, err := d.Append(path, disk.Content{Data: []byte("abc"), Mode: 0o666}, true)
		if err != nil || before != want {
			t.Errorf("append %d: %d bytes before, %v", i, before, err)
		}
	}
	if err := d.Truncate(path, 3); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "abc" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestRemoveEmptyFolders(t *testing.T) {
	var d *disk.Disk
	dir := t.TempDir()
	for _, name := range []string{"empty/a/b", "empty/c", "full/a/b"} {
		if err := d.MkdirAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Create(filepath.Join(dir, "full/a/file"), disk.Content{Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"empty", "full", "none", "full/a/file"} {
		d.RemoveEmptyFolders(filepath.Join(dir, name))
	}
	if _, err := os.Stat(filepath.Join(dir, "empty")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "full/a/file")); err != nil {
		t.Errorf("a file: %v", err)
	}
}

func TestIsMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"none": true, "none/x": true, "file/x": true, "file": false} {
		if _, err := os.ReadFile(filepath.Join(dir, name)); disk.IsMissing(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each makes every call once, gives an error, and calls one after the other where somebody watches.
func TestEach(t *testing.T) {
	for _, d := range []*disk.Disk{nil, {}} {
		var calls [100]atomic.Int32
		if err := d.Each(len(calls), 4, func(i int) error { calls[i].Add(1); return nil }); err != nil {
			t.Error(err)
		}
		for i := range calls {
			if n := calls[i].Load(); n != 1 {
				t.Errorf("call %d was made %d times", i, n)
			}
		}
		no := errors.New("no")
		if err := d.Each(9, 4, func(i int) error {
			if i == 5 {
				return no
			}
			return nil
		}); !errors.Is(err, no) {
			t.Errorf("the error is %v", err)
		}
	}
	watched := &disk.Disk{Watch: func(disk.Call) error { return nil }}
	var order []int
	if err := watched.Each(5, 4, func(i int) error { order = append(order, i); return nil }); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]int{0, 1, 2, 3, 4}, order); diff != "" {
		t.Error(diff)
	}
}
