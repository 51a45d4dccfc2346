package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

// tabWidth is the distance between two tab stops in [CleanBlock], in columns.
const tabWidth = 4

// Clean returns s as text for one line that a terminal shows and never obeys.
// A byte that is not UTF-8 becomes U+FFFD; tab and line ends become one blank
// each; other control characters become their pictures (␛), and every other
// character that [backlog.Invisible] names becomes <U+202E>. Nothing is taken
// away, so what was hidden can be seen.
//
// The result holds no byte below 0x20, and Clean(Clean(s)) is Clean(s).
func Clean(s string) string {
	first := backlog.IndexInvisible(s)
	if first < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:first])
	for i := first; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '\t' || r == '\n' || r == '\r' {
			r = ' '
		}
		writeRune(&b, r)
		i += n
	}
	return b.String()
}

// CleanBlock is [Clean] for text of several lines: LF and CRLF end a line and
// are written as LF, a tab fills up to the next multiple of four characters,
// and a lone carriage return is shown as ␍.
func CleanBlock(s string) string {
	first := backlog.IndexInvisible(s)
	if first < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	column := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '\r' && i < len(s) && s[i] == '\n':
			continue
		case r == '\n':
			b.WriteByte('\n')
			column = 0
		case r == '\t':
			fill := tabWidth - column%tabWidth
			b.WriteString("    "[:fill])
			column += fill
		default:
			column += writeRune(&b, r)
		}
	}
	return b.String()
}

// writeRune writes r, or what stands for it when it is invisible, and returns
// the number of characters written. A broken byte arrives as U+FFFD, which is
// what stands for it.
func writeRune(b *strings.Builder, r rune) int {
	switch {
	case !backlog.Invisible(r):
		b.WriteRune(r)
	case r < 0x20:
		b.WriteRune('\u2400' + r)
	case r == 0x7f:
		b.WriteRune('\u2421')
	default:
		n, _ := fmt.Fprintf(b, "<U+%04X>", r)
		return n
	}
	return 1
}

// Disarm returns one line of output so that a GitHub runner reads it as text
// and not as a workflow command. The runner looks for "::" behind leading
// blanks and for "##[" anywhere in a line, so a blank in front would not do:
// the mark itself is broken by a blank.
func Disarm(line string) string {
	rest := strings.TrimLeftFunc(line, unicode.IsSpace)
	if strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + ": " + rest[1:]
	}
	return strings.ReplaceAll(line, "##[", "## [")
}
