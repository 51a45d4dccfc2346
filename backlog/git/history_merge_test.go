package git

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// What either side of a merge has already is not the merge's own, though both have changed the file; what somebody put into the merge
// itself is.
func TestMergeHasOnlyItsOwnChanges(t *testing.T) {
	t.Parallel()
	const head = "---\nid: VS-1\nstatus: draft\ntitle: Pay\n"
	text := func(keys, criteria, body string) string {
		return head + keys + "---\nFirst paragraph.\n\nSecond paragraph.\n" + body + "\n## Acceptance criteria\n\n" + criteria
	}
	base := text("points: 3\nvalue: 5\nlabels:\n  - pay\n", "- [ ] One\n- [ ] Two\n", "")
	ours := text("points: 3\nvalue: 8\nlabels:\n  - pay\n  - summer\n", "- [ ] One\n- [x] Two\n", "\nOurs.\n")
	theirs := text("points: 5\nvalue: 5\nlabels:\n  - pay\n  - pilot\n", "- [ ] One reworded\n- [ ] Two\n- [ ] Three\n", "")
	clean := text("points: 5\nvalue: 8\nlabels:\n  - pay\n  - summer\n  - pilot\n", "- [ ] One reworded\n- [x] Two\n- [ ] Three\n", "\nOurs.\n")
	tests := []struct {
		name, merged string
		own          []string
	}{
		{"clean", clean, nil},
		{"a field", strings.Replace(clean, "points: 5", "points: 13", 1), []string{"set points"}},
		{"a field of its own", strings.Replace(clean, "points: 5", "area: pay\npoints: 5", 1), []string{"set area"}},
		{"an entry of a list", strings.Replace(clean, "  - pilot\n", "  - pilot\n  - now\n", 1), []string{"insert labels"}},
		{"an entry that both have", strings.Replace(clean, "  - pay\n", "", 1), []string{"delete labels"}},
		{"a criterion", strings.Replace(clean, "- [x] Two", "- [x] Two and a half", 1), []string{"criterion criteria"}},
		{"a tick", strings.Replace(clean, "- [ ] Three", "- [x] Three", 1), []string{"criterion criteria"}},
		{"a criterion that both have is gone", strings.Replace(clean, "- [x] Two\n", "", 1), []string{"criterion criteria"}},
		{"a line", strings.Replace(clean, "First paragraph.", "First sentence.", 1), []string{"hunk body"}},
		{"a line that both have is gone", strings.Replace(clean, "Second paragraph.\n", "", 1), []string{"hunk body"}},
		{"ours alone", ours, nil},
		{"theirs alone", theirs, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newSandbox(t)
			b.write("backlog/po.yaml", "version: 1\nkey: VS\n", "backlog/items/VS-1.md", base)
			b.git("add", "-A")
			b.git("commit", "-q", "-m", "base")
			b.git("switch", "-q", "-c", "side")
			b.write("backlog/items/VS-1.md", theirs, "backlog/items/VS-2.md", item("VS-2", "Theirs"))
			b.git("add", "-A")
			b.git("commit", "-q", "-m", "theirs")
			b.git("switch", "-q", "main")
			b.write("backlog/items/VS-1.md", ours)
			b.git("commit", "-q", "-a", "-m", "ours")
			_, _ = tryGit(b.work, "merge", "-q", "--no-ff", "--no-commit", "side")
			b.write("backlog/items/VS-1.md", tt.merged)
			b.git("add", "-A")
			b.git("commit", "-q", "-m", "merge")
			for _, o := range []HistoryOptions{{Full: true}, {Full: true, ID: "VS-1"}} {
				var own []string
				for _, rev := range collect(t, b.open(""), o) {
					for _, c := range rev.Changes {
						if rev.Subject == "merge" {
							own = append(own, string(c.Op)+" "+c.Field)
						}
					}
				}
				if diff := cmp.Diff(tt.own, slices.Compact(own)); diff != "" {
					t.Errorf("%+v: %s", o, diff)
				}
			}
		})
	}
}

// A record that came with one side and was changed in the merge is changed by it, not added.
func TestMergeThatChangesWhatCame(t *testing.T) {
	t.Parallel()
	b := newSandbox(t)
	b.write("backlog/po.yaml", "version: 1\nkey: VS\n", "backlog/items/VS-1.md", item("VS-1", "Pay"))
	b.git("add", "-A")
	b.git("commit", "-q", "-m", "base")
	b.git("switch", "-q", "-c", "side")
	b.write("backlog/items/VS-2.md", item("VS-2", "Theirs", "points: 3"))
	b.git("add", "-A")
	b.git("commit", "-q", "-m", "theirs")
	b.git("switch", "-q", "main")
	b.write("backlog/items/VS-1.md", item("VS-1", "Pay by card"))
	b.git("commit", "-q", "-a", "-m", "ours")
	b.git("merge", "-q", "--no-ff", "--no-commit", "side")
	b.write("backlog/items/VS-2.md", item("VS-2", "Theirs", "points: 8"))
	b.git("add", "-A")
	b.git("commit", "-q", "-m", "merge")
	got := collect(t, b.open(""), HistoryOptions{Full: true, Limit: 1})
	if len(got) != 1 || len(got[0].Changes) != 1 || got[0].Changes[0].Op != backlog.OpSet || got[0].Changes[0].Old.Text != "3" || got[0].Changes[0].New.Text != "8" {
		t.Errorf("%+v", got)
	}
}

// Of three parents one lacks the record that the merge moved: the move is the merge's own all the same.
func TestMergeOfThreeParents(t *testing.T) {
	t.Parallel()
	b := newSandbox(t)
	b.write("backlog/po.yaml", "version: 1\nkey: VS\n", "backlog/items/VS-1.md", item("VS-1", "Pay"))
	b.git("add", "-A")
	b.git("commit", "-q", "-m", "base")
	for _, branch := range []string{"two", "three"} {
		b.git("switch", "-q", "-c", branch, "main")
		b.write("README.md", branch)
		if branch == "two" {
			b.write("backlog/items/VS-2.md", item("VS-2", "Theirs"))
		}
		b.git("add", "-A")
		b.git("commit", "-q", "-m", branch)
	}
	b.git("switch", "-q", "main")
	b.write("backlog/items/old/VS-2.md", item("VS-2", "Theirs"))
	b.git("add", "-A")
	tree := strings.TrimSpace(b.git("write-tree"))
	b.git("reset", "-q", "--hard", strings.TrimSpace(b.git("commit-tree", tree, "-p", "main", "-p", "two", "-p", "three", "-m", "merge")))
	for _, o := range []HistoryOptions{{Full: true, Limit: 1}, {Full: true, Limit: 1, ID: "VS-2"}} {
		got := collect(t, b.open(""), o)
		if len(got) != 1 || got[0].Subject != "merge" || len(got[0].Changes) != 1 || got[0].Changes[0].Field != "path" {
			t.Errorf("%+v", got)
		}
	}
}
