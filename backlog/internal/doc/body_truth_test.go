package doc

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// fullParser is goldmark as the world uses it: with all of GFM and everything inside lines.
var fullParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
})

// fullTree is the truth about a body.
func fullTree(src string) ast.Node { return fullParser().Parse(text.NewReader([]byte(src))) }

// fullBlocks reads blocks from that tree; false: goldmark gives one of them no place.
func fullBlocks(src string) (all []block, ok bool) {
	w := walker{src: src}
	root := fullTree(src)
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == extast.KindTable {
			// A table has the place of the paragraph that it was made of; its first cell knows better.
			cell := n.FirstChild().FirstChild()
			if cell.Lines().Len() == 0 {
				return nil, false
			}
			n.(*extast.Table).SetPos(cell.Lines().At(0).Start)
		}
		w.block(n)
	}
	return w.finish(), true
}

// scannedBlocks reads blocks with the scanner alone; false: it bailed out.
func scannedBlocks(src string) (all []block, ok bool) {
	b := readBlocks(src, 0, len(src))
	for complete, more := b.step(); more; complete, more = b.step() {
		if complete {
			all = append(all, b.block)
		}
	}
	if !b.scan.bailed && b.last() {
		all = append(all, b.block)
	}
	return all, !b.scan.bailed
}

// blocksBy collects what a way of reading finds.
func blocksBy(src string, next func(*blocks) bool) []block {
	var all []block
	for b := readBlocks(src, 0, len(src)); next(&b); {
		all = append(all, b.block)
	}
	return all
}

// verifyBlocks compares all readings of a body; bailed: the scanner left it to goldmark.
func verifyBlocks(t *testing.T, src string) (bailed bool) {
	t.Helper()
	want, ok := fullBlocks(src)
	if !ok {
		return false
	}
	same := func(what string, want, got []block) {
		t.Helper()
		if !slices.Equal(want, got) { // cmp is slow
			diff := cmp.Diff(want, got, cmp.AllowUnexported(block{}), cmpopts.EquateEmpty())
			t.Errorf("goldmark (-) and %s (+) differ for %q:\n%s", what, src, diff)
		}
	}
	same("its blocks without inline parsing", want, trueBlocks(src, 0, len(src)))
	got, ok := scannedBlocks(src)
	if ok {
		same("the scanner", want, got)
	}
	same("the reader of blocks", want, blocksBy(src, (*blocks).next))
	headings := slices.DeleteFunc(slices.Clone(want), func(b block) bool { return b.kind != headingBlock })
	same("the reader of headings", headings, blocksBy(src, (*blocks).nextHeading))
	return !ok
}

// verifyTexts compares the texts at any depth, line by line, with goldmark's. Of a table goldmark keeps no lines.
func verifyTexts(t *testing.T, src string) {
	t.Helper()
	var want, got []string
	tables := false
	_ = ast.Walk(fullTree(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		tables = tables || n.Kind() == extast.KindTable
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			if entering {
				for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
					want = append(want, trimRight(src[l.Start:l.Stop]))
				}
			}
		}
		return ast.WalkContinue, nil
	})
	w := textWalk{visit: func(lines []Span) bool {
		for _, l := range lines {
			got = append(got, src[l.Start:l.End])
		}
		return true
	}}
	w.run(src, 0)
	want, got = slices.DeleteFunc(want, isBlank), slices.DeleteFunc(got, isBlank)
	if !tables && !slices.Equal(want, got) {
		t.Errorf("texts of goldmark (-) and ours (+) differ for %q:\n%s", src, cmp.Diff(want, got))
	}
}

// htmlShapes are HTML blocks of every kind, each with what looks like list entries in it and behind it.
var htmlShapes = []string{
	"<script>\n- a\n\n- b</SCRIPT>\n- c", "<style type=\"x\">\n- a\n\n</pre>\n- b", "<textarea\f>\n\n- a", "</script>\n- a", "<scripts>\n- a",
	"<!-- a\n\n- b -->\n- c", "<!-->\n- a", "<?x\n\n- a ?>\n- b", "<!DOCTYPE a\n\n- b >\n- c", "<!doctype a>\n- b", "<![CDATA[\n\n- a]]>\n- b",
	"<details>\n- a\n\n- b\n</details>\n- c", "</ details>\n- a", "text\n<table>\n- a\n\n- b", "<p/>\n- a", "<p\tx>\n- a", "<blockquoted>\n- a", "<frameset",
	"<b>\n- a\n\n- b", "text\n<b>\n- a", "text\n<b c>\n- a", "<x-1/>  \n- a", "<b c=\"d\">\n- a", "<b>c\n- a", "<a:b>\n- c", "< b>\n- c", "<>\n- a", "<",
	"> <div>\n- a", "- <div>\n  - a\n\n  - b", "- <!-- a\n- b -->",
}

// bodies are the shapes that the scanner and the edits must know; every other test of bodies runs over them too.
func bodies() []string {
	return append(htmlShapes, strings.Split(`# A

- a
- b
lazy

> q
lazy
====
A
===
text
---
- x
  y
  ===
1. a
2) b
3) c

   d
====
a|b
-|-
c
- [ ] x
- [x] y
 - [X] z
- [x](u)
- [ ]z
====
<!-- a
- b
-->
- c
<div>
x

<b>
</b>
====
~~~ a
- b
~~~
	code
- a

      code
  > q
    - 1

 - z
* * *
[a]: b
c
====
## Acceptance criteria

<!-- AC:BEGIN -->
- [x] #1 First
- [ ] #2 Second
  - [ ] nested
<!-- AC:END -->

## Notes
- 2026-10-05 mara: hello
====
# A
`+"```gherkin"+`
@met
Scenario: a
  Given b
`+"```"+`

1. x
2. y

   more

3. z
====
> a
b | c
--|--
---
a \| b | c
:-: | -:
  - d
x
  -:
====
a | b
-|
> a
--
====
[a
]: b
====
a
    -|-
====
>	- a
- -
  b
> > - > 1. a
- - - - b
          c
====
- [ ]
- [x]
    code
a
    b
	c`, "\n====\n")...)
}

func TestBodies(t *testing.T) {
	for i, src := range bodies() {
		for _, variant := range variants() {
			verifyAll(t, variant(src), rand.New(rand.NewPCG(uint64(i), 0)).IntN)
		}
	}
}

// verifyAll runs all properties on a body.
func verifyAll(t *testing.T, src string, pick func(n int) int) (bailed bool) {
	t.Helper()
	bailed = verifyBlocks(t, src)
	verifyTexts(t, src)
	verifyEntries(t, src)
	verifyEdits(t, src, pick)
	for _, spans := range [][]Span{RawHTML(src, 0), Comments(src, 0), slices.Collect(Prose(src, 0))} {
		for i, s := range spans {
			if s.Start < 0 || s.Start >= s.End || s.End > len(src) || i > 0 && s.Start < spans[i-1].End {
				t.Errorf("spans %v of %q", spans, src)
			}
		}
	}
	return bailed
}

func FuzzBody(f *testing.F) {
	for _, src := range bodies() {
		for _, variant := range variants() {
			f.Add(variant(src))
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4096 {
			return
		}
		seed := fnv.New64a()
		seed.Write([]byte(src))
		verifyAll(t, src, rand.New(rand.NewPCG(seed.Sum64(), 0)).IntN)
	})
}

func TestRealBodies(t *testing.T) {
	all, bailed := 0, 0
	r := rand.New(rand.NewPCG(1, 0))
	for name, file := range realFiles(t) {
		for variant, change := range variants() {
			src := change(file)
			if d, err := Parse(src); err == nil {
				src = src[d.BodyStart():]
			}
			all++
			if verifyBlocks(t, src) {
				bailed++
			}
			if variant == "CRLF" {
				verifyTexts(t, src)
				verifyEntries(t, src)
				if all := Sections(src, 0); len(all) > 0 {
					verifySection(t, src, all[r.IntN(len(all))], r.IntN)
				}
			}
			if t.Failed() {
				t.Fatalf("%s, %s", name, variant)
			}
		}
	}
	t.Logf("%d of %d bodies were left to goldmark", bailed, all)
}

// TestHostileBodies reads what costs goldmark the square of its length, or more. What it would not read in good time is opaque.
func TestHostileBodies(t *testing.T) {
	const n = 1 << 18
	for name, c := range map[string]struct {
		src    string
		opaque bool
	}{
		"quotes":      {strings.Repeat(">", n) + " <b>", true},
		"entries":     {strings.Repeat("+ - ", n/4) + "a", true},
		"definitions": {strings.Repeat("[a]: b\n", n/7), true},
		"columns":     {strings.Repeat("a|", n/8) + "a\n" + strings.Repeat("-|", n/8) + "-\n" + strings.Repeat("a\n", n/8), false},
		"tags":        {strings.Repeat("<a b=\n", n/6), false},
		"brackets":    {"- " + strings.Repeat("[", n), false},
		"emphasis":    {"# " + strings.Repeat("*a_ ", n/4), false},
		"stars":       {"# " + strings.Repeat("*", n), false},
		"links":       {"a <b> " + strings.Repeat("[a](", n/4), false},
		"ticks":       {strings.Repeat("`a``", n/4), false},
		"comments":    {"a " + strings.Repeat("<!-- ", n/5), false},
		"blank lines": {"- a\n" + strings.Repeat("\n", n) + "- b", false},
		"steps":       {"```gherkin\nScenario: a\n" + strings.Repeat("Given a\n", n/8) + "```", false},
	} {
		t.Run(name, func(t *testing.T) {
			src := c.src + "\n\n# A\n\n- [ ] b\n"
			opaque := slices.ContainsFunc(blocksBy(src, (*blocks).next), func(b block) bool { return b.kind == opaqueBlock })
			if opaque != c.opaque {
				t.Errorf("opaque: %v", opaque)
			}
			RawHTML(src, 0)
			for range Prose(src, 0) {
			}
			for _, e := range Entries(src, whole(src)) {
				e.Steps(src)
			}
			if _, _, err := AppendSection(src, 0, "B", 2); (err != nil) != c.opaque {
				t.Errorf("AppendSection: %v", err)
			}
		})
	}
}
