//go:build !windows

package term

import (
	"errors"
	"syscall"
)

// brokenPipe reports whether err says that nobody reads any more.
func brokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
