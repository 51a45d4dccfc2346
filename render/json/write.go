// Package json writes backlog values as JSON in shapes that are promised to
// programs: the names of the fields are those of the files' keys, what is unset
// is absent, numbers are written exactly, and the order of fields is stable.
// It never encodes a domain type directly.
//
// JSON is data and is not cleaned, but no control or direction character stands
// in it as itself: the value is the same, and a terminal does not obey it.
package json

import "io"

// Write writes values as an array, each on a line of its own, with the fields
// that the selection names. Errors are those of w.
func Write[T any](w io.Writer, values []T, s Selection) error {
	a := NewArray(w, s)
	for _, v := range values {
		if err := a.Add(v); err != nil {
			return err
		}
	}
	return a.End()
}

// An Array is an array that is written value by value, each on a line of its
// own. An array without its end is no JSON, so that what was broken off is not
// taken for the whole.
type Array struct {
	w    io.Writer
	s    Selection
	line []byte
	n    int
}

// NewArray begins an array, with the fields that the selection names.
func NewArray(w io.Writer, s Selection) *Array { return &Array{w: w, s: s} }

// Add writes one value more, a shape of this package. Errors are those of the
// writer.
func (a *Array) Add(value any) error {
	a.line = append(a.line[:0], "[\n"...)
	if a.n > 0 {
		a.line = append(a.line[:0], ",\n"...)
	}
	a.n++
	a.line = appendMembers(a.line, a.s.of(membersOf(value)))
	_, err := a.w.Write(a.line)
	return err
}

// End writes the end of the array. Errors are those of the writer.
func (a *Array) End() error {
	end := "\n]\n"
	if a.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(a.w, end)
	return err
}

// WriteOne writes one value on a line, with the fields that the selection names.
// Errors are those of w.
func WriteOne(w io.Writer, value any, s Selection) error {
	_, err := w.Write(append(appendMembers(nil, s.of(membersOf(value))), '\n'))
	return err
}
