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

// ErrUndoConflict says that a later change touches fields or lines that an undo would take back.
type ErrUndoConflict struct {
	Commit string // short hash of the commit to be undone
	Path   string // relative to the backlog folder
	Why    string // what has changed since: "priority was changed", "the file came or went"
	Gone   bool   // the file is not there now
}

func (e *ErrUndoConflict) Error() string { return e.Path + ": " + e.Why + " after " + e.Commit }

// ErrNoUndo says that a commit is none that could be taken back here.
type ErrNoUndo struct{ Commit, Why string }

func (e *ErrNoUndo) Error() string { return e.Commit + " " + e.Why }

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

// PlanUndo works out the edits that take a commit back, the empty revision being the last one on this branch that po has made: what
// the commit changed becomes what it was, field by field, and later changes of other fields stay. A po.yaml that the commit has made
// stays too. Errors: [ErrNothingToUndo], *[ErrNoUndo], an *[ErrUndoConflict] for each file that changed since in the same place.
func (r *Repo) PlanUndo(ctx context.Context, rev string) (Undo, error) {
	if r.bare {
		return Undo{}, errBare(r.gitDir)
	}
	c, err := r.toUndo(ctx, rev)
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
	filtered, err := r.filteredPaths(paths)
	if err != nil {
		return Undo{}, err
	}
	var conflicts []error
	for _, path := range paths {
		text := optional
		if filtered[path] != "" {
			text = r.smudged(ctx, filtered[path])
		}
		e, err := r.inverse(path, before, after, w, text)
		var conflict *ErrUndoConflict
		switch {
		case errors.As(err, &conflict):
			conflict.Commit = c.id.String()[:shortHash]
			conflicts = append(conflicts, conflict)
		case err != nil:
			return Undo{}, err
		case path == settingsFile && e.New == nil:
			// without it there would be no backlog: what made it one is not taken back
		default:
			u.Edits = append(u.Edits, e)
		}
	}
	if len(conflicts) > 0 {
		return Undo{}, join(conflicts...)
	}
	if len(u.Edits) == 0 {
		return Undo{}, ErrNothingToUndo
	}
	return u, nil
}

// toUndo is the commit that is to be taken back.
func (r *Repo) toUndo(ctx context.Context, rev string) (*commit, error) {
	if rev == "" {
		return r.lastOfPo(ctx)
	}
	c, err := r.commitAt(ctx, rev)
	if err != nil {
		return nil, err
	}
	head, err := r.commitAt(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	base, err := r.mergeBase(ctx, c, head)
	switch {
	case err != nil:
		return nil, err
	case base == nil || base.id != c.id:
		return nil, &ErrNoUndo{Commit: c.id.String()[:shortHash], Why: "is not on this branch"}
	case len(c.parents) > 1:
		return nil, &ErrNoUndo{Commit: c.id.String()[:shortHash], Why: "is a merge, which has no one state before it"}
	case actionOf(c) == actionInit:
		return nil, &ErrNoUndo{Commit: c.id.String()[:shortHash], Why: "has set the backlog up, which is not taken back"}
	}
	return c, nil
}

// actionInit is the action of the commit that sets a backlog up.
const actionInit = "init"

// actionOf is what po made a commit for, empty for one that po has not made.
func actionOf(c *commit) string {
	_, _, trailers := splitMessage(c.message)
	for _, t := range trailers {
		if t.key == "Po-Action" {
			return t.value
		}
	}
	return ""
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
		switch actionOf(c) {
		case "":
		case actionInit:
			return nil, ErrNothingToUndo
		default:
			return c, nil
		}
		parents := r.parents(c)
		if len(parents) == 0 {
			break
		}
		id = parents[0]
	}
	return nil, ErrNothingToUndo
}

// inverse is the edit that takes one file's change back. A file of an item that has moved since is looked for by its id.
func (r *Repo) inverse(path string, before, after *treeFS, now fs.ReadFileFS, text func(fs.ReadFileFS, string) ([]byte, error)) (backlog.FileEdit, error) {
	e := backlog.FileEdit{Path: path}
	was, err := text(before, path)
	if err != nil {
		return e, err
	}
	made, err := text(after, path)
	if err != nil {
		return e, err
	}
	if e.Old, err = optional(now, path); err != nil {
		return e, err
	}
	if e.Old == nil && made != nil && was != nil {
		if e.Path, err = r.movedTo(path); err != nil {
			return e, err
		}
		if e.Old, err = optional(now, e.Path); err != nil {
			return e, err
		}
	}
	current, crlf := string(e.Old), false
	if strings.Contains(current, "\r\n") && !strings.Contains(string(made), "\r\n") && made != nil {
		current, crlf = strings.ReplaceAll(current, "\r\n", "\n"), true
	}
	switch {
	case (e.Old == nil) != (made == nil):
		return e, &ErrUndoConflict{Path: path, Why: "the file came or went", Gone: e.Old == nil}
	case current == string(made):
		e.New = was
	case was == nil:
		return e, &ErrUndoConflict{Path: path, Why: "the file was changed"}
	default:
		merged := backlog.Merge(string(made), current, string(was), backlog.MergeOptions{Path: e.Path})
		if len(merged.Conflicts) > 0 {
			return e, &ErrUndoConflict{Path: e.Path, Why: changedUnits(merged.Conflicts)}
		}
		e.New = []byte(merged.Text)
	}
	if crlf && e.New != nil {
		e.New = []byte(strings.ReplaceAll(string(e.New), "\n", "\r\n"))
	}
	return e, nil
}

// filteredPaths gives, for files that go through a filter on their way into the repository, the filter's name.
func (r *Repo) filteredPaths(paths []string) (map[string]string, error) {
	c, err := r.settings()
	if err != nil {
		return nil, err
	}
	s := r.site(c)
	tree, err := openWorktree(s.work, s.refs().Scratch(), nil)
	if err != nil {
		return nil, err
	}
	defer tree.close()
	rules := s.attributes(tree, nil)
	out := make(map[string]string)
	for _, path := range paths {
		_, filter, err := s.storing(rules, s.inWork(path))
		if err != nil {
			return nil, err
		}
		if filter != "" {
			out[path] = filter
		}
	}
	return out, nil
}

// smudged reads a file of a commit as git writes it into the work tree.
func (r *Repo) smudged(ctx context.Context, filter string) func(fs.ReadFileFS, string) ([]byte, error) {
	return func(fsys fs.ReadFileFS, path string) ([]byte, error) {
		text, err := optional(fsys, path)
		if text == nil || err != nil {
			return text, err
		}
		if _, err := r.opt.LookPath("git"); err != nil {
			return nil, &ErrNeedsGit{What: path + ": " + filterPrefix + filter}
		}
		name := path
		if r.prefix != "" {
			name = r.prefix + "/" + path
		}
		return r.ask(ctx, "", "cat-file", "--filters", "--path="+name, BlobHash(string(text)))
	}
}

// movedTo is where the item now is whose file was at a path, by the id in the file's name; the path itself where nobody knows.
func (r *Repo) movedTo(path string) (string, error) {
	id := backlog.IDOfName(path)
	if id == "" {
		return path, nil
	}
	b, err := r.loadFiles()
	if err != nil {
		return path, err
	}
	if it, err := b.Item(id); err == nil {
		return it.Path, nil
	}
	return path, nil
}

// changedUnits says what was changed since: "points, status were changed".
func changedUnits(units []string) string {
	for i, u := range units {
		if u == "file" || u == "body" {
			units[i] = "the same lines"
		}
	}
	if len(units) == 1 && units[0] != "the same lines" && units[0] != "criteria" && units[0] != "labels" {
		return units[0] + " was changed"
	}
	return strings.Join(units, ", ") + " were changed"
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
