package backlog

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Draft is an item to be. Its status is the first of the flow and it has no place in the order: another status is reached by
// [Backlog.Do] afterwards, a place by [Backlog.Move].
type Draft struct {
	Type     Type     // empty: a story
	Title    string   // needed; it may be a whole story sentence
	As       string   // role, means and ends of the story sentence, see [ComposeStory]; all empty: no sentence
	Want     string   // …
	SoThat   string   // …
	Body     string   // Markdown between the sentence and the criteria
	Criteria []string // acceptance criteria, each one line of Markdown
	Assigns  []Assign // further keys, judged as by [Backlog.Edit]
}

// AddOptions are what adding needs to know from outside.
type AddOptions struct {
	Today  Date            // the key created
	Taken  int             // the largest number of an id in use elsewhere, such as on other branches
	Random func(n int) int // a random number from 0 to n-1, for ids: random
}

// Add makes new items, each in a file of its own, and gives their ids in the order of the drafts: all or none. A title that is a
// whole story sentence becomes the first paragraph, and the title its means; a title over 200 characters is cut at a word and its
// full text stands first in the body. The error joins one for each fault; an *[InvalidError] names no id, since the item has none yet.
func (b *Backlog) Add(o AddOptions, drafts ...Draft) (*Backlog, []ID, error) {
	s := b.session()
	next := &numbering{b: b, o: o, largest: o.Taken}
	var ids []ID
	var errs []error
	for _, d := range drafts {
		id, err := s.add(next, d, o.Today)
		ids = append(ids, id)
		if err = withoutID(err); err != nil && !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	return s.done(), ids, nil
}

// withoutID takes the id off a refusal: it is the one of an item that is not added, so that nobody could find it.
func withoutID(err error) error {
	if refused, ok := err.(*InvalidError); ok {
		bare := *refused
		bare.ID = ""
		return &bare
	}
	return err
}

// numbering hands out ids.
type numbering struct {
	b       *Backlog
	o       AddOptions
	largest int
	scanned bool
	given   map[ID]bool
}

func (n *numbering) next() (ID, error) {
	key := n.b.cfg.Key
	if n.b.cfg.RandomIDs {
		return n.random(key)
	}
	if !n.scanned {
		n.scanned = true
		n.largest = max(n.largest, n.b.largestNumber(key))
	}
	id, err := nextID(key, n.largest)
	n.largest++
	return id, err
}

func (n *numbering) random(key string) (ID, error) {
	if n.o.Random == nil {
		return "", errors.New("ids are random, and no source of chance is given")
	}
	for range 100 {
		id := randomID(key, n.o.Random)
		if n.b.lookup(id) == nil && !n.given[id] {
			if n.given == nil {
				n.given = map[ID]bool{}
			}
			n.given[id] = true
			return id, nil
		}
	}
	return "", errors.New("no free id was found in 100 tries")
}

// largestNumber is the largest number of an id with the key in this snapshot: of items, former ids, and the names of files that
// could not be read.
func (b *Backlog) largestNumber(key string) int {
	most := 0
	consider := func(id ID) {
		if id.Prefix() == key {
			most = max(most, id.Number())
		}
	}
	for _, f := range b.files {
		if f.item == nil {
			consider(IDOfName(f.path))
			continue
		}
		consider(f.item.ID)
		for _, a := range f.item.Aliases {
			consider(a)
		}
	}
	return most
}

// IDOfName is the id with which the name of a file begins, empty for none.
func IDOfName(path string) ID {
	name := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".md")
	prefix, rest, _ := strings.Cut(name, "-")
	ending, _, _ := strings.Cut(rest, "-")
	id, err := ParseID(prefix + "-" + ending)
	if err != nil {
		return ""
	}
	return id
}

// add writes one new file.
func (s *session) add(n *numbering, d Draft, today Date) (ID, error) {
	d = d.spelledOut(s.b.cfg.Languages)
	if d.Title == "" {
		return "", &InvalidError{Key: "title", Msg: "an item needs a title"}
	}
	id, err := n.next()
	if err != nil {
		return "", err
	}
	front := []doc.Member{
		{Key: "id", Value: doc.Str(string(id))},
		{Key: "status", Value: doc.Str(string(s.b.cfg.draft()))},
		{Key: "title", Value: doc.Str(d.Title)},
		{Key: "type", Value: doc.Str(string(d.Type))},
		{Key: "created", Value: doc.Lit(string(today))},
	}
	path := s.freePath(KindItem.Folder(), id, d.Title)
	f := parseFile(&s.scanner, path, doc.New(front, d.text()), s.b.cfg)
	if f.err != nil {
		return "", f.err
	}
	if len(f.problems) > 0 {
		return "", &InvalidError{Key: f.problems[0].Key, Msg: f.problems[0].Msg}
	}
	s.changed[path] = f
	if len(d.Criteria) > 0 {
		src, err := addCriteria(f, d.Criteria)
		if err == nil {
			err = s.put(f, src)
		}
		if err != nil {
			return "", spliceKeep(path, err)
		}
		f = s.changed[path]
	}
	for _, a := range d.Assigns {
		g, err := s.assign(f, a)
		if err == nil {
			err = newProblem(f, g)
		}
		if err != nil {
			return "", err
		}
		f = g
	}
	return id, nil
}

// spelledOut works out the title and the body of a draft whose title is a sentence or too long.
func (d Draft) spelledOut(languages []string) Draft {
	if d.Type == "" {
		d.Type = Story
	}
	d.Title = strings.TrimSpace(oneLine(d.Title))
	if d.As != "" || d.Want != "" || d.SoThat != "" {
		d.Body = paragraphs(ComposeStory(d.As, d.Want, d.SoThat), d.Body)
		if utf8.RuneCountInString(d.Title) <= 200 {
			return d
		}
	}
	title, sentence := TitleFromSentence(d.Title, languages...)
	d.Title, d.Body = title, paragraphs(sentence, d.Body)
	return d
}

// text is the body of a new file, the criteria aside: empty, or ended by one line end.
func (d Draft) text() string {
	text := strings.Trim(strings.ReplaceAll(d.Body, "\r\n", "\n"), "\n")
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text + "\n"
}

// paragraphs joins the texts that are not empty with a blank line between them.
func paragraphs(texts ...string) string {
	var out []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, strings.Trim(t, "\n"))
		}
	}
	return strings.Join(out, "\n\n")
}

// freePath is the path of a new file: one that exists is never taken.
func (s *session) freePath(folder string, id ID, title string) string {
	return s.free(folder + "/" + strings.TrimSuffix(FileName(id, title), ".md"))
}

// free is the path of a stem and ".md", with -2, -3 … between them where that is taken.
func (s *session) free(stem string) string {
	path := stem + ".md"
	for n := 2; s.taken(path); n++ {
		path = stem + "-" + strconv.Itoa(n) + ".md"
	}
	return path
}

func (s *session) taken(path string) bool {
	if _, ok := s.changed[path]; ok {
		return true
	}
	_, ok := s.b.fileIndex(path)
	return ok
}

// Remove deletes the files of items or records, all or none. It is refused (*[RefusedError]) while something refers to one of
// them that is not removed with it. An id that is not there is a *[NotFoundError]. The error joins one for each refusal.
func (b *Backlog) Remove(ids ...ID) (*Backlog, error) {
	s := b.session()
	going := map[ID]bool{}
	for _, id := range ids {
		going[id] = true
	}
	err := s.each(ids, func(f *file) error {
		s.changed[f.path] = nil
		return b.refuseLoss(f.id(), "remove", going)
	})
	if err != nil {
		return nil, err
	}
	return s.done(), nil
}

// JudgeLoss refuses an act that leads from one snapshot to another and takes records away to which others go on referring: a
// *[RefusedError] for each.
func (b *Backlog) JudgeLoss(next *Backlog, act string) error {
	there := map[ID]bool{}
	for _, f := range next.files {
		there[f.id()] = true
	}
	var errs []error
	for _, f := range b.files {
		if id := f.id(); id != "" && !there[id] {
			errs = append(errs, next.refuseLoss(id, act, nil))
		}
	}
	return errors.Join(errs...)
}

// refuseLoss is the refusal to take a record away to which others refer that stay.
func (b *Backlog) refuseLoss(id ID, act string, going map[ID]bool) error {
	var lines []string
	next := ""
	for _, r := range b.referring(id) {
		if going[r.From] {
			continue
		}
		lines = append(lines, string(r.From)+" ("+r.Key+")")
		if next == "" {
			next = takeOut(r)
		}
	}
	if len(lines) > 0 {
		return &RefusedError{ID: id, Act: act, Msg: "something refers to it", Lines: lines, Next: next}
	}
	return nil
}

// takeOut is the command that takes a reference out, empty for one of the product.
func takeOut(r Reference) string {
	if r.From == "" {
		return ""
	}
	if r.List {
		return "po edit " + string(r.From) + " --remove " + r.Key + "=" + string(r.To)
	}
	return "po edit " + string(r.From) + " --unset " + r.Key
}

// NumberOfName is the number of the id with the key in a file's name. It reports whether the name has an id of any key.
func NumberOfName(path, key string) (n int, named bool) {
	id := IDOfName(path)
	if id == "" {
		return 0, false
	}
	if id.Prefix() != key {
		return 0, true
	}
	return id.Number(), true
}

// NumberOfSource is the number of the id with the key that a file holds, 0 for none.
func NumberOfSource(src, key string) int {
	var s doc.Scanner
	front, _, err := s.Scan(src)
	if err != nil {
		return 0
	}
	for _, p := range front {
		if id := ID(p.Value.Text); p.Key == "id" && id.Prefix() == key {
			return id.Number()
		}
	}
	return 0
}
