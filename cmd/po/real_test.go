package main

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render/term"
)

// desk is a folder in which somebody works with po, and what a test knows of the world around it.
type desk struct {
	t       *testing.T
	dir     string
	env     map[string]string
	withGit bool
	stdin   string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	home := t.TempDir()
	quiet := "[maintenance]\n\tauto = false\n" // nothing is to be left running when the folder is removed
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(quiet), 0o644); err != nil {
		t.Fatal(err)
	}
	return &desk{t: t, dir: t.TempDir(), withGit: true, env: map[string]string{
		"HOME": home, "GIT_CONFIG_GLOBAL": filepath.Join(home, ".gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
		"GIT_AUTHOR_NAME": "Mara Brandt", "GIT_AUTHOR_EMAIL": "mara@example.org",
		"GIT_COMMITTER_NAME": "Mara Brandt", "GIT_COMMITTER_EMAIL": "mara@example.org",
		"PO_NOW": "2026-10-05T18:00:00+02:00",
	}}
}

// try runs po in the desk's folder and gives what it printed.
func (d *desk) try(args ...string) (stdout, stderr string, code int) {
	d.t.Helper()
	var out, errs bytes.Buffer
	p := process{
		in: strings.NewReader(d.stdin), out: term.Device{W: &out}, err: term.Device{W: &errs}, dir: d.dir, now: time.Now,
		lookup: func(name string) (string, bool) { v, ok := d.env[name]; return v, ok },
		lookPath: func(name string) (string, error) {
			if !d.withGit {
				return "", exec.ErrNotFound
			}
			return exec.LookPath(name)
		},
	}
	code = run(p, args)
	return out.String(), errs.String(), code
}

// po runs a command that must succeed.
func (d *desk) po(args ...string) string {
	d.t.Helper()
	out, errs, code := d.try(args...)
	if code != exitDone {
		d.t.Fatalf("po %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// git runs the real git as a witness.
func (d *desk) git(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sharedData finds the real inputs beside the repository; where they are not, it says so and gives none.
func sharedData(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Logf("%s: the shared data are not here, only own inputs are tried", pattern)
	}
	return files
}

// ownList is a list of stories of every shape that real lists have.
const ownList = `#G99# As a rider, I want to see free bikes near me, so that I walk to one that is really there.
- As an operator, I'm able to export a report.

#G99#
3. As a hotel guest , I’d like to unlock four bikes with one phone because my family rides together
and the children want to come along.
Fast app
`

// TestRealBacklogs takes every public list of user stories, and one of our own, through the main job.
func TestRealBacklogs(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.txt")
	if err := os.WriteFile(own, []byte(ownList), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range append(sharedData(t, "userstories/*.txt"), own) {
		t.Run(filepath.Base(path), func(t *testing.T) { mainJob(t, path) })
	}
}

// mainJob is init, add, list, check, prioritize, diff and log on one list of stories.
func mainJob(t *testing.T, path string) {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(abs)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.po("init")
	out, errs, code := d.try("add", "story", "--from", abs)
	if code != exitDone {
		t.Fatalf("add: exit %d\n%s", code, errs)
	}
	lines, reports := backlog.ParseList(string(text))
	if got := strings.Count(out, "  added  "); got != len(lines) {
		t.Errorf("%d stories were added, the list has %d", got, len(lines))
	}
	if got := strings.Count(errs, abs+":"); got != len(reports) {
		t.Errorf("%d lines are reported, %d became no story of their own", got, len(reports))
	}
	if got := strings.Count(d.po("list"), "\n"); got != len(lines) {
		t.Errorf("list shows %d items, want %d", got, len(lines))
	}
	nothingLost(t, d, string(text))
	judgedAsTheyCame(d, len(lines))
	added := strings.TrimSpace(d.git("rev-parse", "HEAD"))
	for i := range 10 {
		d.po("prioritize", fmt.Sprint(len(lines)-i*len(lines)/10), "--to", fmt.Sprint(i/2+1))
	}
	if changes := d.po("diff", added); !strings.Contains(changes, "priority") {
		t.Errorf("diff shows no move:\n%s", changes)
	}
	commits := strings.TrimSpace(d.git("rev-list", "--count", "HEAD"))
	if got := fmt.Sprint(strings.Count(d.po("log", "--json=commit"), "commit")); got != commits {
		t.Errorf("log shows %s commits, git counts %s", got, commits)
	}
	d.git("fsck", "--strict")
	if status := d.git("status", "--porcelain"); status != "" {
		t.Errorf("git status after all that:\n%s", status)
	}
}

// judgedAsTheyCame checks stories that nobody has refined: there is a hint for each, that it has no acceptance criteria, and nothing is
// an error. It says how many findings of each level there are.
func judgedAsTheyCame(d *desk, stories int) {
	d.t.Helper()
	var findings []struct{ Level, Rule string }
	out, _, code := d.try("check", "--json")
	if err := stdjson.Unmarshal([]byte(out), &findings); err != nil || code != exitDone {
		d.t.Errorf("check: exit %d, %v", code, err)
	}
	levels, bare := map[string]int{}, 0
	for _, f := range findings {
		levels[f.Level]++
		if f.Rule == "criteria.none" {
			bare++
		}
	}
	if bare != stories || levels["error"] > 0 {
		d.t.Errorf("%d of %d stories have no criteria, says check: %v", bare, stories, levels)
	}
	d.t.Logf("%d stories: %d hints, %d warnings", stories, levels["hint"], levels["warning"])
}

// nothingLost looks for every line's words, its tag aside, in the files; and judges the titles.
func nothingLost(t *testing.T, d *desk, list string) {
	t.Helper()
	var items []struct {
		Title, Body string
	}
	if err := stdjson.Unmarshal([]byte(d.po("list", "--json=title,body")), &items); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, it := range items {
		all.WriteString(strings.Join(strings.Fields(it.Title+" "+it.Body), " ") + "\n")
		if n := utf8.RuneCountInString(it.Title); n > 80 && strings.Contains(it.Body, "I want") {
			t.Errorf("the title has %d characters: %s", n, it.Title)
		}
	}
	for line := range strings.Lines(list) {
		words := strings.Fields(strings.ToValidUTF8(line, "\uFFFD"))
		for len(words) > 0 && (strings.HasPrefix(words[0], "#") || strings.Trim(words[0], "-*0123456789.") == "") {
			words = words[1:]
		}
		if rest := strings.Join(words, " "); !strings.Contains(all.String(), rest) {
			t.Errorf("lost: %s", rest)
		}
	}
}

// TestNobodyIsKnown refuses to guess who commits, and names all ways to say it.
func TestNobodyIsKnown(t *testing.T) {
	d := newDesk(t)
	d.withGit = false
	for name := range d.env {
		if strings.HasSuffix(name, "_NAME") || strings.HasSuffix(name, "_EMAIL") {
			delete(d.env, name)
		}
	}
	_, errs, code := d.try("init")
	if code != exitFailed {
		t.Fatalf("exit %d", code)
	}
	for _, way := range []string{"git config --global user.name", "git config --global user.email", "~/.gitconfig", "[user]",
		"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		if !strings.Contains(errs, way) {
			t.Errorf("the hint does not name %s:\n%s", way, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(d.dir, "backlog", "po.yaml")); err == nil {
		t.Error("a file was left behind")
	}
	config := d.env["GIT_CONFIG_GLOBAL"]
	if err := os.WriteFile(config, []byte("[user]\n\tname = Mara Brandt\n\temail = mara@example.org\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.po("init")
}
