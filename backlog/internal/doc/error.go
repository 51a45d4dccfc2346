package doc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Reason is the kind of an [Error].
type Reason uint8

// The reasons why a source cannot be read, or an edit cannot be made.
const (
	NoFront   Reason = iota + 1 // the first line is not "---"
	NotClosed                   // no second line "---"
	Syntax                      // not YAML, or not a mapping
	Duplicate                   // a key stands twice in one mapping; the position is the second one's
	Limit                       // beyond depth 32, 1 MiB or 10,000 nodes
	Encoding                    // not valid UTF-8, or a control character that no text file has
	Unsafe                      // the edit cannot be spliced; the position is the line to change by hand
	Mismatch                    // the edit does not fit the value that stands there: a list where a map is expected
)

// Error says why a source cannot be read or edited, and where.
type Error struct {
	Line   int // from 1
	Column int // from 1, in characters
	Msg    string
	Reason Reason
}

// Error is the message with its position: "4:7: duplicate key".
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Msg) }

// errorAt is an error at a byte of the source.
func errorAt(src string, offset int, reason Reason, format string, args ...any) *Error {
	line, column := Position(src, offset)
	return &Error{Line: line, Column: column, Msg: fmt.Sprintf(format, args...), Reason: reason}
}

// Position is the place of a byte of the source, as editors count it: lines from 1, ended by a line feed;
// columns from 1 in characters. A byte order mark has no column of its own.
func Position(src string, offset int) (line, column int) {
	offset = max(0, min(offset, len(src)))
	before := src[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	text := before[start:]
	if start == 0 {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(text)
}
