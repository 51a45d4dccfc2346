package backlog

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Hit is an item or record in which every word of a search was found.
type Hit struct {
	ID    ID
	Kind  RecordKind
	Title string
	Path  string
	Open  bool      // of an item; true for records
	Lines []HitLine // the lines of the file that hold a word, those of the front matter left out but for the title's
	rank  int
}

// HitLine is a line of a file, counted from 1, as it stands there but for blanks at its ends.
type HitLine struct {
	Line int
	Text string
}

// What a word is worth by where it stands; an id that is the word outranks everything.
const (
	rankBody      = 1
	rankCriterion = 3
	rankLabel     = 6
	rankTitle     = 8
	rankTitleWord = 12 // begins a word of the title
	rankID        = 100
)

// Search finds items and records by words, in any case: each must be in the id, the title, a label, a criterion or the body.
// Closed items are found too. The best stand first: words of the title count more than labels, these more than criteria and
// the body; of equals open items and those higher in the order.
func (b *Backlog) Search(words ...string) []Hit {
	s := newSearch(words)
	if len(s.words) == 0 {
		return nil
	}
	var hits []Hit
	ranks := map[*Item]int{}
	for _, it := range b.inOrder(func(it *Item) bool {
		ranks[it] = s.item(it)
		return ranks[it] > 0
	}) {
		hits = append(hits, Hit{it.ID, KindItem, it.Title, it.Path, it.Open(), nil, ranks[it]})
	}
	for _, f := range b.files {
		if r := f.record; r != nil && r.ID != "" {
			if rank := s.file(f, string(r.ID), r.Title, nil); rank > 0 {
				hits = append(hits, Hit{r.ID, r.Kind, r.Title, r.Path, true, nil, rank})
			}
		}
	}
	for i := range hits {
		h := &hits[i]
		if at, ok := b.fileIndex(h.Path); ok {
			h.Lines = s.lines(b.files[at])
			h.rank += s.criteria(b.files[at])
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(y.rank, x.rank), cmp.Compare(truth(y.Open), truth(x.Open)))
	})
	return hits
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// search holds the words in lower case, and a buffer in which texts are brought to lower case.
type search struct {
	words []string
	ascii bool      // no word has other letters
	table [256]byte // bytes in lower case
	buf   []byte
}

func newSearch(words []string) *search {
	s := &search{ascii: true}
	for i := range s.table {
		s.table[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			s.table[i] |= 0x20
		}
	}
	for _, w := range words {
		if w = strings.ToLower(strings.TrimSpace(w)); w != "" {
			s.words = append(s.words, w)
			s.ascii = s.ascii && isASCII(w)
		}
	}
	return s
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower gives the text in lower case, valid until the next call. Lines stay lines.
func (s *search) lower(text string) []byte {
	s.buf = slices.Grow(s.buf[:0], len(text))[:len(text)]
	all := byte(0)
	for i := range len(text) {
		c := text[i]
		all |= c
		s.buf[i] = s.table[c]
	}
	if all >= utf8.RuneSelf && !s.ascii {
		s.buf = append(s.buf[:0], strings.ToLower(text)...)
	}
	return s.buf
}

func (s *search) item(it *Item) int { return s.file(it.f, string(it.ID), it.Title, it.Labels) }

// file ranks a file, 0 when a word is missing.
func (s *search) file(f *file, id, title string, labels []string) int {
	rank := 0
	body := s.lower(f.src[f.body:])
	for _, w := range s.words {
		r := rankWord(w, id, title, labels)
		if r == 0 && bytes.Contains(body, []byte(w)) {
			r = rankBody
		}
		if r == 0 && f.item != nil && s.inFront(f, w) {
			r = rankBody
		}
		if r == 0 {
			return 0
		}
		rank += r
	}
	return rank
}

// rankWord ranks a word by id, title and labels, 0 when it is in none.
func rankWord(w, id, title string, labels []string) int {
	if strings.EqualFold(id, w) {
		return rankID
	}
	title = strings.ToLower(title)
	for at := 0; ; {
		i := strings.Index(title[at:], w)
		if i < 0 {
			break
		}
		if before, _ := utf8.DecodeLastRuneInString(title[:at+i]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return rankTitleWord
		}
		at += i + 1
	}
	switch {
	case strings.Contains(title, w):
		return rankTitle
	case slices.ContainsFunc(labels, func(l string) bool { return strings.Contains(strings.ToLower(l), w) }):
		return rankLabel
	case strings.Contains(strings.ToLower(id), w):
		return rankTitle
	}
	return 0
}

// inFront reports whether a criterion in the front matter holds the word.
func (s *search) inFront(f *file, w string) bool {
	if !strings.Contains(f.src[:f.body], "riteria") {
		return false
	}
	return slices.ContainsFunc(f.frontCriteria(), func(c Criterion) bool { return strings.Contains(strings.ToLower(c.Text), w) })
}

// criteria adds to the rank of a file what its criteria say.
func (s *search) criteria(f *file) int {
	if f.item == nil {
		return 0
	}
	rank := 0
	criteria := f.item.Criteria()
	for _, w := range s.words {
		if slices.ContainsFunc(criteria, func(c Criterion) bool { return strings.Contains(strings.ToLower(c.Text), w) }) {
			rank += rankCriterion - rankBody
		}
	}
	return rank
}

// lines gives the lines that hold one of the words: the title's, those of criteria in the front matter, and those of the body.
func (s *search) lines(f *file) []HitLine {
	var out []HitLine
	holds := func(text string) bool {
		low := s.lower(text)
		return slices.ContainsFunc(s.words, func(w string) bool { return bytes.Contains(low, []byte(w)) })
	}
	for _, p := range f.front() {
		switch {
		case p.Key == "title" && holds(p.Value.Text):
			line, _ := doc.Position(f.src, p.Value.Span.Start)
			out = append(out, HitLine{line, p.Value.Text})
		case f.item != nil && criteriaKey(p.Key):
			for _, e := range p.Value.Items {
				if holds(e.Text) {
					line, _ := doc.Position(f.src, e.Span.Start)
					out = append(out, HitLine{line, doc.OneLine(e.Text)})
				}
			}
		}
	}
	n, _ := doc.Position(f.src, f.body)
	for text := range strings.Lines(f.src[f.body:]) {
		if holds(text) {
			out = append(out, HitLine{n, strings.TrimSpace(text)})
		}
		n++
	}
	return out
}
