package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// A size says how large a generated repository is.
type size struct {
	items, files, commits int
}

// An event is one file taking a new text at a moment of the history.
type event struct {
	at   float64 // from 0, the beginning, to 1
	item int     // index
	last bool    // the item's file takes its final text
	move string  // the item takes this priority
}

// events returns the history of the items in order: each is captured, moved
// some times if there are commits to fill, and brought to its final state.
func events(seed uint64, s size) []event {
	r := rand.New(rand.NewPCG(seed, 1<<40))
	born, done := make([]float64, s.items), make([]float64, s.items)
	var all []event
	for i := range s.items {
		born[i] = 0.7 * r.Float64()
		done[i] = born[i] + (1-born[i])*(0.05+0.95*r.Float64())
		all = append(all, event{at: born[i], item: i}, event{at: done[i], item: i, last: true})
	}
	for n := 0; s.items > 0 && len(all) < s.commits; n++ {
		i := r.IntN(s.items)
		at := born[i] + (done[i]-born[i])*(0.01+0.98*r.Float64())
		all = append(all, event{at: at, item: i, move: strconv.Itoa(1000+n) + ".5"})
	}
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	return all
}

// writeHistory writes a stream for git fast-import: everything that surrounds
// the items with the first commit, their history spread evenly over all.
func writeHistory(w io.Writer, seed uint64, s size) error {
	stream := bufio.NewWriter(w)
	places := rand.New(rand.NewPCG(seed, 1<<41)).Perm(s.items)
	items := make([]item, s.items)
	for i := range items {
		items[i] = newItem(seed, i+1, s.items, places[i])
	}
	all := events(seed, s)
	for n := range s.commits {
		from, to := n*len(all)/s.commits, (n+1)*len(all)/s.commits
		commitHead(stream, n, s.commits)
		if n == 0 {
			for _, f := range append(product(), otherFiles(seed, s.files)...) {
				writeFile(stream, f)
			}
		}
		for _, e := range all[from:to] {
			it := &items[e.item]
			text := it.early(e.move)
			if e.last {
				text = it.now()
			}
			writeFile(stream, file{it.path(), text})
		}
	}
	return stream.Flush()
}

func commitHead(w io.Writer, n, of int) {
	who := people[n%4]
	when := firstDay.Add(time.Duration(float64(lifeDays) * 24 * float64(time.Hour) * float64(n+1) / float64(of))).Unix()
	message := fmt.Sprintf("po: work of day %d", n+1)
	fmt.Fprintf(w, "commit refs/heads/main\ncommitter %s <%s@example.org> %d +0000\ndata %d\n%s\n", who, who, when, len(message), message)
}

func writeFile(w io.Writer, f file) {
	fmt.Fprintf(w, "M 100644 inline %s\ndata %d\n%s\n", f.path, len(f.text), f.text)
}
