package gfm

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// strikeParser reads ~struck~ and ~~struck~~ text.
type strikeParser struct{}

// Trigger implements [parser.InlineParser].
func (strikeParser) Trigger() []byte { return []byte{'~'} }

// Parse implements [parser.InlineParser].
func (strikeParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, tildes{})
	if d == nil || d.OriginalLength > 2 || before == '~' {
		return nil
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// tildes pairs what strikeParser finds.
type tildes struct{}

// IsDelimiter implements [parser.DelimiterProcessor].
func (tildes) IsDelimiter(b byte) bool { return b == '~' }

// CanOpenCloser implements [parser.DelimiterProcessor].
func (tildes) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

// OnMatch implements [parser.DelimiterProcessor].
func (tildes) OnMatch(int) ast.Node { return extast.NewStrikethrough() }

// boxParser reads the box of a task, [ ] or [x], that an entry of a list begins with.
type boxParser struct{}

// space is what may stand in an empty box and behind any.
const space = " \t\n\f\r"

// Trigger implements [parser.InlineParser].
func (boxParser) Trigger() []byte { return []byte{'['} }

// Parse implements [parser.InlineParser].
func (boxParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	entry, ok := parent.Parent().(*ast.ListItem)
	if !ok || entry.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	if len(line) < 3 || line[2] != ']' || strings.IndexByte(space+"xX", line[1]) < 0 {
		return nil
	}
	block.Advance(len(line) - len(bytes.TrimLeft(line[3:], space)))
	return extast.NewTaskCheckBox(line[1] == 'x' || line[1] == 'X')
}
