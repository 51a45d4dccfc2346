package doc

import (
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// blockParser is goldmark's parser of blocks, with GFM's tables and without anything inside a line.
var blockParser = sync.OnceValue(func() parser.Parser { return newParser() })

// newParser returns goldmark's parser of blocks with the inline parsers given.
func newParser(inline ...util.PrioritizedValue) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(tableSpotter{}, 200),
		),
	)
}

// tableSpotter tells tables from paragraphs as goldmark's own transformer does, but makes no cells: that would take a
// node for each column of each row, however short the row.
type tableSpotter struct{}

// Transform implements [parser.ParagraphTransformer].
func (tableSpotter) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	lines := node.Lines()
	for i := 1; i < lines.Len(); i++ {
		columns, ok := delimiterRow(string(reader.Value(lines.At(i))))
		if !ok {
			continue
		}
		header := strings.Trim(string(reader.Value(lines.At(i-1))), blanks)
		if headerCells(header) > columns {
			return
		}
		table := extast.NewTable()
		table.SetPos(lines.At(i - 1).Start)
		table.SetLines(text.NewSegments())
		table.Lines().AppendAll(lines.Sliced(i-1, lines.Len()))
		node.Parent().InsertAfter(node.Parent(), node, table)
		lines.SetSliced(0, i-1)
		if i == 1 {
			node.Parent().RemoveChild(node.Parent(), node)
		}
		return
	}
}

// blanks are the characters of [isSpace].
const blanks = " \t\r\n"

// delimiterRow reads a raw line as the delimiter row of a table.
func delimiterRow(line string) (columns int, ok bool) {
	if width, _ := util.IndentWidth([]byte(line), 0); width > 3 || strings.Trim(line, "-") == "" {
		return 0, false
	}
	line = strings.Trim(line, blanks)
	if line == "" || !looksDelimiter(line) {
		return 0, false
	}
	return delimiterColumns(line)
}

// trueBlocks reads the blocks of src[from:to] with goldmark.
func trueBlocks(src string, from, to int) []block {
	if !tame(src[from:to]) {
		opaque := block{kind: opaqueBlock, span: Span{Start: from}}
		opaque.close(src, to)
		return []block{opaque}
	}
	root := blockParser().Parse(text.NewReader([]byte(src[from:to])))
	w := walker{src: src[:to], base: from}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
	return w.finish()
}

// walker makes blocks of goldmark's nodes.
type walker struct {
	src    string
	base   int // where the parsed text begins in src
	blocks []block
}

func (w *walker) block(n ast.Node) {
	b := block{kind: nodeKind(n)}
	switch n := n.(type) {
	case *ast.List:
		w.entries(n)
		return
	case *ast.Heading:
		b.level = uint8(n.Level)
		b.text = w.lines(n)
	case *ast.Paragraph:
		b.text = w.lines(n)
	case *ast.FencedCodeBlock:
		if n.Info != nil {
			b.text = Span{w.base + n.Info.Segment.Start, w.base + n.Info.Segment.Stop}
		}
	}
	w.add(b, n)
}

func nodeKind(n ast.Node) blockKind {
	switch n.Kind() {
	case ast.KindHeading:
		return headingBlock
	case ast.KindFencedCodeBlock:
		return fenceBlock
	case ast.KindCodeBlock:
		return codeBlock
	case ast.KindBlockquote:
		return quoteBlock
	case ast.KindHTMLBlock:
		return htmlBlock
	case ast.KindThematicBreak:
		return ruleBlock
	case extast.KindTable:
		return tableBlock
	case ast.KindLinkReferenceDefinition:
		return definitionBlock
	}
	return paragraphBlock
}

func (w *walker) entries(list *ast.List) {
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		b := block{kind: entryBlock, head: n == list.FirstChild()}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Kind() == ast.KindParagraph || c.Kind() == ast.KindTextBlock {
				b.text, b.first = w.lines(c), c == n.FirstChild()
				break
			}
		}
		w.add(b, n)
	}
}

// add adds the block of a node, which begins at the start of the node's line.
func (w *walker) add(b block, n ast.Node) {
	b.span.Start = w.base + strings.LastIndexByte(w.src[w.base:w.base+max(0, n.Pos())], '\n') + 1
	w.blocks = append(w.blocks, b)
}

// lines returns the span of a node's text.
func (w *walker) lines(n ast.Node) Span {
	lines := n.Lines()
	if lines.Len() == 0 {
		return Span{}
	}
	start, stop := w.base+lines.At(0).Start, w.base+lines.At(lines.Len()-1).Stop
	return Span{start, start + len(trimRight(w.src[start:max(start, stop)]))}
}

// finish puts the blocks in order and gives each its end. Of a paragraph that is a table from its second
// line on and then underlined, goldmark puts the table before the heading.
func (w *walker) finish() []block {
	slices.SortStableFunc(w.blocks, func(a, b block) int { return a.span.Start - b.span.Start })
	end := len(w.src)
	for i := len(w.blocks) - 1; i >= 0; i-- {
		w.blocks[i].close(w.src, end)
		end = w.blocks[i].span.Start
	}
	return w.blocks
}

// maxEffort bounds what goldmark is given: about the number of bytes that it looks at to find its place in the lines' prefixes.
const maxEffort = 1 << 27

// tame says whether goldmark reads the text in good time. Its effort for a line grows with the square of the length
// of what stands for open containers at the line's start, and for a paragraph with the square of the number of its
// link reference definitions.
func tame(src string) bool {
	effort, definitions := 0, 0
	for line := range strings.Lines(src) {
		rest := strings.TrimLeft(line, " \t>-+*.)0123456789")
		prefix := len(line) - len(rest)
		effort += prefix * prefix
		switch {
		case isBlank(line):
			definitions = 0
		case strings.HasPrefix(rest, "[") && strings.Contains(rest, "]:"):
			definitions++
			effort += definitions
		}
		if effort > maxEffort {
			return false
		}
	}
	return true
}
