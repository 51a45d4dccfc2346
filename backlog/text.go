package backlog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Invisible reports whether r is a character that a reader cannot see or that
// acts on a terminal instead of standing in the text: control characters
// (blanks such as tab and line feed too), direction marks, line and paragraph
// separators, tags, blank letters, and whatever else is not graphic.
//
// Text shows such characters and never obeys them (package render), and the
// rule text.invisible reports them in titles, names and ids. The joiners and
// selectors that Persian, Indic scripts and emoji need are not invisible in
// this sense, nor are the marks that join to the next letter.
func Invisible(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7f:
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return true
	case joins(r):
		return false
	case blankLetter(r):
		return true
	}
	return !unicode.IsGraphic(r)
}

// IndexInvisible returns the offset in bytes of the first [Invisible] character
// or of the first byte that is not UTF-8 in s, and -1 when there is neither.
func IndexInvisible(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0x20 && c < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || Invisible(r) {
			return i
		}
		i += n
	}
	return -1
}

// joins reports whether r only shapes its neighbours: the zero-width joiners,
// the variation selectors of emoji, and the marks that span what follows.
func joins(r rune) bool {
	return r == 0x200c || r == 0x200d || r >= 0xfe00 && r <= 0xfe0f ||
		unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// blankLetter reports whether r counts as a letter or symbol in Unicode's
// tables and is drawn as nothing: Hangul fillers and the empty Braille pattern.
func blankLetter(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x2800, 0x3164, 0xffa0:
		return true
	}
	return false
}

// WithArticle puts "a" or "an" before an English word: an epic, a story. An empty word stays empty.
func WithArticle(word string) string {
	switch {
	case word == "":
		return ""
	case strings.IndexByte("aeio", word[0]) >= 0:
		return "an " + word
	}
	return "a " + word
}
