package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logPeople are who commits in a made-up history; .mailmap makes one of the first two.
func logPeople() [][2]string {
	return [][2]string{{"Jon Reyes", "jon@example.org"}, {"jr", "j.reyes@Old.example"}, {"Søren Ødegård", "soren@example.org"}, {"Mara (PO)", "mara+po@example.org"}}
}

func logWords() []string {
	return []string{"Legal wants two", "size it again", "*a* [b] ^c$", "the BANKS refuse", "wanted by Søren", "two. banks"}
}

// lived is a repository whose branch has a history of many people, with branches that were merged; every commit changes one item.
func lived(t *testing.T, random *rand.Rand) *desk {
	d := newDesk(t)
	d.git("init", "-q", "-b", "main")
	d.po("init", "--key", "VS")
	d.write("../.mailmap", "Jon Reyes <jon@example.org> <j.reyes@old.example>\n")
	clock := 1_791_000_000
	commit := func(words ...string) {
		clock += 60
		who := logPeople()[random.IntN(len(logPeople()))]
		date := fmt.Sprintf("--date=@%d +0000", clock)
		args := []string{"-c", "user.name=" + who[0], "-c", "user.email=" + who[1], "commit", "-q", date}
		for _, w := range words {
			args = append(args, "-m", w)
		}
		d.git("add", "-A")
		d.git(args...)
	}
	write := func(n int) {
		d.write(fmt.Sprintf("items/VS-%d.md", n), fmt.Sprintf("---\nid: VS-%d\nstatus: draft\ntitle: Story %d\nvalue: %d\n---\n", n, n, clock%997))
	}
	for n := range 5 {
		write(n + 1)
		commit("add")
	}
	say := func() string { return logWords()[random.IntN(len(logWords()))] }
	for i := range 12 {
		if i%4 != 3 {
			write(1 + random.IntN(5))
			commit(say(), say()+"\nand "+say())
			continue
		}
		d.git("switch", "-q", "-c", fmt.Sprint("side", i))
		write(5 + i) // a file of its own, so that the merge is clean
		commit(say())
		d.git("switch", "-q", "main")
		write(1 + random.IntN(5))
		commit(say(), say())
		d.git("-c", "user.name=Mara (PO)", "-c", "user.email=mara+po@example.org", "merge", "-q", "--no-ff", "-m", say(), fmt.Sprint("side", i))
	}
	return d
}

// git log is the witness of po log: it finds the same commits by author and by the words of the message, in the same order.
func TestLogFindsWhatGitFinds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 1))
	d := lived(t, random)
	people := []string{"jon", "JON REYES <jon@example.org>", "old.example", "søren", "ØDEGåRD", "(po)", "mara+po@", "example.org>", ".", "nobody"}
	words := []string{"legal", "*a* [b]", "BANKS", "søren", "two.", "^c$", "again\nand", "nothing", "add", ""}
	found := 0
	for range 60 {
		var ask, git []string
		for range random.IntN(3) {
			p := people[random.IntN(len(people))]
			ask, git = append(ask, "--author", p), append(git, "--author="+p)
		}
		for range random.IntN(3) {
			w := words[random.IntN(len(words))]
			ask, git = append(ask, "--grep", w), append(git, "--grep="+w)
		}
		if len(ask) == 0 {
			continue
		}
		if random.IntN(2) == 0 {
			n := fmt.Sprint(1 + random.IntN(6))
			ask, git = append(ask, "--limit", n), append(git, "--max-count="+n)
		}
		if random.IntN(2) == 0 {
			ask, git = append(ask, "--reverse"), append(git, "--reverse")
		}
		if slices.Contains(git, "--grep=again\nand") { // to git these are two words, of which one is enough
			continue
		}
		got := strings.Fields(d.po(append([]string{"log", "--json=commit", "--jq", ".[].commit"}, ask...)...))
		want := strings.Fields(d.git(append([]string{"-c", "i18n.logOutputEncoding=UTF-8", "log", "--author-date-order", "--use-mailmap", "--no-merges",
			"-F", "-i", "--format=%H"}, append(git, "HEAD", "--", "backlog")...)...))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("po log %q (-git +po):\n%s", ask, diff)
		}
		found += len(want)
	}
	if found < 100 {
		t.Errorf("%d commits found in all: the questions are too narrow", found)
	}
}

// Without a filter the branch alone is shown: git's first parents. Ids are shown from all parents, several as one history.
func TestLogWalksAsGitDoes(t *testing.T) {
	t.Parallel()
	d := lived(t, rand.New(rand.NewPCG(4, 2)))
	log := func(args ...string) []string {
		return strings.Fields(d.po(append([]string{"log", "--json=commit", "--jq", ".[].commit"}, args...)...))
	}
	git := func(args ...string) []string {
		return strings.Fields(d.git(append([]string{"log", "--author-date-order", "--format=%H"}, args...)...))
	}
	for _, tt := range []struct{ got, want []string }{
		{log(), git("--first-parent", "HEAD", "--", "backlog")},
		{log("--reverse"), git("--first-parent", "--reverse", "HEAD", "--", "backlog")},
		{log("VS-1", "VS-8"), git("--no-merges", "HEAD", "--", "backlog/items/VS-1.md", "backlog/items/VS-8.md")},
		{log("VS-3", "2", "--reverse"), git("--no-merges", "--reverse", "HEAD", "--", "backlog/items/VS-2.md", "backlog/items/VS-3.md")},
		{log("story", "--limit", "7"), git("--no-merges", "--max-count=7", "HEAD", "--", "backlog/items")},
		{log("VS-16"), git("--no-merges", "HEAD", "--", "backlog/items/VS-16.md")},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" || len(tt.want) == 0 {
			t.Errorf("(-git +po):\n%s", diff)
		}
	}
}
