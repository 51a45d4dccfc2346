package git

import "github.com/go-git/go-git/v5/plumbing"

// A head is where HEAD points.
type head struct {
	ref  string        // the full name of the branch, like refs/heads/main; empty when detached
	hash plumbing.Hash // zero on an unborn branch
}

func (h head) detached() bool { return h.ref == "" }
func (h head) unborn() bool   { return h.hash.IsZero() }
