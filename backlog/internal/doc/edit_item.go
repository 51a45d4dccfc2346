package doc

import (
	"slices"
	"strings"
)

// replaceItem changes one entry of the list at a path.
func (d *Doc) replaceItem(path []string, index int, v Value) (*Doc, *Error) {
	list := &d.find(path).Value
	item := &list.Items[index]
	ed := edit{path: path, place: item.Span.Start, want: d.with(path, func(n *Node) { n.Items[index] = v.node() })}
	simple := item.Style != Literal && item.Style != Folded
	if list.bound || item.bound || list.Style == Flow && !d.oneLine(list) {
		return nil, d.refuse(ed.place, Unsafe, path, unsafe)
	}
	text := v.flow()
	if v.kind == Scalar {
		text = v.scalar(item.Style, list.Style == Flow)
		_, several := v.literalLines("")
		simple = simple && (!several || list.Style == Flow)
	}
	if simple {
		ed.splices = []splice{d.inline(item.Span, text)}
		return d.apply(ed)
	}
	lines, ok := d.itemLines(list, index)
	if !ok {
		return nil, d.refuse(ed.place, Unsafe, path, unsafe)
	}
	ed.splices = []splice{{lines, d.lines(lines.Start, d.itemText(list, index, v), d.lineBreak(lines.Start))}}
	return d.apply(ed)
}

// insertItem adds an entry to the list at a path before the one with that index, or at its end.
func (d *Doc) insertItem(path []string, index int, v Value) (*Doc, *Error) {
	p := d.find(path)
	list := &p.Value
	place := p.KeySpan.Start
	ed := edit{path: path, place: place, want: d.with(path, func(n *Node) { n.Items = slices.Insert(n.Items, index, v.node()) })}
	ok := false
	switch {
	case list.bound:
	case list.Style == Flow:
		ed.splices, ok = []splice{d.insertFlowItem(list, index, v)}, d.oneLine(list)
	default:
		near := max(index-1, 0)
		var at Span
		if at, ok = d.itemLines(list, near); ok {
			if index > 0 {
				at.Start = d.nextLine(list.Items[near].Span.End)
			}
			at.End = at.Start
			text := d.lines(at.Start, d.itemText(list, near, v), d.lineBreak(d.dash(list, near)))
			ed.splices = []splice{{at, text}}
		}
	}
	if !ok {
		return nil, d.refuse(place, Unsafe, path, unsafe)
	}
	return d.apply(ed)
}

// insertFlowItem adds an entry to a list in brackets, set apart as its others are.
func (d *Doc) insertFlowItem(list *Node, index int, v Value) splice {
	text := v.flow()
	if v.kind == Scalar {
		text = v.scalar(list.quoting(), true)
	}
	n := len(list.Items)
	gap := ", "
	if n > 1 {
		if found := d.src[list.Items[n-2].Span.End:list.Items[n-1].Span.Start]; strings.Trim(found, " ,") == "" {
			gap = found
		}
	}
	switch {
	case n == 0:
		at := list.Span.Start + 1
		return splice{Span{at, list.Span.End - 1}, text}
	case index == 0:
		at := list.Items[0].Span.Start
		return splice{Span{at, at}, text + gap}
	}
	at := list.Items[index-1].Span.End
	return splice{Span{at, at}, gap + text}
}

// quoting is the quotes that a new entry gets: those that all the texts of the list have.
func (n *Node) quoting() Style {
	style := Plain
	for i := range n.Items {
		s := n.Items[i].Style
		if s != Single && s != Double || i > 0 && s != style {
			return Plain
		}
		style = s
	}
	return style
}

// takeItem removes one of several entries of the list at a path.
func (d *Doc) takeItem(path []string, index int) (*Doc, *Error) {
	list := &d.find(path).Value
	ed := edit{path: path, place: list.Items[index].Span.Start, want: d.with(path, func(n *Node) {
		n.Items = slices.Delete(n.Items, index, index+1)
	})}
	at, ok := Span{}, false
	switch {
	case list.bound:
	case list.Style == Flow:
		places := make([]Span, len(list.Items))
		for i := range list.Items {
			places[i] = list.Items[i].Span
		}
		at, ok = cut(places, index), d.oneLine(list)
	default:
		at, ok = d.itemLines(list, index)
	}
	if !ok {
		return nil, d.refuse(ed.place, Unsafe, path, unsafe)
	}
	ed.splices = []splice{{at, ""}}
	return d.apply(ed)
}

// dash is the offset of an entry's dash in a block list.
func (d *Doc) dash(list *Node, index int) int {
	if index == 0 {
		return list.Span.Start
	}
	at := d.nextLine(list.Items[index-1].Span.End)
	for at < d.part.end {
		end := d.lineEnd(at)
		for at < end && d.src[at] == ' ' {
			at++
		}
		if at < end && d.src[at] != '#' {
			break
		}
		at = d.nextLine(at)
	}
	return at
}

// itemLines are the lines of an entry of a block list.
func (d *Doc) itemLines(list *Node, index int) (Span, bool) {
	dash := d.dash(list, index)
	if dash >= d.part.end || d.src[dash] != '-' {
		return Span{}, false
	}
	indent, ok := d.indent(dash)
	return Span{d.lineStart(dash), d.below(list.Items[index].Span.End, len(indent))}, ok
}

// itemText are the lines of a new entry of a block list that stands like the one with that index.
func (d *Doc) itemText(list *Node, index int, v Value) []string {
	dash := d.dash(list, index)
	indent, _ := d.indent(dash)
	gap := " "
	if start := list.Items[index].Span.Start; start > dash+1 && start < d.lineEnd(dash) && strings.Trim(d.src[dash+1:start], " ") == "" {
		gap = d.src[dash+1 : start]
	}
	w := v.entry(indent, list.quoting())
	return append([]string{indent + "-" + gap + w.inline}, w.below...)
}
