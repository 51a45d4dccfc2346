package git

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// TestDurableOrder follows the calls of a durable commit. Power may fail at any of them: before a name is given to something, or
// anything is done that relies on it, its bytes are on the medium; and each kind of thing is there, names included, before the next.
func TestDurableOrder(t *testing.T) {
	b := stopRepository(t, 6)
	var order []string
	unsynced := map[string]bool{} // folders in which names have changed
	kind := func(path string) string {
		name := filepath.ToSlash(path)
		switch {
		case strings.HasSuffix(name, ".git/po/journal"):
			return "journal"
		case strings.HasSuffix(name, ".lock"), strings.Contains(name, ".git/logs/"), strings.Contains(name+"/", ".git/po/"):
			return ""
		case strings.Contains(name, ".git/objects/"):
			return "object"
		case strings.HasSuffix(name, ".git/index"):
			return "index"
		case strings.HasSuffix(name, "refs/heads/main"):
			return "ref"
		}
		return "file"
	}
	// What must be on the medium, names included, before a thing of the kind is done.
	before := map[string][]string{"file": {"object", "journal"}, "index": {"object", "file"}, "ref": {"object", "file"}}
	d := &disk.Disk{Watch: func(c disk.Call) error {
		path := c.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(b.work, path)
		}
		if (c.Op == "create" || c.Op == "append" && kind(path) == "journal") && !c.Sync && !strings.HasSuffix(path, "/logs/HEAD") && (len(order) == 0 || order[len(order)-1] != "ref") {
			t.Errorf("%s %s is not waited for", c.Op, path)
		}
		is := kind(path)
		switch {
		case c.Op == "sync" && c.After:
			delete(unsynced, path)
		case is == "" || c.Op != "rename" && c.Op != "remove" && c.Op != "append" && c.Op != "mkdir":
		case c.After:
			if (c.Op != "append" || len(order) == 0 || order[len(order)-1] == "object") && is != "index" && is != "ref" { // the first line makes the journal
				unsynced[filepath.Dir(path)] = true
			}
			if len(order) == 0 || order[len(order)-1] != is {
				order = append(order, is)
			}
		default:
			for folder := range unsynced {
				for _, needed := range before[is] {
					if kind(filepath.Join(folder, "journal")) == needed {
						t.Errorf("%s %s before %s is on the medium", c.Op, path, folder)
					}
				}
			}
		}
		return nil
	}}
	s := b.site()
	s.disk = d
	if _, err := s.commit(context.Background(), CommitOptions{Message: "po: change", Files: b.stopEdits(3), Durable: true}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(order, ", "); got != "object, journal, file, journal, index, ref, journal" {
		t.Errorf("order: %s", got)
	}
}
