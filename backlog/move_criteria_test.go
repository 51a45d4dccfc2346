package backlog

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestMoveCriteria moves criteria from the front matter to the body, before those that stand there, and says so in the difference.
func TestMoveCriteria(t *testing.T) {
	const before = "---\nid: VS-1\ntitle: Pay by card   # soon\ncriteria: [A receipt comes, \"The card: once\"]\nowner: mara\n---\nText.\n\n## Acceptance criteria\n\n- [x] It is fast\n"
	const after = "---\nid: VS-1\ntitle: Pay by card   # soon\nowner: mara\n---\nText.\n\n## Acceptance criteria\n\n- [ ] A receipt comes\n- [ ] The card: once\n- [x] It is fast\n"
	b, err := Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}, "items/VS-1.md": {Data: []byte(before)}})
	if err != nil {
		t.Fatal(err)
	}
	moved, err := b.MoveCriteria("VS-1")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := moved.Source("items/VS-1.md"); got != after {
		t.Error(cmp.Diff(after, got))
	}
	var lines []string
	for _, l := range Lines(Diff(b, moved)) {
		lines = append(lines, l.String())
	}
	want := []string{"VS-1  criterion 1  front matter → body", "VS-1  criterion 2  front matter → body"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the difference is\n%s", diff)
	}
	if again, err := moved.MoveCriteria("VS-1"); err != nil || again != moved {
		t.Errorf("again: %v, the same: %t", err, again == moved)
	}
}
