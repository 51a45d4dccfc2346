package refs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A mark stands for the lock that was taken with what was prepared, in pieces or as one, and for no other lock of its size and time.
func TestMarkInPieces(t *testing.T) {
	dir := t.TempDir()
	r := refs.Store{GitDir: dir, Common: dir}
	if err := os.MkdirAll(r.Scratch(), 0o755); err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte("0123456789"), 20_000)
	for name, c := range map[string]disk.Content{
		"empty": {}, "small": {Data: []byte("id\n")}, "large": {Data: large},
		"pieces": {Data: large[:100], More: [][]byte{large[100:150_000], nil, large[150_000:180_000], large[180_000:]}},
	} {
		c.Mode = 0o644
		p, err := r.Prepare(c)
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, name)
		m, err := p.Mark(target)
		if err != nil {
			t.Fatal(err)
		}
		if m.Stands() {
			t.Errorf("%s: there is no lock yet", name)
		}
		if _, err := p.Lock(target); err != nil {
			t.Fatal(err)
		}
		if !m.Stands() {
			t.Errorf("%s: the lock is not known", name)
		}
		data, err := os.ReadFile(m.Lock())
		if err != nil || len(data) == 0 {
			continue
		}
		data[len(data)-1]++
		if err := os.WriteFile(m.Lock(), data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(m.Lock(), time.Unix(0, m.Nanos), time.Unix(0, m.Nanos)); err != nil {
			t.Fatal(err)
		}
		if m.Stands() {
			t.Errorf("%s: a lock of other bytes is taken for ours", name)
		}
	}
}
