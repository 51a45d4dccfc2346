//go:build unix

package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// limited calls with a limit on the size of files in bytes, as a disk that is full has one.
func limited(t *testing.T, size uint64, call func()) {
	t.Helper()
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	now := was
	now.Cur = size
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &now); err != nil {
		t.Fatal(err)
	}
	call()
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
}

// A disk that fills up within a line takes nothing of it: half a line in a reflog would spoil the next one.
func TestAppendIsWholeOrNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	line := strings.Repeat("x", 99) + "\n"
	if err := os.WriteFile(path, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	var d *disk.Disk
	for _, size := range []uint64{100, 101, 150, 199} {
		var err error
		limited(t, size, func() { _, err = d.Append(path, disk.Content{Data: []byte(line), Mode: 0o666}, true) })
		if !errors.Is(err, unix.EFBIG) {
			t.Errorf("limit %d: %v", size, err)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != line {
			t.Fatalf("limit %d: %q, %v", size, data, err)
		}
	}
}
