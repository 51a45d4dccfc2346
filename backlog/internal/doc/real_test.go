package doc

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// variants are the ways a file may lie on disk.
func variants() map[string]func(string) string {
	return map[string]func(string) string{
		"as it is":         func(s string) string { return s },
		"CRLF":             func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"byte order mark":  func(s string) string { return byteOrderMark + s },
		"no final newline": func(s string) string { return strings.TrimRight(s, "\n") },
	}
}

// trial is one edit of a file, with what git is to count: lines added and removed.
type trial struct {
	name           string
	edit           func(*Doc) (*Doc, error)
	added, removed int
	path           []string // what is left out when the rest is compared
}

// trials are the edits that a real file has to take: every scalar key is changed and unset, one is set, every list gets
// an entry and loses each of its own.
func trials(d *Doc) []trial {
	all := []trial{{
		name: "set", added: 1, path: []string{"po_new"},
		edit: func(d *Doc) (*Doc, error) { return d.Set([]string{"po_new"}, Str("fresh: text"), nil) },
	}, {
		name: "append new", added: 2, path: []string{"po_list"},
		edit: func(d *Doc) (*Doc, error) { return d.Append([]string{"po_list"}, Str("fresh"), nil) },
	}}
	for _, p := range d.Front() {
		path := []string{p.Key}
		lines := 1 + strings.Count(d.Source()[p.KeySpan.Start:p.Value.Span.End], "\n")
		switch p.Value.Kind {
		case Scalar:
			all = append(all,
				trial{"change", func(d *Doc) (*Doc, error) { return d.Set(path, Str("fresh text"), nil) }, 1, lines, path},
				trial{"unset", func(d *Doc) (*Doc, error) { return d.Unset(path...) }, 0, lines, path})
		case List:
			added, removed := 1, 0
			if p.Value.Style == Flow {
				removed = 1
			}
			all = append(all, trial{"append", func(d *Doc) (*Doc, error) { return d.Append(path, Str("fresh"), nil) }, added, removed, path})
			for i, item := range p.Value.Items {
				t := trial{"remove", func(d *Doc) (*Doc, error) { return d.Take(path, i) }, 1, 1, path}
				if p.Value.Style == Block {
					t.added, t.removed = 0, 1+strings.Count(d.Source()[item.Span.Start:item.Span.End], "\n")
				}
				if len(p.Value.Items) == 1 {
					t.added, t.removed = 0, lines
				}
				all = append(all, t)
			}
		}
	}
	return all
}

// without is a front matter without one top-level key.
func without(d *Doc, key string) *Node {
	n := Node{Kind: Map}
	for _, p := range d.Front() {
		if p.Key != key {
			n.Pairs = append(n.Pairs, p)
		}
	}
	return &n
}

// judge makes one edit and returns what is wrong with its result, and the result.
func judge(d *Doc, tr trial) (string, *Doc) {
	after, err := tr.edit(d)
	if err != nil {
		return err.Error(), nil
	}
	if !sameValue(without(d, tr.path[0]), without(after, tr.path[0])) {
		return "the rest reads differently", after
	}
	if added, removed := lineCount(d.Source(), after.Source()); added != tr.added || removed != tr.removed {
		return fmt.Sprintf("%d lines added, %d removed, want %d, %d", added, removed, tr.added, tr.removed), after
	}
	if after.Body() != d.Body() {
		return "the body changed", after
	}
	return "", after
}

// lineCount counts the lines added and removed by one change, as git does.
func lineCount(before, after string) (added, removed int) {
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(b), len(a)
}

func TestRealFilesTakeEdits(t *testing.T) {
	files := realFiles(t)
	for _, variant := range slices.Sorted(maps.Keys(variants())) {
		t.Run(variant, func(t *testing.T) {
			repo := newNumstat(t)
			fronts, refused := 0, 0
			for _, name := range slices.Sorted(maps.Keys(files)) {
				src := variants()[variant](files[name])
				if _, e := fences(src); e != nil {
					continue
				}
				fronts++
				d, err := Parse(src)
				if err != nil {
					refused++
					t.Logf("refused: %s:%v", name, err)
					continue
				}
				counted := map[string]bool{}
				for _, tr := range trials(d) {
					wrong, after := judge(d, tr)
					if wrong != "" {
						t.Errorf("%s: %s %v: %s", name, tr.name, tr.path, wrong)
						continue
					}
					// Git itself counts the first edit of every kind: of each file as it is, of each fifth in other dress.
					if !counted[tr.name] && (variant == "as it is" || fronts%5 == 0) {
						counted[tr.name] = true
						repo.add(name+"."+tr.name, src, after.Source(), tr)
					}
				}
			}
			repo.check(t)
			t.Logf("%d files with front matter, %d refused", fronts, refused)
			if refused*50 > fronts {
				t.Errorf("%d of %d files refused: more than 2 %%", refused, fronts)
			}
		})
	}
}

// numstat collects files before and after an edit, for one run of git over all of them.
type numstat struct {
	dir  string
	want map[string]string
}

func newNumstat(t *testing.T) *numstat {
	n := &numstat{dir: t.TempDir(), want: map[string]string{}}
	for _, side := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(n.dir, side), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func (n *numstat) add(name, before, after string, tr trial) {
	name = strings.NewReplacer(" ", "_", "\"", "_").Replace(name)
	n.want[name] = fmt.Sprintf("%d %d", tr.added, tr.removed)
	for side, text := range map[string]string{"a": before, "b": after} {
		os.WriteFile(filepath.Join(n.dir, side, name), []byte(text), 0o644) //nolint:errcheck // a missing file fails the count
	}
}

// check compares git's counts of lines with those wanted.
func (n *numstat) check(t *testing.T) {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Log("git is absent: lines are not counted")
		return
	}
	cmd := exec.Command(git, "-c", "core.autocrlf=false", "-c", "core.quotePath=false", "diff", "--no-index", "--no-renames", "--numstat", "a", "b")
	cmd.Dir = n.dir
	out, _ := cmd.Output() // exit status 1: there are differences
	got := map[string]string{}
	for line := range strings.Lines(string(out)) {
		field := strings.Split(strings.TrimSpace(line), "\t")
		if len(field) != 3 {
			continue
		}
		got[filepath.Base(strings.TrimSuffix(field[2], "}"))] = field[0] + " " + field[1]
	}
	for name, want := range n.want {
		if got[name] != want {
			t.Errorf("%s: git counts %q, want %q", name, got[name], want)
		}
	}
}
