package doc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sameTree compares nodes to the byte.
var sameTree = cmp.Options{cmp.AllowUnexported(Node{}), cmpopts.EquateEmpty()}

const dataFolder = "../../../../shared/data/tasks"

// realFiles are Markdown files that nobody on this project wrote, by name; none where the folder is absent.
func realFiles(tb testing.TB) map[string]string {
	tb.Helper()
	names, _ := filepath.Glob(filepath.Join(dataFolder, "*.md"))
	if len(names) == 0 {
		tb.Logf("%s is absent: own fixtures only", dataFolder)
	}
	files := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		files[filepath.Base(name)] = string(text)
	}
	return files
}

// differ scans a source by hand and by yaml.v3. Where the hand scanner reads it, both must agree to the byte.
func differ(t *testing.T, src string) (byHand bool) {
	t.Helper()
	part, e := fences(src)
	if e != nil || checkText(src) != nil {
		return false
	}
	var h hand
	got, byHand := h.scan(src, part)
	want, e := readYAML(src, part, part.start)
	if !byHand {
		return false
	}
	if e != nil {
		t.Fatalf("yaml.v3 refuses what the hand scanner reads: %v\n%s", e, src)
	}
	if diff := cmp.Diff(want, got, sameTree); diff != "" {
		t.Fatalf("hand scanner (+) and yaml.v3 (-) differ on\n%s\n%s", src, diff)
	}
	return true
}

func TestHandScannerOnRealFiles(t *testing.T) {
	byHand, fronts := 0, 0
	for name, src := range realFiles(t) {
		for _, s := range []string{src, strings.ReplaceAll(src, "\n", "\r\n"), byteOrderMark + src} {
			if _, e := fences(s); e != nil {
				continue
			}
			fronts++
			if differ(t, s) {
				byHand++
			} else if !strings.Contains(s, "\r") && !strings.HasPrefix(s, byteOrderMark) {
				_, err := Parse(s)
				t.Log(name, err)
			}
		}
	}
	t.Logf("%d of %d read by hand", byHand, fronts)
}

func FuzzHandScanner(f *testing.F) {
	for _, src := range shapes() {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) { differ(t, "---\n"+src+"\n---\n") })
}
