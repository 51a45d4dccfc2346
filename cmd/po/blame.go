package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
)

func (a *app) blame() *cobra.Command {
	return &cobra.Command{
		Use: "blame ID", Short: "Show who wrote each field, criterion and paragraph, when and why", GroupID: groupReview, Annotations: mode("read"),
		Example:           "  po blame VS-12\n  po blame VS-12 --json=field,commit,why",
		ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) != 1 {
				return usageHint("po blame VS-12", "blame: one item or record")
			}
			return a.runBlame(c.Context(), words[0])
		},
	}
}

func (a *app) runBlame(ctx context.Context, word string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	id, err := b.Resolve(word)
	if err != nil {
		return err
	}
	parts, err := a.blameParts(ctx, b, id)
	if err != nil {
		return err
	}
	if a.json.set {
		sel, done, err := a.selection(json.BlameFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.BlameOf(parts), sel)
	}
	if a.repo.Shallow() {
		a.note("this clone is shallow: older history is not here; git fetch --unshallow brings it")
	}
	a.io.StartPager()
	return a.io.Show(render.Blame(parts, b.Config().Timezone))
}

// blameParts goes through the history of a record, first the changes that are not committed.
func (a *app) blameParts(ctx context.Context, b *backlog.Backlog, id backlog.ID) ([]backlog.BlamePart, error) {
	bl, err := b.NewBlame(id)
	if err != nil {
		return nil, err
	}
	if a.at == "" && !a.repo.Bare() {
		head, err := a.repo.Before(ctx, "HEAD", b)
		if err != nil {
			return nil, err
		}
		var own []backlog.Change
		for _, c := range backlog.Diff(head, b) {
			if c.ID == id {
				own = append(own, c)
			}
		}
		bl.Uncommitted(own)
	}
	if a.repo.Unborn() {
		return bl.Parts(), nil
	}
	for r, err := range a.repo.History(ctx, git.HistoryOptions{From: a.at, ID: id, Full: true}) {
		if err != nil {
			return nil, err
		}
		if !bl.Step(r) {
			break
		}
	}
	return bl.Parts(), nil
}
