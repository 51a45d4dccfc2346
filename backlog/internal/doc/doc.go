// Package doc reads a Markdown file with front matter and edits it byte by byte.
//
// It knows keys, lists, headings and task lists; it never knows what a story is,
// and it never encodes a file again: an edit finds the bytes of a value and splices them.
package doc

import "strings"

// byteOrderMark is kept in a file and is no part of its front matter.
const byteOrderMark = "\ufeff"

// Doc is a parsed source. It is immutable: every edit returns a new one.
type Doc struct {
	src  string
	root Node
	part extent
}

// Parse reads a Markdown file with front matter. The error is an [*Error].
func Parse(src string) (*Doc, error) {
	if e := checkText(src); e != nil {
		return nil, e
	}
	part, e := fences(src)
	if e != nil {
		return nil, e
	}
	return parse(src, part)
}

// ParseYAML reads a file that is one YAML mapping without fences, such as po.yaml. Its body is empty.
// The error is an [*Error].
func ParseYAML(src string) (*Doc, error) {
	if e := checkText(src); e != nil {
		return nil, e
	}
	start := len(src) - len(strings.TrimPrefix(src, byteOrderMark))
	return parse(src, extent{start: start, end: len(src), body: len(src), bare: true})
}

func parse(src string, part extent) (*Doc, error) {
	root, e := new(Scanner).read(src, part)
	if e != nil {
		return nil, e
	}
	return &Doc{src: src, root: root, part: part}, nil
}

// Source is the text that was parsed.
func (d *Doc) Source() string { return d.src }

// Front is the front matter's pairs in the order of the file; read-only.
func (d *Doc) Front() []Pair { return d.root.Pairs }

// BodyStart is the offset of the first byte after the closing line.
func (d *Doc) BodyStart() int { return d.part.body }

// Body is the text after the front matter.
func (d *Doc) Body() string { return d.src[d.part.body:] }

// Lookup finds the value at a path of keys.
func (d *Doc) Lookup(path ...string) (Node, bool) {
	p := d.find(path)
	if p == nil {
		return Node{}, false
	}
	return p.Value, true
}

// KeySpan is where the key at a path stands. A key that a merge key brings stands where that does.
func (d *Doc) KeySpan(path ...string) (Span, bool) {
	p := d.find(path)
	if p == nil {
		return Span{}, false
	}
	return p.KeySpan, true
}

// PairLines are the whole lines of the key at a path and of its value. It is false where the key does not begin a line, or comes by
// a merge key.
func (d *Doc) PairLines(path ...string) (Span, bool) {
	p := d.find(path)
	if p == nil {
		return Span{}, false
	}
	start := d.lineStart(p.KeySpan.Start)
	if strings.TrimLeft(d.src[start:p.KeySpan.Start], " ") != "" || p.Value.Span.Start < p.KeySpan.End {
		return Span{}, false
	}
	_, below, ok := d.parts(p)
	return Span{start, below.End}, ok
}

// find is the pair at a path of keys, nil if there is none.
func (d *Doc) find(path []string) *Pair {
	n := &d.root
	var p *Pair
	for _, key := range path {
		if p = n.pair(key); p == nil {
			return nil
		}
		n = &p.Value
	}
	return p
}

// pair is the pair of a map with that key, nil if it has none or is no map.
func (n *Node) pair(key string) *Pair {
	for i := range n.Pairs {
		if n.Pairs[i].Key == key {
			return &n.Pairs[i]
		}
	}
	return nil
}
