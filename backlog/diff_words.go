package backlog

import "strings"

// WordRun is a run of words that two texts share, or that only one of them has.
type WordRun struct {
	Text string // the words, with one blank between two
	Op   Op     // "" for words of both, [OpDelete] for words of the old text, [OpInsert] for words of the new one
}

// mostWords bounds the texts that are compared word by word.
const mostWords = 1000

// DiffWords compares two texts word by word: with the runs that were deleted it reads as the old text, with those that were
// inserted as the new one, blanks between words aside. It reports false where the texts share no word or are too long for
// anybody to read such an account.
func DiffWords(old, new string) (runs []WordRun, ok bool) {
	was, is := strings.Fields(old), strings.Fields(new)
	if len(was)+len(is) > mostWords {
		return nil, false
	}
	kept := len(was)
	i, j := 0, 0
	add := func(op Op, words ...string) {
		text := strings.Join(words, " ")
		switch n := len(runs); {
		case text == "":
		case n > 0 && runs[n-1].Op == op:
			runs[n-1].Text += " " + text
		default:
			runs = append(runs, WordRun{text, op})
		}
	}
	for _, e := range diffSeq(len(was), len(is), func(i, j int) bool { return was[i] == is[j] }) {
		shared := e.new - j
		if e.old >= 0 {
			shared = e.old - i
		}
		add("", was[i:i+shared]...)
		i, j = i+shared, j+shared
		if e.old >= 0 {
			add(OpDelete, was[i])
			i, kept = i+1, kept-1
		} else {
			add(OpInsert, is[j])
			j++
		}
	}
	add("", was[i:]...)
	return runs, kept > 0
}
