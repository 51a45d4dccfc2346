package backlog

import (
	"fmt"
	"strings"
)

// Position is a place in a file of the backlog: the path relative to the backlog's folder with forward slashes, line and
// column counted from 1. The column counts characters. A zero Line means the file as a whole.
type Position struct {
	Path   string
	Line   int
	Column int
}

// String gives path:line:column, the form that editors jump to, or the path alone for a file as a whole.
func (p Position) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Column)
}

// ParseError says why a file, or one key of it, could not be read. Rule is the check rule that reports it (file.yaml,
// file.type, file.encoding, id.missing, id.pattern, status.verb); Key is the front-matter key, empty for the file as a whole.
type ParseError struct {
	Pos  Position
	Rule string
	Key  string
	Msg  string
	Err  error // why the file could not be got at; nil: what is in it is at fault
}

// Error begins with the position.
func (e *ParseError) Error() string { return e.Pos.String() + ": " + e.Msg }

// Unwrap gives what the file system said of a file that could not be got at.
func (e *ParseError) Unwrap() error { return e.Err }

// NotFoundError says that no item or record has the id. Near holds the ids most like it, best first, at most three. Unreadable is
// the path of a file that is named after the id and could not be read, empty for none.
type NotFoundError struct {
	ID         ID
	Near       []ID
	Unreadable string
}

func (e *NotFoundError) Error() string {
	if e.Unreadable != "" {
		return string(e.ID) + ": its file " + e.Unreadable + " cannot be read"
	}
	kind := KindItem
	if _, err := ParseID(string(e.ID)); err == nil {
		kind = e.ID.Kind()
	}
	return string(e.ID) + ": no such " + kind.String()
}

// AmbiguousError says that more than one file claims the id, so that nothing can be written under it.
type AmbiguousError struct {
	ID    ID
	Paths []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%s: %d files claim this id: %s", e.ID, len(e.Paths), strings.Join(e.Paths, ", "))
}

// InvalidError says that a value does not fit a key. Allowed lists the words that do, if they are few.
type InvalidError struct {
	ID      ID // empty where no item is concerned yet
	Key     string
	Value   string
	Allowed []string
	Msg     string
}

func (e *InvalidError) Error() string {
	var s strings.Builder
	if e.ID != "" {
		s.WriteString(string(e.ID) + ": ")
	}
	if e.Key != "" {
		s.WriteString(e.Key + ": ")
	}
	s.WriteString(e.Msg)
	if len(e.Allowed) > 0 {
		s.WriteString(" (" + strings.Join(e.Allowed, ", ") + ")")
	}
	return s.String()
}

// noFile says that a path names no file of the backlog.
func noFile(path string) error {
	return &InvalidError{Key: "path", Value: path, Msg: path + " is no file of the backlog"}
}

// RefusedError says that a rule of the product refuses a verb, a move or a removal. Lines names each failed condition in
// words; Forcible tells whether --force with a reason goes past it.
type RefusedError struct {
	ID       ID     // empty for an item that is not added: Msg begins with its title then
	Act      string // ready, accept, move, remove …
	Msg      string
	Lines    []string
	Forcible bool
	Rule     string // what Po-Forced names, such as ready.criteria
	Next     string // the command that leads on, empty if there is none
}

func (e *RefusedError) Error() string {
	s := e.Msg
	if e.ID != "" {
		s = string(e.ID) + ": " + s
	}
	if len(e.Lines) > 0 {
		s += ": " + strings.Join(e.Lines, ", ")
	}
	return s
}
