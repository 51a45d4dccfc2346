package git

import (
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// aheadLimit bounds how far Ahead looks.
const aheadLimit = 1000

// Ahead counts the commits of this branch that its upstream, as last fetched, does not have. It reports false where no upstream is
// known or the count is beyond a thousand.
func (r *Repo) Ahead() (commits int, ok bool) {
	h, err := r.refs().Head()
	if err != nil || h.Ref == "" || h.ID.IsZero() {
		return 0, false
	}
	c, err := r.settings()
	if err != nil {
		return 0, false
	}
	remote, hasRemote := c.Last("branch." + h.Branch() + ".remote")
	merge, hasMerge := c.Last("branch." + h.Branch() + ".merge")
	if !hasRemote || !hasMerge {
		return 0, false
	}
	ref := merge
	if remote != "." {
		ref = "refs/remotes/" + remote + "/" + strings.TrimPrefix(merge, "refs/heads/")
	}
	up, err := r.refs().Resolve(ref)
	if err != nil || up.IsZero() {
		return 0, false
	}
	base, err := r.MergeBase(h.ID.String(), up.String())
	if err != nil {
		return 0, false
	}
	stop := plumbing.NewHash(base)
	err = r.walk([]plumbing.Hash{h.ID}, func(c *commit) (bool, error) {
		if c.id == stop {
			return false, nil
		}
		commits++
		return commits < aheadLimit, nil
	})
	return commits, err == nil && commits < aheadLimit
}
