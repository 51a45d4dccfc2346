package backlog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths of titles, in characters.
const (
	titleCut = 80  // where a long title is cut
	titleMax = 200 // what a title may have
)

// ComposeStory writes the sentence "As …, I want …, so that …." from its parts,
// each of which may be empty. The texts are kept as given, but for line breaks,
// which become blanks, and two small words: a role without an article gets "a" or
// "an" unless it begins with a capital or is a plural, and a want that begins
// with one of [Verbs] gets "to".
func ComposeStory(as, want, soThat string) string {
	var clauses []string
	if as = oneLine(as); as != "" {
		clauses = append(clauses, "As "+withArticle(as))
	}
	if want = oneLine(want); want != "" {
		first, _, _ := strings.Cut(want, " ")
		if IsVerb("en", first) {
			want = "to " + want
		}
		clauses = append(clauses, "I want "+want)
	}
	if soThat = oneLine(soThat); soThat != "" {
		clauses = append(clauses, "so that "+soThat)
	}
	if len(clauses) == 0 {
		return ""
	}
	for i := range clauses[:len(clauses)-1] {
		clauses[i] = strings.TrimRight(clauses[i], " ,.")
	}
	sentence := strings.Join(clauses, ", ")
	if strings.HasSuffix(sentence, ".") || strings.HasSuffix(sentence, "!") || strings.HasSuffix(sentence, "?") {
		return sentence
	}
	return sentence + "."
}

// withArticle puts "a" or "an" before a role that needs one.
func withArticle(role string) string {
	first, _, _ := strings.Cut(role, " ")
	switch strings.ToLower(first) {
	case "a", "an", "the":
		return role
	}
	if c, _ := utf8.DecodeRuneInString(role); unicode.IsUpper(c) || isPlural(role) {
		return role
	}
	if strings.IndexByte("aeio", role[0]) >= 0 {
		return "an " + role
	}
	return "a " + role
}

// isPlural reports whether the role's last word is a plural in s: not "boss",
// "campus" or "analysis".
func isPlural(role string) bool {
	if !strings.HasSuffix(role, "s") {
		return false
	}
	for _, singular := range []string{"ss", "us", "is"} {
		if strings.HasSuffix(role, singular) {
			return false
		}
	}
	return true
}

// oneLine trims text and turns white space that holds a line break into a blank.
func oneLine(text string) string {
	text = strings.TrimSpace(text)
	if !strings.ContainsAny(text, "\r\n\t\v\f") {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// TitleFromSentence makes a title of text that was given as one. A story is
// titled by its means, cut at a word to 80 characters, and the sentence becomes
// the body's first paragraph; any other text of more than 200 characters is cut
// likewise, with its full text as the body. Other text is the title as it
// stands, and the body is empty.
func TitleFromSentence(text string, languages ...string) (title, body string) {
	text = oneLine(text)
	if s, ok := ParseStory(text, languages...); ok {
		return cutTitle(capitalise(withoutTo(s.Means.Text))), text
	}
	if utf8.RuneCountInString(text) > titleMax {
		return cutTitle(text), text
	}
	return text, ""
}

// withoutTo drops the "to" that a means may begin with ("I want, if I may, to").
func withoutTo(means string) string {
	if len(means) > 3 && strings.EqualFold(means[:3], "to ") {
		return means[3:]
	}
	return means
}

// capitalise writes the first letter in upper case.
func capitalise(text string) string {
	c, size := utf8.DecodeRuneInString(text)
	if !unicode.IsLower(c) {
		return text
	}
	return string(unicode.ToUpper(c)) + text[size:]
}

// cutTitle cuts text to 80 characters, at the last blank if there is one, and
// drops what then dangles at the end.
func cutTitle(text string) string {
	n := 0
	for i := range text {
		if n == titleCut {
			cut := text[:i]
			if text[i] != ' ' {
				if blank := strings.LastIndexByte(cut, ' '); blank > 0 {
					cut = cut[:blank]
				}
			}
			return strings.TrimRight(cut, " ,;:-–—(/&")
		}
		n++
	}
	return text
}
