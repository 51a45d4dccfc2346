package json

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/po-backlog/po/backlog"
)

// draft is the version of JSON Schema that editors know best.
const draft = "http://json-schema.org/draft-07/schema#"

// WriteSchema writes a schema, indented. Errors are those of w.
func WriteSchema(w io.Writer, schema Members) error {
	var b bytes.Buffer
	if err := json.Indent(&b, appendMembers(nil, schema), "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// ItemSchema is the JSON Schema (draft 7) of the front matter of items, with the
// statuses, types, areas, scales, own fields and scoring methods of a backlog.
func ItemSchema(c *backlog.Config) Members { return RecordSchema(c, backlog.KindItem) }

// RecordSchema is the JSON Schema (draft 7) of the front matter of a kind of
// record. Keys that it does not know are allowed, as po allows them.
func RecordSchema(c *backlog.Config, k backlog.RecordKind) Members {
	properties := Members{}
	for _, f := range c.FieldsOf(k) {
		properties = append(properties, Member{f.Key, withDoc(f.Doc, fieldSchema(c, k, f))})
	}
	schema := Members{
		{"$schema", draft},
		{"title", "front matter: " + k.String()},
		{"type", "object"},
		{"properties", properties},
	}
	if k != backlog.KindProduct {
		schema = append(schema, Member{"required", []string{"id", "title"}})
	}
	return schema
}

// fieldSchema is the schema of what a key holds.
func fieldSchema(c *backlog.Config, k backlog.RecordKind, f backlog.Field) Members {
	switch {
	case f.Key == "id":
		return Members{{"type", "string"}, {"pattern", "^" + idPattern(k) + "$"}}
	case f.Key == "title":
		return Members{{"type", []string{"string", "number", "boolean"}}, {"minLength", 1}, {"maxLength", 200}}
	case k == backlog.KindItem:
		if s := itemFieldSchema(c, f); s != nil {
			return s
		}
	}
	return valueSchema(f)
}

// itemFieldSchema is the schema of a key of an item for which po.yaml has
// values; nil for any other.
func itemFieldSchema(c *backlog.Config, f backlog.Field) Members {
	switch f.Key {
	case "status":
		return words(c.StatusNames())
	case "points":
		return scale(c.Points)
	case "value":
		return scale(c.Values)
	case "area":
		names := make([]string, len(c.Areas))
		for i, a := range c.Areas {
			names[i] = a.Name
		}
		if len(names) > 0 {
			return words(names)
		}
	case "scores":
		return scoresSchema()
	case "rejections":
		return list(Members{{"type", "object"}, {"properties", Members{
			{"date", date()}, {"reason", text()}, {"criteria", list(Members{{"type", "integer"}, {"minimum", 1}})},
		}}})
	case "blocked":
		return object(Members{{"since", date()}, {"reason", text()}})
	case "dropped":
		return object(Members{{"date", date()}, {"reason", text()}})
	}
	return nil
}

// valueSchema is the schema of a key by its kind alone.
func valueSchema(f backlog.Field) Members {
	if len(f.Values) > 0 && f.Kind != backlog.List {
		return words(f.Values)
	}
	if f.Kind == backlog.List {
		return list(kindSchema(f, f.Of))
	}
	return kindSchema(f, f.Kind)
}

func kindSchema(f backlog.Field, k backlog.Kind) Members {
	switch k {
	case backlog.Number:
		return numbers(f)
	case backlog.DateVal:
		return date()
	case backlog.Bool:
		return Members{{"type", []string{"boolean", "null"}}}
	case backlog.Ref:
		return Members{{"type", []string{"string", "null"}}, {"pattern", "^" + idPattern(f.Target) + "$"}}
	case backlog.Map:
		return Members{{"type", []string{"object", "null"}}}
	}
	if len(f.Values) > 0 {
		return words(f.Values)
	}
	return text()
}

func numbers(f backlog.Field) Members {
	s := Members{{"type", []string{"number", "null"}}}
	if !f.Signed {
		s = append(s, Member{"minimum", 0})
	}
	if f.Max != "" {
		s = append(s, Member{"maximum", json.Number(f.Max)})
	}
	return s
}

// scoresSchema is the schema of the inputs of all scoring methods.
func scoresSchema() Members {
	methods := Members{}
	for _, m := range backlog.Methods() {
		inputs := Members{}
		for _, in := range m.Inputs {
			if in.Key == "" {
				inputs = append(inputs, Member{in.Name, withDoc(in.Doc, inputSchema(in))})
			}
		}
		if m.Name == "cd3" {
			inputs = append(inputs, Member{"profile", words([]string{"standard", "fixed-date", "expedite", "intangible"})})
		}
		if len(inputs) > 0 {
			methods = append(methods, Member{m.Name, withDoc(m.Doc, object(inputs))})
		}
	}
	return object(methods)
}

func inputSchema(in backlog.MethodInput) Members {
	switch {
	case in.Percent:
		return Members{{"type", []string{"number", "string", "null"}}} // 0.8, 80 and 80%
	case len(in.Scale) > 0:
		return scale(in.Scale)
	}
	s := Members{{"type", []string{"number", "null"}}}
	if in.Above {
		s = append(s, Member{"exclusiveMinimum", 0})
	} else if in.Min.IsSet() {
		s = append(s, Member{"minimum", json.Number(in.Min.String())})
	}
	if in.Max.IsSet() {
		s = append(s, Member{"maximum", json.Number(in.Max.String())})
	}
	return s
}

// idPattern is the pattern of the ids of a kind; of all kinds for KindAny.
func idPattern(k backlog.RecordKind) string {
	const number = "[1-9][0-9]{0,8}"
	if prefix := k.Prefix(); prefix != "" {
		return prefix + "-" + number
	}
	return "[A-Z][A-Z0-9]{0,9}-(" + number + "|[0-9a-hjkmnp-tv-z]{5})"
}

// text is the schema of words: they are read as they are written, so that a
// number or yes is a word too. A key without a value reads as unset.
func text() Members { return Members{{"type", []string{"string", "number", "boolean", "null"}}} }

// date is the schema of a day or a time.
func date() Members {
	return Members{{"type", []string{"string", "null"}}, {"pattern", `^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2}))?$`}}
}

// words is the schema of one of some words, or unset.
func words(allowed []string) Members {
	enum := make([]any, 0, len(allowed)+1)
	for _, w := range allowed {
		enum = append(enum, w)
	}
	return Members{{"enum", append(enum, nil)}}
}

// scale is the schema of a number on a scale; of any number from 0 where the
// scale is empty.
func scale(steps []backlog.Decimal) Members {
	if len(steps) == 0 {
		return Members{{"type", []string{"number", "null"}}, {"minimum", 0}}
	}
	enum := make([]any, 0, len(steps)+1)
	for _, d := range steps {
		enum = append(enum, json.Number(d.String()))
	}
	return Members{{"enum", append(enum, nil)}}
}

func list(entry Members) Members {
	return Members{{"type", []string{"array", "null"}}, {"items", entry}}
}

func object(properties Members) Members {
	return Members{{"type", []string{"object", "null"}}, {"properties", properties}}
}

// withDoc puts the description of a key before its schema.
func withDoc(doc string, schema Members) Members {
	if doc == "" {
		return schema
	}
	return append(Members{{"description", doc}}, schema...)
}
