package doc

import (
	"strings"
	"unicode/utf8"
)

// The limits of a source. Beyond one of them it is reported, never expanded.
const (
	maxSource = 1 << 20 // bytes
	maxDepth  = 32      // collections within collections
	maxNodes  = 10_000  // keys and values, aliases expanded
)

// Scanner reads front matter. It keeps its buffers from file to file, so one goroutine
// uses one Scanner for many files. The zero value is ready.
type Scanner struct{ hand hand }

// Scan reads the front matter of src. The pairs are valid until the next Scan; their texts are parts of src
// or of fresh memory and stay. body is the offset where the body begins; it is right also where the error is
// one of the YAML. The error is an [*Error].
//
// The shapes that people write are read by hand; anything else by yaml.v3, which is the truth for both.
// In one thing the reading is wider than YAML: a plain text may begin with @ or a backtick, as in
// "assignee: @mara", because people and other tools write names so.
func (s *Scanner) Scan(src string) (front []Pair, body int, err error) {
	if e := checkText(src); e != nil {
		return nil, 0, e
	}
	part, e := fences(src)
	if e != nil {
		return nil, 0, e
	}
	root, e := s.read(src, part)
	if e != nil {
		return nil, part.body, e
	}
	return root.Pairs, part.body, nil
}

// extent is the YAML of a source: from its first byte to the closing line, and where the body begins.
type extent struct {
	start, end, body int
	bare             bool // no fences: the whole source is YAML
}

// read reads the mapping between the fences, by hand, else by yaml.v3, and looks for conflicts behind them.
func (s *Scanner) read(src string, part extent) (Node, *Error) {
	root, e := s.mapping(src, part)
	if e == nil {
		e = checkConflict(src, part.body)
	}
	return root, e
}

func (s *Scanner) mapping(src string, part extent) (Node, *Error) {
	if root, ok := s.hand.scan(src, part); ok {
		return root, nil
	}
	return readYAML(src, part, s.hand.at)
}

// checkText refuses what no text file has, anywhere in the source.
func checkText(src string) *Error {
	if len(src) > maxSource {
		return errorAt(src, 0, Limit, "the file is larger than 1 MiB")
	}
	if !utf8.ValidString(src) {
		return errorAt(src, invalidAt(src), Encoding, "not valid UTF-8")
	}
	if i := strings.IndexByte(src, 0); i >= 0 {
		return errorAt(src, i, Encoding, "a NUL character: this is no text file")
	}
	return nil
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(src string) int {
	for i, r := range src {
		if r != utf8.RuneError {
			continue
		}
		if _, n := utf8.DecodeRuneInString(src[i:]); n == 1 {
			return i
		}
	}
	return len(src)
}

const fence = "---"

// fences finds the lines that enclose the front matter: the first line of the file, after a byte order mark,
// and the next one like it. An indented line or "..." closes nothing.
func fences(src string) (extent, *Error) {
	first := 0
	if strings.HasPrefix(src, byteOrderMark) {
		first = len(byteOrderMark)
	}
	start, ok := fenceAt(src, first)
	if !ok {
		return extent{}, errorAt(src, first, NoFront, "no front matter: the first line is not ---")
	}
	for at := start - 1; at < len(src); {
		i := strings.Index(src[at:], "\n"+fence)
		if i < 0 {
			break
		}
		at += i + 1
		if body, ok := fenceAt(src, at); ok {
			return extent{start: start, end: at, body: body}, nil
		}
	}
	return extent{}, errorAt(src, first, NotClosed, "the front matter is not closed: no second line ---")
}

// fenceAt tells whether the line at an offset is a fence, and where the next line begins.
func fenceAt(src string, at int) (next int, ok bool) {
	if !strings.HasPrefix(src[at:], fence) {
		return 0, false
	}
	for i := at + len(fence); i < len(src); i++ {
		switch src[i] {
		case '\n':
			return i + 1, true
		case ' ', '\t', '\r':
		default:
			return 0, false
		}
	}
	return len(src), true
}
