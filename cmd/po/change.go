package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
)

// change is one writing command: what it does to a snapshot, and what is said of it.
type change struct {
	action string // the word in the subject and in Po-Action
	edit   backlog.Edit
	forced []string                        // rules gone past by --force
	after  func(old, new *backlog.Backlog) // the next step, said at the end
	same   string                          // what is said where nothing changes; empty: "nothing changes"

	spelling bool // files may change where no value does: somebody wrote or moved the text itself
}

// triesWhenStale bounds how often an edit is applied again because somebody else has changed the files meanwhile.
const triesWhenStale = 20

// apply runs a writing command: load, edit, and commit or write; then it says what was done. Where somebody else has changed the
// files meanwhile the edit, which is a function, is applied again to what is there now.
func (a *app) apply(ctx context.Context, c *change) (err error) {
	if done, err := a.asksFieldsOnly(); done || err != nil {
		return err
	}
	if !a.dryRun {
		repo, err := a.open()
		if err != nil {
			return err
		}
		release, lerr := repo.Lock(ctx)
		if lerr != nil {
			return lerr
		}
		defer func() { err = errors.Join(err, release()) }()
		a.sayRecovered()
	}
	var stale error
	for range triesWhenStale {
		err := a.applyOnce(ctx, c)
		if !isStale(err) {
			return err
		}
		stale = err
	}
	return stale
}

// sayRecovered says in one line what became of a commit whose process died.
func (a *app) sayRecovered() {
	r := a.repo.Recovered
	switch {
	case r == nil:
	case r.Finished && r.Commit != "":
		a.note("an earlier po was stopped in the middle of a commit: it is finished now as %s", r.Commit[:7])
	case r.Finished:
		a.note("an earlier po was stopped in the middle of a change: it is finished now")
	default:
		a.note("an earlier po was stopped in the middle of a change: the files are as they were before it")
	}
}

func isStale(err error) bool {
	var stale *git.ErrStale
	return errors.As(err, &stale)
}

func (a *app) applyOnce(ctx context.Context, c *change) error {
	before, err := a.loadPicked(ctx)
	if err != nil {
		return err
	}
	after, err := c.edit(before)
	if err != nil {
		return err
	}
	changes, edits := backlog.Diff(before, after), backlog.Edits(before, after)
	if len(edits) == 0 || len(changes) == 0 && !c.spelling {
		return a.sayUnchanged(c)
	}
	message := backlog.Summarize(changes, backlog.SummaryOptions{
		Action: c.action, Why: a.message, Template: after.Config().Commit.Subject, Forced: c.forced, Items: editedIDs(before, after, edits),
	})
	if a.dryRun {
		return a.showDryRun(before, after, changes, message)
	}
	done, err := a.repo.Commit(ctx, git.CommitOptions{
		Message: message.String(), Files: edits, NoVerify: a.noVerify, Force: a.force,
		Durable: after.Config().Commit.Durable, FilesOnly: a.commitsOff(after),
	})
	if err != nil {
		return err
	}
	if err := a.sayDone(ctx, changes, message, done); err != nil {
		return err
	}
	if c.after != nil && !a.json.set {
		c.after(before, after)
	}
	return nil
}

// editedIDs are the ids of the records whose files differ, each once.
func editedIDs(old, new *backlog.Backlog, edits []backlog.FileEdit) []backlog.ID {
	var ids []backlog.ID
	seen := map[backlog.ID]bool{"": true}
	for _, e := range edits {
		id := new.IDAt(e.Path)
		if e.New == nil {
			id = old.IDAt(e.Path)
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// loadPicked reads the backlog; where --path names one of two files with one id, that one alone holds it.
func (a *app) loadPicked(ctx context.Context) (*backlog.Backlog, error) {
	b, err := a.load(ctx)
	if err != nil || a.path == "" {
		return b, err
	}
	path, err := a.pathInBacklog(b, a.path)
	if err != nil {
		return nil, err
	}
	return b.Pick(path)
}

// pathInBacklog is a path as people type it, from the working folder, the repository's root or the backlog, as the backlog names it.
func (a *app) pathInBacklog(b *backlog.Backlog, typed string) (string, error) {
	candidates := []string{filepath.ToSlash(filepath.Clean(typed))}
	if rel, ok := strings.CutPrefix(candidates[0], a.repo.Prefix()+"/"); ok {
		candidates = append(candidates, rel)
	}
	if rel, err := filepath.Rel(a.repo.Dir(), a.inDir(typed)); err == nil {
		candidates = append(candidates, filepath.ToSlash(rel))
	}
	for _, path := range slices.Backward(candidates) {
		if _, ok := b.Source(path); ok {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: no such file in the backlog", typed)
}

func (a *app) sayUnchanged(c *change) error {
	if a.json.set {
		return a.printJSON(a.written("", "", nil))
	}
	words := c.same
	if words == "" {
		words = "nothing changes"
	}
	a.note("%s", words)
	return nil
}

// commitsOff reports whether only files are written: --no-commit, PO_COMMIT=off, or commit.mode: off.
func (a *app) commitsOff(b *backlog.Backlog) bool {
	switch a.getenv("PO_COMMIT") {
	case "off":
		return true
	case "each":
		return a.noCommit
	}
	return a.noCommit || b.Config().Commit.Off
}

// sayDone prints one line for each change and where it went.
func (a *app) sayDone(ctx context.Context, changes []backlog.Change, m backlog.Message, done git.CommitResult) error {
	var err error
	if a.json.set {
		err = a.printJSON(a.written(done.Hash, done.Branch, changes))
	} else {
		err = a.io.Show(render.ChangeLines(changes))
	}
	if err != nil {
		return err
	}
	a.saySpelling(changes)
	for _, path := range done.TookAlong {
		a.note("%s held changes that were not committed: this commit holds them too", path)
	}
	for _, hook := range done.IgnoredHooks {
		a.say("warning", render.Clean(hook)+" was not called: it is not executable; git config advice.ignoredHook false hides this")
	}
	if done.Hash == "" {
		return a.sayNotCommitted(ctx)
	}
	branch := done.Branch
	if done.Detached {
		branch = "detached HEAD"
		a.say("warning", "HEAD is detached: no branch holds this commit; git switch -c NAME keeps it")
	}
	if a.json.set {
		return nil
	}
	line := "[" + render.Clean(branch) + " " + done.Short + "] " + render.Clean(m.Subject)
	if n, ok := a.repo.Ahead(); a.io.Out.Terminal && ok && n > 0 {
		line += " · " + count(n, "commit") + " not pushed"
	}
	fmt.Fprintln(a.io.Out, line)
	return nil
}

// saySpelling says what is written where no value changes.
func (a *app) saySpelling(changes []backlog.Change) {
	if len(changes) == 0 {
		a.note("no value changes: only how it is written")
	}
}

// sayNotCommitted counts what lies in the files and is not committed.
func (a *app) sayNotCommitted(ctx context.Context) error {
	head, files, err := a.repo.Compare(ctx, "HEAD", "")
	if err != nil {
		a.note("not committed: po commit")
		return nil
	}
	changes := backlog.Diff(head, files)
	a.note("%s in %s not committed: po commit", count(len(backlog.Lines(changes)), "change"), places(changes))
	return nil
}

// places counts what changes touch: items, and files that are none, such as po.yaml.
func places(changes []backlog.Change) string {
	files := map[string]bool{}
	for _, c := range changes {
		if c.ID == "" {
			files[c.Path] = true
		}
	}
	items := len(backlog.ChangedItems(changes))
	switch {
	case len(files) == 0:
		return count(items, "item")
	case items == 0:
		return count(len(files), "file")
	}
	return count(items, "item") + " and " + count(len(files), "other file")
}

// count writes "1 commit", "2 commits".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// showDryRun prints the diff and the message that would be committed.
func (a *app) showDryRun(before, after *backlog.Backlog, changes []backlog.Change, m backlog.Message) error {
	if a.json.set {
		return a.printJSON(a.written("", "", changes))
	}
	if err := a.io.Show(render.ChangeTexts(changes)); err != nil {
		return err
	}
	fmt.Fprintf(a.io.Out, "\n%s", render.CleanBlock(m.String()))
	a.saySpelling(changes)
	a.note("dry run: nothing was written")
	return nil
}
