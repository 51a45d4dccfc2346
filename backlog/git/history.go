package git

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// HistoryOptions says which part of the history is wanted.
type HistoryOptions struct {
	From  string // where to begin; empty: HEAD
	Since string // leave out what the point where From left this revision has already; empty: nothing is left out
	Until string // begin at this revision instead of From
	Full  bool   // every parent of a merge, by date; else first parents alone
	ID    backlog.ID
	Field string // changes of this key only
	Limit int    // so many revisions; 0: all
}

// History gives the commits that changed the backlog, the newest first, each with its changes against its first parent. A commit
// in which the backlog cannot be loaded at all (no po.yaml, or one that cannot be read) counts as one without a backlog. With an ID only
// commits that changed that record are given, and only its changes.
func (r *Repo) History(ctx context.Context, o HistoryOptions) iter.Seq2[backlog.Revision, error] {
	return func(yield func(backlog.Revision, error) bool) {
		h := &historian{repo: r, o: o, loaded: map[plumbing.Hash]*loadedTree{}}
		if err := h.run(ctx, yield); err != nil {
			yield(backlog.Revision{}, err)
		}
	}
}

// Shallow reports whether the history ends early because the clone is shallow.
func (r *Repo) Shallow() bool { return len(r.shallow()) > 0 }

type historian struct {
	repo   *Repo
	o      HistoryOptions
	mail   *mailmap
	loaded map[plumbing.Hash]*loadedTree // by the tree of the backlog's folder; the last few
	recent []plumbing.Hash
	given  int
}

// loadedTree is a snapshot and the listing that it was loaded from.
type loadedTree struct {
	fs *treeFS
	b  *backlog.Backlog // nil: no backlog there
}

func (h *historian) run(ctx context.Context, yield func(backlog.Revision, error) bool) error {
	from, stop, err := h.bounds()
	if err != nil || from == nil {
		return err
	}
	h.mail = h.repo.mailmap()
	visit := func(c *commit) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if stop[c.id] {
			return h.o.Full, nil // other lines of the history may go on
		}
		rev, ok, err := h.revision(c)
		if err != nil || !ok {
			return err == nil, err
		}
		h.given++
		return yield(rev, nil) && (h.o.Limit == 0 || h.given < h.o.Limit), nil
	}
	if h.o.Full {
		return h.repo.walk([]plumbing.Hash{from.id}, visit)
	}
	return h.firstParents(from, visit)
}

func (h *historian) firstParents(c *commit, visit func(c *commit) (bool, error)) error {
	ends := h.repo.shallow()
	for {
		on, err := visit(c)
		if err != nil || !on || len(c.parents) == 0 || ends[c.id] {
			return err
		}
		if c, err = h.repo.readCommit(c.parents[0]); err != nil {
			return err
		}
	}
}

// bounds finds the first commit and those at which to stop. An unborn branch has no history.
func (h *historian) bounds() (from *commit, stop map[plumbing.Hash]bool, err error) {
	name := "HEAD"
	for _, n := range []string{h.o.From, h.o.Until} {
		if n != "" {
			name = n
		}
	}
	head, err := h.repo.refs().Head()
	if err != nil || name == "HEAD" && head.ID.IsZero() {
		return nil, nil, err
	}
	if from, err = h.repo.commitAt(name); err != nil || h.o.Since == "" {
		return from, nil, err
	}
	base, err := h.repo.MergeBase(name, h.o.Since)
	if err != nil {
		return nil, nil, err
	}
	stop = map[plumbing.Hash]bool{}
	err = h.repo.walk([]plumbing.Hash{plumbing.NewHash(base)}, func(c *commit) (bool, error) {
		stop[c.id] = true
		return true, nil
	})
	return from, stop, err
}

// revision gives what a commit changed; false where it changed nothing that is asked for.
func (h *historian) revision(c *commit) (backlog.Revision, bool, error) {
	newID, err := h.repo.folderOf(c)
	if err != nil {
		return backlog.Revision{}, false, err
	}
	oldID, same, err := h.parentFolder(c, newID)
	if err != nil || same {
		return backlog.Revision{}, false, err
	}
	changes, err := h.changes(oldID, newID)
	if err != nil {
		return backlog.Revision{}, false, err
	}
	changes = h.wanted(changes)
	if len(changes) == 0 {
		return backlog.Revision{}, false, nil
	}
	return h.describe(c, changes), true, nil
}

// parentFolder is the folder before the commit. A merge that took one side's folder as it was has changed nothing itself.
func (h *historian) parentFolder(c *commit, newID plumbing.Hash) (plumbing.Hash, bool, error) {
	if len(c.parents) == 0 || h.repo.shallow()[c.id] {
		return plumbing.ZeroHash, newID.IsZero(), nil
	}
	var first plumbing.Hash
	for i, p := range c.parents {
		if i > 0 && !h.o.Full {
			break
		}
		parent, err := h.repo.readCommit(p)
		if err != nil {
			return first, false, err
		}
		id, err := h.repo.folderOf(parent)
		if err != nil || id == newID {
			return id, err == nil, err
		}
		if i == 0 {
			first = id
		}
	}
	return first, false, nil
}

func (h *historian) changes(oldID, newID plumbing.Hash) ([]backlog.Change, error) {
	b, err := h.load(newID, plumbing.ZeroHash)
	if err != nil {
		return nil, err
	}
	a, err := h.load(oldID, newID)
	if err != nil {
		return nil, err
	}
	return backlog.Diff(a.backlogOrEmpty(b), b.backlogOrEmpty(a)), nil
}

// backlogOrEmpty is the snapshot, or an empty one under the settings of the other side.
func (l *loadedTree) backlogOrEmpty(other *loadedTree) *backlog.Backlog {
	switch {
	case l.b != nil:
		return l.b
	case other.b != nil:
		return other.b.Empty()
	}
	return backlog.Blank()
}

// load gives the snapshot of a folder; near is another folder that may be loaded already and differs little.
func (h *historian) load(id, near plumbing.Hash) (*loadedTree, error) {
	if l, ok := h.loaded[id]; ok {
		return l, nil
	}
	tree, err := newTreeFS(h.repo.store(), id, time.Time{})
	if err != nil {
		return nil, err
	}
	l := &loadedTree{fs: tree}
	if n, ok := h.loaded[near]; ok && n.b != nil {
		l.b, err = n.b.Update(tree, changedBlobs(n.fs.blobs(), tree.blobs())...)
	} else {
		l.b, err = backlog.Load(tree)
	}
	if err = noBacklogThere(err); err != nil {
		return nil, err
	}
	h.remember(id, l)
	return l, nil
}

// noBacklogThere forgives a po.yaml that is not there or cannot be read: then there is no backlog in that commit.
func noBacklogThere(err error) error {
	var parse *backlog.ParseError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &parse) {
		return nil
	}
	return err
}

// remember keeps the last few snapshots, so that memory is bounded.
func (h *historian) remember(id plumbing.Hash, l *loadedTree) {
	const keep = 4
	h.loaded[id] = l
	h.recent = append(h.recent, id)
	if len(h.recent) > keep {
		delete(h.loaded, h.recent[0])
		h.recent = h.recent[1:]
	}
}

func (h *historian) wanted(changes []backlog.Change) []backlog.Change {
	if h.o.ID == "" && h.o.Field == "" {
		return changes
	}
	return slices.DeleteFunc(changes, func(c backlog.Change) bool {
		if h.o.ID != "" && c.ID != h.o.ID {
			return true
		}
		return h.o.Field != "" && c.Field != h.o.Field && !strings.HasPrefix(c.Field, h.o.Field+".") && c.Op != backlog.OpAdd && c.Op != backlog.OpRemove
	})
}

func (h *historian) describe(c *commit, changes []backlog.Change) backlog.Revision {
	rev := backlog.Revision{Hash: c.id.String(), Time: c.author.when, Commit: c.committer.when, Signed: c.signed, Changes: changes}
	rev.Author.Name, rev.Author.Email = h.mail.mapped(c.author.name, c.author.mail)
	for _, p := range c.parents {
		rev.Parents = append(rev.Parents, p.String())
	}
	subject, body, trailers := splitMessage(c.message)
	rev.Subject = subject
	for _, t := range trailers {
		switch t[0] {
		case "Po-Action":
			rev.Action = t[1]
		case "Po-Item":
			rev.Items = append(rev.Items, backlog.ID(t[1]))
		case "Po-Forced":
			rev.Forced = append(rev.Forced, t[1])
		}
	}
	rev.Why = body
	if rev.Action != "" {
		rev.Why = backlog.WithoutAccount(body, changes)
	}
	return rev
}
