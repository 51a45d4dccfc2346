package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// loopTurns is a contender that commits by git as often as it says.
func loopTurns(promised, made int) contender {
	return contender{
		label: "git commit", commits: promised,
		run: func(string, int) [][]string {
			var lines [][]string
			for range made {
				lines = append(lines, []string{"git", "commit", "-q", "--allow-empty", "-m", "turn"})
			}
			return lines
		},
	}
}

// TestVerify: a turn that makes more or fewer commits than it should, or not in
// one line, is not measured.
func TestVerify(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct {
		name string
		po   contender
		want string // in the error; empty: none
	}{
		{"right", loopTurns(2, 2), ""},
		{"lost", loopTurns(3, 2), "made 2 commits"},
		{"more", loopTurns(1, 2), "made 2 commits"},
		{"merged", contender{label: "git merge", commits: 3, run: func(string, int) [][]string {
			return [][]string{
				{"git", "checkout", "-q", "--detach"}, {"git", "commit", "-q", "--allow-empty", "-m", "side"},
				{"git", "checkout", "-q", "-"}, {"git", "commit", "-q", "--allow-empty", "-m", "main"}, {"git", "merge", "-q", "-m", "both", "@{-1}"},
			}
		}}, "2 of them in one line"},
	} {
		r := b.measure(target{name: tt.name, repo: size{items: 1, commits: 1}, variant: variant{name: tt.name}, po: tt.po})
		switch {
		case tt.want == "" && r.err != nil:
			t.Errorf("%s: %v", tt.name, r.err)
		case tt.want != "" && (r.err == nil || !strings.Contains(r.err.Error(), tt.want)):
			t.Errorf("%s: %v, want an error with %q", tt.name, r.err, tt.want)
		}
	}
}

// TestTogether: programs started at once are all waited for, and the commits of
// the loops beside them are told from theirs.
func TestTogether(t *testing.T) {
	b := newBench(t)
	b.pairs = 1
	patient := loopTurns(1, 1)
	patient.run = func(string, int) [][]string { // it meets the locks of the loops
		const script = "!f() { until git commit -q --allow-empty -m turn 2>/dev/null; do :; done; }; f"
		return [][]string{{"git", "-c", "alias.patient=" + script, "patient"}}
	}
	patient.beside = 2
	r := b.measure(target{name: "beside", repo: size{items: 1, files: 5, commits: 1}, po: patient})
	if r.err != nil || len(r.po) != 1 {
		t.Errorf("%d samples, %v", len(r.po), r.err)
	}
	taken, err := measureAtOnce(b.folder, environment(b.folder), []program{
		{path: b.programs["git"], args: []string{"version"}}, {path: b.programs["git"], args: []string{"version"}},
	})
	one, oneErr := measure(b.folder, environment(b.folder), []program{{path: b.programs["git"], args: []string{"version"}}})
	if err != nil || oneErr != nil || taken.out != 2*one.out || taken.wall <= 0 {
		t.Errorf("two at once gave %+v, %v; one gives %+v, %v", taken, err, one, oneErr)
	}
	fails := program{path: b.programs["git"], args: []string{"no-such-command"}}
	if _, err := measureAtOnce(b.folder, environment(b.folder), []program{fails, {path: b.programs["git"], args: []string{"version"}}}); err == nil {
		t.Error("a crowd of which one fails is measured")
	}
}

// TestEngine commits by the engine what the writer would write.
func TestEngine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repository")
	if err := generate(dir, benchSeed, smallRepo); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"HOME": t.TempDir(), "GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1"} {
		t.Setenv(name, value)
	}
	t.Chdir(dir)
	it := openItem(smallRepo)
	path := it.path()
	var out, errs strings.Builder
	for _, args := range [][]string{{"commit", "777", path}, {"commit", "--durable", "778", path}} {
		if code := run(args, &out, &errs); code != 0 || out.Len() == 0 {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
	}
	if dirty := gitSays(t, dir, "status", "--porcelain"); dirty != "" {
		t.Errorf("left behind: %s", dirty)
	}
	if text := gitSays(t, dir, "show", "HEAD:"+path); !strings.Contains(text, "\npoints: 778\n") {
		t.Errorf("the commit holds:\n%s", text)
	}
	if changed := gitSays(t, dir, "diff", "--name-only", "HEAD~2"); changed != path {
		t.Errorf("two commits of the engine change %s", changed)
	}
}
