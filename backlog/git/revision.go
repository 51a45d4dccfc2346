package git

import (
	"container/heap"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// ErrUnknownRevision says that nothing has the name of a revision.
type ErrUnknownRevision struct{ Name string }

func (e *ErrUnknownRevision) Error() string { return e.Name + ": no such commit, tag, branch or day" }

// Revision gives the full hash of the commit that a revision names: a branch, tag, remote branch or other ref, HEAD, a hash of at
// least four digits, each with ~N and ^N behind it; or a day (2026-10-01, yesterday, today, 3d, 2w), which is the last commit of
// that day along first parents. A branch or tag with the name of a day wins. The error is *[ErrUnknownRevision].
func (r *Repo) Revision(rev string) (string, error) {
	c, err := r.commitAt(rev)
	if err != nil {
		return "", err
	}
	return c.id.String(), nil
}

func (r *Repo) commitAt(rev string) (*commit, error) {
	base, steps := rev, ""
	if i := strings.IndexAny(rev, "~^"); i > 0 {
		base, steps = rev[:i], rev[i:]
	}
	id, err := r.named(base)
	if err != nil {
		return nil, err
	}
	c, err := r.readCommit(id)
	if err != nil {
		return nil, err
	}
	return r.walkSteps(c, rev, steps)
}

// named finds a ref, a hash or a day.
func (r *Repo) named(name string) (plumbing.Hash, error) {
	if name == "@" {
		name = "HEAD"
	}
	if id, ok, err := r.refNamed(name); ok || err != nil {
		return id, err
	}
	if plumbing.IsHash(name) {
		return plumbing.NewHash(name), nil
	}
	if day, ok := r.day(name); ok {
		return r.lastOf(day, name)
	}
	if len(name) >= 4 && isHex(name) {
		return r.abbreviated(name)
	}
	return plumbing.ZeroHash, &ErrUnknownRevision{name}
}

// refNamed looks a name up as git does: as it stands, then as tag, branch, remote branch.
func (r *Repo) refNamed(name string) (plumbing.Hash, bool, error) {
	if name == "HEAD" {
		h, err := r.refs().Head()
		if err == nil && h.ID.IsZero() {
			return h.ID, false, nil
		}
		return h.ID, err == nil, err
	}
	if !validRefName(name) {
		return plumbing.ZeroHash, false, nil
	}
	for _, form := range []string{"%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD"} {
		full := fmt.Sprintf(form, name)
		if form == "%s" && !strings.HasPrefix(name, "refs/") && !strings.HasSuffix(name, "_HEAD") {
			continue
		}
		id, err := r.refs().Resolve(full)
		if err == nil && !id.IsZero() {
			return id, true, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotFolder(err) && !strings.Contains(err.Error(), "is a directory") {
			return plumbing.ZeroHash, false, err
		}
	}
	return plumbing.ZeroHash, false, nil
}

// validRefName refuses what no ref can be called and what would lead out of the folder of refs.
func validRefName(name string) bool {
	if name == "" || strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "-") || strings.HasSuffix(name, ".lock") {
		return false
	}
	return !strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`\:?*[`, c) })
}

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// walkSteps follows ~N and ^N.
func (r *Repo) walkSteps(c *commit, rev, steps string) (*commit, error) {
	for steps != "" {
		sign := steps[0]
		digits := len(steps[1:]) - len(strings.TrimLeft(steps[1:], "0123456789"))
		n := 1
		if digits > 0 {
			var err error
			if n, err = strconv.Atoi(steps[1 : 1+digits]); err != nil {
				return nil, &ErrUnknownRevision{rev}
			}
		}
		steps = steps[1+digits:]
		times, parent := n, 1
		switch {
		case sign == '^':
			times, parent = 1, n
		case sign != '~':
			return nil, &ErrUnknownRevision{rev}
		}
		if parent == 0 {
			continue
		}
		for range times {
			if len(c.parents) < parent {
				return nil, &ErrUnknownRevision{rev}
			}
			next, err := r.readCommit(c.parents[parent-1])
			if err != nil {
				return nil, err
			}
			c = next
		}
	}
	return c, nil
}

// zone is where days begin and end.
func (r *Repo) zone() *time.Location {
	if r.opt.Zone != nil {
		return r.opt.Zone
	}
	if !r.bare {
		if w, err := openWorkFS(r.backlog); err == nil {
			defer w.close()
			if c, err := backlog.LoadConfig(w); err == nil {
				return c.Timezone
			}
		}
	}
	return time.UTC
}

// day reads the name of a day.
func (r *Repo) day(name string) (backlog.Day, bool) {
	if d, err := backlog.ParseDate(name); err == nil && len(name) == len("2026-10-01") {
		return d.Day(time.UTC), true
	}
	if r.opt.Now == nil || len(name) < 2 {
		return 0, false
	}
	back := 0
	switch n, err := strconv.Atoi(name[:len(name)-1]); {
	case name == "today":
	case name == "yesterday":
		back = 1
	case err != nil || n < 0 || n > 100_000:
		return 0, false
	case name[len(name)-1] == 'd':
		back = n
	case name[len(name)-1] == 'w':
		back = 7 * n
	default:
		return 0, false
	}
	return backlog.DayOf(r.opt.Now().In(r.zone())).AddDays(-back), true
}

// lastOf finds the last commit of a day, or before it, along first parents.
func (r *Repo) lastOf(day backlog.Day, name string) (plumbing.Hash, error) {
	h, err := r.refs().Head()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	end := day.AddDays(1).Start(r.zone())
	for id := h.ID; !id.IsZero(); {
		c, err := r.readCommit(id)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if c.committer.when.Before(end) {
			return id, nil
		}
		if len(c.parents) == 0 || r.shallow()[id] {
			break
		}
		id = c.parents[0]
	}
	return plumbing.ZeroHash, &ErrUnknownRevision{name}
}

// shallow gives the commits at which a shallow clone ends.
func (r *Repo) shallow() map[plumbing.Hash]bool {
	text, err := os.ReadFile(filepath.Join(r.common, "shallow"))
	if err != nil {
		return nil
	}
	out := map[plumbing.Hash]bool{}
	for _, line := range strings.Fields(string(text)) {
		out[plumbing.NewHash(line)] = true
	}
	return out
}

// abbreviated finds the one commit whose hash begins so, among those that any ref reaches.
func (r *Repo) abbreviated(prefix string) (plumbing.Hash, error) {
	prefix = strings.ToLower(prefix)
	var found plumbing.Hash
	err := r.walk(r.tips(), func(c *commit) (bool, error) {
		if strings.HasPrefix(c.id.String(), prefix) {
			if !found.IsZero() && found != c.id {
				return false, fmt.Errorf("%s: more than one commit begins so", prefix)
			}
			found = c.id
		}
		return true, nil
	})
	if err == nil && found.IsZero() {
		err = &ErrUnknownRevision{prefix}
	}
	return found, err
}

// tips gives the commits that HEAD, branches, remote branches and tags name.
func (r *Repo) tips() []plumbing.Hash {
	var out []plumbing.Hash
	if h, err := r.refs().Head(); err == nil && !h.ID.IsZero() {
		out = append(out, h.ID)
	}
	for _, name := range r.refNames() {
		if id, err := r.refs().Resolve(name); err == nil && !id.IsZero() {
			out = append(out, id)
		}
	}
	return out
}

// refNames lists branches, remote branches and tags, loose and packed.
func (r *Repo) refNames() []string {
	seen := map[string]bool{}
	for _, kind := range []string{"refs/heads", "refs/remotes", "refs/tags"} {
		root := filepath.Join(r.common, filepath.FromSlash(kind))
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error { // a folder that cannot be read holds no names for us
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".lock") {
				if rel, err := filepath.Rel(r.common, path); err == nil {
					seen[filepath.ToSlash(rel)] = true
				}
			}
			return nil
		})
	}
	if text, err := os.ReadFile(filepath.Join(r.common, "packed-refs")); err == nil {
		for line := range strings.Lines(string(text)) {
			if _, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && strings.HasPrefix(name, "refs/") {
				seen[name] = true
			}
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	return names
}

// walk visits commits and their ancestors, the youngest first, each once, until visit says no.
func (r *Repo) walk(from []plumbing.Hash, visit func(c *commit) (bool, error)) error {
	ends := r.shallow()
	seen := map[plumbing.Hash]bool{}
	q := &commitQueue{}
	push := func(id plumbing.Hash) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		c, err := r.readCommit(id)
		if err != nil {
			return err
		}
		heap.Push(q, c)
		return nil
	}
	for _, id := range from {
		if err := push(id); err != nil {
			return err
		}
	}
	for q.Len() > 0 {
		c := heap.Pop(q).(*commit)
		on, err := visit(c)
		if err != nil || !on {
			return err
		}
		if ends[c.id] {
			continue
		}
		for _, p := range c.parents {
			if err := push(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// commitQueue gives the youngest commit first.
type commitQueue []*commit

func (q commitQueue) Len() int           { return len(q) }
func (q commitQueue) Less(i, j int) bool { return q[i].committer.when.After(q[j].committer.when) }
func (q commitQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *commitQueue) Push(x any)        { *q = append(*q, x.(*commit)) }

func (q *commitQueue) Pop() any {
	last := len(*q) - 1
	c := (*q)[last]
	*q = (*q)[:last]
	return c
}
