package gfm

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// addressParser makes links of addresses of pages and people that stand in the
// text, at the start of a line or behind one of a few characters.
type addressParser struct{}

// Trigger implements [parser.InlineParser]; to goldmark a blank is any white
// space and the start of a line.
func (addressParser) Trigger() []byte { return []byte{' ', '*', '_', '~', '('} }

// Parse implements [parser.InlineParser].
func (addressParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, segment := block.PeekLine()
	before := 0
	if strings.IndexByte(" *_~(", line[0]) >= 0 {
		before = 1
	}
	line = line[before:]
	kind := ast.AutoLinkType(ast.AutoLinkURL)
	n, scheme := pageAddress(line)
	if n == 0 {
		kind = ast.AutoLinkEmail
		n = mailAddress(line)
	}
	if n == 0 {
		return nil
	}
	if before > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+1))
	}
	n = len(withoutEnd(line[:n]))
	block.Advance(before + n)
	start := segment.Start + before
	link := ast.NewAutoLink(kind, ast.NewTextSegment(text.NewSegment(start, start+n)))
	link.Protocol = scheme
	return link
}

// pageAddress returns the length of a page's address that the line begins with,
// and the scheme where the address leaves it out; 0: there is none.
func pageAddress(line []byte) (n int, scheme []byte) {
	const www = "www."
	if bytes.HasPrefix(line, []byte(www)) {
		return pageEnd(line, len(www), ""), []byte("http")
	}
	for _, s := range []string{"http://", "https://", "ftp://"} {
		if bytes.HasPrefix(line, []byte(s)) {
			return pageEnd(line, len(s), "$"), nil
		}
	}
	return 0, nil
}

const (
	inHost = "-@:%._+~#="                  // besides letters and digits
	inPath = inHost + "!?&/();,'\">^{}[]`" // likewise

	longestHost = 256 // bytes up to its last dot
)

// pageEnd returns where an address ends whose host begins at an offset: behind
// a domain in lower case, and behind a port and a path where it has a scheme.
// also are more characters that the path may have. 0: there is no domain.
func pageEnd(line []byte, host int, also string) int {
	end := 0
	for i := host; i < len(line) && i <= host+longestHost; i++ {
		if i > host && line[i] == '.' && i+1 < len(line) && isLower(line[i+1]) {
			end = i + 1
		}
		if !isIn(line[i], inHost) {
			break
		}
	}
	if end == 0 {
		return 0
	}
	for end < len(line) && isLower(line[end]) {
		end++
	}
	if also != "" {
		end = portEnd(line, end)
	}
	if end < len(line) && strings.IndexByte("/#?", line[end]) >= 0 {
		for end < len(line) && isIn(line[end], inPath+also) {
			end++
		}
	}
	return end
}

// portEnd returns where a port ends that begins at an offset; the offset where
// there is none.
func portEnd(line []byte, at int) int {
	if at == len(line) || line[at] != ':' {
		return at
	}
	end := at + 1
	for end < len(line) && util.IsNumeric(line[end]) {
		end++
	}
	if end == at+1 {
		return at
	}
	return end
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isIn(c byte, others string) bool {
	return util.IsAlphaNumeric(c) || strings.IndexByte(others, c) >= 0
}

// mailAddress returns the length of a mail address that the line begins with,
// whose domain has a dot; 0: there is none.
func mailAddress(line []byte) int {
	if len(line) > 0 && util.IsPunct(line[0]) {
		return 0
	}
	end := util.FindEmailIndex(line)
	if end < 0 || bytes.IndexByte(line[bytes.IndexByte(line, '@'):end-1], '.') < 0 {
		return 0
	}
	if end < len(line) && (line[end] == '-' || line[end] == '_') {
		return 0
	}
	return end
}

// withoutEnd returns an address without what belongs to the sentence around it:
// punctuation, a bracket that was not opened in it, a character's name such as
// &quot;.
func withoutEnd(a []byte) []byte {
	closed := bytes.Count(a, []byte(")")) - bytes.Count(a, []byte("("))
	for len(a) > 1 {
		last := len(a) - 1
		switch {
		case strings.IndexByte("?!.,:*_~", a[last]) >= 0:
			a = a[:last]
		case a[last] == ')' && closed > 0:
			closed--
			a = a[:last]
		case a[last] == ';':
			name := last
			for name > 0 && util.IsAlphaNumeric(a[name-1]) {
				name--
			}
			if name == last || name == 0 || a[name-1] != '&' {
				return a
			}
			a = a[:name-1]
		default:
			return a
		}
	}
	return a
}
