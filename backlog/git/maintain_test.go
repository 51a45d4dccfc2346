package git

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// counting gives texts whose blobs lie in the folder where loose objects are counted.
func counting(count int) []string {
	var texts []string
	for n := 0; len(texts) < count; n++ {
		text := fmt.Sprintf("text %d\n", n)
		if plumbing.ComputeHash(plumbing.BlobObject, []byte(text))[0] == counted {
			texts = append(texts, text)
		}
	}
	return texts
}

// filling puts loose objects where they are counted.
func (b *sandbox) filling(count int) {
	b.t.Helper()
	for _, text := range counting(count + 1)[1:] {
		b.write(".git/text", text)
		b.git("hash-object", "-w", "--no-filters", ".git/text")
	}
}

// TestOverdue: from about a thousand loose objects on, unless the user has said otherwise.
func TestOverdue(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings []string
		objects  int
		want     bool
	}{
		{"none", nil, 0, false},
		{"fewer", nil, 3, false},
		{"a thousand", nil, 4, true},
		{"the user's own bound", []string{"gc.auto", "600"}, 3, true},
		{"a higher one", []string{"gc.auto", "100k"}, 4, true},
		{"switched off", []string{"gc.auto", "0"}, 9, false},
		{"not wanted", []string{"maintenance.auto", "false"}, 9, false},
	} {
		b := seeded(t)
		b.git("config", "--unset", "maintenance.auto")
		for i := 0; i < len(tt.settings); i += 2 {
			b.git("config", tt.settings[i], tt.settings[i+1])
		}
		b.filling(tt.objects)
		if got := b.site().overdue(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestOverduePacks: a commit that has made a pack looks at their number too, by git's own bound.
func TestOverduePacks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		limit   string
		packs   int
		holding bool
		want    bool
	}{
		{"as many as git leaves", "3", 3, true, false},
		{"one more", "3", 4, true, true},
		{"nobody has looked", "3", 4, false, false},
		{"git's own bound", "50", 51, true, true},
		{"not wanted", "0", 60, true, false},
	} {
		b := seeded(t)
		b.git("config", "--unset", "maintenance.auto")
		b.git("config", "gc.autoPackLimit", tt.limit)
		for i := range tt.packs - len(b.packs(".pack")) {
			b.write(fmt.Sprintf(".git/objects/pack/pack-%040d.pack", i), "")
		}
		s := b.site()
		s.holding = tt.holding
		if got := s.overdue(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestCrowds: a commit looks only when it has put an object where they are counted.
func TestCrowds(t *testing.T) {
	var in, out plumbing.Hash
	in[0], out[0], out[1] = counted, 1, counted
	for _, tt := range []struct {
		name         string
		commit, blob plumbing.Hash
		want         bool
	}{{"neither", out, out, false}, {"the commit", in, out, true}, {"a blob", out, in, true}} {
		a := attempt{files: make([]planned, 1)}
		a.commit.ID, a.files[0].blob.ID = tt.commit, tt.blob
		if got := a.crowds(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
	a := attempt{files: make([]planned, 1)}
	a.commit.ID, a.files[0].blob.ID, a.files[0].head = out, in, in
	if a.crowds() {
		t.Error("a blob that HEAD has already is none that was made")
	}
}

// TestMaintains lets a commit cross the bound: git is asked to look, by a process of its own that nobody waits for.
func TestMaintains(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	b := seeded(t)
	b.git("config", "--unset", "maintenance.auto")
	b.filling(3)
	b.script(".git/fake", `case $1 in maintenance) echo "$* in $(pwd)" >"$ASKED.new"; mv "$ASKED.new" "$ASKED";; *) exec `+git+` "$@";; esac`)
	asked := filepath.Join(t.TempDir(), "asked")
	t.Setenv("ASKED", asked)
	s := b.site()
	s.look = func(string) (string, error) { return filepath.Join(b.work, ".git/fake"), nil }
	edit := backlog.FileEdit{Path: "counted.md", New: []byte(counting(1)[0])}
	if _, err := s.commit(t.Context(), CommitOptions{Message: "x", Files: []backlog.FileEdit{edit}}); err != nil {
		t.Fatal(err)
	}
	var got []byte
	for range 6000 { // it comes when it comes; where it never does the test fails late
		if got, err = os.ReadFile(asked); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if want := "maintenance run --auto --quiet in " + b.work + "\n"; string(got) != want {
		t.Errorf("git was asked %q, want %q", got, want)
	}
}
