//go:build unix

package git

import (
	"os"
	"strconv"
	"syscall"
)

// deviceOf tells file systems apart.
func deviceOf(path string) (device uint64, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true
}

// ownerOf is the user that a file belongs to; false where the system has none.
func ownerOf(path string) (owner string, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", false
	}
	return strconv.FormatUint(uint64(stat.Uid), 10), true
}

// isUs says whether an owner is the one who runs this program. For root that is
// also the user who became root by sudo.
func isUs(owner string, getenv func(string) string) bool {
	us := os.Geteuid()
	return owner == strconv.Itoa(us) || us == 0 && owner == getenv("SUDO_UID")
}

// readFlags are those with which a file is opened for reading: should it be a
// pipe by then, nobody waits for it.
const readFlags = os.O_RDONLY | syscall.O_NONBLOCK

// detached lets a program live on when we and our terminal are gone.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
