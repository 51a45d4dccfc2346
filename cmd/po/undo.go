package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

func (a *app) undo() *cobra.Command {
	return &cobra.Command{
		Use: "undo [COMMIT]", Short: "Take back po's last commit on this branch, or any commit, as a new commit", GroupID: groupReview, Annotations: mode("write"),
		Example: "  po undo\n  po undo            (again: redo)\n  po undo 3f2c9ab    (field by field; what came later on other fields stays)",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) > 1 {
				return usageHint("po undo "+words[0], "undo: one commit at a time")
			}
			return a.runUndo(c.Context(), strings.Join(words, ""))
		},
	}
}

func (a *app) runUndo(ctx context.Context, rev string) error {
	repo, err := a.open()
	if err != nil {
		return err
	}
	u, err := repo.PlanUndo(ctx, rev)
	if err != nil {
		return err
	}
	if a.message == "" {
		a.message = "takes back " + u.Commit[:7] + " " + u.Subject
	}
	return a.apply(ctx, &change{action: "undo", spelling: true, edit: func(b *backlog.Backlog) (*backlog.Backlog, error) {
		next, err := b.With(u.Edits...)
		if err != nil {
			return nil, err
		}
		return next, errors.Join(a.judgeReadable(b, next, u), b.JudgeLoss(next, "undo"))
	}})
}

// judgeReadable refuses to take back what has mended a file.
func (a *app) judgeReadable(b, next *backlog.Backlog, u git.Undo) error {
	was := map[string]bool{}
	for _, e := range b.Broken() {
		was[e.Pos.Path] = true
	}
	var errs []error
	for _, e := range next.Broken() {
		if !was[e.Pos.Path] {
			errs = append(errs, fmt.Errorf("%s: could not be read any more, at %d:%d: %s", a.shown(e.Pos.Path), e.Pos.Line, e.Pos.Column, e.Msg))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &hinted{errors.Join(errs...), "commit " + u.Commit[:7] + " has mended that; git revert " + u.Commit[:7] + " takes all of it back"}
}
