package doc

import (
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// RawHTML returns the raw HTML of the body that begins at from, blocks and tags inside lines, in order; comments excepted.
func RawHTML(src string, from int) []Span {
	raw, _ := htmlOf(src, from)
	return raw
}

// Comments returns the HTML comments of the body that begins at from, with their marks, in order.
func Comments(src string, from int) []Span {
	_, comments := htmlOf(src, from)
	return comments
}

// htmlOf returns the raw HTML and the comments of a body. The scanner suffices where HTML stands in blocks only.
func htmlOf(src string, from int) (raw, comments []Span) {
	if strings.IndexByte(src[from:], '<') < 0 {
		return nil, nil
	}
	inline := false
	w := textWalk{visit: func(lines []Span) bool {
		inline = inline || mayHoldTag(src[lines[0].Start:lines[len(lines)-1].End])
		return !inline
	}}
	if !w.run(src, from) || inline {
		return trueHTML(src, from)
	}
	for _, block := range w.html {
		raw, comments = splitHTML(src, block, raw, comments)
	}
	return raw, comments
}

// mayHoldTag says whether a tag may stand in a text.
func mayHoldTag(text string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || i+1 == len(text) {
			return false
		}
		text = text[i+1:]
		if isLetter(text[0]) || text[0] == '/' || text[0] == '!' || text[0] == '?' {
			return true
		}
	}
}

// splitHTML parts an HTML block into its comments and the rest.
func splitHTML(src string, block Span, raw, comments []Span) (r, c []Span) {
	at := block.Start
	for at < block.End {
		start, end := block.End, block.End
		if i := strings.Index(src[at:block.End], "<!--"); i >= 0 {
			start = at + i
			if j := strings.Index(src[start+2:block.End], "-->"); j >= 0 {
				end = start + 2 + j + len("-->")
			}
			comments = append(comments, Span{start, end})
		}
		if rest := trimRight(src[at:start]); trimLeft(rest) != "" {
			raw = append(raw, Span{at + len(rest) - len(trimLeft(rest)), at + len(rest)})
		}
		at = end
	}
	return raw, comments
}

// htmlParser is goldmark's parser with no more inside lines than tells tags from code and addresses: emphasis and links
// can cost it the square of a text's length.
var htmlParser = sync.OnceValue(func() parser.Parser {
	return newParser(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
	)
})

// trueHTML finds raw HTML and comments with goldmark.
func trueHTML(src string, from int) (raw, comments []Span) {
	if !tame(src[from:]) {
		return nil, nil
	}
	root := htmlParser().Parse(text.NewReader([]byte(src[from:])))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock:
			raw, comments = splitHTML(src, blockSpan(n, from), raw, comments)
		case *ast.RawHTML:
			span := Span{from + n.Segments.At(0).Start, from + n.Segments.At(n.Segments.Len()-1).Stop}
			switch {
			case strings.HasPrefix(src[span.Start:span.End], "<!--"):
				comments = append(comments, span)
			case !strings.HasSuffix(src[:span.Start], "]("): // the target of a link
				raw = append(raw, span)
			}
		}
		return ast.WalkContinue, nil
	})
	byPlace := func(a, b Span) int { return a.Start - b.Start } // goldmark's tree is not always in order
	slices.SortFunc(raw, byPlace)
	slices.SortFunc(comments, byPlace)
	return raw, comments
}

// blockSpan returns the lines of an HTML block.
func blockSpan(n *ast.HTMLBlock, base int) Span {
	end := n.Lines().At(n.Lines().Len() - 1).Stop
	if n.HasClosure() {
		end = n.ClosureLine.Stop
	}
	return Span{base + n.Lines().At(0).Start, base + end}
}
