package backlog

import (
	"slices"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Kind is the type of what a key holds.
type Kind uint8

// The kinds of values. A list or map carries the kinds of its entries in the field table, not here.
const (
	None    Kind = iota // unset
	String              // one line or several
	Number              // an exact decimal
	DateVal             // YYYY-MM-DD or RFC 3339
	Bool
	Ref  // the id of an item or record
	List // of Values
	Map  // of Entries, in the order of the file
)

// Value is what a key holds: Text for the scalar kinds, exactly as the file's scalar reads; List or Map otherwise. The zero
// Value is unset.
type Value struct {
	Kind Kind
	Text string
	List []Value
	Map  []Entry
}

// Entry is one key of a map.
type Entry struct {
	Key   string
	Value Value
}

// Text makes a string value; the empty text is unset.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Kind: String, Text: s}
}

// IsSet reports whether there is a value.
func (v Value) IsSet() bool { return v.Kind != None }

// Get looks up one key of a map; anything else gives the unset Value.
func (v Value) Get(key string) Value {
	for _, e := range v.Map {
		if e.Key == key {
			return e.Value
		}
	}
	return Value{}
}

// Strings gives the texts of a list's scalar entries, or the text of a scalar as a list of one.
func (v Value) Strings() []string {
	switch v.Kind {
	case None, Map:
		return nil
	case List:
		out := make([]string, 0, len(v.List))
		for _, e := range v.List {
			out = append(out, e.Text)
		}
		return out
	}
	return []string{v.Text}
}

// Equal compares as values: 7 equals 7.0, and the spelling of a scalar otherwise counts. Maps are equal when their keys
// hold equal values, whatever their order.
func (v Value) Equal(w Value) bool {
	switch {
	case v.Kind == List && w.Kind == List:
		return slices.EqualFunc(v.List, w.List, Value.Equal)
	case v.Kind == Map && w.Kind == Map:
		return equalMaps(v.Map, w.Map)
	case v.Kind == Number && w.Kind == Number:
		return equalNumbers(v.Text, w.Text)
	}
	return v.Kind == w.Kind && v.Text == w.Text
}

func equalMaps(a, b []Entry) bool {
	if len(a) != len(b) {
		return false
	}
	for _, e := range a {
		if !(Value{Kind: Map, Map: b}).Get(e.Key).Equal(e.Value) {
			return false
		}
	}
	return true
}

func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := ParseDecimal(a)
	y, errY := ParseDecimal(b)
	return errX == nil && errY == nil && x.Cmp(y) == 0
}

// valueOf turns a node into a value; kind is what the field table expects of a scalar, None guesses by the node's form.
func valueOf(n doc.Node, kind Kind) Value {
	switch n.Kind {
	case doc.Scalar:
		if kind == None || kind == List || kind == Map {
			kind = guessKind(n)
		}
		return Value{Kind: kind, Text: n.Text}
	case doc.List:
		list := make([]Value, 0, len(n.Items))
		for _, e := range n.Items {
			list = append(list, valueOf(e, kind))
		}
		return Value{Kind: List, List: list}
	case doc.Map:
		entries := make([]Entry, 0, len(n.Pairs))
		for _, p := range n.Pairs {
			if p.Value.Kind != doc.Null {
				entries = append(entries, Entry{p.Key, valueOf(p.Value, subKind(p.Key))})
			}
		}
		return Value{Kind: Map, Map: entries}
	}
	return Value{}
}

// guessKind types a scalar of a key that no table knows: a number or a boolean only where it is written plain.
func guessKind(n doc.Node) Kind {
	if n.Quoted {
		return String
	}
	if n.Text == "true" || n.Text == "false" {
		return Bool
	}
	if _, err := ParseDecimal(n.Text); err == nil {
		return Number
	}
	return String
}

// subKind types the keys inside the maps of the field tables; None means: by its form.
func subKind(key string) Kind {
	switch key {
	case "since", "date", "by", "from", "to", "imported":
		return DateVal
	case "reason", "metric", "unit", "name", "direction", "system", "key", "url", "hash", "amount", "currency", "per", "profile":
		return String
	}
	return None
}
