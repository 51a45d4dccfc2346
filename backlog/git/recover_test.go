package git

import (
	"os"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// locks takes a lock and gives its mark.
func (b *sandbox) locks(store refs.Store, target string) refs.Mark {
	b.t.Helper()
	if err := os.MkdirAll(store.Scratch(), 0o777); err != nil {
		b.t.Fatal(err)
	}
	p, err := store.Prepare(content([]byte("ours"), false))
	if err != nil {
		b.t.Fatal(err)
	}
	mark, err := p.Mark(target)
	if err == nil {
		_, err = p.Lock(target)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return mark
}

// TestIndexMoved: the index of a process that died is in its place when its lock is gone and the entries are those of its commit, also
// in a folder that a sparse index holds as one entry.
func TestIndexMoved(t *testing.T) {
	const path = "backlog/items/VS-1.md"
	for _, sparse := range []bool{false, true} {
		b := newSandbox(t)
		b.seed(path, "one\n", "src/a", "x\n")
		one := strings.TrimSpace(b.git("rev-parse", "HEAD:"+path))
		if sparse {
			b.git("sparse-checkout", "set", "--cone", "--sparse-index", "src")
			if got := b.git("ls-files", "--sparse"); got != "backlog/\nsrc/a\n" {
				t.Fatalf("the index holds %q", got)
			}
		}
		s := b.site()
		index := s.indexPath()
		ours := []refs.Mark{{Target: index, Size: 6, Sum: "no lock of this"}}
		other := strings.Repeat("1", 40)
		for name, tt := range map[string]struct {
			locks []refs.Mark
			files []journalFile
			want  bool
		}{
			"as the commit has it":     {ours, []journalFile{{Path: path, Blob: one}}, true},
			"as another one has it":    {ours, []journalFile{{Path: path, Blob: other}}, false},
			"to go, and there":         {ours, []journalFile{{Path: path}}, false},
			"to go, and gone":          {ours, []journalFile{{Path: "backlog/items/VS-2.md"}}, true},
			"one of two":               {ours, []journalFile{{Path: path, Blob: one}, {Path: "backlog/items/VS-2.md", Blob: other}}, false},
			"without a lock of it":     {[]refs.Mark{{Target: index + "x"}}, []journalFile{{Path: path, Blob: one}}, false},
			"without a file":           {ours, nil, false},
			"in the folder's own name": {ours, []journalFile{{Path: "backlog", Blob: one}}, false},
		} {
			j := &journal{Index: index, Locks: tt.locks, Files: tt.files}
			if got := j.indexMoved(s.refs()); got != tt.want {
				t.Errorf("sparse %t, %s: %t", sparse, name, got)
			}
		}
		mark := b.locks(s.refs(), index)
		j := &journal{Index: index, Locks: []refs.Mark{mark}, Files: []journalFile{{Path: path, Blob: one}}}
		if j.indexMoved(s.refs()) {
			t.Errorf("sparse %t: its lock stands", sparse)
		}
	}
}
