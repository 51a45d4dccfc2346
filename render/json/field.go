package json

import (
	"reflect"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
)

// Field is one field of a shape, as --json=help lists it.
type Field struct {
	Name, Doc string
}

// Selection names the fields that are written; nil are all.
type Selection []string

// UnknownFieldError says that a shape has no such field. Near holds the names
// most like it, best first.
type UnknownFieldError struct {
	Name string
	Near []string
}

func (e *UnknownFieldError) Error() string { return e.Name + ": no such field" }

// Select reads names separated by commas; the empty text selects all. The error
// is an [*UnknownFieldError].
func Select(names string, fields []Field) (Selection, error) {
	if names == "" {
		return nil, nil
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Name
	}
	s := Selection{}
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); !slices.Contains(known, name) {
			return nil, &UnknownFieldError{Name: name, Near: backlog.Nearest(name, known)}
		}
		s = append(s, name)
	}
	return s, nil
}

// Has reports whether a field is written.
func (s Selection) Has(name string) bool { return s == nil || slices.Contains(s, name) }

// Named reports whether a field was asked for by its name.
func (s Selection) Named(name string) bool { return slices.Contains(s, name) }

// of keeps the selected members, in their order.
func (s Selection) of(m Members) Members {
	if s == nil {
		return m
	}
	var kept Members
	for _, e := range m {
		if s.Has(e.Key) {
			kept = append(kept, e)
		}
	}
	return kept
}

// fieldsOf lists the fields of a shape by its tags.
func fieldsOf(shape any) []Field {
	t := reflect.TypeOf(shape)
	var fields []Field
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "-" {
			fields = append(fields, Field{Name: name, Doc: t.Field(i).Tag.Get("doc")})
		}
	}
	return fields
}
