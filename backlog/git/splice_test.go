package git

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func TestCommitOneFile(t *testing.T) {
	b := newSandbox(t)
	b.seed("README", "hi\n", "backlog/items/VS-1.md", "one\n", "backlog/items/VS-2.md", "two\n")
	res := b.commit(b.edit("items/VS-1.md", "one more\n"))
	b.sound()
	if got := b.git("status", "--porcelain"); got != "" {
		t.Errorf("status: %s", got)
	}
	if got := strings.TrimSpace(b.git("rev-parse", "HEAD")); got != res.Hash {
		t.Errorf("HEAD %s, result %s", got, res.Hash)
	}
	want := "A U Thor <author@example.com> 1760000000 +0200|C O Mitter <committer@example.com> 1760000100 +0200|po: change"
	if got := strings.TrimSpace(b.git("log", "-1", "--date=raw", "--format=%an <%ae> %ad|%cn <%ce> %cd|%B")); got != want {
		t.Errorf("commit %q, want %q", got, want)
	}
	if got := b.git("show", "--stat=80", "--format=", "--raw", "--no-abbrev"); !strings.Contains(got, "M\tbacklog/items/VS-1.md") || strings.Contains(got, "VS-2") {
		t.Errorf("changed: %s", got)
	}
	if got := b.git("reflog", "-1", "--format=%gs"); got != "commit: po: change\n" {
		t.Errorf("reflog %q", got)
	}
	if diff := cmp.Diff([]string{"backlog/items/VS-1.md"}, res.Files); diff != "" {
		t.Error(diff)
	}
	if res.Branch != "main" || res.Detached {
		t.Errorf("branch %q", res.Branch)
	}
}

func TestFirstCommit(t *testing.T) {
	b := newSandbox(t)
	b.commit(backlog.FileEdit{Path: "po.yaml", New: []byte("prefix: VS\n")}, backlog.FileEdit{Path: "items/VS-1.md", New: []byte("x\n")})
	b.sound()
	if got := b.git("status", "--porcelain"); got != "" {
		t.Errorf("status: %s", got)
	}
	for _, name := range []string{"HEAD", "main"} {
		if got := b.git("reflog", "-1", "--format=%gs", name); got != "commit (initial): po: change\n" {
			t.Errorf("reflog %s %q", name, got)
		}
	}
}
