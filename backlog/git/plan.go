package git

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/attr"
	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A planned file is one file of a commit in all the places where it is: HEAD,
// the index, the disk, and as it is to be. A zero hash is no file.
type planned struct {
	edit backlog.FileEdit
	path string // relative to the work tree
	perm fs.FileMode
	info fs.FileInfo // of the file on disk, as it is to stay; nil: none

	head  plumbing.Hash
	index plumbing.Hash // zero, too, while git add -N has merely made the path known
	known bool          // the index has an entry of either kind
	disk  plumbing.Hash // what git would store of the file on disk
	blob  objects.Object
	mode  filemode.FileMode

	stored bool // the blob is in the repository already, by git's own hand
}

// byHand says that the file held changes that no commit has before this edit.
func (p *planned) byHand() bool { return p.edit.Old != nil && p.disk != p.head }

// A planner judges the files of a commit against one state of the repository.
type planner struct {
	site  *site
	work  *worktree
	opt   CommitOptions
	rules *attr.Finder
	index *listing
	tree  plumbing.Hash // HEAD's
}

// plan judges every file. Nothing is written.
func (p *planner) plan(ctx context.Context) ([]planned, error) {
	files := make([]planned, len(p.opt.Files))
	paths := make([]string, len(files))
	for i, e := range p.opt.Files {
		paths[i] = p.site.inWork(e.Path)
		files[i] = planned{edit: e, path: paths[i]}
	}
	entries, err := p.index.Lookup(append(attributeFiles(paths), paths...))
	if err != nil {
		return nil, err
	}
	p.rules = p.site.attributes(p.work, entries)
	heads, err := p.site.objects.FindAll(p.tree, paths)
	if err != nil {
		return nil, err
	}
	if err := p.clashes(files, entries); err != nil {
		return nil, err
	}
	for i := range files {
		f := &files[i]
		entry, known := entries[f.path]
		if err := f.modes(heads[f.path], entry, known); err != nil {
			return nil, err
		}
		if err := p.judge(ctx, f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// clashes refuses new files in whose way other paths of the index are.
func (p *planner) clashes(files []planned, entries map[string]index.Entry) error {
	var fresh []string
	for _, f := range files {
		if _, known := entries[f.path]; !known && f.edit.New != nil {
			fresh = append(fresh, f.path)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	path, with, found, err := p.index.Clash(fresh, p.site.foldCase())
	if !found || err != nil {
		return err
	}
	if strings.HasPrefix(path, with+"/") || strings.HasPrefix(with, path+"/") {
		return &ErrPath{Path: path, Reason: ReasonFolder}
	}
	return &ErrPath{Path: path, Reason: ReasonCase}
}

// modes takes over what HEAD and the index say of a file, and refuses what is
// none there. An existing file keeps HEAD's mode; another one in the index is
// something staged that a commit would lose.
func (f *planned) modes(head objects.TreeEntry, entry index.Entry, known bool) error {
	f.mode = filemode.Regular
	if known && !plain(entry.Mode) {
		return &ErrPath{Path: f.path, Reason: kindReason(entry.Mode)}
	}
	f.known = known
	inIndex := known && !entry.IntentToAdd
	if inIndex {
		f.index, f.mode = entry.ID, entry.Mode
	}
	if head.ID.IsZero() {
		return nil
	}
	if !plain(head.Mode) {
		return &ErrPath{Path: f.path, Reason: kindReason(head.Mode)}
	}
	f.head, f.mode = head.ID, head.Mode
	if head.Mode == filemode.Deprecated {
		f.mode = filemode.Regular // as git reads it
	}
	if inIndex && entry.Mode != f.mode {
		return &ErrPartlyStaged{Path: f.path}
	}
	return nil
}

// judge compares a file's versions and refuses what must not be committed.
func (p *planner) judge(ctx context.Context, f *planned) error {
	if err := p.onDisk(f); err != nil {
		return err
	}
	if err := p.store(ctx, f); err != nil {
		return err
	}
	if f.index != f.head && f.index != f.disk {
		return &ErrPartlyStaged{Path: f.path}
	}
	if f.edit.New == nil && f.byHand() && !p.opt.Force {
		return &ErrUncommitted{Path: f.path}
	}
	return nil
}

// onDisk compares the file with what the edit was made from, or with what an
// earlier attempt has made of it.
func (p *planner) onDisk(f *planned) error {
	data, info, err := p.work.read(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	want := f.edit.Old
	done, again := p.work.wrote(f.path)
	if again {
		want = done.new
	}
	if missing := err != nil; missing != (want == nil) || !bytes.Equal(data, want) {
		return &ErrStale{Path: f.path}
	}
	switch {
	case again:
		f.info, f.perm = done.info, done.mode
	case info != nil:
		f.info, f.perm = info, info.Mode().Perm()
	}
	return nil
}

// store finds out what git would store of the file, before and after.
func (p *planner) store(ctx context.Context, f *planned) error {
	action, filter, err := p.site.storing(p.rules, f.path)
	if err != nil {
		return err
	}
	if filter != "" {
		return p.filter(ctx, f, filter)
	}
	before := func() ([]byte, error) {
		if f.index.IsZero() {
			return nil, nil
		}
		return p.site.objects.ReadAs(plumbing.BlobObject, f.index)
	}
	if f.edit.Old != nil {
		old, err := action.Store(f.edit.Old, before)
		if err != nil {
			return err
		}
		f.disk = plumbing.ComputeHash(plumbing.BlobObject, old)
	}
	if f.edit.New != nil {
		data, err := action.Store(f.edit.New, before)
		if err != nil {
			return err
		}
		f.blob = objects.New(plumbing.BlobObject, data)
	}
	return nil
}

// plain says that a mode is one of a file that is not a link.
func plain(m filemode.FileMode) bool { return m.IsFile() && m != filemode.Symlink }

func kindReason(m filemode.FileMode) Reason {
	switch m {
	case filemode.Symlink:
		return ReasonLink
	case filemode.Dir:
		return ReasonFolder
	default:
		return ReasonNotRegular
	}
}

// checkPaths refuses paths that lead out of the backlog folder, into the
// repository's own, or that the edits name twice.
func (s *site) checkPaths(files []backlog.FileEdit) error {
	seen := make(map[string]bool, len(files))
	foldCase := s.foldCase()
	for _, f := range files {
		key := f.Path
		if foldCase {
			key = strings.ToLower(key)
		}
		switch {
		case !local(f.Path):
			return &ErrPath{Path: f.Path, Reason: ReasonOutside}
		case inGitDir(s.inWork(f.Path)):
			return &ErrPath{Path: f.Path, Reason: ReasonGitDir}
		case seen[key]:
			return &ErrPath{Path: f.Path, Reason: ReasonCase}
		}
		seen[key] = true
	}
	return nil
}

// treeEdits are the changes of HEAD's tree that the files make.
func treeEdits(files []planned) []objects.TreeEdit {
	var edits []objects.TreeEdit
	for _, f := range files {
		if f.blob.ID != f.head {
			edits = append(edits, objects.TreeEdit{Path: f.path, ID: f.blob.ID, Mode: f.mode})
		}
	}
	return edits
}

// indexEdits are the entries that the index is to have for the files.
func indexEdits(files []planned) []index.Edit {
	edits := make([]index.Edit, len(files))
	for i, f := range files {
		edits[i] = index.Edit{Path: f.path, Delete: f.blob.ID.IsZero(), ID: f.blob.ID, Mode: f.mode}
		if f.info != nil {
			edits[i].Stat = index.StatOf(f.info)
		}
	}
	return edits
}

// indexFolders are the folders on the way, for the cache tree.
func indexFolders(folders []objects.Folder) []index.Folder {
	out := make([]index.Folder, len(folders))
	for i, f := range folders {
		out[i] = index.Folder{Path: f.Path, Old: f.Old, New: f.New, Grew: f.Grew}
	}
	return out
}

// staged says whether the index holds anything else for the files than HEAD,
// so that it must be written even where HEAD stays.
func staged(files []planned) bool {
	return slices.ContainsFunc(files, func(f planned) bool { return f.index != f.blob.ID })
}

// lstat is the information on a file; nil: there is none.
func lstat(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}
