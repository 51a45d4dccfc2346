package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/ci"
	"github.com/po-backlog/po/render/json"
)

// checkFlags are the flags of po check.
type checkFlags struct {
	since, failOn, explain, format, baseline, stdin string

	list, fix, staged bool
}

func (a *app) check() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "check [ID|PATH|QUERY...]", Short: "Check the backlog: files, references, order, wording, readiness", GroupID: groupReview, Annotations: mode("both"),
		Example: `  po check
  po check VS-12 items/VS-3-pay.md
  po check --since main
  po check --format github --since origin/main
  po check --explain ready.criteria
  po check --fix --dry-run`,
		ValidArgsFunction: a.completeIDs,
		RunE:              func(c *cobra.Command, words []string) error { return a.runCheck(c.Context(), f, words) },
	}
	fs := c.Flags()
	fs.StringVar(&f.since, "since", "", "only what items bring that changed since the branch left `REV`")
	fs.StringVar(&f.failOn, "fail-on", "error", "exit 3 at a finding of this level or above: error, warning, hint")
	fs.StringVar(&f.explain, "explain", "", "explain a `RULE`")
	fs.StringVar(&f.format, "format", "text", formatsInWords())
	fs.StringVar(&f.baseline, "baseline", "", "leave out what `FILE` holds, which po check --json has written")
	fs.StringVar(&f.stdin, "stdin-filename", "", "check the standard input in the place of `FILE`, and report on it alone")
	fs.BoolVar(&f.staged, "staged", false, "what the next git commit would hold instead of the files")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats(), cobra.ShellCompDirectiveNoFileComp))
	fs.BoolVar(&f.list, "list", false, "list the rules with their levels here")
	fs.BoolVar(&f.fix, "fix", false, "repair what can be repaired without a person, in one commit")
	_ = c.RegisterFlagCompletionFunc("explain", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, r := range check.Rules() {
			names = append(names, r.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

func (a *app) runCheck(ctx context.Context, f checkFlags, words []string) error {
	failOn, ok := check.ParseLevel(f.failOn)
	switch {
	case !ok || failOn == check.Off:
		return usagef("--fail-on is error, warning or hint")
	case !slices.Contains(checkFormats(), f.format):
		return usagef("--format is %s", formatsInWords())
	case f.explain != "":
		return a.explain(ctx, f.explain)
	case f.list:
		return a.listRules(ctx)
	case f.staged && (f.fix || a.at != "" || f.stdin != ""):
		return usageHint("po check --staged", "--staged goes without --fix, --at and --stdin-filename")
	case f.fix && a.at != "":
		return usagef("--at is for commands that read: without --fix")
	case f.fix && f.stdin != "":
		return usagef("--fix repairs files, --stdin-filename reads none: one without the other")
	case f.fix:
		return a.fix(ctx, f, words)
	}
	if f.format == "json" {
		a.json.set = true
	}
	b, err := a.checked(ctx, f)
	if err == nil && f.stdin != "" {
		var path string
		b, path, err = a.typed(b, f.stdin)
		words = append(words, path)
	}
	if x, ok := settingsFinding(err); ok {
		return a.report(f, backlog.Blank(), []check.Finding{x}, failOn, nil)
	}
	if err != nil {
		return err
	}
	if err := cmp.Or(a.jsonWordsMistaken(words, json.FindingFields()), a.tickMistaken(b, words)); err != nil {
		return err
	}
	findings, asked, err := a.findings(ctx, b, f, words)
	if err != nil {
		return err
	}
	if asked.empty() {
		a.note("no item matches, so none was looked at; po check without words looks at all files")
	}
	return a.report(f, b, findings, failOn, asked)
}

// settingsFinding is the finding that po.yaml cannot be read: who reviews the change sees it at its line, and not only in a log.
func settingsFinding(err error) (check.Finding, bool) {
	e, ok := errors.AsType[*backlog.ParseError](err)
	if !ok || e.Err != nil || e.Pos.Path != settingsFile {
		return check.Finding{}, false
	}
	return check.Finding{Rule: cmp.Or(e.Rule, "file.yaml"), Level: check.Error, Pos: e.Pos, Field: e.Key, Message: parseWords(e)}, true
}

// report says what was found; it gives [errWanting] where a finding reaches the level that fails.
func (a *app) report(f checkFlags, b *backlog.Backlog, findings []check.Finding, failOn check.Level, asked *fileSet) error {
	var err error
	if slices.Contains(ci.Formats(), f.format) {
		err = a.reportFor(f.format, b, findings, failOn, asked)
	} else {
		err = a.showFindings(b, findings)
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(findings, func(x check.Finding) bool { return x.Level >= failOn }) {
		return errWanting
	}
	return nil
}

// checked is the backlog that is looked at.
func (a *app) checked(ctx context.Context, f checkFlags) (*backlog.Backlog, error) {
	if !f.staged {
		return a.loadQuietly(ctx)
	}
	repo, err := a.open()
	if err != nil {
		return nil, err
	}
	return repo.LoadStaged(ctx)
}

// tickMistaken helps who wants to tick a criterion.
func (a *app) tickMistaken(b *backlog.Backlog, words []string) error {
	if len(words) < 2 {
		return nil
	}
	if _, err := numbers(words[1:]); err != nil {
		return nil
	}
	if id, err := b.Resolve(words[0]); err == nil {
		return usageHint(fmt.Sprintf("to tick criterion %s: po tick %s %s", words[1], id, words[1]), "check %s: %q is no item", words[0], words[1])
	}
	return nil
}

// findings runs the rules and keeps what was asked for.
func (a *app) findings(ctx context.Context, b *backlog.Backlog, f checkFlags, words []string) ([]check.Finding, *fileSet, error) {
	known, err := a.known(f.baseline)
	if err != nil {
		return nil, nil, err
	}
	keep, err := a.asked(b, words)
	if err != nil {
		return nil, nil, err
	}
	var found []check.Finding
	if f.since != "" {
		found, err = a.findingsSince(ctx, f.since, b, known)
	} else if found, err = a.findingsOf(ctx, b); err == nil {
		found = withoutKnown(found, known)
	}
	return slices.DeleteFunc(found, func(x check.Finding) bool { return !keep.has(x.Pos.Path) }), keep, err
}

// findingsSince gives what is found in files that differ from the point where the branch left a revision, and what is found
// elsewhere and was not there at that point; known are the fingerprints of a baseline.
func (a *app) findingsSince(ctx context.Context, rev string, b *backlog.Backlog, known map[string]bool) ([]check.Finding, error) {
	base, at, err := a.leaving(ctx, rev, b)
	if _, broken := settingsFinding(err); broken {
		a.say("warning", "po.yaml cannot be read where the branch left "+render.Clean(rev)+": all is checked")
		return withoutKnown(check.Run(b, check.Options{Today: a.todayAsDay(b)}), known), nil
	}
	if err != nil {
		return nil, err
	}
	o := check.Options{Today: a.todayAsDay(b), History: &check.History{}}
	if check.NeedsHistory(base, b, o) {
		if o.History, err = a.historySince(ctx, at, base); err != nil {
			return nil, err
		}
	}
	changed := map[string]bool{}
	for _, e := range backlog.Edits(base, b) {
		changed[e.Path] = true
	}
	var asking error
	o.Worked = func(id backlog.ID) (check.Work, bool) {
		w, ok, err := a.workedOn(ctx, at, id, b.Config())
		asking = cmp.Or(asking, err)
		return w, ok
	}
	before, after := check.Compare(base, b, o)
	if asking != nil {
		return nil, asking
	}
	var found []check.Finding
	prints := check.Fingerprints(after)
	for i, brought := range check.Brought(before, after) {
		if (brought || changed[after[i].Pos.Path]) && !known[prints[i]] {
			found = append(found, after[i])
		}
	}
	return found, nil
}

// before gives the snapshot at a revision; now is the one that is looked at, with which it shares what it can.
func (a *app) before(ctx context.Context, rev string, now *backlog.Backlog) (*backlog.Backlog, error) {
	if a.at == "" && !a.repo.Bare() {
		return a.repo.Before(ctx, rev, now)
	}
	base, _, err := a.repo.Compare(ctx, rev, a.at)
	return base, err
}

// historySince gives the commits after the point where the branch left a revision, which rules about who changed what judge.
func (a *app) historySince(ctx context.Context, at string, base *backlog.Backlog) (*check.History, error) {
	h := &check.History{Signed: map[string]bool{}}
	o := git.HistoryOptions{Since: at, From: a.at, Full: true}
	if at != "" {
		o.Known, o.KnownAt = base, at
	}
	for r, err := range a.repo.History(ctx, o) {
		if err != nil {
			return nil, err
		}
		h.Revisions = append(h.Revisions, r)
		h.Signed[r.Hash] = r.Signed
	}
	slices.Reverse(h.Revisions)
	return h, nil
}

// leaving gives the snapshot at the point where the branch left a revision, and that point: an empty one, and none, for a day before
// the first commit.
func (a *app) leaving(ctx context.Context, rev string, b *backlog.Backlog) (base *backlog.Backlog, at string, err error) {
	head := a.at
	if head == "" {
		head = "HEAD"
	}
	at, err = a.repo.MergeBase(head, rev)
	var early *git.ErrBeforeHistory
	if errors.As(err, &early) && !early.Shallow {
		return backlog.Blank(), "", nil // as in po log: nothing is left out
	}
	if err != nil {
		return nil, "", err
	}
	base, err = a.before(ctx, at, b)
	return base, at, err
}

func (a *app) showFindings(b *backlog.Backlog, findings []check.Finding) error {
	if a.json.set {
		sel, done, err := a.selection(json.FindingFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.FindingsOf(findings, json.Options{Root: a.prefix()}), sel)
	}
	if err := a.io.Show(render.Findings(findings, a.prefix())); err != nil {
		return err
	}
	a.note("%s", render.FindingsSummary(findings))
	return nil
}

// explain prints what a rule is about.
func (a *app) explain(ctx context.Context, name string) error {
	r, ok := check.Find(name)
	if !ok {
		return noRule(name)
	}
	level := a.levels(ctx, []check.Rule{r})[name]
	if a.json.set {
		return a.printRules([]check.Rule{r}, map[string]check.Level{name: level})
	}
	words := r.Level.String()
	if level != r.Level {
		words = level.String() + " here, " + words + " by default"
	}
	fmt.Fprintf(a.io.Out, "%s (%s): %s\n", r.Name, words, r.Doc)
	return nil
}

// noRule refuses the name of a rule that there is not, and offers those of the group that it names, else the nearest.
func noRule(name string) error {
	var names, group []string
	for _, r := range check.Rules() {
		names = append(names, r.Name)
		if strings.HasPrefix(r.Name, strings.TrimSuffix(name, ".*")+".") {
			group = append(group, r.Name)
		}
	}
	hint := "po check --list shows all rules"
	switch near := backlog.Nearest(name, names); {
	case len(group) > 0:
		hint = "one of " + strings.Join(group, ", ")
	case len(near) > 0:
		hint = "did you mean " + near[0] + "?"
	}
	return usageHint(hint, "%s: no such rule", name)
}

// listRules prints every rule with its level in this backlog.
func (a *app) listRules(ctx context.Context) error {
	rules := check.Rules()
	levels := a.levels(ctx, rules)
	if a.json.set {
		return a.printRules(rules, levels)
	}
	return a.io.Show(render.Rules(rules, levels))
}

func (a *app) printRules(rules []check.Rule, levels map[string]check.Level) error {
	sel, done, err := a.selection(json.RuleFields())
	if done || err != nil {
		return err
	}
	return printAll(a, json.RulesOf(rules, levels), sel)
}

// levels are those of this backlog; where none can be read, the default ones.
func (a *app) levels(ctx context.Context, rules []check.Rule) map[string]check.Level {
	conf := backlog.Blank().Config()
	if b, err := a.loadQuietly(ctx); err == nil {
		conf = b.Config()
	}
	return check.Levels(conf, rules)
}

// fix repairs in one commit what a rule can repair by itself. What cannot be repaired is named, and keeps nothing else from it.
func (a *app) fix(ctx context.Context, f checkFlags, words []string) error {
	a.force = true // a file under another name may go with changes that are not committed: the one under the new name has them
	fixed := 0
	var failed []error
	ch := &change{action: "check", same: "nothing can be repaired without a person", spelling: true}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		findings, _, err := a.findings(ctx, b, f, words)
		if err != nil {
			return nil, err
		}
		next := b
		fixed, failed = 0, nil
		for _, x := range findings {
			if x.Fix == nil || x.Fix.Edit == nil {
				continue
			}
			after, err := x.Fix.Edit(next)
			if err != nil {
				err = fmt.Errorf("%s is left: %w", x.Rule, err)
				if !slices.ContainsFunc(failed, func(e error) bool { return e.Error() == err.Error() }) { // of two files with one id
					failed = append(failed, err)
				}
				continue
			}
			if after != next {
				fixed++
			}
			next = after
		}
		if fixed == 0 && len(failed) > 0 {
			return nil, errors.Join(failed...)
		}
		return next, nil
	}
	ch.after = func(_, _ *backlog.Backlog) {
		a.note("%s repaired", count(fixed, "finding"))
		for _, err := range failed {
			a.say("warning", err.Error())
		}
	}
	return a.apply(ctx, ch)
}
