package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/po-backlog/po/render"
)

// apart is the zero width space that keeps two characters from being read as
// one mention, reference, address or escape.
const apart = "\u200b"

// place is where a string stands, which decides what could act there.
type place uint8

const (
	inline  place = iota // inside a block
	opening              // at the start of a line that begins a block
	inHTML               // between tags, where Markdown is not read
)

// escape returns a string as text that no reader takes for anything else:
// cleaned, HTML as entities, a backslash before every mark of Markdown, and
// mentions, references and addresses broken. At the start of a block the marks
// of headings, lists and rules are escaped too.
func escape(s string, at place) string {
	s = render.Clean(s)
	if at == opening {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
		if s == "" {
			return apart // so that what follows opens nothing either
		}
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	digits := at == opening // all so far were digits at the start of a block
	for i, r := range s {
		switch {
		case at == inHTML:
		case digits && blockMark(r, i), strings.ContainsRune("\\`*_[]|~$", r):
			b.WriteByte('\\')
		}
		digits = digits && r >= '0' && r <= '9'
		writeEntity(&b, r)
		if breaks(s[:i], r, s[i+utf8.RuneLen(r):]) {
			b.WriteString(apart)
		}
	}
	return b.String()
}

// blockMark reports whether r would open a heading, a list, a rule or an
// underline: at offset 0, or a dot or bracket behind nothing but digits.
func blockMark(r rune, offset int) bool {
	if offset == 0 {
		return strings.ContainsRune("#+-=", r)
	}
	return r == '.' || r == ')'
}

// writeEntity writes r, and as an entity where HTML would read it.
func writeEntity(b *strings.Builder, r rune) {
	switch r {
	case '&':
		b.WriteString("&amp;")
	case '<':
		b.WriteString("&lt;")
	case '>':
		b.WriteString("&gt;")
	default:
		b.WriteRune(r)
	}
}

// breaks reports whether what follows r must stand apart from it, so that
// nobody is mentioned, nothing is referred to and no address is linked.
func breaks(before string, r rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	switch r {
	case '@':
		return unicode.IsLetter(next) || unicode.IsDigit(next)
	case '#':
		return unicode.IsDigit(next)
	case ':':
		return strings.HasPrefix(after, "//")
	case 'h', 'H':
		return endsFold(before, "g") && len(after) > 1 && after[0] == '-' && after[1] >= '0' && after[1] <= '9'
	case 'w', 'W':
		return endsFold(before, "ww") && next == '.'
	case '\\':
		return after == "" // the break of a line is a backslash too, and readers disagree on three in a row
	}
	return false
}

// endsFold reports whether s ends in the ASCII letters of suffix, case ignored.
func endsFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// codeSize is the length up to which a word may stand in a code span.
const codeSize = 40

// isCode reports whether s may stand in a code span: a short word of ASCII
// letters, digits and . _ : / + -.
func isCode(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("._:/+-", c) < 0 {
			return false
		}
	}
	return s != "" && len(s) <= codeSize
}

// cut returns at most n characters of s, the last an ellipsis where something
// is left out, behind a word where one ends near; n of 0 is unlimited. A character of Chinese or the like counts
// as one.
func cut(s string, n int) string {
	if n == 0 || len(s) <= n {
		return s
	}
	count := 0
	last := 0 // offset of the character that would become the ellipsis
	for i := range s {
		if count == n-1 {
			last = i
		}
		if count == n {
			return s[:atWord(s, last)] + "…"
		}
		count++
	}
	return s
}

// longestTail is how many bytes of a word are left out so that it is not cut.
const longestTail = 20

// atWord is where the last whole word of s before an offset ends, if that is not
// far before it; else the offset.
func atWord(s string, offset int) int {
	if offset < 2*longestTail || s[offset] == ' ' {
		return offset
	}
	if i := strings.LastIndexByte(s[offset-longestTail:offset], ' '); i >= 0 {
		return offset - longestTail + i
	}
	return offset
}
