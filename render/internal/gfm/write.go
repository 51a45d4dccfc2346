package gfm

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// nodeWriter writes the nodes that CommonMark does not have as HTML.
type nodeWriter struct{}

// RegisterFuncs implements [renderer.NodeRenderer].
func (nodeWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	for kind, write := range map[ast.NodeKind]func(n ast.Node, entering bool) string{
		extast.KindStrikethrough: tags("<del>", "</del>"),
		extast.KindTaskCheckBox:  box,
		extast.KindTable:         tags("<table>\n", "</table>\n"),
		extast.KindTableHeader:   header,
		extast.KindTableRow:      tableRow,
		extast.KindTableCell:     cell,
	} {
		reg.Register(kind, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			_, err := w.WriteString(write(n, entering))
			return ast.WalkContinue, err
		})
	}
}

func tags(open, end string) func(ast.Node, bool) string {
	return func(_ ast.Node, entering bool) string {
		if entering {
			return open
		}
		return end
	}
}

func box(n ast.Node, entering bool) string {
	switch {
	case !entering:
		return ""
	case n.(*extast.TaskCheckBox).IsChecked:
		return `<input checked="" disabled="" type="checkbox"> `
	}
	return `<input disabled="" type="checkbox"> `
}

func header(n ast.Node, entering bool) string {
	switch {
	case entering:
		return "<thead>\n<tr>\n"
	case n.NextSibling() == nil:
		return "</tr>\n</thead>\n"
	}
	return "</tr>\n</thead>\n<tbody>\n"
}

func tableRow(n ast.Node, entering bool) string {
	switch {
	case entering:
		return "<tr>\n"
	case n.NextSibling() == nil:
		return "</tr>\n</tbody>\n"
	}
	return "</tr>\n"
}

func cell(n ast.Node, entering bool) string {
	tag := "td"
	if n.Parent().Kind() == extast.KindTableHeader {
		tag = "th"
	}
	if !entering {
		return "</" + tag + ">\n"
	}
	switch a := n.(*extast.TableCell).Alignment; a {
	case extast.AlignLeft, extast.AlignRight, extast.AlignCenter:
		return "<" + tag + ` style="text-align:` + a.String() + `">`
	}
	return "<" + tag + ">"
}
