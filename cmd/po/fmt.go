package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

func (a *app) format() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use: "fmt [ID|PATH|QUERY...]", Short: "Put keys in the usual order and lists in the usual style", GroupID: groupTooling, Annotations: mode("write"),
		Long: "Puts the keys of front matter in the order of their table, unknown ones last, and lists as one entry a line. Values, comments and\n" +
			"all that stands below the front matter stay. This is the one command that may rewrite more than it was asked to change.",
		Example:           "  po fmt\n  po fmt --check\n  po fmt VS-12 --dry-run",
		ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error {
			if check {
				return a.formatCheck(c.Context(), words)
			}
			return a.runFormat(c.Context(), words)
		},
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing: name the files that would change, exit 3 when there are any")
	return c
}

// formatted gives the backlog with the files that were asked for in their usual form.
func (a *app) formatted(b *backlog.Backlog, words []string) (*backlog.Backlog, []string, error) {
	asked, err := a.asked(b, words)
	if err != nil {
		return nil, nil, err
	}
	next, left := b.Format(asked.has)
	return next, left, nil
}

func (a *app) runFormat(ctx context.Context, words []string) error {
	var left []string
	ch := &change{action: "fmt", same: "all files are in their usual form", spelling: true}
	ch.edit = func(b *backlog.Backlog) (next *backlog.Backlog, err error) {
		next, left, err = a.formatted(b, words)
		return next, err
	}
	err := a.apply(ctx, ch)
	for _, path := range left {
		a.say("warning", a.shown(path)+": cannot be put in the usual form without a change of what it says; it stays")
	}
	return err
}

func (a *app) formatCheck(ctx context.Context, words []string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	next, _, err := a.formatted(b, words)
	if err != nil {
		return err
	}
	edits := backlog.Edits(b, next)
	for _, e := range edits {
		fmt.Fprintln(a.io.Out, render.Clean(a.shown(e.Path)))
	}
	if len(edits) > 0 {
		return errWanting
	}
	return nil
}
