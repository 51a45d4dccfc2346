package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/html"
	"github.com/po-backlog/po/render/json"
	"github.com/po-backlog/po/render/markdown"
)

// diffFlags are the flags of po diff.
type diffFlags struct {
	format string

	stat, exitCode, staged, mermaid bool
}

func (a *app) diff() *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use: "diff [BASE [HEAD]]", Short: "Show what changed in the words of the product", GroupID: groupReview, Annotations: mode("read"),
		Example: `  po diff                  (what is not committed)
  po diff main             (what this branch brings)
  po diff v1.0 v1.1
  po diff main...HEAD --format markdown
  po diff yesterday
  po diff --staged         (what the next git commit would hold)`,
		RunE: func(c *cobra.Command, words []string) error { return a.runDiff(c.Context(), f, words) },
	}
	fs := c.Flags()
	fs.StringVar(&f.format, "format", "text", "text, markdown, html or json")
	fs.BoolVar(&f.stat, "stat", false, "how much changed, item by item")
	fs.BoolVar(&f.staged, "staged", false, "HEAD against the index")
	fs.BoolVar(&f.mermaid, "mermaid", false, "with a drawing of what the changed items depend on, for --format markdown")
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit 3 when something changed")
	return c
}

func (a *app) runDiff(ctx context.Context, f diffFlags, words []string) error {
	switch {
	case !slices.Contains([]string{"text", "markdown", "html", "json"}, f.format):
		return usagef("--format is text, markdown, html or json")
	case f.mermaid && (f.format != "markdown" || a.json.set):
		return usageHint("po diff main --format markdown --mermaid", "--mermaid is for --format markdown")
	case len(words) > 2:
		return usageHint("po diff main", "diff: at most two revisions")
	case f.staged && len(words) > 0:
		return usageHint("po diff --staged", "diff: --staged is HEAD against the index")
	case a.at != "":
		return usageHint("po diff "+a.at, "diff: --at is not for diff, which takes revisions")
	}
	repo, err := a.open()
	if err != nil {
		return err
	}
	if repo.Bare() && len(words) == 0 {
		return &hinted{errors.New("diff: a bare repository has no files to compare"), "po diff HEAD~1 HEAD"}
	}
	old, new, err := a.sides(ctx, f, words)
	c := render.Comparison{Old: old, New: new}
	if change, ok := a.unreadableSettings(ctx, f, words, err); ok {
		c.Changes, c.Untold = []backlog.Change{change}, "nothing else can be told before "+settingsFile+" can be read"
	} else if err != nil {
		return a.unborn(err)
	} else {
		a.warn(new)
		c.Changes = backlog.Diff(old, new)
	}
	c.Changes = a.rooted(c.Changes)
	if err := a.showDiff(ctx, f, c, words); err != nil {
		return err
	}
	if f.exitCode && len(render.WithoutRenames(c.Changes)) > 0 {
		return errWanting
	}
	return nil
}

// unreadableSettings is the account of two states of which one has a po.yaml that cannot be read: that is said, as it is of any other
// file, though nothing else can be told without it.
func (a *app) unreadableSettings(ctx context.Context, f diffFlags, words []string, err error) (backlog.Change, bool) {
	e, ok := errors.AsType[*backlog.ParseError](err)
	if _, broken := settingsFinding(err); !ok || !broken {
		return backlog.Change{}, false
	}
	a.sayAt(e)
	c := backlog.Change{Path: settingsFile, Op: backlog.OpUnreadable, Side: "new", New: backlog.Text(e.Error())}
	if f.staged {
		_, err = a.repo.LoadStaged(ctx)
	} else if _, head, bad := a.ends(words); bad == nil {
		_, err = a.repo.Load(ctx, head)
	}
	if _, broken := settingsFinding(err); !broken {
		c.Side = "old"
	}
	return c, true
}

// rooted names the files that cannot be read from the repository's root, as all errors do.
func (a *app) rooted(changes []backlog.Change) []backlog.Change {
	for i, c := range changes {
		if c.Op == backlog.OpUnreadable {
			changes[i].New = backlog.Text(a.shown(c.New.Text))
		}
	}
	return changes
}

// sides loads what is compared.
func (a *app) sides(ctx context.Context, f diffFlags, words []string) (old, new *backlog.Backlog, err error) {
	if f.staged {
		return a.repo.CompareStaged(ctx)
	}
	base, head, err := a.ends(words)
	if err != nil {
		return nil, nil, err
	}
	return a.repo.Compare(ctx, base, head)
}

// ends are the two revisions to compare; the empty one is the files.
func (a *app) ends(words []string) (base, head string, err error) {
	switch len(words) {
	case 0:
		return "HEAD", "", nil
	case 2:
		return words[0], words[1], nil
	}
	left, right, three := strings.Cut(words[0], "...")
	if !three {
		base, err = a.repo.MergeBase("HEAD", words[0])
		return base, "", err
	}
	if left == "" {
		left = "HEAD"
	}
	if right == "" {
		right = "HEAD"
	}
	base, err = a.repo.MergeBase(left, right)
	return base, right, err
}

// unborn helps where there is no commit yet.
func (a *app) unborn(err error) error {
	var unknown *git.ErrUnknownRevision
	if errors.As(err, &unknown) && unknown.Name == "HEAD" {
		return &hinted{errors.New("there is no commit yet"), "po commit makes the first"}
	}
	return err
}

func (a *app) showDiff(ctx context.Context, f diffFlags, c render.Comparison, words []string) error {
	if f.format == "json" || a.json.set {
		sel, done, err := a.selection(json.ChangeFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.ChangesOf(c.Changes, json.Options{Root: a.prefix()}), sel)
	}
	changes := render.WithoutRenames(c.Changes)
	if f.format == "text" && (f.stat || len(changes) == 0) {
		if len(changes) == 0 {
			a.sayNoChange(ctx, words, len(backlog.Edits(c.Old, c.New)))
		}
		return a.io.Show(render.DiffStat(changes))
	}
	if len(changes) > 0 && c.Old != nil {
		if err := a.judge(ctx, &c, f, words); err != nil {
			return err
		}
	}
	if f.format != "text" {
		c.Link = a.fileAddress()
	}
	c.Graph = f.mermaid
	switch f.format {
	case "markdown":
		return markdown.Write(a.io.Out, render.Diff(c), a.commentOptions())
	case "html":
		return html.Write(a.io.Out, render.Diff(c))
	}
	a.io.StartPager()
	return a.io.Show(render.Diff(c))
}

// commentOptions are those of the comment on a proposed change. Where a repository may have several backlogs each has its own
// comment, which says whose it is.
func (a *app) commentOptions() markdown.Options {
	o := markdown.Comment()
	if folder := a.prefix(); folder != "" && folder != usualFolder {
		o.Folder = folder
		o.Marker += " " + escapePath(folder)
	}
	return o
}

// judge adds what is found wrong on both sides, and who made the commits between them.
func (a *app) judge(ctx context.Context, c *render.Comparison, f diffFlags, words []string) error {
	o := check.Options{Today: a.todayAsDay(c.New)}
	if len(words) == 2 || len(words) == 1 && strings.Contains(words[0], "...") { // the second side is a commit
		o.Committed = c.New
	}
	c.OldFindings, c.NewFindings = check.Compare(c.Old, c.New, o)
	if f.staged || len(words) == 0 {
		return nil // nothing of it is committed
	}
	var err error
	c.Revisions, err = a.between(ctx, c.Old, words)
	if _, unrelated := errors.AsType[*git.ErrUnrelated](err); unrelated {
		return nil // two ends are compared as given; nobody can be named then
	}
	return err
}

// mostRevisions bounds the commits that are asked who made them.
const mostRevisions = 1000

// between gives the commits from the first revision that was asked for to the second, the oldest first. Files that are not committed
// are nobody's yet.
func (a *app) between(ctx context.Context, old *backlog.Backlog, words []string) ([]backlog.Revision, error) {
	base, head, err := a.ends(words)
	if err != nil {
		return nil, err
	}
	o := git.HistoryOptions{Since: base, From: head, Full: true, Limit: mostRevisions, Known: old, KnownAt: base}
	var list []backlog.Revision
	for r, err := range a.repo.History(ctx, o) {
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	slices.Reverse(list)
	return list, nil
}

// sayNoChange says why nothing is shown: nothing differs, or only spelling, comments and the order of keys in some files.
func (a *app) sayNoChange(ctx context.Context, words []string, files int) {
	if files > 0 {
		a.note("no value changes: only how it is written, in %s", count(files, "file"))
		return
	}
	switch {
	case a.quiet:
		return
	case len(words) > 0:
		a.note("no change to the backlog")
		return
	}
	line, and := "all is committed", "; "
	for _, o := range [...]struct{ what, rev string }{{"this branch", "main"}, {"since yesterday", "yesterday"}} {
		if _, err := a.repo.Revision(ctx, o.rev); err == nil { // what is not there is nothing to compare with
			line, and = line+and+o.what+": po diff "+o.rev, " · "
		}
	}
	a.say("hint", line)
}
