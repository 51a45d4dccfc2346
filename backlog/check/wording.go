package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

// The limits of a story sentence, in words.
const (
	shortStory = 6
	longStory  = 40
)

// hit is a rule of wording that fires on a sentence.
type hit struct {
	rule string
	part part
	// words are those that made it fire, as the sentence has them or in lower
	// case; empty where the whole part is meant.
	words string
}

// part names the part of a sentence that a hit is about.
type part uint8

const (
	wholeSentence part = iota
	rolePart
	meansPart
	endsPart
)

// lexicon holds the word lists that a run judges by.
type lexicon struct {
	vague, solution, generic phrases
}

// newLexicon makes the lexicon from the rules' own lists and the words that
// po.yaml gives for a rule.
func newLexicon(words func(rule string) []string) *lexicon {
	return &lexicon{
		vague:    newPhrases(extend(vagueWords, words("story.vague"))),
		solution: newPhrases(withPlurals(extend(solutionWords, words("story.solution")))),
		generic:  newPhrases(extend(genericRoles, words("story.generic-role"))),
	}
}

// wordRules are the rules that have a list of words, which po.yaml can extend.
func wordRules() []string { return []string{"story.generic-role", "story.solution", "story.vague"} }

// reader judges sentences one after the other; its memory is reused.
type reader struct {
	*lexicon
	words  tokens
	hits   []hit
	inputs func(backlog.Item) []backlog.ScoreInputs
}

// judge returns the rules of wording that fire on a sentence, story.ends for
// every one without ends. The slice is valid until the next call.
func (r *reader) judge(s *backlog.Sentence) []hit {
	r.hits = r.hits[:0]
	if !s.Role.IsSet() && !s.Means.IsSet() {
		r.add("story.form", wholeSentence, "")
		return r.hits
	}
	r.judgeParts(s)
	r.judgeSentence(s.Text)
	if s.Language == "en" && s.Means.IsSet() {
		r.words.read(s.Means.Text)
		r.judgeMeans()
	}
	return r.hits
}

func (r *reader) add(rule string, p part, words string) {
	r.hits = append(r.hits, hit{rule, p, words})
}

// judgeParts looks at which parts there are, and at the role and the ends.
func (r *reader) judgeParts(s *backlog.Sentence) {
	switch {
	case !s.Role.IsSet():
		r.add("story.role", wholeSentence, "")
	case !s.Means.IsSet():
		r.add("story.means", rolePart, "")
	}
	if !s.Ends.IsSet() {
		r.add("story.ends", wholeSentence, "")
	} else if hasPrefixFold(s.Ends.Text, "I want") || hasPrefixFold(s.Ends.Text, "I can also") ||
		strings.HasSuffix(s.Indicators.Ends, " i can") && hasPrefixFold(s.Ends.Text, "also") {
		r.add("story.ends-is-means", endsPart, "")
	}
	r.words.read(s.Role.Text)
	if n := r.generic.at(&r.words, 0); n > 0 && n == r.words.len() && s.Language == "en" {
		r.add("story.generic-role", rolePart, "")
	}
	for i := range r.words.len() {
		if word := string(r.words.word(i)); word == "and" || word == "or" || word == "/" || word == "&" {
			r.add("story.two-roles", rolePart, word)
			break
		}
	}
}

// judgeSentence looks at the sentence as a whole: its length, and what it holds
// beside one story.
func (r *reader) judgeSentence(text string) {
	switch n := strings.Count(text, " ") + 1; {
	case n < shortStory:
		r.add("story.short", wholeSentence, "")
	case n > longStory:
		r.add("story.long", wholeSentence, "")
	}
	if beside, _, _ := besideStory(text); beside != "" {
		r.add("story.minimal", wholeSentence, beside)
	}
}

// judgeMeans looks at the words of the means, which r.words holds.
func (r *reader) judgeMeans() {
	if verb := r.secondVerb(); verb != "" {
		r.add("story.atomic", meansPart, verb)
	}
	if word := r.vague.first(&r.words); word != "" {
		r.add("story.vague", meansPart, word)
	}
	if word := r.solution.first(&r.words); word != "" {
		r.add("story.solution", meansPart, word)
	}
}

// secondVerb returns the conjunction and the verb behind it ("and move") that
// make the means two, "" when there is none.
func (r *reader) secondVerb() string {
	w := &r.words
	for i := range w.len() {
		n := conjunction(w, i)
		if n == 0 {
			continue
		}
		v := i + n
		for _, filler := range conjunctionFillers {
			if v < w.len() && w.list[v].next && w.follow(v, filler) {
				v += len(filler)
			}
		}
		if v < w.len() && w.list[v].next && backlog.IsVerb("en", string(w.word(v))) {
			return w.text(i, i+n) + " " + w.text(v, v+1)
		}
	}
	return ""
}

// conjunctionFillers may stand between a conjunction and its verb, in this order.
var conjunctionFillers = [...][]string{{"i", "want"}, {"to"}, {"be", "able", "to"}}

// conjunction returns how many tokens the conjunction at token i has, 0 if none
// stands there.
func conjunction(w *tokens, i int) int {
	switch string(w.word(i)) {
	case "and", "or", "&", "/":
		return 1
	case "as":
		if w.follow(i, asWellAs[:]) {
			return len(asWellAs)
		}
	}
	return 0
}

var asWellAs = [...]string{"as", "well", "as"}

// besideStory names what a sentence holds beside one story, and says where: the sign it
// goes on after, brackets, or an indicator that stands there twice; "" when nothing.
func besideStory(text string) (beside string, start, end int) {
	if at := sentenceEnd(text); at >= 0 {
		return text[at : at+1], at, at + 1
	}
	if pair, start, end := bracketPair(text); pair != "" {
		return pair, start, end
	}
	for _, indicator := range [...]string{"I want", "so that"} {
		if at := second(text, indicator); at >= 0 {
			return indicator, at, at + len(indicator)
		}
	}
	return "", -1, -1
}

// second is where the words stand in text for the second time, in any case; −1 when they
// do not.
func second(text, words string) int {
	n := 0
	for i := 0; i+len(words) <= len(text); i++ {
		if text[i]|0x20 == words[0]|0x20 && (i == 0 || !isWord(rune(text[i-1]))) && hasPrefixFold(text[i:], words) {
			if n++; n == 2 {
				return i
			}
			i += len(words) - 1
		}
	}
	return -1
}

// sentenceEnd returns the offset of the first . ; : or ? that has a blank or a line's end
// and more text behind it and ends no abbreviation, −1 when there is none.
func sentenceEnd(text string) int {
	for i := 0; i+2 < len(text); i++ {
		switch text[i] {
		case '.', ';', ':', '?':
			if isBlank(text[i+1]) && !(text[i] == '.' && isAbbreviation(text[:i])) {
				return i
			}
		}
	}
	return -1
}

// isAbbreviation reports whether text ends in a word whose point ends no sentence.
func isAbbreviation(text string) bool {
	word := text[strings.LastIndexAny(text, " \n\r([{,/")+1:]
	for _, abbreviation := range [...]string{"e.g", "i.e", "etc", "vs", "approx", "no", "incl"} {
		if strings.EqualFold(word, abbreviation) {
			return true
		}
	}
	return false
}

// bracketPair returns the first kind of brackets that opens and closes in text, and
// where; "" when there are none.
func bracketPair(text string) (pair string, start, end int) {
	for _, pair := range [...]string{"()", "[]", "{}"} {
		if i := strings.IndexByte(text, pair[0]); i >= 0 {
			if n := strings.IndexByte(text[i:], pair[1]); n >= 0 {
				return pair, i, i + n + 1
			}
		}
	}
	return "", -1, -1
}

// hasPrefixFold reports whether text begins with the words of prefix, in any case.
func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) && !startsWord(text[len(prefix):])
}
