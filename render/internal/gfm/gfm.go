// Package gfm reads GitHub Flavored Markdown with goldmark: CommonMark, and with
// it tables, struck text, task lists, and links of addresses that merely stand
// in a text.
//
// goldmark has all four as a package of extensions. Its regular expressions are
// compiled when a program starts, whatever the program then does, and one that
// repeats a class 256 times makes that take longer than po needs for all else
// before its first system call. Here nothing is made before there is a text to
// read. The tests hold this package to that one, in what is read and written.
package gfm

import (
	"io"
	"sync"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parser returns the parser. What stands for a table, struck text and a box are
// nodes of goldmark's package extension/ast.
func Parser() parser.Parser { return sharedParser() }

// The numbers are priorities, lower first: those of goldmark's own extensions.
var sharedParser = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
			util.Prioritized(boxParser{}, 0),
			util.Prioritized(strikeParser{}, 500),
			util.Prioritized(addressParser{}, 999),
		)...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(), util.Prioritized(tableParser{}, 200))...),
		parser.WithASTTransformers(util.Prioritized(pipeReader{}, 0)),
	)
})

var sharedRenderer = sync.OnceValue(func() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(), 1000),
		util.Prioritized(nodeWriter{}, 500),
	))
})

// WriteHTML writes Markdown as HTML. Raw HTML in it is left out, and so are
// addresses that could act. Errors are those of w.
func WriteHTML(w io.Writer, source []byte) error {
	return sharedRenderer().Render(w, source, Parser().Parse(text.NewReader(source)))
}
