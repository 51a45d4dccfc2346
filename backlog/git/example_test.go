package git_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

// options keep an example apart from the machine that it runs on: its clock
// stands, and its environment names who commits.
func options() git.Options {
	environment := map[string]string{
		"GIT_AUTHOR_NAME": "Mara Lindqvist", "GIT_AUTHOR_EMAIL": "mara@example.org",
		"GIT_COMMITTER_NAME": "Mara Lindqvist", "GIT_COMMITTER_EMAIL": "mara@example.org",
		"GIT_CONFIG_NOSYSTEM": "1",
	}
	return git.Options{
		Now:    func() time.Time { return time.Date(2026, time.October, 5, 9, 0, 0, 0, time.UTC) },
		Getenv: func(name string) string { return environment[name] },
	}
}

// newRepository makes a repository whose only commit holds a backlog of one item.
// It needs no git program. The caller removes the folder.
func newRepository(ctx context.Context) (dir string) {
	dir, err := os.MkdirTemp("", "po-example-")
	if err != nil {
		log.Fatal(err)
	}
	if err := git.InitRepository(dir, options()); err != nil {
		log.Fatal(err)
	}
	repo, err := git.Open(dir, git.Options{Fresh: true, Backlog: "backlog", Now: options().Now, Getenv: options().Getenv})
	if err != nil {
		log.Fatal(err)
	}
	_, err = repo.Commit(ctx, git.CommitOptions{Message: "Begin\n", Files: []backlog.FileEdit{
		{Path: "po.yaml", New: []byte("version: 1\nkey: BK\n")},
		{Path: "items/BK-1-unlock.md", New: []byte("---\nid: BK-1\nstatus: draft\ntitle: Unlock a bike\npriority: 10\n---\n")},
	}})
	if err != nil {
		log.Fatal(err)
	}
	return dir
}

// Load a backlog from the working tree, change it, commit the difference, and
// read what happened.
func Example() {
	ctx := context.Background()
	dir := newRepository(ctx)
	defer os.RemoveAll(dir)

	repo, err := git.Open(dir, options())
	if err != nil {
		log.Fatal(err)
	}
	before, err := repo.Load(ctx, "") // the working tree
	if err != nil {
		log.Fatal(err)
	}
	after, err := before.Set("BK-1", "points", "3")
	if err != nil {
		log.Fatal(err)
	}
	message := backlog.Summarize(backlog.Diff(before, after), backlog.SummaryOptions{Action: "edit"})
	result, err := repo.Commit(ctx, git.CommitOptions{
		Message: message.String(),
		Files:   backlog.Edits(before, after),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("committed", result.Files)

	for revision, err := range repo.History(ctx, git.HistoryOptions{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(revision.Time.Format(time.DateTime), revision.Author.Name+":", revision.Subject)
		for _, line := range backlog.Lines(revision.Changes) {
			fmt.Println(" ", line)
		}
	}
	// Output:
	// committed [backlog/items/BK-1-unlock.md]
	// 2026-10-05 09:00:00 Mara Lindqvist: po: edit BK-1
	//   BK-1  points  unset → 3
	// 2026-10-05 09:00:00 Mara Lindqvist: Begin
	//   BK-1  added  #1  Unlock a bike
}

// Two programs edit one file. The second one is told that the file is not what
// it had read: it loads again, edits again and commits that.
func ExampleRepo_Commit() {
	ctx := context.Background()
	dir := newRepository(ctx)
	defer os.RemoveAll(dir)

	repo, err := git.Open(dir, options())
	if err != nil {
		log.Fatal(err)
	}
	before, err := repo.Load(ctx, "")
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(repo.Dir(), "items", "BK-1-unlock.md")
	if err := os.WriteFile(file, []byte("---\nid: BK-1\nstatus: draft\ntitle: Unlock a bike by phone\n---\n"), 0o666); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		after, err := before.Set("BK-1", "points", "3")
		if err != nil {
			log.Fatal(err)
		}
		_, err = repo.Commit(ctx, git.CommitOptions{Message: "Size BK-1\n", Files: backlog.Edits(before, after)})
		var stale *git.ErrStale
		if errors.As(err, &stale) {
			fmt.Println("again:", stale.Path)
			if before, err = repo.Load(ctx, ""); err != nil {
				log.Fatal(err)
			}
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		it, err := after.Item("BK-1")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(it.Title, it.Points)
	}
	// Output:
	// again: backlog/items/BK-1-unlock.md
	// Unlock a bike by phone 3
}

// Compare two revisions of a backlog, here the last commit and the working tree.
func ExampleRepo_Compare() {
	ctx := context.Background()
	dir := newRepository(ctx)
	defer os.RemoveAll(dir)

	repo, err := git.Open(dir, options())
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(repo.Dir(), "items", "BK-1-unlock.md")
	if err := os.WriteFile(file, []byte("---\nid: BK-1\nstatus: ready\ntitle: Unlock a bike\npriority: 10\n---\n"), 0o666); err != nil {
		log.Fatal(err)
	}
	committed, present, err := repo.Compare(ctx, "HEAD", "")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(committed, present)) {
		fmt.Println(line)
	}
	// Output:
	// BK-1  status  draft → ready
}
