//go:build unix

package objects_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"golang.org/x/sys/unix"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// TestPipes has named pipes in the place of objects, packs and indexes. Nobody writes into them, and reading does not wait for that.
func TestPipes(t *testing.T) {
	r := newRepo(t)
	o := objects.New(plumbing.BlobObject, []byte("x"))
	p := newHandPack(t)
	p.whole(o.Kind, string(o.Data))
	p.store(r, 1<<31)
	pack := r.packs()[0]
	name := o.ID.String()
	for _, path := range []string{pack, strings.TrimSuffix(pack, ".pack") + ".idx", filepath.Join(r.objects(), name[:2], name[2:])} {
		_ = os.Remove(path) // the pack's own files give way
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mkfifo(path, 0o644); err != nil {
			t.Fatal(err)
		}
		_, _, err := r.store().Read(o.ID)
		wantDamage(t, path, err, "not a file")
	}
}
