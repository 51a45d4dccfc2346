package git

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A neighbour that changed in the very second of the index is compared with its entry, which then stays. Whoever edits it after that,
// still in this second and to the same length, is seen by git all the same: the new index seems to be as old as the commit's beginning,
// however long the commit takes.
func TestNeighbourEditedBehindTheComparison(t *testing.T) {
	const second = 1750000000
	at := func(nanos int64) time.Time { return time.Unix(second, nanos) }
	b := seeded(t)
	path := filepath.Join(b.work, "racy")
	edit := func(text string, when time.Time) {
		b.write("racy", text)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	edit("aaaa\n", at(0))
	b.git("add", "racy")
	b.git("commit", "-q", "-m", "racy")
	b.git("config", "core.trustctime", "false") // of what cannot be set back here the seconds would tell
	s, compared := b.site(), false
	if err := os.Chtimes(s.indexPath(), at(0), at(0)); err != nil {
		t.Fatal(err)
	}
	s.began = at(500e6)
	s.disk = &disk.Disk{Watch: func(c disk.Call) error {
		if c.Op == "link" && c.Path == s.indexPath()+".lock" && !c.After {
			compared = true
			edit("bbbb\n", at(900e6))
		}
		return nil
	}}
	o := CommitOptions{Message: "po: change", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "one more\n")}}
	if _, err := s.commit(t.Context(), o); err != nil || !compared {
		t.Fatal(err, compared)
	}
	if got := b.git("status", "--porcelain"); got != " M racy\n" {
		t.Errorf("status %q", got)
	}
	b.sound()
}
