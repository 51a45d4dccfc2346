package git

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// HistoryOptions says which part of the history is wanted.
type HistoryOptions struct {
	From  string // where to begin; empty: HEAD
	Since string // leave out what the point where From left this revision has already; empty, or before the first commit: nothing is left out
	Until string // begin at this revision instead of From
	Full  bool   // every parent of a merge, by the author's date, no commit before one that it is a parent of; else first parents alone
	ID    backlog.ID
	Field string // changes of this key only
	Limit int    // so many revisions; 0: all

	// Files is the work tree where it was loaded already. It saves reading it again, and nothing depends on what is in it.
	Files *backlog.Backlog

	// Known is the snapshot of the revision KnownAt, as [Repo.Before] or [Repo.Compare] gave it. Where it is near to the history
	// that is asked for, as Since is, no commit is read whole. What such a snapshot leaves out of a sparse checkout is not counted
	// in positions.
	Known   *backlog.Backlog
	KnownAt string
}

// History gives the commits that changed the backlog, the newest first, each with its changes against its first parent. A commit
// in which the backlog cannot be loaded at all (no po.yaml, or one that cannot be read) counts as one without a backlog. Of a file that
// could not be read before it, a commit has the changes against the last state in which it could be. With an ID only
// commits that changed that record are given, and only its changes. In the full history a merge has only those changes that none
// of its parents had.
//
// A shallow clone has no account of the commit at which it ends, see [Repo.Shallow].
func (r *Repo) History(ctx context.Context, o HistoryOptions) iter.Seq2[backlog.Revision, error] {
	return func(yield func(backlog.Revision, error) bool) {
		h := &historian{repo: r, o: o, mail: r.mailmap(), folders: make(map[plumbing.Hash]plumbing.Hash)}
		var err error
		if h.states, err = r.statesFrom(ctx, o); err == nil {
			err = h.run(ctx, yield)
		}
		if err != nil {
			yield(backlog.Revision{}, err)
		}
	}
}

type historian struct {
	repo    *Repo
	o       HistoryOptions
	mail    *mailmap
	states  *states
	folders map[plumbing.Hash]plumbing.Hash // of the backlog, by commit
	trail   trail                           // with an ID
	graph   *graph                          // of all parents; nil: along first parents
	last    *commit                         // read last on the way along first parents
	given   int
}

func (h *historian) run(ctx context.Context, yield func(backlog.Revision, error) bool) error {
	from, wanted, err := h.bounds(ctx)
	if err != nil || from == nil {
		return err
	}
	walk := func(ctx context.Context, visit func(c *commit) (on bool, err error)) error {
		return h.firstParents(ctx, from, wanted, visit)
	}
	if h.o.Full {
		if h.graph, err = h.repo.graphFrom(ctx, from, wanted); err != nil || len(h.graph.commits) == 0 {
			return err
		}
		walk = func(ctx context.Context, visit func(c *commit) (on bool, err error)) error {
			return h.graph.walk(ctx, h.repo, h.graph.commits[from.id], visit)
		}
	}
	return h.steps(ctx, walk, func(s commitStep) (on bool, err error) {
		rev, ok, err := h.revision(ctx, s)
		if err != nil || !ok {
			return err == nil, err
		}
		h.given++
		return yield(rev, nil) && (h.o.Limit == 0 || h.given < h.o.Limit), nil
	})
}

// firstParents visits the wanted commits along first parents; the first that is not wanted ends them.
func (h *historian) firstParents(ctx context.Context, c *commit, wanted func(*commit) bool, visit func(c *commit) (on bool, err error)) error {
	for wanted(c) {
		if err := ctx.Err(); err != nil {
			return err
		}
		on, err := visit(c)
		parents := h.repo.parents(c)
		if err != nil || !on || len(parents) == 0 {
			return err
		}
		if c, err = h.commit(parents[0]); err != nil {
			return err
		}
	}
	return nil
}

// bounds finds the first commit, and which of those behind it are wanted. An unborn branch has no history.
func (h *historian) bounds(ctx context.Context) (from *commit, wanted func(*commit) bool, err error) {
	name := "HEAD"
	for _, n := range []string{h.o.From, h.o.Until} {
		if n != "" {
			name = n
		}
	}
	if name == "HEAD" && h.repo.Unborn() {
		return nil, nil, nil
	}
	all := func(*commit) bool { return true }
	if from, err = h.repo.commitAt(ctx, name); err != nil || h.o.Since == "" {
		return from, all, err
	}
	since, err := h.repo.commitAt(ctx, h.o.Since)
	var before *ErrBeforeHistory
	if errors.As(err, &before) {
		return from, all, nil
	}
	if err != nil {
		return nil, nil, err
	}
	base, err := h.repo.mergeBase(ctx, from, since)
	if err != nil {
		return nil, nil, err
	}
	if base == nil {
		return nil, nil, &ErrUnrelated{name, h.o.Since}
	}
	ours, err := h.repo.onlyBehind(ctx, from.id, base.id)
	return from, func(c *commit) bool { return ours[c.id] }, err
}

// revision gives what a commit changed; false where it changed nothing that is asked for.
func (h *historian) revision(ctx context.Context, s commitStep) (backlog.Revision, bool, error) {
	none := backlog.Revision{}
	if h.o.ID != "" {
		if touched, err := h.trail.touched(h, s); err != nil || !touched {
			return none, false, err
		}
	}
	all, err := h.changes(ctx, s)
	if err != nil {
		return none, false, err
	}
	own, err := h.ownChanges(all, s)
	if err != nil {
		return none, false, err
	}
	if own = h.wanted(own); len(own) == 0 {
		return none, false, nil
	}
	c := s.commit
	if h.graph != nil {
		if c, err = h.repo.readCommit(c.id); err != nil {
			return none, false, err
		}
	}
	return h.describe(c, own, all), true, nil
}

// changes gives what a commit changed against its first parent. With an ID both folders are looked through for its files.
func (h *historian) changes(ctx context.Context, s commitStep) ([]backlog.Change, error) {
	if h.o.ID != "" {
		if err := h.trail.follow(h, s.now); err != nil {
			return nil, err
		}
	}
	all, err := h.states.changes(s)
	if err == nil {
		all, err = h.mended(ctx, s, all)
	}
	if err == nil && h.o.ID != "" {
		err = h.trail.follow(h, s.before[0])
	}
	return all, err
}

func (h *historian) wanted(changes []backlog.Change) []backlog.Change {
	return slices.DeleteFunc(changes, func(c backlog.Change) bool {
		if h.o.ID != "" && c.ID != h.o.ID {
			return true
		}
		return h.o.Field != "" && !c.Touches(h.o.Field)
	})
}

// describe says who made a commit, when and why. All its changes are needed to
// tell the account of them in its message from the reason.
func (h *historian) describe(c *commit, changes, all []backlog.Change) backlog.Revision {
	rev := backlog.Revision{
		Hash: c.id.String(), Time: c.author.when, Commit: c.committer.when, Signed: c.signed, Changes: changes,
	}
	rev.Author.Name, rev.Author.Email = h.mail.mapped(c.author.name, c.author.mail)
	for _, p := range c.parents {
		rev.Parents = append(rev.Parents, p.String())
	}
	subject, body, trailers := splitMessage(c.message)
	rev.Subject = subject
	for _, t := range trailers {
		switch t.key {
		case "Po-Action":
			rev.Action = t.value
		case "Po-Item":
			rev.Items = append(rev.Items, backlog.ID(t.value))
		case "Po-Forced":
			rev.Forced = append(rev.Forced, t.value)
		}
	}
	rev.Why = body
	if rev.Action != "" {
		rev.Why = backlog.WithoutAccount(body, all)
	}
	return rev
}
