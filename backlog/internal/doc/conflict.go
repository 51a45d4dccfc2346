package doc

import "strings"

// The lines with which git marks a merge conflict; labels follow the outer two.
const (
	oursMarker   = "<<<<<<<"
	middleMarker = "======="
	theirsMarker = ">>>>>>>"
)

// unsettled says what to do about a merge conflict.
const unsettled = "a merge conflict is not settled: keep what is right and take out the lines " + oursMarker + ", " + middleMarker + " and " + theirsMarker

// checkConflict refuses a body with a merge conflict that nobody has settled. One that begins in fenced code is an example.
func checkConflict(src string, from int) *Error {
	at := nextMarker(src, from, oursMarker)
	if at < 0 {
		return nil
	}
	theirs := lastMarker(src[from:], theirsMarker)
	if theirs < 0 {
		return nil
	}
	middle := from + lastMarker(src[from:from+theirs], middleMarker)
	blocks := readBlocks(src, from, len(src))
	more := blocks.next()
	for at >= 0 && at < middle {
		for more && blocks.block.span.End < at {
			more = blocks.next()
		}
		if !more || blocks.block.kind != fenceBlock || at < blocks.block.span.Start {
			return errorAt(src, at, Syntax, unsettled)
		}
		at = nextMarker(src, at+1, oursMarker)
	}
	return nil
}

// nextMarker is where the first line at or after an offset begins that is such a marker; -1: there is none.
func nextMarker(src string, from int, marker string) int {
	for at := from; ; at++ {
		i := strings.Index(src[at:], marker)
		if i < 0 {
			return -1
		}
		if at += i; isMarker(src, at, marker) {
			return at
		}
	}
}

// lastMarker is where the last line begins that is such a marker; -1: there is none.
func lastMarker(src, marker string) int {
	for end := len(src); ; {
		at := strings.LastIndex(src[:end], marker)
		if at < 0 || isMarker(src, at, marker) {
			return at
		}
		end = at + len(marker) - 1
	}
}

// isMarker reports whether the marker at an offset begins its line, and is not the beginning of a longer word.
func isMarker(src string, at int, marker string) bool {
	rest := src[at+len(marker):]
	return (at == 0 || src[at-1] == '\n') && (rest == "" || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r')
}
