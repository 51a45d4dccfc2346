package check

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word of a text in lower case, or one of the signs & and / that
// stand for one. Words are joined by apostrophes and hyphens: "non-existent" and
// "don't" are one each.
type token struct {
	start, end int  // bytes of tokens.lower
	next       bool // only blanks stand between it and the token before
}

// tokens are the words of one text. The zero value is ready; reading another
// text into it reuses its memory, since every item of a backlog passes here.
type tokens struct {
	lower []byte
	list  []token
}

// read takes text apart.
func (t *tokens) read(text string) {
	t.lower, t.list = t.lower[:0], t.list[:0]
	next := false
	for i := 0; i < len(text); {
		at := len(t.lower)
		if n := t.readWord(text[i:]); n > 0 {
			t.list = append(t.list, token{at, len(t.lower), next})
			next, i = true, i+n
			continue
		}
		c := text[i]
		t.lower = append(t.lower, c)
		switch {
		case c == '&' || c == '/':
			t.list = append(t.list, token{at, at + 1, next})
			next = true
		case c != ' ':
			next = false
		}
		i++
	}
}

// readWord appends the word that text begins with to t.lower and returns its
// length in text, 0 when it begins with none.
func (t *tokens) readWord(text string) int {
	i := 0
	for i < len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '\'' || c == '-':
			if i == 0 || !startsWord(text[i+1:]) {
				return i
			}
		case c < utf8.RuneSelf:
			return i
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !isWord(r) {
				return i
			}
			t.lower = utf8.AppendRune(t.lower, unicode.ToLower(r))
			i += size
			continue
		}
		t.lower = append(t.lower, c)
		i++
	}
	return i
}

// len is the number of tokens.
func (t *tokens) len() int { return len(t.list) }

// word is the i-th token's text in lower case, nil past the end.
func (t *tokens) word(i int) []byte {
	if i >= len(t.list) {
		return nil
	}
	return t.lower[t.list[i].start:t.list[i].end]
}

// text is what the tokens from i up to but without j say, as one string.
func (t *tokens) text(i, j int) string { return string(t.lower[t.list[i].start:t.list[j-1].end]) }

// follow reports whether the words of a phrase stand at token i, with only blanks
// between them.
func (t *tokens) follow(i int, phrase []string) bool {
	if i+len(phrase) > len(t.list) {
		return false
	}
	for k, word := range phrase {
		if string(t.word(i+k)) != word || k > 0 && !t.list[i+k].next {
			return false
		}
	}
	return true
}

// phrases is a set of words and runs of words, found by their first word.
type phrases map[string][][]string

// newPhrases makes a set from lower-case entries.
func newPhrases(entries []string) phrases {
	set := make(phrases, len(entries))
	var t tokens
	for _, entry := range entries {
		t.read(entry)
		if t.len() == 0 {
			continue
		}
		words := make([]string, t.len())
		for i := range words {
			words[i] = string(t.word(i))
		}
		set[words[0]] = append(set[words[0]], words)
	}
	for _, list := range set { // the longest first
		slices.SortStableFunc(list, func(a, b []string) int { return len(b) - len(a) })
	}
	return set
}

// at returns how many tokens the longest phrase has that stands at token i.
func (p phrases) at(t *tokens, i int) int {
	for _, words := range p[string(t.word(i))] {
		if t.follow(i, words) {
			return len(words)
		}
	}
	return 0
}

// first returns the first phrase of the set in a text, "" when there is none.
func (p phrases) first(t *tokens) string {
	for i := range t.len() {
		if n := p.at(t, i); n > 0 {
			return t.text(i, i+n)
		}
	}
	return ""
}

// extend applies the entries of a word list in po.yaml to a rule's own list: +w
// adds w, -w takes it out, and a plain w adds it too.
func extend(own, entries []string) []string {
	list := slices.Clone(own)
	for _, entry := range entries {
		word := strings.ToLower(strings.TrimSpace(entry))
		switch {
		case word == "":
		case word[0] == '-':
			list = slices.DeleteFunc(list, func(w string) bool { return w == word[1:] })
		case word[0] == '+':
			list = append(list, word[1:])
		default:
			list = append(list, word)
		}
	}
	return list
}

// withPlurals adds the plural of every entry.
func withPlurals(entries []string) []string {
	list := slices.Clone(entries)
	for _, entry := range entries {
		if last := entry[len(entry)-1]; last == 'x' || last == 's' {
			list = append(list, entry+"es")
		} else {
			list = append(list, entry+"s")
		}
	}
	return list
}

// indexWords finds words in a text as tokens are read: in any case of ASCII letters, as
// whole words, with any white space for a blank between them; −1 when they are not there.
func indexWords(text, words string) (start, end int) {
	for i := range text {
		if n := prefixWords(text[i:], words); n > 0 && !joined(text, i) && !joined(text, i+n) {
			return i, i + n
		}
	}
	return -1, -1
}

// prefixWords is the length of the words at the beginning of a text, 0 when it does not
// begin with them.
func prefixWords(text, words string) int {
	n := 0
	for k, word := range strings.Split(words, " ") {
		if k > 0 {
			blanks := len(text[n:]) - len(strings.TrimLeft(text[n:], " \t\r\n"))
			if n += blanks; blanks == 0 {
				return 0
			}
		}
		if len(text)-n < len(word) || !strings.EqualFold(text[n:n+len(word)], word) {
			return 0
		}
		n += len(word)
	}
	return n
}

// joined reports whether what stands on either side of an offset is one word.
func joined(text string, at int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:at])
	if before == '\'' || before == '-' {
		before, _ = utf8.DecodeLastRuneInString(text[:at-n])
	}
	after := text[at:]
	if after != "" && (after[0] == '\'' || after[0] == '-') {
		after = after[1:]
	}
	return isWord(before) && startsWord(after)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func isWord(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c))
}

func startsWord(text string) bool {
	c, _ := utf8.DecodeRuneInString(text)
	return isWord(c)
}

// The word lists of the rules of wording, by language: only English has them.
// Words under check: in po.yaml extend them.
var (
	vagueWords = []string{
		"easy", "easily", "quick", "quickly", "fast", "user-friendly", "flexible", "efficient", "efficiently", "effective",
		"effectively", "nice", "better", "improve", "improved", "various", "several", "some", "many", "appropriate",
		"adequate", "robust", "seamless", "seamlessly", "intuitive", "simple", "simply", "and so on", "etc", "as needed",
		"as appropriate", "if possible",
	}
	solutionWords = []string{ // and their plurals
		"button", "drop-down", "checkbox", "radio button", "text box", "pop-up", "modal", "tab", "icon", "table",
		"column", "database", "api", "endpoint", "json", "xml", "csv", "sql",
	}
	genericRoles = []string{
		"user", "users", "person", "people", "someone", "somebody", "customer", "stakeholder", "product owner",
		"developer", "system", "the system",
	}
)
