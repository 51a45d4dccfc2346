package backlog

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// productFile and configFile are the two files beside the folders of records.
const (
	productFile = "product.md"
	configFile  = "po.yaml"
)

// file is one file of the backlog as it was read: immutable, and shared between snapshots that do not change it.
type file struct {
	path     string
	src      string
	body     int // where the body begins
	kind     RecordKind
	cfg      *Config
	item     *Item   // one of the two, or err
	record   *Record //
	err      *ParseError
	problems []*ParseError // values that could not be read: the key is unset then
	extra    bool          // the front matter has keys that no table knows
	scores   doc.Span      // of the key scores and its value; empty when there is none
}

// id is what the file claims to be, empty for the product and for a file that could not be read.
func (f *file) id() ID {
	switch {
	case f.item != nil:
		return f.item.ID
	case f.record != nil:
		return f.record.ID
	}
	return ""
}

// aliases are the former ids of the file's item.
func (f *file) aliases() []ID {
	if f.item == nil {
		return nil
	}
	return f.item.Aliases
}

// Reads reports whether a path, relative to the backlog's folder and with forward slashes, names a file that Load reads: a
// Markdown file below one of the records' folders, or product.md. README.md and names that begin with . or _ are passed over.
func Reads(path string) bool {
	if !strings.HasSuffix(path, ".md") || kindOfPath(path) == KindAny {
		return false
	}
	for rest, more := path, true; more; {
		var name string
		name, rest, more = strings.Cut(rest, "/")
		if name == "" || name[0] == '.' || name[0] == '_' {
			return false
		}
	}
	return path != "README.md" && !strings.HasSuffix(path, "/README.md")
}

// parseFile reads one file; what is wrong with it is kept in the file. The scanner may be used for one file at a time.
func parseFile(s *doc.Scanner, path, src string, c *Config) *file {
	f := &file{path: path, src: src, kind: kindOfPath(path), cfg: c}
	front, body, err := s.Scan(src)
	if err != nil {
		f.err = unreadable(path, err)
		return f
	}
	f.body = body
	if f.kind == KindItem {
		f.decodeItem(front, c)
	} else {
		f.decodeRecord(front, c)
	}
	if f.err != nil {
		f.item, f.record = nil, nil
	}
	return f
}

// unreadable turns an error of the doc package into a ParseError of the rule that reports it.
func unreadable(path string, err error) *ParseError {
	e := &ParseError{Pos: Position{Path: path, Line: 1, Column: 1}, Rule: "file.yaml", Msg: err.Error()}
	var at *doc.Error
	if errors.As(err, &at) {
		e.Pos.Line, e.Pos.Column, e.Msg = at.Line, at.Column, at.Msg
		if at.Reason == doc.Encoding {
			e.Rule = "file.encoding"
		}
	}
	return e
}

// problem records a value that could not be read.
func (f *file) problem(at doc.Span, rule, key, msg string) {
	f.problems = append(f.problems, f.errorAt(at, rule, key, msg))
}

func (f *file) errorAt(at doc.Span, rule, key, msg string) *ParseError {
	line, column := doc.Position(f.src, at.Start)
	return &ParseError{Pos: Position{f.path, line, column}, Rule: rule, Key: key, Msg: msg}
}

// checkIdentity makes a file without a usable id unreadable and reports a missing title.
func (f *file) checkIdentity(front []doc.Pair, id ID, title string) {
	if id == "" {
		f.err = f.errorAt(doc.Span{}, "id.missing", "id", "no id")
		return
	}
	if _, err := ParseID(string(id)); err != nil {
		f.err = f.errorAt(spanOf(front, "id"), "id.pattern", "id", strconv.Quote(string(id))+" is "+err.Error())
		return
	}
	if f.kind != KindItem && f.kind != KindProduct && id.Kind() != f.kind {
		f.err = f.errorAt(spanOf(front, "id"), "id.pattern", "id", strconv.Quote(string(id))+" is not an id such as "+f.kind.Prefix()+"-1")
		return
	}
	if title == "" && !f.hasProblem("title") {
		f.titleMissing(front)
	}
}

// spanOf is where the value of a key stands.
func spanOf(front []doc.Pair, key string) doc.Span {
	for _, p := range front {
		if p.Key == key {
			return p.Value.Span
		}
	}
	return doc.Span{}
}

func (f *file) titleMissing(front []doc.Pair) {
	for _, p := range front {
		if p.Key == "title" && p.Value.Kind == doc.Null && p.Value.Text != "" {
			f.problem(p.Value.Span, "file.type", "title", p.Value.Text+" reads as no value: write it in quotes")
			return
		}
	}
	f.problem(doc.Span{}, "file.type", "title", "no title")
}

func (f *file) hasProblem(key string) bool {
	for _, p := range f.problems {
		if p.Key == key {
			return true
		}
	}
	return false
}

// front reads the front matter again; a file that was read once can be read again.
func (f *file) front() []doc.Pair {
	var s doc.Scanner
	front, _, err := s.Scan(f.src)
	if err != nil {
		return nil
	}
	return front
}

// get gives what a dotted key holds.
func (f *file) get(key string) Value {
	top, rest, _ := strings.Cut(key, ".")
	for _, p := range f.front() {
		if p.Key != top {
			continue
		}
		v := valueOf(p.Value, f.kindOf(top))
		for rest != "" {
			top, rest, _ = strings.Cut(rest, ".")
			v = v.Get(top)
		}
		return v
	}
	return Value{}
}

// kindOf is the kind that the field table gives a top-level key's scalars, None for one that it does not know.
func (f *file) kindOf(key string) Kind {
	fd, ok := f.cfg.table(f.kind).field(key)
	switch {
	case !ok:
		return None
	case fd.Kind == List:
		return fd.Of
	}
	return fd.Kind
}

func (f *file) values() []Entry {
	var out []Entry
	for _, p := range f.front() {
		if v := valueOf(p.Value, f.kindOf(p.Key)); v.IsSet() {
			out = append(out, Entry{p.Key, v})
		}
	}
	return out
}

// pos is the place of a dotted key's value, or the file's first line.
func (f *file) pos(key string) Position {
	if at, ok := f.plainValue(key); ok {
		return f.at(at)
	}
	top, rest, _ := strings.Cut(key, ".")
	for _, p := range f.front() {
		if p.Key != top {
			continue
		}
		at := p.Value.Span
		if at.Start == at.End {
			at = p.KeySpan
		}
		if rest != "" {
			at = spanIn(p.Value, rest, at)
		}
		line, column := doc.Position(f.src, at.Start)
		return Position{f.path, line, column}
	}
	return Position{f.path, 1, 1}
}

func spanIn(n doc.Node, key string, otherwise doc.Span) doc.Span {
	top, rest, _ := strings.Cut(key, ".")
	for _, p := range n.Pairs {
		if p.Key != top {
			continue
		}
		if rest != "" {
			return spanIn(p.Value, rest, p.KeySpan)
		}
		return p.Value.Span
	}
	return otherwise
}

// nodeError is a value that does not fit its field, and where it stands.
type nodeError struct {
	node doc.Span
	msg  string
}

// checkNode judges a node by its row in the field table.
func checkNode(fd *Field, n doc.Node, c *Config) *nodeError {
	switch fd.Kind {
	case List:
		return checkList(fd, n, c)
	case Map:
		if n.Kind != doc.Map {
			return &nodeError{n.Span, "not a map of keys"}
		}
		return checkMap(fd, n)
	}
	if n.Kind != doc.Scalar {
		return &nodeError{n.Span, "one value expected, found a " + nodeWord(n.Kind)}
	}
	if msg := checkText(fd, fd.Kind, n.Text); msg != "" {
		return &nodeError{n.Span, msg}
	}
	return nil
}

func nodeWord(k doc.Kind) string {
	if k == doc.Map {
		return "map"
	}
	return "list"
}

func checkList(fd *Field, n doc.Node, c *Config) *nodeError {
	if n.Kind != doc.List {
		return &nodeError{n.Span, "a list expected: one entry a line, each after a dash"}
	}
	for _, e := range n.Items {
		if fd.Of == Map {
			if e.Kind != doc.Map {
				return &nodeError{e.Span, "each entry must be a map of keys"}
			}
			if err := checkMap(fd, e); err != nil {
				return err
			}
			continue
		}
		if e.Kind != doc.Scalar {
			return &nodeError{e.Span, "each entry must be one value"}
		}
		if msg := checkText(fd, fd.Of, e.Text); msg != "" {
			return &nodeError{e.Span, msg}
		}
	}
	return nil
}

// checkMap judges the parts of the maps whose parts are known.
func checkMap(fd *Field, n doc.Node) *nodeError {
	for _, p := range n.Pairs {
		if p.Value.Kind == doc.Scalar && subKind(p.Key) == DateVal {
			if _, err := ParseDate(p.Value.Text); err != nil {
				return &nodeError{p.Value.Span, strconv.Quote(p.Value.Text) + " is " + err.Error()}
			}
		}
		if fd.Key == "scores" && p.Value.Kind != doc.Map {
			return &nodeError{p.Value.Span, "scores hold a map of inputs for each method"}
		}
	}
	return nil
}

// checkText judges one scalar; the empty answer is consent.
func checkText(fd *Field, kind Kind, text string) string {
	switch kind {
	case Number:
		return checkNumber(fd, text)
	case DateVal:
		if _, err := ParseDate(text); err != nil {
			return strconv.Quote(text) + " is " + err.Error()
		}
	case Ref:
		if _, err := ParseID(text); err != nil {
			return strconv.Quote(text) + " is " + err.Error()
		}
	case String:
		return checkWords(fd, text)
	}
	return ""
}

func checkNumber(fd *Field, text string) string {
	d, err := ParseDecimal(text)
	switch {
	case err != nil && fd.Key == "priority" && beginsWithLetter(text):
		return strconv.Quote(text) + ": priority is a place in the order, lower first; for must, should, could use moscow"
	case err != nil:
		return strconv.Quote(text) + " is " + err.Error()
	case d.Sign() < 0 && !fd.Signed:
		return text + " is below zero"
	}
	if fd.Max != "" {
		if most, err := ParseDecimal(fd.Max); err == nil && most.Less(d) {
			return text + " is above " + fd.Max
		}
	}
	return ""
}

// beginsWithLetter tells a word, such as high or P1, from a number that is written wrong.
func beginsWithLetter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r)
}

func checkWords(fd *Field, text string) string {
	if len(fd.Values) > 0 {
		for _, w := range fd.Values {
			if w == text {
				return ""
			}
		}
		return strconv.Quote(text) + " is none of " + strings.Join(fd.Values, ", ")
	}
	if fd.Key == "target" {
		if _, ok := LastDay(text); !ok {
			return strconv.Quote(text) + " is no date, month or quarter such as 2026-10-15, 2026-10 or 2026-Q4"
		}
	}
	if fd.Key == "title" || fd.Key == "name" {
		if strings.ContainsAny(text, "\r\n") {
			return "a title is one line"
		}
		if len(text) > 200 && utf8.RuneCountInString(text) > 200 {
			return "the title has more than 200 characters"
		}
	}
	return ""
}
