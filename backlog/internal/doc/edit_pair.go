package doc

import (
	"slices"
	"strings"
)

// rewrite puts a value in the place of the one at a path: on the key's line, and on the lines below it.
func (d *Doc) rewrite(path []string, v Value) (*Doc, *Error) {
	p := d.find(path)
	parent := d.parent(path)
	place := p.KeySpan.Start
	ed := edit{path: path, place: place, want: d.with(path, func(n *Node) { *n = v.node() })}
	if p.Value.bound || parent.bound || parent.Style == Flow && !d.oneLine(parent) {
		return nil, d.refuse(place, Unsafe, path, unsafe)
	}
	if parent.Style == Flow {
		text := v.flow()
		if v.kind == Scalar {
			text = v.scalar(p.Value.Style, true)
		}
		ed.splices = []splice{d.inline(p.Value.Span, text)}
		return d.apply(ed)
	}
	indent, ok := d.indent(place)
	if !ok {
		return nil, d.refuse(place, Unsafe, path, unsafe)
	}
	w := v.write(indent, p.Value.Style)
	on, below, ok := d.parts(p)
	if !ok || d.lineEnd(p.KeySpan.End) != d.lineEnd(on.Start) && (len(w.below) > 0 || on.Start == on.End) {
		return nil, d.refuse(place, Unsafe, path, unsafe)
	}
	ed.splices = []splice{d.inline(on, w.inline)}
	switch {
	case len(w.below) > 0:
		ed.splices = append(ed.splices, splice{below, d.lines(below.Start, w.below, d.lineBreak(place))})
	case below.End > below.Start:
		ed.splices = append(ed.splices, splice{below, ""})
	}
	return d.apply(ed)
}

// inline is the splice that puts a text in the place of a value on a key's line: with a blank after the colon, or without
// the blanks there if the text is empty.
func (d *Doc) inline(at Span, text string) splice {
	switch {
	case text == "":
		for d.src[at.Start-1] == ' ' && at.End > at.Start {
			at.Start--
		}
	case at.Start == at.End && d.src[at.Start-1] != ' ':
		text = " " + text
	}
	return splice{at, text}
}

// parts are the bytes of a value: those on its key's line, and the lines below. A plain or quoted text and a flow
// collection have all of theirs in the first, however many lines they are.
func (d *Doc) parts(p *Pair) (on, below Span, ok bool) {
	at := p.Value.Span
	switch p.Value.Style {
	case Literal, Folded:
		next := d.nextLine(at.Start)
		on.Start, on.End = at.Start, at.Start+strings.IndexAny(d.src[at.Start:]+"\n", " \t\r\n")
		below.Start, below.End = next, max(next, d.nextLine(at.End))
		return on, below, true
	case Block:
		on.Start = d.colon(p)
		on.End = on.Start
		next := d.nextLine(on.Start)
		indent, _ := d.indent(p.KeySpan.Start)
		return on, Span{next, d.below(at.End, len(indent))}, at.Start >= next
	}
	next := d.nextLine(at.End)
	return at, Span{next, next}, true
}

// colon is the offset after the colon of a key.
func (d *Doc) colon(p *Pair) int {
	return p.KeySpan.End + strings.IndexByte(d.src[p.KeySpan.End:], ':') + 1
}

// parent is the map that holds the key at a path.
func (d *Doc) parent(path []string) *Node {
	if len(path) < 2 {
		return &d.root
	}
	return &d.find(path[:len(path)-1]).Value
}

// insertPair adds a key to the map at a path.
func (d *Doc) insertPair(path []string, m Member, rank Rank) (*Doc, *Error) {
	parent, place := &d.root, d.root.Span.Start
	if len(path) > 0 {
		p := d.find(path)
		parent, place = &p.Value, p.KeySpan.Start
	}
	full := append(slices.Clone(path), m.Key)
	index := len(parent.Pairs)
	if len(path) == 0 {
		index = d.placeFor(m.Key, rank)
	}
	ed := edit{path: full, place: place, want: d.with(path, func(n *Node) {
		n.Kind = Map
		n.Pairs = slices.Insert(n.Pairs, index, Pair{Key: m.Key, Value: m.Value.node()})
	})}
	ok := false
	switch {
	case parent.bound:
	case parent.Style == Flow:
		ed.splices, ok = d.insertFlow(parent, m)
	default:
		ed.splices, ok = d.insertLines(parent, index, m)
	}
	if !ok {
		return nil, d.refuse(place, Unsafe, full, unsafe)
	}
	return d.apply(ed)
}

// placeFor is the index that a new top-level key gets: after the key that comes nearest before it in the order of the
// table, else before the nearest after it, else at the end.
func (d *Doc) placeFor(key string, rank Rank) int {
	pairs := d.root.Pairs
	if rank == nil || rank(key) < 0 {
		return len(pairs)
	}
	own, before, after := rank(key), -1, -1
	for i := range pairs {
		r := rank(pairs[i].Key)
		if r >= 0 && r < own && (before < 0 || r >= rank(pairs[before].Key)) {
			before = i
		}
		if r > own && (after < 0 || r < rank(pairs[after].Key)) {
			after = i
		}
	}
	switch {
	case before >= 0:
		return before + 1
	case after >= 0:
		return after
	}
	return len(pairs)
}

// insertFlow adds a key at the end of a map in braces on one line.
func (d *Doc) insertFlow(n *Node, m Member) ([]splice, bool) {
	text := keyText(m.Key, true) + ": " + m.Value.flow()
	at := n.Span.Start + 1
	if len(n.Pairs) > 0 {
		at = n.Pairs[len(n.Pairs)-1].Value.Span.End
		text = ", " + text
	}
	return []splice{{Span{at, at}, text}}, d.oneLine(n) && d.src[n.Span.Start] == '{'
}

// insertLines adds a key to a block mapping, as lines before the pair with that index.
func (d *Doc) insertLines(n *Node, index int, m Member) ([]splice, bool) {
	if len(n.Pairs) == 0 {
		at := d.part.end
		return []splice{{Span{at, at}, d.lines(at, m.lines(""), d.fileBreak())}}, n == &d.root
	}
	near := &n.Pairs[max(index-1, 0)]
	indent, ok := d.indent(near.KeySpan.Start)
	at := 0
	if index > 0 {
		at = d.belowPair(near, indent)
	} else {
		at = d.above(d.lineStart(near.KeySpan.Start), len(indent))
	}
	return []splice{{Span{at, at}, d.lines(at, m.lines(indent), d.lineBreak(near.KeySpan.Start))}}, ok
}

// belowPair is the offset after the lines of a pair of a block mapping.
func (d *Doc) belowPair(p *Pair, indent string) int {
	return d.below(max(p.Value.Span.End, p.KeySpan.End), len(indent))
}

// above is the offset of the first of the comment lines directly above a key in a column. A deeper comment is none
// of the key's.
func (d *Doc) above(at, column int) int {
	for at > d.part.start {
		line := d.lineStart(at - 1)
		text := strings.TrimLeft(d.src[line:at], " ")
		if !strings.HasPrefix(text, "#") || at-line-len(text) > column {
			break
		}
		at = line
	}
	return at
}

// unset removes the key at a path that is there.
func (d *Doc) unset(path []string) (*Doc, *Error) {
	parent := d.parent(path)
	if len(path) > 1 && len(parent.Pairs) == 1 {
		return d.unset(path[:len(path)-1])
	}
	key := path[len(path)-1]
	index := slices.IndexFunc(parent.Pairs, func(p Pair) bool { return p.Key == key })
	p := &parent.Pairs[index]
	ed := edit{path: path, place: p.KeySpan.Start, want: d.with(path[:len(path)-1], func(n *Node) {
		n.Pairs = slices.Delete(n.Pairs, index, index+1)
	})}
	at, ok := Span{}, false
	switch {
	case parent.bound:
	case parent.Style == Flow:
		places := make([]Span, len(parent.Pairs))
		for i, p := range parent.Pairs {
			places[i] = Span{p.KeySpan.Start, p.Value.Span.End}
		}
		at, ok = cut(places, index), d.oneLine(parent)
	default:
		var indent string
		indent, ok = d.indent(p.KeySpan.Start)
		at = Span{d.lineStart(p.KeySpan.Start), d.belowPair(p, indent)}
	}
	if !ok {
		return nil, d.refuse(ed.place, Unsafe, path, unsafe)
	}
	ed.splices = []splice{{at, ""}}
	return d.apply(ed)
}

// cut is what goes when an entry of a flow collection goes: with the comma before it, or after it if it is the first.
func cut(places []Span, index int) Span {
	at := places[index]
	switch {
	case index > 0:
		at.Start = places[index-1].End
	case len(places) > 1:
		at.End = places[1].Start
	}
	return at
}
