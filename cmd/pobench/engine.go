package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

// engineProgram is this program itself as a command line names it.
const engineProgram = "pobench"

// engine is the command that commits files of the backlog whose points it
// changes, as po does, without the rest of po: no other file is read and nothing
// is checked. What remains is the part for which git commit is the measure.
func engine(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("pobench commit", flag.ContinueOnError)
	flags.SetOutput(stderr)
	durable := flags.Bool("durable", false, "wait until the commit is on the medium")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	if flags.NArg() < 2 {
		flags.Usage()
		return errUsage
	}
	debug.SetGCPercent(-1) // as po does
	debug.SetMemoryLimit(math.MaxInt64)
	repo, err := git.Open(".", git.Options{Now: lastDay})
	if err != nil {
		return err
	}
	ctx := context.Background()
	release, err := repo.Lock(ctx)
	if err != nil {
		return err
	}
	edits, err := pointsEdits(repo, flags.Arg(0), flags.Args()[1:])
	if err != nil {
		return errors.Join(err, release())
	}
	done, err := repo.Commit(ctx, git.CommitOptions{Message: "po: edit", Files: edits, Durable: *durable})
	if err == nil {
		fmt.Fprintln(stdout, done.Short)
	}
	return errors.Join(err, release())
}

func pointsEdits(repo *git.Repo, points string, files []string) ([]backlog.FileEdit, error) {
	var edits []backlog.FileEdit
	for _, file := range files {
		abs := filepath.Join(repo.Root(), filepath.FromSlash(file))
		rel, err := filepath.Rel(repo.Dir(), abs)
		if err != nil {
			return nil, err
		}
		old, err := os.ReadFile(abs)
		if err != nil {
			return nil, err
		}
		edits = append(edits, backlog.FileEdit{Path: filepath.ToSlash(rel), Old: old, New: withPoints(old, points)})
	}
	return edits, nil
}

// withPoints is an item's text with other points.
func withPoints(text []byte, points string) []byte {
	line := regexp.MustCompile(`(?m)^points: .*$`)
	return bytes.Clone(line.ReplaceAll(text, []byte("points: "+points)))
}
