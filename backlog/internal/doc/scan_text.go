package doc

import "strings"

// byteSet is a set of ASCII characters; every other byte is in none.
type byteSet struct{ low, high uint64 }

func (s byteSet) has(c byte) bool {
	if c < 64 {
		return s.low>>c&1 != 0
	}
	return c < 128 && s.high>>(c-64)&1 != 0
}

// Bits of byte sets. Control characters are tab and line ends too.
const (
	controlLow  = 1<<32 - 1
	controlHigh = 1 << (127 - 64)
	plainLow    = controlLow | 1<<':' | 1<<'#'
	flowLow     = 1<<',' | 1<<'?'
	flowHigh    = 1<<('['-64) | 1<<(']'-64) | 1<<('{'-64) | 1<<('}'-64)
	digits      = 1<<('9'+1) - 1<<'0'
	letters     = 1<<('z'+1-64) - 1<<('a'-64) | 1<<('Z'+1-64) - 1<<('A'-64)
)

// Where a run of text ends, by the way it is written; what a key is made of.
var (
	controls    = byteSet{controlLow, controlHigh}
	plainStops  = byteSet{plainLow, controlHigh}
	flowStops   = byteSet{plainLow | flowLow, controlHigh | flowHigh}
	singleStops = byteSet{controlLow | 1<<'\'', controlHigh}
	doubleStops = byteSet{controlLow | 1<<'"', controlHigh | 1<<('\\'-64)}
	keyBytes    = byteSet{digits | 1<<'-' | 1<<'.', letters | 1<<('_'-64)}
	// indicators are what no plain text begins with; a dash may, where no blank follows.
	indicators = byteSet{
		controlLow | 1<<' ' | 1<<'-' | 1<<'?' | 1<<':' | 1<<',' | 1<<'#' | 1<<'&' | 1<<'*' | 1<<'!' | 1<<'>' | 1<<'\'' | 1<<'"' | 1<<'%',
		controlHigh | flowHigh | 1<<('|'-64) | 1<<('@'-64) | 1<<('`'-64),
	}
)

// letter tells whether a key may begin with c.
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// run is the offset of the first byte from i on that is in stops or begins a character that YAML refuses or
// takes for a line end.
func (h *hand) run(i int, stops byteSet) int {
	src := h.src[:h.end]
	for i < len(src) {
		if c := src[i]; c < 0x80 {
			if stops.has(c) {
				return i
			}
			i++
			continue
		}
		n := wide(src[i:])
		if n == 0 {
			return i
		}
		i += n
	}
	return i
}

// wide is the length of the character that is not ASCII at the start of text, valid UTF-8; 0 for a control
// character, a line end of YAML 1.1, a byte order mark and what is no character.
func wide(text string) int {
	switch c := text[0]; {
	case c < 0xE0:
		if c == 0xC2 && text[1] < 0xA0 {
			return 0
		}
		return 2
	case c == 0xE2 && text[1] == 0x80 && text[2]|1 == 0xA9, // U+2028 U+2029
		c == 0xEF && text[1] == 0xBB && text[2] == 0xBF, // U+FEFF
		c == 0xEF && text[1] == 0xBF && text[2] >= 0xBE: // U+FFFE U+FFFF
		return 0
	case c < 0xF0:
		return 3
	}
	return 4
}

// inline reads a value on one line.
func (h *hand) inline(stops byteSet, depth int) (Node, bool) {
	if h.at == h.end {
		return Node{}, false
	}
	switch h.src[h.at] {
	case '"':
		return h.double()
	case '\'':
		return h.single()
	case '[':
		return h.flowList(depth + 1)
	case '{':
		return h.flowMap(depth + 1)
	}
	return h.plain(stops)
}

// plain reads a plain text up to its line's end, a comment or, in a flow collection, an indicator.
func (h *hand) plain(stops byteSet) (Node, bool) {
	start := h.at
	if c := h.src[start]; indicators.has(c) && (c != '-' || !h.text(start+1, stops)) {
		return Node{}, false
	}
	i := start
	for ; ; i++ {
		i = h.run(i, stops)
		h.at = i
		if h.lineEnd() {
			break
		}
		c := h.src[i]
		if c == ':' && h.text(i+1, stops) || c == '#' && h.src[i-1] != ' ' {
			continue
		}
		if c == '#' || c == ',' || c == ']' || c == '}' {
			break
		}
		return Node{}, false
	}
	for h.src[i-1] == ' ' {
		i--
	}
	h.at = i
	n := Node{Kind: Scalar, Text: h.src[start:i], Span: Span{start, i}}
	if nullWord(n.Text) {
		n.Kind = Null
	}
	return n, true
}

// text tells whether a plain text goes on at i after a dash or a colon: neither a blank nor an indicator stands there.
func (h *hand) text(i int, stops byteSet) bool {
	if i >= h.end {
		return false
	}
	c := h.src[i]
	return c != ' ' && (c == ':' || c == '#' || !stops.has(c))
}

// nullWord tells whether YAML reads a plain text as no value.
func nullWord(text string) bool {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// single reads a text in single quotes. One that is not closed on its line is left at its first quote.
func (h *hand) single() (Node, bool) {
	start := h.at
	doubled := false
	for i := start + 1; ; i++ {
		i = h.run(i, singleStops)
		if i == h.end || h.src[i] != '\'' {
			return Node{}, false
		}
		h.at = i + 1
		if h.at == h.end || h.src[h.at] != '\'' {
			break
		}
		doubled = true
		i++
	}
	text := h.src[start+1 : h.at-1]
	if doubled {
		text = strings.ReplaceAll(text, "''", "'")
	}
	return Node{Kind: Scalar, Style: Single, Quoted: true, Text: text, Span: Span{start, h.at}}, true
}

// double reads a text in double quotes, without other escapes than those of the quote and the backslash.
func (h *hand) double() (Node, bool) {
	start := h.at
	escaped := false
	for i := start + 1; ; i++ {
		i = h.run(i, doubleStops)
		if i < h.end && h.src[i] == '"' {
			h.at = i + 1
			break
		}
		if i+1 >= h.end || h.src[i] != '\\' || h.src[i+1] != '\\' && h.src[i+1] != '"' {
			return Node{}, false
		}
		escaped = true
		i++
	}
	text := h.src[start+1 : h.at-1]
	if escaped {
		text = unescape(text)
	}
	return Node{Kind: Scalar, Style: Double, Quoted: true, Text: text, Span: Span{start, h.at}}, true
}

// unescape decodes a text whose only escapes are those of the quote and the backslash.
func unescape(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// flowList reads a list in brackets.
func (h *hand) flowList(depth int) (Node, bool) {
	start, base := h.at, len(h.itemStack)
	h.at++
	h.blanks()
	for !h.closes(']') || len(h.itemStack) > base {
		if depth > handDepth || h.count >= handNodes {
			return Node{}, false
		}
		item, ok := h.inline(flowStops, depth)
		if !ok {
			return Node{}, false
		}
		h.count++
		h.itemStack = append(h.itemStack, item)
		if h.blanks(); h.closes(']') {
			break
		}
		if !h.comma() {
			return Node{}, false
		}
	}
	h.at++
	items := h.keepItems(base)
	return Node{Kind: List, Style: Flow, Span: Span{start, h.at}, Items: items}, true
}

// flowMap reads a map in braces.
func (h *hand) flowMap(depth int) (Node, bool) {
	start, base := h.at, len(h.pairStack)
	h.at++
	h.blanks()
	for !h.closes('}') || len(h.pairStack) > base {
		if depth > handDepth || !h.key(base) {
			return Node{}, false
		}
		h.blanks()
		value, ok := h.inline(flowStops, depth)
		if !ok {
			return Node{}, false
		}
		h.pairStack[len(h.pairStack)-1].Value = value
		if h.blanks(); h.closes('}') {
			break
		}
		if !h.comma() {
			return Node{}, false
		}
	}
	h.at++
	pairs := h.keepPairs(base)
	return Node{Kind: Map, Style: Flow, Span: Span{start, h.at}, Pairs: pairs}, true
}

// closes tells whether a bracket stands here.
func (h *hand) closes(bracket byte) bool { return h.at < h.end && h.src[h.at] == bracket }

// comma skips a comma and the blanks after it.
func (h *hand) comma() bool {
	if !h.closes(',') {
		return false
	}
	h.at++
	h.blanks()
	return true
}
