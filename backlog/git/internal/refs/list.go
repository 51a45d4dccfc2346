package refs

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Ref is a name and the object that it stands for.
type Ref struct {
	Name string // such as "refs/heads/main"
	ID   plumbing.Hash
}

// List gives the refs whose names begin with one of the prefixes, such as
// "refs/heads/", by name. Refs that are broken, or that stand for others that do
// not exist, are left out.
func (s Store) List(prefixes ...string) ([]Ref, error) {
	found := make(map[string]plumbing.Hash)
	if err := s.listPacked(prefixes, found); err != nil {
		return nil, err
	}
	for _, prefix := range prefixes {
		if err := s.listLoose(prefix, found); err != nil {
			return nil, err
		}
	}
	list := make([]Ref, 0, len(found))
	for name, id := range found {
		if !id.IsZero() {
			list = append(list, Ref{name, id})
		}
	}
	slices.SortFunc(list, func(a, b Ref) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

func (s Store) listPacked(prefixes []string, found map[string]plumbing.Hash) error {
	text, err := os.ReadFile(s.packedPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for line := range bytes.Lines(text) {
		digits, name, ok := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
		if !ok || !valid(name) || !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		if id, ok := parseID([]byte(digits)); ok {
			found[name] = id
		}
	}
	return nil
}

// listLoose adds the refs that are files. They hide packed ones of the same
// name, broken ones too.
func (s Store) listLoose(prefix string, found map[string]plumbing.Hash) error {
	folder := s.folder(prefix)
	err := filepath.WalkDir(filepath.Join(folder, filepath.FromSlash(prefix)), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		name := filepath.ToSlash(rel)
		if err != nil || !valid(name) {
			return nil // a lock, or a file that is no ref
		}
		found[name], err = s.Resolve(name)
		var broken *BrokenError
		if errors.Is(err, fs.ErrNotExist) || errors.As(err, &broken) {
			found[name], err = plumbing.ZeroHash, nil
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ValidBranch says whether a branch may have a name.
func ValidBranch(name string) bool {
	return name != "" && name != "HEAD" && name[0] != '-' && valid("refs/heads/"+name)
}
