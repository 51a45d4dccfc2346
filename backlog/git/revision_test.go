package git

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// at commits with both dates at a moment.
func (b *sandbox) at(moment, message string) {
	b.t.Helper()
	v := variables{"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
	if out, err := v.git(b.work, "commit", "-q", "--allow-empty", "-m", message); err != nil {
		b.t.Fatalf("%s: %v %s", message, err, out)
	}
}

// grown is a repository with branches, tags, a merge and days between commits.
func grown(t *testing.T) *sandbox {
	b := newSandbox(t)
	b.write("backlog/po.yaml", "timezone: Europe/Berlin\n")
	b.git("add", ".")
	b.at("2026-09-30T10:00:00+02:00", "one")
	b.at("2026-10-01T23:30:00+02:00", "two")
	b.at("2026-10-02T00:30:00+02:00", "three")
	b.git("tag", "light")
	b.git("tag", "-a", "-m", "annotated", "heavy")
	b.git("tag", "-a", "-m", "a tag of a tag", "heavier", "heavy")
	b.git("tag", "blob", "HEAD:backlog/po.yaml")
	b.git("switch", "-q", "-c", "side/branch", "HEAD~1")
	b.at("2026-10-03T10:00:00+02:00", "aside")
	b.git("switch", "-q", "main")
	v := variables{"GIT_AUTHOR_DATE": "2026-10-05T10:00:00+02:00", "GIT_COMMITTER_DATE": "2026-10-05T10:00:00+02:00"}
	if _, err := v.git(b.work, "merge", "-q", "--no-ff", "-m", "merge", "side/branch"); err != nil {
		t.Fatal(err)
	}
	b.at("2026-10-11T10:00:00+02:00", "last")
	b.git("update-ref", "refs/remotes/origin/main", "HEAD~1")
	b.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	b.git("update-ref", "refs/notes/x", "HEAD~2")
	b.git("update-ref", "ORIG_HEAD", "HEAD~1")
	b.git("branch", "2026-10-01", "HEAD")
	b.git("branch", "beef", "light")
	return b
}

func TestRevisionsAgreeWithGit(t *testing.T) {
	b := grown(t)
	full := strings.TrimSpace(b.git("rev-parse", "HEAD~1"))
	names := []string{
		"HEAD", "@", "main", "refs/heads/main", "heads/main", "side/branch", "heavy", "light", "heavier", "tags/heavy", "origin/main", "origin", "remotes/origin/main",
		"refs/notes/x", "notes/x", "ORIG_HEAD", "FETCH_HEAD", "HEAD~1", "HEAD~", "HEAD~2", "HEAD^", "HEAD^^", "HEAD~1^2", "HEAD~1^2~1", "HEAD^0", "main~0", "HEAD~99", "HEAD^3",
		"HEAD~1^3", "heavy~1", full, full[:7], full[:4], full[:3], full[:20] + "~1", strings.ToUpper(full[:12]), "beef", "blob", "nothing", "-main", "main..side/branch", "main:backlog",
		"../HEAD", "refs/heads/../heads/main", "", "HEAD~x", "HEAD@", "main^{commit}", strings.Repeat("0", 40), "main.lock", "@{upstream}", "refs/heads", "refs", "heads",
	}
	for _, packed := range []bool{false, true} {
		if packed {
			b.git("gc", "-q", "--prune=now")
		}
		r := b.open("")
		for _, name := range names {
			want, err := tryGit(b.work, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
			want = strings.TrimSpace(want)
			switch {
			case err != nil:
				want = ""
			case name == "main^{commit}" || name == "" || strings.Contains(name, ":"):
				want = "" // forms of git's that are none of ours
			}
			got, err := r.Revision(t.Context(), name)
			if got != want {
				t.Errorf("packed %t: %q is %q (%v), git says %q", packed, name, got, err, want)
			}
			var unknown *ErrUnknownRevision
			if err != nil && (!errors.As(err, &unknown) || unknown.Name != name) {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

func TestAmbiguousHash(t *testing.T) {
	b := grown(t)
	seen := map[string]string{}
	for i := range 2000 { // among so many two commits begin alike
		blob := strings.TrimSpace(b.git("commit-tree", "-m", fmt.Sprint(i), "HEAD^{tree}"))
		first, twice := seen[blob[:4]]
		if !twice {
			seen[blob[:4]] = blob
			continue
		}
		var ambiguous *ErrAmbiguousRevision
		_, err := b.open("").Revision(t.Context(), blob[:4])
		if !errors.As(err, &ambiguous) || len(ambiguous.Commits) != 2 {
			t.Errorf("%s and %s: %v", first, blob, err)
		}
		return
	}
	t.Fatal("no two commits begin alike")
}

func TestDays(t *testing.T) {
	b := grown(t)
	r := b.open("")
	for day, subject := range map[string]string{
		"2026-09-30": "one", "2026-10-02": "three", "2026-10-04": "three", "2026-10-05": "merge", "2030-01-01": "last",
		"2026-10-01": "last", // the branch of that name
		"yesterday":  "last", "today": "last", "0d": "last", "1d": "last", "2d": "merge", "1w": "merge", "8d": "three", "01w": "merge",
	} {
		id, err := r.Revision(t.Context(), day)
		if err != nil {
			t.Errorf("%s: %v", day, err)
			continue
		}
		if got := strings.TrimSpace(b.git("log", "-1", "--format=%s", id)); got != subject {
			t.Errorf("%s is %q, want %q", day, got, subject)
		}
	}
	b.git("branch", "-D", "2026-10-01")
	for zone, want := range map[string]string{"Europe/Berlin": "two", "America/New_York": "three", "Asia/Tokyo": "one"} {
		b.write("backlog/po.yaml", "timezone: "+zone+"\n")
		id, err := b.open("").Revision(t.Context(), "2026-10-01")
		if got := strings.TrimSpace(b.git("log", "-1", "--format=%s", id)); err != nil || got != want {
			t.Errorf("2026-10-01 in %s is %q (%v), want %q", zone, got, err, want)
		}
		o := variables{}.options()
		if o.Zone, err = time.LoadLocation(zone); err != nil {
			t.Fatal(err)
		}
		b.write("backlog/po.yaml", "timezone: Europe/Berlin\n")
		fixed, err := Open(b.work, o)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := fixed.Revision(t.Context(), "2026-10-01"); same != id {
			t.Errorf("in the zone of the options it is %s, %v", same, err)
		}
	}
	var before *ErrBeforeHistory
	if _, err := r.Revision(t.Context(), "2026-09-29"); !errors.As(err, &before) || before.Shallow {
		t.Errorf("before the first commit: %v", err)
	}
	for _, name := range []string{"2026-02-30", "2026-1-1", "d", "w", "-1d", "3m", "1.5d", "999999999d", "99999999999999999999w", "tomorrow"} {
		var unknown *ErrUnknownRevision
		if _, err := r.Revision(t.Context(), name); !errors.As(err, &unknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRevisionsInBare has the zone of a bare repository from the commit itself.
func TestRevisionsInBare(t *testing.T) {
	b := grown(t)
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "--bare", "work", "bare")
	b.runIn(outside, "--git-dir=bare", "branch", "-D", "2026-10-01")
	r, err := Open(filepath.Join(outside, "bare"), variables{}.options())
	if err != nil {
		t.Fatal(err)
	}
	for name, subject := range map[string]string{"2026-10-01": "two", "main~1": "merge", "light": "three"} {
		id, err := r.Revision(t.Context(), name)
		if got := strings.TrimSpace(b.git("log", "-1", "--format=%s", id)); err != nil || got != subject {
			t.Errorf("%s is %q (%v), want %q", name, got, err, subject)
		}
	}
}

func TestUnbornAndDetached(t *testing.T) {
	b := newSandbox(t)
	b.write("backlog/po.yaml", "", "backlog/items/VS-1.md", item("VS-1", "Map"))
	r := b.open("")
	if r.Branch() != "main" || !r.Unborn() {
		t.Errorf("on %q, unborn %t", r.Branch(), r.Unborn())
	}
	var unknown *ErrUnknownRevision
	for _, name := range []string{"HEAD", "yesterday", "main"} {
		if _, err := r.Revision(t.Context(), name); !errors.As(err, &unknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	old, new, err := r.Compare(t.Context(), "HEAD", "")
	if err != nil || old.Len() != 0 || new.Len() != 1 {
		t.Errorf("compared with nothing: %v", err)
	}
	if _, ok := r.Ahead(); ok {
		t.Error("an unborn branch is ahead of something")
	}
	for rev, err := range r.History(t.Context(), HistoryOptions{}) {
		t.Errorf("an unborn branch has the history %v, %v", rev, err)
	}
	b.git("add", ".")
	b.git("commit", "-q", "-m", "one")
	b.git("switch", "-q", "--detach")
	if r = b.open(""); r.Branch() != "" || r.Unborn() {
		t.Errorf("on %q, unborn %t", r.Branch(), r.Unborn())
	}
	if loaded, err := r.Load(t.Context(), "HEAD"); err != nil || loaded.Len() != 1 {
		t.Errorf("detached: %v", err)
	}
}
