package doc

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// The functions of this file find where the text of a value ends. yaml.v3 tells only where it begins.
// All offsets are in the tree's text.

// skipSpace skips blanks, tabs, line ends and comments.
func (t *tree) skipSpace(i int) int {
	for i < len(t.text) {
		n := spaceAt(t.text[i:])
		switch {
		case n > 0:
			i += n
		case t.text[i] == '#' && (i == 0 || spaceBefore(t.text[:i])):
			i = t.lineEnd(i)
		default:
			return i
		}
	}
	return i
}

// spaceAt is the length of the white space character that text begins with, 0 if it is none.
func spaceAt(text string) int {
	switch text[0] {
	case ' ', '\t', '\n', '\r':
		return 1
	case 0xC2:
		if strings.HasPrefix(text, "\u0085") {
			return 2
		}
	case 0xE2:
		if strings.HasPrefix(text, "\u2028") || strings.HasPrefix(text, "\u2029") {
			return 3
		}
	}
	return 0
}

// spaceBefore tells whether text ends with white space.
func spaceBefore(text string) bool {
	switch text[len(text)-1] {
	case ' ', '\t', '\n', '\r':
		return true
	}
	return strings.HasSuffix(text, "\u0085") || strings.HasSuffix(text, "\u2028") || strings.HasSuffix(text, "\u2029")
}

// lineEnd is the offset of the line end at or after i.
func (t *tree) lineEnd(i int) int {
	for j := range t.text[i:] {
		if n := spaceAt(t.text[i+j:]); n > 0 && t.text[i+j] != ' ' && t.text[i+j] != '\t' {
			return i + j
		}
	}
	return len(t.text)
}

// nextLine is the offset of the line after the line end at i.
func (t *tree) nextLine(i int) int {
	if strings.HasPrefix(t.text[i:], "\r\n") {
		return i + 2
	}
	if i < len(t.text) {
		return i + spaceAt(t.text[i:])
	}
	return i
}

// properties is where a node's value begins, after anchor and tag, and tells whether it has any. Those at the start of a
// block mapping without any of its own belong to its first key.
func (t *tree) properties(n *yaml.Node) (start int, written bool) {
	start = t.offset(n)
	own := n.Anchor != "" || n.Style&yaml.TaggedStyle != 0
	if !own && (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && n.Style&yaml.FlowStyle == 0 {
		return start, false
	}
	end := t.skipPropertyWords(start)
	if end == start {
		return start, false
	}
	return t.skipSpace(end), true
}

// skipPropertyWords is the end of the anchor and the tag that stand at i, in either order.
func (t *tree) skipPropertyWords(i int) int {
	end := i
	for range 2 {
		if i == len(t.text) || t.text[i] != '&' && t.text[i] != '!' {
			break
		}
		end = t.skipWord(i)
		i = t.skipSpace(end)
	}
	return end
}

// skipWord skips an anchor, a tag or an alias.
func (t *tree) skipWord(i int) int {
	verbatim := strings.HasPrefix(t.text[i:], "!<")
	for i < len(t.text) && spaceAt(t.text[i:]) == 0 {
		if !verbatim && strings.IndexByte(",[]{}", t.text[i]) >= 0 {
			break
		}
		i++
	}
	return i
}

// quotedEnd is the end of a text in quotes that begins at i.
func (t *tree) quotedEnd(i int) (end int, ok bool) {
	if i == len(t.text) || t.text[i] != '"' && t.text[i] != '\'' {
		return i, false
	}
	quote := t.text[i]
	for i++; i < len(t.text); i++ {
		switch c := t.text[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote && quote == '\'' && strings.HasPrefix(t.text[i+1:], "'"):
			i++
		case c == quote:
			return i + 1, true
		}
	}
	return len(t.text), false
}

// inkEnd is where the characters of value that are no white space end, when they are found again from i on.
// Folding changes white space only, so this is the end of a plain or a folded text.
func (t *tree) inkEnd(i int, value string) (end int, ok bool) {
	end = i
	for value != "" {
		if n := spaceAt(value); n > 0 {
			value = value[n:]
			continue
		}
		for i < len(t.text) && spaceAt(t.text[i:]) > 0 {
			i += spaceAt(t.text[i:])
		}
		if i == len(t.text) || t.text[i] != value[0] && !t.isMask(i) {
			return end, false
		}
		i, value = i+1, value[1:]
		end = i
	}
	return end, true
}

// isMask tells whether yaml.v3 saw a letter in place of the character at i.
func (t *tree) isMask(i int) bool {
	for _, m := range t.masks {
		if m == i {
			return true
		}
	}
	return false
}

// blockEnd is the end of a block scalar whose header begins at i: of its last line, without the line end.
func (t *tree) blockEnd(i int, value string) (end int, ok bool) {
	header := t.lineEnd(i)
	ink := strings.TrimRight(value, " \t\r\n\u0085\u2028\u2029")
	tail := strings.Count(value[len(ink):], "\n")
	if strings.HasSuffix(value, "\n") {
		tail--
	}
	if ink == "" {
		if value == "" {
			return t.headerEnd(i, header), true
		}
		end = t.lineEnd(t.nextLine(header))
	} else {
		if end, ok = t.inkEnd(t.nextLine(header), ink); !ok {
			return end, false
		}
		end = t.lineEnd(end)
	}
	for ; tail > 0 && end < len(t.text); tail-- {
		end = t.lineEnd(t.nextLine(end))
	}
	return end, true
}

// headerEnd is the end of a block scalar's header, without blanks and a comment after it.
func (t *tree) headerEnd(i, lineEnd int) int {
	for i < lineEnd && t.text[i] != ' ' && t.text[i] != '\t' {
		i++
	}
	return i
}
