package refs

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// Logging says which refs get a reflog, as core.logAllRefUpdates does.
type Logging int

// The values of core.logAllRefUpdates.
const (
	LogUsual    Logging = iota // HEAD, branches, remotes and notes; the default of a repository with a work tree
	LogExisting                // only those that have one already
	LogAll                     // every ref
)

// A LogEntry is one line of a reflog.
type LogEntry struct {
	Old, New plumbing.Hash
	Who      string // name, mail and time as in a commit: "A B <a@b> 1760000000 +0200"
	Message  string
}

// line is the entry as git writes it: white space in the message squeezed.
func (e LogEntry) line() []byte {
	message := strings.Join(strings.FieldsFunc(e.Message, func(r rune) bool {
		return r == ' ' || '\t' <= r && r <= '\r'
	}), " ")
	if message != "" {
		message = "\t" + message
	}
	return []byte(e.Old.String() + " " + e.New.String() + " " + e.Who + message + "\n")
}

// An Appended is a line in a reflog that can be taken back.
type Appended struct {
	path          string
	before, after int64
}

// Log appends an entry to the reflog of a ref. The ref's lock must be held.
func (s Store) Log(name string, e LogEntry, l Logging) (*Appended, error) {
	path := filepath.Join(s.folder(name), "logs", filepath.FromSlash(name))
	make := l == LogAll || l == LogUsual && usuallyLogged(name)
	line := e.line()
	before, err := s.appendLog(path, line, make)
	for tries := 0; make && errors.Is(err, fs.ErrNotExist) && tries < removals; tries++ {
		before, err = s.appendLog(path, line, make)
	}
	if errors.Is(err, fs.ErrNotExist) && !make {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &Appended{path: path, before: before, after: before + int64(len(line))}, nil
}

func (s Store) appendLog(path string, line []byte, make bool) (before int64, err error) {
	if make {
		if err := s.Disk.MkdirAll(filepath.Dir(path)); err != nil {
			return 0, err
		}
		s.Disk.RemoveEmptyFolders(path)
	}
	return s.Disk.Append(path, disk.Content{Data: line, Mode: 0o666}, make)
}

// TakeBack removes an entry that [Store.Log] appended, unless somebody wrote after it.
func (s Store) TakeBack(a *Appended) error {
	if a == nil || fileSize(a.path) != a.after {
		return nil
	}
	if a.before == 0 {
		return s.Disk.Remove(a.path)
	}
	return s.Disk.Truncate(a.path, a.before)
}

// TrimLog removes a line from the end of a reflog, if it is the last one, or what somebody who died has written of it.
func (s Store) TrimLog(name, line string) error {
	path := filepath.Join(s.folder(name), "logs", filepath.FromSlash(name))
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	rest, last := strings.CutSuffix(string(text), line)
	if !last {
		rest = string(text[:bytes.LastIndexByte(text, '\n')+1])
		last = len(rest) < len(text) && strings.HasPrefix(line, string(text[len(rest):]))
	}
	switch {
	case !last:
		return nil
	case rest == "":
		return s.Disk.Remove(path)
	}
	return s.Disk.Truncate(path, int64(len(rest)))
}

// Line is the entry as it stands in a reflog, with its line end.
func (e LogEntry) Line() string { return string(e.line()) }

func usuallyLogged(name string) bool {
	for _, prefix := range []string{"refs/heads/", "refs/remotes/", "refs/notes/"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == "HEAD"
}

// fileSize is a file's size in bytes; -1 when it cannot be told.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}
