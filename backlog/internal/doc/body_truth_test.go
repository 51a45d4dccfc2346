package doc

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// fullBlocks reads blocks with goldmark as the world uses it: with all of GFM and everything inside lines.
func fullBlocks(src string) (all []block, ok bool) {
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader([]byte(src)))
	w := walker{src: src}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == extast.KindTable {
			// goldmark gives a table the place of the paragraph that it was made of.
			cell := n.FirstChild().FirstChild()
			if cell.Lines().Len() == 0 {
				return nil, false // a header row without a cell has no place
			}
			n.(*extast.Table).SetPos(cell.Lines().At(0).Start)
		}
		w.block(n)
	}
	return w.finish(), true
}

// scannedBlocks reads blocks with the scanner alone; false: it bailed out.
func scannedBlocks(src string) ([]block, bool) {
	var all []block
	b := readBlocks(src, 0, len(src))
	for {
		complete, more := b.step()
		if complete {
			all = append(all, b.block)
		}
		if !more {
			break
		}
	}
	if b.scan.bailed {
		return all, false
	}
	if b.last() {
		all = append(all, b.block)
	}
	return all, true
}

// allBlocks reads blocks as the package does.
func allBlocks(src string) []block {
	var all []block
	b := readBlocks(src, 0, len(src))
	for b.next() {
		all = append(all, b.block)
	}
	return all
}

// allHeadings reads the headings only.
func allHeadings(src string) []block {
	var all []block
	b := readBlocks(src, 0, len(src))
	for b.nextHeading() {
		all = append(all, b.block)
	}
	return all
}

var blockOptions = cmp.AllowUnexported(block{})

// verifyBlocks compares the three readings of a body.
func verifyBlocks(t *testing.T, src string) (bailed bool) {
	t.Helper()
	want, ok := fullBlocks(src)
	if !ok {
		return false
	}
	if diff := cmp.Diff(want, trueBlocks(src, 0, len(src)), blockOptions); diff != "" {
		t.Errorf("blocks of goldmark without and with inline parsing differ for %q:\n%s", src, diff)
	}
	got, ok := scannedBlocks(src)
	if ok {
		if diff := cmp.Diff(want, got, blockOptions); diff != "" {
			t.Errorf("goldmark (-) and scanner (+) differ for %q:\n%s", src, diff)
		}
	}
	if diff := cmp.Diff(want, allBlocks(src), blockOptions); diff != "" {
		t.Errorf("goldmark (-) and the reader of blocks (+) differ for %q:\n%s", src, diff)
	}
	headings := slices.DeleteFunc(want, func(b block) bool { return b.kind != headingBlock })
	if diff := cmp.Diff(headings, allHeadings(src), blockOptions, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("goldmark (-) and the reader of headings (+) differ for %q:\n%s", src, diff)
	}
	return !ok
}

var _ = fmt.Sprint
var _ = os.Open
var _ = filepath.Join

func FuzzBlocks(f *testing.F) {
	for _, s := range strings.Split(seeds, "\n====\n") {
		f.Add(s)
		f.Add(strings.ReplaceAll(s, "\n", "\r\n"))
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 2000 {
			verifyBlocks(t, src)
		}
	})
}

const seeds = `# A

- a
- b
lazy

> q
lazy
====
a
===
b
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
c`
