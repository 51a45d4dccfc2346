package git

import (
	"bytes"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A trail follows the files of one record backwards, so that a commit that does
// not touch them costs no more than the comparison of its trees.
type trail struct {
	begun bool
	paths []string // under which the record was seen in any snapshot so far
}

// touched says whether a commit may have changed the record: its file differs;
// or one that may have been its file does, and names the id. To say so too often
// costs time only.
func (t *trail) touched(h *historian, s commitStep) (bool, error) {
	if !t.begun {
		t.begun = true
		if err := t.follow(h, s.now); err != nil {
			return false, err
		}
	}
	for _, c := range s.changes {
		var err error
		touched := c.Path == settingsFile || slices.Contains(t.paths, c.Path)
		if !touched && t.mayBegin(c, h.o.ID) {
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

// mayBegin says whether a file that is not on the trail may hold the record before a commit or after it: a file that came or went,
// as a renamed one does; one that has the record's name, or nobody's, which another parent of a merge may have had; any file while
// there is none to follow. A file that stays, is called after another record, and held this one for a time is passed over: to find it
// all versions of all files would have to be read.
func (t *trail) mayBegin(c objects.TreeChange, id backlog.ID) bool {
	if c.Old.ID.IsZero() || c.New.ID.IsZero() || len(t.paths) == 0 {
		return true
	}
	named := backlog.IDOfName(c.Path)
	return named == "" || named == id
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
