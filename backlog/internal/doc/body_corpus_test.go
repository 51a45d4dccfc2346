package doc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus returns the bodies of the real task files that lie beside the repository, by name; none when they are absent.
func corpus(tb testing.TB) map[string]string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "data", "tasks", "*.md"))
	if err != nil {
		tb.Fatal(err)
	}
	if len(names) == 0 {
		tb.Log("no corpus beside the repository: own fixtures only")
	}
	bodies := make(map[string]string, len(names))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		bodies[filepath.Base(name)] = bodyOf(string(data))
	}
	return bodies
}

// bodyOf returns what follows the front matter.
func bodyOf(src string) string {
	if rest, ok := strings.CutPrefix(src, "---\n"); ok {
		if _, body, ok := strings.Cut(rest, "\n---\n"); ok {
			return body
		}
	}
	return src
}

func TestCorpusBlocks(t *testing.T) {
	n, bailed := 0, 0
	for name, body := range corpus(t) {
		for _, src := range []string{body, strings.ReplaceAll(body, "\n", "\r\n"), strings.TrimRight(body, "\n")} {
			n++
			if verifyBlocks(t, src) {
				bailed++
				b := readBlocks(src, 0, len(src))
				for b.next() {
				}
				t.Logf("%s: %q", name, src[b.scan.line.Start:b.scan.line.End])
			}
		}
	}
	t.Logf("%d of %d bodies were left to goldmark", bailed, n)
}
