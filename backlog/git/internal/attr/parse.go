package attr

import (
	"strconv"
	"strings"
)

// Bounds on a file of attributes, as in git: what is larger is not read.
const (
	maxText = 100 << 20
	maxLine = 2048
)

// A line gives attributes to the paths of a pattern, or defines a macro.
type line struct {
	folder   string // the one whose .gitattributes it stands in
	pattern  string
	anywhere bool   // the pattern is for names, not for paths
	macro    string // the macro it defines; then it has no pattern
	sets     []setting
}

type setting struct{ name, value string }

// parse reads a file of attributes. Lines that git would skip are skipped.
func parse(text []byte, folder string, mayDefine bool) []line {
	if len(text) > maxText {
		return nil
	}
	var lines []line
	for raw := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if len(raw) > maxLine {
			continue
		}
		if l, ok := parseLine(strings.Trim(raw, blanks), mayDefine); ok {
			l.folder = folder
			lines = append(lines, l)
		}
	}
	return lines
}

const blanks = " \t\r\n"

func parseLine(text string, mayDefine bool) (l line, ok bool) {
	if text == "" || text[0] == '#' {
		return l, false
	}
	pattern, rest, ok := firstWord(text)
	if !ok {
		return l, false
	}
	if name, macro := strings.CutPrefix(pattern, "[attr]"); macro && text[0] != '"' {
		if name == "" {
			name, rest, _ = firstWord(rest)
		}
		l.macro = name
		if !mayDefine || !validName(name) {
			return l, false
		}
	} else if !l.setPattern(pattern) {
		return l, false
	}
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(blanks, r) }) {
		s := parseSetting(word)
		if !validName(s.name) {
			return l, false
		}
		l.sets = append(l.sets, s)
	}
	return l, true
}

// firstWord cuts a pattern off a line; one in quotes may hold blanks.
func firstWord(text string) (word, rest string, ok bool) {
	if text != "" && text[0] == '"' {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", false
		}
		word, err = strconv.Unquote(quoted)
		return word, strings.TrimLeft(text[len(quoted):], blanks), err == nil
	}
	i := strings.IndexAny(text, blanks)
	if i < 0 {
		return text, "", true
	}
	return text[:i], strings.TrimLeft(text[i:], blanks), true
}

// setPattern reads a pattern as git reads those of .gitignore: one without a
// slash is for names, one with a slash at its end is for folders, which no file
// is, and none says what not to match. One in quotes may be empty: it matches nothing.
func (l *line) setPattern(pattern string) bool {
	if strings.HasPrefix(pattern, "!") || strings.HasSuffix(pattern, "/") {
		return false
	}
	l.anywhere = !strings.Contains(pattern, "/")
	l.pattern = strings.TrimPrefix(pattern, "/")
	return l.pattern != ""
}

func parseSetting(word string) setting {
	name, value, valued := strings.Cut(word, "=")
	switch {
	case word[0] == '-':
		return setting{name[1:], Unset}
	case word[0] == '!':
		return setting{name[1:], Unspecified}
	case valued:
		return setting{name, value}
	default:
		return setting{name, Set}
	}
}

func validName(name string) bool {
	if name == "" || name[0] == '-' {
		return false
	}
	for _, c := range []byte(name) {
		switch {
		case c == '-', c == '.', c == '_', '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			return false
		}
	}
	return true
}
