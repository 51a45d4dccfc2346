package doc

import (
	"cmp"
	"slices"
	"strings"
)

// splice puts a text in the place of some bytes of the source.
type splice struct {
	at   Span
	text string
}

// edit is what is to happen to a source: the bytes, and what must be read from them afterwards.
type edit struct {
	splices []splice
	want    Node
	path    []string
	place   int // the byte to name if it cannot be done
}

// unsafe is how an edit is refused that bytes cannot express.
const unsafe = "po cannot make this change without touching other text: change this line by hand"

// apply makes an edit. The result is read again and must be what was intended, to the last key; its body and all bytes
// that were not spliced are those of d by the way it is made.
func (d *Doc) apply(ed edit) (*Doc, *Error) {
	slices.SortStableFunc(ed.splices, func(a, b splice) int { return cmp.Compare(a.at.Start, b.at.Start) })
	var b strings.Builder
	done := 0
	for _, s := range ed.splices {
		b.WriteString(d.src[done:s.at.Start])
		b.WriteString(s.text)
		done = s.at.End
	}
	b.WriteString(d.src[done:])
	next, err := d.again(b.String())
	if err != nil || next.Body() != d.Body() || !sameValue(&next.root, &ed.want) {
		return nil, d.refuse(ed.place, Unsafe, ed.path, unsafe)
	}
	return next, nil
}

// again parses a changed source as d was parsed.
func (d *Doc) again(src string) (*Doc, error) {
	if d.part.bare {
		return ParseYAML(src)
	}
	return Parse(src)
}

// sameValue tells whether two nodes say the same, however they are written.
func sameValue(a, b *Node) bool {
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) || a.Kind == Scalar && a.Text != b.Text {
		return false
	}
	for i := range a.Items {
		if !sameValue(&a.Items[i], &b.Items[i]) {
			return false
		}
	}
	for i := range a.Pairs {
		if a.Pairs[i].Key != b.Pairs[i].Key || !sameValue(&a.Pairs[i].Value, &b.Pairs[i].Value) {
			return false
		}
	}
	return true
}

// equals tells whether a node says what a value is to say.
func (n *Node) equals(v Value) bool {
	other := v.node()
	return sameValue(n, &other)
}

// node is what is to be read where a value was written.
func (v Value) node() Node {
	n := Node{Kind: v.kind, Text: v.text}
	for _, item := range v.items {
		n.Items = append(n.Items, item.node())
	}
	for _, m := range v.members {
		n.Pairs = append(n.Pairs, Pair{Key: m.Key, Value: m.Value.node()})
	}
	return n
}

// with is the root with another value at a path that is there: change is given a copy of the value.
func (d *Doc) with(path []string, change func(*Node)) Node {
	root := d.root
	n := &root
	for _, key := range path {
		n.Pairs = slices.Clone(n.Pairs)
		n = &n.pair(key).Value
	}
	n.Items, n.Pairs = slices.Clone(n.Items), slices.Clone(n.Pairs)
	change(n)
	return root
}
