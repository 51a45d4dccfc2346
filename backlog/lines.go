package backlog

import "strings"

// edits of a sequence: an old index that went, or a new index that came.
type seqEdit struct {
	old, new int // the one that does not apply is -1
}

// diffSeq finds a short list of deletions and insertions that turn a sequence of n into one of m, in order. same compares an old
// index with a new one. Work is bounded: what differs too much is deleted and inserted whole.
func diffSeq(n, m int, same func(i, j int) bool) []seqEdit {
	head := 0
	for head < n && head < m && same(head, head) {
		head++
	}
	tail := 0
	for tail < n-head && tail < m-head && same(n-1-tail, m-1-tail) {
		tail++
	}
	a, b := n-head-tail, m-head-tail
	keep := commonPairs(a, b, func(i, j int) bool { return same(head+i, head+j) })
	var out []seqEdit
	i, j := 0, 0
	emit := func(toI, toJ int) {
		for ; i < toI; i++ {
			out = append(out, seqEdit{head + i, -1})
		}
		for ; j < toJ; j++ {
			out = append(out, seqEdit{-1, head + j})
		}
	}
	for _, k := range keep {
		emit(k[0], k[1])
		i, j = i+1, j+1
	}
	emit(a, b)
	return out
}

// maxDistance bounds the work of commonPairs.
const maxDistance = 2000

// commonPairs finds a longest common subsequence by Myers' greedy search, nil when the two are further apart than maxDistance.
func commonPairs(n, m int, same func(i, j int) bool) [][2]int {
	most := min(n+m, maxDistance)
	trace := make([][]int32, 0, 16)
	reach := make([]int32, 2*most+2)
	at := func(k int) int { return k + most }
	for d := 0; d <= most; d++ {
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || k != d && reach[at(k-1)] < reach[at(k+1)] {
				x = int(reach[at(k+1)])
			} else {
				x = int(reach[at(k-1)]) + 1
			}
			y := x - k
			for x < n && y < m && same(x, y) {
				x, y = x+1, y+1
			}
			reach[at(k)] = int32(x)
			if x >= n && y >= m {
				return backtrack(trace, n, m, d, k)
			}
		}
		trace = append(trace, append([]int32(nil), reach[at(-d):at(d)+1]...))
	}
	return nil
}

// backtrack walks the furthest points back and collects the pairs that are kept. trace[d] holds diagonals −d … d.
func backtrack(trace [][]int32, n, m, d, k int) [][2]int {
	x, y := n, m
	var rev [][2]int
	for ; d > 0; d-- {
		prev := trace[d-1]
		get := func(k int) int {
			if i := k + d - 1; i >= 0 && i < len(prev) {
				return int(prev[i])
			}
			return -1
		}
		down := k == -d || k != d && get(k-1) < get(k+1)
		pk := k - 1
		if down {
			pk = k + 1
		}
		px := get(pk)
		startX := px
		if !down {
			startX++
		}
		for x > startX && y > startX-k {
			x, y = x-1, y-1
			rev = append(rev, [2]int{x, y})
		}
		x, y, k = px, px-pk, pk
	}
	for x > 0 && y > 0 {
		x, y = x-1, y-1
		rev = append(rev, [2]int{x, y})
	}
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	return rev
}

// splitLines cuts a text into lines without their ends; a text without a final line end has the same lines as one with it.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}

// hunks gives the differences of two texts, lines without context.
func hunks(old, new []string) []Hunk {
	var out []Hunk
	i, j := 0, 0 // next line of each side
	open := -1
	for _, e := range diffSeq(len(old), len(new), func(a, b int) bool { return old[a] == new[b] }) {
		kept := e.old - i
		if e.old < 0 {
			kept = e.new - j
		}
		if open < 0 || kept > 0 {
			i, j = i+kept, j+kept
			out = append(out, Hunk{OldAt: i + 1, NewAt: j + 1})
			open = len(out) - 1
		}
		if e.old >= 0 {
			out[open].Old = append(out[open].Old, old[e.old])
			i++
		} else {
			out[open].New = append(out[open].New, new[e.new])
			j++
		}
	}
	return out
}

// wholeLines cuts a text into lines with their ends.
func wholeLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
