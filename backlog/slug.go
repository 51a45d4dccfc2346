package backlog

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A slug is cut to maxSlug bytes, and then at its last dash if that leaves at least minSlug.
const (
	maxSlug = 60
	minSlug = 30
)

// FileName is the name of a new item's file: the id and the title's slug. The id leads, so that no title can make a name
// that an operating system keeps for itself.
func FileName(id ID, title string) string {
	if slug := Slug(title); slug != "" {
		return string(id) + "-" + slug + ".md"
	}
	return string(id) + ".md"
}

// Slug makes a title fit for a file's name: a-z, 0-9 and single dashes, at most 60 bytes. "Überweisung prüfen" is
// uberweisung-prufen; a title in a script without Latin letters gives the empty slug.
func Slug(title string) string {
	var s strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(title) {
		if unicode.Is(unicode.M, r) {
			continue
		}
		letters := latin(unicode.ToLower(r))
		if letters == "" {
			gap = true
			continue
		}
		if gap && s.Len() > 0 {
			s.WriteByte('-')
		}
		gap = false
		s.WriteString(letters)
		if s.Len() > maxSlug {
			return cutSlug(s.String())
		}
	}
	return s.String()
}

func cutSlug(slug string) string {
	slug = slug[:maxSlug]
	if i := strings.LastIndexByte(slug, '-'); i >= minSlug {
		return slug[:i]
	}
	return slug
}

// latin is what a lower-case letter without its marks reads as, "" for what no slug holds.
func latin(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
		return string(r)
	}
	return ""
}
