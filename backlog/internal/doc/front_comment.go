package doc

import "strings"

// Comments returns the comments of the front matter in order.
func (d *Doc) Comments() []Comment {
	var found []Comment
	i := d.part.start
	texts(d.root, func(at Span) {
		found = d.comments(found, i, at.Start)
		i = max(i, at.End)
	})
	return d.comments(found, i, d.part.end)
}

// CommentAt returns the comment that stands on the line where a value ends, as in "title: Fix #12".
func (d *Doc) CommentAt(n Node) (Comment, bool) {
	found := d.comments(nil, n.Span.End, d.lineEnd(n.Span.End))
	if len(found) == 0 {
		return Comment{}, false
	}
	return found[0], true
}

// texts calls visit with the places of all keys and scalars, in order.
func texts(n Node, visit func(Span)) {
	if n.Kind == Scalar || n.Kind == Null {
		visit(n.Span)
	}
	for _, item := range n.Items {
		texts(item, visit)
	}
	for _, p := range n.Pairs {
		visit(p.KeySpan)
		texts(p.Value, visit)
	}
}

// comments adds the comments between two places, where no text stands.
func (d *Doc) comments(found []Comment, from, to int) []Comment {
	line, counted := 0, 0 // lines are counted on from the last comment
	if n := len(found); n > 0 {
		line, counted = found[n-1].Line, found[n-1].Span.Start
	}
	for i := from; i < to; i++ {
		j := strings.IndexByte(d.src[i:to], '#')
		if j < 0 {
			break
		}
		i += j
		if i > d.part.start && !spaceBefore(d.src[:i]) {
			continue
		}
		end := d.lineEnd(i)
		if line == 0 {
			line, _ = Position(d.src, i)
		} else {
			line += strings.Count(d.src[counted:i], "\n")
		}
		counted = i
		found = append(found, Comment{
			Span: Span{i, end},
			Text: strings.TrimSpace(d.src[i+1 : end]),
			Line: line,
			Own:  strings.Trim(d.src[d.lineStart(i):i], " \t") == "",
		})
		i = end
	}
	return found
}
