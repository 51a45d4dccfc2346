//go:build unix

package git

import (
	"errors"
	"io/fs"
	"syscall"
)

// fileReader reads files with as few system calls as there can be: open, read, close into one buffer.
type fileReader struct {
	w    *workFS
	dir  string
	buf  []byte
	slow portableReader
}

func newFileReader(w *workFS) *fileReader {
	return &fileReader{w: w, dir: w.dir + "/", buf: make([]byte, 64<<10), slow: portableReader{w}}
}

// read reads one file whole. A symbolic link as the last part of the path goes the careful way through the folder's root.
func (r *fileReader) read(path string) (string, error) {
	fd, err := retry(func() (int, error) {
		return syscall.Open(r.dir+path, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	})
	if errors.Is(err, syscall.ELOOP) {
		return r.slow.read(path)
	}
	if err != nil {
		return "", &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer syscall.Close(fd)
	n := 0
	for n < readLimit {
		if n == len(r.buf) {
			r.buf = append(r.buf, make([]byte, len(r.buf))...)
		}
		got, err := retry(func() (int, error) { return syscall.Read(fd, r.buf[n:min(len(r.buf), readLimit)]) })
		if errors.Is(err, syscall.EAGAIN) {
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
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
