package git

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// folders are those that the backlog reads.
func folders() []string {
	var names []string
	for _, k := range backlog.RecordKinds() {
		names = append(names, k.Folder())
	}
	return names
}

// readAll gives what ReadAll hands out: text by path, or the error.
func readAll(t *testing.T, files backlog.Bulk) map[string]string {
	t.Helper()
	var mu sync.Mutex
	got := map[string]string{}
	err := files.ReadAll(folders(), func(worker int, path, data string, err error) {
		mu.Lock()
		defer mu.Unlock()
		if worker < 0 || worker >= 2*runtime.GOMAXPROCS(0) {
			t.Errorf("worker %d", worker)
		}
		if _, twice := got[path]; twice {
			t.Errorf("%s comes twice", path)
		}
		if err != nil {
			data = "error: " + err.Error()
		}
		got[path] = data
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// shapes are files of every kind that lies in a backlog.
func (b *sandbox) shapes() *sandbox {
	b.t.Helper()
	b.withBacklog()
	b.seed("backlog/product.md", "product", "backlog/items/README.md", "not read", "backlog/items/_draft.md", "not read", "backlog/items/.hidden.md", "not read",
		"backlog/items/note.txt", "not read", "backlog/items/x/y/VS-3.md", "three", "backlog/items/_x/VS-4.md", "not read", "backlog/goals/G-1.md", "goal",
		"backlog/items/empty.md", "", "backlog/items/crlf.md", "a\r\nb\r\n", "backlog/items/ünï.md", "name", "backlog/elsewhere/VS-5.md", "not read",
		"backlog/items/x-y/VS-6.md", "six", "backlog/items/x.md", "sorts before the folder", "outside.md", "outside")
	for name, to := range map[string]string{"link.md": "VS-1-map.md", "far.md": "../goals/G-1.md", "out.md": "../../outside.md", "abs.md": "/etc/hostname",
		"loop.md": "loop.md", "gone.md": "nothing", "dir.md": "x", "folder": "x"} {
		if err := os.Symlink(to, filepath.Join(b.work, "backlog", "items", name)); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(b.work, "backlog/items/empty.md"), 0o755); err != nil {
		b.t.Fatal(err)
	}
	b.git("add", ".")
	b.git("commit", "-q", "-m", "shapes")
	return b
}

func TestReadAll(t *testing.T) {
	b := newSandbox(t).shapes()
	want := map[string]string{
		"items/VS-1-map.md": item("VS-1", "Map"), "items/VS-2-pay.md": item("VS-2", "Pay"), "items/x/y/VS-3.md": "three", "goals/G-1.md": "goal",
		"items/empty.md": "", "items/crlf.md": "a\r\nb\r\n", "items/ünï.md": "name", "items/x-y/VS-6.md": "six", "items/x.md": "sorts before the folder",
		"items/link.md": item("VS-1", "Map"), "items/far.md": "goal",
	}
	r := b.open("")
	w, err := openWorkFS(r.backlog)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if diff := cmp.Diff(want, readAll(t, w)); diff != "" {
		t.Errorf("work tree: %s", diff)
	}
	for _, packed := range []bool{false, true} {
		if packed {
			b.git("gc", "-q")
		}
		tree, err := b.open("").treeAt(t.Context(), "HEAD")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readAll(t, tree)); diff != "" {
			t.Errorf("commit, packed %t: %s", packed, diff)
		}
		blobs, err := tree.blobs()
		if err != nil {
			t.Fatal(err)
		}
		names := slices.Sorted(maps.Keys(blobs))
		if diff := cmp.Diff(slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(want)), "po.yaml", "product.md"))), names); diff != "" {
			t.Errorf("blobs: %s", diff)
		}
		for path, id := range blobs {
			if want := strings.TrimSpace(b.git("hash-object", "backlog/"+path)); id.String() != want {
				t.Errorf("%s is %s, git says %s", path, id, want)
			}
		}
	}
}

// TestHostileFiles has what must never be opened, and what is too large, in the folder.
func TestHostileFiles(t *testing.T) {
	b := newSandbox(t).withBacklog()
	items := filepath.Join(b.work, "backlog", "items")
	pipe := filepath.Join(items, "pipe.md")
	if !makePipe(t, pipe) {
		return
	}
	if err := os.Symlink("pipe.md", filepath.Join(items, "to-pipe.md")); err != nil {
		t.Fatal(err)
	}
	huge := filepath.Join(items, "huge.md")
	if err := os.WriteFile(huge, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 200<<20); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20, maxText} {
		b.write(fmt.Sprintf("backlog/items/size-%d.md", n), strings.Repeat("x", n))
	}
	secret := filepath.Join(items, "secret.md")
	b.write("backlog/items/secret.md", "x")
	if err := os.Chmod(secret, 0); err != nil {
		t.Fatal(err)
	}
	done := make(chan map[string]string, 1)
	r := b.open("")
	go func() {
		w, err := openWorkFS(r.backlog)
		if err != nil {
			t.Error(err)
		}
		defer w.close()
		got := readAll(t, w)
		if _, err := w.Open("items/pipe.md"); !errors.Is(err, errNotFile) {
			t.Errorf("a pipe is opened: %v", err)
		}
		if _, err := fs.ReadFile(w, "items/to-pipe.md"); err == nil {
			t.Error("a link to a pipe is read")
		}
		if _, err := w.Open("../README.md"); err == nil {
			t.Error("a path that leads out is opened")
		}
		done <- got
	}()
	var got map[string]string
	select {
	case got = <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("reading waits for a pipe")
	}
	if text, there := got["items/pipe.md"]; there {
		t.Errorf("a pipe is handed out: %q", text)
	}
	if n := len(got["items/huge.md"]); n != maxText {
		t.Errorf("%d bytes of 200 MB are read, want %d", n, maxText)
	}
	for path, text := range got {
		var n int
		if _, err := fmt.Sscanf(path, "items/size-%d.md", &n); err == nil && len(text) != n {
			t.Errorf("%s: %d bytes", path, len(text))
		}
	}
	if os.Geteuid() != 0 && !strings.HasPrefix(got["items/secret.md"], "error: ") {
		t.Errorf("a file that may not be read: %q", got["items/secret.md"])
	}
	loaded, err := r.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if n := loaded.Len(); n != 2 {
		t.Errorf("%d items, want 2", n)
	}
}

func TestDeepFolders(t *testing.T) {
	b := newSandbox(t).withBacklog()
	deep := "backlog/items/" + strings.Repeat("d/", maxFolders+1) + "VS-9.md"
	b.seed(deep, "x")
	r := b.open("")
	if _, err := r.Load(t.Context(), ""); !errors.Is(err, errTooDeep) {
		t.Errorf("work tree: %v", err)
	}
	if _, err := r.Load(t.Context(), "HEAD"); !errors.Is(err, errTooDeep) {
		t.Errorf("commit: %v", err)
	}
}

func TestFileSystems(t *testing.T) {
	b := newSandbox(t).shapes()
	for _, name := range []string{"out.md", "abs.md", "loop.md", "gone.md"} {
		b.git("rm", "-q", "backlog/items/"+name)
	}
	b.git("commit", "-q", "-m", "no link leads out")
	r := b.open("")
	w, err := openWorkFS(r.backlog)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	tree, err := r.treeAt(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for name, fsys := range map[string]fs.FS{"work tree": w, "commit": tree} {
		if err := fstest.TestFS(fsys, "po.yaml", "items/VS-1-map.md", "items/x/y/VS-3.md", "goals/G-1.md", "items/ünï.md", "items/link.md"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		info, err := fs.Stat(fsys, "items/crlf.md")
		if err != nil || info.Size() != 6 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		info, err = fs.Stat(fsys, "items/empty.md")
		if err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s: an executable file is %v, %v", name, info, err)
		}
	}
}

// TestLinksInCommits follows links as the work tree does.
func TestLinksInCommits(t *testing.T) {
	b := newSandbox(t).shapes()
	tree, err := b.open("").treeAt(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"items/link.md": item("VS-1", "Map"), "items/far.md": "goal", "items/folder/y/VS-3.md": "three",
		"items/out.md": "", "items/abs.md": "", "items/loop.md": "", "items/gone.md": "", "items/dir.md": "", "items/link.md/x": "", "../po.yaml": "", "nothing": "",
	} {
		data, err := fs.ReadFile(tree, name)
		if (err == nil) != (want != "") || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if to, err := fs.ReadLink(tree, "items/far.md"); err != nil || to != "../goals/G-1.md" {
		t.Errorf("%q, %v", to, err)
	}
	if _, err := fs.ReadLink(tree, "items/x.md"); err == nil {
		t.Error("a file is read as a link")
	}
}
