package backlog

import (
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// AssignOp is what an assignment does to a key.
type AssignOp uint8

// The operations: set the whole value, take the key out, add an entry to a list, take an entry out of a list.
const (
	SetKey AssignOp = iota
	UnsetKey
	AppendTo
	TakeFrom
)

// Assign is one assignment to a key of front matter; dots lead into maps (scores.wsjf.ubv). Text is a scalar's text, or a list with
// commas between its entries, quoted as in CSV; List, where not nil, holds a list's entries and Text is not looked at.
type Assign struct {
	Op   AssignOp
	Key  string   // of the field table, or one that the file holds already
	Text string   // not empty: UnsetKey takes a key out
	List []string // nil: Text counts
}

// Set sets one key; see [Backlog.Edit].
func (b *Backlog) Set(id ID, key, value string) (*Backlog, error) {
	return b.Edit([]ID{id}, Assign{Op: SetKey, Key: key, Text: value})
}

// Unset takes a key out; see [Backlog.Edit].
func (b *Backlog) Unset(id ID, key string) (*Backlog, error) {
	return b.Edit([]ID{id}, Assign{Op: UnsetKey, Key: key})
}

// Append adds one entry to a list; see [Backlog.Edit].
func (b *Backlog) Append(id ID, key, value string) (*Backlog, error) {
	return b.Edit([]ID{id}, Assign{Op: AppendTo, Key: key, Text: value})
}

// Take takes one entry out of a list; see [Backlog.Edit].
func (b *Backlog) Take(id ID, key, value string) (*Backlog, error) {
	return b.Edit([]ID{id}, Assign{Op: TakeFrom, Key: key, Text: value})
}

// Edit assigns keys of items or other records, all or none. The field table judges each value; a value that is an id must
// name something that exists, and may be shortened (12 for VS-12). Setting status writes that key alone, which is a repair: the way through the flow is [Backlog.Do].
// The error joins an error for each refusal: *[NotFoundError], *[AmbiguousError], *[InvalidError], *[ParseError].
func (b *Backlog) Edit(ids []ID, assigns ...Assign) (*Backlog, error) {
	s := b.session()
	err := s.each(ids, func(f *file) error {
		var errs []error
		for _, a := range assigns {
			g, err := s.assign(f, a)
			if err == nil {
				err = newProblem(f, g)
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
			f = g
		}
		return errors.Join(errs...)
	})
	if err != nil {
		return nil, err
	}
	return s.done(), nil
}

// newProblem refuses an assignment that leaves a value which cannot be read, such as a number where a map belongs.
func newProblem(old, new *file) error {
	for _, p := range new.problems {
		if !slices.ContainsFunc(old.problems, func(q *ParseError) bool { return q.Key == p.Key && q.Msg == p.Msg }) {
			return &InvalidError{ID: new.id(), Key: p.Key, Msg: p.Msg}
		}
	}
	return nil
}

// assign makes one assignment in one file.
func (s *session) assign(f *file, a Assign) (*file, error) {
	path := strings.Split(a.Key, ".")
	t := s.b.cfg.table(f.kind)
	fd, known := t.field(path[0])
	if err := s.judgeKey(f, fd, known, a); err != nil {
		return nil, err
	}
	switch a.Op {
	case UnsetKey:
		return s.edit(f, func(d *doc.Doc) (*doc.Doc, error) {
			if _, ok := d.Lookup(path...); !ok {
				return d, nil
			}
			return d.Unset(path...)
		})
	case AppendTo:
		return s.appendEntry(f, fd, path, a)
	case TakeFrom:
		return s.takeEntry(f, a, path)
	}
	v, err := s.value(f, fd, path, a)
	if err != nil {
		return nil, err
	}
	return s.edit(f, func(d *doc.Doc) (*doc.Doc, error) { return d.Set(path, v, t.rank) })
}

// judgeKey refuses keys that nobody sets by hand, and unknown ones that the file does not hold already.
func (s *session) judgeKey(f *file, fd Field, known bool, a Assign) error {
	top, _, dotted := strings.Cut(a.Key, ".")
	switch {
	case !known && f.get(top).IsSet():
		return nil
	case !known:
		var keys []string
		for _, g := range s.b.cfg.table(f.kind).fields {
			keys = append(keys, g.Key)
		}
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: "no such key; own keys are declared under fields: in po.yaml", Allowed: Nearest(top, keys)}
	case fd.Frozen:
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: "is written by po alone"}
	case dotted && fd.Kind != Map:
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: fd.Key + " holds no keys of its own"}
	case !dotted && fd.Kind == Map && a.Op == SetKey:
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: "is a map: set its keys, such as " + a.Key + "." + mapExample(fd.Key)}
	case a.Op == UnsetKey && (top == "title" || top == "status" && f.item != nil):
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: "cannot be unset"}
	case (a.Op == AppendTo || a.Op == TakeFrom) && fd.Kind != List:
		return &InvalidError{ID: f.id(), Key: a.Key, Msg: "is no list"}
	}
	return nil
}

func mapExample(key string) string {
	switch key {
	case "scores":
		return "wsjf.ubv"
	case "blocked":
		return "reason"
	}
	return "target"
}

// value makes the value to be written.
func (s *session) value(f *file, fd Field, path []string, a Assign) (doc.Value, error) {
	if len(path) > 1 {
		return s.partValue(f, a)
	}
	if fd.Kind != List {
		return s.scalar(f, fd, fd.Kind, a.Text)
	}
	entries, err := a.entries()
	if err != nil {
		return doc.Value{}, &InvalidError{ID: f.id(), Key: a.Key, Value: a.Text, Msg: "a list such as a,b: " + err.Error()}
	}
	var items []doc.Value
	for _, e := range entries {
		v, err := s.scalar(f, fd, fd.Of, e)
		if err != nil {
			return doc.Value{}, err
		}
		items = append(items, v)
	}
	if len(items) == 0 {
		return doc.Value{}, &InvalidError{ID: f.id(), Key: a.Key, Msg: "the list is empty: unset takes it out"}
	}
	return doc.Seq(items...), nil
}

// partValue makes a value inside a map.
func (s *session) partValue(f *file, a Assign) (doc.Value, error) {
	if msg, allowed := judgeScoreInput(a.Key, a.Text); msg != "" {
		return doc.Value{}, &InvalidError{ID: f.id(), Key: a.Key, Value: a.Text, Msg: msg, Allowed: allowed}
	}
	last := a.Key[strings.LastIndexByte(a.Key, '.')+1:]
	switch subKind(last) {
	case DateVal:
		if _, err := ParseDate(a.Text); err != nil {
			return doc.Value{}, &InvalidError{ID: f.id(), Key: a.Key, Value: a.Text, Msg: strconv.Quote(a.Text) + " is " + err.Error()}
		}
		return doc.Lit(a.Text), nil
	case String:
		return doc.Str(a.Text), nil
	}
	return guessValue(a.Text), nil
}

// entries splits the text of a list.
func (a Assign) entries() ([]string, error) {
	if a.List != nil {
		return a.List, nil
	}
	if a.Text == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(a.Text))
	r.TrimLeadingSpace = true
	entries, err := r.Read()
	if err != nil {
		return nil, errors.New("an entry with a comma stands in quotes")
	}
	for i := range entries {
		entries[i] = strings.TrimSpace(entries[i])
	}
	return entries, nil
}

// scalar judges one scalar and makes the value to be written.
func (s *session) scalar(f *file, fd Field, kind Kind, text string) (doc.Value, error) {
	invalid := func(msg string, allowed ...string) (doc.Value, error) {
		return doc.Value{}, &InvalidError{ID: f.id(), Key: fd.Key, Value: text, Msg: msg, Allowed: allowed}
	}
	switch {
	case text == "" && (fd.Key == "title" || fd.Key == "status"):
		return invalid("the value is empty")
	case text == "":
		return invalid("the value is empty: unset takes the key out")
	}
	if kind == Ref {
		id, err := s.reference(f, fd, text)
		return doc.Str(string(id)), err
	}
	if msg := checkText(&fd, kind, text); msg != "" {
		return invalid(msg)
	}
	switch {
	case fd.Key == "status" && f.kind == KindItem:
		if _, ok := s.b.cfg.Status(Status(text)); !ok {
			return invalid("no such status", s.b.cfg.StatusNames()...)
		}
	case fd.Key == "area" && len(s.b.cfg.Areas) > 0:
		if !slices.ContainsFunc(s.b.cfg.Areas, func(a Area) bool { return a.Name == text }) {
			return invalid("no such area", s.b.cfg.areaNames()...)
		}
	case kind == Bool && text != "true" && text != "false":
		return invalid("true or false expected")
	}
	if kind == String {
		return doc.Str(text), nil
	}
	return doc.Lit(text), nil
}

func (c *Config) areaNames() []string {
	var names []string
	for _, a := range c.Areas {
		names = append(names, a.Name)
	}
	return names
}

// reference finds the id that a text names and judges its kind.
func (s *session) reference(f *file, fd Field, text string) (ID, error) {
	id, err := s.b.resolveKind(text, fd.Target)
	if err != nil {
		return "", err
	}
	kind, _ := s.b.Has(id)
	switch {
	case fd.Target != KindAny && kind != fd.Target:
		return "", &InvalidError{ID: f.id(), Key: fd.Key, Value: text, Msg: string(id) + " is " + WithArticle(kind.String()) + ", " + WithArticle(fd.Target.String()) + " is expected"}
	case id == f.id():
		return "", &InvalidError{ID: f.id(), Key: fd.Key, Value: text, Msg: "it cannot name itself"}
	case fd.Key == "epic":
		if it, err := s.b.Item(id); err == nil && it.Type != Epic {
			return "", &InvalidError{ID: f.id(), Key: fd.Key, Value: text, Msg: string(id) + " is " + WithArticle(string(it.Type)) + ", not an epic"}
		}
	}
	return id, nil
}

// appendEntry adds one entry; an entry that is there already is not added again.
func (s *session) appendEntry(f *file, fd Field, path []string, a Assign) (*file, error) {
	v, err := s.scalar(f, fd, fd.Of, a.Text)
	if err != nil {
		return nil, err
	}
	text := a.Text
	if fd.Of == Ref {
		id, err := s.b.Resolve(a.Text)
		if err != nil {
			return nil, err
		}
		text = string(id)
	}
	if slices.Contains(f.get(a.Key).Strings(), text) {
		return f, nil
	}
	return s.edit(f, func(d *doc.Doc) (*doc.Doc, error) { return d.Append(path, v, s.b.cfg.table(f.kind).rank) })
}

func (s *session) takeEntry(f *file, a Assign, path []string) (*file, error) {
	entries := f.get(a.Key).Strings()
	i := slices.Index(entries, a.Text)
	if i < 0 {
		if id, err := s.b.Resolve(a.Text); err == nil {
			i = slices.Index(entries, string(id))
		}
	}
	if i < 0 {
		return nil, &InvalidError{ID: f.id(), Key: a.Key, Value: a.Text, Msg: strconv.Quote(a.Text) + " is not in the list", Allowed: entries}
	}
	return s.edit(f, func(d *doc.Doc) (*doc.Doc, error) { return d.Take(path, i) })
}
