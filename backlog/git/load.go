package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// Load reads the backlog as of a revision; the empty one is the working tree, in a bare repository HEAD. See [Repo.Revision] for
// what names a revision.
func (r *Repo) Load(ctx context.Context, rev string) (*backlog.Backlog, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if rev == "" && !r.bare {
		return r.loadFiles()
	}
	t, err := r.treeAt(ctx, rev)
	if err != nil {
		return nil, err
	}
	return r.loadTree(t, rev)
}

// loadFiles reads the work tree.
func (r *Repo) loadFiles() (*backlog.Backlog, error) {
	w, err := openWorkFS(r.backlog)
	if err != nil {
		return nil, err
	}
	b, err := backlog.Load(w)
	return b, errors.Join(err, w.close())
}

func (r *Repo) loadTree(t *treeFS, rev string) (*backlog.Backlog, error) {
	b, err := t.files.loaded(backlog.Load(t))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", rev, ErrNoBacklog)
	}
	return b, err
}

// treeAt is the backlog's folder in the commit that a revision names; in a bare repository the empty revision is HEAD.
func (r *Repo) treeAt(ctx context.Context, rev string) (*treeFS, error) {
	if rev == "" {
		rev = "HEAD"
	}
	c, err := r.commitAt(ctx, rev)
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
	return newTreeFS(r.store(), id, c.committer.when), nil
}

// folderOf is the tree of the backlog's folder in a commit, zero where the commit does not have it. A bare repository in which no
// folder is named has it at the root or in backlog.
func (r *Repo) folderOf(c *commit) (plumbing.Hash, error) {
	prefix := r.prefix
	if r.bare && r.opt.Backlog == "" {
		var err error
		if prefix, err = r.prefixIn(c.tree); err != nil {
			return plumbing.ZeroHash, err
		}
	}
	if prefix == "" {
		return c.tree, nil
	}
	e, err := r.entry(c.tree, prefix)
	if err != nil || !e.IsTree() {
		return plumbing.ZeroHash, err
	}
	return e.ID, nil
}

// entry finds a path in a tree, the zero one being empty; a path that is not
// there is a zero entry.
func (r *Repo) entry(tree plumbing.Hash, path string) (objects.TreeEntry, error) {
	name, rest, more := strings.Cut(path, "/")
	if tree.IsZero() {
		return objects.TreeEntry{}, nil
	}
	data, err := r.store().ReadAs(plumbing.TreeObject, tree)
	if err != nil {
		return objects.TreeEntry{}, err
	}
	t := objects.TreeReader{Rest: data}
	for t.Next() {
		switch {
		case string(t.Entry.Name) != name:
		case !more:
			return t.Entry, nil
		case t.Entry.IsTree():
			return r.entry(t.Entry.ID, rest)
		}
	}
	return objects.TreeEntry{}, t.Err
}

// prefixIn is where a tree has the backlog that nobody named: at its root, else
// in the folder backlog.
func (r *Repo) prefixIn(root plumbing.Hash) (string, error) {
	if e, err := r.entry(root, settingsFile); err != nil || !e.ID.IsZero() {
		return "", err
	}
	return "backlog", nil
}

// Compare loads two revisions, the empty one being the working tree, and shares what is equal in both. An old revision without a
// backlog, and HEAD of a branch without a commit, is an empty one under the settings of the new.
func (r *Repo) Compare(ctx context.Context, old, new string) (a, b *backlog.Backlog, err error) {
	if new == "" && !r.bare {
		if b, err = r.Load(ctx, ""); err != nil {
			return nil, nil, err
		}
		a, err = r.Before(ctx, old, b)
		return a, b, err
	}
	newTree, err := r.treeAt(ctx, new)
	if err != nil {
		return nil, nil, err
	}
	if b, err = r.loadTree(newTree, new); err != nil {
		return nil, nil, err
	}
	oldTree, err := r.treeAt(ctx, old)
	if err != nil {
		return nil, nil, err
	}
	paths, err := r.changedPaths(oldTree.root.id, newTree.root.id)
	if err != nil {
		return nil, nil, err
	}
	a, err = oldTree.files.loaded(b.Update(oldTree, paths...))
	return a, b, orEmpty(&a, err, b)
}

// Before loads a revision like [Repo.Compare] where the work tree, with which it shares what is equal in both, is loaded already.
func (r *Repo) Before(ctx context.Context, rev string, files *backlog.Backlog) (*backlog.Backlog, error) {
	if rev == "HEAD" && r.Unborn() {
		return files.Empty(), nil
	}
	t, err := r.treeAt(ctx, rev)
	if err != nil {
		return nil, err
	}
	paths, err := changedSince(files, t, isStored)
	if err != nil {
		return nil, err
	}
	if paths, err = r.looked(paths, func(path string) bool { _, there := files.Source(path); return there }); err != nil {
		return nil, err
	}
	b, err := t.files.loaded(files.Update(t, paths...))
	return b, orEmpty(&b, err, files)
}

// orEmpty puts an empty snapshot in the place of one that could not be loaded
// because there is no backlog.
func orEmpty(b **backlog.Backlog, err error, other *backlog.Backlog) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	*b = other.Empty()
	return nil
}

// looked leaves out the paths that git does not look at either: those that a sparse checkout keeps out of the work tree, or that
// the user has told git to take for unchanged. A file that is missing for such a reason was not deleted.
func (r *Repo) looked(paths []string, there func(path string) bool) ([]string, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	l, err := openListing(filepath.Join(r.gitDir, "index"), r.store())
	if err != nil {
		return nil, err
	}
	c, err := r.settings()
	if err != nil {
		return nil, err
	}
	sparse := c.Bool("core.sparsecheckout", false)
	inWork := make([]string, len(paths))
	for i, p := range paths {
		inWork[i] = path.Join(r.prefix, p)
	}
	entries, err := l.Lookup(inWork)
	if err != nil {
		return nil, err
	}
	var out []string
	for i, p := range paths {
		e := entries[inWork[i]]
		if sparse && there(p) {
			e.SkipWorktree = false // git looks at what is there nevertheless
		}
		if !e.SkipWorktree && !e.AssumeUnchanged {
			out = append(out, p)
		}
	}
	return out, nil
}

// changedSince gives the paths at which a snapshot of the work tree and a tree differ; same judges a blob and a text. To name the
// texts is most of the work, which is why all processors share it.
func changedSince(b *backlog.Backlog, t *treeFS, same func(n *objects.Namer, id plumbing.Hash, src string) bool) ([]string, error) {
	there, err := t.blobs()
	if err != nil {
		return nil, err
	}
	var out []string
	var both []namedText
	for path, src := range b.Files() {
		id, ok := there[path]
		if delete(there, path); ok {
			both = append(both, namedText{path, src, id})
		} else {
			out = append(out, path)
		}
	}
	out = append(out, differing(both, same)...)
	out = slices.AppendSeq(out, maps.Keys(there))
	slices.Sort(out)
	return out, nil
}

// A namedText is a file of the work tree and the blob that a commit has in its place.
type namedText struct {
	path, src string
	id        plumbing.Hash
}

// differing gives the paths of the texts that are not those of their blobs.
func differing(texts []namedText, same func(n *objects.Namer, id plumbing.Hash, src string) bool) []string {
	parts := make([][]string, min(runtime.GOMAXPROCS(0), len(texts)/batchSize+1))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			var n objects.Namer
			for _, t := range texts[i*len(texts)/len(parts) : (i+1)*len(texts)/len(parts)] {
				if !same(&n, t.id, t.src) {
					parts[i] = append(parts[i], t.path)
				}
			}
		})
	}
	wg.Wait()
	return slices.Concat(parts...)
}

// isBlob says whether a blob holds a text.
func isBlob(n *objects.Namer, id plumbing.Hash, src string) bool { return id == n.Blob(src) }

// isStored says whether a blob holds a text, or what git stores of one with other line ends.
func isStored(n *objects.Namer, id plumbing.Hash, src string) bool {
	return isBlob(n, id, src) || strings.Contains(src, "\r\n") && isBlob(n, id, strings.ReplaceAll(src, "\r\n", "\n"))
}

// changedPaths gives the files of the backlog at which two trees of its folder differ.
func (r *Repo) changedPaths(old, new plumbing.Hash) ([]string, error) {
	var out []string
	err := r.store().Diff(old, new, inBacklog, func(c objects.TreeChange) { out = append(out, c.Path) })
	return out, err
}

// inBacklog says whether a path of a commit matters to the backlog.
func inBacklog(path string, e objects.TreeEntry) bool {
	if !e.IsTree() {
		return backlog.Reads(path) || path == settingsFile
	}
	return backlog.Reads(path + "/x.md")
}

// BlobHash is the name that git gives a file's bytes, in hex.
func BlobHash(src string) string { return new(objects.Namer).Blob(src).String() }
