package main

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// fileSet are files of the backlog: by their paths, and all below some folders.
type fileSet struct {
	files   map[string]bool
	folders []string
}

// has reports whether a path is in the set; the nil set holds all.
func (s *fileSet) has(path string) bool {
	if s == nil || s.files[path] {
		return true
	}
	for _, f := range s.folders {
		if strings.HasPrefix(path, f+"/") {
			return true
		}
	}
	return false
}

// empty reports whether nothing is in the set.
func (s *fileSet) empty() bool { return s != nil && len(s.files)+len(s.folders) == 0 }

// asked gives the files of the ids, paths and query terms that somebody typed; nil is all.
func (a *app) asked(b *backlog.Backlog, words []string) (*fileSet, error) {
	if len(words)+len(a.terms) == 0 {
		return nil, nil
	}
	set := &fileSet{files: map[string]bool{}}
	var terms []string
	for _, w := range words {
		found, err := a.takePath(b, set, w)
		if err == nil && !found {
			found, err = takeID(b, set, w)
		}
		switch {
		case err != nil:
			return nil, err
		case !found:
			terms = append(terms, w)
		}
	}
	if len(terms)+len(a.terms) == 0 {
		return set, nil
	}
	q, err := a.query(b, terms, false)
	if err != nil {
		return nil, err
	}
	for it := range b.Items() {
		if q.Match(it) {
			set.files[it.Path] = true
		}
	}
	return set, nil
}

// takeID adds the file of an id, or the files that claim it; what has the form of an id must be one.
func takeID(b *backlog.Backlog, set *fileSet, word string) (bool, error) {
	id, err := b.Resolve(word)
	if err != nil {
		if _, noID := backlog.ParseID(word); noID == nil {
			return false, err
		}
		return false, nil
	}
	path, err := pathOf(b, string(id))
	var twice *backlog.AmbiguousError
	if errors.As(err, &twice) {
		for _, p := range twice.Paths {
			set.files[p] = true
		}
		return true, nil
	}
	set.files[path] = err == nil
	return err == nil, err
}

// takePath adds the file or folder of a path, seen from the working folder, the repository's root or the backlog's folder. What
// looks like a path must be one.
func (a *app) takePath(b *backlog.Backlog, set *fileSet, word string) (bool, error) {
	for _, path := range a.pathsMeant(word) {
		if _, ok := b.Source(path); ok {
			set.files[path] = true
			return true, nil
		}
		if folderKnown(b, path) {
			set.folders = append(set.folders, path)
			return true, nil
		}
	}
	if strings.HasSuffix(word, ".md") || strings.Contains(word, "/") && !backlog.IsTerm(word) {
		return false, &hinted{errors.New(word + ": no such file of the backlog"), "po check without a path looks at all files"}
	}
	return false, nil
}

// pathsMeant are the paths in the backlog's folder that a word may name, the likeliest first.
func (a *app) pathsMeant(word string) []string {
	var paths []string
	full := filepath.FromSlash(word)
	if !filepath.IsAbs(full) {
		folder := a.folder()
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			folder = real // as the repository's own folder is known
		}
		full = filepath.Join(folder, full)
	}
	if dir := a.repo.Dir(); dir != "" {
		if rel, err := filepath.Rel(dir, full); err == nil && filepath.IsLocal(rel) && rel != "." {
			paths = append(paths, filepath.ToSlash(rel))
		}
	}
	plain := strings.TrimSuffix(strings.TrimPrefix(word, "./"), "/")
	return append(paths, strings.TrimPrefix(plain, a.prefix()+"/"), plain)
}

func folderKnown(b *backlog.Backlog, path string) bool {
	if path == "" {
		return false
	}
	for file := range b.Files() {
		if strings.HasPrefix(file, path+"/") {
			return true
		}
	}
	return false
}
