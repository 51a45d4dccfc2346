package git

import (
	"context"
	"slices"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A commitStep is what the trees say of one commit.
type commitStep struct {
	commit  *commit
	before  []plumbing.Hash          // the backlog's folder in each parent that counts
	now     plumbing.Hash            // in the commit
	changes []objects.TreeChange     // the backlog's files that differ between the first of before and now
	proof   objects.Proof            // of the changes
	texts   map[plumbing.Hash][]byte // of files before, as far as they were read ahead
}

// stepsAhead is how many commits the comparison of trees may be before that of files: enough for both to be busy, and little in
// vain where few are asked for.
const stepsAhead = 16

// steps hands out the steps of a walk, in its order, until each says no. Commits and trees are read beside what each does, which is
// as much work as a rule.
func (h *historian) steps(ctx context.Context, walk func(ctx context.Context, visit func(c *commit) (on bool, err error)) error,
	each func(commitStep) (on bool, err error)) error {
	walked := make(chan commitStep, stepsAhead/2)
	ctx, stop := context.WithCancel(ctx)
	var failed error
	var walking sync.WaitGroup
	walking.Go(func() {
		defer close(walked)
		series := h.repo.store().Series()
		defer series.Close()
		failed = walk(ctx, func(c *commit) (on bool, err error) {
			s, ok, err := h.step(series, c)
			if err != nil || !ok {
				return err == nil, err
			}
			if err := ctx.Err(); err != nil {
				return false, err // else chance decides below, where there is room as well
			}
			select {
			case walked <- s:
				return true, nil
			case <-ctx.Done():
				return false, ctx.Err()
			}
		})
	})
	ready := make(chan commitStep, stepsAhead/2-1) // one more is in between
	walking.Go(func() {
		defer close(ready)
		for s := range walked {
			h.readAhead(&s)
			select {
			case ready <- s:
			case <-ctx.Done():
				return
			}
		}
	})
	defer walking.Wait()
	defer stop()
	for s := range ready {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !s.proof.Holds() {
			if err := s.compare(h.repo.store()); err != nil {
				return err
			}
		}
		if on, err := each(s); err != nil || !on {
			return err
		}
	}
	return failed
}

// How much is read ahead of one commit. Few change more, and what is not there is read when it is needed.
const (
	filesAhead = 64
	bytesAhead = 1 << 20
)

// readAhead reads the files as they were before a commit; what cannot be read is asked for again by who needs it. Of one record's
// history most are not needed, and where files are fetched it is all of them at once.
func (h *historian) readAhead(s *commitStep) {
	store := h.repo.store()
	if h.o.ID != "" || store.Fetches() {
		return
	}
	sum := 0
	for _, c := range s.changes[:min(len(s.changes), filesAhead)] {
		if !isFileMode(c.Old.Mode) || sum > bytesAhead {
			continue
		}
		data, err := store.ReadAs(plumbing.BlobObject, c.Old.ID)
		if err != nil || len(data) > bytesAhead {
			continue
		}
		sum += len(data)
		if s.texts == nil {
			s.texts = make(map[plumbing.Hash][]byte)
		}
		s.texts[c.Old.ID] = data
	}
}

// compare compares the trees with whole copies of them, or says what is damaged.
func (s *commitStep) compare(store *objects.Store) error {
	s.changes = nil
	return store.Diff(s.before[0], s.now, inBacklog, s.add)
}

func (s *commitStep) add(c objects.TreeChange) { s.changes = append(s.changes, c) }

// step compares the trees of a commit; false where it changed no file of the backlog itself.
func (h *historian) step(series *objects.Series, c *commit) (commitStep, bool, error) {
	s := commitStep{commit: c}
	var ok bool
	var err error
	if s.before, ok, err = h.parentFolders(c); err != nil || !ok {
		return s, false, err
	}
	if s.now, err = h.folder(c.id); err != nil || slices.Contains(s.before, s.now) {
		return s, false, err // a merge that took one side's folder as it was has changed nothing itself
	}
	if s.proof, err = series.Diff(s.before[0], s.now, inBacklog, s.add); err != nil {
		s.proof, err = nil, s.compare(h.repo.store())
	}
	return s, err == nil, err
}

// parentFolders gives the backlog's folder in each parent that counts, one
// empty folder for a first commit. It is false for a commit whose parents are not
// here, of which nobody can say what it changed.
func (h *historian) parentFolders(c *commit) ([]plumbing.Hash, bool, error) {
	parents := h.repo.parents(c)
	if len(parents) == 0 {
		return []plumbing.Hash{plumbing.ZeroHash}, len(c.parents) == 0, nil
	}
	if !h.o.Full {
		parents = parents[:1]
	}
	folders := make([]plumbing.Hash, len(parents))
	for i, id := range parents {
		var err error
		if folders[i], err = h.folder(id); err != nil {
			return nil, false, err
		}
	}
	return folders, true, nil
}

// maxFolderMemory is how many commits' folders are remembered; each is asked for
// as a parent and, soon after, as itself.
const maxFolderMemory = 4096

// folder is the backlog's folder in a commit.
func (h *historian) folder(id plumbing.Hash) (plumbing.Hash, error) {
	if folder, ok := h.folders[id]; ok {
		return folder, nil
	}
	c, err := h.commit(id)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	folder, err := h.repo.folderOf(c)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	if len(h.folders) == maxFolderMemory {
		clear(h.folders)
	}
	h.folders[id] = folder
	return folder, nil
}

// commit gives a commit, of which only id, tree, parents and dates are asked for.
func (h *historian) commit(id plumbing.Hash) (*commit, error) {
	if h.graph != nil {
		if c := h.graph.commits[id]; c != nil {
			return c, nil
		}
	}
	if h.last != nil && h.last.id == id {
		return h.last, nil
	}
	c, err := h.repo.readCommit(id)
	h.last = c
	return c, err
}
