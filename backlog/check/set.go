package check

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

func setRules() []Rule {
	return []Rule{
		{Name: "set.duplicate", Level: Warning, Check: duplicateStories, Doc: `a story is told once

The sentence is, but for case and punctuation, that of an item which stands before it.
Drop one of them.`},
		{Name: "set.similar", Level: Hint, Check: similarStories, Doc: `stories differ

The means has at least four fifths of its words in common with that of items which stand before it; at most three are named.
Make one story of them, or say what makes them differ.`},
		{Name: "set.uniform", Level: Off, Check: uniformStories, Doc: `stories are told alike

The words that introduce role, means and ends differ from those of most stories of this backlog. Off until po.yaml gives it
a level.`},
	}
}

// told are the open stories that have at least a role or a means, in order, and for
// each the index of the first one before it that says the same, −1 for none.
type told struct {
	stories []*Item
	equal   []int
}

func (v *view) readStories() told {
	var t told
	var texts []string
	for _, it := range v.items {
		if it.Open() && it.Type == backlog.Story && (it.Sentence.Role.IsSet() || it.Sentence.Means.IsSet()) {
			t.stories = append(t.stories, it)
			texts = append(texts, it.Sentence.Text)
		}
	}
	t.equal = duplicateTexts(texts)
	return t
}

func duplicateStories(p *Pass) {
	told := p.view.told()
	for i, first := range told.equal {
		if it := told.stories[i]; first >= 0 {
			p.reportSentence(it, "says the same as %s", told.stories[first].ID).Next("po drop %s -m …", it.ID)
		}
	}
}

func similarStories(p *Pass) {
	told := p.view.told()
	stories := told.stories
	means := make([]string, len(stories))
	for i, it := range stories {
		if told.equal[i] < 0 { // a duplicate is reported as such
			means[i] = it.Sentence.Means.Text
		}
	}
	for i, partners := range similarTexts(means) {
		if len(partners) == 0 {
			continue
		}
		ids := make([]string, len(partners))
		for k, j := range partners {
			ids[k] = string(stories[j].ID)
		}
		p.reportSentence(stories[i], "says almost the same as %s", strings.Join(ids, ", ")).
			Next("po show %s %s", ids[0], stories[i].ID)
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
	stories := p.view.told().stories
	counts := map[backlog.Indicators]int{}
	var most backlog.Indicators
	for _, it := range stories {
		ind := it.Sentence.Indicators
		if counts[ind]++; counts[ind] > counts[most] || counts[ind] == counts[most] && less(ind, most) {
			most = ind
		}
	}
	for _, it := range stories {
		if ind := it.Sentence.Indicators; ind != most {
			p.reportSentence(it, "is told as %s, most stories as %s", spelled(ind), spelled(most)).
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
