package ignore_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/ignore"
)

// A tree is a work tree without a file in it but those of patterns.
type tree struct {
	t          *testing.T
	dir        string
	everywhere [][]byte // core.excludesFile, info/exclude
	fold       bool
}

func newTree(t *testing.T) *tree {
	t.Helper()
	b := &tree{t: t, dir: t.TempDir(), everywhere: make([][]byte, 2)}
	b.git("", "init", "-q")
	return b
}

func (b *tree) git(input string, args ...string) string {
	b.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "core.excludesFile=.git/global", "-c", fmt.Sprintf("core.ignorecase=%t", b.fold)}, args...)...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // none is ignored
		b.t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func (b *tree) write(name, text string) {
	b.t.Helper()
	path := filepath.Join(b.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
	switch name {
	case ".git/global":
		b.everywhere[0] = []byte(text)
	case ".git/info/exclude":
		b.everywhere[1] = []byte(text)
	}
}

// ours and gits are the paths of these that are left out.
func (b *tree) ours(paths []string) (out []string) {
	b.t.Helper()
	r := ignore.New(ignore.Options{
		Read:       func(name string) ([]byte, error) { return fs.ReadFile(os.DirFS(b.dir), name) },
		Everywhere: b.everywhere, FoldCase: b.fold,
	})
	for _, p := range paths {
		ignored, err := r.Ignored(p)
		if err != nil {
			b.t.Fatal(err)
		}
		if ignored {
			out = append(out, p)
		}
	}
	return out
}

func (b *tree) gits(paths []string) (out []string) {
	b.t.Helper()
	said := b.git(strings.Join(paths, "\x00"), "check-ignore", "--no-index", "-z", "--stdin")
	for _, p := range strings.Split(said, "\x00") {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (b *tree) agree(paths []string, what string) int {
	b.t.Helper()
	gits := b.gits(paths)
	if diff := cmp.Diff(gits, b.ours(paths)); diff != "" {
		b.t.Errorf("%s (-git +ours):\n%s", what, diff)
	}
	return len(gits)
}

// TestLines has one line for each thing that git's manual says of them.
func TestLines(t *testing.T) {
	paths := []string{
		"a", "b.md", "x/a", "x/b.md", "x/y/a", "x/y/b.md", "x/y/z/a", "#a", "!a", "a ", "a\\", "x/#a", "A", "X/a", "drafts/a.md",
		"items/drafts/a.md", "items/VS-1.md", "items/VS-10.md", "items/vs-1.md", "items/[a]", "é", "x/é.md",
	}
	b := newTree(t)
	for _, line := range []string{
		"a", "/a", "x/a", "x/", "/x/", "y/", "x/y", "x/y/", "*", "*.md", "/*.md", "x/*.md", "x/**", "**/a", "**/y/a", "x/**/a", "**", "a/",
		"#a", "\\#a", "!a", "\\!a", "a ", "a\\ ", "a\\\\", "  ", " a", "", "/", "//", "*\n!*.md", "*\n!x/\n!x/b.md", "x/*\n!x/y/\nx/y/a",
		"x\n!x/a", "*.md\r\n", "\ufeffa", "items/VS-?.md", "items/VS-[0-9].md", "items/\\[a\\]", "[", "é", "*é*", "drafts", "/drafts", "a\t",
		"items/VS-1.md/", "x/y/../a", "./a", "a\\", "*/a", "*a", "?", "x/?/a", "!*\n*", "*/\n!/x/",
	} {
		for _, b.fold = range []bool{false, true} {
			b.write(".gitignore", line)
			b.agree(paths, fmt.Sprintf("%q, folding %t", line, b.fold))
		}
	}
}

// TestWhoseWordCounts has the same path named in several files.
func TestWhoseWordCounts(t *testing.T) {
	b := newTree(t)
	b.write(".git/global", "*.md\n!one.md\nglobal\n")
	b.write(".git/info/exclude", "!two.md\none.md\nexclude\n")
	b.write(".gitignore", "!three.md\n/x/deep\nfour.md\n")
	b.write("x/.gitignore", "!four.md\n/five\ny/six\n")
	b.write("x/deep/.gitignore", "!*\n")
	var paths []string
	for _, folder := range []string{"", "x/", "x/y/", "x/deep/", "z/"} {
		for _, name := range []string{"one.md", "two.md", "three.md", "four.md", "five", "six", "global", "exclude", "seven.md"} {
			paths = append(paths, folder+name)
		}
	}
	b.agree(paths, "files of several places")
}

// TestAgreesWithGit compares many made-up files of patterns with git.
func TestAgreesWithGit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	var paths []string
	for range 60 {
		p := pick("a", "b", "x.md", "ab")
		for range rng.IntN(4) {
			p = pick("a", "b", "ab", "x.md") + "/" + p
		}
		if p != "a" && p != "a/b" { // folders, in which files of patterns are
			paths = append(paths, p)
		}
	}
	b := newTree(t)
	rounds, ignored, taken := 300, 0, 0
	if testing.Short() {
		rounds = 40
	}
	for range rounds {
		var all strings.Builder
		for _, file := range []string{".git/global", ".git/info/exclude", ".gitignore", "a/.gitignore", "a/b/.gitignore"} {
			var text strings.Builder
			for range rng.IntN(4) {
				text.WriteString(pick("", "", "!"))
				text.WriteString(pick("", "", "/", "**/"))
				for range 1 + rng.IntN(3) {
					text.WriteString(pick("a", "b", "*", "?", "x.md", "ab", "/", "**", "[ab]", "*.md"))
				}
				text.WriteString(pick("", "", "", "/", "/**", " ") + "\n")
			}
			b.write(file, text.String())
			fmt.Fprintf(&all, "%s:\n%s", file, text.String())
		}
		n := b.agree(paths, all.String())
		ignored, taken = ignored+n, taken+len(paths)-n
	}
	t.Logf("%d paths left out, %d taken up", ignored, taken)
	if ignored < rounds || taken < rounds {
		t.Errorf("%d paths left out, %d taken up: the rounds show too little", ignored, taken)
	}
}
