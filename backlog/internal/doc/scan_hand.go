package doc

// hand is the hand scanner: it reads the block mappings, lists and one-line flow collections that people write,
// without a copy. It agrees with yaml.v3 to the byte or gives up; it never judges what is wrong.
type hand struct {
	src   string
	at    int // the next byte; after giving up, where that was
	end   int // of the front matter
	col   int // column of the line's content, -1 at the end
	count int // keys and values so far

	pairs, pairStack []Pair // finished maps, one after the other; pairs of the maps that are being read
	items, itemStack []Node // the same for lists
}

// Where the hand scanner leaves the work to yaml.v3, which knows how to refuse.
const (
	handDepth = 8
	handNodes = maxNodes / 2
	handPairs = 64 // of one map, as they are compared one by one
	handKey   = 128
)

// scan reads the part of src as one mapping.
func (h *hand) scan(src string, part extent) (Node, bool) {
	h.src, h.at, h.end, h.count = src, part.start, part.end, 0
	h.pairs, h.pairStack = h.pairs[:0], h.pairStack[:0]
	h.items, h.itemStack = h.items[:0], h.itemStack[:0]
	h.next()
	root := Node{Kind: Map, Style: Block, Span: Span{part.start, part.start}}
	if h.col < 0 {
		return root, true
	}
	root.Span.Start = h.at
	if !h.blockMap(h.col, 0) {
		return Node{}, false
	}
	root.Pairs = h.pairStack
	root.Span.End = root.Pairs[len(root.Pairs)-1].Value.Span.End
	return root, h.col < 0
}

// next goes on to the content of the next line that has any. It begins at the start of a line.
func (h *hand) next() {
	for h.at < h.end {
		start := h.at
		h.blanks()
		if h.at == h.end {
			break
		}
		switch h.src[h.at] {
		case '#':
			if !h.comment() {
				h.col = h.at - start
				return
			}
		case '\n':
			h.at++
		case '\r':
			if !h.lineEnd() {
				h.col = 0
				return
			}
			h.at += 2
		default:
			h.col = h.at - start
			return
		}
	}
	h.col = -1
}

// blanks skips blanks.
func (h *hand) blanks() {
	for h.at < h.end && h.src[h.at] == ' ' {
		h.at++
	}
}

// lineEnd tells whether the line ends here.
func (h *hand) lineEnd() bool {
	if h.at >= h.end {
		return true
	}
	c := h.src[h.at]
	return c == '\n' || c == '\r' && h.at+1 < h.end && h.src[h.at+1] == '\n'
}

// comment skips a comment and its line end.
func (h *hand) comment() bool {
	h.at = h.run(h.at, controls)
	return h.newline()
}

// newline skips a line end.
func (h *hand) newline() bool {
	if !h.lineEnd() {
		return false
	}
	if h.at < h.end {
		h.at += 1 + int(h.src[h.at]&1) // line feed is even, carriage return odd
	}
	return true
}

// finish reads the rest of a line after a value: blanks, maybe a comment. Then it goes on to the next content.
func (h *hand) finish() bool {
	from := h.at
	h.blanks()
	ok := false
	if h.at < h.end && h.src[h.at] == '#' && h.at > from {
		ok = h.comment()
	} else {
		ok = h.newline()
	}
	if ok {
		h.next()
	}
	return ok
}

// blockMap reads the pairs of a block mapping whose keys stand in a column, and leaves them on the stack.
func (h *hand) blockMap(col, depth int) bool {
	base := len(h.pairStack)
	if depth > handDepth {
		return false
	}
	for h.col == col {
		if !h.key(base) {
			return false
		}
		value, ok := h.value(col, depth)
		if !ok {
			return false
		}
		h.pairStack[len(h.pairStack)-1].Value = value
	}
	return h.col < col && len(h.pairStack) > base
}

// key reads a plain key with its colon and pushes a pair.
func (h *hand) key(base int) bool {
	start, i := h.at, h.at
	for i < h.end && keyBytes.has(h.src[i]) {
		i++
	}
	if i == start || i-start > handKey || i+1 >= h.end || h.src[i] != ':' || !letter(h.src[start]) {
		return false
	}
	if c := h.src[i+1]; c != ' ' && c != '\n' && c != '\r' {
		return false
	}
	key := h.src[start:i]
	pairs := h.pairStack[base:]
	if len(pairs) >= handPairs || h.count >= handNodes {
		return false
	}
	for k := range pairs {
		if pairs[k].Key == key {
			return false
		}
	}
	h.count += 2
	h.pairStack = append(h.pairStack, Pair{Key: key, KeySpan: Span{start, i}})
	h.at = i + 1
	return true
}

// value reads what follows the colon of a key that stands in a column.
func (h *hand) value(col, depth int) (Node, bool) {
	after := h.at
	h.blanks()
	if h.at > after && h.at < h.end && h.src[h.at] != '#' && !h.lineEnd() {
		n, ok := h.inline(plainStops, depth)
		return n, ok && h.finish()
	}
	h.at = after
	if !h.finish() {
		return Node{}, false
	}
	if h.col == col && h.dash() {
		return h.blockList(col, depth+1)
	}
	return h.nested(after, col, depth)
}

// nested reads the collection on the lines below a key or a dash; without one the value is null.
func (h *hand) nested(after, col, depth int) (Node, bool) {
	switch {
	case h.col <= col:
		return Node{Kind: Null, Span: Span{after, after}}, true
	case h.dash():
		return h.blockList(h.col, depth+1)
	}
	return h.mapNode(h.col, depth+1)
}

// mapNode reads a block mapping as a value.
func (h *hand) mapNode(col, depth int) (Node, bool) {
	start, base := h.at, len(h.pairStack)
	if !h.blockMap(col, depth) {
		return Node{}, false
	}
	pairs := h.keepPairs(base)
	end := pairs[len(pairs)-1].Value.Span.End
	return Node{Kind: Map, Style: Block, Span: Span{start, end}, Pairs: pairs}, true
}

// dash tells whether a list entry begins here.
func (h *hand) dash() bool {
	if h.src[h.at] != '-' {
		return false
	}
	if h.at+1 == h.end {
		return true
	}
	c := h.src[h.at+1]
	return c == ' ' || c == '\n' || c == '\r'
}

// blockList reads a list whose dashes stand in a column.
func (h *hand) blockList(col, depth int) (Node, bool) {
	start, base := h.at, len(h.itemStack)
	if depth > handDepth {
		return Node{}, false
	}
	for h.col == col && h.dash() {
		item, ok := h.entry(col, depth)
		if !ok || h.count >= handNodes {
			return Node{}, false
		}
		h.count++
		h.itemStack = append(h.itemStack, item)
	}
	if h.col > col {
		return Node{}, false
	}
	items := h.keepItems(base)
	end := items[len(items)-1].Span.End
	return Node{Kind: List, Style: Block, Span: Span{start, end}, Items: items}, true
}

// entry reads an entry from its dash on.
func (h *hand) entry(col, depth int) (Node, bool) {
	dash := h.at
	h.at++
	h.blanks()
	if h.lineEnd() || h.src[h.at] == '#' {
		h.at = dash + 1
		if !h.finish() {
			return Node{}, false
		}
		return h.nested(dash+1, col, depth)
	}
	if h.beginsPair() {
		h.col = col + h.at - dash
		return h.mapNode(h.col, depth+1)
	}
	n, ok := h.inline(plainStops, depth)
	return n, ok && h.finish()
}

// beginsPair tells whether a plain key with its colon stands here.
func (h *hand) beginsPair() bool {
	i := h.at
	for i < h.end && keyBytes.has(h.src[i]) {
		i++
	}
	return i > h.at && i+1 < h.end && h.src[i] == ':' && (h.src[i+1] == ' ' || h.src[i+1] == '\n' || h.src[i+1] == '\r')
}

// keepPairs takes the pairs of a finished map from the stack.
func (h *hand) keepPairs(base int) []Pair {
	start := len(h.pairs)
	h.pairs = append(h.pairs, h.pairStack[base:]...)
	h.pairStack = h.pairStack[:base]
	return h.pairs[start:len(h.pairs):len(h.pairs)]
}

// keepItems takes the entries of a finished list from the stack.
func (h *hand) keepItems(base int) []Node {
	start := len(h.items)
	h.items = append(h.items, h.itemStack[base:]...)
	h.itemStack = h.itemStack[:base]
	return h.items[start:len(h.items):len(h.items)]
}
