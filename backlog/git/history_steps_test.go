package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// TestTrailUnderAnotherName follows an item to the time before it was removed and captured anew, when its file was called after
// another item: nothing leads there but the id in the text of a file that went.
func TestTrailUnderAnotherName(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 30)
	const now, then = "backlog/items/VS-70-a.md", "backlog/items/VS-71-b.md"
	var want []string
	commit := func(message string) {
		c.commit(message)
		want = append([]string{c.git("rev-parse", "HEAD")[:40]}, want...)
	}
	c.write(then, item("VS-70", "Early"))
	commit("captured")
	c.add()
	c.commit("another one")
	c.write(then, item("VS-70", "Later"))
	commit("changed")
	if err := os.Remove(filepath.Join(c.work, filepath.FromSlash(then))); err != nil {
		t.Fatal(err)
	}
	commit("removed")
	c.add()
	c.commit("another one")
	c.write(now, item("VS-70", "Again"))
	commit("captured anew")
	got := hashes(collect(t, c.open(""), HistoryOptions{Full: true, ID: "VS-70"}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("its commits (-), ours (+): %s", diff)
	}
}

// TestTrailThroughAnothersFile finds the time for which a file held an item that was there before and after, was called after
// another one, and stayed.
func TestTrailThroughAnothersFile(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 34)
	const own, other = "backlog/items/VS-70-a.md", "backlog/items/VS-7-b.md"
	var want []string
	commit := func(message string) {
		c.commit(message)
		want = append([]string{c.git("rev-parse", "HEAD")[:40]}, want...)
	}
	c.write(own, item("VS-70", "Early"))
	commit("captured")
	c.write(other, item("VS-7", "Another"))
	c.commit("another one")
	c.write(other, item("VS-70", "Claimed twice"))
	commit("claimed")
	c.add()
	c.commit("yet another one")
	c.write(other, item("VS-70", "Claimed and changed"))
	commit("changed there")
	c.write(other, item("VS-7", "Another again"))
	commit("given back")
	c.write(other, item("VS-7", "Another, see VS-700"))
	c.commit("another one is changed")
	c.write(own, item("VS-70", "Late"))
	commit("changed")
	got := hashes(collect(t, c.open(""), HistoryOptions{Full: true, ID: "VS-70"}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("its commits (-), ours (+): %s", diff)
	}
}

// TestHasID tells ids from those that begin so.
func TestHasID(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "VS-7": true, "id: VS-7\n": true, "VS-70": false, "VS-70 VS-71 VS-7": true, "VS-": false, "{id: 'VS-7'}": true,
	} {
		if got := hasID([]byte(text), "VS-7"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestHistoryStops ends histories in the middle: by whom it is given to, by a context, by a commit that is not there. None is given
// on after it, and nobody works on.
func TestHistoryStops(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 31).grow(30)
	r := c.open("")
	all := collect(t, r, HistoryOptions{})
	for n := range 4 {
		given := 0
		for _, err := range r.History(t.Context(), HistoryOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			if given++; given > n {
				break
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	given := 0
	var last error
	for _, err := range r.History(ctx, HistoryOptions{}) {
		if last = err; err == nil {
			given++
			stop()
		}
	}
	if given != 1 || !errors.Is(last, context.Canceled) {
		t.Errorf("given %d and %v, want one and that it was stopped", given, last)
	}
	lost := all[len(all)/2]
	if err := os.Remove(filepath.Join(c.work, ".git", "objects", lost.Hash[:2], lost.Hash[2:])); err != nil {
		t.Fatal(err)
	}
	var got []string
	last = nil
	for rev, err := range c.open("").History(t.Context(), HistoryOptions{}) {
		if last = err; err == nil {
			got = append(got, rev.Hash)
		}
	}
	// what that commit's child has changed cannot be said either
	if diff := cmp.Diff(hashes(all[:len(all)/2-1]), got); diff != "" || last == nil {
		t.Errorf("before the lost commit (-), ours (+), %v: %s", last, diff)
	}
}

// TestHistoryLikeFiles gives the work tree as it was loaded, or another backlog in its place: the history is the same.
func TestHistoryLikeFiles(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 32).grow(20)
	r := c.open("")
	want := fmt.Sprint(words(changesOf(collect(t, r, HistoryOptions{}))))
	for _, files := range []*backlog.Backlog{loadOrEmpty(t, r, ""), loadOrEmpty(t, r, "HEAD~9"), backlog.Blank()} {
		if diff := cmp.Diff(want, fmt.Sprint(words(changesOf(collect(t, r, HistoryOptions{Files: files}))))); diff != "" {
			t.Error(diff)
		}
	}
}

func changesOf(revisions []backlog.Revision) []backlog.Change {
	var all []backlog.Change
	for _, r := range revisions {
		all = append(all, r.Changes...)
	}
	return all
}

// TestStepsEnd ends steps when as many as may be are ready and the walk waits with one more: none of them is handed out, and the walk
// is told.
func TestStepsEnd(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 33)
	r := c.open("")
	first, err := r.commitAt(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for _, stopped := range []bool{false, true} {
		h := &historian{repo: r, folders: make(map[plumbing.Hash]plumbing.Hash)}
		ctx, stop := context.WithCancel(t.Context())
		full := make(chan struct{})
		var told error
		walk := func(_ context.Context, visit func(*commit) (bool, error)) error {
			for n := range stepsAhead + 2 {
				if n == stepsAhead+1 {
					close(full)
				}
				if _, told = visit(first); told != nil {
					return told
				}
			}
			return nil
		}
		given := 0
		err := h.steps(ctx, walk, func(commitStep) (bool, error) {
			given++
			<-full
			if stopped {
				stop()
			}
			return stopped, nil
		})
		stop()
		if given != 1 || stopped != errors.Is(err, context.Canceled) || !errors.Is(told, context.Canceled) {
			t.Errorf("stopped %t: given %d, ended with %v, the walk was told %v", stopped, given, err, told)
		}
	}
}

// TestHistoryFromWhatIsKnown gives the same accounts from whatever snapshot is known already, the newest or an old one.
func TestHistoryFromWhatIsKnown(t *testing.T) {
	t.Parallel()
	c := newChronicle(t, 47).grow(30)
	r := c.open("")
	want := collect(t, r, HistoryOptions{Full: true})
	files, err := r.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(want); i += 7 {
		at := want[i].Hash
		known, err := r.Before(t.Context(), at, files)
		if err != nil {
			t.Fatal(err)
		}
		got := collect(t, r, HistoryOptions{Full: true, Known: known, KnownAt: at})
		if diff := cmp.Diff(hashes(want), hashes(got)); diff != "" {
			t.Fatalf("known at %s: %s", at, diff)
		}
		for k := range want {
			if diff := cmp.Diff(words(want[k].Changes), words(got[k].Changes)); diff != "" {
				t.Errorf("known at %s: %s: %s", at, want[k].Hash, diff)
			}
		}
	}
	for _, err := range r.History(t.Context(), HistoryOptions{Known: files, KnownAt: "nowhere"}) {
		if err == nil {
			t.Error("a revision that there is not is known")
		}
	}
}
