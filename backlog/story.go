package backlog

import "strings"

// SentenceForm says which template a story sentence follows.
type SentenceForm uint8

// The templates that a story may follow.
const (
	FreeText   SentenceForm = iota // no template: bugs, spikes, enablers, notes
	Connextra                      // As a role, I want means, so that ends
	ValueFirst                     // In order to ends, as a role, I want means
	JobStory                       // When situation, I want to motivation, so I can outcome
	Hypothesis                     // We believe …: an experiment rather than a story
	Feature                        // action the result of, to or for an object
)

// String returns the form's name in lower case, as people are told it.
func (f SentenceForm) String() string {
	switch f {
	case Connextra:
		return "connextra"
	case ValueFirst:
		return "value first"
	case JobStory:
		return "job story"
	case Hypothesis:
		return "hypothesis"
	case Feature:
		return "feature"
	}
	return "free text"
}

// Part is one part of a story sentence: its text as read, and the bytes of the
// source it was read from. Writing other text over source[Start:End] rewrites
// this part and leaves every other byte alone.
type Part struct {
	// Text is the part on one line: emphasis marks dropped, line breaks and
	// runs of blanks read as one blank, ’ read as ', no full stop at the end.
	Text string
	// Start and End are byte offsets into the text given to [ParseStory]; both
	// are 0 for a part that is not there.
	Start, End int
}

// IsSet reports whether the sentence has this part.
func (p Part) IsSet() bool { return p.Text != "" }

// Indicators are the words that introduced the parts of a sentence, in lower
// case as the language's table spells them; empty where a part is missing.
type Indicators struct{ Role, Means, Ends string }

// Sentence is a story sentence taken apart: who wants what, and what for.
type Sentence struct {
	// Text is the whole paragraph on one line, read as [Part] texts are but for the
	// points at its end.
	Text string
	// Start and End are the bytes of the source that it was read from.
	Start, End int
	// Form is the template it follows.
	Form SentenceForm
	// Language is the code (en, de, fr, es, nl) whose indicators matched; empty
	// when none did.
	Language string
	// Role, Means and Ends are the parts. In a job story the role is the
	// situation. A negated means ("I don't want to queue") has "not" in front of
	// its Text, while its span covers only what follows the indicator.
	Role, Means, Ends Part
	// InTitle reports that [Item.Story] found the sentence in the title.
	InTitle bool
	// Negated reports that the means is what is not wanted.
	Negated bool
	// Indicators are the words that introduced the parts.
	Indicators Indicators
}

// IsStory reports whether role and means were found, which is what makes a
// sentence a story; the ends may be missing.
func (s Sentence) IsStory() bool { return s.Role.IsSet() && s.Means.IsSet() }

// ParseStory takes the paragraph text apart. The languages, by default en alone,
// are tried in the order given: the first in which it is a story wins, else the
// first in which it has at least a role or a means. The result is true when the
// text is a story; otherwise the sentence holds the parts that were found.
func ParseStory(text string, languages ...string) (Sentence, bool) {
	line := flatten(text)
	if line.text == "" {
		return Sentence{}, false
	}
	if len(languages) == 0 {
		languages = defaultLanguages
	}
	best := line.sentence()
	for _, code := range languages {
		table := languageTable(code)
		if table == nil {
			continue
		}
		s := table.parse(line)
		if s.IsStory() {
			return s, true
		}
		if best.Form == FreeText && s.Form != FreeText {
			best = s
		}
	}
	if best.Form == FreeText && isFeature(line.text) {
		best.Form = Feature
	}
	return best, false
}

// parse reads the line by the indicators of one language.
func (l *language) parse(line flatText) Sentence {
	s := line.sentence()
	s.Language = l.code
	if _, ok := matchAny(line.text, 0, l.belief); ok {
		s.Form = Hypothesis
		return s
	}
	at := 0 // where the clause with role and means begins
	if ind, ok := matchAny(line.text, 0, l.ends); ok {
		if role, ok := l.findRole(line.text, ind.end); ok {
			s.Form, s.Ends, s.Indicators.Ends = ValueFirst, line.part(ind.end, role), ind.text
			at = role
		}
	}
	l.parseRoleMeans(&s, line, at)
	if s.Form == FreeText {
		s.Language = ""
	}
	return s
}

// parseRoleMeans reads role, means and, unless they came first, ends from the
// clause that begins at offset at.
func (l *language) parseRoleMeans(s *Sentence, line flatText, at int) {
	roleAt, opener, form := l.openRole(line.text, at)
	means, hasMeans := firstMatch(line.text, roleAt, l.means, l.meansStarts)
	if form == JobStory && !hasMeans {
		return // "When it rains" alone is no story
	}
	if form == FreeText && !hasMeans {
		return
	}
	s.Form = max(s.Form, form, Connextra)
	if !hasMeans {
		s.Indicators.Role = opener
		s.Role = line.part(roleAt, clauseEnd(line.text, roleAt))
		return
	}
	if form != FreeText {
		s.Indicators.Role = opener
		s.Role = line.part(roleAt, means.start)
	}
	s.Indicators.Means, s.Negated = means.text, means.negated
	meansEnd := len(line.text)
	if !s.Ends.IsSet() {
		if ends, ok := firstMatch(line.text, means.end, l.ends, l.endsStarts); ok {
			s.Indicators.Ends = ends.text
			s.Ends = line.part(ends.end, len(line.text))
			meansEnd = ends.start
		}
	}
	s.Means = line.part(means.end, meansEnd)
	if s.Negated && s.Means.IsSet() {
		s.Means.Text = l.not + " " + s.Means.Text
	}
}

// openRole reads the words that introduce a role or a situation at offset at. It
// returns where the role's own text begins; FreeText when there is no such word.
func (l *language) openRole(text string, at int) (start int, opener string, form SentenceForm) {
	if m, ok := matchAny(text, at, l.role); ok {
		start = skipBlank(text, m.end)
		if a, ok := matchAny(text, start, l.articles); ok {
			start = skipBlank(text, a.end)
		}
		return start, m.text, Connextra
	}
	if at == 0 {
		if m, ok := matchAny(text, 0, l.situation); ok {
			return skipBlank(text, m.end), m.text, JobStory
		}
	}
	return at, "", FreeText
}

// findRole returns where, at or after offset at, a role is introduced.
func (l *language) findRole(text string, at int) (int, bool) {
	m, ok := firstMatch(text, at, l.role, l.roleStarts)
	return m.start, ok
}

// clauseEnd returns the offset of the first comma or sentence end at or after at.
func clauseEnd(text string, at int) int {
	if i := strings.IndexAny(text[at:], ",.;:"); i >= 0 {
		return at + i
	}
	return len(text)
}

// isFeature reports whether text reads "action the result of, to or for a(n)
// object", as feature-driven development writes features.
func isFeature(text string) bool {
	first, rest, _ := strings.Cut(text, " ")
	if !IsVerb("en", first) {
		return false
	}
	rest, ok := strings.CutPrefix(rest, "the ")
	if !ok {
		return false
	}
	for _, link := range []string{" of a ", " of an ", " to a ", " to an ", " for a ", " for an "} {
		if strings.Contains(rest, link) {
			return true
		}
	}
	return false
}
