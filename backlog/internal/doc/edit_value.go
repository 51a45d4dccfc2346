package doc

// Value is what an edit or [New] writes.
type Value struct {
	kind    Kind
	literal bool
	text    string
	items   []Value
	members []Member
}

// Member is a key with the value to be written.
type Member struct {
	Key   string
	Value Value
}

// Str is a text: it is written so that YAML reads it back as that string.
func Str(text string) Value { return Value{kind: Scalar, text: text} }

// Lit is a number, a date, a yes or no, an id: written plain, as given.
func Lit(text string) Value { return Value{kind: Scalar, text: text, literal: true} }

// Seq is a list.
func Seq(items ...Value) Value { return Value{kind: List, items: items} }

// Mapping is a map; the keys are written in the order given.
func Mapping(members ...Member) Value { return Value{kind: Map, members: members} }
