package objects

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// maxAlternates is how deep alternates of alternates are followed, as in git.
const maxAlternates = 5

// folders gives all folders that hold objects, the repository's own first.
func (s *Store) folders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirs == nil {
		s.dirs = appendFolders(nil, s.opt.Dir, maxAlternates)
		for _, dir := range s.opt.Alternates {
			s.dirs = appendFolders(s.dirs, dir, maxAlternates)
		}
	}
	return s.dirs
}

// appendFolders adds a folder and those its file info/alternates names, one a
// line, relative ones to the folder itself.
func appendFolders(dirs []string, dir string, depth int) []string {
	dir = filepath.Clean(dir)
	if slices.Contains(dirs, dir) {
		return dirs
	}
	dirs = append(dirs, dir)
	text, err := os.ReadFile(filepath.Join(dir, "info", "alternates"))
	if err != nil || depth == 0 {
		return dirs // no such file as a rule; what is missing then shows by itself
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
		dirs = appendFolders(dirs, path, depth-1)
	}
	return dirs
}
