package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

func setRules() []Rule {
	return []Rule{
		{Name: "set.duplicate", Level: Warning, Reach: reachOfStories, Check: duplicateStories, Doc: `a story is told once

The sentence is, but for case and punctuation, that of an item which stands before it.
Drop one of them.`},
		{Name: "set.similar", Level: Hint, Reach: reachOfStories, Check: similarStories, Doc: `stories differ

The means has at least four fifths of its words in common with that of items which stand before it; at most three are named.
Make one story of them, or say what makes them differ.`},
		{Name: "set.uniform", Level: Off, Reach: reachOfUsual, Check: uniformStories, Doc: `stories are told alike

The words that introduce role, means and ends differ from those of most stories of this backlog. Off until po.yaml gives it
a level.`},
	}
}

func duplicateStories(p *Pass) {
	if !p.anyRetold() {
		return
	}
	told := p.view.told()
	for i, first := range told.equal {
		if it := p.story(told, i); first >= 0 && it != nil && told.stories[first].id != it.ID { // two files of one id are a finding as such
			p.reportSentence(it, "says the same as %s", told.stories[first].id).Next("po drop %s -m …", it.ID)
		}
	}
}

func similarStories(p *Pass) {
	if !p.anyRetold() {
		return
	}
	told := p.view.told()
	for i, partners := range p.view.partners() {
		it := p.story(told, i)
		if len(partners) == 0 || it == nil {
			continue
		}
		ids := make([]string, len(partners))
		for k, j := range partners {
			ids[k] = string(told.stories[j].id)
		}
		p.reportSentence(it, "says almost the same as %s", strings.Join(ids, ", ")).
			Next("po show %s %s", ids[0], it.ID)
	}
}

// reportSentence reports a finding about a story's sentence.
func (p *Pass) reportSentence(it *Item, format string, args ...any) *Finding {
	if it.Sentence.InTitle {
		return p.Report(it, "title", format, args...)
	}
	f := p.Report(it, "body", format, args...)
	f.Pos, f.End = it.At(it.Sentence.Start), it.At(it.Sentence.End)
	return f
}

func uniformStories(p *Pass) {
	if !p.anyStory() {
		return
	}
	told := p.view.told()
	usual := told.usual()
	for i, s := range told.stories {
		if it := p.story(told, i); s.sentence.Indicators != usual && it != nil {
			p.reportSentence(it, "is told as %s, most stories as %s", spelled(s.sentence.Indicators), spelled(usual)).
				Next("po edit %s: tell it like the others", it.ID)
		}
	}
}

func less(a, b backlog.Indicators) bool { return spelled(a) < spelled(b) }

// spelled writes indicators as people read them: "as …, i want …, so that …".
func spelled(ind backlog.Indicators) string {
	var parts []string
	for _, words := range [...]string{ind.Role, ind.Means, ind.Ends} {
		if words != "" {
			parts = append(parts, words+" …")
		}
	}
	return quoted(strings.Join(parts, ", "))
}
