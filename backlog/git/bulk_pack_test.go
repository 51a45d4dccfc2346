package git

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// manyNew are so many new files.
func manyNew(count int) []backlog.FileEdit {
	edits := make([]backlog.FileEdit, count)
	for i := range edits {
		edits[i] = backlog.FileEdit{Path: fmt.Sprintf("bulk/B-%d.md", i), New: fmt.Appendf(nil, "item %d\n", i)}
	}
	return edits
}

// packs are the files among the packs with an ending.
func (b *sandbox) packs(ending string) []string {
	b.t.Helper()
	found, err := filepath.Glob(filepath.Join(b.work, ".git/objects/pack/*"+ending))
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// TestManyAreOnePack: the objects of a commit of many files are one pack, those of a small one are loose, and the user's own
// transfer.unpackLimit says where many begins.
func TestManyAreOnePack(t *testing.T) {
	for _, tt := range []struct {
		limit string
		files int
		packs int
	}{{"", 90, 0}, {"", 100, 1}, {"5", 4, 1}, {"1k", 110, 0}, {"-1", 100, 1}} {
		t.Run(fmt.Sprintf("%s of %d files", tt.limit, tt.files), func(t *testing.T) {
			b := seeded(t)
			if tt.limit != "" {
				b.git("config", "transfer.unpackLimit", tt.limit)
			}
			if _, err := b.site().commit(t.Context(), CommitOptions{Message: "x", Files: manyNew(tt.files)}); err != nil {
				t.Fatal(err)
			}
			if got := len(b.packs(".idx")); got != tt.packs {
				t.Errorf("%d packs", got)
			}
			if kept := b.packs(".keep"); len(kept) > 0 {
				t.Errorf("kept after the commit: %q", kept)
			}
			b.git("fsck", "--strict", "--no-dangling")
			if status := b.git("status", "--porcelain"); status != "" {
				t.Errorf("status: %s", status)
			}
			if got := strings.Count(b.git("ls-tree", "-r", "--name-only", "HEAD", "backlog/bulk/"), "\n"); got != tt.files {
				t.Errorf("%d files in the commit", got)
			}
		})
	}
}

// TestRepackMeanwhile lets git repack at each call of a commit. Until the branch leads to them the objects of its pack are nobody's, and
// git drops such, unless the pack is kept.
func TestRepackMeanwhile(t *testing.T) {
	for at := 0; ; at++ {
		b := seeded(t)
		b.git("config", "transfer.unpackLimit", "1")
		s := b.site()
		calls := 0
		s.disk = &disk.Disk{Watch: func(disk.Call) error {
			if calls++; calls == at {
				b.git("repack", "-adq")
			}
			return nil
		}}
		if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: manyNew(2)}); err != nil {
			t.Fatalf("call %d: %v", at, err)
		}
		if calls < at {
			break
		}
		b.git("fsck", "--strict", "--no-dangling")
		if got := b.git("show", "HEAD:backlog/bulk/B-1.md"); got != "item 1\n" {
			t.Errorf("call %d: %q", at, got)
		}
	}
}
