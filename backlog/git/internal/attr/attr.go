// Package attr finds the attributes of a path, as .gitattributes files and
// their like give them.
//
// It answers for files that are to be committed: .gitattributes of the work
// tree count, not those of a commit.
package attr

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/wildmatch"
)

// Values of an attribute that are not text.
const (
	Unspecified = ""
	Set         = "\x00set"
	Unset       = "\x00unset"
)

// Options says where attributes are looked for. A file that does not exist is
// an error that matches [fs.ErrNotExist], and no obstacle.
type Options struct {
	// Read gives the file .gitattributes of a folder of the work tree; empty: its root.
	Read func(folder string) ([]byte, error)

	Before []Source // files that any .gitattributes overrules, the weakest first
	After  []Source // files that overrule any .gitattributes

	FoldCase bool // core.ignoreCase
}

// A Source is the text of one file of attributes.
type Source []byte

// A Finder gives attributes. It reads each file once.
type Finder struct {
	opt     Options
	folders map[string][]line // of the .gitattributes of a folder
	before  []line
	after   []line
}

// New makes a finder. It reads nothing of the work tree yet.
func New(o Options) *Finder {
	f := &Finder{opt: o, folders: make(map[string][]line)}
	f.before = parse([]byte("[attr]binary -diff -merge -text\n"), "", true)
	for _, s := range o.Before {
		f.before = append(f.before, parse(s, "", true)...)
	}
	for _, s := range o.After {
		f.after = append(f.after, parse(s, "", true)...)
	}
	return f
}

// Of gives the attributes of a file by name; those unspecified are left out.
// The path is relative to the work tree, slash separated.
func (f *Finder) Of(path string) (map[string]string, error) {
	stack, err := f.stack(path)
	if err != nil {
		return nil, err
	}
	s := search{path: path, foldCase: f.opt.FoldCase, found: make(map[string]string), macros: macros(stack)}
	for i := len(stack) - 1; i >= 0; i-- {
		for j := len(stack[i]) - 1; j >= 0; j-- {
			if l := stack[i][j]; l.macro == "" && s.matches(l) {
				s.fill(l.sets)
			}
		}
	}
	for name, value := range s.found {
		if value == Unspecified {
			delete(s.found, name)
		}
	}
	return s.found, nil
}

// stack gives the lines that may hold for a path, the weakest first: those of
// the root and of every folder on the way.
func (f *Finder) stack(path string) ([][]line, error) {
	folders := []string{""}
	for i := range len(path) {
		if path[i] == '/' {
			folders = append(folders, path[:i])
		}
	}
	stack := [][]line{f.before}
	for _, folder := range folders {
		lines, err := f.folder(folder)
		if err != nil {
			return nil, err
		}
		stack = append(stack, lines)
	}
	return append(stack, f.after), nil
}

func (f *Finder) folder(folder string) ([]line, error) {
	if lines, known := f.folders[folder]; known {
		return lines, nil
	}
	text, err := f.opt.Read(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	lines := parse(text, folder, folder == "")
	f.folders[folder] = lines
	return lines, nil
}

// macros gives what each macro stands for; the strongest definition holds.
func macros(stack [][]line) map[string][]setting {
	m := make(map[string][]setting)
	for _, lines := range stack {
		for _, l := range lines {
			if l.macro != "" {
				m[l.macro] = l.sets
			}
		}
	}
	return m
}

// A search goes from the strongest line to the weakest: the first word on an
// attribute is the last.
type search struct {
	path     string
	foldCase bool
	found    map[string]string
	macros   map[string][]setting
}

func (s *search) fill(sets []setting) {
	for i := len(sets) - 1; i >= 0; i-- {
		if _, known := s.found[sets[i].name]; known {
			continue
		}
		s.found[sets[i].name] = sets[i].value
		if sets[i].value == Set {
			s.fill(s.macros[sets[i].name])
		}
	}
}

func (s *search) matches(l line) bool {
	var mode wildmatch.Mode
	if s.foldCase {
		mode = wildmatch.CaseFold
	}
	if l.anywhere {
		return wildmatch.Match(l.pattern, s.path[strings.LastIndexByte(s.path, '/')+1:], mode)
	}
	path := s.path
	if l.folder != "" {
		path = path[len(l.folder)+1:]
	}
	return wildmatch.Match(l.pattern, path, mode|wildmatch.Pathname)
}
