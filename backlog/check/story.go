package check

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

func storyRules() []Rule {
	return []Rule{
		storyRule("story.form", Hint, `a story says who wants what

The text has neither role nor means. "As a …, I want …, so that …" is one way to say it; "In order to …, as a …, I want …" and
"When …, I want to …, so I can …" are others.`),
		storyRule("story.role", Warning, `a story says who wants it

There is a means and no role: "I want …" by whom?`),
		storyRule("story.means", Warning, `a story says what is wanted

There is a role and no means: the sentence lacks "I want …" or one of its like.`),
		storyRule("story.ends", Hint, `a story says what for

The story has no ends (so that …), and no goal, value or score says what it is good for either. That is only a hint, since
42 % of real stories have none.`),
		storyRule("story.generic-role", Hint, `a role is somebody

"User" or "customer" is everybody and so nobody: say which.`),
		storyRule("story.two-roles", Hint, `a story has one role

Two roles usually want two things.`),
		storyRule("story.atomic", Hint, `a story wants one thing

A conjunction with a verb behind it: two things are wanted, and one of them may come first. A hit in a noun clause ("correct or
delete") may be meant; that is why it is only a hint.`),
		storyRule("story.minimal", Hint, `a story is one sentence

The sentence goes on after its end, holds brackets, or says "I want" or "so that" twice.
Move the rest to the criteria or a note.`),
		storyRule("story.vague", Hint, `a story can be tested

The means holds a word that everybody reads otherwise. Words under check: in po.yaml extend the list.`),
		storyRule("story.solution", Hint, `a story leaves the solution open

The means names a part of a user interface or a technology, which developers cannot negotiate any more.`),
		storyRule("story.short", Warning, `a story has at least 6 words

So short a sentence leaves out what is needed.`),
		storyRule("story.long", Hint, `a story has at most 40 words

A long sentence holds more than one thing, or what belongs into the criteria.`),
		storyRule("story.ends-is-means", Hint, `the ends are not another wish

The ends begin with "I want" or "I can also": they are a second story.`),
		{Name: "story.dependency", Level: Hint, Reach: reachOfMentions, Check: unnamedDependencies, Doc: `a dependency is named in depends_on

The text names another item, or "story 12", that is not in depends_on, so the order cannot heed it.`},
	}
}

// storyRule makes a rule that is decided when the sentences are read.
func storyRule(name string, level Level, doc string) Rule {
	return Rule{Name: name, Level: level, Doc: doc, Reach: Near, Check: func(p *Pass) {
		for it := range p.Open() {
			for _, h := range it.hits {
				if h.rule == name {
					p.reportHit(it, h)
				}
			}
		}
	}}
}

func (p *Pass) reportHit(it *Item, h hit) {
	if h.rule == "story.ends" && p.Backlog.HasBenefit(it.Item, it.Sentence) {
		return
	}
	field := "body"
	if it.Sentence.InTitle || it.Sentence.Text == "" {
		field = "title"
	}
	f := p.Report(it, field, "%s", hitMessage(it, h))
	f.Next("po edit %s: %s", it.ID, hitAdvice(it, h))
	if field == "body" {
		start, end := hitSpan(it, h)
		f.Pos, f.End = it.At(start), it.At(end)
	}
}

// hitSpan is the place of a hit in the item's source: its words, where the part
// holds them as they are, else the part.
func hitSpan(it *Item, h hit) (start, end int) {
	start, end = it.Sentence.Start, it.Sentence.End
	part := h.partOf(&it.Sentence)
	if part.IsSet() {
		start, end = part.Start, part.End
	}
	text := it.Source()[start:end]
	i, j := -1, -1
	switch {
	case h.rule == "story.minimal":
		if words, from, to := besideStory(text); words == h.words {
			i, j = from, to
		}
	case h.words != "":
		i, j = indexWords(text, h.words)
	}
	if i < 0 {
		return start, end
	}
	return start + i, start + j
}

// partOf is the part of a sentence that the hit is about; unset for all of it.
func (h hit) partOf(s *backlog.Sentence) backlog.Part {
	switch h.part {
	case rolePart:
		return s.Role
	case meansPart:
		return s.Means
	case endsPart:
		return s.Ends
	}
	return backlog.Part{}
}

// hitMessage says what is wrong.
func hitMessage(it *Item, h hit) string {
	s := &it.Sentence
	switch h.rule {
	case "story.form":
		if s.Form == backlog.Hypothesis {
			return "reads as a hypothesis, not as a story"
		}
		return "neither role nor means"
	case "story.role":
		return "a means and no role"
	case "story.means":
		return "a role and no means"
	case "story.ends":
		return "no ends, goal, value or score"
	case "story.generic-role":
		return quoted(s.Role.Text) + " can be anybody"
	case "story.two-roles":
		return quoted(s.Role.Text) + " is more than one role"
	case "story.atomic":
		return quoted(h.words) + " makes it two wishes"
	case "story.minimal":
		return "more than one sentence of a story: " + quoted(h.words)
	case "story.vague":
		return quoted(h.words) + " is vague"
	case "story.solution":
		return quoted(h.words) + " is a solution"
	case "story.short":
		return "fewer than 6 words"
	case "story.long":
		return "more than 40 words"
	}
	return "the ends are another wish"
}

// hitAdvice says what to do.
func hitAdvice(it *Item, h hit) string {
	switch h.rule {
	case "story.form":
		if it.Sentence.Form == backlog.Hypothesis {
			return "write it as an experiment"
		}
		return `begin with "As a …, I want …, so that …"`
	case "story.role":
		return `say who wants it: "As a …"`
	case "story.means":
		return `say what is wanted: "I want …"`
	case "story.ends":
		return `add ", so that …", or set goal or value`
	case "story.generic-role":
		return "say which: a rider, an operator"
	case "story.two-roles":
		return "name the one who wants it most, or make two stories"
	case "story.atomic":
		return "make two stories of it, or name the one wish"
	case "story.minimal":
		return "move the rest to the criteria or a note"
	case "story.vague":
		return "say how much, how fast, how often, or move it to the criteria"
	case "story.solution":
		return "say what is wanted, not how it is built"
	case "story.short":
		return "say who wants what, and what for"
	case "story.long":
		return "move details to the criteria"
	}
	return "say what it is good for, or make the second wish a story"
}

func quoted(words string) string { return `"` + words + `"` }

// reachOfMentions adds the stories that name an item which came or went.
func reachOfMentions(f *Focus) {
	if len(f.moved) == 0 {
		return
	}
	for it := range f.others() {
		if !it.Open() || it.Type != backlog.Story {
			continue
		}
		for _, m := range mentions(it.Source(), len(it.Source())-len(it.Body()), it.ID) {
			if f.moved[m.id] {
				f.Add(it.Path)
				break
			}
		}
	}
}

func unnamedDependencies(p *Pass) {
	for it := range p.Open() {
		if it.Type != backlog.Story {
			continue
		}
		for _, m := range mentions(it.Source(), len(it.Source())-len(it.Body()), it.ID) {
			dep := p.Item(m.id)
			if dep == nil || dep.ID == it.ID || dep.ID == it.Epic || p.dependsOn(it, dep.ID) {
				continue
			}
			f := p.Report(it, "body", "names %s, which is not in depends_on", dep.ID).
				Next("po edit %s --append depends_on=%s", it.ID, dep.ID)
			f.Pos, f.End = it.At(m.start), it.At(m.end)
		}
	}
}

func (p *Pass) dependsOn(it *Item, id backlog.ID) bool {
	for _, d := range it.DependsOn {
		if d == id {
			return true
		}
		if dep := p.Item(d); dep != nil && dep.ID == id {
			return true
		}
	}
	return false
}

// mention is an id in a text.
type mention struct {
	id         backlog.ID
	start, end int
}

// mentions finds ids such as VS-12, and "story 12", in text from an offset on, in any
// order, each once; a number alone is taken to have the key of the item itself.
func mentions(text string, from int, own backlog.ID) []mention {
	var found []mention
	add := func(id backlog.ID, start, end int) {
		if !slices.ContainsFunc(found, func(m mention) bool { return m.id == id }) && len(found) < maxMentions {
			found = append(found, mention{id, start, end})
		}
	}
	for i := from; ; i++ {
		dash := strings.IndexByte(text[i:], '-')
		if dash < 0 {
			break
		}
		i += dash
		start := i
		for start > from && isKeyByte(text[start-1]) {
			start--
		}
		if n := idLength(text[start:]); n > 0 && (start == from || !isWord(rune(text[start-1]))) {
			add(backlog.ID(text[start:start+n]), start, start+n)
		}
	}
	key, _, _ := strings.Cut(string(own), "-")
	for i := from; ; i++ {
		y := strings.Index(text[i:], "y ") // the rarest part of Story, story
		if y < 0 {
			return found
		}
		i += y
		if !strings.HasSuffix(text[from:i], "tor") {
			continue
		}
		end := i + len("y ")
		n := numberLength(text[end:])
		if start := i - len("stor"); n > 0 && start >= from && text[start]|0x20 == 's' && (start == from || !isWord(rune(text[start-1]))) {
			add(backlog.ID(key+"-"+text[end:end+n]), start, end+n)
		}
	}
}

// maxMentions is how many ids of one text are looked at.
const maxMentions = 50

func isKeyByte(c byte) bool { return 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' }

// idLength is the length of the id that text begins with, 0 when it begins with none.
func idLength(text string) int {
	n := 0
	for n < len(text) && isKeyByte(text[n]) {
		n++
	}
	if n == 0 || n == len(text) || text[n] != '-' {
		return 0
	}
	for n++; n < len(text) && ('a' <= text[n] && text[n] <= 'z' || '0' <= text[n] && text[n] <= '9'); n++ {
	}
	if _, err := backlog.ParseID(text[:n]); err != nil {
		return 0
	}
	return n
}

// numberLength is the length of the number that text begins with, 0 when it begins
// with none, or with a word.
func numberLength(text string) int {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	if n < len(text) && isWord(rune(text[n])) {
		return 0
	}
	return n
}
