package json

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Members are the keys of an object in their order.
type Members []Member

// Member is one key of an object. The value is a string, number, boolean, list
// or shape of this package, or [Members].
type Member struct {
	Key   string
	Value any
}

// MarshalJSON writes the keys in their order.
func (m Members) MarshalJSON() ([]byte, error) { return appendMembers(nil, m), nil }

// keyed is a shape that has keys of a file beside its own fields.
type keyed interface{ members() Members }

// membersOf gives the members of a shape: a structure with tags, or [Members]
// as they are.
func membersOf(v any) Members {
	switch v := v.(type) {
	case Members:
		return v
	case keyed:
		return v.members()
	}
	return fieldMembers(reflect.ValueOf(v))
}

// fieldMembers gives the fields of a structure by their tags, without those that
// are left out when they are unset.
func fieldMembers(v reflect.Value) Members {
	t := v.Type()
	m := make(Members, 0, t.NumField())
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if name == "-" || option == "omitempty" && (f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0) {
			continue
		}
		m = append(m, Member{name, f.Interface()})
	}
	return m
}

// appendJSON appends the JSON of a value.
func appendJSON(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case string:
		return appendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case json.Number:
		return append(dst, v...)
	}
	return appendComposite(dst, v)
}

func appendComposite(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v)
	switch _, ordered := v.(Members); {
	case ordered || rv.Kind() == reflect.Struct:
		return appendMembers(dst, membersOf(v))
	case rv.Kind() == reflect.Pointer && rv.IsNil():
		return append(dst, "null"...)
	case rv.Kind() == reflect.Pointer:
		return appendJSON(dst, rv.Elem().Interface())
	}
	dst = append(dst, '[')
	for i := range rv.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSON(dst, rv.Index(i).Interface())
	}
	return append(dst, ']')
}

func appendMembers(dst []byte, m Members) []byte {
	dst = append(dst, '{')
	for i, e := range m {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, e.Key), ':')
		dst = appendJSON(dst, e.Value)
	}
	return append(dst, '}')
}

// appendString appends a string, with all escaped that acts where JSON is
// looked at: control characters, direction characters, and the bracket of "##[",
// which a GitHub runner takes for a command.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if broken := r == utf8.RuneError && n == 1; broken || mustEscape(r) || r == '[' && strings.HasSuffix(s[:i], "##") {
			dst = appendEscape(append(dst, s[start:i]...), r)
			start = i + n
		}
		i += n
	}
	return append(append(dst, s[start:]...), '"')
}

// mustEscape reports whether a character cannot stand in a string as itself:
// because of JSON, or because a terminal would obey it.
func mustEscape(r rune) bool {
	switch {
	case r < ' ', r == '"', r == '\\',
		r >= 0x7f && r <= 0x9f,
		r == 0x061c, r == 0x200e, r == 0x200f,
		r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
