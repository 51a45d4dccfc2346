package doc

// Kind is the shape of a [Node].
type Kind uint8

// The shapes of a node.
const (
	Null   Kind = iota // no value: a plain null, ~ or nothing
	Scalar             // a text
	List
	Map
)

// Style is the way a [Node] is written.
type Style uint8

// The styles of a node.
const (
	Plain   Style = iota // a scalar without marks; also a null
	Single               // 'a scalar'
	Double               // "a scalar"
	Literal              // a block scalar under |
	Folded               // a block scalar under >
	Block                // a list or map with one entry a line
	Flow                 // a list in brackets, a map in braces
)

// Node is a value of the front matter.
type Node struct {
	Kind   Kind
	Style  Style
	Quoted bool   // a scalar that is text whatever it says: in quotes, a block scalar, tagged !!str
	Text   string // the scalar's own text: plain as written, quoted decoded, a block scalar's value; 010, Yes and 1_000 stay these words
	Span   Span   // from the value's first byte to the one after its last; tag and anchor are outside
	Items  []Node // of a list
	Pairs  []Pair // of a map, in order; keys of merge keys at their place, those that stand there themselves excepted

	bound bool // anchor, alias, tag or merge key: its bytes are not its own
}

// Pair is a key of a map and its value.
type Pair struct {
	Key     string
	KeySpan Span
	Value   Node
}

// Comment is a comment of the front matter.
type Comment struct {
	Span Span   // from the # to the line's end
	Text string // without the # and the blanks around
	Line int    // in the file, from 1
	Own  bool   // nothing stands before it on its line
}
