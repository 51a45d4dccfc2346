package git

import (
	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// adopt brings the index up to a commit that git has made and a hook has had a hand in. git commit -o gives hooks an index of its
// own to stage into, as those do that format files, and leaves the real one behind: what the hook has added would be staged to be
// taken back. Entries that hold anything but what they held for the commit are somebody's work and stay.
func (a *attempt) adopt(made plumbing.Hash) error {
	data, err := a.site.objects.ReadAs(plumbing.CommitObject, made)
	if err != nil {
		return err
	}
	tree, err := treeOf(data)
	if err != nil {
		return err
	}
	changes, err := a.byHook(tree)
	if err != nil || len(changes) == 0 {
		return err
	}
	l, err := a.site.lockIndex()
	if err != nil {
		return err
	}
	patched, err := a.adopted(changes)
	if err == nil {
		err = a.site.replace(l, patched)
	}
	if err == nil {
		err = l.Commit()
	}
	return join(err, l.Release())
}

// adopted is the index with the changes.
func (a *attempt) adopted(changes []objects.TreeChange) (index.Image, error) {
	f, err := a.site.openIndex()
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(changes))
	for i, c := range changes {
		paths[i] = c.Path
	}
	entries, err := f.Lookup(paths)
	if err != nil {
		return nil, err
	}
	var edits []index.Edit
	for _, c := range changes {
		if e := entries[c.Path]; e.ID == c.Old.ID && !e.IntentToAdd {
			edits = append(edits, index.Edit{
				Path: c.Path, Delete: c.New.ID.IsZero(), ID: c.New.ID, Mode: c.New.Mode, Stat: a.work.statIf(c.Path, c.New.ID),
			})
		}
	}
	return a.site.patch(f, index.Change{Edits: edits, Unchanged: a.work.unchanged()})
}

// statIf is what the index remembers of a file that holds exactly a blob's bytes; of any other nothing, so that git looks at it.
func (w *worktree) statIf(name string, blob plumbing.Hash) index.Stat {
	data, info, err := w.read(name)
	if err != nil || plumbing.ComputeHash(plumbing.BlobObject, data) != blob {
		return index.Stat{}
	}
	return index.StatOf(info)
}

// byHook gives what a commit holds besides what it was asked for. Old is what the index held of it before the hook.
func (a *attempt) byHook(tree plumbing.Hash) ([]objects.TreeChange, error) {
	given := make(map[string]objects.TreeEntry, len(a.files))
	for _, f := range a.files {
		given[f.path] = objects.TreeEntry{ID: f.blob.ID, Mode: f.mode}
	}
	var changes []objects.TreeChange
	everything := func(string, objects.TreeEntry) bool { return true }
	err := a.site.objects.Diff(a.tree, tree, everything, func(c objects.TreeChange) {
		if ours, found := given[c.Path]; found {
			c.Old = ours
		}
		file := c.New.ID.IsZero() || plain(c.New.Mode)
		if c.Old.ID != c.New.ID && file && (c.Old.ID.IsZero() || plain(c.Old.Mode)) {
			changes = append(changes, c)
		}
	})
	return changes, err
}
