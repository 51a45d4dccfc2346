package doc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Quote writes a text so that YAML 1.1 and the core schema of YAML 1.2 read it back as that string: plain where
// both do, else on one line in double quotes. Text that is not UTF-8 loses its bad bytes to U+FFFD; edits refuse it.
func Quote(text string) string {
	if plainText(text, false) && !typed(text) {
		return text
	}
	return doubleQuoted(text)
}

// plainText tells whether a text is written plain, as far as its characters go. In a flow collection the marks of
// flow collections end it; for yaml.v3 the question mark does so too, and a colon does not begin it.
func plainText(text string, flow bool) bool {
	if text == "" || text[0] == ' ' || text[len(text)-1] == ' ' || !shown(text) || strings.Contains(text, "\t") {
		return false
	}
	if strings.Contains(text, ": ") || strings.HasSuffix(text, ":") || strings.Contains(text, " #") {
		return false
	}
	if flow && (strings.ContainsAny(text, ",[]{}?") || text[0] == ':') {
		return false
	}
	if strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") {
		return false
	}
	switch c := text[0]; c {
	case '-', '?', ':':
		return len(text) > 1 && text[1] != ' '
	default:
		return !indicators.has(c)
	}
}

// shown tells whether every character of a text stands as it is in YAML, on one line.
func shown(text string) bool {
	for _, r := range text {
		if hidden(r) {
			return false
		}
	}
	return utf8.ValidString(text)
}

// hidden tells whether YAML wants a character as an escape, or ends the line there. A tab is shown.
func hidden(r rune) bool {
	return r < ' ' && r != '\t' || r >= 0x7F && r < 0xA0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

// doubleQuoted writes a text in double quotes.
func doubleQuoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// singleQuoted writes a text in single quotes, if they can hold it.
func singleQuoted(text string) (string, bool) {
	if !shown(text) || strings.Contains(text, "\t") {
		return "", false
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'", true
}

// typed tells whether YAML 1.1 or the core schema of YAML 1.2 reads a plain text as something else than a string:
// null, a truth value, a number, a timestamp, a merge or a value key.
func typed(text string) bool {
	if text == "" {
		return true
	}
	switch lower := strings.ToLower(text); lower {
	case "~", "null", "y", "yes", "n", "no", "true", "false", "on", "off", "<<", "=":
		// yes, Yes and YES, but not yEs
		return text[1:] == lower[1:] || text == strings.ToUpper(text)
	}
	if !strings.ContainsRune("+-.0123456789", rune(text[0])) {
		return false
	}
	return number(text) || number(strings.ReplaceAll(text, "_", "")) || timestamp(text) // yaml.v3 takes all underlines out first
}

// number tells whether YAML 1.1 or 1.2 reads a plain text as a number: decimal, octal, hexadecimal, binary,
// to the base 60, infinite or none.
func number(text string) bool {
	body := text
	if body == "" {
		return false
	}
	if body[0] == '+' || body[0] == '-' {
		body = body[1:]
	}
	switch strings.ToLower(body) {
	case ".inf", ".nan":
		return true
	case "":
		return false
	}
	if len(body) > 2 && body[0] == '0' {
		switch body[1] {
		case 'x', 'X':
			return only(body[2:], "0123456789abcdefABCDEF_")
		case 'o', 'O':
			return only(body[2:], "01234567_")
		case 'b', 'B':
			return only(body[2:], "01_")
		}
	}
	mantissa, exponent := body, ""
	if i := strings.IndexAny(body, "eE"); i >= 0 {
		mantissa, exponent = body[:i], strings.TrimLeft(body[i+1:], "+-")
		if exponent == "" || !only(exponent, "0123456789") {
			return false
		}
	}
	// YAML 1.1 takes several points, and sixties by colons; one digit or point begins each.
	return mantissa != "" && mantissa[0] != '_' && mantissa[0] != ':' && only(mantissa, "0123456789_.:") &&
		(strings.Contains(mantissa, ".") || mantissa[0] >= '0')
}

// timestamp tells whether YAML 1.1 reads a plain text as a date or a time. It errs on the safe side: whatever
// begins like one is one.
func timestamp(text string) bool {
	parts := strings.SplitN(text, "-", 3)
	return len(parts) == 3 && len(parts[0]) == 4 && only(parts[0], "0123456789") &&
		len(parts[1]) > 0 && len(parts[1]) < 3 && only(parts[1], "0123456789") &&
		parts[2] != "" && strings.IndexByte("0123456789", parts[2][0]) >= 0 &&
		only(parts[2], "0123456789Tt :.Zz+-\t")
}

// only tells whether a text has no characters but those of set.
func only(text, set string) bool { return strings.Trim(text, set) == "" }
