package doc

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// root is the mapping that a document holds.
func (t *tree) root(document *yaml.Node) (Node, *Error) {
	n := document.Content[0]
	if n.Kind != yaml.MappingNode {
		return Node{}, t.errorAt(n, Syntax, "the front matter is not a mapping: lines of the form key: value are expected")
	}
	root, _, e := t.node(n, t.offset(n))
	return root, e
}

// node makes a node of n and tells where it ends. Its text begins at the offset yaml.v3 gave, for a null at from.
func (t *tree) node(n *yaml.Node, from int) (Node, int, *Error) {
	out, end, e := t.unanchored(n, from)
	if e == nil && n.Anchor != "" {
		if t.anchored == nil {
			t.anchored = map[*yaml.Node]Node{}
		}
		t.anchored[n] = out
	}
	return out, end, e
}

func (t *tree) unanchored(n *yaml.Node, from int) (Node, int, *Error) {
	switch n.Kind {
	case yaml.AliasNode:
		return t.alias(n)
	case yaml.SequenceNode:
		return t.list(n)
	case yaml.MappingNode:
		return t.mapping(n)
	}
	return t.scalar(n, from)
}

// lost is the error for a value whose text was not found again; it should not happen.
func (t *tree) lost(n *yaml.Node) *Error {
	return t.errorAt(n, Syntax, "the place of this value cannot be told")
}

// span is a range of the text as one of the source.
func (t *tree) span(start, end int) Span { return Span{t.start + start, t.start + end} }

// scalar makes a scalar or a null.
func (t *tree) scalar(n *yaml.Node, from int) (Node, int, *Error) {
	out := Node{Kind: Scalar, Text: n.Value}
	tagged := n.Style&yaml.TaggedStyle != 0
	plain := n.Style&^yaml.TaggedStyle == 0
	start, written := t.properties(n)
	switch {
	case plain && n.Value == "" && !written:
		start = from
	case plain && n.Value == "":
		start = t.skipPropertyWords(t.offset(n))
	}
	end, ok := t.scalarEnd(n, &out, start)
	if !ok {
		return out, end, t.lost(n)
	}
	if plain && t.isMask(start) {
		t.unmasked++
		out.Text = t.text[start:start+1] + n.Value[1:]
	}
	out.bound = written
	out.Quoted = !plain || tagged && n.ShortTag() == "!!str"
	if plain && nullWord(out.Text) && (!tagged || n.ShortTag() == "!!null") {
		out.Kind = Null
	}
	out.Span = t.span(start, end)
	return out, end, nil
}

// scalarEnd finds where a scalar ends that begins at start, and notes its style.
func (t *tree) scalarEnd(n *yaml.Node, out *Node, start int) (end int, ok bool) {
	switch n.Style &^ yaml.TaggedStyle {
	case yaml.DoubleQuotedStyle:
		out.Style = Double
		return t.quotedEnd(start)
	case yaml.SingleQuotedStyle:
		out.Style = Single
		return t.quotedEnd(start)
	case yaml.LiteralStyle:
		out.Style = Literal
		return t.blockEnd(start, n.Value)
	case yaml.FoldedStyle:
		out.Style = Folded
		return t.blockEnd(start, n.Value)
	}
	return t.inkEnd(start, n.Value)
}

// alias makes a copy of what an alias stands for. Its bytes are those of the alias.
func (t *tree) alias(n *yaml.Node) (Node, int, *Error) {
	start := t.offset(n)
	end := t.skipWord(start)
	target, known := t.anchored[n.Alias]
	if !known { // it is part of itself, which measure refuses
		return Node{}, end, t.lost(n)
	}
	return rebound(target, t.span(start, end)), end, nil
}

// rebound is a node whose bytes, and those of all its parts, are another's.
func rebound(n Node, at Span) Node {
	n.Span, n.bound = at, true
	items := make([]Node, len(n.Items))
	for i, item := range n.Items {
		items[i] = rebound(item, at)
	}
	pairs := make([]Pair, len(n.Pairs))
	for i, p := range n.Pairs {
		pairs[i] = Pair{Key: p.Key, KeySpan: at, Value: rebound(p.Value, at)}
	}
	n.Items, n.Pairs = items, pairs
	return n
}

// list makes a list.
func (t *tree) list(n *yaml.Node) (Node, int, *Error) {
	out := Node{Kind: List, Style: Block}
	start, bound := t.properties(n)
	out.bound = bound
	end := start
	if n.Style&yaml.FlowStyle != 0 {
		out.Style, end = Flow, start+1
	}
	for _, child := range n.Content {
		from := end
		if out.Style == Block {
			if from = t.skipSpace(end); from < len(t.text) && t.text[from] == '-' {
				from++
			}
		}
		item, after, e := t.node(child, from)
		if e != nil {
			return out, end, e
		}
		out.Items = append(out.Items, item)
		end = after
	}
	return t.closed(n, out, start, end, ']')
}

// closed gives a collection its span, in flow style with the closing bracket.
func (t *tree) closed(n *yaml.Node, out Node, start, end int, bracket byte) (Node, int, *Error) {
	for out.Style == Flow {
		end = t.skipSpace(end)
		if end == len(t.text) {
			return out, end, t.lost(n)
		}
		end++
		if c := t.text[end-1]; c == bracket {
			break
		} else if strings.IndexByte(",:?", c) < 0 {
			return out, end, t.lost(n)
		}
	}
	out.Span = t.span(start, end)
	return out, end, nil
}
