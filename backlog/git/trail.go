package git

import (
	"bytes"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A trail follows the files of one record backwards, so that a commit that does
// not touch them costs no more than the comparison of its trees.
type trail struct {
	begun bool
	paths []string // under which the record was seen in any snapshot so far
}

// touched says whether a commit may have changed the record: its file differs;
// or a file came or went, or there is none to follow, and one that differs names
// the id. To say so too often costs time only.
func (t *trail) touched(h *historian, before, now plumbing.Hash) (bool, error) {
	if !t.begun {
		t.begun = true
		if err := t.follow(h, now); err != nil {
			return false, err
		}
	}
	var changes []objects.TreeChange
	err := h.repo.store().Diff(before, now, inBacklog, func(c objects.TreeChange) { changes = append(changes, c) })
	if err != nil {
		return false, err
	}
	for _, c := range changes {
		touched := c.Path == settingsFile || slices.Contains(t.paths, c.Path)
		if came := c.Old.ID.IsZero() || c.New.ID.IsZero(); !touched && (came || len(t.paths) == 0) {
			if touched, err = h.names(c.Old, c.New); err != nil {
				return false, err
			}
		}
		if touched {
			return true, nil
		}
	}
	return false, nil
}

// follow notes the record's files in a folder.
func (t *trail) follow(h *historian, folder plumbing.Hash) error {
	if err := h.states.move(folder); err != nil || h.states.at == nil {
		return err
	}
	for _, path := range h.states.at.Paths(h.o.ID) {
		if !slices.Contains(t.paths, path) {
			t.paths = append(t.paths, path)
		}
	}
	return nil
}

// names says whether one of the files has the id in its text.
func (h *historian) names(files ...objects.TreeEntry) (bool, error) {
	for _, e := range files {
		if e.ID.IsZero() {
			continue
		}
		data, err := h.repo.store().ReadAs(plumbing.BlobObject, e.ID)
		if err != nil || bytes.Contains(data, []byte(h.o.ID)) {
			return true, err
		}
	}
	return false, nil
}
