package doc

import "strings"

// blockKind is the kind of a block at the top level of a body. A list is the sequence of its entries.
type blockKind uint8

const (
	headingBlock blockKind = iota + 1
	paragraphBlock
	entryBlock
	fenceBlock
	codeBlock
	quoteBlock
	htmlBlock
	ruleBlock
	tableBlock
	definitionBlock // link reference definitions
	opaqueBlock     // what is nested too deeply to be read
)

// block is a block at the top level of a body.
type block struct {
	kind  blockKind
	level uint8 // of a heading
	head  bool  // of an entry: the first of its list
	first bool  // of an entry: text is what it begins with, nothing stands before it
	span  Span  // its lines, without the last line end and without blank lines at its end
	text  Span  // of a heading or paragraph; of an entry its first paragraph; of a fence the info string; where there is none, empty at the end
}

// blocks reads the blocks of a body one by one: with the scanner, and from where that bails out with goldmark.
type blocks struct {
	block block // the one read last

	scan  scanner
	cur   block   // begun, and not complete yet
	some  bool    // cur holds a block
	list  int     // where the list that cur belongs to begins
	over  bool    // goldmark has taken over
	truth []block // what goldmark read
}

// readBlocks returns a reader of the blocks in src[from:to]; both ends are starts of lines.
func readBlocks(src string, from, to int) blocks {
	return blocks{scan: scanner{src: src, next: from, end: to}}
}

// next reads the next block; false: there is none.
func (b *blocks) next() bool {
	for !b.over {
		complete, more := b.step()
		if complete {
			return true
		}
		if !more {
			break
		}
	}
	if !b.over && !b.scan.bailed {
		return b.last()
	}
	if !b.over {
		b.handOver()
	}
	if len(b.truth) == 0 {
		return false
	}
	b.block, b.truth = b.truth[0], b.truth[1:]
	return true
}

// step reads a line; complete: that showed the block to be complete which stands before it; no more: the body ends, or the scanner has bailed out.
func (b *blocks) step() (complete, more bool) {
	if !b.scan.scan() {
		return false, false
	}
	if b.scan.fresh != 0 {
		if b.scan.kind != blankLine {
			b.follow()
		}
		return false, true
	}
	if b.some {
		complete = true
		b.block = b.cur
		b.block.close(b.scan.src, b.scan.line.Start)
	}
	b.begin()
	return complete, true
}

// last completes the block at the end of the body.
func (b *blocks) last() bool {
	if !b.some {
		return false
	}
	b.some = false
	b.block = b.cur
	b.block.close(b.scan.src, b.scan.end)
	return true
}

// nextHeading reads on to the next heading.
func (b *blocks) nextHeading() bool {
	s := &b.scan
	for !b.over && s.scan() {
		if s.fresh == 0 {
			b.start()
		}
		if s.depth == 0 && (s.kind == headingLine || s.kind == underlineLine) {
			b.block = block{kind: headingBlock, level: uint8(s.level), span: b.cur.span, text: s.text}
			if s.kind == underlineLine {
				b.block.text = s.para.text
			}
			b.block.close(s.src, s.next)
			b.some = false
			return true
		}
	}
	for b.next() {
		if b.block.kind == headingBlock {
			return true
		}
	}
	return false
}

// begin notes the block that the line read last has opened.
func (b *blocks) begin() {
	s := &b.scan
	b.start()
	b.cur.text = s.text
	switch b.cur.kind {
	case headingBlock:
		b.cur.level = uint8(s.level)
	case entryBlock:
		b.cur.head, b.cur.first = s.stack[0].head, true
		b.cur.text = Span{}
		b.followEntry()
	}
}

// start notes where the block begins that the line read last has opened.
func (b *blocks) start() {
	b.some = true
	b.cur.kind = b.scan.blockKind()
	b.cur.span = b.scan.line
	b.cur.level, b.cur.head, b.cur.first = 0, false, false
	if b.cur.kind == entryBlock && b.scan.stack[0].head {
		b.list = b.scan.line.Start
	}
}

// blockKind returns the kind of the block that the line read last has opened at the top level.
func (s *scanner) blockKind() blockKind {
	if s.depth > 0 {
		if s.stack[0].mark == '>' {
			return quoteBlock
		}
		return entryBlock
	}
	switch s.kind {
	case headingLine:
		return headingBlock
	case ruleLine:
		return ruleBlock
	case fenceLine:
		return fenceBlock
	case codeLine:
		return codeBlock
	case htmlLine:
		return htmlBlock
	}
	return paragraphBlock
}

// follow notes what a further line of the current block says about it.
func (b *blocks) follow() {
	s := &b.scan
	switch {
	case b.cur.kind == entryBlock:
		b.followEntry()
	case b.cur.kind != paragraphBlock || s.depth > 0:
	case s.kind == underlineLine:
		b.cur.kind, b.cur.level = headingBlock, uint8(s.level)
	case s.leaf == paragraphLeaf:
		b.cur.text = s.para.text
		if s.para.table {
			b.cur.kind = tableBlock
		}
	}
}

// followEntry keeps the first paragraph of the current entry. What turns out to be a heading or a table was none.
func (b *blocks) followEntry() {
	s := &b.scan
	has := b.cur.text.End > 0
	switch {
	case s.depth != 1:
	case s.leaf == paragraphLeaf && s.kind == textLine:
		if has && b.cur.text.Start != s.para.text.Start {
			return
		}
		b.cur.text = s.para.text
		if s.para.table {
			b.cur.text, b.cur.first = Span{}, false
		}
		return
	case s.kind == underlineLine && b.cur.text == s.para.text:
		b.cur.text = Span{}
	}
	if b.cur.text.End == 0 && (s.kind != blankLine || s.depth > 1) {
		b.cur.first = false
	}
}

// close completes a block that ends before the line at end.
func (b *block) close(src string, end int) {
	b.span.End = lineEnd(src, b.span.Start+len(trimRight(src[b.span.Start:end])), end)
	switch b.kind {
	case headingBlock, paragraphBlock, entryBlock, fenceBlock:
		if b.text.Start >= b.text.End {
			b.text = Span{b.span.End, b.span.End}
		}
	default:
		b.text = Span{}
	}
}

// lineEnd returns where the line that holds at ends, without its line end.
func lineEnd(src string, at, limit int) int {
	if i := strings.IndexByte(src[at:limit], '\n'); i >= 0 {
		limit = at + i
	}
	return at + len(strings.TrimSuffix(src[at:limit], "\r"))
}

// handOver lets goldmark read the rest of the body.
func (b *blocks) handOver() {
	b.over = true
	start, skip := b.restart()
	b.truth = trueBlocks(b.scan.src, start, b.scan.end)
	for len(b.truth) > 0 && b.truth[0].span.Start < skip {
		b.truth = b.truth[1:]
	}
}

// restart returns where goldmark begins after the scanner bailed out, and where the first block begins that has not been
// returned yet: the one in which that happened. What stands before a block at the top level never changes what that
// block is, but an entry is read with its list.
func (b *blocks) restart() (start, skip int) {
	switch {
	case !b.some:
		return b.scan.line.Start, b.scan.line.Start
	case b.cur.kind == entryBlock:
		return b.list, b.cur.span.Start
	}
	return b.cur.span.Start, b.cur.span.Start
}
