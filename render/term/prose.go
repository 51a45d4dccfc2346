package term

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/internal/gfm"
)

const (
	proseWidth = 80 // columns at most, so that lines can be read
	leastWidth = 16 // columns that nested text keeps
	mostNested = 12 // levels that are shown by indentation

	// mostProse is the size in bytes up to which Markdown is parsed. Some texts
	// take a parser time that grows with the square of their length (goldmark
	// v1.8.7: 32 KiB of "[a](" half a second, 1 MiB minutes); longer ones are
	// shown as they are written.
	mostProse = 32 << 10
)

// prose draws somebody's Markdown: wrapped on a terminal, a line a paragraph in
// a pipe.
func (d *drawing) prose(b render.Prose) {
	clean := render.CleanBlock(b.Markdown)
	if len(clean) > mostProse {
		d.line(strings.TrimRight(clean, "\n"))
		return
	}
	source := []byte(clean)
	p := prose{o: d.o, source: source, marks: marksByLine(b.Criteria)}
	width := 0
	if d.o.Terminal {
		width = proseWidth
		if d.o.Width > 0 {
			width = min(width, d.o.Width)
		}
	}
	for _, s := range p.blocks(gfm.Parser().Parse(text.NewReader(source)), width, 0) {
		d.line(s)
	}
}

// prose is a body in the making.
type prose struct {
	o      Options
	source []byte
	marks  map[int]render.Mark
	starts []int // the offset of every line, made when first needed
}

// marksByLine returns the criteria by the line they stand on; nil for none.
func marksByLine(marks []render.Mark) map[int]render.Mark {
	if len(marks) == 0 {
		return nil
	}
	m := make(map[int]render.Mark, len(marks))
	for _, c := range marks {
		m[c.Line] = c
	}
	return m
}

// blocks draws the children of n as lines of at most width columns, 0 being
// unlimited, with a blank line between two blocks.
func (p *prose) blocks(n ast.Node, width, depth int) []string {
	var lines []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		drawn := p.block(c, width, depth)
		if len(drawn) == 0 {
			continue
		}
		if len(lines) > 0 && !tight(n) {
			lines = append(lines, "")
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// tight reports whether the blocks in n stand close: entries of a list without
// blank lines, and what is in them.
func tight(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.List:
		return n.IsTight
	case *ast.ListItem:
		l, ok := n.Parent().(*ast.List)
		return ok && l.IsTight
	}
	return false
}

// block draws one block.
func (p *prose) block(n ast.Node, width, depth int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return p.wrap(p.inline(n, bold), width)
	case *ast.ThematicBreak:
		return []string{strings.Repeat("─", ruleWidth(width))}
	case *ast.CodeBlock:
		return p.code(n.Lines())
	case *ast.FencedCodeBlock:
		return p.code(n.Lines())
	case *ast.Blockquote:
		return p.quote(n, width, depth)
	case *ast.List:
		return p.list(n, width, depth)
	case *ast.HTMLBlock:
		return p.html(n)
	case *ast.LinkReferenceDefinition:
		return nil
	case *extast.Table:
		return p.table(n, width)
	}
	if n.Type() == ast.TypeBlock && n.HasChildren() && n.FirstChild().Type() == ast.TypeBlock {
		return p.blocks(n, width, depth)
	}
	return p.wrap(p.inline(n, 0), width)
}

// ruleWidth returns the columns of a thematic break.
func ruleWidth(width int) int {
	if width == 0 {
		return 3
	}
	return width
}

// code draws lines as they are, indented, never wrapped. A scenario that is an
// acceptance criterion bears its number in the indentation.
func (p *prose) code(lines *text.Segments) []string {
	drawn := make([]string, 0, lines.Len())
	for _, seg := range lines.Sliced(0, lines.Len()) {
		s := strings.TrimRight(render.Clean(strings.TrimRight(string(seg.Value(p.source)), "\n")), " ")
		indent := "    "
		if m, ok := p.mark(seg.Start); ok {
			indent = strconv.Itoa(m.N) + " " + p.box(m.Met) + " "
			s = strings.TrimLeft(s, " ")
		}
		drawn = append(drawn, strings.TrimRight(indent+s, " "))
	}
	return drawn
}

// quote draws a quotation behind a bar.
func (p *prose) quote(n ast.Node, width, depth int) []string {
	if depth >= mostNested {
		return p.blocks(n, width, depth)
	}
	lines := p.blocks(n, narrowed(width, 2), depth+1)
	for i, s := range lines {
		lines[i] = strings.TrimRight("│ "+s, " ")
	}
	return lines
}

// list draws entries behind their sign, number or box.
func (p *prose) list(n *ast.List, width, depth int) []string {
	var lines []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		sign := "• "
		if n.IsOrdered() {
			sign = strconv.Itoa(number) + ". "
			number++
		}
		if box, ok := p.entryBox(c); ok {
			sign = box
		}
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, "")
		}
		lines = append(lines, p.entry(c, sign, width, depth)...)
	}
	return lines
}

// entry draws one entry of a list, its later lines below the text of its first.
func (p *prose) entry(n ast.Node, sign string, width, depth int) []string {
	if depth >= mostNested {
		return p.blocks(n, width, depth)
	}
	wide := stringWidth(sign)
	lines := p.blocks(n, narrowed(width, wide), depth+1)
	if len(lines) == 0 {
		return []string{strings.TrimRight(sign, " ")}
	}
	for i, s := range lines {
		if i == 0 {
			lines[i] = sign + s
		} else if s != "" {
			lines[i] = blanks(wide) + s
		}
	}
	return lines
}

// entryBox returns the sign of an entry that is a criterion or a task.
func (p *prose) entryBox(item ast.Node) (string, bool) {
	first := item.FirstChild()
	if first == nil {
		return "", false
	}
	if lines := first.Lines(); lines != nil && lines.Len() > 0 {
		if m, ok := p.mark(lines.At(0).Start); ok {
			return strconv.Itoa(m.N) + " " + p.box(m.Met) + " ", true
		}
	}
	if task, ok := first.FirstChild().(*extast.TaskCheckBox); ok {
		return p.box(task.IsChecked) + " ", true
	}
	return "", false
}

// box draws the box of a task or criterion.
func (p *prose) box(met bool) string {
	if met {
		return p.o.paint("☑", green)
	}
	return "☐"
}

// mark returns the criterion on the line of an offset.
func (p *prose) mark(offset int) (render.Mark, bool) {
	if len(p.marks) == 0 {
		return render.Mark{}, false
	}
	if p.starts == nil {
		p.starts = []int{0}
		for i, c := range p.source {
			if c == '\n' {
				p.starts = append(p.starts, i+1)
			}
		}
	}
	line, found := slices.BinarySearch(p.starts, offset)
	if found {
		line++
	}
	m, ok := p.marks[line]
	return m, ok
}

// html shows a block of HTML as the text it is, without its comments.
func (p *prose) html(n *ast.HTMLBlock) []string {
	var b strings.Builder
	for _, seg := range n.Lines().Sliced(0, n.Lines().Len()) {
		b.Write(seg.Value(p.source))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(p.source))
	}
	var lines []string
	for s := range strings.SplitSeq(withoutComments(b.String()), "\n") {
		if s = strings.TrimRight(render.Clean(s), " "); s != "" {
			lines = append(lines, s)
		}
	}
	return lines
}

// withoutComments returns HTML without its comments; one that does not end
// takes the rest with it.
func withoutComments(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "<!--")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "-->")
	}
}

// narrowed returns the width that is left beside wide columns; 0 is unlimited
// and stays so.
func narrowed(width, wide int) int {
	if width == 0 {
		return 0
	}
	return max(width-wide, leastWidth)
}
