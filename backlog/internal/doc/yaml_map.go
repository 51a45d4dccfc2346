package doc

import "gopkg.in/yaml.v3"

// mapping makes a map. Keys that a merge key brings stand in its place, if the map has none of their name itself.
func (t *tree) mapping(n *yaml.Node) (Node, int, *Error) {
	out := Node{Kind: Map, Style: Block}
	start, bound := t.properties(n)
	out.bound = bound
	end := start
	braces := n.Style&yaml.FlowStyle != 0
	if braces {
		out.Style = Flow
		if braces = start < len(t.text) && t.text[start] == '{'; braces {
			end++
		}
	}
	var merges []merge
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		pair, after, e := t.pair(n.Content[i], n.Content[i+1], end)
		if e != nil {
			return out, end, e
		}
		end = after
		if seen[pair.Key] {
			return out, end, errorAt(t.src, pair.KeySpan.Start, Duplicate, "%s: the key stands twice", pair.Key)
		}
		seen[pair.Key] = true
		if n.Content[i].ShortTag() == "!!merge" {
			merges = append(merges, merge{at: len(out.Pairs), pair: pair})
			continue
		}
		out.Pairs = append(out.Pairs, pair)
	}
	if e := t.merge(&out, merges, seen); e != nil {
		return out, end, e
	}
	if out.Style == Flow && !braces { // a single pair in a list: [a: b]
		out.Span = t.span(start, end)
		return out, end, nil
	}
	return t.closed(n, out, start, end, '}')
}

// pair makes a key and its value; the text before it ends at end.
func (t *tree) pair(key, value *yaml.Node, end int) (Pair, int, *Error) {
	k, keyEnd, e := t.node(key, t.skipSpace(end))
	if e != nil {
		return Pair{}, end, e
	}
	if k.Kind != Scalar && k.Kind != Null {
		return Pair{}, end, t.errorAt(key, Syntax, "a key that is a list or a map")
	}
	after := keyEnd
	if colon := t.skipSpace(keyEnd); colon < len(t.text) && t.text[colon] == ':' {
		after = colon + 1
	}
	v, valueEnd, e := t.node(value, after)
	return Pair{Key: k.Text, KeySpan: k.Span, Value: v}, valueEnd, e
}

// merge is a merge key, and how many keys stand before it.
type merge struct {
	at   int
	pair Pair
}

// merge puts the keys that merge keys bring into a map. The first one that brings a key wins.
func (t *tree) merge(out *Node, merges []merge, seen map[string]bool) *Error {
	if len(merges) == 0 {
		return nil
	}
	own := out.Pairs
	out.Pairs = nil
	done := 0
	for _, m := range merges {
		out.Pairs = append(out.Pairs, own[done:m.at]...)
		done = m.at
		sources := []Node{m.pair.Value}
		if m.pair.Value.Kind == List {
			sources = m.pair.Value.Items
		}
		for _, source := range sources {
			if source.Kind != Map {
				return errorAt(t.src, m.pair.KeySpan.Start, Syntax, "a merge key wants a map or a list of maps")
			}
			for _, p := range source.Pairs {
				if !seen[p.Key] {
					seen[p.Key] = true
					p = Pair{Key: p.Key, KeySpan: m.pair.KeySpan, Value: rebound(p.Value, m.pair.KeySpan)}
					out.Pairs = append(out.Pairs, p)
				}
			}
		}
	}
	out.Pairs = append(out.Pairs, own[done:]...)
	return nil
}
