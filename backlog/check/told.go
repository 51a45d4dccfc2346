package check

import (
	"github.com/po-backlog/po/backlog"
)

// told are the open stories that have at least a role or a means, in order.
type told struct {
	stories []toldStory
	equal   []int              // for each the first one before it that says the same, −1 for none
	usual   backlog.Indicators // of most of them
}

// toldStory is an open story with its sentence.
type toldStory struct {
	id       backlog.ID
	path     string
	sentence *backlog.Sentence
	it       *Item // nil where it is not judged
}

func (v *view) readStories() told {
	var t told
	if v.whole {
		for _, it := range v.items {
			if isTold(it.Item) {
				t.add(toldStory{it.ID, it.Path, &it.Sentence, it})
			}
		}
	} else {
		known := v.sentences()
		for it := range v.backlog.Items() {
			if !isTold(it) {
				continue
			}
			s := known[it.Path]
			if s == nil || v.changed[it.Path] {
				own, _ := it.Story()
				s = &own
			}
			t.add(toldStory{id: it.ID, path: it.Path, sentence: s})
		}
	}
	texts := make([]string, len(t.stories))
	for i, s := range t.stories {
		texts[i] = s.sentence.Text
	}
	t.equal, t.usual = duplicateTexts(texts), t.most()
	return t
}

func isTold(it backlog.Item) bool { return it.Open() && it.Type == backlog.Story }

func (t *told) add(s toldStory) {
	if s.sentence.Role.IsSet() || s.sentence.Means.IsSet() {
		t.stories = append(t.stories, s)
	}
}

// similar finds for each story those before it that are similar, as indexes. Of a duplicate,
// which is reported as such, it finds none.
func (t told) similar() [][]int {
	means := make([]string, len(t.stories))
	for i, s := range t.stories {
		if t.equal[i] < 0 {
			means[i] = s.sentence.Means.Text
		}
	}
	return similarTexts(means)
}

// most are the indicators that most stories have.
func (t *told) most() backlog.Indicators {
	counts := map[backlog.Indicators]int{}
	var most backlog.Indicators
	for _, s := range t.stories {
		ind := s.sentence.Indicators
		if counts[ind]++; counts[ind] > counts[most] || counts[ind] == counts[most] && less(ind, most) {
			most = ind
		}
	}
	return most
}

// anyStory reports whether a story is judged at all.
func (p *Pass) anyStory() bool {
	for _, it := range p.view.items {
		if isTold(it.Item) {
			return true
		}
	}
	return false
}

// story is the i-th told story, nil where it is not judged.
func (p *Pass) story(t told, i int) *Item {
	if s := &t.stories[i]; s.it == nil {
		return p.view.byPath[s.path]
	}
	return t.stories[i].it
}

// findings tells for each story by its path which rules fire on it: a bit each.
func (v *view) findings() map[string]uint8 {
	const duplicate, similar, unusual = 1, 2, 4
	t, partners := v.told(), v.partners()
	found := make(map[string]uint8)
	for i, s := range t.stories {
		var bits uint8
		if t.equal[i] >= 0 {
			bits |= duplicate
		}
		if len(partners[i]) > 0 {
			bits |= similar
		}
		if s.sentence.Indicators != t.usual {
			bits |= unusual
		}
		if bits != 0 {
			found[s.path] = bits
		}
	}
	return found
}

// reachOfStories compares what the rules say that compare stories, where a story has
// changed, or the order by a score for which not only the item itself counts.
func reachOfStories(f *Focus) { f.stories() }

func (f *Focus) compareStories() {
	method, err := backlog.MethodNamed(f.New.Config().Score)
	concerned := err == nil && !method.Alone()
	for it := range f.changedItems() {
		concerned = concerned || isTold(it)
	}
	if !concerned {
		return
	}
	views := [...]*view{f.before, f.after}
	var found [2]map[string]uint8
	parallel(len(views), 1, func(_, i int) { found[i] = views[i].findings() })
	for path, bits := range found[0] {
		if found[1][path] != bits {
			f.Add(path)
		}
	}
	for path, bits := range found[1] {
		if found[0][path] != bits {
			f.Add(path)
		}
	}
}

// readSentences reads the sentences of the stories that did not change, once for both states.
func (f *Focus) readSentences() map[string]*backlog.Sentence {
	var stories []backlog.Item
	for it := range f.others() {
		if isTold(it) {
			stories = append(stories, it)
		}
	}
	sentences := make([]backlog.Sentence, len(stories))
	parallel(len(stories), 64, func(_, i int) { sentences[i], _ = stories[i].Story() })
	known := make(map[string]*backlog.Sentence, len(stories))
	for i, it := range stories {
		known[it.Path] = &sentences[i]
	}
	return known
}
