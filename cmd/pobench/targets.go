package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A target is one line of the report: what po is run on, how, beside whom, and
// what was promised.
type target struct {
	name     string
	what     string
	limit    limit
	repo     size // zero: an empty folder
	variant  variant
	po       contender
	opponent contender // none when the limit is absolute
}

// A limit is what was promised, one thing at least.
type limit struct {
	ratio float64       // po's median time through the opponent's
	wall  time.Duration // po's median time
	worst time.Duration // po's longest time
	peak  int64         // po's median peak, bytes
}

// A variant is what is done to a generated repository before it is used.
type variant struct {
	name string
	make func(dir string) error // nil: nothing
}

// A contender is one side of a pair.
type contender struct {
	label     string
	commits   int                                   // that a turn makes, in a repository of its own; 0: it only reads
	prepare   func(dir string, turn int) error      // before the clock starts
	run       func(dir string, turn int) [][]string // command lines: a program's name and its arguments
	exits     []int                                 // codes besides 0 that mean it is done
	atOnce    bool                                  // the command lines are not run one after the other
	beside    int                                   // loops of git commit in the same repository meanwhile
	silent    bool                                  // it writes a file and says nothing
	remembers bool                                  // what po knows from an earlier turn stays
}

func (c contender) exists() bool { return c.run != nil }

// sizes of the repositories that several targets share.
var (
	smallRepo    = size{items: 20, files: 30, commits: 20}
	largeRepo    = size{items: 10_000, commits: 1}
	hugeRepo     = size{items: 50_000, commits: 1}
	crowdedRepo  = size{items: 1_000, files: 100_000, commits: 1}
	thousandRepo = size{items: 1_100, commits: 1} // a thousand of them and more have points
	togetherRepo = size{items: 100, files: 30, commits: 1}
	oldRepo      = size{items: 1_000, commits: 10_000}
	oldLargeRepo = size{items: 10_000, commits: 10_000}
)

// targets is what the project promises about its speed.
func targets() []target {
	all := readings()
	all = append(all, commits()...)
	all = append(all, histories()...)
	all = append(all, reviews()...)
	return append(all, together()...)
}

// readings are the targets of the commands that show the backlog, and of those around them.
func readings() []target {
	poList := command("po", "list")
	rawread := command("rawread", "backlog")
	return []target{
		{name: "list-10000", what: "list of 10,000 items", limit: limit{ratio: 1.6}, repo: largeRepo, po: poList, opponent: rawread},
		{name: "list-50000", what: "list of 50,000 items", limit: limit{ratio: 1.6}, repo: hugeRepo, po: poList, opponent: rawread},
		{name: "memory", what: "memory of a list of 10,000 items", limit: limit{peak: 60_000_000}, repo: largeRepo, po: poList},
		{name: "show", what: "one of 10,000 items", limit: limit{ratio: 1}, repo: largeRepo,
			po: command("po", "show", id(openItem(largeRepo).number)), opponent: poList},
		{name: "check", what: "check of 10,000 items", limit: limit{ratio: 2.5}, repo: largeRepo,
			po: command("po", "check").mayExit(3), opponent: poList},
		{name: "search", what: "search in 10,000 items", limit: limit{ratio: 3}, repo: largeRepo,
			po: command("po", "search", "invoice", "refund"), opponent: poList},
		{name: "version", what: "start and end", limit: limit{wall: 10 * time.Millisecond}, po: command("po", "--version")},
		{name: "tour", what: "the example's whole history", limit: limit{wall: 5 * time.Second}, po: tour()},
	}
}

// histories are the targets of what is read from commits.
func histories() []target {
	old := openItem(oldRepo)
	raw := command("git", "log", "--raw", "--", "backlog")
	return []target{
		{name: "replay-1000", what: "replay of 10,000 commits, 1,000 items", limit: limit{ratio: 0.8}, repo: oldRepo, variant: packed(),
			po: command("po", "log"), opponent: raw},
		{name: "replay-10000", what: "replay of 10,000 commits, 10,000 items", limit: limit{ratio: 0.4}, repo: oldLargeRepo, variant: packed(),
			po: command("po", "log"), opponent: raw},
		{name: "replay-new", what: "the ten newest of 10,000 commits", limit: limit{wall: 20 * time.Millisecond}, repo: oldRepo, variant: packed(),
			po: command("po", "log", "--since", "HEAD~10")},
		{name: "log-item", what: "log of one item over 10,000 commits", limit: limit{ratio: 1.5}, repo: oldRepo, variant: packed(),
			po: command("po", "log", id(old.number)), opponent: command("git", "log", "--", old.path())},
	}
}

// packed has the history in one pack, as git keeps one that is not of today.
func packed() variant {
	return variant{name: "-packed", make: func(dir string) error { return runGit(dir, nil, "gc", "-q") }}
}

// command is the contender that runs one and the same command line.
func command(line ...string) contender {
	label := line[0]
	for _, arg := range line[1:] {
		label += " " + arg
	}
	return contender{label: label, run: func(string, int) [][]string { return [][]string{line} }}
}

func (c contender) mayExit(codes ...int) contender {
	c.exits = codes
	return c
}

func tour() contender {
	folder := func(turn int) string { return fmt.Sprintf("tour-%d", turn) }
	return contender{
		label:   "po tour DIR",
		prepare: func(dir string, turn int) error { return os.RemoveAll(filepath.Join(dir, folder(turn))) },
		run:     func(_ string, turn int) [][]string { return [][]string{{"po", "tour", folder(turn)}} },
	}
}

// openItem returns the youngest story of a generated repository that is ready:
// one that a product owner would show and edit.
func openItem(repo size) item {
	for number := repo.items; number > 0; number-- {
		if it := newItem(benchSeed, number, repo.items, number); it.kind == "story" && it.status == "ready" {
			return it
		}
	}
	panic("a repository without a ready story")
}
