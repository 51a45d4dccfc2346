package doc

import "strings"

// Steps are the given, when and then of an entry; the steps of one kind are joined by one blank.
type Steps struct {
	Given, When, Then string
	Whens, Thens      int // how many steps begin with the word itself; "and" and "but" go with the one before
}

// Steps returns the steps of a scenario, or of a text that has given, when and then in this order.
// src is the source that the entry was read from.
func (e Entry) Steps(src string) (Steps, bool) {
	if e.Form != ScenarioEntry {
		return textSteps(e.Text)
	}
	g := gherkin{src: src, pos: lineAfter(src, e.TextSpan.End), end: e.Span.End, last: scenarioWord, language: e.language, tags: -1}
	r := stepReader{kind: givenWord}
	for g.next() {
		line := src[g.line.Start:g.line.End]
		if strings.HasPrefix(line, `"""`) || strings.HasPrefix(line, "```") {
			g.readDocString(line[:3])
			continue
		}
		word, text := gherkinLanguages[e.language].word(line)
		if word == examplesWord {
			break
		}
		r.add(word, text)
	}
	s := Steps{Given: r.given.String(), When: r.when.String(), Then: r.then.String(), Whens: r.whens, Thens: r.thens}
	return s, s != Steps{}
}

// stepReader collects the steps of a scenario.
type stepReader struct {
	kind              gherkinWord // of the step before
	given, when, then strings.Builder
	whens, thens      int
}

// add adds the step that begins with word; other lines are passed over.
func (r *stepReader) add(word gherkinWord, text string) {
	switch word {
	case givenWord:
	case whenWord:
		r.whens++
	case thenWord:
		r.thens++
	case alsoWord:
		word = r.kind
	default:
		return
	}
	r.kind = word
	part := &r.given
	switch word {
	case whenWord:
		part = &r.when
	case thenWord:
		part = &r.then
	}
	if part.Len() > 0 {
		part.WriteByte(' ')
	}
	part.WriteString(text)
}

// textSteps reads the steps of a text such as "Given a bike, when I scan it, then it unlocks".
func textSteps(text string) (Steps, bool) {
	given := wordIn(text, "given")
	if given < 0 {
		return Steps{}, false
	}
	rest := text[given+len("given"):]
	when := wordIn(rest, "when")
	if when < 0 {
		return Steps{}, false
	}
	s := Steps{Given: trimStep(rest[:when]), Whens: 1, Thens: 1}
	rest = rest[when+len("when"):]
	then := wordIn(rest, "then")
	if then < 0 {
		return Steps{}, false
	}
	s.When, s.Then = trimStep(rest[:then]), trimStep(rest[then+len("then"):])
	for more := rest[:then]; ; s.Whens++ {
		next := wordIn(more, "when")
		if next < 0 {
			return s, true
		}
		more = more[next+len("when"):]
	}
}

func trimStep(text string) string { return strings.Trim(text, blanks+",;:*_") }

// wordIn returns where a lower-case word of ASCII letters stands in text as a whole word, whatever its case; -1: nowhere.
func wordIn(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i]|0x20 != word[0] || i > 0 && isWordByte(text[i-1]) || !strings.EqualFold(text[i:i+len(word)], word) {
			continue
		}
		if end := i + len(word); end == len(text) || !isWordByte(text[end]) {
			return i
		}
	}
	return -1
}

// isWordByte takes every byte beyond ASCII for part of a word.
func isWordByte(c byte) bool { return c >= 0x80 || isLetter(c) || isDigit(c) }
