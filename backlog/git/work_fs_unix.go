//go:build unix

package git

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"
)

// fileReader reads files with as few system calls as there can be: open, read, close into one buffer.
type fileReader struct {
	folder int // the open folder: paths below it are short to walk
	buf    []byte
	slow   portableReader
}

func newFileReader(w *workFS) *fileReader {
	return &fileReader{folder: w.folder, buf: make([]byte, 64<<10), slow: portableReader{w}}
}

// read reads one file whole. A symbolic link as the last part of the path goes the careful way through the folder's root.
func (r *fileReader) read(path string) (string, error) {
	fd, err := retry(func() (int, error) {
		return unix.Openat(r.folder, path, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	})
	if errors.Is(err, unix.ELOOP) {
		return r.slow.read(path)
	}
	if err != nil {
		return "", &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer unix.Close(fd)
	n := 0
	for n < readLimit {
		if n == len(r.buf) {
			r.buf = append(r.buf, make([]byte, len(r.buf))...)
		}
		got, err := retry(func() (int, error) { return unix.Read(fd, r.buf[n:min(len(r.buf), readLimit)]) })
		if errors.Is(err, unix.EAGAIN) {
			return "", errPassOver // a FIFO that took a file's place
		}
		if err != nil {
			return "", &fs.PathError{Op: "read", Path: path, Err: err}
		}
		n += got
		if got == 0 || n < len(r.buf) { // a short read of a regular file is its end
			break
		}
	}
	return string(r.buf[:n]), nil
}

func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// openFolderFD opens the backlog's folder for the readers.
func openFolderFD(dir string) (int, error) {
	fd, err := retry(func() (int, error) { return unix.Open(dir, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_DIRECTORY, 0) })
	if err != nil {
		return -1, &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	return fd, nil
}

func closeFD(fd int) error { return unix.Close(fd) }
