package git

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// commit makes one commit of a change of files, or writes the files only. On
// an error files, index and branch are as they were.
//
// The order is what makes it safe: objects first, which nobody sees; then the
// files; then the index and the branch, prepared before their locks are taken
// and verified under them. The index goes first, since a crash between the two
// then leaves the change staged, not a staged revert.
func (s *site) commit(ctx context.Context, o CommitOptions) (CommitResult, error) {
	if err := s.checkPaths(o.Files); err != nil {
		return CommitResult{}, err
	}
	if s.disk == nil {
		s.disk = &disk.Disk{}
	}
	s.disk.Shared = sharing(s.config)
	if s.began.IsZero() {
		s.began = time.Now() // a time on the file system, never one in a file
	}
	how := ownWay
	if !o.FilesOnly {
		var err error
		if how, err = s.way(o); err != nil {
			return CommitResult{}, err
		}
		if err := join(s.quarantined(), s.otherIndex()); err != nil {
			return CommitResult{}, err
		}
	}
	release := func() error { return nil }
	if !s.held {
		lock, err := takeTurn(ctx, s.refs(), s.getenv, s.wait)
		if err != nil {
			return CommitResult{}, err
		}
		release = lock.Release
	}
	if !s.held { // whoever took the lock has recovered already
		if _, err := recoverDead(s.common, s.disk); err != nil {
			return CommitResult{}, errors.Join(err, release())
		}
	}
	s.refs().Sweep()
	work, err := openWorktree(s.work, s.refs().Scratch(), s.disk)
	if err != nil {
		return CommitResult{}, errors.Join(err, release())
	}
	work.sync = o.Durable
	var res CommitResult
	switch {
	case o.FilesOnly:
		res, err = s.writeOnly(o, work)
	case how == gitsWay:
		res, err = s.delegate(ctx, o, work)
	default:
		res, err = s.splice(ctx, o, work)
	}
	if err != nil {
		back := work.putBack(nil)
		s.stuck = s.stuck || back != nil
		res, err = CommitResult{}, join(err, back)
	}
	if s.noted && !s.stuck { // else the next one goes on from the journal, as after a process that has died
		if left := forget(s.refs()); err == nil && res.Hash == "" {
			err = left // a commit that has happened is one, whatever is left of its journal
		}
	}
	if s.holding && !s.stuck {
		s.refs().Sweep()
	}
	if err == nil && res.Hash != "" {
		res.IgnoredHooks = s.calls.ignored
		if how == ownWay {
			s.afterwards(ctx)
		}
	}
	_ = work.close() // nothing was written through it
	_ = release()    // the system frees it in any case
	return res, err
}

// join is [errors.Join] that keeps a single error as it is.
func join(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// writeOnly writes the files and leaves the commit to another time.
func (s *site) writeOnly(o CommitOptions, w *worktree) (CommitResult, error) {
	p := planner{site: s, work: w, opt: o}
	var res CommitResult
	files := make([]planned, len(o.Files))
	for i, e := range o.Files {
		files[i] = planned{edit: e, path: s.inWork(e.Path)}
		if err := p.onDisk(&files[i]); err != nil {
			return res, err
		}
		res.Files = append(res.Files, files[i].path)
	}
	return res, writeFiles(w, files)
}

// writeFiles brings the files on disk to what they are to be, once.
func writeFiles(w *worktree, files []planned) error {
	for i := range files {
		f := &files[i]
		if _, already := w.wrote(f.path); already || same(f.edit.Old, f.edit.New) {
			continue
		}
		info, err := w.write(written{path: f.path, old: f.edit.Old, new: f.edit.New, mode: f.perm}, f.info)
		if err != nil {
			return err
		}
		f.info = info
	}
	return nil
}

// same says whether two versions of a file are equal; none is not an empty one.
func same(a, b []byte) bool { return (a == nil) == (b == nil) && string(a) == string(b) }

// errMoved says that the repository changed under an attempt, which must be
// made again from the start.
var errMoved = errors.New("the repository changed meanwhile")

// splice tries until it meets nobody, a little later each time.
func (s *site) splice(ctx context.Context, o CommitOptions, w *worktree) (res CommitResult, err error) {
	tries := 0
	err = s.persist(ctx, func() error {
		a := attempt{site: s, opt: o, work: w, pessimistic: tries >= pessimistic}
		tries++
		res, err = a.run(ctx)
		if left := a.release(); !a.happened {
			err = join(err, left)
		}
		return err
	})
	return res, err
}

// An attempt is one way through the steps of a commit.
type attempt struct {
	site        *site
	opt         CommitOptions
	work        *worktree
	pessimistic bool

	sync    hardening
	head    refs.Head
	tree    plumbing.Hash // HEAD's
	index   *listing
	files   []planned
	folders []objects.Folder
	commit  objects.Object // zero id: the tree stays as it is

	indexLock, headLock, refLock *refs.Lock

	happened bool // index and ref are in place: nothing is an error any more
}

func (a *attempt) run(ctx context.Context) (CommitResult, error) {
	a.sync = a.site.hardening(a.opt.Durable)
	plan, store := func() error { return a.plan(ctx) }, func() error { return a.store(ctx) }
	for _, step := range []func() error{a.seeLocks, a.lockEarly, a.look, plan, store, a.write} {
		if err := step(); err != nil {
			return CommitResult{}, err
		}
	}
	if a.commit.ID.IsZero() && !staged(a.files) {
		return a.result(), nil
	}
	for _, step := range []func() error{a.lock, a.verify, a.publish} {
		if err := step(); err != nil {
			return CommitResult{}, err
		}
	}
	return a.result(), nil
}

// seeLocks stops before anything is written where somebody else has a lock that
// the commit would need.
func (a *attempt) seeLocks() error {
	r := a.site.refs()
	head, err := r.Head()
	if err != nil {
		return err
	}
	targets := []string{a.site.indexPath(), r.Path("HEAD")}
	if head.Ref != "" {
		targets = append(targets, r.Path(head.Ref))
	}
	for _, target := range targets {
		if err := r.Held(target); err != nil {
			return err
		}
	}
	return nil
}

// lockEarly takes the index's lock before anything is prepared, where that did
// not work the other way round: a git that commits in a loop in a large repository
// holds it most of the time.
func (a *attempt) lockEarly() error {
	if !a.pessimistic {
		return nil
	}
	if err := a.site.refs().Busy(a.site.indexPath()); err != nil {
		return err
	}
	return a.lockIndex(nil)
}

// look reads where the repository stands.
func (a *attempt) look() (err error) {
	if a.head, err = a.site.refs().Head(); err != nil {
		return err
	}
	if err := a.site.inProgress(a.head); err != nil {
		return err
	}
	if a.index, err = a.site.openIndex(); err != nil {
		return err
	}
	if a.head.ID.IsZero() {
		return a.newBranch()
	}
	data, err := a.site.objects.ReadAs(plumbing.CommitObject, a.head.ID)
	if err != nil {
		return err
	}
	a.tree, err = treeOf(data)
	return err
}

// newBranch refuses a first commit on a branch in whose way another one is.
func (a *attempt) newBranch() error {
	with, err := a.site.refs().Clash(a.head.Ref)
	if err == nil && with != "" {
		err = &ErrRefClash{Ref: a.head.Ref, With: with}
	}
	return err
}

// treeOf reads the tree's name off a commit, whose first line it is.
func treeOf(commit []byte) (plumbing.Hash, error) {
	line, _, _ := strings.Cut(string(commit[:min(len(commit), 46)]), "\n")
	name, ok := strings.CutPrefix(line, "tree ")
	if !ok || !plumbing.IsHash(name) {
		return plumbing.ZeroHash, errors.New("a commit without a tree")
	}
	return plumbing.NewHash(name), nil
}

func (a *attempt) plan(ctx context.Context) (err error) {
	p := planner{site: a.site, work: a.work, opt: a.opt, index: a.index, tree: a.tree}
	a.files, err = p.plan(ctx)
	return err
}

// store writes blobs, trees and the commit, in this order. Whoever signs the commit is asked before anything is written.
func (a *attempt) store(ctx context.Context) error {
	edits := treeEdits(a.files)
	if len(edits) == 0 {
		return nil
	}
	o := a.site.writer(a.sync.objects)
	folders, err := o.Store.Splice(a.tree, edits)
	var clash *objects.ClashError
	if errors.As(err, &clash) {
		return &ErrPath{Path: clash.Path, Reason: ReasonFolder}
	}
	if err != nil {
		return err
	}
	a.folders = folders
	made, err := a.encode(ctx, folders[len(folders)-1].New)
	if err != nil {
		return err
	}
	var all []objects.Object
	for _, f := range a.files {
		if f.blob.ID != f.head && !f.blob.ID.IsZero() && !f.stored {
			all = append(all, f.blob)
		}
	}
	for _, f := range folders {
		if !f.New.IsZero() {
			all = append(all, objects.Object{ID: f.New, Kind: plumbing.TreeObject, Data: f.Data})
		}
	}
	a.commit = made
	return o.WriteAll(append(all, a.commit))
}

// encode is the commit as an object, signed if that is asked for.
func (a *attempt) encode(ctx context.Context, tree plumbing.Hash) (objects.Object, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", tree)
	if !a.head.ID.IsZero() {
		fmt.Fprintf(&b, "parent %s\n", a.head.ID)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n\n%s", a.site.author.line(), a.site.committer.line(), message(a.opt.Message))
	data, err := a.site.signed(ctx, []byte(b.String()))
	return objects.New(plumbing.CommitObject, data), err
}

// message is a commit's text as git stores it: valid, without a NUL, and with
// one line end at its end.
func message(text string) string {
	text = strings.ReplaceAll(utf8Text(text), "\x00", "\ufffd")
	return strings.TrimRight(text, " \t\r\n") + "\n"
}

func (a *attempt) write() error {
	if err := a.begin(); err != nil {
		return err
	}
	if err := writeFiles(a.work, a.files); err != nil {
		return err
	}
	return a.work.settle()
}

func (a *attempt) result() CommitResult {
	res := CommitResult{Branch: a.head.Branch(), Detached: a.head.Ref == ""}
	if !a.commit.ID.IsZero() {
		res.Hash = a.commit.ID.String()
		res.Short = res.Hash[:shortHash]
	}
	for _, f := range a.files {
		res.Files = append(res.Files, f.path)
		if f.byHand() && !same(f.edit.Old, f.edit.New) {
			res.TookAlong = append(res.TookAlong, f.path)
		}
	}
	return res
}

// shortHash is how many digits of a commit's name people are shown.
const shortHash = 7

// content is a file of the repository's own folder.
func content(data []byte, sync bool) disk.Content {
	return disk.Content{Data: data, Mode: 0o666, Sync: sync}
}
