// Package ignore says which files git would not take up: those that match the
// patterns of .gitignore, of info/exclude and of core.excludesFile.
package ignore

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/wildmatch"
)

// Options say where patterns come from.
type Options struct {
	// Read reads a file of the work tree by its path, slash separated; where there
	// is none the error matches [fs.ErrNotExist].
	Read func(name string) ([]byte, error)

	// Everywhere are the texts of the files whose patterns are relative to the work
	// tree's root, those first whose word counts least: core.excludesFile, info/exclude.
	Everywhere [][]byte

	FoldCase bool // core.ignorecase
}

// maxText bounds the size in bytes of a file of patterns; what is larger is not read.
const maxText = 100 << 20

// A pattern is one line.
type pattern struct {
	folder   string // the one whose .gitignore it stands in
	text     string
	back     bool // takes up again what an earlier line leaves out
	folders  bool // for folders only
	anywhere bool // for names, not for paths
}

// A Rules judges paths. It reads every .gitignore once. It is for one goroutine.
type Rules struct {
	opt     Options
	lists   map[string][]pattern // by folder
	general []pattern            // of Everywhere
	folders map[string]bool      // whether a folder is left out
}

// New gives the rules of a work tree.
func New(o Options) *Rules {
	r := &Rules{opt: o, lists: make(map[string][]pattern), folders: map[string]bool{"": false}}
	for _, text := range o.Everywhere {
		r.general = append(r.general, parse(text, "")...)
	}
	return r
}

// Ignored says whether git would leave out a file that it does not know yet. The
// path is relative to the work tree's root, slash separated.
func (r *Rules) Ignored(name string) (bool, error) { return r.ignored(name, false) }

// ignored goes down from the root: in a folder that is left out nothing is taken
// up again.
func (r *Rules) ignored(name string, folder bool) (bool, error) {
	parent := parentOf(name)
	out, known := r.folders[parent]
	if !known {
		var err error
		if out, err = r.ignored(parent, true); err != nil {
			return false, err
		}
		r.folders[parent] = out
	}
	if out {
		return true, nil
	}
	for at := parent; ; at = parentOf(at) {
		list, err := r.list(at)
		if err != nil {
			return false, err
		}
		if p, ok := last(list, name, folder, r.opt.FoldCase); ok {
			return !p.back, nil
		}
		if at == "" {
			break
		}
	}
	p, ok := last(r.general, name, folder, r.opt.FoldCase)
	return ok && !p.back, nil
}

// parentOf is the folder of a path; empty: the root.
func parentOf(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

// list reads the .gitignore of a folder.
func (r *Rules) list(folder string) ([]pattern, error) {
	if list, known := r.lists[folder]; known {
		return list, nil
	}
	text, err := r.opt.Read(path.Join(folder, ".gitignore"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r.lists[folder] = parse(text, folder)
	return r.lists[folder], nil
}

// last gives the last pattern that a path matches.
func last(list []pattern, name string, folder, fold bool) (pattern, bool) {
	for i := len(list) - 1; i >= 0; i-- {
		if p := list[i]; (folder || !p.folders) && p.matches(name, fold) {
			return p, true
		}
	}
	return pattern{}, false
}

func (p *pattern) matches(name string, fold bool) bool {
	var mode wildmatch.Mode
	if fold {
		mode = wildmatch.CaseFold
	}
	if p.anywhere {
		return wildmatch.Match(p.text, path.Base(name), mode)
	}
	if p.folder != "" {
		name = name[len(p.folder)+1:]
	}
	// Like git, the part before the first wildcard is compared by itself: a ** that follows it begins a pattern of its own.
	text := strings.TrimPrefix(p.text, "/")
	plain := strings.IndexAny(text, `*?[\`)
	if plain < 0 {
		plain = len(text)
	}
	if len(name) < plain || !equal(text[:plain], name[:plain], fold) {
		return false
	}
	if text, name = text[plain:], name[plain:]; text == "" {
		return name == ""
	}
	return wildmatch.Match(text, name, mode|wildmatch.Pathname)
}

// equal compares two texts of one length, ASCII letters in either case where they are to be folded.
func equal(a, b string, fold bool) bool {
	for i := range len(a) {
		if a[i] != b[i] && !(fold && lower(a[i]) == lower(b[i])) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// parse reads a file of patterns.
func parse(text []byte, folder string) []pattern {
	if len(text) > maxText {
		return nil
	}
	var list []pattern
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		if p, ok := parseLine(trimBlanks(line)); ok {
			p.folder = folder
			list = append(list, p)
		}
	}
	return list
}

func parseLine(line string) (p pattern, ok bool) {
	line, p.back = strings.CutPrefix(line, "!")
	p.text, p.folders = strings.CutSuffix(line, "/")
	p.anywhere = !strings.Contains(p.text, "/")
	return p, p.text != ""
}

// trimBlanks takes the spaces from the end of a line that no backslash keeps.
func trimBlanks(line string) string {
	end := len(line)
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	if strings.Trim(line, " ") == "" {
		return ""
	}
	return line[:end]
}
