package git

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func asError[E error](err error, target *E) bool { return errors.As(err, target) }

// TestWho compares names with those that git shows through .mailmap.
func TestWho(t *testing.T) {
	const people = "# people\nMara Lind <mara@example.org>\nMara Lind <mara@example.org> <ml@old.example>\n<jo@example.org> <jo@laptop>\n" +
		"Proper <p@x> Commit Name <shared@x>\nOther <shared@x>\n\nbroken line\nNo <> <empty@x>\n  Spaced   <s@x>  <S@OLD>\nLate <mara@example.org>\n"
	authors := []string{"mara <MARA@example.org>", "M <ml@old.example>", "Jo <jo@laptop>", "Commit Name <shared@x>", "COMMIT NAME <shared@x>", "Someone <shared@x>",
		"E <empty@x>", "S <s@old>", "Nobody <nobody@x>"}
	for _, where := range []string{"work tree", "file", "blob", "bare"} {
		b := newSandbox(t)
		b.write("backlog/po.yaml", "version: 1\n")
		switch where {
		case "work tree", "bare":
			b.write(".mailmap", people)
		case "file":
			b.write(".git/people", people)
			b.git("config", "mailmap.file", ".git/people")
		case "blob":
			b.write("people", people)
			b.git("config", "mailmap.blob", "HEAD:people")
		}
		b.git("add", ".")
		for i, author := range authors {
			name, mail, _ := strings.Cut(strings.TrimSuffix(author, ">"), " <")
			b.write(fmt.Sprintf("backlog/items/VS-%d.md", i+1), item(fmt.Sprintf("VS-%d", i+1), "T"))
			b.git("add", ".")
			if _, err := (variables{"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail}).git(b.work, "commit", "-q", "-m", "x"); err != nil {
				t.Fatal(err)
			}
		}
		at := b.work
		if where == "bare" {
			at = filepath.Join(filepath.Dir(b.work), "bare")
			b.runIn(filepath.Dir(b.work), "clone", "-q", "--bare", "work", "bare")
		}
		r, err := Open(at, variables{}.options())
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, rev := range collect(t, r, HistoryOptions{}) {
			fmt.Fprintf(&got, "%s <%s> %s\n", rev.Author.Name, rev.Author.Email, rev.Time.Format("2006-01-02T15:04:05-07:00"))
		}
		want := b.runIn(at, "log", "--format=%aN <%aE> %aI")
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("%s: %s", where, diff)
		}
	}
}

// TestWhy takes messages apart that po has written, with what people and git add to them.
func TestWhy(t *testing.T) {
	b := newSandbox(t).withBacklog()
	commit := func(n int, message string) {
		b.write("backlog/items/VS-1-map.md", item("VS-1", fmt.Sprint("Map ", n)))
		b.git("add", ".")
		b.git("commit", "-q", "--cleanup=verbatim", "--allow-empty-message", "-m", message)
	}
	commit(1, "po: edit VS-1\n\nThe pilot needs it.\n\nSecond thought.\n\nVS-1  title  Map → Map 1\n\nPo-Action: edit\nPo-Item: VS-1\nPo-Forced: ready.criteria\n")
	commit(2, "po: edit VS-1\n\nVS-1  title  Map 1 → Map 2\n\nPo-Action: edit\nPo-Item: VS-1\nSigned-off-by: Mara <m@x>\n(cherry picked from commit 1234)\n")
	commit(3, "by hand\n\nWith a reason.\nPo-Action: not a trailer\n")
	commit(4, "\n\nPo-Action: edit\n")
	commit(5, "feat: hand\n\nbody\n\nReviewed-by: X\nnot a trailer line\n")
	commit(6, "")
	want := []struct {
		subject, why, action string
		items, forced        int
	}{
		{},
		{subject: "feat: hand", why: "body\n\nReviewed-by: X\nnot a trailer line"},
		{subject: "Po-Action: edit"},
		{subject: "by hand", why: "With a reason.\nPo-Action: not a trailer"},
		{subject: "po: edit VS-1", action: "edit", items: 1},
		{subject: "po: edit VS-1", why: "The pilot needs it.\n\nSecond thought.", action: "edit", items: 1, forced: 1},
	}
	got := collect(t, b.open(""), HistoryOptions{})
	for i, w := range want {
		r := got[i]
		if r.Subject != w.subject || r.Why != w.why || r.Action != w.action || len(r.Items) != w.items || len(r.Forced) != w.forced {
			t.Errorf("%d: %+v, want %+v", i, r, w)
		}
	}
}

// TestShallow does not take what a clone does not have for new.
func TestShallow(t *testing.T) {
	c := newChronicle(t, 30).grow(20)
	outside := filepath.Dir(c.work)
	c.runIn(outside, "clone", "-q", "--depth", "5", "file://"+c.work, "shallow")
	r, err := Open(filepath.Join(outside, "shallow"), variables{}.options())
	if err != nil {
		t.Fatal(err)
	}
	if !r.Shallow() || c.open("").Shallow() {
		t.Error("which clone is shallow")
	}
	full := collect(t, c.open(""), HistoryOptions{})
	got := collect(t, r, HistoryOptions{})
	if len(got) == 0 || len(got) >= len(full) {
		t.Fatalf("%d of %d", len(got), len(full))
	}
	if diff := cmp.Diff(hashes(full[:len(got)]), hashes(got)); diff != "" {
		t.Error(diff)
	}
	for _, rev := range got {
		if len(rev.Changes) > 3 {
			t.Errorf("%s: %d changes", rev.Hash, len(rev.Changes))
		}
	}
	var before *ErrBeforeHistory
	if _, err := r.Revision(t.Context(), "2020-01-01"); !errors.As(err, &before) || !before.Shallow {
		t.Errorf("%v", err)
	}
	if _, err := r.Load(t.Context(), "HEAD~2"); err != nil {
		t.Error(err)
	}
	var unknown *ErrUnknownRevision
	if _, err := r.Load(t.Context(), "HEAD~15"); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}

// TestHistoryWithoutBacklog has commits in which there is none, or none that can be read.
func TestHistoryWithoutBacklog(t *testing.T) {
	b := newSandbox(t)
	b.seed("README.md", "x")
	b.withBacklog()
	b.seed("backlog/po.yaml", "moon: full\n")
	b.seed("backlog/po.yaml", "version: 1\nkey: VS\n")
	b.git("rm", "-q", "-r", "backlog")
	b.git("commit", "-q", "-m", "gone")
	b.seed("backlog/po.yaml", "version: 1\nkey: VS\n", "backlog/items/VS-3.md", item("VS-3", "New"))
	var got [][]string
	for _, rev := range collect(t, b.open(""), HistoryOptions{}) {
		var ops []string
		for _, c := range rev.Changes {
			if c.ID != "" {
				ops = append(ops, string(c.Op)+" "+string(c.ID))
			}
		}
		got = append(got, ops)
	}
	want := [][]string{{"add VS-3"}, {"remove VS-1", "remove VS-2"}, {"add VS-1", "add VS-2"}, {"remove VS-1", "remove VS-2"}, {"add VS-1", "add VS-2"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := collect(t, b.open(""), HistoryOptions{ID: "VS-1", Full: true}); len(got) != 4 {
		t.Errorf("VS-1 came and went %d times", len(got))
	}
	old, _, err := b.open("").Compare(t.Context(), "HEAD~5", "HEAD")
	if err != nil || old.Len() != 0 {
		t.Errorf("compared with a commit without a backlog: %v", err)
	}
	if _, err := b.open("").Load(t.Context(), "HEAD~5"); !errors.Is(err, ErrNoBacklog) {
		t.Errorf("%v", err)
	}
}

func TestHistoryOfField(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.seed("backlog/items/VS-1-map.md", item("VS-1", "Map", "priority: 5"))
	b.seed("backlog/items/VS-1-map.md", item("VS-1", "Chart", "priority: 5"))
	b.seed("backlog/items/VS-1-map.md", item("VS-1", "Chart", "priority: 6", "points: 3"))
	for field, want := range map[string]int{"title": 2, "priority": 2, "points": 1, "owner": 0} {
		if got := collect(t, b.open(""), HistoryOptions{ID: "VS-1", Field: field}); len(got) != want {
			t.Errorf("%s: %d revisions, want %d", field, len(got), want)
		}
	}
	for _, rev := range collect(t, b.open(""), HistoryOptions{Field: "points"}) {
		for _, c := range rev.Changes {
			if c.Field != "points" && c.Op != backlog.OpAdd {
				t.Errorf("%s", c.Field)
			}
		}
	}
}
