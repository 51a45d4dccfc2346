package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render/json"
)

// logFlags are the flags of po log.
type logFlags struct {
	limit                       int
	since, until, field, format string
	authors, actions, words     []string
	reverse                     bool
}

func (a *app) logCommand() *cobra.Command {
	var f logFlags
	c := &cobra.Command{
		Use: "log [ID|QUERY...]", Short: "Show what changed, by whom, when and why", GroupID: groupReview, Annotations: mode("read"),
		Long: `Shows the commits that changed the backlog, the newest first, each with what it changed. That is read from the files of both
sides; of the message only subject and reason are shown.

With ids: what changed these records, on every branch that was merged. With a QUERY: the same for the items that match it today, or at
--at, closed ones and epics too; an item that matched once, or was removed since, is named by its id. Without either: the commits of
this branch alone, where a merge stands for what it brought; with --author, --action or --grep those behind a merge too.

All filters must hold; of several --author, --action or --grep one is enough. --limit counts what is left.`,
		Example: `  po log
  po log VS-12 VS-13
  po log area:pay status:done
  po log --since yesterday --field priority
  po log --author mara --action accept,reject
  po log --grep "legal" --reverse
  po log --since v1.0 --format csv > changes.csv`,
		ValidArgsFunction: a.completeIDsAndTerms,
		RunE:              func(c *cobra.Command, words []string) error { return a.runLog(c, f, words) },
	}
	f.declare(a, c)
	return c
}

func (f *logFlags) declare(a *app, c *cobra.Command) {
	fs := c.Flags()
	fs.IntVar(&f.limit, "limit", 0, "at most `N` commits")
	fs.StringVar(&f.since, "since", "", "what came after the branch left `REV`")
	fs.StringVar(&f.until, "until", "", "end at `REV`")
	fs.StringVar(&f.field, "field", "", "only changes of a `KEY`")
	fs.StringArrayVar(&f.authors, "author", nil, "only commits of who has `TEXT` in name or address, through .mailmap, in any case (repeatable)")
	fs.StringSliceVar(&f.actions, "action", nil, "only commits that po made for a `VERB`, such as accept; none: those made by hand (repeatable)")
	fs.StringArrayVar(&f.words, "grep", nil, "only commits with `TEXT` in subject or reason, in any case (repeatable)")
	fs.BoolVar(&f.reverse, "reverse", false, "the oldest first, of those that --limit leaves")
	fs.StringVar(&f.format, "format", "text", "text, markdown, json or csv: a row a change")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(logFormats(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("field", a.completeChangedKeys)
	_ = c.RegisterFlagCompletionFunc("action", func(c *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		var out []string
		for _, name := range actions() {
			out = append(out, before+name)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	})
}

// actions are the words of the trailer Po-Action, which are the commands that change a backlog; then those for commits made by hand,
// and for all that po made.
func actions() []string {
	changes := func(c *cobra.Command) bool {
		m := c.Annotations[modeKey]
		return (m == "write" || m == "both") && c.IsAvailableCommand()
	}
	var names []string
	for _, c := range wholeRoot().Commands() {
		switch c.Name() {
		case "tour", "install": // these change another repository, and the settings of a clone
			continue
		}
		if changes(c) || slices.ContainsFunc(c.Commands(), changes) {
			names = append(names, c.Name())
		}
	}
	return append(names, "none", "any")
}

func (a *app) runLog(c *cobra.Command, f logFlags, words []string) error {
	ctx := c.Context()
	switch {
	case f.limit < 0:
		return usagef("--limit %d: at least 0", f.limit)
	case !slices.Contains(logFormats(), f.format):
		return usagef("--format is text, markdown, json or csv")
	}
	if err := a.jsonWordsMistaken(words, json.EntryFields()); err != nil {
		return err
	}
	q, err := a.logQuestion(ctx, f, words)
	if err != nil {
		return err
	}
	out, done, err := a.logPrinter(f.format, q.conf)
	if done || err != nil {
		return err
	}
	n, err := a.printLog(ctx, q, f.reverse, out)
	if err != nil {
		return err
	}
	for _, u := range q.unknown {
		err = errors.Join(err, u.err)
	}
	if err == nil && n == 0 {
		err = a.judgeNothing(f, q)
	}
	if err != nil {
		return err
	}
	return out.end()
}

// judgeNothing finds out why no commit is there to be shown: a word that means nothing is an error.
func (a *app) judgeNothing(f logFlags, q *logQuestion) error {
	known := actions()
	switch {
	case f.field != "" && !keyKnown(q.conf, f.field):
		return noKey(q.conf, f.field)
	case q.noItem != "":
		a.note("%s", q.noItem)
		return nil
	}
	for _, action := range f.actions {
		if !slices.Contains(known, action) {
			hint := "one of " + strings.Join(known, ", ")
			if near := backlog.Nearest(action, known); len(near) > 0 {
				hint = "did you mean " + near[0] + "?"
			}
			return usageHint(hint, "--action %s: po does nothing of that name", action)
		}
	}
	a.note("no commit has changed that")
	return nil
}

// A logQuestion is what po log is asked for.
type logQuestion struct {
	history git.HistoryOptions
	filter  backlog.RevisionFilter
	limit   int
	conf    *backlog.Config
	unknown []unknownID
	noItem  string // why no item is asked for, though a query asks for some
}

// An unknownID is the id of no record of today, and the error that is due where it has no history either.
type unknownID struct {
	id  backlog.ID
	err error
}

// logQuestion reads what is asked for.
func (a *app) logQuestion(ctx context.Context, f logFlags, words []string) (*logQuestion, error) {
	repo, err := a.open()
	if err != nil {
		return nil, err
	}
	q := &logQuestion{
		history: git.HistoryOptions{Since: f.since, Until: f.until, Field: f.field, From: a.at},
		filter:  backlog.RevisionFilter{Authors: f.authors, Actions: f.actions, Words: f.words},
		limit:   f.limit, conf: backlog.Blank().Config(),
	}
	named := len(words)+len(a.terms) > 0
	q.history.Full = named || q.filter.Asks()
	b, err := a.loadQuietly(ctx)
	if err != nil {
		if named {
			return nil, err
		}
		return q, nil // the history tells of what cannot be loaded today
	}
	q.conf = b.Config()
	if a.at == "" && !repo.Bare() {
		q.history.Files = b
	}
	if named {
		err = a.loggedRecords(ctx, q, b, words)
	}
	return q, err
}

// loggedRecords takes the records that the words name or match. One id alone is left to the history, which follows its file.
func (a *app) loggedRecords(ctx context.Context, q *logQuestion, b *backlog.Backlog, words []string) error {
	ids := map[backlog.ID]bool{}
	var terms []string
	for _, w := range words {
		id, err := b.Resolve(w)
		switch gone, noID := idMeant(b, w); {
		case backlog.IsTerm(w):
			terms = append(terms, w)
			continue
		case err == nil:
		case noID == nil: // one that was removed has a history too
			id = gone
			q.unknown = append(q.unknown, unknownID{id, err})
		default:
			terms = append(terms, w)
			continue
		}
		ids[id] = true
	}
	if len(terms)+len(a.terms) == 0 && len(ids) == 1 {
		for id := range ids {
			q.history.ID = id
		}
		return nil
	}
	q.filter.IDs = ids
	if len(terms)+len(a.terms) == 0 {
		return nil
	}
	query, err := a.query(b, terms, true)
	if err != nil {
		return err
	}
	for it := range b.Items() {
		if query.Match(it) {
			ids[it.ID] = true
		}
	}
	if len(ids) == 0 {
		q.noItem = a.whyNoItem(ctx, terms)
	}
	return nil
}

// idMeant is the id that a word can only mean, whether there is such a record or not: one in full, or an item's number.
func idMeant(b *backlog.Backlog, word string) (backlog.ID, error) {
	if strings.Trim(word, "0123456789") == "" {
		word = b.Config().Key + "-" + word
	}
	return backlog.ParseID(word)
}

// whyNoItem says what may have been meant where a query matches no item.
func (a *app) whyNoItem(ctx context.Context, terms []string) string {
	if len(terms) == 1 && !backlog.IsTerm(terms[0]) {
		if _, err := a.repo.When(ctx, terms[0]); err == nil {
			return "no item matches; the history of a revision: po log --until " + terms[0]
		}
	}
	return "no item of today matches; one that was removed is named by its id"
}

// printLog prints the commits that are asked for and gives their number.
func (a *app) printLog(ctx context.Context, q *logQuestion, reverse bool, out logPrinter) (n int, err error) {
	if q.noItem != "" {
		return 0, nil
	}
	var held []backlog.Revision
	for r, err := range a.repo.History(ctx, q.history) {
		if err != nil {
			return n, err
		}
		q.meet(r)
		r, ok := q.filter.Of(r)
		if !ok {
			continue
		}
		r.Changes = a.rooted(r.Changes)
		if n++; reverse {
			held = append(held, r)
		} else if err := out.add(r); err != nil {
			return n, err
		}
		if n == q.limit {
			q.unknown = nil // older commits are not looked at
			break
		}
		if a.io.Out.Gone() {
			break
		}
	}
	for _, r := range slices.Backward(held) {
		if err := out.add(r); err != nil {
			return n, err
		}
	}
	return n, nil
}

// meet notes the records that a commit has changed: they have a history.
func (q *logQuestion) meet(r backlog.Revision) {
	q.unknown = slices.DeleteFunc(q.unknown, func(u unknownID) bool {
		return slices.ContainsFunc(r.Changes, func(c backlog.Change) bool { return c.ID == u.id })
	})
}

// completeIDsAndTerms offers ids, and where a term is begun what it may say.
func (a *app) completeIDsAndTerms(c *cobra.Command, words []string, begun string) ([]string, cobra.ShellCompDirective) {
	if begun != "" && begun == strings.ToLower(begun) && strings.Trim(begun, "0123456789") != "" {
		if ids, directive := a.completeIDs(c, words, begun); len(ids) > 0 {
			return ids, directive
		}
		return a.completeTerms(c, words, begun)
	}
	return a.completeIDs(c, words, begun)
}

// completeChangedKeys offers the keys that a change can be about.
func (a *app) completeChangedKeys(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	conf := backlog.Blank().Config()
	if b, ok := a.completing(c); ok {
		conf = b.Config()
	}
	return conf.ChangeFields(), cobra.ShellCompDirectiveNoFileComp
}

// keyKnown reports whether a change can be about a key; dots lead into maps.
func keyKnown(c *backlog.Config, key string) bool {
	top, _, _ := strings.Cut(key, ".")
	return slices.Contains(c.ChangeFields(), top)
}

func noKey(c *backlog.Config, key string) error {
	hint := "po help formats"
	if near := backlog.Nearest(key, c.ChangeFields()); len(near) > 0 {
		hint = "did you mean " + near[0] + "?"
	}
	return usageHint(hint, "%s: no such key", key)
}
