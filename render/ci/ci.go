// Package ci writes what a check has found in the forms that build services
// read: workflow commands of GitHub, the code quality report of GitLab, SARIF
// and JUnit.
//
// Text is cleaned first, so that no control character is left in any of them.
// Paths are those of the repository, with slashes.
package ci

import (
	"io"
	"net/url"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
)

// A Report is what a check has found, and what of it the forms need besides.
type Report struct {
	Backlog *backlog.Backlog
	Found   []check.Finding
	Root    string                 // the backlog's folder in the repository; empty: its root
	FailOn  check.Level            // findings from this level on fail
	Version string                 // of po
	Asked   func(path string) bool // which files were looked at, relative to the backlog; nil: all
}

// Formats names the forms, in the order in which help shows them.
func Formats() []string { return []string{"github", "gitlab", "sarif", "junit"} }

// Write writes a report in one of the [Formats]. It reports false for a form that it does not know. Errors are those of w.
func Write(w io.Writer, format string, r Report) (known bool, err error) {
	switch format {
	case "github":
		return true, GitHub(w, r)
	case "gitlab":
		return true, GitLab(w, r)
	case "sarif":
		return true, SARIF(w, r)
	case "junit":
		return true, JUnit(w, r)
	}
	return false, nil
}

// file is a file's path in the repository.
func (r Report) file(name string) string { return render.Clean(path.Join(r.Root, name)) }

// address is a file's path as a relative address.
func (r Report) address(name string) string {
	return (&url.URL{Path: path.Join(r.Root, name)}).String()
}

// message is what a finding says, with the next step.
func message(f check.Finding) string {
	text := render.Clean(f.Message)
	if f.Fix != nil && f.Fix.Message != "" {
		text += ": " + render.Clean(f.Fix.Message)
	}
	return text
}

// column is a place in its line in UTF-16 units, from 1.
func (r Report) column(at backlog.Position) int {
	src, _ := r.Backlog.Source(at.Path)
	for range at.Line - 1 {
		_, rest, found := strings.Cut(src, "\n")
		if !found {
			return at.Column
		}
		src = rest
	}
	src = strings.TrimPrefix(src, "\ufeff")
	column, runes := 1, 1
	for _, c := range src {
		if runes >= at.Column || c == '\n' {
			break
		}
		runes++
		column += max(utf16.RuneLen(c), 1)
	}
	return column + at.Column - runes
}
