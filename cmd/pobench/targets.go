package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// A target is one line of the report: what po is run on, how, beside whom, and
// what was promised.
type target struct {
	name     string
	what     string
	limit    limit
	repo     size // zero: an empty folder
	po       contender
	opponent contender // none when the limit is absolute
}

// A limit is exactly one promise.
type limit struct {
	ratio float64       // po's median time through the opponent's
	wall  time.Duration // po's median time
	peak  int64         // po's median peak, bytes
}

// A contender is one side of a pair.
type contender struct {
	label   string
	writes  bool                                  // works in a repository of its own and commits once a turn
	prepare func(dir string, turn int) error      // before the clock starts
	run     func(dir string, turn int) [][]string // command lines: a program's name and its arguments
	exits   []int                                 // codes besides 0 that mean it is done
}

func (c contender) exists() bool { return c.run != nil }

// sizes of the repositories that several targets share.
var (
	smallRepo   = size{items: 20, files: 30, commits: 20}
	largeRepo   = size{items: 10_000, commits: 1}
	hugeRepo    = size{items: 50_000, commits: 1}
	crowdedRepo = size{items: 1_000, files: 100_000, commits: 1}
)

// targets is what the project promises about its speed.
func targets() []target {
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
		edit("edit-small", "edit in a small repository", 1, smallRepo),
		edit("edit-10000", "edit among 10,000 items", 2, largeRepo),
		edit("edit-crowded", "edit of one of 1,000 items among 100,000 other files", 0.4, crowdedRepo),
		{name: "version", what: "start and end", limit: limit{wall: 10 * time.Millisecond}, po: command("po", "--version")},
		{name: "tour", what: "the example's whole history", limit: limit{wall: 5 * time.Second}, po: tour()},
	}
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

// edit compares one change of one item by po with the same change committed by
// git. Git's side finds the file already written when its clock starts.
func edit(name, what string, ratio float64, repo size) target {
	it := openItem(repo)
	points := func(turn int) string { return []string{"20", "40"}[turn%2] } // which no generated item has
	return target{name: name, what: what, limit: limit{ratio: ratio}, repo: repo,
		po: contender{
			label:  "po edit ID --points N",
			writes: true,
			run: func(_ string, turn int) [][]string {
				return [][]string{{"po", "edit", id(it.number), "--points", points(turn)}}
			},
		},
		opponent: contender{
			label:   "git add FILE, git commit",
			writes:  true,
			prepare: func(dir string, turn int) error { return setPoints(filepath.Join(dir, it.path()), points(turn)) },
			run: func(string, int) [][]string {
				return [][]string{{"git", "add", "--", it.path()}, {"git", "commit", "-q", "-m", "po: edit " + id(it.number)}}
			},
		},
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

// setPoints changes a file as a person with an editor would.
func setPoints(file, points string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^points: .*$`)
	return os.WriteFile(file, line.ReplaceAll(text, []byte("points: "+points)), 0o644)
}
