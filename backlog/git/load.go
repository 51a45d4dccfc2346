package git

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
)

// Load reads the backlog as of a revision; the empty one is the working tree. See [Repo.Revision] for what names a revision.
func (r *Repo) Load(ctx context.Context, rev string) (*backlog.Backlog, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if rev == "" && !r.bare {
		w, err := openWorkFS(r.backlog)
		if err != nil {
			return nil, err
		}
		b, err := backlog.Load(w)
		return b, errors.Join(err, w.close())
	}
	t, err := r.treeAt(rev)
	if err != nil {
		return nil, err
	}
	return r.loadTree(t, rev)
}

func (r *Repo) loadTree(t *treeFS, rev string) (*backlog.Backlog, error) {
	b, err := backlog.Load(t)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", rev, ErrNoBacklog)
	}
	return b, err
}

// treeAt is the backlog's folder in the commit that a revision names; in a bare repository the empty revision is HEAD.
func (r *Repo) treeAt(rev string) (*treeFS, error) {
	if rev == "" {
		rev = "HEAD"
	}
	c, err := r.commitAt(rev)
	if err != nil {
		return nil, err
	}
	return r.treeOfCommit(c)
}

func (r *Repo) treeOfCommit(c *commit) (*treeFS, error) {
	id, err := r.folderOf(c)
	if err != nil {
		return nil, err
	}
	return newTreeFS(r.store(), id, c.committer.when)
}

// folderOf is the tree of the backlog's folder in a commit, zero where the commit does not have it. A bare repository in which no
// folder is named has it at the root or in backlog.
func (r *Repo) folderOf(c *commit) (plumbing.Hash, error) {
	prefix := r.prefix
	if r.bare && prefix == "" {
		if _, ok, err := r.store().Find(c.tree, "po.yaml"); ok || err != nil {
			return c.tree, err
		}
		prefix = "backlog"
	}
	if prefix == "" {
		return c.tree, nil
	}
	e, ok, err := r.store().Find(c.tree, prefix)
	if err != nil || !ok || !e.IsTree() {
		return plumbing.ZeroHash, err
	}
	return e.ID, nil
}

// Compare loads two revisions, the empty one being the working tree, and shares what is equal in both.
func (r *Repo) Compare(ctx context.Context, old, new string) (a, b *backlog.Backlog, err error) {
	oldTree, err := r.treeAt(old)
	if err != nil {
		return nil, nil, err
	}
	if new == "" && !r.bare {
		if b, err = r.Load(ctx, ""); err != nil {
			return nil, nil, err
		}
		a, err = b.Update(oldTree, changedSince(b, oldTree)...)
		return a, b, r.noBacklog(err, old)
	}
	newTree, err := r.treeAt(new)
	if err != nil {
		return nil, nil, err
	}
	if b, err = r.loadTree(newTree, new); err != nil {
		return nil, nil, err
	}
	a, err = b.Update(oldTree, changedBlobs(oldTree.blobs(), newTree.blobs())...)
	return a, b, r.noBacklog(err, old)
}

func (r *Repo) noBacklog(err error, rev string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", rev, ErrNoBacklog)
	}
	return err
}

// changedSince gives the paths at which a snapshot of the work tree and a tree differ.
func changedSince(b *backlog.Backlog, t *treeFS) []string {
	there := t.blobs()
	var out []string
	for path, src := range b.Files() {
		id, ok := there[path]
		delete(there, path)
		if ok && id.String() == BlobHash(src) {
			continue
		}
		if ok && strings.Contains(src, "\r\n") && id.String() == BlobHash(strings.ReplaceAll(src, "\r\n", "\n")) {
			continue // the blob is what git stores of a file with other line ends
		}
		out = append(out, path)
	}
	for path := range there {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

// changedBlobs gives the paths at which two trees differ.
func changedBlobs(a, b map[string]plumbing.Hash) []string {
	var out []string
	for path, id := range a {
		if b[path] != id {
			out = append(out, path)
		}
	}
	for path := range b {
		if _, ok := a[path]; !ok {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// BlobHash is the name that git gives a file's bytes, in hex.
func BlobHash(src string) string {
	h := sha1.New()
	h.Write(strconv.AppendInt([]byte("blob "), int64(len(src)), 10))
	h.Write([]byte{0})
	h.Write([]byte(src))
	return hex.EncodeToString(h.Sum(nil))
}

// fetchMissing asks git for an object that a partial clone does not have.
func (r *Repo) fetchMissing(id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	look := r.opt.LookPath
	if look == nil {
		look = exec.LookPath
	}
	program, err := look("git")
	if err != nil {
		return 0, nil, &ErrNeedsGit{What: "object " + id.String() + " is not here, and fetching it"}
	}
	kind, err := r.catFile(program, "-t", id)
	if err != nil {
		return 0, nil, err
	}
	t, err := plumbing.ParseObjectType(strings.TrimSpace(string(kind)))
	if err != nil {
		return 0, nil, err
	}
	data, err := r.catFile(program, t.String(), id)
	return t, data, err
}

func (r *Repo) catFile(program, what string, id plumbing.Hash) ([]byte, error) {
	cmd := exec.CommandContext(context.Background(), program, "--git-dir="+r.gitDir, "cat-file", what, id.String())
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("object %s: %w", id, err)
	}
	return out, nil
}
