package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// commits are the targets of one commit: of po, and of its engine alone where
// po has to read the whole backlog before it comes to that.
func commits() []target {
	return []target{
		editing("edit-small", "edit in a small repository", 1, smallRepo),
		editing("edit-10000", "edit among 10,000 items", 2, largeRepo),
		editing("edit-crowded", "edit of one of 1,000 items among 100,000 other files", 0.4, crowdedRepo),
		only("commit-small", "commit of one item, small repository", limit{ratio: 0.75}, smallRepo),
		durably("commit-durable", "the same, on the medium before it ends", limit{ratio: 1.1}, smallRepo),
		only("commit-crowded", "commit of one of 1,000 items, 100,000 other files", limit{ratio: 0.2, peak: 40_000_000}, crowdedRepo),
		only("commit-folder", "commit of one of 50,000 items in one folder", limit{ratio: 0.3}, hugeRepo),
		engineOf(only("commit-small-engine", "engine alone: one item, small repository", limit{ratio: 0.75}, smallRepo)),
		engineOf(durably("commit-durable-engine", "engine alone: the same, on the medium before it ends", limit{ratio: 1.1}, smallRepo)),
		engineOf(only("commit-crowded-engine", "engine alone: one item, 100,000 other files", limit{ratio: 0.2, peak: 40_000_000}, crowdedRepo)),
		engineOf(only("commit-folder-engine", "engine alone: one of 50,000 items in one folder", limit{ratio: 0.3}, hugeRepo)),
		thousand(),
	}
}

// pointsOf are points that no generated item has, other ones in two turns after
// one another, and in those of two targets.
func pointsOf(target string, turn int) string {
	sum := 0
	for _, c := range target {
		sum = (31*sum + int(c)) % 1000
	}
	return fmt.Sprint(100 + 2*sum + turn%2)
}

// only compares one change of one item by po with the same change committed by
// git in one command. Git's side finds the file already written when its clock starts.
func only(name, what string, promised limit, repo size) target {
	it := openItem(repo)
	return target{name: name, what: what, limit: promised, repo: repo,
		po: contender{
			label:   "po edit ID --points N",
			commits: 1,
			run: func(_ string, turn int) [][]string {
				return [][]string{{"po", "edit", id(it.number), "--points", pointsOf(name, turn)}}
			},
		},
		opponent: contender{
			label:   "git commit -o -- FILE",
			commits: 1,
			prepare: func(dir string, turn int) error {
				return setPoints(filepath.Join(dir, it.path()), pointsOf(name, turn))
			},
			run: func(string, int) [][]string {
				return [][]string{{"git", "commit", "-q", "-o", "-m", "po: edit " + id(it.number), "--", it.path()}}
			},
		},
	}
}

// editing is the same beside the two commands that people type.
func editing(name, what string, ratio float64, repo size) target {
	t := only(name, what, limit{ratio: ratio}, repo)
	it := openItem(repo)
	t.opponent.label = "git add FILE, git commit"
	t.opponent.run = func(string, int) [][]string {
		return [][]string{{"git", "add", "--", it.path()}, {"git", "commit", "-q", "-m", "po: edit " + id(it.number)}}
	}
	return t
}

// durably is the same where both sides wait for the medium: po as commit.durable
// says, git for all that it writes then, objects, index and refs. Po waits for the
// work file and its journal too, which git does not write.
func durably(name, what string, promised limit, repo size) target {
	t := only(name, what, promised, repo)
	it := openItem(repo)
	t.variant = variant{name: durable, make: makeDurable}
	t.opponent.label = "git -c core.fsync=all commit -o -- FILE"
	t.opponent.run = func(string, int) [][]string {
		return [][]string{{"git", "-c", "core.fsync=all", "commit", "-q", "-o", "-m", "po: edit " + id(it.number), "--", it.path()}}
	}
	return t
}

// durable names the repositories in which po waits for the medium.
const durable = "-durable"

func makeDurable(dir string) error {
	settings := filepath.Join(dir, "backlog", "po.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		return err
	}
	if err := os.WriteFile(settings, append(text, "commit: {durable: true}\n"...), 0o644); err != nil {
		return err
	}
	return runGit(dir, nil, "commit", "-q", "-a", "-m", durable)
}

// engineOf puts the engine in the place of po.
func engineOf(t target) target {
	it := openItem(t.repo)
	command := []string{engineProgram, "commit"}
	if t.variant.name == durable {
		command = append(command, "--durable")
	}
	t.po.label = strings.Join(slices.Concat(command, []string{"N", "FILE"}), " ")
	t.po.run = func(_ string, turn int) [][]string {
		return [][]string{slices.Concat(command, []string{pointsOf(t.name, turn), it.path()})}
	}
	return t
}

// thousand is one commit of many items: what writes the files is part of both sides.
func thousand() target {
	const name, count = "commit-1000", 1000
	var ids, paths []string
	for _, it := range sized(thousandRepo, count) {
		ids, paths = append(ids, id(it.number)), append(paths, it.path())
	}
	return target{name: name, what: "1,000 items in one commit, writing them included", limit: limit{ratio: 1}, repo: thousandRepo,
		po: contender{
			label:   "po edit ID… --points N",
			commits: 1,
			run: func(_ string, turn int) [][]string {
				return [][]string{append(append([]string{"po", "edit"}, ids...), "--points", pointsOf(name, turn))}
			},
		},
		opponent: contender{
			label:   "rawwrite N FILE…, git add FILE…, git commit",
			commits: 1,
			run: func(_ string, turn int) [][]string {
				return [][]string{
					append([]string{"rawwrite", pointsOf(name, turn)}, paths...),
					append([]string{"git", "add", "--"}, paths...),
					{"git", "commit", "-q", "-m", "po: edit 1000 items"},
				}
			},
		},
	}
}

// together are the targets of many processes at once.
func together() []target {
	return []target{
		atOnce("together-small", "100 processes at once, each its own item", limit{wall: time.Second}, togetherRepo, 0),
		atOnce("together-crowded", "the same among 100,000 other files", limit{wall: 6 * time.Second}, crowdedRepo, 0),
		atOnce("together-git", "100 processes at once beside 25 loops of git commit", limit{worst: 5 * time.Second}, togetherRepo, 25),
	}
}

func atOnce(name, what string, promised limit, repo size, loops int) target {
	const processes = 100
	var ids []string
	for number := range processes {
		ids = append(ids, id(number+1))
	}
	return target{name: name, what: what, limit: promised, repo: repo,
		po: contender{
			label:   "po edit ID --points N",
			commits: processes,
			atOnce:  true,
			beside:  loops,
			run: func(_ string, turn int) [][]string {
				var lines [][]string
				for _, id := range ids {
					lines = append(lines, []string{"po", "edit", id, "--points", pointsOf(name, turn)})
				}
				return lines
			},
		},
	}
}

// sized returns so many items of a generated repository that have points.
func sized(repo size, count int) []item {
	var items []item
	for number := 1; number <= repo.items && len(items) < count; number++ {
		if it := newItem(benchSeed, number, repo.items, number); it.points != "" {
			items = append(items, it)
		}
	}
	return items
}

// setPoints changes a file as a person with an editor would.
func setPoints(file, points string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, withPoints(text, points), 0o644)
}
