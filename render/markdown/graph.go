package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/po-backlog/po/render"
)

// labelSize is the number of characters of a title in a graph.
const labelSize = 40

// graph folds away a drawing in the language Mermaid, which hosts draw. An arrow
// leads from an item to what it waits for.
func (d *drawing) graph(g render.Graph) {
	if len(g.Edges) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart LR\n")
	for i, n := range g.Nodes {
		open, end := "(", ")"
		if n.Kind != render.NodeSame && n.Kind != render.NodeMissing {
			open, end = "[", "]"
		}
		b.WriteString("  n" + strconv.Itoa(i+1) + open + `"` + nodeLabel(n) + `"` + end + "\n")
	}
	for _, e := range g.Edges {
		arrow := " --> "
		switch e.Kind {
		case render.EdgeAdded:
			arrow = " -->|new| "
		case render.EdgeRemoved:
			arrow = " -.->|no longer| "
		}
		b.WriteString("  n" + strconv.Itoa(e.From+1) + arrow + "n" + strconv.Itoa(e.To+1) + "\n")
	}
	b.WriteString("```\n")
	if g.Left > 0 {
		b.WriteString("\nand " + strconv.Itoa(g.Left) + " more\n")
	}
	d.fold("What waits for what: "+strconv.Itoa(len(g.Nodes))+" items", b.String())
}

// nodeLabel says which item it is and what happened to it.
func nodeLabel(n render.Node) string {
	label := inLabel(n.ID)
	if n.Title != "" {
		label += " " + inLabel(n.Title)
	}
	switch n.Kind {
	case render.NodeAdded:
		label += " #40;added#41;"
	case render.NodeRemoved:
		label += " #40;removed#41;"
	case render.NodeMissing:
		label += " #40;no such item#41;"
	}
	return label
}

// inLabel returns a string as it may stand between the quotes of a label:
// cleaned and cut, and every character that is no letter, digit or blank as its number.
// So nothing in it ends the label or the block, opens a tag, a comment or a
// directive, and is taken for Markdown.
func inLabel(s string) string {
	var b strings.Builder
	for _, r := range cut(render.Clean(s), labelSize) {
		switch {
		case r == ' ', r == '-', unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			b.WriteRune(r)
		default:
			b.WriteString("#" + strconv.Itoa(int(r)) + ";")
		}
	}
	return b.String()
}
