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
			return true, t.follow(h, now, before)
		}
	}
	return false, nil
}

// follow notes the record's files in some folders.
func (t *trail) follow(h *historian, folders ...plumbing.Hash) error {
	for _, folder := range folders {
		b, err := h.snapshots.at(folder)
		if err != nil {
			return err
		}
		if b == nil {
			continue
		}
		for _, path := range pathsOf(b, h.o.ID) {
			if !slices.Contains(t.paths, path) {
				t.paths = append(t.paths, path)
			}
		}
	}
	return nil
}

// pathsOf gives the files that hold an id.
func pathsOf(b *backlog.Backlog, id backlog.ID) []string {
	for _, d := range b.Ambiguous() {
		if d.ID == id {
			return d.Paths
		}
	}
	if it, err := b.Item(id); err == nil {
		return []string{it.Path}
	}
	if rec, err := b.Record(id); err == nil {
		return []string{rec.Path}
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
