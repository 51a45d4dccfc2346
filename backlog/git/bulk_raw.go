//go:build linux && !portable

package git

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// A handle is an open file or folder. On Linux it is the system's own number,
// so that a file costs three system calls, relative to the folder it lies in;
// what os.ReadFile adds to them is half of its time for files of a kilobyte.
type handle int

func handleOf(_ *workFS, f *os.File) handle { return handle(f.Fd()) }

func (h handle) open(name string, flags int) (handle, error) {
	fd, err := again(func() (int, error) {
		return unix.Openat(int(h), name, flags|unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	})
	return handle(fd), err
}

func (h handle) folder(name string) (handle, error) { return h.open(name, unix.O_DIRECTORY) }

func (h handle) file(name string) (handle, error) {
	return h.open(name, unix.O_NONBLOCK|unix.O_NOCTTY)
}

func (h handle) read(p []byte) (int, error) {
	return again(func() (int, error) { return unix.Read(int(h), p) })
}

func (h handle) close() { _ = unix.Close(int(h)) }

// again makes a system call anew that a signal has interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR {
			return max(n, 0), err
		}
	}
}

// isLink says whether a file could not be opened because it is a symbolic link.
func isLink(err error) bool { return errors.Is(err, unix.ELOOP) }

// isNoFolder says whether a folder could not be opened because it is none.
func isNoFolder(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENOTDIR) || errors.Is(err, unix.ELOOP)
}

// entries gives the names in a folder, but for "." and "..", with a text before
// each, and what they stand for.
func (h handle) entries(before string, buf []byte, each func(path string, k kind)) error {
	for {
		n, err := again(func() (int, error) { return unix.Getdents(int(h), buf) })
		if n == 0 || err != nil {
			return err
		}
		for list := buf[:n]; len(list) >= direntName; {
			size := int(binary.NativeEndian.Uint16(list[direntSize:]))
			if size < direntName || size > len(list) {
				return unix.EIO
			}
			if name := nameIn(list[direntName:size]); string(name) != "." && string(name) != ".." {
				path := before + string(name)
				each(path, h.kind(path[len(before):], list[direntKind]))
			}
			list = list[size:]
		}
	}
}

// Where the parts of one entry of the system's list lie: 8 bytes inode, 8 of an
// offset, then these.
const (
	direntSize = 16
	direntKind = 18
	direntName = 19 // up to a NUL
)

func nameIn(field []byte) []byte {
	name, _, _ := bytes.Cut(field, []byte{0})
	return name
}

// kind is what an entry is, asked for where the file system does not say.
func (h handle) kind(name string, listed byte) kind {
	if listed == unix.DT_UNKNOWN {
		var stat unix.Stat_t
		if unix.Fstatat(int(h), name, &stat, unix.AT_SYMLINK_NOFOLLOW) == nil {
			listed = byte(stat.Mode >> 12) // the numbers of both are the same ones
		}
	}
	switch listed {
	case unix.DT_DIR:
		return folderKind
	case unix.DT_REG:
		return fileKind
	case unix.DT_LNK:
		return linkKind
	}
	return otherKind
}
