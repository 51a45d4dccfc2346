package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

func (a *app) edit() *cobra.Command {
	var keys *fieldFlags
	var from string
	var table []string
	c := &cobra.Command{
		Use: "edit ID...", Short: "Change keys of items by flags, a file in the editor, or many items as a table", GroupID: groupRefine, Annotations: mode("write"),
		ValidArgsFunction: a.completeIDs,
		Example: `  po edit VS-1 VS-4 --points 5
  po edit VS-12 --append labels=pilot --unset due
  po edit VS-12 --set scores.wsjf.ubv=13
  po edit VS-12                      (the file in the editor)
  po edit --table points,value status:draft
  po edit --from items.csv           (a first line of keys, id first)`,
		RunE: func(c *cobra.Command, words []string) error {
			switch {
			case from != "" && (len(words) > 0 || table != nil || keys.given()):
				return usageHint("po edit --from "+from, "edit: --from names the items and the values itself")
			case table != nil && keys.given():
				return usageHint("po edit --table "+strings.Join(table, ","), "edit: --table without other flags")
			case from != "":
				return a.editFrom(c.Context(), from)
			case table != nil:
				return a.editTable(c.Context(), table, words)
			}
			if len(words) == 0 {
				return usageHint("po edit VS-12 --points 5", "edit: which item?")
			}
			if !keys.given() {
				return a.editInEditor(c.Context(), words)
			}
			return a.editKeys(c.Context(), words, keys)
		},
	}
	kinds := []backlog.RecordKind{backlog.KindItem, backlog.KindGoal, backlog.KindSprint, backlog.KindRelease,
		backlog.KindExperiment, backlog.KindInsight, backlog.KindDecision}
	keys = newFieldFlags(c.Flags(), kinds)
	keys.changing()
	c.Flags().StringVar(&from, "from", "", "change many items by a `FILE` of CSV or TSV, - is the standard input")
	c.Flags().StringSliceVar(&table, "table", nil, "open these `KEYS` of the items of a query as a table in the editor")
	return a.withPath(c)
}

// editKeys changes keys by flags: one commit.
func (a *app) editKeys(ctx context.Context, words []string, keys *fieldFlags) error {
	assigns, err := keys.assigns()
	if err != nil {
		return err
	}
	repairs := slices.ContainsFunc(assigns, func(as backlog.Assign) bool { return as.Key == "status" })
	status := keys.status()
	if repairs && status != "" {
		return usagef("--status goes through the verb, --set status= repairs the key: one of them")
	}
	ch := &change{action: "edit"}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		return onAll(b, words, func(ids []backlog.ID) (*backlog.Backlog, error) {
			if status != "" {
				ch.same = alreadyAre(b, ids, status)
			}
			return a.editItems(b, ch, ids, assigns, status)
		})
	}
	ch.after = func(_, _ *backlog.Backlog) {
		if repairs {
			a.note("status is written alone, without the checks and dates of a verb")
		}
	}
	return a.apply(ctx, ch)
}

// editItems makes the assignments, then goes through the verb that leads to the status, if one is asked for.
func (a *app) editItems(b *backlog.Backlog, ch *change, ids []backlog.ID, assigns []backlog.Assign, status backlog.Status) (*backlog.Backlog, error) {
	next := b
	var err error
	if len(assigns) > 0 {
		if next, err = b.Edit(ids, assigns...); err != nil {
			return nil, sprintGoalHint(err, ids)
		}
	}
	if status == "" {
		return next, nil
	}
	return a.setStatus(next, ch, ids, status)
}

// setStatus leads items to a status through its verb; what --force goes past is named in the commit.
func (a *app) setStatus(b *backlog.Backlog, ch *change, ids []backlog.ID, status backlog.Status) (*backlog.Backlog, error) {
	if slices.ContainsFunc(ids, func(id backlog.ID) bool { return id.Kind() != backlog.KindItem }) {
		return b.SetRecordStatus(string(status), a.today(b), ids...)
	}
	w := backlog.Why{Today: a.today(b), Text: a.message, Force: a.force, Author: a.author()}
	if def, ok := b.Config().Status(status); ok && def.Verb != "" && w.Force {
		ch.forced = forcedRules(b, def.Verb, w, ids)
	}
	return b.SetStatus(status, w, ids...)
}

// alreadyAre says of which items the status is what is asked for.
func alreadyAre(b *backlog.Backlog, ids []backlog.ID, status backlog.Status) string {
	var words []string
	for _, id := range ids {
		if it, err := b.Item(id); err == nil && it.Status == status {
			words = append(words, string(id)+" is "+string(status)+" already")
		}
	}
	return strings.Join(words, ", ")
}

// sprintGoalHint helps who writes words where an id is expected, such as the text of the Sprint Goal into the key that names a goal.
func sprintGoalHint(err error, ids []backlog.ID) error {
	errs := split(err)
	for i, e := range errs {
		var missing *backlog.NotFoundError
		if !errors.As(e, &missing) || len(missing.Near) > 0 {
			continue
		}
		if _, parse := backlog.ParseID(string(missing.ID)); parse != nil {
			hint := "an id is expected: po search WORDS finds it"
			if slices.ContainsFunc(ids, func(id backlog.ID) bool { return id.Kind() == backlog.KindSprint }) {
				hint = "an id is expected; the text of a Sprint Goal is --sprint-goal"
			}
			errs[i] = &hinted{e, hint}
		}
	}
	return errors.Join(errs...)
}

// editInEditor opens files in the editor, one after the other; each is checked on saving.
func (a *app) editInEditor(ctx context.Context, words []string) error {
	if !a.mayAsk() {
		return usageHint(fmt.Sprintf("po edit %s --points 5", words[0]), "edit %s: no flag, and no terminal for the editor", words[0])
	}
	for _, w := range words {
		err := a.editFile(ctx, w)
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

func (a *app) editFile(ctx context.Context, word string) error {
	b, err := a.loadPicked(ctx)
	if err != nil {
		return err
	}
	path, err := pathOf(b, word)
	if err != nil {
		return err
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
	return a.apply(ctx, &change{action: "edit", spelling: true, edit: func(now *backlog.Backlog) (*backlog.Backlog, error) {
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

// pathOf is the file of an item or record, one that cannot be read too: the editor is where it is mended.
func pathOf(b *backlog.Backlog, word string) (string, error) {
	id, err := b.Resolve(word)
	var missing *backlog.NotFoundError
	if errors.As(err, &missing) && missing.Unreadable != "" {
		return missing.Unreadable, nil
	}
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
