package objects

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// maxAlternates is how deep alternates of alternates are followed, as in git.
const maxAlternates = 5

// folders gives all folders that hold objects, the repository's own first.
func (s *Store) folders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirs == nil {
		for _, dir := range append([]string{s.opt.Dir}, s.opt.Alternates...) {
			s.appendFolders(dir, maxAlternates)
		}
	}
	return s.dirs
}

// appendFolders adds a folder and those its file info/alternates names, one a
// line, relative ones to the folder itself.
func (s *Store) appendFolders(dir string, depth int) {
	dir = filepath.Clean(dir)
	if slices.Contains(s.dirs, dir) {
		return
	}
	s.dirs = append(s.dirs, dir)
	text, err := os.ReadFile(filepath.Join(dir, "info", "alternates"))
	if err != nil && !disk.IsMissing(err) { // there is no such file as a rule
		s.dirsFailed = err
	}
	if depth == 0 {
		return // what is missing then shows by itself
	}
	for line := range bytes.Lines(text) {
		path := string(bytes.TrimRight(line, "\r\n"))
		if path == "" || path[0] == '#' {
			continue
		}
		if path[0] == '"' {
			unquoted, err := strconv.Unquote(path)
			if err != nil {
				continue
			}
			path = unquoted
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		s.appendFolders(path, depth-1)
	}
}
