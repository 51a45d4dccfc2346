package backlog

import (
	"path"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// NewID gives the item in a file another id, the next free one, and its file the name that goes with it. References to the old id, in
// front matter and in the text of bodies, follow in the files that follows names; those of the item's own file always do. The old id
// becomes an alias unless another file has it. Items alone have such ids: a path that names none is an *[InvalidError]. What cannot be
// spliced safely is a *[ParseError] with its place, and nothing is renamed then.
func (b *Backlog) NewID(path string, o AddOptions, follows func(path string) bool) (*Backlog, ID, error) {
	i, ok := b.fileIndex(path)
	if !ok {
		return nil, "", noFile(path)
	}
	f := b.files[i]
	if f.item == nil {
		return nil, "", &InvalidError{Key: "path", Value: path, Msg: path + " holds no item"}
	}
	next := &numbering{b: b, o: o, largest: o.Taken}
	id, err := next.next()
	if err != nil {
		return nil, "", err
	}
	r := renaming{old: f.item.ID, new: id, oldName: baseName(f.path)}
	to := r.path(f.path)
	r.newName = baseName(to)
	var scanner doc.Scanner
	changed := map[string]*file{}
	for _, g := range b.files {
		if g.err != nil || g != f && !follows(g.path) {
			continue
		}
		src, err := r.rewrite(g, g == f, !b.claimed(r.old, f))
		if err != nil {
			return nil, "", err
		}
		switch {
		case g == f:
			changed[g.path] = nil
			changed[to] = parseFile(&scanner, to, src, b.cfg)
		case src != g.src:
			changed[g.path] = parseFile(&scanner, g.path, src, b.cfg)
		}
	}
	if made := changed[to]; made.err != nil {
		return nil, "", made.err
	}
	return b.with(changed), id, nil
}

// claimed reports whether another file than f has an id.
func (b *Backlog) claimed(id ID, f *file) bool {
	return slices.ContainsFunc(b.files, func(g *file) bool { return g != f && g.err == nil && g.id() == id })
}

// Mentions gives the files that refer to an id, in front matter or in the text of their body, those that have the id themselves left out.
func (b *Backlog) Mentions(id ID) []string {
	r := renaming{old: id, new: id + "\x00"}
	var out []string
	for _, f := range b.files {
		if f.err != nil || f.id() == id || !strings.Contains(f.src, string(id)) {
			continue
		}
		if _, found := r.values(f); found || r.text(f.src[f.body:]) != f.src[f.body:] {
			out = append(out, f.path)
		}
	}
	return out
}

// A renaming replaces one id by another.
type renaming struct {
	old, new         ID
	oldName, newName string // of the item's file, without the folder
}

func baseName(p string) string { return path.Base(p) }

// path is the file's name with the new id in the place of the old one.
func (r renaming) path(p string) string {
	dir, name := path.Split(p)
	if rest, ok := strings.CutPrefix(name, string(r.old)); ok && rest != "" && (rest[0] == '-' || rest[0] == '.') {
		return dir + string(r.new) + rest
	}
	return p
}

// rewrite gives the file's text with the new id; own: it is the item itself, whose old id becomes an alias where that is asked for.
func (r renaming) rewrite(f *file, own, alias bool) (string, error) {
	d, err := doc.Parse(f.src)
	if err != nil {
		return "", unreadable(f.path, err)
	}
	t := f.cfg.table(f.kind)
	set := func(key string, v Value) {
		if err == nil {
			d, err = d.Set([]string{key}, v.written(), t.rank)
		}
	}
	if changed, found := r.values(f); found {
		for _, e := range changed {
			set(e.Key, e.Value)
		}
	}
	if own {
		set("id", Value{Kind: String, Text: string(r.new)})
		if alias && err == nil {
			d, err = d.Append([]string{"aliases"}, doc.Str(string(r.old)), t.rank)
		}
	}
	if err != nil {
		return "", spliceError(f.path, err)
	}
	return d.Source()[:d.BodyStart()] + r.text(d.Body()), nil
}

// values gives the keys of the front matter that name the old id, with the new one in its place; found is false where none does.
func (r renaming) values(f *file) (changed []Entry, found bool) {
	for _, e := range f.values() {
		if e.Key == "id" || e.Key == "aliases" || e.Key == "title" {
			continue
		}
		if v, ok := r.value(e.Value); ok {
			changed = append(changed, Entry{e.Key, v})
		}
	}
	return changed, len(changed) > 0
}

func (r renaming) value(v Value) (Value, bool) {
	found := false
	switch v.Kind {
	case List:
		v.List = slices.Clone(v.List)
		for i, e := range v.List {
			if next, ok := r.value(e); ok {
				v.List[i], found = next, true
			}
		}
	case Map:
		v.Map = slices.Clone(v.Map)
		for i, e := range v.Map {
			if e.Key == string(r.old) {
				v.Map[i].Key, found = string(r.new), true
			}
			if next, ok := r.value(e.Value); ok {
				v.Map[i].Value, found = next, true
			}
		}
	case None:
	default:
		if v.Text == string(r.old) {
			v.Text, found = string(r.new), true
		}
	}
	return v, found
}

// text replaces the id where it stands as a word, and the name of the item's file.
func (r renaming) text(s string) string {
	if r.oldName != "" && r.oldName != r.newName {
		s = strings.ReplaceAll(s, r.oldName, r.newName)
	}
	var out strings.Builder
	for at := 0; ; {
		i := strings.Index(s[at:], string(r.old))
		if i < 0 {
			out.WriteString(s[at:])
			return out.String()
		}
		start := at + i
		end := start + len(r.old)
		out.WriteString(s[at:start])
		at = end
		if standsAlone(s, start, end) {
			out.WriteString(string(r.new))
		} else {
			out.WriteString(s[start:end])
		}
	}
}

// standsAlone reports whether a part of a text is a word of its own.
func standsAlone(s string, start, end int) bool {
	if start > 0 && isWordByte(s[start-1]) {
		return false
	}
	joined := end < len(s) && s[end] == '-' && end+1 < len(s) && isWordByte(s[end+1])
	return end == len(s) || !joined && (s[end] == '-' || !isWordByte(s[end]))
}

// isWordByte reports whether a byte belongs to an id or to a word that is joined to one.
func isWordByte(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
