package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSpread(t *testing.T) {
	tests := []struct {
		values []float64
		want   spread
	}{
		{nil, spread{}},
		{[]float64{3}, spread{3, 3, 3}},
		{[]float64{9, 1, 2}, spread{1, 2, 9}},
		{[]float64{4, 1, 100, 2}, spread{1, 3, 100}},
	}
	for _, tt := range tests {
		given := slices.Clone(tt.values)
		if got := spreadOf(tt.values); got != tt.want {
			t.Errorf("spreadOf(%v) = %v, want %v", tt.values, got, tt.want)
		}
		if !slices.Equal(given, tt.values) {
			t.Errorf("spreadOf changed its argument to %v", tt.values)
		}
	}
}

// newBench is a bench without a po: what it measures is git and the reader.
func newBench(t *testing.T) *bench {
	t.Helper()
	folder := t.TempDir()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string]string{"git": git}
	for _, name := range []string{"rawread", "rawwrite"} {
		if programs[name], err = buildRaw(folder, name); err != nil {
			t.Fatal(err)
		}
	}
	return &bench{
		folder:   folder,
		programs: programs,
		pairs:    3,
		progress: io.Discard,
		generate: func(dir string, s size) error { return generate(dir, benchSeed, s) },
	}
}

func TestRawreadReadsAll(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(b.folder, "repository")
	if err := generate(dir, benchSeed, size{items: 50, files: 10, commits: 1}); err != nil {
		t.Fatal(err)
	}
	var files, bytes int64
	err := filepath.WalkDir(filepath.Join(dir, "backlog"), func(p string, entry os.DirEntry, err error) error {
		if err == nil && filepath.Ext(p) == ".md" {
			info, err := entry.Info()
			files, bytes = files+1, bytes+info.Size()
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(b.programs["rawread"], filepath.Join(dir, "backlog")).Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := strconv.FormatInt(files, 10) + " files, " + strconv.FormatInt(bytes, 10) + " bytes\n"; string(out) != want {
		t.Errorf("rawread says %q, want %q", out, want)
	}
}

func TestMeasure(t *testing.T) {
	b := newBench(t)
	taken, err := measure(b.folder, environment(b.folder), []program{{path: b.programs["git"], args: []string{"version"}}})
	if err != nil {
		t.Fatal(err)
	}
	if taken.wall <= 0 || taken.out == 0 || (taken.peak < 1<<20 && runtime.GOOS != "windows") {
		t.Errorf("git version: %+v", taken)
	}
	fails := program{path: b.programs["git"], args: []string{"rev-parse", "--verify", "-q", "HEAD"}}
	if _, err := measure(b.folder, environment(b.folder), []program{fails}); err == nil {
		t.Error("a program that fails is measured")
	}
	fails.exits = []int{1, 128}
	if _, err := measure(b.folder, environment(b.folder), []program{fails}); err != nil {
		t.Errorf("an exit code that means done is an error: %v", err)
	}
	if _, err := measure(b.folder, nil, []program{{path: filepath.Join(b.folder, "absent"), exits: []int{1}}}); err == nil {
		t.Error("a program that is not there is measured")
	}
}

// TestPairs runs whole targets: who goes first changes, both sides are counted
// alike, and what po would remember is gone before each turn.
func TestPairs(t *testing.T) {
	b := newBench(t)
	var order string
	contend := func(name string) contender {
		c := command("rawread", "backlog")
		c.prepare = func(dir string, turn int) error {
			order += name
			if _, err := os.Stat(filepath.Join(dir, ".git", "po")); err == nil {
				t.Error("the memory of the turn before is still there")
			}
			return os.MkdirAll(filepath.Join(dir, ".git", "po"), 0o755)
		}
		return c
	}
	r := b.measure(target{name: "read", repo: size{items: 5, commits: 1}, po: contend("a"), opponent: contend("b")})
	if r.err != nil {
		t.Fatal(r.err)
	}
	if want := "abbaabba"; order != want {
		t.Errorf("the turns went %s, want %s", order, want)
	}
	if len(r.po) != b.pairs || len(r.opponent) != b.pairs {
		t.Errorf("%d and %d samples, want %d each", len(r.po), len(r.opponent), b.pairs)
	}
}

func TestEditCommits(t *testing.T) {
	b := newBench(t)
	whole := editing("edit", "edit", 1, size{items: 20, commits: 1})
	git := whole.opponent
	r := b.measure(target{name: "edit", repo: whole.repo, po: git, opponent: git})
	if r.err != nil {
		t.Fatal(r.err)
	}
	idle := git
	idle.prepare = nil
	idle.run = func(string, int) [][]string { return [][]string{{"git", "add", "--", "backlog"}, {"git", "status"}} }
	r = b.measure(target{name: "idle", repo: whole.repo, po: idle, opponent: git})
	if r.err == nil || !strings.Contains(r.err.Error(), "made 0 commits") {
		t.Errorf("a side that commits nothing is measured: %v", r.err)
	}
}

// TestTargets holds the table to what the report needs.
func TestTargets(t *testing.T) {
	names := map[string]bool{}
	for _, target := range targets() {
		if names[target.name] {
			t.Errorf("%s stands twice", target.name)
		}
		names[target.name] = true
		l := target.limit
		if l == (limit{}) || (l.ratio > 0) != target.opponent.exists() || !target.po.exists() {
			t.Errorf("%s: limit %+v, opponent %v", target.name, l, target.opponent.exists())
		}
		measured := "po"
		if strings.HasSuffix(target.name, "-engine") {
			measured = engineProgram
		}
		for _, line := range target.po.run("", 0) {
			if line[0] != measured {
				t.Errorf("%s measures %q", target.name, line)
			}
		}
	}
	if got := len(choose(targets(), "edit-")); got != 3 {
		t.Errorf("%d targets begin with edit-, want 3", got)
	}
}

func TestReport(t *testing.T) {
	samples := func(milliseconds ...int) []sample {
		var s []sample
		for _, ms := range milliseconds {
			s = append(s, sample{wall: time.Duration(ms) * time.Millisecond, peak: int64(ms) * 1e6})
		}
		return s
	}
	po, git := command("po", "list"), command("git", "log")
	results := []result{
		{target: target{name: "fast", what: "a", limit: limit{ratio: 1.6}, po: po, opponent: git}, po: samples(16, 15, 99), opponent: samples(10, 10, 10)},
		{target: target{name: "slow", what: "b", limit: limit{ratio: 1.6}, po: po, opponent: git}, po: samples(17, 17, 17), opponent: samples(10, 10, 10)},
		{target: target{name: "wall", what: "c", limit: limit{wall: 10 * time.Millisecond}, po: po}, po: samples(9, 12, 13)},
		{target: target{name: "worst", what: "c", limit: limit{worst: 12 * time.Millisecond}, po: po}, po: samples(9, 12, 13)},
		{target: target{name: "peak", what: "d", limit: limit{peak: 60_000_000}, po: po}, po: samples(59, 60, 61)},
		{target: target{name: "both", what: "d", limit: limit{ratio: 2, peak: 9_000_000}, po: po, opponent: git}, po: samples(10, 10, 10), opponent: samples(10, 10, 10)},
		{target: target{name: "none", what: "e", limit: limit{ratio: 1}, po: po, opponent: git}, err: errors.New("po: broken | pipe\nmore")},
	}
	where := setting{date: "2026-10-05", machine: "2 cores", system: "linux/amd64", golang: "go1.26", git: "2.39", po: "po 0.1", command: "go run ./cmd/pobench run"}
	var got strings.Builder
	report(&got, where, results)
	want := "Measured on 2026-10-05 with `go run ./cmd/pobench run`.\n" + `
- Machine: 2 cores; linux/amd64
- Go: go1.26
- Git: 2.39
- po: po 0.1

Times are min / **median** / max; a ratio is that of the medians; the peak of memory is the largest of all turns, po's / the other's.

| target | what | pairs | po | beside | peak | promised | measured | |
|---|---|---|---|---|---|---|---|---|
` + "| `fast` | a | 3 | `po list` 15.0 / **16.0** / 99.0 ms | `git log` 10.0 / **10.0** / 10.0 ms | 99.0 / 10.0 MB | ≤ 1.6 × | 1.60 × | held |\n" +
		"| `slow` | b | 3 | `po list` 17.0 / **17.0** / 17.0 ms | `git log` 10.0 / **10.0** / 10.0 ms | 17.0 / 10.0 MB | ≤ 1.6 × | 1.70 × | **missed** |\n" +
		"| `wall` | c | 3 | `po list` 9.0 / **12.0** / 13.0 ms |  | 13.0 MB | ≤ 10ms | 12.0 ms | **missed** |\n" +
		"| `worst` | c | 3 | `po list` 9.0 / **12.0** / 13.0 ms |  | 13.0 MB | longest ≤ 12ms | 13.0 ms | **missed** |\n" +
		"| `peak` | d | 3 | `po list` 59.0 / **60.0** / 61.0 ms |  | 61.0 MB | ≤ 60 MB | 60.0 MB | held |\n" +
		"| `both` | d | 3 | `po list` 10.0 / **10.0** / 10.0 ms | `git log` 10.0 / **10.0** / 10.0 ms | 10.0 / 10.0 MB | ≤ 2 ×, ≤ 9 MB | 1.00 ×, 10.0 MB | **missed** |\n" +
		"| `none` | e | 0 | | | | ≤ 1 × | | not measured: po: broken \\| pipe |\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if err := failures(results); err == nil || !strings.HasPrefix(err.Error(), "none: ") {
		t.Errorf("failures = %v, want that of none alone", err)
	}
}
