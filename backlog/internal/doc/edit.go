package doc

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rank is the place of a top-level key in the order of its record's table, -1 for an unknown one.
type Rank func(key string) int

// Set writes a value at a path of keys. What stands there is replaced in its own style: a scalar in its quotes, a list
// entry by entry, a map key by key. A key that is not there is added, with the maps above it: a top-level key where the
// rank puts it among the keys there are, which keep their order; any other at its map's end.
//
// The error is an [*Error]: Unsafe where the bytes cannot be spliced, with the line to change by hand; Mismatch where
// the path leads through a value that is no map.
func (d *Doc) Set(path []string, v Value, rank Rank) (*Doc, error) {
	if e := d.checkValue(path, v); e != nil {
		return nil, e
	}
	return result(d.set(path, v, rank))
}

// Unset removes the key at a path with its lines: its own, those indented below it, and nothing else. The last key of
// a map takes the map with it. A key that is not there is no error: the result is d. The error is as for [Doc.Set].
func (d *Doc) Unset(path ...string) (*Doc, error) {
	if d.find(path) == nil {
		return d, nil
	}
	return result(d.unset(path))
}

// Append adds one entry to a list in the list's own style; a key that is not there becomes a list of one. A text
// where a list is expected is never read as a list of one: Mismatch, at its place. The error is else as for [Doc.Set].
func (d *Doc) Append(path []string, v Value, rank Rank) (*Doc, error) {
	p := d.find(path)
	if p == nil || p.Value.Kind == Null {
		return d.Set(path, Seq(v), rank)
	}
	if e := d.checkValue(path, v); e != nil {
		return nil, e
	}
	if p.Value.Kind != List {
		return nil, d.refuse(p.Value.Span.Start, Mismatch, path, "the value is no list: write it as one by hand")
	}
	return result(d.insertItem(path, len(p.Value.Items), v))
}

// Take removes the entry with that index, from 0, from a list; the last one takes the key with it. The error is as
// for [Doc.Append]; Mismatch too where the list has no such entry.
func (d *Doc) Take(path []string, index int) (*Doc, error) {
	p := d.find(path)
	switch {
	case p == nil:
		return nil, d.refuse(d.part.start, Mismatch, path, "no such key")
	case p.Value.Kind != List:
		return nil, d.refuse(p.Value.Span.Start, Mismatch, path, "the value is no list")
	case index < 0 || index >= len(p.Value.Items):
		return nil, d.refuse(p.Value.Span.Start, Mismatch, path, "the list has %d entries, none with index %d", len(p.Value.Items), index)
	case len(p.Value.Items) == 1:
		return result(d.unset(path))
	}
	return result(d.takeItem(path, index))
}

// result keeps a nil [*Error] from becoming an error.
func result(d *Doc, e *Error) (*Doc, error) {
	if e != nil {
		return nil, e
	}
	return d, nil
}

// refuse is the error for an edit that is not made, about the value at a path.
func (d *Doc) refuse(at int, reason Reason, path []string, format string, args ...any) *Error {
	return errorAt(d.src, at, reason, "%s: %s", strings.Join(path, "."), fmt.Sprintf(format, args...))
}

// checkValue refuses a path without keys, and texts that no file can hold.
func (d *Doc) checkValue(path []string, v Value) *Error {
	texts := slices.Clone(path)
	for queue := []Value{v}; len(queue) > 0; queue = queue[1:] {
		texts = append(texts, queue[0].text)
		queue = append(queue, queue[0].items...)
		for _, m := range queue[0].members {
			texts = append(texts, m.Key)
			queue = append(queue, m.Value)
		}
	}
	if len(path) == 0 {
		return errorAt(d.src, d.part.start, Mismatch, "no key is named")
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return d.refuse(d.part.start, Encoding, path, "the value is not valid UTF-8")
		}
	}
	return nil
}

// set finds out what Set means here: a change of what stands there, or a new key in the deepest map that is there.
func (d *Doc) set(path []string, v Value, rank Rank) (*Doc, *Error) {
	parent := &d.root
	for i, key := range path {
		p := parent.pair(key)
		switch {
		case p == nil:
			return d.insertPair(path[:i], Member{key, nest(path[i+1:], v)}, rank)
		case i == len(path)-1:
			return d.replace(path, v)
		case p.Value.Kind == Null:
			return d.rewrite(path[:i+1], nest(path[i+1:], v))
		case p.Value.Kind != Map:
			return nil, d.refuse(p.Value.Span.Start, Mismatch, path[:i+1], "the value is no map")
		}
		parent = &p.Value
	}
	return d, nil
}

// nest wraps a value in maps of one key each.
func nest(path []string, v Value) Value {
	for _, key := range slices.Backward(path) {
		v = Mapping(Member{key, v})
	}
	return v
}

// replace changes the value at a path to another one.
func (d *Doc) replace(path []string, v Value) (*Doc, *Error) {
	old := &d.find(path).Value
	switch {
	case old.equals(v):
		return d, nil
	case old.Kind == List && v.kind == List && len(old.Items) > 0 && len(v.items) > 0:
		return d.replaceItems(path, v.items)
	case old.Kind == Map && v.kind == Map && len(old.Pairs) > 0 && len(v.members) > 0:
		return d.replacePairs(path, v.members)
	}
	return d.rewrite(path, v)
}

// replacePairs changes a map key by key: those that stay keep their place.
func (d *Doc) replacePairs(path []string, members []Member) (_ *Doc, e *Error) {
	for _, m := range members {
		if d, e = d.set(append(slices.Clone(path), m.Key), m.Value, nil); e != nil {
			return nil, e
		}
	}
	for _, p := range d.find(path).Value.Pairs {
		if slices.ContainsFunc(members, func(m Member) bool { return m.Key == p.Key }) {
			continue
		}
		if d, e = d.unset(append(slices.Clone(path), p.Key)); e != nil {
			return nil, e
		}
	}
	return d, nil
}

// replaceItems changes a list entry by entry between what both lists begin and end with.
func (d *Doc) replaceItems(path []string, items []Value) (_ *Doc, e *Error) {
	old := d.find(path).Value.Items
	first, last := 0, len(items)
	for first < min(len(old), len(items)) && old[first].equals(items[first]) {
		first++
	}
	end := len(old)
	for end > first && last > first && old[end-1].equals(items[last-1]) {
		end, last = end-1, last-1
	}
	for ; first < min(end, last); first++ {
		if d, e = d.replaceItem(path, first, items[first]); e != nil {
			return nil, e
		}
	}
	for ; end > first; end-- {
		if d, e = d.takeItem(path, end-1); e != nil {
			return nil, e
		}
	}
	for ; first < last; first++ {
		if d, e = d.insertItem(path, first, items[first]); e != nil {
			return nil, e
		}
	}
	return d, nil
}
