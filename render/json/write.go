// Package json writes backlog values as JSON in shapes that are promised to
// programs: the names of the fields are those of the files' keys, what is unset
// is absent, numbers are written exactly, and the order of fields is stable.
// It never encodes a domain type directly.
//
// JSON is data and is not cleaned, but no control or direction character stands
// in it as itself: the value is the same, and a terminal does not obey it.
package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// Write writes values as an array, each on a line of its own, with the fields
// that the selection names. Errors are those of w.
func Write[T any](w io.Writer, values []T, s Selection) error {
	if len(values) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	for i, v := range values {
		text, err := s.encode(v)
		if err != nil {
			return err
		}
		before, after := ",\n", ""
		if i == 0 {
			before = "[\n"
		}
		if i == len(values)-1 {
			after = "\n]\n"
		}
		if _, err := fmt.Fprintf(w, "%s%s%s", before, text, after); err != nil {
			return err
		}
	}
	return nil
}

// WriteOne writes one value on a line, with the fields that the selection names.
func WriteOne(w io.Writer, value any, s Selection) error {
	text, err := s.encode(value)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// encode writes one value without a line end.
func (s Selection) encode(v any) ([]byte, error) {
	text, err := marshal(v)
	if err == nil && s != nil {
		text, err = s.pick(text)
	}
	if err != nil {
		return nil, err
	}
	return shown(text), nil
}

// marshal is the encoding without the escapes that only HTML needs.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// shown escapes what acts where JSON is looked at: DEL and C1, direction
// characters, and the bracket of "##[", which a GitHub runner takes for a
// command. Outside of strings none of them can stand.
func shown(text []byte) []byte {
	if !acts(text) {
		return text
	}
	out := make([]byte, 0, len(text)+32)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if mustEscape(r) || r == '[' && bytes.HasSuffix(text[:i], []byte("##")) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, text[i:i+n]...)
		}
		i += n
	}
	return out
}

// acts reports whether anything in text may have to be escaped.
func acts(text []byte) bool {
	for _, c := range text {
		if c >= 0x7f || c == '#' {
			return true
		}
	}
	return false
}

// mustEscape reports whether a terminal would obey r. The encoder has escaped
// all below U+0020.
func mustEscape(r rune) bool {
	switch {
	case r >= 0x7f && r <= 0x9f,
		r == 0x061c, r == 0x200e, r == 0x200f,
		r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// Members are the keys of an object in their order.
type Members []Member

// Member is one key of an object. The value is a string, number, boolean, list
// or [Members].
type Member struct {
	Key   string
	Value any
}

// MarshalJSON writes the keys in their order.
func (m Members) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, e := range m {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := marshal(e.Key)
		if err != nil {
			return nil, err
		}
		value, err := marshal(e.Value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}
