package doc

import (
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// tooDeep is what is said of a document beyond maxDepth, whether we count it or yaml.v3, whose own limit is higher, gives up first.
const tooDeep = "more than 32 levels of lists and maps"

// size is what a node comes to when its aliases are expanded.
type size struct {
	nodes, depth int
	open         bool // the node is being measured: an alias within leads back to it
}

// measure holds a document against the limits before anything is expanded.
func (t *tree) measure(document *yaml.Node) *Error {
	t.sizes = map[*yaml.Node]size{}
	for _, n := range document.Content {
		if _, e := t.sizeOf(n, 0); e != nil {
			return e
		}
	}
	return nil
}

// sizeOf measures a node below depth collections.
func (t *tree) sizeOf(n *yaml.Node, depth int) (size, *Error) {
	s, known := t.sizes[n]
	if s.open {
		return size{}, t.errorAt(n, Limit, "an alias leads back to the node that it is part of")
	}
	if !known {
		t.sizes[n] = size{open: true}
		var e *Error
		if s, e = t.sum(n, depth); e != nil {
			return size{}, e
		}
		t.sizes[n] = s
	}
	if s.nodes > maxNodes {
		return size{}, t.errorAt(n, Limit, "more than 10,000 nodes with all aliases expanded")
	}
	if depth+s.depth > maxDepth {
		return size{}, t.errorAt(n, Limit, tooDeep)
	}
	return s, nil
}

// sum adds up a node's parts.
func (t *tree) sum(n *yaml.Node, depth int) (size, *Error) {
	switch n.Kind {
	case yaml.AliasNode:
		return t.sizeOf(n.Alias, 0) // measured before, where it stands; too deep it is here
	case yaml.ScalarNode:
		return size{nodes: 1}, nil
	}
	s := size{nodes: 1, depth: 1}
	if depth >= maxDepth {
		return s, t.errorAt(n, Limit, tooDeep)
	}
	for _, child := range n.Content {
		part, e := t.sizeOf(child, depth+1)
		if e != nil {
			return s, e
		}
		s.nodes += part.nodes
		s.depth = max(s.depth, 1+part.depth)
		if s.nodes > maxNodes {
			return s, t.errorAt(n, Limit, "more than 10,000 nodes with all aliases expanded")
		}
	}
	return s, nil
}

// errorAt is an error at a node's first byte.
func (t *tree) errorAt(n *yaml.Node, reason Reason, format string, args ...any) *Error {
	return errorAt(t.src, t.start+t.offset(n), reason, format, args...)
}

// mark is a place in the text as yaml.v3 counts it: line and column from 0, columns in characters.
type mark struct{ line, column, offset int }

// offset is where yaml.v3 saw a node begin, in the text. Nodes are asked for in their order, so it counts on from the
// last one on the same line.
func (t *tree) offset(n *yaml.Node) int {
	m := mark{line: max(0, min(n.Line-1, len(t.lines)-1))}
	m.offset = t.lines[m.line]
	if t.last.line == m.line && t.last.column <= n.Column-1 && t.last.offset >= m.offset {
		m = t.last
	}
	for m.column < n.Column-1 && m.offset < len(t.text) {
		_, size := utf8.DecodeRuneInString(t.text[m.offset:])
		m.column, m.offset = m.column+1, m.offset+size
	}
	t.last = m
	return m.offset
}
