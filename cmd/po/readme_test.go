package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/render/term"
)

// TestReadme runs every console block of README as somebody at a terminal of 100 columns would, and compares what is printed. The
// blocks follow one another in one folder; those marked "veloshare" run in the example product. PO_UPDATE_README=1 writes what
// is printed into README.
func TestReadme(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	own, example := newDesk(t), exampleDesk(t)
	own.git("init", "-q", "-b", "main")
	var out strings.Builder
	var d *desk
	blocks := 0
	for line := range strings.Lines(string(text)) {
		switch {
		case d == nil && strings.HasPrefix(line, "```console"):
			blocks++
			if d = own; strings.Contains(line, "veloshare") {
				d = example
			}
		case d != nil && strings.HasPrefix(line, "```"):
			d = nil
		case d != nil && strings.HasPrefix(line, "$ "):
			out.WriteString(line + d.typed(strings.TrimSpace(line[2:])))
			continue
		case d != nil: // what README says was printed
			continue
		}
		out.WriteString(line)
	}
	if blocks < 10 {
		t.Errorf("%d console blocks, the README has more", blocks)
	}
	if out.String() == string(text) {
		return
	}
	if os.Getenv("PO_UPDATE_README") != "" {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(string(text), "\n"), strings.Split(out.String(), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("README.md:%d says\n%s\nbut it prints\n%s", i+1, want[i], got[i])
		}
	}
	t.Fatal("README.md says more or less than is printed")
}

// exampleDesk is a repository that holds the example product.
func exampleDesk(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	if err := os.CopyFS(filepath.Join(d.dir, "backlog"), os.DirFS(filepath.Join("..", "..", "examples", "veloshare", "backlog"))); err != nil {
		t.Fatal(err)
	}
	d.git("init", "-q", "-b", "main")
	return d
}

// typed runs one line as it would be typed at a terminal and gives all that is shown.
func (d *desk) typed(line string) string {
	d.t.Helper()
	words := shellWords(line)
	if words[0] != "po" {
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = d.dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			d.t.Fatalf("%s: %v\n%s", line, err, out)
		}
		return string(out)
	}
	var screen bytes.Buffer
	d.env["NO_COLOR"], d.env["PO_PAGER"] = "1", "cat"
	p := process{
		in: strings.NewReader(""), dir: d.dir, now: time.Now, lookPath: exec.LookPath,
		out:    term.Device{W: &screen, Terminal: true, Width: 100},
		err:    term.Device{W: &screen, Terminal: true, Width: 100},
		lookup: func(name string) (string, bool) { v, ok := d.env[name]; return v, ok },
	}
	if code := run(p, words[1:]); code != exitDone {
		d.t.Fatalf("%s: exit %d\n%s", line, code, screen.String())
	}
	return screen.String()
}

// shellWords splits a line at blanks outside of double quotes.
func shellWords(line string) []string {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if rest, quoted := strings.CutPrefix(line, `"`); quoted {
			word, after, _ := strings.Cut(rest, `"`)
			words, line = append(words, word), after
			continue
		}
		word, after, _ := strings.Cut(line, " ")
		words, line = append(words, word), after
	}
	return words
}
