package backlog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// flatText is a paragraph on one line, with the way back to its source.
type flatText struct {
	text string
	// source[i] is the offset in the source of text[i], and source[len(text)] of
	// its end; nil when text is a plain slice of the source that begins at shift.
	source []int32
	shift  int
}

// flatten reads a paragraph as one line: runs of white space become one blank,
// none at the ends, ’ becomes ', emphasis marks are dropped.
func flatten(text string) flatText {
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	text = strings.TrimRight(text, " \t\r\n")
	if start >= len(text) {
		return flatText{}
	}
	if isFlat(text[start:]) {
		return flatText{text: text[start:], shift: start}
	}
	out := make([]byte, 0, len(text)-start)
	source := make([]int32, 0, len(text)-start+1)
	for i := start; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			if len(out) > 0 && out[len(out)-1] != ' ' {
				out, source = append(out, ' '), append(source, int32(i))
			}
			i++
		case c == '*' || c == '_':
			n := runLength(text, i)
			if !isEmphasis(text, i, n) {
				for k := range n {
					out, source = append(out, c), append(source, int32(i+k))
				}
			}
			i += n
		case strings.HasPrefix(text[i:], "’"):
			out, source = append(out, '\''), append(source, int32(i))
			i += len("’")
		default:
			out, source = append(out, c), append(source, int32(i))
			i++
		}
	}
	return flatText{text: string(out), source: append(source, int32(len(text)))}
}

// isFlat reports whether text holds nothing that flatten would change.
func isFlat(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '\t', '\r', '\n', '*', '_', 0xE2: // ’ begins with E2
			return false
		case ' ':
			if text[i+1] == ' ' { // text ends in no blank
				return false
			}
		}
	}
	return true
}

// runLength counts the bytes equal to text[i] from i on.
func runLength(text string, i int) int {
	n := 1
	for i+n < len(text) && text[i+n] == text[i] {
		n++
	}
	return n
}

// isEmphasis reports whether the n marks at i are emphasis: one to three that do
// not stand between letters (snake_case, 2*3) or alone between blanks. A longer
// run is text, as in the account number 00*****.
func isEmphasis(text string, i, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+n:])
	inside := isWordRune(before) && isWordRune(after)
	alone := (i == 0 || isBlank(text[i-1])) && (i+n == len(text) || isBlank(text[i+n]))
	return n <= 3 && !inside && !alone
}

// sentence is the line as a sentence of which nothing is known yet.
func (f flatText) sentence() Sentence {
	last := len(f.text) - 1
	return Sentence{Text: f.text, Start: f.offset(0), End: f.offset(last) + f.width(last)}
}

// part makes the part between two offsets of the line, without the commas,
// blanks and final points around it.
func (f flatText) part(start, end int) Part {
	for start < end && (f.text[start] == ' ' || f.text[start] == ',') {
		start++
	}
	for start < end && strings.IndexByte(" ,.;:", f.text[end-1]) >= 0 {
		end--
	}
	if start == end {
		return Part{}
	}
	return Part{Text: f.text[start:end], Start: f.offset(start), End: f.offset(end-1) + f.width(end-1)}
}

// offset returns the place in the source of the line's byte i.
func (f flatText) offset(i int) int {
	if f.source == nil {
		return f.shift + i
	}
	return int(f.source[i])
}

// width returns how many bytes of the source the line's byte i stands for: 3 for
// an apostrophe that was typographic.
func (f flatText) width(i int) int {
	if f.source == nil || f.text[i] != '\'' {
		return 1
	}
	if f.source[i+1]-f.source[i] >= int32(len("’")) {
		return len("’")
	}
	return 1
}

// match is an indicator found in a line.
type match struct {
	indicator
	start, end int
}

// firstMatch returns the earliest indicator at or after from, of several there
// the first in the list. Starts holds the first letters of the list's entries.
func firstMatch(text string, from int, list []indicator, starts string) (match, bool) {
	inWord := from > 0 && joinsWord(text, from)
	for i := from; i < len(text); {
		c, size := lowerAt(text, i)
		word := isWordRune(c) || joinsWord(text, i)
		if word && !inWord && c < utf8.RuneSelf && strings.IndexByte(starts, byte(c)) >= 0 {
			if m, ok := matchAny(text, i, list); ok {
				return m, true
			}
		}
		inWord = word
		i += size
	}
	return match{}, false
}

// matchAny matches the first indicator of the list that stands at offset at.
func matchAny(text string, at int, list []indicator) (match, bool) {
	for _, ind := range list {
		if end, ok := matchFold(text, at, ind.text); ok && (!ind.afterComma || afterComma(text, at)) {
			return match{indicator: ind, start: at, end: end}, true
		}
	}
	return match{}, false
}

// matchFold matches lower-case words against text at an offset, in any case and
// as whole words. It returns the offset behind the match.
func matchFold(text string, at int, words string) (int, bool) {
	i := at
	for k := 0; k < len(words); {
		want, wantSize := rune(words[k]), 1
		if want >= utf8.RuneSelf {
			want, wantSize = utf8.DecodeRuneInString(words[k:])
		}
		if i >= len(text) {
			return 0, false
		}
		c, size := lowerAt(text, i)
		if c != want {
			return 0, false
		}
		i, k = i+size, k+wantSize
	}
	if words[len(words)-1] != '\'' && i < len(text) {
		if c, _ := lowerAt(text, i); isWordRune(c) || joinsWord(text, i) {
			return 0, false
		}
	}
	return i, true
}

// afterComma reports whether the last thing before offset at is a comma.
func afterComma(text string, at int) bool {
	before := strings.TrimRight(text[:at], " ")
	return strings.HasSuffix(before, ",") || before == ""
}

// joinsWord reports whether the byte at i is an apostrophe or hyphen between two
// letters, so that "don't" and "non-existent" are one word each.
func joinsWord(text string, i int) bool {
	if i == 0 || i+1 >= len(text) || text[i] != '\'' && text[i] != '-' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+1:])
	return isWordRune(before) && isWordRune(after)
}

// lowerAt decodes the character at i in lower case, with its size in bytes.
func lowerAt(text string, i int) (rune, int) {
	c := text[i]
	if c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return rune(c), 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return unicode.ToLower(r), size
}

// isWordRune reports whether c is part of a word: a letter, digit or mark.
func isWordRune(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c))
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipBlank(text string, at int) int {
	for at < len(text) && text[at] == ' ' {
		at++
	}
	return at
}
