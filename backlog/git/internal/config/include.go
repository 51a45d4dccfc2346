package config

import (
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/wildmatch"
)

// holds judges the condition of an includeIf. One that is not known does not hold.
func (r *reader) holds(condition string, from file) bool {
	kind, pattern, _ := strings.Cut(condition, ":")
	switch kind {
	case "gitdir":
		return r.inGitDir(pattern, from, wildmatch.Pathname)
	case "gitdir/i":
		return r.inGitDir(pattern, from, wildmatch.Pathname|wildmatch.CaseFold)
	case "onbranch":
		return r.onBranch(pattern)
	case "hasconfig":
		key, pattern, _ := strings.Cut(pattern, ":")
		return key == "remote.*.url" && r.hasURL(pattern)
	default:
		return false
	}
}

// inGitDir matches the repository's folder, with and without its symbolic links resolved.
func (r *reader) inGitDir(pattern string, from file, mode wildmatch.Mode) bool {
	if r.place.GitDir == "" {
		return false
	}
	pattern = filepath.ToSlash(Expand(pattern, r.place.Getenv)) + trailingSlash(pattern)
	literal := ""
	switch rest, beside := strings.CutPrefix(pattern, "./"); {
	case beside:
		if from.path == "" {
			return false
		}
		literal = filepath.ToSlash(filepath.Dir(resolved(from.path))) + "/"
		pattern = rest
	case !filepath.IsAbs(filepath.FromSlash(pattern)):
		pattern = "**/" + pattern
	}
	pattern = wholeFolder(pattern)
	for _, dir := range []string{resolved(r.place.GitDir), r.place.GitDir} {
		rest, ok := cutPrefix(filepath.ToSlash(dir), literal, mode)
		if ok && wildmatch.Match(pattern, rest, mode) {
			return true
		}
	}
	return false
}

// trailingSlash is the slash that expanding takes off the end of a pattern like "~/work/".
func trailingSlash(pattern string) string {
	if strings.HasPrefix(pattern, "~/") && strings.HasSuffix(pattern, "/") {
		return "/"
	}
	return ""
}

func cutPrefix(s, prefix string, mode wildmatch.Mode) (string, bool) {
	if len(s) < len(prefix) {
		return "", false
	}
	head := s[:len(prefix)]
	if head == prefix || mode&wildmatch.CaseFold != 0 && strings.EqualFold(head, prefix) {
		return s[len(prefix):], true
	}
	return "", false
}

// wholeFolder makes a pattern that ends in a slash match all below it.
func wholeFolder(pattern string) string {
	if strings.HasSuffix(pattern, "/") {
		return pattern + "**"
	}
	return pattern
}

func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

func (r *reader) onBranch(pattern string) bool {
	if r.place.Branch == nil {
		return false
	}
	branch := r.place.Branch()
	return branch != "" && wildmatch.Match(wholeFolder(pattern), branch, wildmatch.Pathname)
}

// hasURL says whether any remote has a URL that matches. All files must be read
// to know, so they are read a second time, once, with no such condition holding.
func (r *reader) hasURL(pattern string) bool {
	if r.skipURLs {
		return false
	}
	if !r.askedURLs {
		r.askedURLs = true
		all := &reader{place: r.place, skipURLs: true}
		if all.files() == nil && all.environment() == nil {
			r.urls = all.remoteURLs()
		}
	}
	for _, url := range r.urls {
		if wildmatch.Match(wholeFolder(pattern), url, wildmatch.Pathname) {
			return true
		}
	}
	return false
}

func (r *reader) remoteURLs() []string {
	var urls []string
	for _, s := range r.found {
		if strings.HasPrefix(s.Key, "remote.") && strings.HasSuffix(s.Key, ".url") {
			urls = append(urls, s.Value)
		}
	}
	return urls
}
