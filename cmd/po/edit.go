package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

func (a *app) edit() *cobra.Command {
	var keys *fieldFlags
	var path string
	c := &cobra.Command{
		Use: "edit ID...", Short: "Change keys of items by flags, or a file in the editor", GroupID: groupRefine, Annotations: mode("write"),
		ValidArgsFunction: a.completeIDs,
		Example: `  po edit VS-1 VS-4 --points 5
  po edit VS-12 --append labels=pilot --unset due
  po edit VS-12 --set scores.wsjf.ubv=13
  po edit VS-12                      (the file in the editor)`,
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) == 0 {
				return usageHint("po edit VS-12 --points 5", "edit: which item?")
			}
			if !keys.given() {
				return a.editInEditor(c.Context(), words, path)
			}
			return a.editKeys(c.Context(), words, keys)
		},
	}
	kinds := []backlog.RecordKind{backlog.KindItem, backlog.KindGoal, backlog.KindSprint, backlog.KindRelease,
		backlog.KindExperiment, backlog.KindInsight, backlog.KindDecision}
	keys = newFieldFlags(c.Flags(), kinds)
	keys.changing()
	c.Flags().StringVar(&path, "path", "", "the `FILE`, where two files hold one id")
	return c
}

// editKeys changes keys by flags: one commit.
func (a *app) editKeys(ctx context.Context, words []string, keys *fieldFlags) error {
	assigns, err := keys.assigns()
	if err != nil {
		return err
	}
	ch := &change{action: "edit"}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		ids, err := resolveAll(b, words)
		if err != nil {
			return nil, err
		}
		next := b
		if len(assigns) > 0 {
			if next, err = b.Edit(ids, assigns...); err != nil {
				return nil, sprintGoalHint(err)
			}
		}
		if s := keys.status(); s != "" {
			w := backlog.Why{Today: a.today(b), Text: a.message, Force: a.force, Author: a.author()}
			if next, err = next.SetStatus(s, w, ids...); err != nil {
				return nil, err
			}
		}
		for _, as := range assigns {
			if as.Key == "status" {
				a.note("status is written alone, without the checks and dates of a verb")
			}
		}
		return next, nil
	}
	return a.apply(ctx, ch)
}

// sprintGoalHint helps who writes the Sprint Goal's text into the key that names a goal.
func sprintGoalHint(err error) error {
	var missing *backlog.NotFoundError
	if errors.As(err, &missing) && len(missing.Near) == 0 {
		if _, parse := backlog.ParseID(string(missing.ID)); parse != nil {
			return &hinted{err, "an id is expected; the text of a Sprint Goal is --sprint-goal"}
		}
	}
	return err
}

// editInEditor opens files in the editor, one after the other; each is checked on saving.
func (a *app) editInEditor(ctx context.Context, words []string, path string) error {
	if !a.mayAsk() {
		return usageHint(fmt.Sprintf("po edit %s --points 5", words[0]), "edit %s: no flag, and no terminal for the editor", words[0])
	}
	for _, w := range words {
		err := a.editFile(ctx, w, path)
		if errors.Is(err, errUnchanged) {
			a.note("%s: nothing was changed", w)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) editFile(ctx context.Context, word, path string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	if path == "" {
		if path, err = pathOf(b, word); err != nil {
			return err
		}
	}
	old, ok := b.Source(path)
	if !ok {
		return fmt.Errorf("%s: no such file in the backlog", path)
	}
	var saved string
	err = a.editText(ctx, filepath.Base(path), old, func(text string) error {
		saved = text
		next, err := b.With(backlog.FileEdit{Path: path, New: []byte(text)})
		if err != nil {
			return err
		}
		return firstFault(next, path)
	})
	if err != nil {
		return err
	}
	return a.apply(ctx, &change{action: "edit", edit: func(now *backlog.Backlog) (*backlog.Backlog, error) {
		if src, _ := now.Source(path); src != old {
			return nil, fmt.Errorf("%s: was changed by somebody else while the editor was open", path)
		}
		return now.With(backlog.FileEdit{Path: path, New: []byte(saved)})
	}})
}

// firstFault is the first reason why a file cannot be read as it should.
func firstFault(b *backlog.Backlog, path string) error {
	for _, e := range b.Broken() {
		if e.Pos.Path == path {
			return e
		}
	}
	for _, e := range b.Problems() {
		if e.Pos.Path == path {
			return e
		}
	}
	return nil
}

// pathOf is the file of an item or record.
func pathOf(b *backlog.Backlog, word string) (string, error) {
	id, err := b.Resolve(word)
	if err != nil {
		return "", err
	}
	for _, e := range b.Ambiguous() {
		if e.ID == id {
			return "", e
		}
	}
	if it, err := b.Item(id); err == nil {
		return it.Path, nil
	}
	r, err := b.Record(id)
	return r.Path, err
}
