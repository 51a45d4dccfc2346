package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/po-backlog/po/backlog"
)

// TestGeneratedIsABacklog: what is measured is a backlog without a broken file.
func TestGeneratedIsABacklog(t *testing.T) {
	const n = 300
	dir := filepath.Join(t.TempDir(), "repository")
	if err := generate(dir, benchSeed, size{items: n, commits: 1}); err != nil {
		t.Fatal(err)
	}
	b, err := backlog.Load(os.DirFS(filepath.Join(dir, "backlog")))
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range b.Broken() {
		t.Error(broken)
	}
	items := 0
	for it := range b.Items() {
		items++
		if it.Title == "" {
			t.Errorf("%s: no title", it.ID)
		}
	}
	if items != n {
		t.Errorf("%d items, want %d", items, n)
	}
}
