package eol_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/attr"
	"github.com/po-backlog/po/backlog/git/internal/eol"
)

func git(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1")
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// files that git treats differently.
func files() map[string]string {
	return map[string]string{
		"empty": "", "lf": "a\nb\n", "crlf": "a\r\nb\r\n", "mixed": "a\r\nb\n", "lone CR": "a\rb\r\n", "two CR": "a\r\r\nb\n",
		"NUL": "a\x00\r\n", "end of file": "a\r\n\x1a", "controls": strings.Repeat("\x01", 10) + "\r\n", "few controls": strings.Repeat("x", 400) + "\x01\r\n",
		"CR last": "a\r\nb\r", "UTF-8": "ä\r\n…\r\n", "escape": "\x1b[1m\r\n", "delete": strings.Repeat("\x7f", 3) + "\r\n",
	}
}

// Every kind of file under every rule, new or with an old version of every
// kind: what we store has the name that git add gives it.
func TestStoreLikeGit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "", "init", "-q")
	for _, autocrlf := range []string{"false", "true", "input"} {
		git(t, dir, "", "config", "core.autocrlf", autocrlf)
		for _, rule := range []string{"", "text", "-text", "text=auto", "text=auto eol=lf", "text=auto eol=crlf", "eol=lf", "eol=crlf", "text eol=crlf", "crlf", "-crlf", "crlf=input", "-text eol=lf", "text=input", "text=what", "binary"} {
			write(t, filepath.Join(dir, ".gitattributes"), "*.md "+rule+"\n")
			finder := attr.New(attr.Options{Read: func(string) ([]byte, error) { return []byte("*.md " + rule + "\n"), nil }})
			attributes, err := finder.Of("f.md")
			if err != nil {
				t.Fatal(err)
			}
			action := eol.For(attributes, autocrlf != "false")
			for _, before := range []string{"", "lf", "crlf", "NUL"} {
				compare(t, dir, fmt.Sprintf("autocrlf=%s, %q, before %q", autocrlf, rule, before), action, before)
			}
		}
	}
}

func compare(t *testing.T, dir, name string, action eol.Action, before string) {
	t.Helper()
	old := []byte(files()[before])
	var names []string
	list := ""
	for kind, text := range files() {
		file := strings.ReplaceAll(kind, " ", "-") + ".md"
		write(t, filepath.Join(dir, file), text)
		list += file + "\n"
		names = append(names, kind)
	}
	git(t, dir, "", "read-tree", "--empty")
	if before != "" {
		id := git(t, dir, string(old), "hash-object", "-w", "--stdin")
		entries := ""
		for file := range strings.Lines(list) {
			entries += "100644 " + id + "\t" + file
		}
		git(t, dir, entries, "update-index", "--add", "--index-info")
	}
	git(t, dir, list, "update-index", "--add", "--stdin")
	want := map[string]string{}
	for entry := range strings.Lines(git(t, dir, "", "ls-files", "--stage")) {
		fields := strings.Fields(entry)
		want[fields[3]] = fields[1]
	}
	for _, kind := range names {
		got, err := action.Store([]byte(files()[kind]), func() ([]byte, error) { return old, nil })
		if err != nil {
			t.Fatal(err)
		}
		if id := plumbing.ComputeHash(plumbing.BlobObject, got); id.String() != want[strings.ReplaceAll(kind, " ", "-")+".md"] {
			t.Errorf("%s, file %q: we store %q", name, kind, got)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// FuzzStore: nothing but carriage returns before line feeds ever goes.
func FuzzStore(f *testing.F) {
	for _, text := range files() {
		f.Add([]byte(text), []byte("x\r\n"))
	}
	f.Fuzz(func(t *testing.T, data, old []byte) {
		for _, action := range []eol.Action{eol.Keep, eol.Guess, eol.Text} {
			got, err := action.Store(data, func() ([]byte, error) { return old, nil })
			if err != nil {
				t.Fatal(err)
			}
			lf := bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
			if !bytes.Equal(got, data) && !bytes.Equal(got, lf) {
				t.Errorf("action %d: %q became %q", action, data, got)
			}
		}
	})
}
