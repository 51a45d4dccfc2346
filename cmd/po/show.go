package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID...", Short: "Show items and other records whole", GroupID: groupLook, Annotations: mode("read"),
		Example: "  po show VS-12\n  po show 12 R-1\n  po show VS-12 --at 2026-09-15", ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error { return a.runShow(c.Context(), words) },
	}
}

func (a *app) runShow(ctx context.Context, words []string) error {
	if len(words) == 0 {
		return usageHint("po show VS-12", "show: which item?")
	}
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	if err := a.jsonWordsMistaken(words, json.RecordFields(b.Config())); err != nil {
		return err
	}
	ids, err := resolveAll(b, words)
	if err != nil {
		return err
	}
	if a.json.set {
		return a.showJSON(b, ids)
	}
	a.io.StartPager()
	for i, id := range ids {
		if i > 0 {
			fmt.Fprintln(a.io.Out)
		}
		page, err := a.recordPage(b, id)
		if err != nil {
			return err
		}
		if err := a.io.Show(page); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) recordPage(b *backlog.Backlog, id backlog.ID) (*render.Page, error) {
	if it, err := b.Item(id); err == nil {
		return render.Item(b, it, a.todayAsDay(b)), nil
	}
	r, err := b.Record(id)
	if err != nil {
		return nil, err
	}
	return render.Record(b, r), nil
}

func (a *app) showJSON(b *backlog.Backlog, ids []backlog.ID) error {
	sel, done, err := a.selection(json.RecordFields(b.Config()))
	if done || err != nil {
		return err
	}
	scorer, err := scorerOf(b, b.Config().Score)
	if err != nil {
		return err
	}
	o := a.jsonOptions(b, scorer)
	o.Texts = true
	var out []any
	for _, id := range ids {
		if it, err := b.Item(id); err == nil {
			out = append(out, json.ItemOf(b, it, o))
			continue
		}
		r, err := b.Record(id)
		if err != nil {
			return err
		}
		out = append(out, json.RecordOf(b, r, o))
	}
	return printAll(a, out, sel)
}

// listCriteria lists the acceptance criteria of one item.
func (a *app) listCriteria(ctx context.Context, word string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	id, err := b.Resolve(word)
	if err != nil {
		return err
	}
	it, err := b.Item(id)
	if err != nil {
		return err
	}
	if a.json.set {
		sel, done, err := a.selection(json.CriterionFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.CriteriaOf(it), sel)
	}
	page := render.Criteria(it)
	if page.Empty() {
		a.note("%s has no acceptance criteria: po criteria %s add TEXT", id, id)
		return nil
	}
	return a.io.Show(page)
}

func (a *app) search() *cobra.Command {
	return &cobra.Command{
		Use: "search WORDS...", Short: "Search titles, bodies and criteria, of closed items too", GroupID: groupLook, Annotations: mode("read"),
		Example: "  po search receipt VAT\n  po search battery --json=id,lines",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) == 0 {
				return usageHint("po search receipt", "search: for which words?")
			}
			b, err := a.load(c.Context())
			if err != nil {
				return err
			}
			if err := a.jsonWordsMistaken(words, json.HitFields(b.Config())); err != nil {
				return err
			}
			hits := b.Search(words...)
			if a.json.set {
				sel, done, err := a.selection(json.HitFields(b.Config()))
				if done || err != nil {
					return err
				}
				return printAll(a, json.HitsOf(b, hits, a.jsonOptions(b, nil)), sel)
			}
			if len(hits) == 0 {
				a.note("nothing has all of these words")
				return nil
			}
			return a.io.Show(render.Search(b, hits))
		},
	}
}

func (a *app) remove() *cobra.Command {
	return a.withPath(&cobra.Command{
		Use: "remove ID...", Short: "Delete the files of items; po drop keeps them", GroupID: groupRefine, Annotations: mode("write"),
		Example: "  po remove VS-10 -m \"added twice\"", ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) == 0 {
				return usageHint("po remove VS-10", "remove: which item?")
			}
			return a.apply(c.Context(), &change{action: "remove", edit: func(b *backlog.Backlog) (*backlog.Backlog, error) {
				return onAll(b, words, func(ids []backlog.ID) (*backlog.Backlog, error) { return b.Remove(ids...) })
			}, after: func(_, _ *backlog.Backlog) { a.noteUndo() }})
		},
	})
}
