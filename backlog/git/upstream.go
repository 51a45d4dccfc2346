package git

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// cutUpstream takes @{upstream} or @{u} off the end of a name; nothing before it is HEAD.
func cutUpstream(name string) (branch string, ok bool) {
	for _, end := range []string{"@{upstream}", "@{u}"} {
		if n := len(name) - len(end); n >= 0 && strings.EqualFold(name[n:], end) {
			return name[:n], true
		}
	}
	return "", false
}

// upstreamOf is the commit that a branch's upstream had when it was last fetched.
func (r *Repo) upstreamOf(branch string) (plumbing.Hash, error) {
	unknown := &ErrUnknownRevision{branch + "@{upstream}"}
	if branch == "" || branch == "@" || branch == "HEAD" {
		h, err := r.refs().Head()
		if err != nil {
			return plumbing.ZeroHash, err
		}
		branch = h.Branch()
	}
	c, err := r.settings()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	ref, ok := tracking(c, branch)
	if !ok {
		return plumbing.ZeroHash, unknown
	}
	id, err := r.refs().Resolve(ref)
	if errors.Is(err, fs.ErrNotExist) {
		return plumbing.ZeroHash, unknown
	}
	return id, err
}

// tracking is the ref that holds what was last fetched of a branch's upstream:
// branch.*.merge as remote.*.fetch maps it.
func tracking(c *config.Config, branch string) (ref string, ok bool) {
	remote, hasRemote := c.Last("branch." + branch + ".remote")
	merge, hasMerge := c.Last("branch." + branch + ".merge")
	switch {
	case branch == "" || !hasRemote || !hasMerge:
		return "", false
	case remote == ".":
		return merge, true
	}
	for _, spec := range c.All("remote." + remote + ".fetch") {
		from, to, _ := strings.Cut(strings.TrimPrefix(spec, "+"), ":")
		if to == "" || strings.HasPrefix(from, "^") {
			continue
		}
		before, after, pattern := strings.Cut(from, "*")
		if !pattern {
			if from == merge {
				return to, true
			}
			continue
		}
		if rest, ok := strings.CutPrefix(merge, before); ok && strings.HasSuffix(rest, after) {
			return strings.Replace(to, "*", strings.TrimSuffix(rest, after), 1), true
		}
	}
	return "", false
}

// maxAhead is how many commits Ahead looks at.
const maxAhead = 10_000

// Ahead counts the commits of this branch that its upstream, as last fetched, does not have. It reports false where no upstream is
// known or the two went apart too far back to tell at once.
func (r *Repo) Ahead() (commits int, ok bool) {
	h, err := r.refs().Head()
	if err != nil || h.Ref == "" || h.ID.IsZero() {
		return 0, false
	}
	up, err := r.upstreamOf(h.Branch())
	if err != nil || up.IsZero() {
		return 0, false
	}
	if up == h.ID {
		return 0, true
	}
	n, err := r.countMissing(h.ID, up)
	return n, err == nil
}

var errTooFar = errors.New("too far back")

// countMissing counts the commits that one commit has behind it and the other
// has not, itself included.
func (r *Repo) countMissing(ours, theirs plumbing.Hash) (int, error) {
	p := newPainter(r)
	p.most = maxAhead
	only, err := p.onlyBehind(context.Background(), ours, theirs)
	return len(only), err
}

// onlyBehind gives the commits that one commit has behind it and the other has
// not, itself included.
func (r *Repo) onlyBehind(ctx context.Context, ours, theirs plumbing.Hash) (map[plumbing.Hash]bool, error) {
	return newPainter(r).onlyBehind(ctx, ours, theirs)
}

func (p *painter) onlyBehind(ctx context.Context, ours, theirs plumbing.Hash) (map[plumbing.Hash]bool, error) {
	if err := errors.Join(p.reach(ours, fromX), p.reach(theirs, fromY)); err != nil {
		return nil, err
	}
	oldest := p.queue[0].committer.when // of what only we have, as far as is known
	for slices.ContainsFunc(p.queue, func(c *commit) bool { return p.side[c.id]&fromY == 0 || mayLie(c, oldest) }) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if p.most > 0 && len(p.side) > p.most {
			return nil, errTooFar
		}
		c := p.next()
		if p.side[c.id] == fromX && c.committer.when.Before(oldest) {
			oldest = c.committer.when
		}
		if err := p.paintParents(c, p.side[c.id]); err != nil {
			return nil, err
		}
	}
	only := make(map[plumbing.Hash]bool)
	for id, from := range p.side {
		if from == fromX {
			only[id] = true
		}
	}
	return only, nil
}

// skew is how far dates of commits may go backwards on the way from a parent to
// its child without misleading us.
const skew = 24 * time.Hour

// mayLie says whether a commit that the other side has may still have something
// behind it that looks like ours alone.
func mayLie(c *commit, oldest time.Time) bool {
	return c.committer.when.After(oldest.Add(-skew))
}
