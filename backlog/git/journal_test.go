package git

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/refs"
)

func journalLine(t *testing.T, j journal) string {
	t.Helper()
	line, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	return string(line) + "\n"
}

// TestJournalLastTurn: what stands before the last start or end of a commit does
// not matter, be it long or damaged; a line that is not whole never does.
func TestJournalLastTurn(t *testing.T) {
	first := journal{Start: true, GitDir: "/a", Old: "1", New: "2"}
	locks := journal{GitDir: "/b", Locks: []refs.Mark{{Target: "/b/index", Size: 7}}}
	second := journal{Start: true, GitDir: "/b", Old: "3", New: "4", Files: []journalFile{{Path: `"Start":true`, Old: []byte("x\n{\"Done\":true}\n"), Was: true}}}
	both := second
	both.Locks = locks.Locks
	start, more, again, done := journalLine(t, first), journalLine(t, locks), journalLine(t, second), journalLine(t, journal{Done: true})
	for name, tt := range map[string]struct {
		text    string
		want    *journal
		damaged bool
	}{
		"nothing":                  {"", nil, false},
		"not whole":                {start[:len(start)-1], nil, false},
		"one commit":               {start, &first, false},
		"done":                     {start + done, nil, false},
		"second":                   {start + done + again + more, &both, false},
		"second, not done":         {start + again + more, &both, false},
		"half a lock":              {again + more + more[:9], &both, false},
		"half an end":              {again + more + done[:9], &both, false},
		"many":                     {strings.Repeat(start+more+done, 500) + again + more, &both, false},
		"damaged before the start": {"{\n" + again + more, &both, false},
		"damaged before the end":   {again + "{\n" + done, nil, false},
		"damaged":                  {again + "{\n", nil, true},
		"no journal":               {"words\n", nil, true},
	} {
		store := refs.Store{GitDir: t.TempDir()}
		store.Common = store.GitDir
		if err := os.MkdirAll(store.Scratch(), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(journalPath(store), []byte(tt.text), 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := readJournal(store)
		var damaged *ErrJournal
		if errors.As(err, &damaged) != tt.damaged || err != nil && !tt.damaged {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A path, a branch or a name that is no UTF-8, as those of a Latin 1 system, is written down as it is: a journal that says something
// else than what was done would leave locks and files, and say that it has taken them back.
func TestJournalOfOtherEncoding(t *testing.T) {
	base := seeded(t)
	if err := os.Mkdir(filepath.Join(t.TempDir(), "caf\xe9"), 0o777); err != nil {
		t.Logf("this file system has names in UTF-8 only: %v", err)
		return
	}
	for n := 1; ; n++ {
		b := base.copyOf()
		to := filepath.Join(filepath.Dir(b.work), "caf\xe9")
		if err := os.Rename(b.work, to); err != nil {
			t.Fatal(err)
		}
		b.work = to
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%d", killed, b.work, n))
		said, err := cmd.CombinedOutput()
		if len(said) > 0 {
			t.Fatalf("call %d: %v: %s", n, err, said)
		}
		done := err == nil
		if err := b.next(nil); err != nil {
			t.Errorf("call %d: %v", n, err)
		}
		if locks := b.leftLocks(); len(locks) > 0 {
			t.Errorf("call %d: left behind: %q", n, locks)
		}
		if got := b.git("status", "--porcelain", "-uall"); got != "" {
			t.Errorf("call %d: taken back, and git sees %q", n, got)
		}
		b.sound()
		if done {
			t.Logf("%d calls", n-1)
			return
		}
	}
}

// What is written down is read again, whatever bytes it has.
func TestJournalTexts(t *testing.T) {
	const odd = "\"a\xe9\\\n\x00\""
	want := journal{
		Start: true, GitDir: odd, Work: odd, Index: odd, Ref: odd, Old: "1", New: "2", Folders: []string{odd, "b"}, ByGit: true, Fresh: []string{odd},
		Files: []journalFile{{Path: odd, Old: []byte(odd), Was: true, Sum: "3", Blob: "4", Mode: 0o644}},
		Locks: []refs.Mark{{Target: odd, Size: 1, Nanos: 2, Sum: "5"}}, Logs: []journalLog{{Ref: odd, Line: odd}},
	}
	store := refs.Store{GitDir: t.TempDir()}
	store.Common = store.GitDir
	if err := os.MkdirAll(store.Scratch(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := writeDown(store, want, false); err != nil {
		t.Fatal(err)
	}
	got, err := readJournal(store)
	if err != nil {
		t.Fatal(err)
	}
	got.Quoted = false
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
}
