package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
)

// logFlags are the flags of po log.
type logFlags struct {
	limit               int
	since, until, field string
}

func (a *app) logCommand() *cobra.Command {
	var f logFlags
	c := &cobra.Command{
		Use: "log [ID]", Short: "Show what changed, by whom, when and why", GroupID: groupReview, Annotations: mode("read"),
		Example: `  po log
  po log VS-12
  po log --since yesterday --field priority`,
		ValidArgsFunction: a.completeIDs,
		RunE:              func(c *cobra.Command, words []string) error { return a.runLog(c.Context(), f, words) },
	}
	fs := c.Flags()
	fs.IntVar(&f.limit, "limit", 0, "at most `N` commits")
	fs.StringVar(&f.since, "since", "", "what came after the branch left `REV`")
	fs.StringVar(&f.until, "until", "", "end at `REV`")
	fs.StringVar(&f.field, "field", "", "only changes of a `KEY`")
	return c
}

func (a *app) runLog(ctx context.Context, f logFlags, words []string) error {
	if len(words) > 1 {
		return usageHint("po log "+words[0], "log: one item at most")
	}
	if f.limit < 0 {
		return usagef("--limit %d: at least 0", f.limit)
	}
	repo, err := a.open()
	if err != nil {
		return err
	}
	o := git.HistoryOptions{Since: f.since, Until: f.until, Field: f.field, Limit: f.limit, From: a.at}
	conf := backlog.Blank().Config()
	var unknown error
	b, err := repo.Load(ctx, a.at)
	if err == nil {
		conf = b.Config()
		if a.at == "" && !repo.Bare() {
			o.Files = b
		}
		if len(words) == 1 {
			if o.ID, unknown = a.loggedID(b, words[0]); o.ID == "" {
				return unknown
			}
		}
	} else if len(words) == 1 {
		return err
	}
	o.Full = o.ID != ""
	var revisions []backlog.Revision
	for r, err := range repo.History(ctx, o) {
		if err != nil {
			return err
		}
		r.Changes = a.rooted(r.Changes)
		revisions = append(revisions, r)
	}
	if len(revisions) == 0 && unknown != nil {
		return unknown
	}
	if len(revisions) == 0 && f.field != "" && !keyKnown(conf, f.field) {
		return noKey(conf, f.field)
	}
	if repo.Shallow() {
		a.note("this clone is shallow: older history is not here; git fetch --unshallow brings it")
	}
	return a.showLog(revisions, conf)
}

func (a *app) showLog(revisions []backlog.Revision, conf *backlog.Config) error {
	if a.json.set {
		sel, done, err := a.selection(json.EntryFields())
		if done || err != nil {
			return err
		}
		return printAll(a, json.EntriesOf(revisions, json.Options{Root: a.prefix()}), sel)
	}
	if len(revisions) == 0 {
		a.note("no commit has changed that")
		return nil
	}
	a.io.StartPager()
	return a.io.Show(render.History(revisions, render.LogOptions{Timezone: conf.Timezone}))
}

// keyKnown reports whether a change can be about a key; dots lead into maps.
func keyKnown(c *backlog.Config, key string) bool {
	top, _, _ := strings.Cut(key, ".")
	return slices.Contains(changedKeys(c), top)
}

// changedKeys are the keys that records of any kind may have, and the parts of their bodies.
func changedKeys(c *backlog.Config) []string {
	keys := []string{"criteria", "body", "path", "settings"}
	for _, k := range append(backlog.RecordKinds(), backlog.KindProduct) {
		for _, f := range c.FieldsOf(k) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func noKey(c *backlog.Config, key string) error {
	hint := "po help formats"
	if near := backlog.Nearest(key, changedKeys(c)); len(near) > 0 {
		hint = "did you mean " + near[0] + "?"
	}
	return usageHint(hint, "%s: no such key", key)
}

// loggedID is the id whose history is asked for. One that was removed meanwhile has a history too, so an unknown one comes with the
// error that is due where it has none.
func (a *app) loggedID(b *backlog.Backlog, word string) (backlog.ID, error) {
	id, err := b.Resolve(word)
	if err == nil {
		return id, nil
	}
	if gone, perr := backlog.ParseID(word); perr == nil {
		return gone, err
	}
	return "", err
}

func (a *app) commit() *cobra.Command {
	return &cobra.Command{
		Use: "commit [ID...]", Short: "Commit what is changed in the backlog's files", GroupID: groupReview, Annotations: mode("write"),
		Example: "  po commit -m \"Refinement 12 October\"\n  po commit VS-12", ValidArgsFunction: a.completeIDs,
		RunE: func(c *cobra.Command, words []string) error { return a.runCommit(c.Context(), words) },
	}
}

// runCommit commits the backlog's files as they lie there, by hand or with --no-commit changed, new and deleted ones too.
func (a *app) runCommit(ctx context.Context, words []string) error {
	repo, err := a.open()
	if err != nil {
		return err
	}
	if repo.Bare() {
		return &git.ErrBare{Path: a.folder()}
	}
	now, err := a.load(ctx)
	if err != nil {
		return err
	}
	head, err := a.headOrEmpty(ctx, now)
	if err != nil {
		return err
	}
	changes, edits := backlog.Diff(head, now), backlog.Edits(head, now)
	if changes, edits, err = a.only(now, head, words, changes, edits); err != nil {
		return err
	}
	if len(words) == 0 {
		if changes, edits, err = a.besides(ctx, changes, edits); err != nil {
			return err
		}
	}
	if len(edits) == 0 {
		a.note("all is committed")
		return nil
	}
	if changes, edits, err = a.withoutIgnored(changes, edits); err != nil || len(edits) == 0 {
		return err
	}
	for _, e := range now.Broken() {
		for _, edit := range edits {
			if e.Pos.Path == edit.Path {
				return &hinted{fmt.Errorf("%s: cannot be read, so nothing is committed", a.shown(edit.Path)),
					"mend it first; po commit ID commits the files of others"}
			}
		}
	}
	m := backlog.Summarize(changes, backlog.SummaryOptions{
		Why: a.message, Template: now.Config().Commit.Subject, Items: editedIDs(head, now, edits),
	})
	if a.dryRun {
		return a.showDryRun(head, now, changes, m)
	}
	for i := range edits { // the files are what they shall be
		edits[i].Old = edits[i].New
	}
	done, err := repo.Commit(ctx, git.CommitOptions{Message: m.String(), Files: edits, NoVerify: a.noVerify, Force: true,
		Durable: now.Config().Commit.Durable})
	if err != nil {
		return err
	}
	done.TookAlong = nil // all of it was changed before: that is what was asked for
	return a.sayDone(ctx, changes, m, done)
}

// besides adds the files that no snapshot tells apart: po.yaml where HEAD has no backlog yet, and .gitattributes.
func (a *app) besides(ctx context.Context, changes []backlog.Change, edits []backlog.FileEdit) ([]backlog.Change, []backlog.FileEdit, error) {
	unlike, err := a.repo.Unlike(ctx, ".gitattributes", "po.yaml")
	if err != nil {
		return nil, nil, err
	}
	for _, e := range unlike {
		if slices.ContainsFunc(edits, func(o backlog.FileEdit) bool { return o.Path == e.Path }) {
			continue
		}
		hunk := backlog.Hunk{Old: linesOf(e.Old), New: linesOf(e.New), OldAt: 1, NewAt: 1}
		changes = append(changes, backlog.Change{Path: e.Path, Op: backlog.OpHunk, Field: "settings", Hunk: &hunk})
		edits = append(edits, e)
	}
	return changes, edits, nil
}

// withoutIgnored leaves out the new files that git ignores, and says so.
func (a *app) withoutIgnored(changes []backlog.Change, edits []backlog.FileEdit) ([]backlog.Change, []backlog.FileEdit, error) {
	var fresh []string
	for _, e := range edits {
		if e.Old == nil {
			fresh = append(fresh, e.Path)
		}
	}
	ignored, err := a.repo.Ignored(fresh...)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range ignored {
		a.say("warning", fmt.Sprintf("%s is not committed, since git ignores it", a.shown(path)))
		a.say("hint", "git add -f "+a.shown(path)+" makes git know it; git check-ignore -v "+a.shown(path)+" shows why")
	}
	is := func(path string) bool { return slices.Contains(ignored, path) }
	changes = slices.DeleteFunc(changes, func(c backlog.Change) bool { return is(c.Path) })
	return changes, slices.DeleteFunc(edits, func(e backlog.FileEdit) bool { return is(e.Path) }), nil
}

// linesOf are the lines of a file without their ends; none for no file.
func linesOf(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), "\n")
}

// headOrEmpty is the backlog of the last commit, an empty one where there is none yet.
func (a *app) headOrEmpty(ctx context.Context, now *backlog.Backlog) (*backlog.Backlog, error) {
	head, _, err := a.repo.Compare(ctx, "HEAD", "")
	if err != nil && a.repo.Unborn() {
		return now.Empty(), nil
	}
	return head, err
}

// only keeps what concerns the ids that somebody typed.
func (a *app) only(now, head *backlog.Backlog, words []string, changes []backlog.Change, edits []backlog.FileEdit) ([]backlog.Change, []backlog.FileEdit, error) {
	if len(words) == 0 {
		return changes, edits, nil
	}
	ids := map[backlog.ID]bool{}
	for _, w := range words {
		id, err := now.Resolve(w)
		if err != nil {
			var was error
			if id, was = head.Resolve(w); was != nil { // not removed either
				return nil, nil, err
			}
		}
		ids[id] = true
	}
	changes = slices.DeleteFunc(changes, func(c backlog.Change) bool { return !ids[c.ID] })
	edits = slices.DeleteFunc(edits, func(e backlog.FileEdit) bool { return !ids[now.IDAt(e.Path)] && !ids[head.IDAt(e.Path)] })
	return changes, edits, nil
}

func (a *app) undo() *cobra.Command {
	return &cobra.Command{
		Use: "undo [COMMIT]", Short: "Take back po's last commit on this branch, or any commit, as a new commit", GroupID: groupReview, Annotations: mode("write"),
		Example: "  po undo\n  po undo            (again: redo)\n  po undo 3f2c9ab    (field by field; what came later on other fields stays)",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) > 1 {
				return usageHint("po undo "+words[0], "undo: one commit at a time")
			}
			return a.runUndo(c.Context(), strings.Join(words, ""))
		},
	}
}

func (a *app) runUndo(ctx context.Context, rev string) error {
	repo, err := a.open()
	if err != nil {
		return err
	}
	u, err := repo.PlanUndo(ctx, rev)
	if err != nil {
		return err
	}
	if a.message == "" {
		a.message = "takes back " + u.Commit[:7] + " " + u.Subject
	}
	return a.apply(ctx, &change{action: "undo", spelling: true, edit: func(b *backlog.Backlog) (*backlog.Backlog, error) {
		return b.With(u.Edits...)
	}})
}
