package backlog

import (
	"errors"
	"fmt"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Edit turns a snapshot into the next one.
type Edit func(*Backlog) (*Backlog, error)

// Apply runs edits one after the other: all or none.
func (b *Backlog) Apply(edits ...Edit) (*Backlog, error) {
	next := b
	for _, e := range edits {
		var err error
		if next, err = e(next); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// session collects changed files, so that an edit of many items makes one new snapshot.
type session struct {
	b       *Backlog
	changed map[string]*file
	scanner doc.Scanner
}

func (b *Backlog) session() *session { return &session{b: b, changed: map[string]*file{}} }

// done is the new snapshot: the old one itself where no byte has changed.
func (s *session) done() *Backlog {
	for path, f := range s.changed {
		if i, ok := s.b.fileIndex(path); ok && f != nil && s.b.files[i].src == f.src {
			delete(s.changed, path)
		}
	}
	return s.b.with(s.changed)
}

// file finds the file of an id for writing: unknown ids and ids that two files claim are refused.
func (s *session) file(id ID) (*file, error) {
	for _, d := range s.b.names.dup {
		if d.ID == id {
			return nil, d
		}
	}
	f := s.b.lookup(id)
	if f == nil {
		return nil, s.b.notFound(id, KindAny)
	}
	if g, ok := s.changed[f.path]; ok {
		return g, nil
	}
	return f, nil
}

// item finds the file of an item.
func (s *session) item(id ID) (*file, error) {
	f, err := s.file(id)
	if err != nil {
		return nil, err
	}
	if f.item == nil {
		return nil, &InvalidError{ID: id, Msg: "is " + WithArticle(f.kind.String()) + ", not an item of the backlog"}
	}
	return f, nil
}

// put stores the new text of a file. A text that cannot be read, or that is another record now, is refused.
func (s *session) put(f *file, src string) error {
	g := parseFile(&s.scanner, f.path, src, s.b.cfg)
	if g.err != nil {
		return g.err
	}
	if g.id() != f.id() {
		return &InvalidError{ID: f.id(), Key: "id", Value: string(g.id()), Msg: "an id does not change; po renumber gives a new one"}
	}
	s.changed[f.path] = g
	return nil
}

// edit splices the front matter of a file.
func (s *session) edit(f *file, splice func(d *doc.Doc) (*doc.Doc, error)) (*file, error) {
	d, err := doc.Parse(f.src)
	if err != nil {
		return nil, unreadable(f.path, err)
	}
	d, err = splice(d)
	if err != nil {
		return nil, spliceError(f.path, err)
	}
	if err := s.put(f, d.Source()); err != nil {
		return nil, err
	}
	return s.changed[f.path], nil
}

// spliceError gives an error of the doc package the file's path.
func spliceError(path string, err error) error {
	var at *doc.Error
	if errors.As(err, &at) {
		return &ParseError{Pos: Position{path, at.Line, at.Column}, Rule: "file.yaml", Msg: at.Msg}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// each runs an edit for every id; every refusal is collected, so that a person sees them all.
func (s *session) each(ids []ID, edit func(f *file) error) error {
	var errs []error
	for _, id := range ids {
		f, err := s.file(id)
		if err == nil {
			err = edit(f)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// With gives a snapshot in which files have the given texts, as an editor or another program has left them: New nil removes a
// file, Old is not looked at. A text that cannot be read is kept as such, see [Backlog.Broken]; a po.yaml that cannot be read is a *[ParseError].
func (b *Backlog) With(edits ...FileEdit) (*Backlog, error) {
	var scanner doc.Scanner
	changed := map[string]*file{}
	for _, e := range edits {
		if e.Path == configFile {
			next, err := b.withConfig(string(e.New))
			if err != nil {
				return nil, err
			}
			b = next
		}
	}
	for _, e := range edits {
		switch {
		case !Reads(e.Path):
		case e.New == nil:
			changed[e.Path] = nil
		default:
			changed[e.Path] = parseFile(&scanner, e.Path, string(e.New), b.cfg)
		}
	}
	return b.with(changed), nil
}

// withConfig reads all files anew under another po.yaml.
func (b *Backlog) withConfig(src string) (*Backlog, error) {
	c, err := parseConfig(src)
	if err != nil {
		return nil, err
	}
	var scanner doc.Scanner
	files := make([]*file, len(b.files))
	for i, f := range b.files {
		if f.err != nil && f.src == "" {
			files[i] = f
			continue
		}
		files[i] = parseFile(&scanner, f.path, f.src, c)
	}
	return assemble(c, files), nil
}

// SetConfig sets one key of po.yaml by bytes; dots lead into maps. The empty value takes the key out. All files are read anew
// under the new settings. A key that there is not, and a value that does not fit it, is a *[ParseError] with the place in po.yaml that
// the setting would have.
func (b *Backlog) SetConfig(key, value string) (*Backlog, error) {
	d, err := doc.ParseYAML(b.cfg.src)
	if err != nil {
		return nil, unreadable(configFile, err)
	}
	path := strings.Split(key, ".")
	if path[0] == "check" && len(path) > 1 {
		path = []string{"check", strings.Join(path[1:], ".")} // the name of a rule has a dot of its own
	}
	if value == "" {
		d, err = d.Unset(path...)
	} else {
		d, err = d.Set(path, guessValue(value), func(string) int { return -1 })
	}
	if err != nil {
		return nil, spliceError(configFile, err)
	}
	return b.withConfig(d.Source())
}

// guessValue is a value of a key whose kind no table knows: numbers, dates, booleans and lists in brackets as they are.
func guessValue(text string) doc.Value {
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		var items []doc.Value
		for _, e := range strings.Split(strings.TrimSuffix(inner, "]"), ",") {
			items = append(items, guessValue(strings.TrimSpace(e)))
		}
		return doc.Seq(items...)
	}
	_, notNumber := ParseDecimal(text)
	_, notDate := ParseDate(text)
	if notNumber == nil || notDate == nil || text == "true" || text == "false" {
		return doc.Lit(text)
	}
	return doc.Str(text)
}
