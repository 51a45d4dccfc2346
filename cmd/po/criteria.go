package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

func (a *app) criteria() *cobra.Command {
	c := &cobra.Command{
		Use: "criteria ID [add TEXT... | edit N TEXT | remove N... | move N M]", Short: "List or change the acceptance criteria of an item",
		GroupID: groupRefine, ValidArgsFunction: a.completeIDs, Annotations: mode("both"),
		Example: `  po criteria VS-4
  po criteria VS-4 add "The receipt shows time, fare and VAT"
  po criteria VS-4 edit 2 "The receipt shows time, fare, VAT and the station"
  po criteria VS-4 move 2 1`,
		RunE: func(c *cobra.Command, words []string) error { return a.runCriteria(c.Context(), words) },
	}
	return a.withPath(c)
}

func (a *app) runCriteria(ctx context.Context, words []string) error {
	if len(words) == 0 {
		return usageHint("po criteria VS-4", "criteria: which item?")
	}
	if len(words) == 1 {
		return a.listCriteria(ctx, words[0])
	}
	if a.at != "" {
		return usagef("--at is for commands that read")
	}
	edit, err := criteriaEdit(words[0], words[1], words[2:])
	if err != nil {
		return err
	}
	return a.applyTo(ctx, &change{action: "criteria"}, words[0], edit)
}

// applyTo runs an edit of one item as a command.
func (a *app) applyTo(ctx context.Context, ch *change, word string, edit func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error)) error {
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		id, err := b.Resolve(word)
		if err != nil {
			return nil, err
		}
		return edit(b, id)
	}
	return a.apply(ctx, ch)
}

// criteriaEdit reads add, edit, remove or move with its words.
func criteriaEdit(item, word string, rest []string) (func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error), error) {
	switch word {
	case "add":
		if len(rest) == 0 {
			return nil, usageHint("po criteria "+item+` add "The receipt shows the VAT"`, "criteria add: no text")
		}
		return func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) { return b.AddCriteria(id, rest...) }, nil
	case "edit":
		if len(rest) != 2 {
			return nil, usageHint("po criteria "+item+` edit 2 "The receipt shows the VAT"`, "criteria edit: a number and a text are expected")
		}
		ns, err := numbers(rest[:1])
		if err != nil {
			return nil, err
		}
		return func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) {
			return b.EditCriterion(id, ns[0], rest[1])
		}, nil
	case "remove":
		ns, err := numbers(rest)
		if err != nil {
			return nil, err
		}
		if len(ns) == 0 {
			return nil, usageHint("po criteria "+item+" remove 2", "criteria remove: which number?")
		}
		return func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) { return b.RemoveCriteria(id, ns...) }, nil
	case "move":
		ns, err := numbers(rest)
		if err != nil {
			return nil, err
		}
		if len(ns) != 2 {
			return nil, usageHint("po criteria "+item+" move 2 1", "criteria move: two numbers are expected, from and to")
		}
		return func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) {
			return b.MoveCriterion(id, ns[0], ns[1])
		}, nil
	}
	hint := "po criteria " + item + " add " + strings.Join(quoteAll(append([]string{word}, rest...)), " ")
	if _, err := strconv.Atoi(word); err == nil {
		hint = "to tick criterion " + word + ": po tick " + item + " " + word
	}
	return nil, usageHint(hint, "criteria: %s is none of add, edit, remove, move", strconv.Quote(word))
}

// tick makes the command that ticks criteria, or that takes their ticks back.
func (a *app) tick(met bool) func() *cobra.Command {
	return func() *cobra.Command { return a.tickCommand(met) }
}

func (a *app) tickCommand(met bool) *cobra.Command {
	var all, question bool
	use, short := "tick", "Mark acceptance criteria as met"
	if !met {
		use, short = "untick", "Mark acceptance criteria as not met after all"
	}
	c := &cobra.Command{
		Use: use + " ID N...|--all", Short: short, GroupID: groupRefine, Annotations: mode("write"), ValidArgsFunction: a.completeIDs,
		Example: "  po " + use + " VS-4 1 2\n  po " + use + " VS-4 --all",
		RunE: func(c *cobra.Command, words []string) error {
			return a.runTick(c.Context(), use, words, met, all, question)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "all of them")
	c.Flags().BoolVar(&question, "question", false, "the boxes of the open questions")
	return a.withPath(c)
}

func (a *app) runTick(ctx context.Context, use string, words []string, met, all, question bool) error {
	if len(words) == 0 {
		return usageHint("po "+use+" VS-4 1", "%s: which item?", use)
	}
	ns, err := numbers(words[1:])
	if err != nil {
		return err
	}
	if (len(ns) == 0) != all {
		return usageHint("po "+use+" "+words[0]+" 1, or --all", "%s: the numbers of criteria, or --all", use)
	}
	same := words[0] + ": nothing to " + use + ", it is so already"
	return a.applyTo(ctx, &change{action: use, same: same}, words[0], func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) {
		if question {
			return b.TickQuestions(id, met, ns...)
		}
		return b.Tick(id, met, ns...)
	})
}

func (a *app) noteCommand() *cobra.Command {
	var question bool
	c := &cobra.Command{
		Use: "note ID TEXT", Short: "Append a note, or an open question, to an item", GroupID: groupRefine, Annotations: mode("write"),
		ValidArgsFunction: a.completeIDs,
		Example:           "  po note VS-12 \"legal wants a copy of the student card\"\n  po note VS-12 --question \"who checks the card?\"",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) != 2 || strings.TrimSpace(words[1]) == "" {
				return usageHint(`po note VS-12 "legal wants a copy"`, "note: an item and one text in quotes are expected")
			}
			return a.applyTo(c.Context(), &change{action: "note"}, words[0], func(b *backlog.Backlog, id backlog.ID) (*backlog.Backlog, error) {
				if question {
					return b.Question(id, words[1])
				}
				return b.Note(id, a.today(b), a.author(), words[1])
			})
		},
	}
	c.Flags().BoolVar(&question, "question", false, "an open question, which keeps the item from being ready until it is ticked")
	return a.withPath(c)
}
