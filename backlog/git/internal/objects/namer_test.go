package objects

import (
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// A blob has the name that git gives it, whatever was named before in the same memory.
func TestNamer(t *testing.T) {
	var n Namer
	for _, text := range []string{"", "a", strings.Repeat("long\n", 5000), "short", "\x00\r\n"} {
		if got, want := n.Blob(text), plumbing.ComputeHash(plumbing.BlobObject, []byte(text)); got != want {
			t.Errorf("%.20q: %s, want %s", text, got, want)
		}
	}
}
