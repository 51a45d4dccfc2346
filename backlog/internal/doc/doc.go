// Package doc reads a Markdown file with front matter and edits it byte by byte.
//
// It knows keys, lists, headings and task lists; it never knows what a story is,
// and it never encodes a file again: an edit finds the bytes of a value and splices them.
package doc

// byteOrderMark is kept in a file and is no part of its front matter.
const byteOrderMark = "\ufeff"

// Doc is a parsed source. It is immutable: every edit returns a new one.
type Doc struct {
	src   string
	front []Pair
	body  int
	bare  bool // a YAML file without fences
}

// Parse reads a Markdown file with front matter. The error is an [*Error].
func Parse(src string) (*Doc, error) {
	var s Scanner
	front, body, err := s.Scan(src)
	if err != nil {
		return nil, err
	}
	return &Doc{src: src, front: front, body: body}, nil
}

// ParseYAML reads a file that is one YAML mapping without fences, such as po.yaml. Its body is empty.
func ParseYAML(src string) (*Doc, error) { return &Doc{src: src, body: len(src), bare: true}, nil }

// Source is the text that was parsed.
func (d *Doc) Source() string { return d.src }

// Front is the front matter's pairs in the order of the file; read-only.
func (d *Doc) Front() []Pair { return d.front }

// BodyStart is the offset of the first byte after the closing line.
func (d *Doc) BodyStart() int { return d.body }

// Body is the text after the front matter.
func (d *Doc) Body() string { return d.src[d.body:] }

// Lookup finds the value at a path of keys.
func (d *Doc) Lookup(path ...string) (Node, bool) { return Node{}, false }

// KeySpan is where the key at a path stands.
func (d *Doc) KeySpan(path ...string) (Span, bool) { return Span{}, false }

// Comments returns the comments of the front matter in order.
func (d *Doc) Comments() []Comment { return nil }

// CommentAt returns the comment that stands on the line of a value, as in "title: Fix #12".
func (d *Doc) CommentAt(n Node) (Comment, bool) { return Comment{}, false }
