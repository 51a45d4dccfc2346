package git

import (
	"context"
	"errors"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// mended adds to the changes of a commit those of files that could not be read before it, or are gone since: the state in which they
// could be read last carries on, so that what a commit says that mends a file, or takes it away, has an author too. Positions are not
// told, since a file that cannot be read has none. Where the older history is damaged nothing is added: the commits that are told are
// whole, and the walk says where it ends. What cannot be fetched or read for another reason is an error.
func (h *historian) mended(ctx context.Context, s commitStep, changes []backlog.Change) ([]backlog.Change, error) {
	if h.states.at == nil || !slices.ContainsFunc(changes, wasUnreadable) {
		return changes, nil
	}
	var all []backlog.Change
	for _, c := range changes {
		all = append(all, c)
		now := s.entry(c.Path)
		if !wasUnreadable(c) || now.IsZero() && slices.ContainsFunc(changes, isUnreadable) { // it may only have another name
			continue
		}
		carried, err := h.carriedOn(ctx, s, c.Path, now)
		if err != nil && !isDamage(err) {
			return nil, err
		}
		all = append(all, carried...)
	}
	return all, nil
}

// carriedOn gives the changes of a file from where it could be read last before a commit to a blob of it; zero: it is gone.
func (h *historian) carriedOn(ctx context.Context, s commitStep, path string, now plumbing.Hash) ([]backlog.Change, error) {
	before, err := h.lastReadable(ctx, s, path)
	if err != nil || before == nil {
		return nil, err
	}
	after, err := h.alone(path, now)
	if err != nil {
		return nil, err
	}
	changes := backlog.Diff(before, after)
	for i := range changes {
		changes[i].OldPosition, changes[i].NewPosition = 0, 0
	}
	return changes, nil
}

// isDamage reports whether an object is lost or spoilt.
func isDamage(err error) bool {
	var lost *objects.NotFoundError
	var spoilt *objects.CorruptError
	return errors.As(err, &lost) || errors.As(err, &spoilt)
}

func wasUnreadable(c backlog.Change) bool { return c.Op == backlog.OpUnreadable && c.Side == "old" }

func isUnreadable(c backlog.Change) bool { return c.Op == backlog.OpUnreadable && c.Side == "new" }

// entry is the blob of a changed file after the commit; zero where it has none.
func (s *commitStep) entry(path string) plumbing.Hash {
	for _, t := range s.changes {
		if t.Path == path && isFileMode(t.New.Mode) {
			return t.New.ID
		}
	}
	return plumbing.ZeroHash
}

// lastReadable is a snapshot of one file as it was when it could be read last before a commit, along first parents; an empty one where
// it never could, or was not there; nil where a shallow clone ends before that is known.
func (h *historian) lastReadable(ctx context.Context, s commitStep, path string) (*backlog.Backlog, error) {
	var folder, broken plumbing.Hash
	for c := s.commit; ; {
		parents := h.repo.parents(c)
		switch {
		case len(c.parents) == 0:
			return h.alone(path, plumbing.ZeroHash)
		case len(parents) == 0:
			return nil, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if c, err = h.repo.readCommit(parents[0]); err != nil { // not by the historian's memory, which the walk beside uses
			return nil, err
		}
		last := folder
		if folder, err = h.repo.folderOf(c); err != nil {
			return nil, err
		}
		if folder == last {
			continue
		}
		e, found, err := h.repo.store().Find(folder, path)
		switch {
		case err != nil:
			return nil, err
		case !found || !isFileMode(e.Mode):
			return h.alone(path, plumbing.ZeroHash)
		case e.ID == broken:
			continue
		}
		b, err := h.alone(path, e.ID)
		if err != nil || len(b.Broken()) == 0 {
			return b, err
		}
		broken = e.ID
	}
}

// alone is a snapshot of nothing but one file; a zero hash: of none.
func (h *historian) alone(path string, id plumbing.Hash) (*backlog.Backlog, error) {
	blobs := newBlobFS(h.repo.store())
	if !id.IsZero() {
		blobs.ids[path] = id
	}
	b := h.states.at.Alone(blobs, path)
	return b, blobs.files.err
}
