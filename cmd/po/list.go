package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
	"github.com/po-backlog/po/render/markdown"
)

// listFlags are the flags of po list.
type listFlags struct {
	sort, by, groupBy, format string
	columns                   []string
	limit                     int
	refine, all               bool
}

func (a *app) list() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use: "list [QUERY...]", Short: "List items in order", GroupID: groupLook, Annotations: mode("read"),
		Example: `  po list
  po list status:ready,done points:5..
  po list not:label:later owner:me "free words"
  po list --refine
  po list --columns id,title,value --sort -value
  po list --format csv --columns id,points,value`,
		ValidArgsFunction: a.completeTerms,
		RunE:              func(c *cobra.Command, words []string) error { return a.runList(c.Context(), f, words) },
	}
	fs := c.Flags()
	fs.StringVar(&f.sort, "sort", "", "by `FIELD[,-FIELD]` instead of the order; - is falling")
	fs.StringVar(&f.by, "by", "", "by the result of a scoring `METHOD`")
	fs.StringVar(&f.groupBy, "group-by", "", "in parts by the values of a `FIELD`")
	fs.StringSliceVar(&f.columns, "columns", nil, "the `FIELDS` to show")
	fs.IntVar(&f.limit, "limit", 0, "at most `N` items")
	fs.BoolVar(&f.refine, "refine", false, "items that are not ready, and what each lacks")
	fs.StringVar(&f.format, "format", "table", "table, csv or markdown")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(listFormats(), cobra.ShellCompDirectiveNoFileComp))
	fs.BoolVarP(&f.all, "all", "a", false, "closed items and epics too")
	return c
}

func (a *app) runList(ctx context.Context, f listFlags, words []string) error {
	if f.limit < 0 {
		return usagef("--limit %d: at least 0", f.limit)
	}
	if !slices.Contains(listFormats(), f.format) {
		return usagef("--format is table, csv or markdown")
	}
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	if err := a.jsonWordsMistaken(words, json.ItemFields(b.Config())); err != nil {
		return err
	}
	q, err := a.query(b, words, f.all)
	if err != nil {
		return err
	}
	o, scorer, err := a.order(b, f)
	if err != nil {
		return err
	}
	items := b.Select(q, o)
	if f.limit > 0 && len(items) > f.limit {
		items = items[:f.limit]
	}
	if a.json.set {
		return a.printItems(b, items, scorer)
	}
	for _, key := range append(f.columns, unempty(f.groupBy)...) {
		if err := columnKnown(b, key); err != nil {
			return err
		}
	}
	if f.by != "" && !f.refine {
		if f.columns == nil {
			f.columns = []string{"position", "id", "status", "points", "score", "title"}
		}
		a.noteUnscored(items, f.by, scorer)
	}
	page := render.List(b, items, render.ListOptions{
		Columns: f.columns, Refine: f.refine, Sorted: f.sort != "" || f.by != "", GroupBy: f.groupBy, Today: a.todayAsDay(b), Score: scorer,
	})
	if page.Empty() {
		a.sayWhyEmpty(b, len(words)+len(a.terms) > 0, f)
		return nil
	}
	return a.showList(page, f.format)
}

// listFormats are the forms of --format.
func listFormats() []string { return []string{"table", "csv", "markdown"} }

func (a *app) showList(page *render.Page, format string) error {
	switch format {
	case "csv":
		return render.WriteCSV(a.io.Out, page)
	case "markdown":
		return markdown.Write(a.io.Out, page, markdown.Options{})
	}
	return a.io.Show(page)
}

// columnKnown refuses a column that no item can have, and offers the nearest.
func columnKnown(b *backlog.Backlog, key string) error {
	top, _, _ := strings.Cut(key, ".")
	var names []string
	for _, f := range append(b.Config().FieldsOf(backlog.KindItem), backlog.ComputedFields()...) {
		names = append(names, f.Key)
	}
	if slices.Contains(names, top) {
		return nil
	}
	hint := strings.Join(names, ", ")
	if near := backlog.Nearest(key, names); len(near) > 0 {
		hint = "did you mean " + near[0] + "?"
	}
	return usageHint(hint, "%s: no such column", key)
}

func unempty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// query reads the query of the words and of the terms that were taken out of the arguments.
func (a *app) query(b *backlog.Backlog, words []string, all bool) (*backlog.Query, error) {
	return b.ParseQuery(append(append([]string{}, words...), a.terms...), backlog.QueryEnv{
		All: all, Today: a.todayAsDay(b), Me: a.me(),
	})
}

// order is the order of a list, and the score shown in it: that of --by, else of the default method.
func (a *app) order(b *backlog.Backlog, f listFlags) (backlog.Order, func(backlog.Item) backlog.Score, error) {
	method := f.by
	if method == "" {
		method = b.Config().Score
	}
	scorer, err := scorerOf(b, method)
	if err != nil {
		return backlog.Order{}, nil, err
	}
	switch {
	case f.sort != "" && f.by != "":
		return backlog.Order{}, nil, usagef("--sort or --by, not both")
	case f.by != "":
		return a.orderByScore(b, f.by, scorer)
	case f.sort != "":
		o, err := b.ParseOrder(f.sort, a.todayAsDay(b))
		return o, scorer, err
	}
	return backlog.Order{}, scorer, nil
}

func (a *app) orderByScore(b *backlog.Backlog, name string, scorer func(backlog.Item) backlog.Score) (backlog.Order, func(backlog.Item) backlog.Score, error) {
	m, err := methodNamed(name)
	if err != nil {
		return backlog.Order{}, nil, err
	}
	o, err := b.OrderBy(m)
	return o, scorer, err
}

// methodNamed is the scoring method of --by.
func methodNamed(name string) (backlog.Method, error) {
	m, err := backlog.MethodNamed(name)
	var invalid *backlog.InvalidError
	if !errors.As(err, &invalid) {
		return m, err
	}
	hint := "one of " + strings.Join(invalid.Allowed, ", ")
	if near := backlog.Nearest(name, invalid.Allowed); len(near) > 0 {
		hint = "did you mean " + near[0] + "?"
	}
	return m, usageHint(hint, "%s: no such method", name)
}

// scorerOf gives the scores of a method; no method, no scores.
func scorerOf(b *backlog.Backlog, method string) (func(backlog.Item) backlog.Score, error) {
	if method == "" {
		return nil, nil
	}
	m, err := methodNamed(method)
	if err != nil {
		return nil, err
	}
	score, err := b.Scorer(m)
	if err != nil {
		return nil, err
	}
	return score, nil
}

// noteUnscored names the items that the method cannot order: they stand last and count as nothing, not as 0.
func (a *app) noteUnscored(items []backlog.Item, method string, scorer func(backlog.Item) backlog.Score) {
	var ids []string
	for _, it := range items {
		if it.Type != backlog.Epic && !scorer(it).Scored {
			ids = append(ids, string(it.ID))
		}
	}
	const most = 5
	switch {
	case len(ids) > most:
		a.note("%s unscored by %s: po prioritize --by %s names what is missing", count(len(ids), "item"), method, method)
	case len(ids) > 0:
		a.note("unscored by %s: %s", method, strings.Join(ids, ", "))
	}
}

// emptyWords say of a new backlog what leads on.
const emptyWords = `the backlog is empty: po add story "Student discount"`

// sayWhyEmpty says on stderr why there is nothing to list.
func (a *app) sayWhyEmpty(b *backlog.Backlog, asked bool, f listFlags) {
	switch {
	case b.Len() == 0:
		a.note("%s", emptyWords)
	case f.refine:
		a.note("nothing to refine: no open item is a draft")
	case asked && f.all:
		a.note("no item matches; po search WORDS looks into the texts too")
	case asked:
		a.note("no item matches; po list -a looks at closed items and epics too")
	default:
		a.note("no open item; po list -a shows closed ones and epics")
	}
}

// printItems prints items as JSON.
func (a *app) printItems(b *backlog.Backlog, items []backlog.Item, scorer func(backlog.Item) backlog.Score) error {
	sel, done, err := a.selection(json.ItemFields(b.Config()))
	if done || err != nil {
		return err
	}
	o := a.jsonOptions(b, scorer)
	o.Texts = sel.Named("story") || sel.Named("criteria") || sel.Named("body")
	return printAll(a, json.ItemsOf(b, items, o), sel)
}

func (a *app) jsonOptions(b *backlog.Backlog, scorer func(backlog.Item) backlog.Score) json.Options {
	return json.Options{Root: a.prefix(), Today: a.todayAsDay(b), Score: scorer}
}

func (a *app) prefix() string {
	if a.repo == nil {
		return ""
	}
	return a.repo.Prefix()
}

func (a *app) next() *cobra.Command {
	n := 1
	c := &cobra.Command{
		Use: "next", Short: "Say what to work on next, and why", GroupID: groupLook, Annotations: mode("read"), Args: noArgs,
		Example: "  po next\n  po next --count 3",
		RunE: func(c *cobra.Command, _ []string) error {
			if n < 1 {
				return usagef("--count %d: at least 1", n)
			}
			b, err := a.load(c.Context())
			if err != nil {
				return err
			}
			picks := b.Next(n)
			if a.json.set {
				sel, done, err := a.selection(json.NextFields(b.Config()))
				if done || err != nil {
					return err
				}
				return printAll(a, json.NextOf(b, picks, a.jsonOptions(b, nil)), sel)
			}
			if len(picks) == 0 {
				a.sayNoNext(b)
				return nil
			}
			return a.io.Show(render.Next(b, picks))
		},
	}
	c.Flags().IntVar(&n, "count", 1, "how many")
	return c
}

// sayNoNext says why nothing comes next, and what leads on.
func (a *app) sayNoNext(b *backlog.Backlog) {
	var drafts []backlog.ID
	var ready []backlog.ID
	waiting := 0
	for it := range b.Items() {
		switch {
		case it.Type == backlog.Epic:
		case it.Category() == backlog.Ready:
			ready = append(ready, it.ID)
			if !it.Priority.IsSet() {
				waiting++
			}
		case it.Category() <= backlog.Proposed:
			drafts = append(drafts, it.ID)
		}
	}
	switch {
	case b.Len() == 0:
		a.note("%s", emptyWords)
	case len(ready) > 0 && waiting == len(ready):
		a.note("%s ready, none is prioritized: po prioritize %s --top", count(waiting, "item"), ready[0])
	case len(ready) > 0:
		a.note("%s ready, but blocked or waiting for another: po list is:ready", count(len(ready), "item"))
	case len(drafts) > 0:
		a.note("no item is ready; %s: po ready %s shows what is missing", count(len(drafts), "draft"), drafts[0])
	default:
		a.note("no item is ready")
	}
}

// me is whom the query word me means: the name and the address of the author.
func (a *app) me() []string {
	repo, err := a.open()
	if err != nil {
		return nil
	}
	p, err := repo.Author()
	if err != nil {
		return nil
	}
	first, _, _ := strings.Cut(p.Name, " ")
	box, _, _ := strings.Cut(p.Email, "@")
	return []string{p.Name, p.Email, strings.ToLower(first), box}
}

func noArgs(c *cobra.Command, words []string) error {
	if len(words) > 0 {
		return usageHint(c.CommandPath(), "%s: %q is too much", c.Name(), words[0])
	}
	return nil
}
