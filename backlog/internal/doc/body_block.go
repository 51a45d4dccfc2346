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
	scan  scanner
	cur   block
	list  int     // where the list that cur belongs to begins
	some  bool    // cur holds a block
	truth []block // what goldmark read
	over  bool    // goldmark has taken over
}

// readBlocks returns a reader of the blocks in src[from:to]; both ends are starts of lines.
func readBlocks(src string, from, to int) blocks {
	return blocks{scan: scanner{src: src, next: from, end: to}}
}

// next returns the next block.
func (b *blocks) next() (block, bool) {
	for !b.over {
		done, ok, more := b.step()
		if ok {
			return done, true
		}
		if !more {
			break
		}
	}
	if !b.over && b.scan.bailed {
		b.handOver()
	}
	if b.over {
		return b.nextTruth()
	}
	return b.last()
}

// step reads a line. It returns the block that the line shows to be complete, if any; no more: the end, or the scanner has bailed out.
func (b *blocks) step() (done block, ok, more bool) {
	if !b.scan.scan() {
		return done, false, false
	}
	if b.scan.fresh != 0 {
		b.follow()
		return done, false, true
	}
	done, ok = b.cur, b.some
	if ok {
		done.close(b.scan.src, b.scan.line.Start)
	}
	b.begin()
	return done, ok, true
}

// last returns the block that the end of the body completes.
func (b *blocks) last() (block, bool) {
	if !b.some {
		return block{}, false
	}
	b.some = false
	b.cur.close(b.scan.src, b.scan.end)
	return b.cur, true
}

// begin notes the block that the line read last has opened.
func (b *blocks) begin() {
	s := &b.scan
	b.some = true
	b.cur = block{kind: s.blockKind(), span: Span{s.line.Start, s.line.End}, text: s.text}
	switch b.cur.kind {
	case headingBlock:
		b.cur.level = uint8(s.level)
	case entryBlock:
		b.cur.head, b.cur.first = s.stack[0].head, true
		if b.cur.head {
			b.list = s.line.Start
		}
		b.cur.text = Span{}
		b.followEntry()
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

// nextTruth returns the next of the blocks that goldmark has read.
func (b *blocks) nextTruth() (block, bool) {
	if len(b.truth) == 0 {
		return block{}, false
	}
	done := b.truth[0]
	b.truth = b.truth[1:]
	return done, true
}
