package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// ErrNothingToUndo says that no commit of po's is on this branch.
var ErrNothingToUndo = errors.New("no commit of po on this branch")

// ErrUndoConflict says that a later change touches lines that an undo would take back.
type ErrUndoConflict struct {
	Commit string // short hash of the commit to be undone
	Path   string // relative to the backlog folder
	Why    string
}

func (e *ErrUndoConflict) Error() string { return e.Path + ": " + e.Why + " after " + e.Commit }

// ErrShallow says that what a commit changed cannot be told: the clone is shallow and ends with it.
type ErrShallow struct{ Commit string }

func (e *ErrShallow) Error() string {
	return "commit " + e.Commit + ": this shallow clone does not have the one before it"
}

// Undo is the inverse of a commit, made from the files as they are now.
type Undo struct {
	Commit  string // full hash of the commit that is taken back
	Subject string
	Edits   []backlog.FileEdit
}

// PlanUndo finds the last commit on this branch that po has made and works out the edits that take it back: lines that the commit
// changed become what they were, later changes of other lines stay. A po.yaml that the commit has made stays too. Errors: [ErrNothingToUndo], *[ErrUndoConflict].
func (r *Repo) PlanUndo(ctx context.Context) (Undo, error) {
	if r.bare {
		return Undo{}, errBare(r.gitDir)
	}
	c, err := r.lastOfPo(ctx)
	if err != nil {
		return Undo{}, err
	}
	after, err := r.treeOfCommit(c)
	if err != nil {
		return Undo{}, err
	}
	before := newTreeFS(r.store(), plumbing.ZeroHash, time.Time{})
	switch parents := r.parents(c); {
	case len(parents) > 0:
		parent, err := r.readCommit(parents[0])
		if err != nil {
			return Undo{}, err
		}
		if before, err = r.treeOfCommit(parent); err != nil {
			return Undo{}, err
		}
	case len(c.parents) > 0:
		return Undo{}, &ErrShallow{Commit: c.id.String()}
	}
	paths, err := r.changedPaths(before.root.id, after.root.id)
	if err != nil {
		return Undo{}, err
	}
	w, err := openWorkFS(r.backlog)
	if err != nil {
		return Undo{}, err
	}
	defer w.close()
	u := Undo{Commit: c.id.String()}
	u.Subject, _, _ = splitMessage(c.message)
	for _, path := range paths {
		e, err := inverse(path, before, after, w)
		if err != nil {
			var conflict *ErrUndoConflict
			if errors.As(err, &conflict) {
				conflict.Commit = c.id.String()[:7]
			}
			return Undo{}, err
		}
		if path == settingsFile && e.New == nil {
			continue // without it there would be no backlog: what made it one is not taken back
		}
		u.Edits = append(u.Edits, e)
	}
	if len(u.Edits) == 0 {
		return Undo{}, ErrNothingToUndo
	}
	return u, nil
}

// lastOfPo finds the last commit with the trailer Po-Action along first parents. The one that set the backlog up is not taken back.
func (r *Repo) lastOfPo(ctx context.Context) (*commit, error) {
	h, err := r.refs().Head()
	if err != nil {
		return nil, err
	}
	for id := h.ID; !id.IsZero(); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := r.readCommit(id)
		if err != nil {
			return nil, err
		}
		_, _, trailers := splitMessage(c.message)
		for _, t := range trailers {
			if t.key == "Po-Action" {
				if t.value == "init" {
					return nil, ErrNothingToUndo
				}
				return c, nil
			}
		}
		parents := r.parents(c)
		if len(parents) == 0 {
			break
		}
		id = parents[0]
	}
	return nil, ErrNothingToUndo
}

// inverse is the edit that takes one file's change back.
func inverse(path string, before, after *treeFS, now fs.ReadFileFS) (backlog.FileEdit, error) {
	e := backlog.FileEdit{Path: path}
	was, err := optional(before, path)
	if err != nil {
		return e, err
	}
	made, err := optional(after, path)
	if err != nil {
		return e, err
	}
	if e.Old, err = optional(now, path); err != nil {
		return e, err
	}
	current, crlf := string(e.Old), false
	if strings.Contains(current, "\r\n") && !strings.Contains(string(made), "\r\n") && made != nil {
		current, crlf = strings.ReplaceAll(current, "\r\n", "\n"), true
	}
	switch {
	case (e.Old == nil) != (made == nil):
		return e, &ErrUndoConflict{Path: path, Why: "the file came or went"}
	case current == string(made):
		e.New = was
	case was == nil:
		return e, &ErrUndoConflict{Path: path, Why: "the file was changed"}
	default:
		merged, ok := backlog.MergeLines(string(made), current, string(was))
		if !ok {
			return e, &ErrUndoConflict{Path: path, Why: "the same lines were changed"}
		}
		e.New = []byte(merged)
	}
	if crlf && e.New != nil {
		e.New = []byte(strings.ReplaceAll(string(e.New), "\n", "\r\n"))
	}
	return e, nil
}

// optional reads a file that may not be there: nil then.
func optional(fsys fs.ReadFileFS, path string) ([]byte, error) {
	data, err := fsys.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}
