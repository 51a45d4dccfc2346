package backlog

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiffWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		old, new string
		want     []WordRun
		ok       bool
	}{
		{"the fare is 30 % lower", "the fare is 20 % lower", []WordRun{{"the fare is", ""}, {"30", OpDelete}, {"20", OpInsert}, {"% lower", ""}}, true},
		{"a b c", "b c d", []WordRun{{"a", OpDelete}, {"b c", ""}, {"d", OpInsert}}, true},
		{"a  b", "a b", []WordRun{{"a b", ""}}, true},
		{"a b", "c", []WordRun{{"a b", OpDelete}, {"c", OpInsert}}, false},
		{"", "", nil, false},
		{strings.Repeat("a ", 600), strings.Repeat("a ", 500), nil, false},
	} {
		got, ok := DiffWords(tt.old, tt.new)
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
			t.Errorf("%q, %q: %v (-want +got):\n%s", tt.old, tt.new, ok, diff)
		}
	}
}

// The runs read as either text.
func TestDiffWordsReadsAsBoth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	text := func() string {
		words := make([]string, r.IntN(8))
		for i := range words {
			words[i] = string(rune('a' + r.IntN(4)))
		}
		return strings.Join(words, " ")
	}
	for range 1000 {
		old, new := text(), text()
		runs, _ := DiffWords(old, new)
		var was, is []string
		for _, run := range runs {
			if run.Op != OpInsert {
				was = append(was, run.Text)
			}
			if run.Op != OpDelete {
				is = append(is, run.Text)
			}
		}
		if strings.Join(was, " ") != old || strings.Join(is, " ") != new {
			t.Fatalf("%q → %q: %v", old, new, runs)
		}
	}
}
