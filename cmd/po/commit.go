package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

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
	if done, err := a.asksFieldsOnly(); done || err != nil {
		return err
	}
	now, err := a.load(ctx)
	if err != nil {
		return err
	}
	head, err := a.headOrEmpty(ctx, now)
	if err != nil {
		return err
	}
	changes, edits, err := a.pending(ctx, head, now, words)
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		return a.sayUnchanged(&change{same: "all is committed"})
	}
	if changes, edits, err = a.withoutIgnored(changes, edits); err != nil || len(edits) == 0 {
		return err
	}
	if err := a.refuseUnreadable(now, edits); err != nil {
		return err
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

// pending is what the files hold and the last commit does not: of the ids that somebody typed, else of all files.
func (a *app) pending(ctx context.Context, head, now *backlog.Backlog, words []string) ([]backlog.Change, []backlog.FileEdit, error) {
	changes, edits := backlog.Diff(head, now), backlog.Edits(head, now)
	if len(words) > 0 {
		return a.only(now, head, words, changes, edits)
	}
	return a.besides(ctx, changes, edits)
}

// refuseUnreadable refuses to commit a file of which nobody can say what it changes.
func (a *app) refuseUnreadable(now *backlog.Backlog, edits []backlog.FileEdit) error {
	for _, e := range now.Broken() {
		if slices.ContainsFunc(edits, func(edit backlog.FileEdit) bool { return edit.Path == e.Pos.Path }) {
			return &hinted{fmt.Errorf("%s: cannot be read, so nothing is committed", a.shown(e.Pos.Path)),
				"mend it first; po commit ID commits the files of others"}
		}
	}
	return nil
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
