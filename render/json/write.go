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
	if len(values) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	line := []byte("[\n")
	for i, v := range values {
		if i > 0 {
			line = append(line[:0], ",\n"...)
		}
		line = appendMembers(line, s.of(membersOf(v)))
		if i == len(values)-1 {
			line = append(line, "\n]\n"...)
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// WriteOne writes one value on a line, with the fields that the selection names.
// Errors are those of w.
func WriteOne(w io.Writer, value any, s Selection) error {
	_, err := w.Write(append(appendMembers(nil, s.of(membersOf(value))), '\n'))
	return err
}
