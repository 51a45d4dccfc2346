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
	paths []string               // under which the record was seen in any snapshot so far
	named map[plumbing.Hash]bool // which blobs have the id in their text
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
		if !touched && t.mayBegin(h, c) {
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

// mayBegin says whether a file that is not on the trail is looked into: any file, since one that stays and is called after another
// record may have held this one for a time. In a partial clone, where each would be fetched, only those that are likely are: a file
// that came or went, as a renamed one does; one that has the record's name, or nobody's, which another parent of a merge may have
// had; any file while there is none to follow.
func (t *trail) mayBegin(h *historian, c objects.TreeChange) bool {
	if c.Old.ID.IsZero() || c.New.ID.IsZero() || len(t.paths) == 0 || !h.repo.store().Fetches() {
		return true
	}
	named := backlog.IDOfName(c.Path)
	return named == "" || named == h.o.ID
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

// maxNamed is how many blobs are remembered: a version of a file is looked for as the old one of a commit, and as the new one of an
// earlier commit.
const maxNamed = 1 << 16

// names says whether one of the files has the id in its text.
func (h *historian) names(files ...objects.TreeEntry) (bool, error) {
	for _, e := range files {
		if e.ID.IsZero() {
			continue
		}
		named, known := h.trail.named[e.ID]
		if !known {
			data, err := h.repo.store().ReadAs(plumbing.BlobObject, e.ID)
			if err != nil {
				return true, err
			}
			if h.trail.named == nil || len(h.trail.named) == maxNamed {
				h.trail.named = make(map[plumbing.Hash]bool)
			}
			named = hasID(data, h.o.ID)
			h.trail.named[e.ID] = named
		}
		if named {
			return true, nil
		}
	}
	return false, nil
}

// hasID says whether a text has an id in it, and not only one that begins so.
func hasID(text []byte, id backlog.ID) bool {
	for {
		at := bytes.Index(text, []byte(id))
		if at < 0 {
			return false
		}
		text = text[at+len(id):]
		if len(text) == 0 || text[0] < '0' || text[0] > '9' {
			return true
		}
	}
}
