package check

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/po-backlog/po/backlog"
)

// fewStories is up to how many stories are looked for among all others one by one. More than
// these are compared all with all.
const fewStories = 32

// A voice is what a story says, to be looked for among others.
type voice struct {
	letters []rune   // of the sentence: letters and digits, in lower case
	words   []string // the different ones of the means, as far as they count
	marks   []string // some of the words: a similar means holds one of them
}

func newVoice(s *backlog.Sentence) voice {
	v := voice{words: meansWords(s.Means.Text)}
	for c := range letters(s.Text) {
		v.letters = append(v.letters, c)
	}
	if n := len(v.words); n >= minSimilar {
		v.marks = slices.Clone(v.words)
		slices.SortStableFunc(v.marks, func(a, b string) int { return len(b) - len(a) }) // long words are rare
		v.marks = v.marks[:prefix(n)]
	}
	return v
}

// meansWords are the different words of a means, of a very long one the first.
func meansWords(means string) []string {
	var t tokens
	t.read(means)
	var words []string
	for k := range t.len() {
		if len(words) == maxSimilar {
			break
		}
		if word := string(t.word(k)); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// letters gives the letters and digits of a text in lower case.
func letters(text string) iter.Seq[rune] {
	return func(yield func(rune) bool) {
		for _, c := range text {
			if isWord(c) {
				if c = unicode.ToLower(c); isWord(c) && !yield(c) {
					return
				}
			}
		}
	}
}

// equals reports whether a sentence is that of the voice but for case and punctuation; one
// without a letter is none.
func (v *voice) equals(sentence string) bool {
	n := 0
	for c := range letters(sentence) {
		if n == len(v.letters) || v.letters[n] != c {
			return false
		}
		n++
	}
	return n > 0 && n == len(v.letters)
}

// resembles reports whether a means is similar to that of the voice. Most have none of the
// marks, which is seen without taking them apart.
func (v *voice) resembles(means string) bool {
	if len(v.marks) == 0 {
		return false
	}
	lower := strings.ToLower(means)
	if !slices.ContainsFunc(v.marks, func(word string) bool { return strings.Contains(lower, word) }) {
		return false
	}
	other, common := meansWords(means), 0
	for _, word := range other {
		if slices.Contains(v.words, word) {
			common++
		}
	}
	return common >= overlap(len(v.words), len(other)) // which is more than a means of too few words has
}

// A crowd are the told stories that did not change, which two states have in common.
type crowd struct {
	stories []toldStory

	lock  sync.Mutex
	known map[asked]bool // what was found out: both states ask, and for their focus again
}

// asked is a story and what it says.
type asked struct{ path, sentence string }

// says reports whether one of the crowd says what a story says, or almost that.
func (c *crowd) says(own toldStory, v *voice) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	key := asked{own.path, own.sentence.Text}
	found, known := c.known[key]
	if !known {
		found = v.heardAmong(c.stories, own.path)
		c.known[key] = found
	}
	return found
}

// heardAmong reports whether one of some stories, but for the one at a path, says what the
// voice says, or almost that.
func (v *voice) heardAmong(stories []toldStory, but string) bool {
	return slices.ContainsFunc(stories, func(s toldStory) bool {
		return s.path != but && (v.equals(s.sentence.Text) || v.resembles(s.sentence.Means.Text))
	})
}

// apart reports whether no story of this state but themselves says what one of some stories
// says, or almost that: nothing is told again then. Of many stories it is not found out.
func (v *view) apart(stories []toldStory) bool {
	if len(stories) > fewStories {
		return false
	}
	changed := v.changedStories()
	for _, own := range stories {
		voice := newVoice(own.sentence)
		if voice.heardAmong(changed, own.path) || v.crowd().says(own, &voice) {
			return false
		}
	}
	return true
}

// changedStories gives those told stories of this state that differ from the other one.
func (v *view) changedStories() []toldStory {
	var t told
	for path := range v.changed {
		if it, ok := v.backlog.ItemAt(path); ok && isTold(it) {
			s, _ := it.Story()
			t.add(toldStory{id: it.ID, path: path, sentence: &s})
		}
	}
	return t.stories
}

// judgedStories gives the told stories that are judged.
func (v *view) judgedStories() []toldStory {
	var t told
	for _, it := range v.items {
		if isTold(it.Item) {
			t.add(toldStory{it.ID, it.Path, &it.Sentence, it})
		}
	}
	return t.stories
}
