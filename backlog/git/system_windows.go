package git

import (
	"os"
	"syscall"
)

// deviceOf tells file systems apart; here a path says by itself on which one it lies.
func deviceOf(string) (device uint64, ok bool) { return 0, false }

// ownerOf is the user that a file belongs to. Windows knows owners as security
// identifiers and groups of them; git's own rules for them are not ours to repeat
// untested, so that none is told here.
func ownerOf(string) (owner string, ok bool) { return "", false }

// isUs says whether an owner is the one who runs this program.
func isUs(string, func(string) string) bool { return true }

// readFlags are those with which a file is opened for reading.
const readFlags = os.O_RDONLY

// detached lets a program live on when we and our terminal are gone.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}
