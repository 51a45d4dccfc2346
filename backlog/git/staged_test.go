package git

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStaged reads the index in the forms that git gives it, and compares it with the commit that git makes of it.
func TestStaged(t *testing.T) {
	for _, form := range [][]string{
		{"update-index", "--index-version", "4"},
		{"update-index", "--split-index"},
		{"update-index", "--index-version", "2"},
	} {
		t.Run(form[len(form)-1], func(t *testing.T) {
			b := newSandbox(t).withBacklog()
			b.seed("backlog/items/VS-1-map.md", item("VS-1", "Map"), "backlog/items/pay/VS-2-pay.md", item("VS-2", "Pay"), "code.go", "package code\n")
			b.git(form...)
			b.write("backlog/items/VS-1-map.md", item("VS-1", "Chart"), "backlog/items/VS-3-bell.md", item("VS-3", "Bell"), "backlog/items/VS-4.md", item("VS-4", "Horn"))
			b.git("add", "backlog/items/VS-1-map.md", "backlog/items/VS-3-bell.md")
			b.git("add", "-N", "backlog/items/VS-4.md")
			b.git("rm", "-q", "--cached", "backlog/items/pay/VS-2-pay.md")
			b.write("backlog/items/VS-1-map.md", item("VS-1", "Something else"))
			r, err := Open(b.work, variables{}.options())
			if err != nil {
				t.Fatal(err)
			}
			head, staged, err := r.CompareStaged(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(textsOf(mustLoad(t, b.work, "HEAD")), textsOf(head)); diff != "" {
				t.Errorf("HEAD: %s", diff)
			}
			b.git("commit", "-qm", "staged")
			if diff := cmp.Diff(textsOf(mustLoad(t, b.work, "HEAD")), textsOf(staged)); diff != "" {
				t.Errorf("the index: %s", diff)
			}
		})
	}
}
