package git

import (
	"encoding/json"
	"errors"
	"os"
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
