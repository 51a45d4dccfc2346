package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// transient says that another program has the file open just now, a virus
// scanner or an editor as a rule.
func transient(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED) ||
		errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// syncFolder does nothing: folders cannot be flushed there.
func syncFolder(string) error { return nil }

// throughFile says that a path went through something that is not a folder.
func throughFile(err error) bool { return errors.Is(err, windows.ERROR_PATH_NOT_FOUND) }
