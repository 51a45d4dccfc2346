package git

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// many makes a backlog of n files of 1.3 kB.
func many(b *testing.B, n int) string {
	dir := b.TempDir()
	items := filepath.Join(dir, "items")
	if err := os.Mkdir(items, 0o777); err != nil {
		b.Fatal(err)
	}
	for i := range n {
		text := item(fmt.Sprintf("VS-%d", i), "Title") + strings.Repeat("A line of the body of a story.\n", 40)
		if err := os.WriteFile(filepath.Join(items, fmt.Sprintf("VS-%d-a-story-with-a-title.md", i)), []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

func BenchmarkReadAll(b *testing.B) {
	dir := many(b, 10_000)
	for b.Loop() {
		w, err := openWorkFS(dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := w.ReadAll([]string{"items"}, func(int, string, string, error) {}); err != nil {
			b.Fatal(err)
		}
		w.close()
	}
}

// BenchmarkReadFile is what it is compared with: os.ReadFile by two workers.
func BenchmarkReadFile(b *testing.B) {
	dir := filepath.Join(many(b, 10_000), "items")
	for b.Loop() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			b.Fatal(err)
		}
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				for i := w; i < len(entries); i += 2 {
					if _, err := os.ReadFile(filepath.Join(dir, entries[i].Name())); err != nil {
						b.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
}
