package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// ErrUnknownRevision says that nothing has the name of a revision.
type ErrUnknownRevision struct{ Name string }

func (e *ErrUnknownRevision) Error() string { return e.Name + ": no such commit, tag, branch or day" }

// ErrAmbiguousRevision says that an abbreviated hash is the beginning of several commits.
type ErrAmbiguousRevision struct {
	Name    string
	Commits []string // full hashes
}

func (e *ErrAmbiguousRevision) Error() string {
	return fmt.Sprintf("%s: the beginning of %d commits", e.Name, len(e.Commits))
}

// ErrBeforeHistory says that a day lies before the first commit that there is.
type ErrBeforeHistory struct {
	Name    string
	First   time.Time // of the first commit
	Shallow bool      // the clone is shallow: there may be earlier ones elsewhere
}

func (e *ErrBeforeHistory) Error() string {
	return e.Name + ": before the first commit, which is of " + e.First.Format(time.DateOnly)
}

// Revision gives the full hash of the commit that a revision names: a branch, tag, remote branch or other ref, HEAD or @, a hash of
// at least four digits; each with ~N, ^N and @{upstream} behind it; or a day (2026-10-01, today, yesterday, 3d, 2w), which is the
// last commit of that day, or before it, along first parents. A branch or tag with the name of a day wins. Errors:
// *[ErrUnknownRevision], *[ErrAmbiguousRevision], *[ErrBeforeHistory].
func (r *Repo) Revision(ctx context.Context, rev string) (string, error) {
	c, err := r.commitAt(ctx, rev)
	if err != nil {
		return "", err
	}
	return c.id.String(), nil
}

// When gives the moment at which the commit that a revision names was made, in the zone of who made it. Errors are those of
// [Repo.Revision].
func (r *Repo) When(ctx context.Context, rev string) (time.Time, error) {
	c, err := r.commitAt(ctx, rev)
	if err != nil {
		return time.Time{}, err
	}
	return c.committer.when, nil
}

func (r *Repo) commitAt(ctx context.Context, rev string) (*commit, error) {
	base, steps := rev, ""
	if i := strings.IndexAny(rev, "~^"); i > 0 {
		base, steps = rev[:i], rev[i:]
	}
	id, err := r.named(ctx, base)
	var unknown *ErrUnknownRevision
	if errors.As(err, &unknown) {
		return nil, &ErrUnknownRevision{rev}
	}
	if err != nil {
		return nil, err
	}
	c, err := r.readCommit(id)
	var missing *objects.NotFoundError
	if errors.Is(err, errNoCommit) || errors.As(err, &missing) && missing.ID == strings.ToLower(base) {
		return nil, &ErrUnknownRevision{rev} // a hash of nothing; a ref to nothing is damage
	}
	if err != nil {
		return nil, err
	}
	return r.walkSteps(c, rev, steps)
}

// named finds a ref, a hash or a day.
func (r *Repo) named(ctx context.Context, name string) (plumbing.Hash, error) {
	if id, ok := parseHash(name); ok {
		return id, nil
	}
	if base, ok := cutUpstream(name); ok {
		return r.upstreamOf(base)
	}
	if id, ok, err := r.refNamed(name); ok || err != nil {
		return id, err
	}
	if day, ok := r.day(name); ok {
		return r.lastOf(ctx, day, name)
	}
	return r.abbreviated(name)
}

// refNamed looks a name up as git does: as it stands, then as tag, branch, remote branch.
func (r *Repo) refNamed(name string) (plumbing.Hash, bool, error) {
	if name == "@" || name == "HEAD" {
		h, err := r.refs().Head()
		return h.ID, err == nil && !h.ID.IsZero(), err
	}
	if id, ok := r.pseudoRef(name); ok {
		return id, true, nil
	}
	for _, before := range []string{"", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"} {
		id, err := r.refs().Resolve(before + name)
		if before == "refs/remotes/" && err != nil {
			id, err = r.refs().Resolve(before + name + "/HEAD")
		}
		if err == nil && !id.IsZero() {
			return id, true, nil
		}
	}
	return plumbing.ZeroHash, false, nil
}

// pseudoRef reads a file such as ORIG_HEAD, of which only the beginning is a name.
func (r *Repo) pseudoRef(name string) (plumbing.Hash, bool) {
	if !strings.HasSuffix(name, "_HEAD") || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return plumbing.ZeroHash, false
	}
	text, err := readSmall(filepath.Join(r.gitDir, name))
	if err != nil || len(text) < 2*len(plumbing.ZeroHash) {
		return plumbing.ZeroHash, false
	}
	return parseHash(text[:2*len(plumbing.ZeroHash)])
}

// abbreviated finds the one commit, or tag, whose hash begins so.
func (r *Repo) abbreviated(name string) (plumbing.Hash, error) {
	ids, err := r.store().WithPrefix(strings.ToLower(name))
	if err != nil {
		return plumbing.ZeroHash, err
	}
	var commits []plumbing.Hash
	var damage error
	for _, id := range ids {
		_, err := r.readCommit(id)
		switch {
		case err == nil:
			commits = append(commits, id)
		case !errors.Is(err, errNoCommit):
			damage = err
		}
	}
	switch {
	case len(commits) == 0 && damage != nil:
		return plumbing.ZeroHash, damage
	case len(commits) == 0:
		return plumbing.ZeroHash, &ErrUnknownRevision{name}
	case len(commits) == 1:
		return commits[0], nil
	}
	e := &ErrAmbiguousRevision{Name: name}
	for _, id := range commits {
		e.Commits = append(e.Commits, id.String())
	}
	return plumbing.ZeroHash, e
}

// walkSteps follows ~N and ^N.
func (r *Repo) walkSteps(c *commit, rev, steps string) (*commit, error) {
	for steps != "" {
		sign := steps[0]
		rest := strings.TrimLeft(steps[1:], "0123456789")
		digits := steps[1 : len(steps)-len(rest)]
		steps = rest
		n := 1
		if digits != "" {
			var err error
			if n, err = strconv.Atoi(digits); err != nil {
				return nil, &ErrUnknownRevision{rev}
			}
		}
		var err error
		switch sign {
		case '^':
			c, err = r.parent(c, n)
		case '~':
			for ; n > 0 && c != nil && err == nil; n-- {
				c, err = r.parent(c, 1)
			}
		default:
			c = nil
		}
		if err != nil {
			return nil, err
		}
		if c == nil {
			return nil, &ErrUnknownRevision{rev}
		}
	}
	return c, nil
}

// parent is the nth parent of a commit, itself for 0, nil where it has none.
func (r *Repo) parent(c *commit, n int) (*commit, error) {
	parents := r.parents(c)
	switch {
	case n == 0:
		return c, nil
	case n > len(parents):
		return nil, nil
	}
	return r.readCommit(parents[n-1])
}

// zone is where days begin and end.
func (r *Repo) zone() *time.Location {
	if r.opt.Zone != nil {
		return r.opt.Zone
	}
	var files fs.FS
	if r.bare {
		h, err := r.refs().Head()
		if err != nil || h.ID.IsZero() {
			return time.UTC
		}
		c, err := r.readCommit(h.ID)
		if err != nil {
			return time.UTC
		}
		if files, err = r.treeOfCommit(c); err != nil {
			return time.UTC
		}
	} else {
		w, err := openWorkFS(r.backlog)
		if err != nil {
			return time.UTC
		}
		defer w.close()
		files = w
	}
	c, err := backlog.LoadConfig(files)
	if err != nil {
		return time.UTC
	}
	return c.Timezone
}

// day reads the name of a day. Those that count back need a clock.
func (r *Repo) day(name string) (backlog.Day, bool) {
	if d, err := backlog.ParseDate(name); err == nil && len(name) == len(time.DateOnly) {
		return d.Day(time.UTC), true
	}
	back, ok := daysBack(name)
	if !ok || r.opt.Now == nil {
		return 0, false
	}
	return backlog.DayOf(r.opt.Now().In(r.zone())).AddDays(-back), true
}

// maxDaysBack keeps a day within the calendar.
const maxDaysBack = 100_000

func daysBack(name string) (days int, ok bool) {
	switch name {
	case "", "today":
		return 0, name != ""
	case "yesterday":
		return 1, true
	}
	unit := 1
	switch name[len(name)-1] {
	case 'd':
	case 'w':
		unit = 7
	default:
		return 0, false
	}
	n, err := strconv.ParseUint(name[:len(name)-1], 10, 32)
	if err != nil || n*uint64(unit) > maxDaysBack {
		return 0, false
	}
	return int(n) * unit, true
}

// lastOf finds the last commit of a day, or before it, along first parents.
func (r *Repo) lastOf(ctx context.Context, day backlog.Day, name string) (plumbing.Hash, error) {
	h, err := r.refs().Head()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	if h.ID.IsZero() {
		return plumbing.ZeroHash, &ErrUnknownRevision{name}
	}
	end := day.AddDays(1).Start(r.zone())
	for id := h.ID; ; {
		if err := ctx.Err(); err != nil {
			return plumbing.ZeroHash, err
		}
		c, err := r.readCommit(id)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if c.committer.when.Before(end) {
			return id, nil
		}
		parents := r.parents(c)
		if len(parents) == 0 {
			return plumbing.ZeroHash, &ErrBeforeHistory{Name: name, First: c.committer.when, Shallow: r.Shallow()}
		}
		id = parents[0]
	}
}
