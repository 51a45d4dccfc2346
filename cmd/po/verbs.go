package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// verbCommands are the decisions about items: one command each, all of one shape.
func (a *app) verbCommands() []maker {
	plain := func(v backlog.Verb, short, example, question string) maker {
		return maker{string(v), func() *cobra.Command { return a.verb(v, short, example, question) }}
	}
	return []maker{
		plain(backlog.VerbReady, "Say that items are ready to be worked on", "po ready VS-3", ""),
		{string(backlog.VerbStart), a.start},
		plain(backlog.VerbDone, "Say that the work on items is done", "po done VS-3", ""),
		{string(backlog.VerbAccept), a.accept},
		{string(backlog.VerbReject), a.reject},
		plain(backlog.VerbDrop, "Decide against items; they are kept", `po drop VS-10 -m "no rider asked for it"`, "why is it dropped?"),
		plain(backlog.VerbReopen, "Bring closed or dropped items back", "po reopen VS-3", ""),
		plain(backlog.VerbBlock, "Say that work on items cannot go on", `po block VS-12 -m "legal must confirm"`, "what blocks it?"),
		plain(backlog.VerbUnblock, "Say that work on items can go on", "po unblock VS-12", ""),
	}
}

// verb makes the command of a verb; question is asked on a terminal where a reason is needed and -m is not given.
func (a *app) verb(v backlog.Verb, short, example, question string) *cobra.Command {
	return a.withPath(&cobra.Command{
		Use: string(v) + " ID...", Short: short, Example: "  " + example, GroupID: groupDecide, Annotations: mode("write"),
		ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error {
			return a.do(c.Context(), v, words, question, backlog.Why{})
		},
	})
}

func (a *app) start() *cobra.Command {
	var assignee string
	c := a.verb(backlog.VerbStart, "Say that work on items has begun", "po start VS-3 --assignee timo", "")
	c.RunE = func(c *cobra.Command, words []string) error {
		return a.do(c.Context(), backlog.VerbStart, words, "", backlog.Why{Assignee: assignee})
	}
	c.Flags().StringVar(&assignee, "assignee", "", "who works on it")
	return c
}

func (a *app) reject() *cobra.Command {
	c := a.verb(backlog.VerbReject, "Send finished work back: the criteria N failed", `po reject VS-4 2 -m "receipt lacks VAT"`, "why is it rejected?")
	c.Use = "reject ID [N...]"
	c.RunE = func(c *cobra.Command, words []string) error {
		if len(words) == 0 {
			return usageHint("po list status:done", "reject: which item?")
		}
		failed, err := numbers(words[1:])
		if err != nil {
			return err
		}
		return a.do(c.Context(), backlog.VerbReject, words[:1], "why is it rejected?", backlog.Why{Failed: failed})
	}
	return c
}

func (a *app) accept() *cobra.Command {
	c := a.verb(backlog.VerbAccept, "Accept finished work: its criteria are met", "po accept VS-3", "")
	c.RunE = func(c *cobra.Command, words []string) error {
		if !a.mayAsk() || a.force || a.yes {
			return a.do(c.Context(), backlog.VerbAccept, words, "", backlog.Why{})
		}
		return a.acceptAsking(c.Context(), words)
	}
	return c
}

// acceptAsking asks for each open criterion whether it is met, and ticks it in the same commit.
func (a *app) acceptAsking(ctx context.Context, words []string) error {
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	ids, err := resolveAll(b, words)
	if err != nil {
		return err
	}
	met := map[backlog.ID][]int{}
	for _, id := range ids {
		it, err := b.Item(id)
		if err != nil {
			return err
		}
		for i, c := range it.Criteria() {
			if c.Met {
				continue
			}
			yes, err := a.askYes(fmt.Sprintf("%s %d %s: met?", id, i+1, c.Text))
			if err != nil {
				return err
			}
			if yes {
				met[id] = append(met[id], i+1)
			}
		}
	}
	return a.doTicking(ctx, backlog.VerbAccept, words, "", backlog.Why{}, met)
}

// do runs a verb on the items that somebody typed.
func (a *app) do(ctx context.Context, v backlog.Verb, words []string, question string, w backlog.Why) error {
	return a.doTicking(ctx, v, words, question, w, nil)
}

func (a *app) doTicking(ctx context.Context, v backlog.Verb, words []string, question string, w backlog.Why, met map[backlog.ID][]int) error {
	if len(words) == 0 {
		return usageHint(verbQuery(v), "%s: which item?", v)
	}
	if question == "" && a.force {
		question = "why is the check gone past?"
	}
	if err := a.askReason(question); err != nil {
		return err
	}
	w.Text, w.Force, w.Author = a.message, a.force, a.author()
	ch := change{action: string(v)}
	var judged []string
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		w.Today = a.today(b)
		return onAll(b, words, func(ids []backlog.ID) (*backlog.Backlog, error) {
			next, err := tickAll(b, met)
			if err != nil {
				return nil, err
			}
			if v == backlog.VerbReady {
				judged = readiness(next, ids)
			}
			if w.Force {
				ch.forced = forcedRules(next, v, w, ids)
			}
			if next, err = next.Do(v, w, ids...); err != nil {
				return nil, err
			}
			ch.same = alreadySo(v, w, b, next, ids)
			return next, nil
		})
	}
	ch.after = func(old, new *backlog.Backlog) { a.afterVerb(v, w, old, new, words) }
	err := a.apply(ctx, &ch)
	if !a.json.set {
		for _, line := range judged {
			a.note("%s", line)
		}
	}
	return err
}

// readiness says of every line of the Definition of Ready whether it holds, for the items that are not ready already.
func readiness(b *backlog.Backlog, ids []backlog.ID) []string {
	var out []string
	for _, id := range ids {
		it, err := b.Item(id)
		if err != nil || it.Category() == backlog.Ready {
			continue
		}
		for _, l := range b.Readiness(it) {
			word := "pass"
			if !l.OK {
				word = "fail"
			}
			out = append(out, fmt.Sprintf("%s  %s  %s  %s", id, l.Name, word, l.Why))
		}
	}
	return out
}

// tickAll ticks the criteria that somebody has said are met.
func tickAll(b *backlog.Backlog, met map[backlog.ID][]int) (*backlog.Backlog, error) {
	var err error
	for id, ns := range met {
		if b, err = b.Tick(id, true, ns...); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// verbQuery lists what a verb is for.
func verbQuery(v backlog.Verb) string {
	switch v {
	case backlog.VerbReady:
		return "po list status:ready shows what is; po list --refine what is not"
	case backlog.VerbStart:
		return "po next"
	case backlog.VerbDone:
		return "po list is:active"
	case backlog.VerbAccept, backlog.VerbReject:
		return "po list is:finished"
	case backlog.VerbReopen:
		return "po list is:closed"
	case backlog.VerbUnblock:
		return "po list is:blocked"
	}
	return "po list"
}

// forcedRules names the rules that --force goes past: those for which the verb would refuse without it.
func forcedRules(b *backlog.Backlog, v backlog.Verb, w backlog.Why, ids []backlog.ID) []string {
	w.Force = false
	var rules []string
	for _, id := range ids {
		_, err := b.Do(v, w, id)
		for _, e := range split(orNone(err)) {
			if r, ok := e.(*backlog.RefusedError); ok && r.Forcible {
				rules = append(rules, strings.Split(r.Rule, ", ")...)
			}
		}
	}
	return unique(rules)
}

func unique(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if w != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// orNone lets split look at no error.
func orNone(err error) error {
	if err == nil {
		return errWanting
	}
	return err
}

// alreadySo says of which items nothing changed.
func alreadySo(v backlog.Verb, w backlog.Why, old, new *backlog.Backlog, ids []backlog.ID) string {
	var words []string
	for _, id := range ids {
		before, err := old.Item(id)
		if err != nil {
			continue
		}
		if after, err := new.Item(id); err == nil && after.Source() == before.Source() {
			words = append(words, string(id)+" is "+stateWords(v, w, after))
		}
	}
	return strings.Join(words, ", ")
}

// stateWords is how an item stands after a verb that had nothing to do.
func stateWords(v backlog.Verb, w backlog.Why, it backlog.Item) string {
	switch {
	case v == backlog.VerbBlock:
		return "blocked already, for this reason"
	case v == backlog.VerbUnblock:
		return "not blocked"
	case w.Assignee != "" && it.Assignee != w.Assignee: // the verb did nothing, so nobody is written down either
		return string(it.Status) + " already; who works on it: po edit " + string(it.ID) + " --assignee " + quoteAll([]string{w.Assignee})[0]
	}
	return string(it.Status) + " already"
}

// afterVerb says what a person wants to know after the commit.
func (a *app) afterVerb(v backlog.Verb, w backlog.Why, old, new *backlog.Backlog, words []string) {
	ids, err := resolveAll(new, words)
	if err != nil {
		return
	}
	if same := alreadySo(v, w, old, new, ids); same != "" {
		a.note("%s", same)
	}
	for _, id := range ids {
		it, err := new.Item(id)
		if err != nil {
			continue
		}
		switch v {
		case backlog.VerbStart:
			for _, l := range old.Readiness(it) {
				if !l.OK {
					a.note("%s  not ready: %s (%s)", id, l.Name, l.Why)
				}
			}
		case backlog.VerbAccept:
			if len(it.Criteria()) == 0 {
				a.note("%s has no acceptance criteria", id)
			}
		}
	}
	if v == backlog.VerbDone {
		a.noteDefinitionOfDone(new)
	}
	if v == backlog.VerbDrop || v == backlog.VerbReject {
		a.noteUndo()
	}
}

func (a *app) noteDefinitionOfDone(b *backlog.Backlog) {
	product, ok := b.Product()
	if !ok {
		return
	}
	if done := product.Get("done").Strings(); len(done) > 0 {
		a.note("Definition of Done: %s", strings.Join(done, " · "))
	}
}

// noteUndo reminds on a terminal that nothing is lost.
func (a *app) noteUndo() {
	if a.io.Out.Terminal {
		a.note("(po undo takes it back)")
	}
}

// numbers reads the numbers of criteria.
func numbers(words []string) ([]int, error) {
	var ns []int
	for _, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 {
			return nil, usagef("%s: the number of a criterion is expected, such as 2", w)
		}
		ns = append(ns, n)
	}
	return ns, nil
}
