package doc

import "strings"

// isGherkin says whether a block is a fenced block whose first word of information is "gherkin".
func isGherkin(src string, b *block) bool {
	if b.kind != fenceBlock || b.text.End-b.text.Start < len("gherkin") {
		return false
	}
	word, _, _ := strings.Cut(src[b.text.Start:b.text.End], " ")
	return strings.EqualFold(word, "gherkin")
}

// scenarios returns the scenarios of a gherkin block; one that does not parse has none.
func scenarios(src string, b *block) []Entry {
	g := newGherkin(src, b)
	if !g.parse() {
		return nil
	}
	return g.entries
}

// BrokenScenarios returns the gherkin blocks of a section that do not parse and so hold no entries.
func BrokenScenarios(src string, s Section) []Span {
	var broken []Span
	b := readBlocks(src, s.Content.Start, s.Content.End)
	for b.next() {
		if isGherkin(src, &b.block) && scenarios(src, &b.block) == nil {
			broken = append(broken, b.block.span)
		}
	}
	return broken
}

// gherkin reads the lines of a gherkin block as far as its scenarios need it: it knows tags, comments, tables, doc
// strings and descriptions, and takes scenarios without a feature above them too.
type gherkin struct {
	src      string
	pos, end int
	entries  []Entry
	language uint8

	start    int         // where the line read last begins
	line     Span        // that line without blanks around it
	tags     int         // where the line of the first pending tag begins; -1: no tag is pending
	met      int         // where a pending @met stands; -1: nowhere
	last     gherkinWord // the keyword with a colon read last
	steps    bool        // a step has followed it
	scenario bool        // the lines belong to the last of entries
}

// newGherkin returns a reader of the block b.
func newGherkin(src string, b *block) gherkin {
	start, end := min(lineAfter(src, b.span.Start), b.span.End), b.span.End
	lastLine := strings.LastIndexByte(src[:end], '\n') + 1
	if lastLine >= start && closesFence(src[b.span.Start:], src[lastLine:end]) {
		end = lastLine
	}
	return gherkin{src: src, pos: start, end: end, tags: -1, met: -1}
}

// closesFence says whether the line last closes the block that begins with open.
func closesFence(open, last string) bool {
	open, last = trimLeft(open), trimLeft(trimRight(last))
	width := len(open) - len(strings.TrimLeft(open, open[:1]))
	return len(last) >= width && strings.Trim(last, open[:1]) == ""
}

// next reads the next line that is not blank.
func (g *gherkin) next() bool {
	for g.pos < g.end {
		g.start = g.pos
		g.pos = min(lineAfter(g.src, g.start), g.end)
		line := trimRight(g.src[g.start:g.pos])
		if text := trimLeft(line); text != "" {
			g.line = Span{g.start + len(line) - len(text), g.start + len(line)}
			return true
		}
	}
	return false
}

// parse reads all lines; false: they are no gherkin, or hold no scenario.
func (g *gherkin) parse() bool {
	for g.next() {
		if !g.read(g.src[g.line.Start:g.line.End]) {
			return false
		}
	}
	return g.tags < 0 && len(g.entries) > 0
}

// read reads one line.
func (g *gherkin) read(text string) bool {
	switch {
	case text[0] == '#':
		return g.readComment(text)
	case text[0] == '@':
		g.readTags(text)
		return true
	case text[0] == '|':
		g.extend()
		return g.tags < 0 && (g.steps || g.last == examplesWord)
	case strings.HasPrefix(text, `"""`) || strings.HasPrefix(text, "```"):
		return g.steps && g.readDocString(text[:3])
	}
	switch word, rest := gherkinLanguages[g.language].word(text); word {
	case scenarioWord:
		g.begin(rest)
		return true
	case featureWord, backgroundWord, ruleWord, examplesWord:
		return g.readHeader(word)
	default:
		g.extend()
		if word != noWord && (g.last == scenarioWord || g.last == backgroundWord) {
			g.steps = true
			return g.tags < 0
		}
		return g.last != noWord && !g.steps && g.tags < 0 // a description
	}
}

// readComment reads a comment; the first line may name the language so.
func (g *gherkin) readComment(text string) bool {
	name, code, ok := strings.Cut(trimLeft(text[1:]), ":")
	if !ok || trimRight(name) != "language" || g.last != noWord || g.tags >= 0 {
		return true
	}
	g.language, ok = gherkinLanguageOf(trimLeft(code))
	return ok
}

// readTags reads a line of tags, which belong to the keyword that follows.
func (g *gherkin) readTags(text string) {
	if g.tags < 0 {
		g.tags = g.start
	}
	if at := findMet(text); at >= 0 {
		g.met = g.line.Start + at
	}
}

// findMet returns where the tag @met stands in a line of tags; -1: nowhere.
func findMet(text string) int {
	for at := 0; at < len(text) && text[at] != '#'; {
		tag := text[at:]
		if i := strings.IndexAny(tag, " \t"); i >= 0 {
			tag = tag[:i]
		}
		if tag == "@met" {
			return at
		}
		at += max(1, len(tag))
	}
	return -1
}

// readHeader reads a keyword that begins no scenario.
func (g *gherkin) readHeader(word gherkinWord) bool {
	switch {
	case word == examplesWord:
		g.extend()
		if !g.scenario {
			return false
		}
	case word == featureWord && g.last != noWord, word == backgroundWord && g.tags >= 0:
		return false
	default:
		g.scenario = false
	}
	g.last, g.steps, g.tags, g.met = word, false, -1, -1
	return true
}

// begin begins a scenario with the name given.
func (g *gherkin) begin(name string) {
	e := Entry{
		Text: name, Form: ScenarioEntry, Box: OpenBox, BoxAt: g.met, language: g.language,
		Span: Span{Start: g.start}, TextSpan: Span{g.line.End - len(name), g.line.End},
	}
	if g.tags >= 0 {
		e.Span.Start = g.tags
	}
	if g.met >= 0 {
		e.Box = MetBox
	}
	g.entries = append(g.entries, e)
	g.last, g.steps, g.scenario, g.tags, g.met = scenarioWord, false, true, -1, -1
	g.extend()
}

// extend adds the line to the open scenario.
func (g *gherkin) extend() {
	if g.scenario {
		g.entries[len(g.entries)-1].Span.End = lineEnd(g.src, g.line.End, g.end)
	}
}

// readDocString reads to the line that closes a doc string.
func (g *gherkin) readDocString(mark string) bool {
	g.extend()
	for g.next() {
		g.extend()
		if g.src[g.line.Start:g.line.End] == mark {
			return true
		}
	}
	return false
}
