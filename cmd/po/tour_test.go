package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/po-backlog/po/examples/veloshare"
	"github.com/po-backlog/po/render/term"
)

// tourIn runs po tour in a folder, without an environment and without git, and gives both of its outputs.
func tourIn(t *testing.T, dir string, args ...string) (code int, out, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := bare()
	p.dir, p.lookPath = dir, p.staged(dir, veloshare.AsOf, guide).lookPath
	p.out, p.err = term.Device{W: &stdout}, term.Device{W: &stderr}
	code = run(p, append([]string{"tour"}, args...))
	return code, stdout.String(), stderr.String()
}

// The tour shows every command with its output, in the order of the main job.
func TestTour(t *testing.T) {
	code, out, words := tourIn(t, t.TempDir())
	if code != exitDone {
		t.Fatalf("exit code %d\n%s", code, words)
	}
	var lines []string
	for _, s := range sights() {
		lines = append(lines, s.line)
	}
	stops := strings.Split(out, "\n# ")[1:]
	if len(stops) != len(lines) {
		t.Fatalf("%d stops, want %d", len(stops), len(lines))
	}
	for i, stop := range stops {
		_, shown, _ := strings.Cut(stop, "\n$ ")
		output, ok := strings.CutPrefix(shown, lines[i]+"\n")
		if !ok || strings.TrimSpace(output) == "" {
			t.Errorf("stop %d: want %q and its output, got\n%s", i+1, lines[i], stop)
		}
	}
	for _, want := range []string{
		"1\tVS-8\tready\t5\tMove card payments",
		"VS-16  added  Receipt by mail",
		"release.must-share",
		"the banks refuse payments after 15 October",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not shown", want)
		}
	}
}

// Without --keep nothing stays; with it, and in a folder that somebody names, the repository does, and the tour says where.
func TestTourKeeps(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	if _, _, words := tourIn(t, temp); !strings.Contains(words, "po tour --keep keeps it") {
		t.Errorf("the way to keep it is not named:\n%s", words)
	}
	if left := entries(t, temp); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	_, _, words := tourIn(t, temp, "--keep")
	left := entries(t, temp)
	if len(left) != 1 || !strings.Contains(words, left[0]) {
		t.Errorf("kept: %q, named:\n%s", left, words)
	}
	named := t.TempDir()
	_, _, words = tourIn(t, named, "deep/velo share")
	if got := entries(t, filepath.Join(named, "deep", "velo share")); !slices.Equal(got, []string{".git", "backlog"}) {
		t.Errorf("built: %q\n%s", got, words)
	}
	if !regexp.MustCompile(`cd ".*velo share"`).MatchString(words) {
		t.Errorf("the way there is not named:\n%s", words)
	}
}

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// A folder that holds something is left as it is.
func TestTourRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "precious"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"."}, exitFailed, "is not empty"},
		{[]string{"precious"}, exitFailed, "precious"},
		{[]string{"new", "--dry-run"}, exitUsage, "po: hint: po tour"},
		{[]string{"new", "--no-commit"}, exitUsage, "po: hint: po tour"},
		{[]string{"one", "two"}, exitUsage, "po: hint: po tour one"},
	}
	for _, tt := range tests {
		code, _, words := tourIn(t, dir, tt.args...)
		if code != tt.code || !strings.Contains(words, tt.want) {
			t.Errorf("po tour %q: exit code %d, want %d with %q\n%s", tt.args, code, tt.code, tt.want, words)
		}
	}
	if got := entries(t, dir); !slices.Equal(got, []string{"precious"}) {
		t.Errorf("the folder holds %q", got)
	}
}

// A step that fails ends the tour with the command and its own words.
func TestReplayFails(t *testing.T) {
	edit := func(e veloshare.Edit) veloshare.Step {
		return veloshare.Step{At: veloshare.AsOf, By: guide, Run: []veloshare.Command{{Edits: []veloshare.Edit{e}}}}
	}
	tests := []struct {
		step veloshare.Step
		want string
	}{
		{veloshare.Step{At: veloshare.AsOf, By: guide, Run: []veloshare.Command{{Line: "po start VS-1"}}}, "po start VS-1: exit code 1\npo: error: VS-1"},
		{edit(veloshare.Edit{Path: "po.yaml", Old: "key: XY\n", New: "key: VS\n"}), `po.yaml: "key: XY " does not stand there once`},
		{edit(veloshare.Edit{Path: "none.md", Old: "x"}), "none.md"},
	}
	for _, tt := range tests {
		b := build(t, veloshare.Steps()[:1])
		err := replay(t.Context(), bare(), b.dir, []veloshare.Step{tt.step})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.step, err, tt.want)
		}
	}
}

// Nothing of whoever takes the tour reaches the example.
func TestStagedIsApart(t *testing.T) {
	p := bare()
	p.lookup = func(string) (string, bool) { return "theirs", true }
	staged := p.staged("/example", veloshare.AsOf, "timo")
	for name, want := range map[string]string{
		"PO_NOW": veloshare.AsOf, "GIT_AUTHOR_NAME": "timo", "GIT_COMMITTER_EMAIL": "timo@example.org", "GIT_DIR": "", "GIT_INDEX_FILE": "",
		"PO_BACKLOG": "", "PO_COMMIT": "", "HOME": "", "NO_COLOR": "theirs",
	} {
		if got := staged.getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if staged.inTerminal || p.getenv("PO_NOW") != "theirs" {
		t.Error("the example asks nobody, and leaves the process as it was")
	}
}
