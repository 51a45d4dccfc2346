package check

import (
	"slices"

	"github.com/po-backlog/po/backlog"
)

// told are the open stories that have at least a role or a means, in order.
type told struct {
	stories []toldStory
	equal   []int // for each the first one before it that says the same, −1 for none
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
		known := map[string]*backlog.Sentence{}
		for _, s := range v.crowd().stories {
			known[s.path] = s.sentence
		}
		for it := range v.backlog.Items() {
			if !isTold(it) {
				continue
			}
			s := known[it.Path]
			if s == nil {
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
	t.equal = duplicateTexts(texts)
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

// usual are the indicators that most stories have.
func (t told) usual() backlog.Indicators {
	counts := map[backlog.Indicators]int{}
	for _, s := range t.stories {
		counts[s.sentence.Indicators]++
	}
	var most backlog.Indicators
	for ind, n := range counts {
		if n > counts[most] || n == counts[most] && less(ind, most) {
			most = ind
		}
	}
	return most
}

// anyStory reports whether a story is judged at all.
func (p *Pass) anyStory() bool {
	return slices.ContainsFunc(p.view.items, func(it *Item) bool { return isTold(it.Item) })
}

// anyRetold reports whether a story that is judged may be told again.
func (p *Pass) anyRetold() bool { return p.anyStory() && (p.view.whole || !p.view.judgedApart()) }

// story is the i-th told story, nil where it is not judged.
func (p *Pass) story(t told, i int) *Item {
	if s := &t.stories[i]; s.it == nil {
		return p.view.byPath[s.path]
	}
	return t.stories[i].it
}

// again is how a story is told again: as it is, or almost.
type again struct{ equal, similar bool }

// toldAgain gives, by path, the stories that are told again.
func (v *view) toldAgain() map[string]again {
	t, partners := v.told(), v.partners()
	found := map[string]again{}
	for i, s := range t.stories {
		if a := (again{t.equal[i] >= 0, len(partners[i]) > 0}); a != (again{}) {
			found[s.path] = a
		}
	}
	return found
}

// unusual gives, by path, the stories that are not told as most are.
func (v *view) unusual() map[string]bool {
	usual := v.told().usual()
	found := map[string]bool{}
	for _, s := range v.told().stories {
		if s.sentence.Indicators != usual {
			found[s.path] = true
		}
	}
	return found
}

// reachOfStories compares which stories are told again.
func reachOfStories(f *Focus) { f.stories() }

// compareTold is that comparison. Where nobody else says what the stories that differ say, in
// either state, there is nothing to compare.
func (f *Focus) compareTold() {
	var apart [2]bool
	parallel(len(apart), 1, func(_, i int) {
		v := [...]*view{f.before, f.after}[i]
		apart[i] = v.apart(v.changedStories())
	})
	if !apart[0] || !apart[1] || f.orderedByAll() {
		compareStories(f, (*view).toldAgain)
	}
}

// orderedByAll reports whether the order is by a score for which not only the item itself
// counts: a change of one may then turn the order of two others.
func (f *Focus) orderedByAll() bool {
	method, err := backlog.MethodNamed(f.New.Config().Score)
	return err == nil && !method.Alone()
}

// reachOfUsual compares which stories are not told as most are.
func reachOfUsual(f *Focus) { compareStories(f, (*view).unusual) }

// compareStories adds the stories about which a rule that compares them finds something else
// than before, where a story has changed, or the order by a score for which not only the
// item itself counts.
func compareStories[T comparable](f *Focus, find func(*view) map[string]T) {
	concerned := f.orderedByAll()
	for it := range f.changedItems() {
		concerned = concerned || isTold(it)
	}
	if !concerned {
		return
	}
	views := [...]*view{f.before, f.after}
	var found [len(views)]map[string]T
	parallel(len(views), 1, func(_, i int) { found[i] = find(views[i]) })
	for i := range found {
		for path, was := range found[i] {
			if is, there := found[1-i][path]; !there || is != was {
				f.Add(path)
			}
		}
	}
}

// readCrowd reads the sentences of the stories that did not change, once for both states.
func (f *Focus) readCrowd() *crowd {
	var stories []backlog.Item
	for it := range f.others() {
		if isTold(it) {
			stories = append(stories, it)
		}
	}
	sentences := make([]backlog.Sentence, len(stories))
	parallel(len(stories), 64, func(_, i int) { sentences[i], _ = stories[i].Story() })
	var t told
	for i, it := range stories {
		t.add(toldStory{id: it.ID, path: it.Path, sentence: &sentences[i]})
	}
	return &crowd{stories: t.stories, known: map[asked]bool{}}
}
