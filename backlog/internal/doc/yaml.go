package doc

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/adrg/frontmatter"
	"gopkg.in/yaml.v3"
)

// readYAML reads a part of src by yaml.v3. stop is where the hand scanner gave up: where yaml.v3 refuses a line
// near it, the position is that one, as yaml.v3 itself knows lines only.
func readYAML(src string, part extent, stop int) (Node, *Error) {
	if i := refused(src[part.start:part.end]); i >= 0 {
		r := []rune(src[part.start+i : min(part.start+i+4, part.end)])[0]
		return Node{}, errorAt(src, part.start+i, Syntax, "the character %U is not allowed in front matter: write it in double quotes as an escape", r)
	}
	t := &tree{src: src, start: part.start, text: src[part.start:part.end]}
	t.lines = lineStarts(t.text)
	document, err := t.parse(part)
	if err != nil {
		return Node{}, t.refusal(err, stop)
	}
	if document == nil {
		return Node{Kind: Map, Style: Block, Span: Span{part.start, part.start}}, nil
	}
	if e := t.measure(document); e != nil {
		return Node{}, e
	}
	root, e := t.root(document)
	if e == nil && t.unmasked != len(t.masks) {
		return Node{}, t.refusal(t.reason, stop)
	}
	return root, e
}

// refused is the offset of the first character that YAML allows nowhere, -1 if there is none. A byte order mark
// belongs to the start of a file only.
func refused(text string) int {
	for i, r := range text {
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\u0085':
		case r < ' ', r >= 0x7F && r < 0xA0, r == '\ufeff', r == '\ufffe', r == '\uffff':
			return i
		}
	}
	return -1
}

// tree turns what yaml.v3 made of a text into nodes with offsets.
type tree struct {
	src   string
	start int    // of the text in the source
	text  string // the YAML
	lines []int  // offsets in the text where yaml.v3 begins a line
	last  mark   // where offset was asked for last

	masks    []int // offsets in the text of an @ or a backtick that begins a plain text
	reason   error // why the last one was noted
	unmasked int   // how many of them were found to begin one

	sizes    map[*yaml.Node]size
	anchored map[*yaml.Node]Node
}

// parse is the document node of the text, nil if it is empty.
func (t *tree) parse(part extent) (*yaml.Node, error) {
	for {
		document, err := t.decode(part)
		if err == nil || len(t.masks)*len(t.text) > maskWork || !t.mask(err) {
			return document, err
		}
	}
}

// decode gives the text to yaml.v3, by way of the front matter package where there are fences.
func (t *tree) decode(part extent) (*yaml.Node, error) {
	text := t.masked()
	if part.bare {
		return decode(text)
	}
	var document *yaml.Node
	read := func([]byte, any) (err error) {
		// The package ends the front matter at an indented "---" too: what our own fences enclose counts.
		document, err = decode(text)
		return err
	}
	rest := strings.NewReader(t.src[part.end:part.body])
	file := io.MultiReader(strings.NewReader(fence+"\n"), strings.NewReader(text), rest)
	_, err := frontmatter.MustParse(file, nil, frontmatter.NewFormat(fence, fence, read))
	return document, err
}

var errDocuments = errors.New("a second YAML document begins")

// decode is the one document of a text, nil if it is empty.
func decode(text string) (document *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil { // yaml.v3 lets its own slips through as panics
			document, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	document = new(yaml.Node)
	if err := decoder.Decode(document); err != nil {
		if err == io.EOF {
			return nil, nil
		}
		return nil, err
	}
	switch err := decoder.Decode(new(yaml.Node)); err {
	case io.EOF:
		return document, nil
	case nil:
		return nil, errDocuments
	default:
		return nil, err
	}
}

// lineStarts are the offsets where lines begin, as YAML 1.1 ends them.
func lineStarts(text string) []int {
	starts := []int{0}
	for i, r := range text {
		switch r {
		case '\n', '\u0085', '\u2028', '\u2029':
			starts = append(starts, i+len(string(r)))
		case '\r':
			if i+1 == len(text) || text[i+1] != '\n' {
				starts = append(starts, i+1)
			}
		}
	}
	return starts
}
