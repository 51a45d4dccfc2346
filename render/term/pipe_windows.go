package term

import (
	"errors"
	"syscall"
)

// errNoData is what Windows calls a pipe that is being closed.
const errNoData = syscall.Errno(232)

// brokenPipe reports whether err says that nobody reads any more.
func brokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, errNoData)
}
