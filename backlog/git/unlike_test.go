package git

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func TestUnlikeNamesWhatNoSnapshotTellsApart(t *testing.T) {
	b := newSandbox(t)
	unlike := func() []backlog.FileEdit {
		t.Helper()
		got, err := b.open("").Unlike(t.Context(), ".gitattributes", "po.yaml", "none")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	b.write("backlog/po.yaml", "version: 1\n", "backlog/.gitattributes", "*.md text=auto\n")
	want := []backlog.FileEdit{{Path: ".gitattributes", New: []byte("*.md text=auto\n")}, {Path: "po.yaml", New: []byte("version: 1\n")}}
	if diff := cmp.Diff(want, unlike()); diff != "" {
		t.Errorf("on an unborn branch: %s", diff)
	}
	b.seed("backlog/po.yaml", "version: 1\n", "backlog/.gitattributes", "*.md text=auto\n")
	if got := unlike(); len(got) != 0 {
		t.Errorf("all is committed, and %v is named", got)
	}
	b.write("backlog/po.yaml", "version: 1\r\n", "backlog/.gitattributes", "*.md -text\n")
	want = []backlog.FileEdit{{Path: ".gitattributes", Old: []byte("*.md text=auto\n"), New: []byte("*.md -text\n")}}
	if diff := cmp.Diff(want, unlike()); diff != "" {
		t.Errorf("changed: %s", diff)
	}
}
