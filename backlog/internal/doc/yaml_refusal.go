package doc

import (
	"slices"
	"strconv"
	"strings"
)

// maskWork is how many bytes may be read again because plain texts begin with @ or a backtick: each costs a reading.
const maskWork = 1 << 20

// noToken is how yaml.v3 refuses a token that begins with a reserved character.
const noToken = "found character that cannot start any token"

// mask notes the @ or backtick on which yaml.v3 gave up, if it is the first one of its line that begins a value.
func (t *tree) mask(err error) bool {
	line, msg := lineOf(err)
	if msg != noToken || line >= len(t.lines) {
		return false
	}
	i := t.reserved(t.lines[line])
	if i < 0 {
		return false
	}
	t.masks, t.reason = append(t.masks, i), err
	return true
}

// reserved is the offset of the first @ or backtick that begins a value, on the line that begins at start, and is not
// noted yet; -1 if there is none.
func (t *tree) reserved(start int) int {
	end := t.lineEnd(start)
	for i := start; i < end; i++ {
		switch c := t.text[i]; {
		case c == '#' && i > start && t.text[i-1] == ' ':
			return -1
		case !beginsValue(t.text[start:i]):
		case c == '@' || c == '`':
			if !t.isMask(i) {
				return i
			}
		case c == '"' || c == '\'':
			i, _ = t.quotedEnd(i)
			i--
		}
	}
	return -1
}

// beginsValue tells whether a value begins after a text on its line: a key's colon, a dash, a bracket or a comma.
func beginsValue(before string) bool {
	text := strings.TrimRight(before, " ")
	if text == "" {
		return false
	}
	switch text[len(text)-1] {
	case '[', '{', ',':
		return true
	case ':', '-':
		return len(before) > len(text)
	}
	return false
}

// masked is the text with a letter for each noted character, so that yaml.v3 reads a plain text there.
func (t *tree) masked() string {
	if len(t.masks) == 0 {
		return t.text
	}
	text := []byte(t.text)
	for _, i := range t.masks {
		text[i] = 'x'
	}
	return string(text)
}

// lineOf takes the line, from 0, and the message from an error of yaml.v3.
func lineOf(err error) (line int, msg string) {
	msg = strings.TrimPrefix(err.Error(), "yaml: ")
	number, rest, ok := strings.Cut(strings.TrimPrefix(msg, "line "), ": ")
	n, bad := strconv.Atoi(number)
	if !ok || bad != nil {
		return 0, msg
	}
	return n - 1, rest
}

// refusal is the error for a text that yaml.v3 does not read. yaml.v3 names a line, at times the one before; where
// the hand scanner gave up on either, that is the place.
func (t *tree) refusal(err error, stop int) *Error {
	if line := t.conflict(); line >= 0 {
		return errorAt(t.src, t.start+t.lines[line], Syntax, unsettled)
	}
	line, msg := lineOf(err)
	line = max(0, min(line, len(t.lines)-1))
	at := t.start + t.lines[line]
	for at < len(t.src) && t.src[at] == ' ' {
		at++
	}
	named, _ := Position(t.src, at)
	if stopped, _ := Position(t.src, stop); stopped == named || stopped == named+1 {
		at = stop
	}
	return errorAt(t.src, at, Syntax, "%s", plainWords(msg))
}

// conflict is the number, from 0, of the line with which git begins a merge conflict; -1 if there is none.
func (t *tree) conflict() int {
	return slices.IndexFunc(t.lines, func(start int) bool { return strings.HasPrefix(t.text[start:], oursMarker+" ") })
}

// plainWords says in the words of somebody who writes a file what yaml.v3 says in those of its parser.
func plainWords(msg string) string {
	switch msg {
	case "mapping values are not allowed in this context":
		return `": " within a plain text: put the text in double quotes`
	case "found character that cannot start any token":
		return "a text that begins with this character needs double quotes"
	case "could not find expected ':'":
		return "a key without a colon after it"
	case "found unexpected end of stream":
		return "a quote or a bracket is not closed"
	case "exceeded max depth of 10000":
		return tooDeep
	case "did not find expected key":
		return "a key is expected here: indentation, a quote or a dash is wrong"
	case "did not find expected ',' or ']'":
		return "the list's closing bracket or a comma is missing"
	case "did not find expected ',' or '}'":
		return "the map's closing brace or a comma is missing"
	case "found a tab character that violates indentation":
		return "a tab indents the line: use blanks"
	}
	return msg
}
