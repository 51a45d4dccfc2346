package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
)

// prioritizeFlags are the ways in which the order is changed.
type prioritizeFlags struct {
	place    *placeFlags
	by       string
	apply    bool
	explain  bool
	renumber bool
}

func (a *app) prioritize() *cobra.Command {
	var f prioritizeFlags
	c := &cobra.Command{
		Use: "prioritize [ID...|-] PLACE", Aliases: []string{"prioritise"}, Short: "Put items in their place in the order",
		GroupID: groupOrder, Annotations: mode("both"), ValidArgsFunction: a.completeIDs,
		Example: `  po prioritize VS-8 --top -m "the banks refuse payments after 15 October"
  po prioritize VS-2 VS-1 VS-3 --after VS-7
  po prioritize                      (the order in the editor)
  po prioritize --by wsjf --explain  (what a score proposes)
  po prioritize --by wsjf --apply`,
		RunE: func(c *cobra.Command, words []string) error { return a.runPrioritize(c.Context(), f, words) },
	}
	f.place = newPlaceFlags(c.Flags())
	c.Flags().StringVar(&f.by, "by", "", "propose the order of a scoring `METHOD`: "+strings.Join(methodNames(), ", "))
	c.Flags().BoolVar(&f.apply, "apply", false, "with --by: take the proposal over")
	c.Flags().BoolVar(&f.explain, "explain", false, "with --by: print every input")
	c.Flags().BoolVar(&f.renumber, "renumber", false, "write the numbers of the open items anew, 10 apart")
	_ = c.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(methodNames(), cobra.ShellCompDirectiveNoFileComp))
	return a.withPath(c)
}

func methodNames() []string {
	var names []string
	for _, m := range backlog.Methods() {
		names = append(names, m.Name)
	}
	return names
}

func (a *app) runPrioritize(ctx context.Context, f prioritizeFlags, words []string) error {
	switch {
	case a.at != "" && (f.by == "" || f.apply):
		return usagef("--at is for commands that read: with --by METHOD")
	case f.by == "" && (f.apply || f.explain):
		return usagef("--apply and --explain go with --by METHOD")
	case f.by != "" && (len(words) > 0 || f.place.given() > 0 || f.renumber):
		return usagef("--by orders the whole backlog: it takes no ids and no place")
	case f.by != "" && !slices.Contains(methodNames(), f.by):
		return unknownMethod(f.by)
	case f.by != "":
		return a.propose(ctx, f)
	case f.renumber && (len(words) > 0 || f.place.given() > 0):
		return usageHint("po prioritize --renumber", "--renumber is for the whole order: it takes no ids and no place")
	case f.renumber:
		return a.apply(ctx, &change{action: "prioritize", edit: (*backlog.Backlog).Renumber, same: "the numbers are 10 apart already"})
	case len(words) == 0 && f.place.given() == 0:
		return a.prioritizeInEditor(ctx)
	case len(words) == 0:
		return usageHint("po prioritize VS-8 --top", "prioritize: which item?")
	case f.place.given() == 0:
		return a.placeMissing(ctx, words)
	}
	return a.move(ctx, f.place, words)
}

// unknownMethod names the methods that there are, and the one that was meant.
func unknownMethod(name string) error {
	hint := ""
	if near := backlog.Nearest(name, methodNames()); len(near) > 0 {
		hint = "po prioritize --by " + near[0]
	}
	return usageHint(hint, "--by %s: no such method (%s)", name, strings.Join(methodNames(), ", "))
}

// placeMissing shows the places that there are.
func (a *app) placeMissing(ctx context.Context, words []string) error {
	beside := "VS-4"
	if b, err := a.load(ctx); err == nil {
		for it := range b.Items() {
			if _, ok := b.Position(it.ID); ok && string(it.ID) != words[0] {
				beside = string(it.ID)
				break
			}
		}
	}
	return usageHint(fmt.Sprintf("say where: --top, --bottom, --before %s, --after %s, --to 3", beside, beside), "prioritize %s: no place", words[0])
}

func (a *app) move(ctx context.Context, place *placeFlags, words []string) error {
	if slices.Contains(words, "-") {
		if len(words) > 1 {
			return usageHint("po prioritize - --top", "prioritize: - reads the ids from the standard input, so none is named beside it")
		}
		var err error
		if words, err = a.idsFromInput(); err != nil {
			return err
		}
	}
	ch := &change{action: "prioritize"}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		to, err := place.place(b)
		if err != nil {
			return nil, err
		}
		return onAll(b, words, func(ids []backlog.ID) (*backlog.Backlog, error) {
			ch.same = standsThere(ids)
			return b.Move(to, ids...)
		})
	}
	ch.after = func(old, new *backlog.Backlog) {
		if backlog.PositionsMoved(backlog.Diff(old, new)) >= 5 {
			a.noteUndo()
		}
	}
	return a.apply(ctx, ch)
}

func standsThere(ids []backlog.ID) string {
	if len(ids) == 1 {
		return string(ids[0]) + " stands there already"
	}
	return "they stand there already, in this order"
}

// idsFromInput reads ids from the standard input, one a line; what follows an id on its line is not looked at.
func (a *app) idsFromInput() ([]string, error) {
	text, err := io.ReadAll(io.LimitReader(a.input(), inputLimit))
	if err != nil {
		return nil, err
	}
	var words []string
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 0 {
			words = append(words, f[0])
		}
	}
	if len(words) == 0 {
		return nil, usagef("no ids on the standard input: one a line")
	}
	return words, nil
}

// inputLimit bounds what is read from the standard input or a file that somebody names.
const inputLimit = 16 << 20

// propose shows what a score proposes, and with --apply takes it over.
func (a *app) propose(ctx context.Context, f prioritizeFlags) error {
	if !f.apply || f.explain && !a.json.set {
		b, err := a.load(ctx)
		if err != nil {
			return err
		}
		p, err := a.proposal(b, f.by)
		if err != nil {
			return err
		}
		if err := a.showProposal(b, p, f); err != nil || !f.apply {
			return err
		}
	}
	ch := &change{action: "prioritize", same: "the order is the proposed one already"}
	if a.message == "" {
		a.message = "by " + f.by
	}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		p, err := a.proposal(b, f.by)
		if err != nil {
			return nil, err
		}
		return b.ApplyOrder(backlog.Arrangement{Order: p.Order()})
	}
	return a.apply(ctx, ch)
}

func (a *app) proposal(b *backlog.Backlog, method string) (*backlog.Proposal, error) {
	m, err := methodNamed(method)
	if err != nil {
		return nil, err
	}
	return b.Propose(m, a.todayAsDay(b))
}

// showProposal prints a proposal, and the command that takes it over unless that follows anyway.
func (a *app) showProposal(b *backlog.Backlog, p *backlog.Proposal, f prioritizeFlags) error {
	if a.json.set {
		sel, done, err := a.selection(json.ProposalFields())
		if done || err != nil {
			return err
		}
		return printOne(a, json.ProposalOf(p), sel)
	}
	if err := a.io.Show(render.Proposal(b, p, f.explain)); err != nil {
		return err
	}
	next := ""
	if len(p.Moves) > 0 && !f.apply {
		next = ": po prioritize --by " + p.Method.Name + " --apply"
	}
	a.note("%s%s", render.ProposalSummary(p), next)
	return nil
}

const unplacedLine = "---- not prioritized ----"

// prioritizeInEditor opens the order in the editor.
func (a *app) prioritizeInEditor(ctx context.Context) error {
	if !a.mayAsk() {
		return usageHint("po prioritize VS-8 --top", "prioritize: no item, and no terminal for the editor")
	}
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	text := orderText(b)
	var arrangement backlog.Arrangement
	err = a.editText(ctx, "order.txt", text, func(edited string) error {
		var err error
		arrangement, err = readOrder(b, edited)
		return err
	})
	ch := &change{action: "prioritize", same: "the order is as it was"}
	if errors.Is(err, errUnchanged) {
		return a.sayUnchanged(ch)
	}
	if err != nil {
		return err
	}
	switch left := leftOut(b, arrangement); left {
	case 0:
	case 1:
		a.note("1 item left out of the list: its place is as it was")
	default:
		a.note("%d items left out of the list: their places are as they were", left)
	}
	ch.edit = func(now *backlog.Backlog) (*backlog.Backlog, error) { return now.ApplyOrder(arrangement) }
	ch.after = func(old, new *backlog.Backlog) {
		if backlog.PositionsMoved(backlog.Diff(old, new)) >= 5 {
			a.noteUndo()
		}
	}
	return a.apply(ctx, ch)
}

// orderText is the buffer: one line an item, the order above the line, the others below it.
func orderText(b *backlog.Backlog) string {
	var s strings.Builder
	s.WriteString("# The order, highest first: move lines, save, close. Only the id is read.\n")
	s.WriteString("# Above the line an item has a place, below it has none. A line taken out leaves its item as it is.\n")
	var waiting []backlog.Item
	for it := range b.Items() {
		switch n, ok := b.Position(it.ID); {
		case ok:
			orderLine(&s, fmt.Sprint(n), it)
		case it.Open() && it.Type != backlog.Epic && it.Category().Placed():
			waiting = append(waiting, it)
		}
	}
	s.WriteString(unplacedLine + "\n")
	for _, it := range waiting {
		orderLine(&s, "-", it)
	}
	return s.String()
}

func orderLine(s *strings.Builder, position string, it backlog.Item) {
	points := it.Points.String()
	if points == "" {
		points = "-"
	}
	fmt.Fprintf(s, "%s  %s  %s  %s  %s\n", position, it.ID, render.Clean(string(it.Status)), points, render.Clean(it.Title))
}

// readOrder reads the edited buffer.
func readOrder(b *backlog.Backlog, text string) (backlog.Arrangement, error) {
	var out backlog.Arrangement
	out.Seen = b
	seen := map[backlog.ID]bool{}
	placed := true
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "----"):
			placed = false
			continue
		}
		id, err := idOfLine(b, line)
		if err != nil {
			return out, err
		}
		if seen[id] {
			return out, fmt.Errorf("%s: stands here twice", id)
		}
		seen[id] = true
		if placed {
			out.Order = append(out.Order, id)
		} else {
			out.Unplaced = append(out.Unplaced, id)
		}
	}
	return out, nil
}

// idOfLine finds the id of a line: its first or second word.
func idOfLine(b *backlog.Backlog, line string) (backlog.ID, error) {
	words := strings.Fields(line)
	for _, w := range words[:min(2, len(words))] {
		if id, err := backlog.ParseID(w); err == nil {
			if _, err := b.Item(id); err != nil {
				return "", err
			}
			return id, nil
		}
	}
	return "", fmt.Errorf("no id in %q", line)
}

// leftOut counts the items whose lines are gone.
func leftOut(b *backlog.Backlog, arr backlog.Arrangement) int {
	there := map[backlog.ID]bool{}
	for _, id := range arr.Order {
		there[id] = true
	}
	for _, id := range arr.Unplaced {
		there[id] = true
	}
	n := 0
	for it := range b.Items() {
		if _, ok := b.Position(it.ID); ok && !there[it.ID] {
			n++
		}
	}
	return n
}
