package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// reviews are the targets of looking at a branch and of merging it.
func reviews() []target {
	one, ten := branched(1), branched(10)
	list := command("po", "list")
	return []target{
		{name: "check-since", what: "check of one changed story among 10,000 items", limit: limit{ratio: 1.5}, repo: largeRepo, variant: one,
			po: command("po", "check", "--since", "main").mayExit(3), opponent: list},
		{name: "diff-json", what: "ten changed stories among 10,000 items, as JSON", limit: limit{ratio: 1.5}, repo: largeRepo, variant: ten,
			po: command("po", "diff", "main", "--json"), opponent: list},
		{name: "diff-markdown", what: "ten changed stories among 10,000 items, as a comment", limit: limit{ratio: 1.5}, repo: largeRepo, variant: ten,
			po: command("po", "diff", "main", "--format", "markdown"), opponent: command("po", "check").mayExit(3)},
		{name: "merge-driver", what: "merge of one file", limit: limit{wall: 15 * time.Millisecond}, repo: smallRepo, po: mergeDriver()},
	}
}

// branched has a branch with one commit that changes some stories.
func branched(stories int) variant {
	return variant{name: fmt.Sprintf("-branched-%d", stories), make: func(dir string) error {
		if err := runGit(dir, nil, "switch", "-q", "-c", "review"); err != nil {
			return err
		}
		changed, err := changePoints(filepath.Join(dir, "backlog", "items"), stories)
		if err != nil {
			return err
		}
		if changed < stories {
			return fmt.Errorf("%d open stories have points, not %d", changed, stories)
		}
		return runGit(dir, nil, "commit", "-q", "-a", "-m", "re-estimated")
	}}
}

// changePoints gives the first open stories in a folder other points: that is what people change most, and what most rules look at.
func changePoints(folder string, stories int) (changed int, err error) {
	points, open, story := regexp.MustCompile(`(?m)^points: .*$`), regexp.MustCompile(`(?m)^status: (draft|ready)$`), regexp.MustCompile(`(?m)^type: story$`)
	err = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
			return err
		case changed == stories:
			return filepath.SkipAll
		}
		text, err := os.ReadFile(path)
		if err != nil || !points.Match(text) || !open.Match(text) || !story.Match(text) {
			return err
		}
		changed++
		return os.WriteFile(path, points.ReplaceAll(text, []byte("points: 99")), 0o666)
	})
	return changed, err
}

// mergeDriver merges a file of which each side has changed something else, and one thing differently.
func mergeDriver() contender {
	it := openItem(smallRepo)
	names := []string{"merge-base", "merge-ours", "merge-theirs"}
	return contender{
		label: "po merge-driver", exits: []int{1}, silent: true,
		prepare: func(dir string, _ int) error {
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(it.path())))
			if err != nil {
				return err
			}
			if !bytes.Contains(text, []byte("\nstatus: ready\n")) {
				return errors.New(it.path() + ": not ready")
			}
			ours := bytes.Replace(text, []byte("\nstatus: ready\n"), []byte("\nstatus: in-progress\n"), 1)
			theirs := bytes.Replace(text, []byte("\nstatus: ready\n"), []byte("\nstatus: dropped\n"), 1)
			for i, version := range [][]byte{text, ours, append(theirs, "\nOne more line.\n"...)} {
				if err := os.WriteFile(filepath.Join(dir, names[i]), version, 0o666); err != nil {
					return err
				}
			}
			return nil
		},
		run: func(string, int) [][]string {
			return [][]string{{"po", "merge-driver", names[0], names[1], names[2], "7", it.path()}}
		},
	}
}
