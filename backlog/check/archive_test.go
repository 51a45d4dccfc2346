package check

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/po-backlog/po/backlog"
)

// archive is a backlog in a txtar file, with what the rules are to find in it.
//
// The comment holds settings, one a line: "today: 2026-10-05", "escapes: on" (\xff in
// a file is that byte), and "1: 2026-09-01 mara signed" for each revision, whose whole
// tree lies below the folder of its number; "since: 2" is --since with revision 2 the
// first after it.
//
// A line that is to be found ends with # want "…" "…", or <!-- want "…" --> in a body:
// a pattern for each finding's level and message. The marks are taken out before the
// files are read. Files below fixed/ are what po check --fix makes of the backlog.
type archive struct {
	files, fixed fstest.MapFS
	wants        []want
	options      Options
}

type want struct {
	path    string
	line    int
	pattern string
}

func readArchive(t *testing.T, path string) *archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	comment, sections := splitArchive(string(data))
	a := &archive{files: fstest.MapFS{}, fixed: fstest.MapFS{}}
	set := settingsOf(comment)
	a.options.Today = backlog.Date(set["today"]).Day(time.UTC)
	states := map[string]fstest.MapFS{}
	for _, f := range sections {
		name, text := f[0], f[1]
		if set["escapes"] == "on" {
			text = unescape(text)
		}
		folder, rest, _ := strings.Cut(name, "/")
		switch _, err := strconv.Atoi(folder); {
		case folder == "fixed":
			a.fixed[rest] = &fstest.MapFile{Data: []byte(text)}
		case err == nil:
			if states[folder] == nil {
				states[folder] = fstest.MapFS{}
			}
			states[folder][rest] = &fstest.MapFile{Data: []byte(text)}
		default:
			a.files[name] = &fstest.MapFile{Data: []byte(a.takeWants(name, text))}
		}
	}
	a.history(t, set, states)
	return a
}

// splitArchive takes a txtar file apart: the comment, then name and text of each file.
func splitArchive(text string) (comment string, files [][2]string) {
	comment = text
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "-- ")
		if name, ok2 := strings.CutSuffix(name, " --"); ok && ok2 {
			files = append(files, [2]string{name, ""})
		} else if len(files) > 0 {
			files[len(files)-1][1] += line
		}
	}
	if len(files) > 0 {
		comment, _, _ = strings.Cut(text, "-- "+files[0][0]+" --")
	}
	return comment, files
}

// settingsOf reads the lines "key: value" of an archive's comment.
func settingsOf(comment string) map[string]string {
	set := map[string]string{}
	for _, line := range strings.Split(comment, "\n") {
		if key, value, ok := strings.Cut(line, ": "); ok {
			set[key] = strings.TrimSpace(value)
		}
	}
	return set
}

// takeWants takes the marks out of a file's lines.
func (a *archive) takeWants(path, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		for _, mark := range []string{` # want "`, ` <!-- want "`} {
			before, pattern, ok := strings.Cut(line, mark)
			if !ok {
				continue
			}
			pattern, _, _ = strings.Cut(pattern, `" -->`)
			for _, one := range strings.Split(strings.TrimSuffix(pattern, `"`), `" "`) {
				a.wants = append(a.wants, want{path, i + 1, one})
			}
			lines[i] = before
		}
	}
	return strings.Join(lines, "\n")
}

// history makes the revisions of an archive that holds states.
func (a *archive) history(t *testing.T, set map[string]string, states map[string]fstest.MapFS) {
	t.Helper()
	if len(states) == 0 {
		return
	}
	h := &History{Since: -1, Signed: map[string]bool{}}
	last := load(t, fstest.MapFS{"po.yaml": a.files["po.yaml"]})
	for n := 1; states[fmt.Sprint(n)] != nil; n++ {
		words := strings.Fields(set[fmt.Sprint(n)])
		state := states[fmt.Sprint(n)]
		if state["po.yaml"] == nil {
			state["po.yaml"] = a.files["po.yaml"]
		}
		next := load(t, state)
		day, _ := backlog.Date(words[0]).Time(time.UTC)
		hash := strings.Repeat(fmt.Sprint(n), 40)
		if set["since"] == fmt.Sprint(n) {
			h.Since, a.options.Base = n-1, last
		}
		h.Signed[hash] = len(words) > 2 && words[2] == "signed"
		h.Revisions = append(h.Revisions, backlog.Revision{
			Hash: hash, Author: backlog.Person{Name: words[1], Email: words[1] + "@example.org"},
			Time: day, Commit: day, Changes: backlog.Diff(last, next),
		})
		last = next
		if today := a.options.Today; backlog.DayOf(day) < today-StaleDays {
			a.options.Earlier = next
		}
	}
	a.options.History = h
}

func load(t *testing.T, files fstest.MapFS) *backlog.Backlog {
	t.Helper()
	if files["po.yaml"] == nil {
		files["po.yaml"] = &fstest.MapFile{Data: []byte("version: 1\nkey: VS\n")}
	}
	b, err := backlog.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// unescape turns \xHH and \uHHHH into the bytes and characters that they stand for.
func unescape(text string) string {
	return regexp.MustCompile(`\\x[0-9a-f]{2}|\\u[0-9a-f]{4}`).ReplaceAllStringFunc(text, func(code string) string {
		n, _ := strconv.ParseUint(code[2:], 16, 32)
		if code[1] == 'x' {
			return string([]byte{byte(n)})
		}
		return string(rune(n))
	})
}

// match reports findings without a mark and marks without a finding.
func (a *archive) match(t *testing.T, found []Finding) {
	t.Helper()
	open := append([]want{}, a.wants...)
	for _, f := range found {
		text := f.Level.String() + ": " + f.Message
		at := -1
		for i, w := range open {
			if w.path == f.Pos.Path && w.line == f.Pos.Line && regexp.MustCompile(w.pattern).MatchString(text) {
				at = i
				break
			}
		}
		if at < 0 {
			t.Errorf("%s: unexpected: %s", f.Pos, text)
			continue
		}
		open = append(open[:at], open[at+1:]...)
	}
	for _, w := range open {
		t.Errorf("%s:%d: nothing found that matches %q", w.path, w.line, w.pattern)
	}
}
