package git

import (
	"bytes"
	"context"
	"slices"

	"github.com/po-backlog/po/backlog"
)

// Unlike gives those of the paths, relative to the backlog's folder, that lie otherwise in HEAD than in the work tree: Old is what
// HEAD has, New what lies there, nil where there is none. Line ends do not count. It is for the files that a snapshot shares
// between both sides or does not hold: po.yaml where HEAD has no backlog yet, and .gitattributes.
func (r *Repo) Unlike(ctx context.Context, paths ...string) ([]backlog.FileEdit, error) {
	work, err := openWorkFS(r.backlog)
	if err != nil {
		return nil, err
	}
	defer work.close()
	var head *treeFS
	if !r.Unborn() {
		if head, err = r.treeAt(ctx, "HEAD"); err != nil {
			return nil, err
		}
	}
	var out []backlog.FileEdit
	for _, path := range paths {
		e := backlog.FileEdit{Path: path}
		if e.New, err = optional(work, path); err != nil {
			return nil, err
		}
		if head != nil {
			if e.Old, err = optional(head, path); err != nil {
				return nil, err
			}
		}
		if (e.Old == nil) != (e.New == nil) || !bytes.Equal(unixEnds(e.Old), unixEnds(e.New)) {
			out = append(out, e)
		}
	}
	return r.lookedEdits(out)
}

// lookedEdits leaves out the edits of files that git does not look at either.
func (r *Repo) lookedEdits(edits []backlog.FileEdit) ([]backlog.FileEdit, error) {
	paths, there := make([]string, len(edits)), make(map[string]bool, len(edits))
	for i, e := range edits {
		paths[i], there[e.Path] = e.Path, e.New != nil
	}
	paths, err := r.looked(paths, func(path string) bool { return there[path] })
	return slices.DeleteFunc(edits, func(e backlog.FileEdit) bool { return !slices.Contains(paths, e.Path) }), err
}

func unixEnds(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }
