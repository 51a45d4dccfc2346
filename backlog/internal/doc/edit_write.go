package doc

import (
	"strconv"
	"strings"
)

// written is a value as it follows a key's colon or a dash: what stands on the line, and the lines below, without
// their line ends.
type written struct {
	inline string
	below  []string
}

// write writes a value below a key or a dash in the given indentation. style is that of the scalar, or of the
// entries of the list, that the value takes the place of; Plain where there is none.
func (v Value) write(indent string, style Style) written {
	switch {
	case v.kind == Scalar:
		if lines, ok := v.literalLines(indent + "  "); ok {
			return lines
		}
		return written{inline: v.scalar(style, false)}
	case v.kind == List && len(v.items) > 0:
		return written{below: v.entries(indent+"  ", style)}
	case v.kind == Map && v.ofMaps():
		var w written
		for _, m := range v.members {
			w.below = append(w.below, indent+"  "+keyText(m.Key, false)+": "+m.Value.flow())
		}
		return w
	}
	return written{inline: v.flow()}
}

// entries are the lines of a list, one flow text or literal an entry.
func (v Value) entries(indent string, style Style) []string {
	var lines []string
	for _, item := range v.items {
		w := item.entry(indent, style)
		lines = append(lines, indent+"- "+w.inline)
		lines = append(lines, w.below...)
	}
	return lines
}

// entry is a value after a dash.
func (v Value) entry(indent string, style Style) written {
	if v.kind == Scalar {
		return v.write(indent, style)
	}
	return written{inline: v.flow()}
}

// ofMaps tells whether a map has maps for all its values: it is written as a block with one flow line for each.
func (v Value) ofMaps() bool {
	for _, m := range v.members {
		if m.Value.kind != Map {
			return false
		}
	}
	return len(v.members) > 0
}

// flow writes a value on one line, to stand within brackets or braces or after a colon.
func (v Value) flow() string {
	var b strings.Builder
	v.flowTo(&b)
	return b.String()
}

func (v Value) flowTo(b *strings.Builder) {
	switch v.kind {
	case Scalar:
		b.WriteString(v.scalar(Plain, true))
	case List:
		b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			item.flowTo(b)
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, m := range v.members {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(keyText(m.Key, true))
			b.WriteString(": ")
			m.Value.flowTo(b)
		}
		b.WriteByte('}')
	}
}

// scalar writes a text on one line, in the style that it has so far if that can hold it.
func (v Value) scalar(style Style, flow bool) string {
	switch style {
	case Double:
	case Single:
		if text, ok := singleQuoted(v.text); ok {
			return text
		}
	default:
		if plainText(v.text, flow) && !nullWord(v.text) && (v.literal || !typed(v.text)) {
			return v.text
		}
	}
	return doubleQuoted(v.text)
}

// keyText writes a key.
func keyText(key string, flow bool) string {
	return Str(key).scalar(Plain, flow)
}

// literalLines writes a text of several lines as a literal block, if it can hold them.
func (v Value) literalLines(indent string) (written, bool) {
	body := strings.TrimRight(v.text, "\n")
	if v.literal || !strings.Contains(v.text, "\n") || body == "" || body[0] == '\n' {
		return written{}, false
	}
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if line == "" {
			continue
		}
		if strings.Trim(line, " \t") == "" || !shown(line) {
			return written{}, false
		}
		lines[i] = indent + line
	}
	header := "|"
	if body[0] == ' ' || body[0] == '\t' {
		header += strconv.Itoa(2)
	}
	switch extra := len(v.text) - len(body); {
	case extra == 0:
		header += "-"
	case extra > 1:
		header += "+"
		lines = append(lines, make([]string, extra-1)...)
	}
	return written{inline: header, below: lines}, true
}

// New is the text of a new file: front matter in the order given, then the body. A list is a block indented by two, a
// map in it and any other map one flow line; a map of maps is a block with one flow line each. The body is empty or
// ends with a line feed.
func New(front []Member, body string) string {
	var b strings.Builder
	b.WriteString(fence + "\n")
	for _, m := range front {
		for _, line := range m.lines("") {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString(fence + "\n" + body)
	return b.String()
}

// lines are the lines of a key and its value.
func (m Member) lines(indent string) []string {
	w := m.Value.write(indent, Plain)
	line := indent + keyText(m.Key, false) + ":"
	if w.inline != "" {
		line += " " + w.inline
	}
	return append([]string{line}, w.below...)
}
