package config

import (
	"fmt"
	"strings"
)

// A SyntaxError says where a configuration file cannot be read.
type SyntaxError struct {
	Path string
	Line int // from 1
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d: bad configuration line", e.Path, e.Line)
}

// maxDepth is how deep files may include one another, as in git.
const maxDepth = 10

// Parse reads the text of one configuration file, without what it includes.
// The path is for errors only.
func Parse(path string, text []byte) ([]Setting, error) {
	p := &parser{text: strings.TrimPrefix(string(text), "\ufeff"), line: 1}
	if !p.parse() {
		return nil, &SyntaxError{Path: path, Line: p.line}
	}
	return p.found, nil
}

// A parser reads git's configuration language byte by byte, as git does: the
// language has no tokens worth the name. Its methods return false on an error.
type parser struct {
	text string
	at   int
	line int
	eof  bool

	section string // of the lines that follow, with a dot at the end
	found   []Setting
}

// next gives one byte; a line ends in "\n" whatever the file has, and so does the file.
func (p *parser) next() byte {
	if p.at >= len(p.text) {
		p.eof = true
		return '\n'
	}
	c := p.text[p.at]
	p.at++
	if c == '\r' && p.at < len(p.text) && p.text[p.at] == '\n' {
		c = '\n'
		p.at++
	}
	if c == '\n' {
		p.line++
	}
	return c
}

func (p *parser) parse() bool {
	for !p.eof {
		c := p.next()
		switch {
		case isSpace(c):
		case c == '#' || c == ';':
			for p.next() != '\n' {
			}
		case c == '[':
			if !p.header() {
				return false
			}
		case isLetter(c):
			if !p.setting(c) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// header reads [section], [section.sub] or [section "Sub"] after its first bracket.
func (p *parser) header() bool {
	var name strings.Builder
	for {
		c := p.next()
		switch {
		case p.eof:
			return false
		case c == ']':
			p.section = name.String() + "."
			return true
		case isSpace(c):
			return p.subsection(name.String(), c)
		case !isKeyByte(c) && c != '.':
			return false
		}
		name.WriteByte(lower(c))
	}
}

// subsection reads the quoted name of a subsection, whose case counts.
func (p *parser) subsection(section string, c byte) bool {
	for isSpace(c) {
		if c == '\n' {
			return false
		}
		c = p.next()
	}
	if c != '"' {
		return false
	}
	var name strings.Builder
	for {
		c = p.next()
		if c == '"' {
			break
		}
		if c == '\\' {
			c = p.next()
		}
		if c == '\n' {
			return false
		}
		name.WriteByte(c)
	}
	p.section = section + "." + name.String() + "."
	return p.next() == ']'
}

// setting reads a key that begins with c, and its value.
func (p *parser) setting(c byte) bool {
	var key strings.Builder
	for ; !p.eof && isKeyByte(c); c = p.next() {
		key.WriteByte(lower(c))
	}
	for c == ' ' || c == '\t' {
		c = p.next()
	}
	s := Setting{Key: p.section + key.String(), Implicit: c == '\n'}
	if !s.Implicit {
		if c != '=' {
			return false
		}
		var ok bool
		if s.Value, ok = p.value(); !ok {
			return false
		}
	}
	p.found = append(p.found, s)
	return true
}

// value reads what stands after "=": to the end of the line, without the white
// space around it and without a comment, both of which quotes protect.
func (p *parser) value() (string, bool) {
	var out strings.Builder
	spaces, quoted := "", false
	for {
		start := p.at
		c := p.next()
		switch {
		case c == '\n':
			return out.String(), !quoted
		case !quoted && isSpace(c):
			if out.Len() > 0 {
				spaces += p.text[start:p.at]
			}
			continue
		case !quoted && (c == '#' || c == ';'):
			for p.next() != '\n' {
			}
			return out.String(), true
		}
		out.WriteString(spaces)
		spaces = ""
		switch c {
		case '"':
			quoted = !quoted
		case '\\':
			if !p.escape(&out) {
				return "", false
			}
		default:
			out.WriteByte(c)
		}
	}
}

// escape reads what follows a backslash in a value; at the end of a line the
// value goes on in the next one.
func (p *parser) escape(out *strings.Builder) bool {
	switch c := p.next(); c {
	case '\n':
		return true
	case 't':
		out.WriteByte('\t')
	case 'n':
		out.WriteByte('\n')
	case 'b':
		out.WriteByte('\b')
	case '\\', '"':
		out.WriteByte(c)
	default:
		return false
	}
	return true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isLetter(c byte) bool { return 'a' <= lower(c) && lower(c) <= 'z' }

func isKeyByte(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c == '-' }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
