package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// settings are what po.yaml sets, key by key in its order: one value, or the
// entries of a list.
type settings struct {
	keys   []string
	values map[string][]string
	lists  map[string]bool
}

func settingsOf(b *backlog.Backlog) settings {
	s := settings{values: map[string][]string{}, lists: map[string]bool{}}
	last := "" // the entry of a list that the keys before belong to
	for _, e := range b.Config().Settings() {
		key, rest, n := listKey(e.Key)
		if s.values[key] == nil {
			s.keys = append(s.keys, key)
		}
		words := strings.TrimSpace(rest + " " + e.Value.Text)
		switch at := key + "." + n; {
		case n == "":
			s.values[key] = append(s.values[key], e.Value.Text)
		case at == last:
			s.values[key][len(s.values[key])-1] += ", " + words
		default:
			s.values[key], s.lists[key], last = append(s.values[key], words), true, at
		}
	}
	return s
}

// listKey takes a key inside a list of maps apart: "areas.1.name" is name of the
// entry 1 of areas. A key outside of one is whole.
func listKey(key string) (list, rest, n string) {
	parts := strings.Split(key, ".")
	for i, p := range parts {
		if _, err := strconv.ParseUint(p, 10, 32); err == nil && i > 0 {
			return strings.Join(parts[:i], "."), strings.Join(parts[i+1:], "."), p
		}
	}
	return key, "", ""
}

// settingEdits words the settings that have another value, for who does not read
// the file: old and new, or the entries that came and went.
func settingEdits(old, new *backlog.Backlog) []Edit {
	was, is := settingsOf(old), settingsOf(new)
	keys := slices.Clone(is.keys)
	for _, key := range was.keys {
		if is.values[key] == nil {
			keys = append(keys, key)
		}
	}
	var edits []Edit
	for _, key := range keys {
		a, b := was.values[key], is.values[key]
		switch {
		case slices.Equal(a, b):
		case was.lists[key] || is.lists[key]:
			edits = append(edits, entryEdits(key, "-", Bad, a, b)...)
			edits = append(edits, entryEdits(key, "+", Good, b, a)...)
		default:
			edits = append(edits, setEdit(backlog.Change{Field: key, Old: settingValue(a), New: settingValue(b)}))
		}
	}
	return edits
}

// entryEdits words the entries of a list that the other one does not have.
func entryEdits(key, sign string, tone Tone, list, other []string) []Edit {
	var edits []Edit
	open := slices.Clone(other)
	for _, words := range list {
		if at := slices.Index(open, words); at >= 0 {
			open = slices.Delete(open, at, at+1)
			continue
		}
		edits = append(edits, Edit{Field: key, Words: Text{{Text: sign + words, Tone: tone}}})
	}
	return edits
}

func settingValue(values []string) backlog.Value {
	if len(values) == 0 {
		return backlog.Value{}
	}
	return backlog.Text(values[0])
}

// nameSettings puts the settings that changed before the lines of po.yaml.
func (c *Changes) nameSettings(old, new *backlog.Backlog, changes []backlog.Change) {
	at := slices.IndexFunc(changes, func(ch backlog.Change) bool { return ch.Field == "settings" })
	if at < 0 {
		return
	}
	i := slices.IndexFunc(c.Items, func(item Changed) bool { return item.ID == changes[at].Path })
	if i >= 0 {
		c.Items[i].Edits = append(settingEdits(old, new), c.Items[i].Edits...)
	}
}
