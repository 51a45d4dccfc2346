package gfm

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// tableParser makes a table of the end of a paragraph: a row of names, one of
// dashes, rows of cells. What stands before it stays a paragraph.
type tableParser struct{}

// Transform implements [parser.ParagraphTransformer].
func (tableParser) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	source, lines := reader.Source(), node.Lines()
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := alignments(line.Value(source))
		if columns == nil {
			continue
		}
		header := cells(source, lines.At(i-1))
		if len(header) > len(columns) {
			return
		}
		table := extast.NewTable()
		table.Alignments = columns
		table.SetPos(node.Pos())
		table.AppendChild(table, extast.NewTableHeader(row(header, columns)))
		for j := i + 1; j < lines.Len(); j++ {
			table.AppendChild(table, row(cells(source, lines.At(j)), columns))
		}
		node.Parent().InsertAfter(node.Parent(), node, table)
		lines.SetSliced(0, i-1)
		if i == 1 {
			node.Parent().RemoveChild(node.Parent(), node)
			return
		}
		last := lines.At(i - 2)
		last.Stop-- // without its line end
		lines.Set(i-2, last)
		return
	}
}

// alignments reads the row of dashes; nil: the line is none.
func alignments(line []byte) []extast.Alignment {
	if width, _ := util.IndentWidth(line, 0); width > 3 || len(bytes.Trim(line, "-")) == 0 {
		return nil
	}
	parts := strings.Split(string(line), "|")
	if isBlank(parts[0]) {
		parts = parts[1:]
	}
	if n := len(parts); n > 0 && isBlank(parts[n-1]) {
		parts = parts[:n-1]
	}
	var columns []extast.Alignment
	for _, part := range parts {
		part = strings.Trim(part, " \t\r\n") // all that may stand in this row besides: no form feed, as in a box
		dashes, left := strings.CutPrefix(part, ":")
		dashes, right := strings.CutSuffix(dashes, ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return nil
		}
		columns = append(columns, alignment(left, right))
	}
	return columns
}

func alignment(left, right bool) extast.Alignment {
	switch {
	case left && right:
		return extast.AlignCenter
	case left:
		return extast.AlignLeft
	case right:
		return extast.AlignRight
	}
	return extast.AlignNone
}

func isBlank(s string) bool { return util.IsBlank([]byte(s)) }

// cells cuts a line at its pipes, but for those behind a backslash.
func cells(source []byte, line text.Segment) []text.Segment {
	line = line.TrimLeftSpace(source)
	line = line.TrimRightSpace(source)
	at, end := line.Start, line.Stop
	if at < end && source[at] == '|' {
		at++
	}
	if line.Start < end && source[end-1] == '|' {
		end--
	}
	var all []text.Segment
	for at < end {
		stop := at
		for stop < end && (source[stop] != '|' || stop > line.Start && source[stop-1] == '\\') {
			stop++
		}
		cell := text.NewSegment(at, stop)
		cell = cell.TrimLeftSpace(source)
		all = append(all, cell.TrimRightSpace(source))
		at = stop + 1
	}
	return all
}

// row makes a row that is as long as the table is wide.
func row(all []text.Segment, columns []extast.Alignment) *extast.TableRow {
	r := extast.NewTableRow(columns)
	for i, alignment := range columns {
		cell := extast.NewTableCell()
		if i < len(all) {
			cell.Alignment = alignment
			cell.Lines().Append(all[i])
		}
		r.AppendChild(r, cell)
	}
	return r
}

// pipeReader takes the backslash off pipes in the code of a cell, where it
// stands only to keep the cell whole.
type pipeReader struct{}

// Transform implements [parser.ASTTransformer].
func (pipeReader) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := n.(*extast.TableCell); ok && entering {
			readPipes(n, reader.Source())
		}
		return ast.WalkContinue, nil
	})
}

func readPipes(cell ast.Node, source []byte) {
	_ = ast.Walk(cell, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if code, ok := n.(*ast.CodeSpan); ok && entering {
			for c := code.FirstChild(); c != nil; {
				c = afterPipe(code, c, source)
			}
		}
		return ast.WalkContinue, nil
	})
}

// afterPipe cuts a node of a code span before and behind the backslash of its first
// escaped pipe, and returns the next node to look at.
func afterPipe(code *ast.CodeSpan, n ast.Node, source []byte) ast.Node {
	t, ok := n.(*ast.Text)
	if !ok {
		return n.NextSibling()
	}
	at := bytes.Index(t.Segment.Value(source), []byte(`\|`))
	if at < 0 {
		return n.NextSibling()
	}
	at += t.Segment.Start
	before, behind := ast.NewRawTextSegment(t.Segment.WithStop(at)), ast.NewRawTextSegment(t.Segment.WithStart(at+1))
	code.InsertAfter(code, t, before)
	code.InsertAfter(code, before, behind)
	code.RemoveChild(code, t)
	return behind
}
