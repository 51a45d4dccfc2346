//go:build unix

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// transient is false: on these systems nobody who merely reads a file keeps
// others from renaming it.
func transient(error) bool { return false }

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// throughFile says that a path went through something that is not a folder.
func throughFile(err error) bool { return errors.Is(err, unix.ENOTDIR) }
