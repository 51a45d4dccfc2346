//go:build unix

package objects

import "golang.org/x/sys/unix"

// nonBlocking opens a named pipe without waiting for somebody to write into it.
const nonBlocking = unix.O_NONBLOCK
