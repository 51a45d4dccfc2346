package doc

import (
	"slices"
	"strings"
)

// htmlKind is the kind of an HTML block, by what ends it.
type htmlKind uint8

const (
	noHTML          htmlKind = iota
	rawHTML                  // script, pre, style, textarea: to a closing tag of these
	commentHTML              // to "-->"
	instructionHTML          // to "?>"
	declarationHTML          // to ">"
	cdataHTML                // to "]]>"
	tagHTML                  // any other: to a blank line
)

// openHTML opens an HTML block at the '<' at p. The scanner bails out at a tag with attributes on a line of its own.
func (s *scanner) openHTML(p, k int, inParagraph bool) bool {
	text := strings.TrimSuffix(s.src[p:s.line.End], "\r")
	kind := s.htmlAt(text, inParagraph)
	if kind == noHTML || s.bailed {
		return s.bailed
	}
	s.begin(k)
	s.leaf, s.html, s.kind, s.text = htmlLeaf, kind, htmlLine, Span{p, p + len(text)}
	if kind.endsIn(text) {
		s.leaf = noLeaf
	}
	return true
}

// resumeHTML reads a line of the open HTML block.
func (s *scanner) resumeHTML(p int) {
	s.kind, s.text = htmlLine, Span{p, s.line.End}
	if s.html.endsIn(s.src[p:s.line.End]) {
		s.leaf = noLeaf
	}
}

// endsIn says whether a block of the kind ends with the line text.
func (k htmlKind) endsIn(text string) bool {
	switch k {
	case rawHTML:
		return closesRaw(text)
	case commentHTML:
		return strings.Contains(text, "-->")
	case instructionHTML:
		return strings.Contains(text, "?>")
	case declarationHTML:
		return strings.Contains(text, ">")
	case cdataHTML:
		return strings.Contains(text, "]]>")
	}
	return false
}

// htmlAt returns the kind of HTML block that text, which begins with '<', begins.
func (s *scanner) htmlAt(text string, inParagraph bool) htmlKind {
	switch {
	case strings.HasPrefix(text, "<!--"):
		return commentHTML
	case strings.HasPrefix(text, "<?"):
		return instructionHTML
	case strings.HasPrefix(text, "<![CDATA["):
		return cdataHTML
	case len(text) > 2 && text[1] == '!' && 'A' <= text[2] && text[2] <= 'Z':
		return declarationHTML
	}
	name, rest, closing := tagName(text)
	if name == "" {
		return noHTML
	}
	raw := isRawTag(name)
	if raw && !closing && (rest == "" || isSpace(rest[0]) || rest[0] == '\f' || endsTag(rest)) {
		return rawHTML
	}
	if isBlockTag(name) && (rest == "" && !s.loneCR() || rest != "" && rest[0] == ' ' || endsTag(rest)) {
		return tagHTML
	}
	if inParagraph && !isBlockTag(name) || raw && !strings.EqualFold(name, "textarea") {
		return noHTML
	}
	return s.loneTag(rest)
}

// loneTag decides over a tag that begins a block only when it stands alone on its line.
func (s *scanner) loneTag(rest string) htmlKind {
	if s.loneCR() {
		return noHTML
	}
	rest = strings.TrimRight(rest, " ")
	switch {
	case !strings.HasSuffix(rest, ">"):
		return noHTML
	case rest == ">" || rest == "/>":
		return tagHTML
	case isSpace(rest[0]):
		s.bailed = true // attributes, maybe
	}
	return noHTML
}

// loneCR says whether the line is the last and ends with a CR alone, which goldmark takes for a character of it.
func (s *scanner) loneCR() bool {
	return s.line.End == len(s.src) && strings.HasSuffix(s.src[s.line.Start:s.line.End], "\r")
}

// tagName splits a text that begins with '<' behind the name of its tag.
func tagName(text string) (name, rest string, closing bool) {
	rest = text[1:]
	if strings.HasPrefix(rest, "/") {
		rest, closing = strings.TrimLeft(rest[1:], " "), true
	}
	i := 0
	for i < len(rest) && (isLetter(rest[i]) || i > 0 && (isDigit(rest[i]) || rest[i] == '-')) {
		i++
	}
	return rest[:i], rest[i:], closing
}

// endsTag says whether text begins with the end of a tag.
func endsTag(text string) bool {
	return strings.HasPrefix(text, ">") || strings.HasPrefix(text, "/>")
}

// isRawTag knows the tags whose block ends with a closing tag.
func isRawTag(name string) bool {
	return strings.EqualFold(name, "script") || strings.EqualFold(name, "pre") ||
		strings.EqualFold(name, "style") || strings.EqualFold(name, "textarea")
}

// closesRaw says whether a closing tag of isRawTag stands in text.
func closesRaw(text string) bool {
	for {
		i := strings.Index(text, "</")
		if i < 0 {
			return false
		}
		text = text[i+2:]
		if end := strings.IndexByte(text, '>'); end >= 0 && isRawTag(text[:end]) {
			return true
		}
	}
}

// isBlockTag knows the tags that begin an HTML block wherever they begin a line.
func isBlockTag(name string) bool {
	if len(name) > len("blockquote") {
		return false
	}
	_, ok := slices.BinarySearch(blockTags[:], strings.ToLower(name))
	return ok
}

var blockTags = [...]string{
	"address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
	"dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
	"frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
	"main", "menu", "menuitem", "meta", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search",
	"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
