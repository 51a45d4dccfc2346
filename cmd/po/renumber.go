package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

func (a *app) renumber() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use: "renumber ID", Short: "Give an item a fresh id, such as the later of two that took one number", GroupID: groupReview, Annotations: mode("write"),
		Long: "Two people can take the same number between two fetches. Both files are kept, and every command names them. po renumber gives the\n" +
			"later one, by its first commit, the next free number, and with it the references that were written for it. --path picks a file.",
		Example:           "  po renumber VS-12\n  po renumber VS-12 --path backlog/items/VS-12-bell.md",
		ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) != 1 {
				return usageHint("po renumber VS-12", "renumber: one item")
			}
			return a.runRenumber(c.Context(), words[0], path)
		},
	}
	c.Flags().StringVar(&path, "path", "", "the `FILE`, where two files hold one id")
	return c
}

func (a *app) runRenumber(ctx context.Context, word, picked string) error {
	var given backlog.ID
	var unclear []string
	ch := &change{action: "renumber", spelling: true}
	a.force = true // the file under the old name may go with changes that are not committed: the one under the new name has them
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		id, paths, err := filesOf(b, word)
		if err != nil {
			return nil, err
		}
		path, others, err := a.laterFile(ctx, b, id, paths, picked)
		if err != nil {
			return nil, err
		}
		o, err := a.addOptions(ctx, b)
		if err != nil {
			return nil, err
		}
		follows := func(string) bool { return true }
		if len(others) > 0 {
			meant, open, err := a.meantBy(ctx, b, id, path, others)
			if err != nil {
				return nil, err
			}
			unclear = open
			follows = func(p string) bool { return slices.Contains(meant, p) }
		}
		next, fresh, err := b.NewID(path, o, follows)
		given = fresh
		return next, err
	}
	ch.after = func(_, _ *backlog.Backlog) {
		for _, path := range unclear {
			a.say("warning", fmt.Sprintf("%s names %s: whoever wrote that knows which item is meant; if it is %s, change it", a.shown(path), word, given))
		}
	}
	return a.apply(ctx, ch)
}

// filesOf are the files that hold an id.
func filesOf(b *backlog.Backlog, word string) (backlog.ID, []string, error) {
	id, err := b.Resolve(word)
	if err != nil {
		return "", nil, err
	}
	for _, twice := range b.Ambiguous() {
		if twice.ID == id {
			return id, twice.Paths, nil
		}
	}
	it, err := b.Item(id)
	return id, []string{it.Path}, err
}

// laterFile is the file that gets the fresh id: the one that was picked, else of several the one whose first commit is the latest, one
// without a commit before all.
func (a *app) laterFile(ctx context.Context, b *backlog.Backlog, id backlog.ID, paths []string, picked string) (path string, others []string, err error) {
	if picked != "" {
		if path, err = a.pathInBacklog(b, picked); err != nil {
			return "", nil, err
		}
		if !slices.Contains(paths, path) {
			return "", nil, fmt.Errorf("%s: does not hold %s", picked, id)
		}
	} else {
		ages, err := a.firstCommits(ctx, paths)
		if err != nil {
			return "", nil, err
		}
		path = slices.MaxFunc(paths, func(x, y string) int { return ages[y] - ages[x] })
	}
	return path, slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == path }), nil
}

// firstCommits says how long ago, in commits, files were added; one that no commit has added is 0.
func (a *app) firstCommits(ctx context.Context, paths []string) (map[string]int, error) {
	ages := map[string]int{}
	if len(paths) < 2 || a.repo.Unborn() {
		return ages, nil
	}
	n := 0
	for r, err := range a.repo.History(ctx, git.HistoryOptions{Full: true}) {
		if err != nil {
			return nil, err
		}
		n++
		for _, c := range r.Changes {
			if c.Op == backlog.OpAdd && slices.Contains(paths, c.Path) {
				ages[c.Path] = n
			}
		}
	}
	return ages, nil
}

// meantBy divides the files that name an id: those that were written when only the file at path had it, and those of which nobody can
// tell. What was written when only one of the others had it means that one.
func (a *app) meantBy(ctx context.Context, b *backlog.Backlog, id backlog.ID, path string, others []string) (meant, unclear []string, err error) {
	for _, p := range b.Mentions(id) {
		then, err := a.whenWritten(ctx, b, p, id)
		if err != nil {
			return nil, nil, err
		}
		has := func(q string) bool { _, ok := then.Source(q); return ok }
		switch mine, theirs := has(path), slices.ContainsFunc(others, has); {
		case mine && !theirs:
			meant = append(meant, p)
		case mine == theirs:
			unclear = append(unclear, p)
		}
	}
	return meant, unclear, nil
}

// whenWritten is the backlog as of the first commit in which a file names an id; what is not committed is written now.
func (a *app) whenWritten(ctx context.Context, b *backlog.Backlog, path string, id backlog.ID) (*backlog.Backlog, error) {
	first := ""
	if !a.repo.Unborn() {
		for r, err := range a.repo.History(ctx, git.HistoryOptions{Full: true, ID: b.IDAt(path)}) {
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(r.Changes, func(c backlog.Change) bool { return brings(c, id) }) {
				first = r.Hash
			}
		}
	}
	if first == "" {
		return b, nil
	}
	return a.repo.Load(ctx, first)
}

// brings reports whether a change writes an id into a record.
func brings(c backlog.Change, id backlog.ID) bool {
	switch {
	case c.Op == backlog.OpAdd && c.Item != nil:
		return strings.Contains(c.Item.Source(), string(id))
	case c.Hunk != nil:
		return strings.Contains(strings.Join(c.Hunk.New, "\n"), string(id))
	case c.Criterion != nil && c.Criterion.New != nil:
		return strings.Contains(c.Criterion.New.Text, string(id))
	}
	return slices.Contains(c.New.Strings(), string(id))
}
