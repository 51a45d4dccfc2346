package backlog

import "iter"

// Reference says that a key of one record names another.
type Reference struct {
	From ID     // whose key it is; empty for product.md
	Key  string // such as epic or depends_on
	To   ID     // as written: a former id, perhaps, or one of nothing
	List bool   // an entry of a list
}

// References gives what the item refers to in its front matter, the entries of lists one by one.
func (it Item) References() iter.Seq[Reference] {
	return func(yield func(Reference) bool) { it.references(yield) }
}

func (it *Item) references(yield func(Reference) bool) bool {
	one := func(key string, to ID) bool {
		return to == "" || yield(Reference{From: it.ID, Key: key, To: to})
	}
	list := func(key string, ids []ID) bool {
		for _, to := range ids {
			if !yield(Reference{it.ID, key, to, true}) {
				return false
			}
		}
		return true
	}
	return one("epic", it.Epic) && one("goal", it.Goal) && one("sprint", it.Sprint) && one("release", it.Release) &&
		list("depends_on", it.DependsOn) && list("insights", it.Insights)
}

// References gives what the record refers to in its front matter, in the order of the file, the entries of lists one by one.
func (r Record) References() iter.Seq[Reference] {
	return func(yield func(Reference) bool) { r.references(yield) }
}

func (r *Record) references(yield func(Reference) bool) bool {
	t := r.f.cfg.table(r.Kind)
	for _, e := range r.Values() {
		fd, known := t.field(e.Key)
		if !known || fd.Kind != Ref && fd.Of != Ref || fd.Frozen {
			continue
		}
		for _, to := range e.Value.Strings() {
			if !yield(Reference{r.ID, e.Key, ID(to), fd.Kind == List}) {
				return false
			}
		}
	}
	return true
}

// referring gives what refers to an id: items first in order, then the other records.
func (b *Backlog) referring(to ID) []Reference {
	var out []Reference
	keep := func(r Reference) bool {
		if r.To == to {
			out = append(out, r)
		}
		return true
	}
	for _, it := range b.order().all() {
		it.references(keep)
	}
	for _, f := range b.files {
		if f.record != nil {
			f.record.references(keep)
		}
	}
	return out
}
