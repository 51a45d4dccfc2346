package git

import (
	"testing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// Somebody changes the index just before each time that we lock it, as a git does that commits in a loop in a repository where that
// takes long. Whoever prepares first and locks then never gets through; after two failures the lock comes first, and what is prepared
// under it holds.
func TestIndexMovesAtEachAttempt(t *testing.T) {
	const enough = 12
	b := seeded(t)
	b.write("theirs", "x\n")
	b.git("add", "theirs")
	s, moved := b.site(), 0
	s.disk = &disk.Disk{Watch: func(c disk.Call) error {
		if c.Op == "link" && c.Path == s.indexPath()+".lock" && !c.After && moved < enough {
			moved++
			b.git("update-index", "--chmod="+[]string{"+x", "-x"}[moved%2], "theirs")
		}
		return nil
	}}
	_, err := s.commit(t.Context(), CommitOptions{Message: "po: change", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "one more\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if moved != pessimistic+1 {
		t.Errorf("it took %d attempts, want %d", moved, pessimistic+1)
	}
	if got := b.git("status", "--porcelain", "-uno"); got != "A  theirs\n" {
		t.Errorf("status %q", got)
	}
	if got := b.git("log", "-1", "--format=%s", "--name-only"); got != "po: change\n\nbacklog/items/VS-1.md\n" {
		t.Errorf("committed %q", got)
	}
	b.sound()
}
