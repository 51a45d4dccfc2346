package backlog

import (
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Ignore is a comment that silences a check rule for the file it stands in:
// "# po: ignore RULE because TEXT" in the front matter, the same in <!-- --> in the
// body. Reason is the text, empty where none is given.
type Ignore struct {
	Rule, Reason string
	Pos          Position
}

const ignoreMark = "po: ignore"

// Ignores gives the rules that the item's file silences, in the order of the file.
func (it Item) Ignores() []Ignore { return it.f.ignores() }

// Ignores gives the rules that the record's file silences, in the order of the file.
func (r Record) Ignores() []Ignore { return r.f.ignores() }

func (f *file) ignores() []Ignore {
	if strings.IndexByte(f.src[:f.body], '#') < 0 && !strings.Contains(f.src[f.body:], "<!--") || !strings.Contains(f.src, ignoreMark) {
		return nil // without looking for comments
	}
	var out []Ignore
	add := func(text string, offset int) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(text), ignoreMark); ok {
			rule, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
			reason, _ = strings.CutPrefix(strings.TrimSpace(reason), "because")
			out = append(out, Ignore{rule, strings.TrimLeft(reason, ": \t\r\n"), f.at(offset)})
		}
	}
	if d, err := doc.Parse(f.src); err == nil {
		for _, c := range d.Comments() {
			add(c.Text, c.Span.Start)
		}
	}
	for _, at := range doc.Comments(f.src, f.body) {
		text := strings.TrimSuffix(strings.TrimPrefix(f.src[at.Start:at.End], "<!--"), "-->")
		add(text, at.Start)
	}
	return out
}

// RawHTML gives the places of raw HTML in the body, comments excepted: it is not shown.
func (it Item) RawHTML() []Position { return it.f.rawHTML() }

// RawHTML gives the places of raw HTML in the body, comments excepted: it is not shown.
func (r Record) RawHTML() []Position { return r.f.rawHTML() }

func (f *file) rawHTML() []Position {
	if strings.IndexByte(f.src[f.body:], '<') < 0 {
		return nil
	}
	return f.places(doc.RawHTML(f.src, f.body))
}

// BrokenScenarios gives the places of gherkin blocks among the criteria that do not
// parse and so hold no criteria.
func (it Item) BrokenScenarios() []Position {
	body := it.Body()
	if strings.IndexByte(body, '`') < 0 && strings.IndexByte(body, '~') < 0 || !strings.Contains(body, "gherkin") {
		return nil // without looking for blocks
	}
	section, ok := it.f.criteriaSection()
	if !ok {
		return nil
	}
	return it.f.places(doc.BrokenScenarios(it.f.src, section))
}

func (f *file) places(spans []doc.Span) []Position {
	var out []Position
	for _, at := range spans {
		out = append(out, f.at(at.Start))
	}
	return out
}

// TitleComment is the comment on the line of a plain title, which YAML takes out of
// it: "title: Fix #12" reads as "Fix". It reports whether there is one.
func (it Item) TitleComment() (string, bool) {
	front := it.f.src[:it.f.body]
	at := strings.Index(front, "title:")
	if at < 0 || strings.IndexByte(front[at:], '#') < 0 {
		return "", false
	}
	d, err := doc.Parse(it.f.src)
	if err != nil {
		return "", false
	}
	title, ok := d.Lookup("title")
	if !ok || title.Quoted {
		return "", false
	}
	comment, ok := d.CommentAt(title)
	return comment.Text, ok
}

// EntryPos is the place of an entry of a list key, of the key where the list has no
// such entry.
func (it Item) EntryPos(key, entry string) Position { return it.f.entryPos(key, entry) }

// EntryPos is the place of an entry of a list key, of the key where the list has no
// such entry.
func (r Record) EntryPos(key, entry string) Position { return r.f.entryPos(key, entry) }

func (f *file) entryPos(key, entry string) Position {
	for _, p := range f.front() {
		if p.Key != key {
			continue
		}
		for _, e := range p.Value.Items {
			if e.Kind == doc.Scalar && e.Text == entry {
				return f.at(e.Span.Start)
			}
		}
	}
	return f.pos(key)
}

// Misnamed reports whether the item's file is named after another id, and the path
// it should have: the same with its own id.
func (it Item) Misnamed() (path string, misnamed bool) { return it.f.misnamed(it.ID) }

// Misnamed reports whether the record's file is named after another id, and the path
// it should have: the same with its own id.
func (r Record) Misnamed() (path string, misnamed bool) { return r.f.misnamed(r.ID) }

func (f *file) misnamed(id ID) (string, bool) {
	named := IDOfName(f.path)
	if named == "" || named == id || id == "" {
		return "", false
	}
	folder := f.path[:strings.LastIndexByte(f.path, '/')+1]
	return folder + string(id) + f.path[len(folder)+len(named):], true
}

// RenameFile gives a file that is named after another id the name that [Item.Misnamed]
// tells, with -2, -3 … at its end where that is taken. One that is named as it
// should be stays as it is: the result is b itself. A path that the snapshot does
// not hold is an *[InvalidError].
func (b *Backlog) RenameFile(path string) (*Backlog, error) {
	i, ok := b.fileIndex(path)
	if !ok {
		return nil, noFile(path)
	}
	f := b.files[i]
	to, misnamed := f.misnamed(f.id())
	if !misnamed {
		return b, nil
	}
	to = b.session().free(strings.TrimSuffix(to, ".md"))
	return b.With(FileEdit{Path: path}, FileEdit{Path: to, New: []byte(f.src)})
}

// MoveCriteria moves criteria that stand in the front matter of an item to its
// section of acceptance criteria, before those that are there, each with an open box.
// Where there are none the result is b itself. An id that is not there, or of no
// item, is refused as by [Backlog.Edit].
func (b *Backlog) MoveCriteria(id ID) (*Backlog, error) {
	s := b.session()
	f, err := s.item(id)
	if err != nil {
		return nil, err
	}
	criteria := f.frontCriteria()
	if len(criteria) == 0 {
		return b, nil
	}
	if f, err = s.edit(f, withoutCriteria); err != nil {
		return nil, err
	}
	texts := make([]string, len(criteria))
	for i, c := range criteria {
		texts[i] = c.Text
	}
	src, err := insertCriteria(f, texts, 0)
	if err != nil {
		return nil, spliceKeep(f.path, err)
	}
	if err := s.put(f, src); err != nil {
		return nil, err
	}
	return s.done(), nil
}

// withoutCriteria removes the keys that hold criteria.
func withoutCriteria(d *doc.Doc) (*doc.Doc, error) {
	for _, p := range d.Front() {
		if criteriaKey(p.Key) && len(p.Value.Items) > 0 {
			var err error
			if d, err = d.Unset(p.Key); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

// plainValue finds the value of a top-level key that stands behind it on its line and
// begins with a letter or digit, as nearly all do; false sends the caller to the YAML
// reader. A line of front matter that begins with the key is the key: what continues
// a value is indented.
func (f *file) plainValue(key string) (offset int, ok bool) {
	front := f.src[:f.body]
	for from := 0; ; {
		i := strings.Index(front[from:], key)
		if i < 0 {
			return 0, false
		}
		i += from
		from = i + len(key)
		if i == 0 || front[i-1] != '\n' || !strings.HasPrefix(front[from:], ": ") {
			continue
		}
		from = skipBlank(front, from+1)
		return from, from < len(front) && isWordRune(rune(front[from]))
	}
}
