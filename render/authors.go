package render

import (
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// mostAuthors is how many people one change is ascribed to by name.
const mostAuthors = 5

// deeds are who gave a key of a record its values, the earliest first. A record
// that came counts as the key "".
type deeds map[[2]string][]deed

type deed struct{ author, value string }

// deedsOf reads who did what from the commits. Merges bring the work of others,
// which their own commits tell.
func deedsOf(revisions []backlog.Revision) deeds {
	d := deeds{}
	for _, r := range revisions {
		if len(r.Parents) > 1 {
			continue
		}
		for _, c := range r.Changes {
			if c.Op == backlog.OpSet || c.Op == backlog.OpAdd {
				key := [2]string{string(c.ID), c.Field}
				d[key] = append(d[key], deed{r.Author.Name, valueWords(c.New)})
			}
		}
	}
	return d
}

// nameAuthors says who moved items, and who gave a key its values where that
// was more than one.
func (c *Changes) nameAuthors(changes []backlog.Change, revisions []backlog.Revision) {
	if len(revisions) == 0 {
		return
	}
	d := deedsOf(revisions)
	for i := range c.Items {
		item := &c.Items[i]
		moved := d[[2]string{item.ID, "priority"}]
		if len(moved) == 0 && item.Kind == Added {
			moved = d[[2]string{item.ID, ""}]
		}
		item.MovedBy = strings.Join(authors(moved), ", ")
		for k, e := range item.Edits {
			if e.Kind == FieldEdit {
				item.Edits[k].By = byTurns(d[[2]string{item.ID, e.Field}])
			}
		}
	}
}

// authors are the different people of some deeds, in order of their first one.
func authors(list []deed) []string {
	var names []string
	for _, x := range list {
		if !slices.Contains(names, x.author) && len(names) < mostAuthors {
			names = append(names, x.author)
		}
	}
	return names
}

// byTurns says which value each of several people left: "mara: 5, jan: 8"; ""
// where it was one alone.
func byTurns(list []deed) string {
	names := authors(list)
	if len(names) < 2 {
		return ""
	}
	var turns []string
	for _, name := range names {
		for _, x := range slices.Backward(list) {
			if x.author == name {
				turns = append(turns, name+": "+x.value)
				break
			}
		}
	}
	return strings.Join(turns, ", ")
}
