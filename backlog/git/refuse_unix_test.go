//go:build unix

package git

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/po-backlog/po/backlog"
)

// A pipe in the folder is neither read, which would wait for ever, nor replaced.
func TestRefusePipe(t *testing.T) {
	b := seeded(t)
	if err := syscall.Mkfifo(filepath.Join(b.work, "backlog/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, old := range [][]byte{nil, []byte("x")} {
		err := b.refused(CommitOptions{Files: []backlog.FileEdit{{Path: "pipe.md", Old: old, New: []byte("y")}}})
		var bad *ErrPath
		if !errors.As(err, &bad) || bad.Reason != ReasonNotRegular {
			t.Errorf("%v", err)
		}
	}
}
