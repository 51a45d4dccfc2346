//go:build unix

package git

import (
	"syscall"
	"testing"
)

// makePipe makes a named pipe, where there is such a thing.
func makePipe(t *testing.T, path string) bool {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o666); err != nil {
		t.Fatal(err)
	}
	return true
}
