// Package refs reads and moves the branches of one worktree: HEAD, loose and
// packed refs, reflogs, and git's lock files.
//
// It never deletes a lock that it did not make, and never writes a ref but by
// lock, comparison and rename.
package refs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A Store knows where the refs of one worktree lie.
type Store struct {
	GitDir string     // HEAD, logs/HEAD and the worktree's own refs; absolute
	Common string     // all other refs; the same as GitDir but in a linked worktree; absolute
	Disk   *disk.Disk // nil: the plain one
}

// Head is where HEAD points.
type Head struct {
	Ref string        // such as "refs/heads/main"; empty: HEAD is detached
	ID  plumbing.Hash // zero: the branch has no commit yet
}

// Branch is the branch's short name, such as "main"; empty when HEAD is detached.
func (h Head) Branch() string { return strings.TrimPrefix(h.Ref, "refs/heads/") }

// maxSymbolic is how many symbolic refs are followed, as in git.
const maxSymbolic = 5

// A BrokenError says that a ref file holds neither an object's name nor another ref's.
type BrokenError struct{ Name string }

func (e *BrokenError) Error() string { return e.Name + ": broken ref" }

// Head follows HEAD through symbolic refs to the branch it names in the end.
func (s Store) Head() (Head, error) {
	name := "HEAD"
	for range maxSymbolic {
		id, target, err := s.read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != "HEAD":
			return Head{Ref: name}, nil
		case err != nil:
			return Head{}, err
		case target == "" && name == "HEAD":
			return Head{ID: id}, nil
		case target == "":
			return Head{Ref: name, ID: id}, nil
		}
		name = target
	}
	return Head{}, &BrokenError{Name: "HEAD"}
}

// Resolve gives the object that a full ref name, such as "refs/tags/v1", stands
// for, through symbolic refs. A ref that does not exist is an error that matches
// [fs.ErrNotExist].
func (s Store) Resolve(name string) (plumbing.Hash, error) {
	start := name
	for range maxSymbolic {
		id, target, err := s.read(name)
		if err != nil || target == "" {
			return id, err
		}
		name = target
	}
	return plumbing.ZeroHash, &BrokenError{Name: start}
}

// read gives what one ref holds: an object's name or another ref's. A ref may
// be packed between the look at its file and the look at the packed ones, so
// its file is looked at again.
func (s Store) read(name string) (id plumbing.Hash, target string, err error) {
	if !valid(name) {
		return id, "", &BrokenError{Name: name}
	}
	id, target, err = s.loose(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return id, target, err
	}
	id, err = s.packed(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return id, "", err
	}
	return s.loose(name)
}

func (s Store) loose(name string) (id plumbing.Hash, target string, err error) {
	path := s.Path(name)
	if to, err := os.Readlink(path); err == nil && valid(filepath.ToSlash(to)) {
		return id, filepath.ToSlash(to), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		if info, e := os.Stat(path); e == nil && info.IsDir() || disk.IsMissing(err) {
			err = fs.ErrNotExist // a folder of refs, or a ref where a folder would be
		}
		return id, "", err
	}
	if rest, ok := bytes.CutPrefix(text, []byte("ref:")); ok {
		target = string(bytes.TrimSpace(rest))
		if !valid(target) {
			return id, "", &BrokenError{Name: name}
		}
		return id, target, nil
	}
	id, ok := parseID(bytes.TrimRight(text, " \t\r\n"))
	if !ok {
		return id, "", &BrokenError{Name: name}
	}
	return id, "", nil
}

// packed looks a ref up in the file packed-refs, whose lines are "ID NAME".
func (s Store) packed(name string) (plumbing.Hash, error) {
	text, err := os.ReadFile(s.packedPath())
	if err != nil {
		return plumbing.ZeroHash, err
	}
	text = append(text, '\n') // a last line without an end counts too
	want := []byte(" " + name + "\n")
	for at := 0; ; {
		i := bytes.Index(text[at:], want)
		if i < 0 {
			return plumbing.ZeroHash, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
		}
		end := at + i
		start := bytes.LastIndexByte(text[:end], '\n') + 1
		if id, ok := parseID(text[start:end]); ok {
			return id, nil
		}
		at = end + len(want) - 1
	}
}

func (s Store) packedPath() string { return filepath.Join(s.Common, "packed-refs") }

// Path is the file of a ref by its full name. HEAD and the refs that belong to
// one worktree lie in its own folder, all others in the common one.
func (s Store) Path(name string) string {
	return filepath.Join(s.folder(name), filepath.FromSlash(name))
}

func (s Store) folder(name string) string {
	for _, own := range []string{"refs/bisect/", "refs/worktree/", "refs/rewritten/"} {
		if strings.HasPrefix(name, own) {
			return s.GitDir
		}
	}
	if strings.HasPrefix(name, "refs/") {
		return s.Common
	}
	return s.GitDir
}

// Clash gives an existing ref that stands in the way of a new one, because one
// of the two names would have to be a folder; empty when there is none.
func (s Store) Clash(name string) (string, error) {
	for i := len("refs/"); i < len(name); i++ {
		if name[i] != '/' {
			continue
		}
		_, _, err := s.read(name[:i])
		if err == nil {
			return name[:i], nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	below, err := s.List(name + "/")
	if err != nil || len(below) == 0 {
		return "", err
	}
	return below[0].Name, nil
}

func parseID(text []byte) (id plumbing.Hash, ok bool) {
	if len(text) != 2*len(id) {
		return id, false
	}
	for i := range id {
		hi, lo := digit(text[2*i]), digit(text[2*i+1])
		if hi > 15 || lo > 15 {
			return plumbing.ZeroHash, false
		}
		id[i] = hi<<4 | lo
	}
	return id, true
}

func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	default:
		return 255
	}
}

// valid says whether a name may be used as a path below the repository's folder:
// git's own rules for refs, which leave nothing that could lead out of it.
func valid(name string) bool {
	if name == "HEAD" {
		return true
	}
	if !strings.HasPrefix(name, "refs/") || strings.HasSuffix(name, ".") ||
		strings.Contains(name, "..") || strings.Contains(name, "@{") || strings.ContainsAny(name, "\\ ~^:?*[\x7f") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	return strings.IndexFunc(name, func(r rune) bool { return r < ' ' }) < 0
}
