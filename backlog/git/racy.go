package git

import (
	"bytes"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/index"
)

// How much is read of files that changed in the very second of the index, to
// spare git the looking. After a large checkout there may be thousands; of the
// rest git finds out itself.
const (
	racyFiles = 256
	racyBytes = 8 << 20
)

// unchanged gives the judge of racy entries for one patch of the index: an entry
// may stay as it is when the file has exactly the bytes that it stands for, or
// when git is sure to notice that it has not.
func (w *worktree) unchanged() func(index.Entry) bool {
	files, room := racyFiles, int64(racyBytes)
	return func(e index.Entry) bool {
		if files == 0 || e.Mode != filemode.Regular && e.Mode != filemode.Executable {
			return false
		}
		files--
		info, err := w.root.Lstat(filepath.FromSlash(e.Path))
		if err != nil {
			return disk.IsMissing(err) // git notices that, too
		}
		if s := index.StatOf(info); s.Size != e.Stat.Size || s.MtimeSec != e.Stat.MtimeSec {
			return true
		}
		room -= info.Size()
		return room >= 0 && info.Mode().IsRegular() && w.holds(e, info)
	}
}

// holds says whether a file's bytes are those of an entry, as they stand: one
// that git would convert on the way is not vouched for.
func (w *worktree) holds(e index.Entry, info fs.FileInfo) bool {
	f, err := w.root.Open(filepath.FromSlash(e.Path))
	if err != nil {
		return false
	}
	defer f.Close()
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := io.Copy(&data, io.LimitReader(f, racyBytes+1)); err != nil {
		return false
	}
	return plumbing.ComputeHash(plumbing.BlobObject, data.Bytes()) == e.ID
}
