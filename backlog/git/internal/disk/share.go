package disk

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Sharing says what becomes of the permissions that a new file has by the umask, as core.sharedRepository does.
// The zero value leaves them alone.
type Sharing struct {
	Bits  fs.FileMode // that files get, such as 0o660; 0: the umask decides
	Exact bool        // and no others, whatever the umask says
}

// mode is a mode as it is to be: who may read what may be executed may execute it, and what its own user may not write nobody may.
func (s Sharing) mode(now fs.FileMode) fs.FileMode {
	bits := s.Bits
	if now&0o200 == 0 {
		bits &^= 0o222
	}
	if now&0o100 != 0 {
		bits |= bits & 0o444 >> 2
	}
	if s.Exact {
		now &^= fs.ModePerm
	}
	now |= bits
	if now.IsDir() {
		now |= now & 0o444 >> 2
	}
	if now.IsDir() && now&0o060 != 0 {
		now |= fs.ModeSetgid // what is made in it belongs to the same group
	}
	return now
}

// share brings the permissions of a file or a folder to what [Disk.Shared] wants.
func (d *Disk) share(path string) error {
	if d == nil || d.Shared.Bits == 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	const settable = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	to := d.Shared.mode(info.Mode())
	if to == info.Mode() {
		return nil
	}
	return os.Chmod(path, to&settable)
}

// Share is for a file that was made otherwise, as far as it is ours to change.
func (d *Disk) Share(path string) {
	if d != nil && d.Shared.Bits != 0 {
		_ = d.Do("share", path, func() error { return d.share(path) })
	}
}

// missing gives the folders that a path lacks, itself included, those above first.
func missing(path string) (folders []string) {
	for {
		if _, err := os.Stat(path); !IsMissing(err) {
			return folders
		}
		folders = append([]string{path}, folders...)
		path = filepath.Dir(path)
	}
}
