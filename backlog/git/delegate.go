package git

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// delegate lets git make the commit, of our files only, under our flock. Until
// git has made it everything can be put back.
func (s *site) delegate(ctx context.Context, o CommitOptions, w *worktree) (CommitResult, error) {
	a := attempt{site: s, opt: o, work: w}
	free := func() error { return s.persist(ctx, a.seeLocks) } // git would find out only when the files are written
	for _, step := range []func() error{a.look, func() error { return a.plan(ctx) }, free, a.write} {
		if err := step(); err != nil {
			return CommitResult{}, err
		}
	}
	var paths, fresh []string
	for _, f := range a.files {
		if f.blob.ID == f.head {
			continue
		}
		paths = append(paths, f.path)
		if f.head.IsZero() && !f.known {
			fresh = append(fresh, f.path)
		}
	}
	if len(paths) == 0 {
		return a.result(), nil
	}
	kept, err := s.keepIndex(fresh)
	if err != nil {
		return CommitResult{}, err
	}
	defer kept.drop()
	if err := s.note(journal{ByGit: true, Fresh: fresh}, o.Durable); err != nil {
		return CommitResult{}, err
	}
	err = a.byGit(ctx, paths, fresh)
	if err != nil && !a.madeByGit() {
		return CommitResult{}, join(err, w.putBack(a.afterHook(err)), kept.putBack(w))
	}
	head, err := s.refs().Head()
	if err != nil {
		return CommitResult{}, err
	}
	a.commit.ID = head.ID
	_ = a.adopt(head.ID) // else the index is as git has left it, which is no error of this commit
	return a.result(), nil
}

// mostGitMoves is how often git is asked again where HEAD has moved under it: not for ever, since it may be a hook that moves it each time.
const mostGitMoves = 16

// byGit has git make the commit: again where somebody has moved HEAD between git's look at it and git's lock, upon which git gives up.
// In which words depends on its version and on the language; where HEAD is does not.
func (a *attempt) byGit(ctx context.Context, paths, fresh []string) error {
	moves := 0
	return a.site.persist(ctx, func() error {
		err := a.site.gitCommit(ctx, a.opt, paths, fresh)
		var said *ErrHook
		if !errors.As(err, &said) || said.Name != gitItself+"commit" || moves == mostGitMoves || a.madeByGit() {
			return err
		}
		before := a.head
		if lookErr := a.look(); lookErr != nil { // somebody has begun to merge, perhaps
			return lookErr
		}
		if a.head == before {
			return err
		}
		moves++
		return errMoved
	})
}

// gitItself begins the name of an [ErrHook] that no program has caused which git has run.
const gitItself = "git "

// afterHook gives what putting files back needs after a hook's no: whatever the hook has made of our
// files goes too. It may as well have been a person, so that the text is kept as an object, which the error names.
func (a *attempt) afterHook(err error) func(string, []byte) (bool, error) {
	var refused *ErrHook
	if !errors.As(err, &refused) {
		return nil
	}
	o := a.site.writer(a.sync.objects)
	return func(name string, data []byte) (bool, error) {
		if data == nil {
			return true, nil
		}
		blob := objects.New(plumbing.BlobObject, data)
		if err := o.Write(blob); err != nil {
			return false, err
		}
		refused.Replaced = append(refused.Replaced, Replaced{Path: name, Blob: blob.ID.String()})
		return true, nil
	}
}

// madeByGit says whether HEAD moved to a commit that has our files, although git
// ended with an error: then it is too late to put them back.
func (a *attempt) madeByGit() bool {
	head, err := a.site.refs().Head()
	if err != nil || head.ID == a.head.ID {
		return false
	}
	next := attempt{site: a.site, opt: a.opt, work: a.work}
	if next.look() != nil {
		return false
	}
	edits := treeEdits(a.files)
	paths := make([]string, len(edits))
	for i, e := range edits {
		paths[i] = e.Path
	}
	found, err := a.site.objects.FindAll(next.tree, paths)
	if err != nil {
		return false
	}
	for _, e := range edits {
		if found[e.Path].ID != e.ID {
			return false
		}
	}
	return true
}

// gitCommit runs git. New files are made known to it first, since commit -o
// does not take a path that git has never seen.
func (s *site) gitCommit(ctx context.Context, o CommitOptions, paths, fresh []string) error {
	if len(fresh) > 0 {
		if err := s.git(ctx, fresh, "add", "-N", "-f"); err != nil {
			return err
		}
	}
	text := s.refs().NewScratch() // not by its input, from which a program that signs may ask for a password
	if err := s.disk.Create(text, content([]byte(message(o.Message)), false)); err != nil {
		return err
	}
	defer s.disk.Remove(text)
	args := []string{"commit", "-q", "-o", "--cleanup=whitespace", "-F", text}
	if o.NoVerify {
		args = append(args, "--no-verify")
	}
	return s.git(ctx, paths, args...)
}

// git runs one git command on files of the work tree.
func (s *site) git(ctx context.Context, paths []string, args ...string) error {
	r := s.refs()
	list, trace := r.NewScratch(), r.NewScratch()
	if err := s.disk.Create(list, content([]byte(strings.Join(paths, "\x00")), false)); err != nil {
		return err
	}
	defer s.disk.Remove(list)
	defer s.disk.Remove(trace) // git may not have made it

	said, err := s.transcript()
	if err != nil {
		return err
	}
	defer said.drop()

	verb := args[0]
	args = append([]string{"--literal-pathspecs", "-c", "i18n.commitEncoding=UTF-8"}, args...) // which is what our messages are
	args = append(args, "--pathspec-from-file="+list, "--pathspec-file-nul")
	e := errand{program: "git", args: args, env: []string{"GIT_TRACE2_EVENT=" + trace}, out: said.File, said: said.File}
	if err := s.run(ctx, e); err == nil || ctx.Err() != nil {
		return err
	}
	text, name := said.text(), guilty(trace)
	if name == "" && strings.Contains(text, ".lock'") {
		return s.whoLocks()
	}
	if name == "" {
		name = gitItself + verb
	}
	return &ErrHook{Name: name, Output: text}
}

// whoLocks looks for the lock that git has just met.
func (s *site) whoLocks() error {
	l, err := s.refs().Lock(s.indexPath(), content(nil, false))
	if err != nil {
		return err
	}
	return join(errMoved, l.Release())
}

// takeTurn takes the lock that lets one po at a time write, waiting for it. A po
// that a hook runs would wait for the one that waits for the hook.
func takeTurn(ctx context.Context, r refs.Store, getenv func(string) string, w *refs.Wait) (*refs.Flock, error) {
	if getenv(lockVariable) != r.Common {
		return r.Flock(ctx, w)
	}
	now, stop := context.WithCancel(ctx)
	stop()
	lock, err := r.Flock(now, nil)
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		err = ErrInsideCommit
	}
	return lock, err
}

// environment is what git runs in: ours, with the repository and the persons
// named as we found them.
func (s *site) environment(env []string, more ...string) []string {
	for _, key := range []string{"HOME", "PATH", "XDG_CONFIG_HOME", "GNUPGHOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"} {
		if value := s.getenv(key); value != "" {
			env = append(env, key+"="+value)
		}
	}
	if _, err := os.Lstat(filepath.Join(s.work, ".git")); err != nil || s.getenv("GIT_DIR") != "" {
		env = append(env, "GIT_DIR="+s.gitDir, "GIT_WORK_TREE="+s.work)
	}
	for _, p := range []struct {
		role string
		is   person
	}{{"AUTHOR", s.author}, {"COMMITTER", s.committer}} {
		env = append(env, "GIT_"+p.role+"_NAME="+p.is.name, "GIT_"+p.role+"_EMAIL="+p.is.mail,
			fmt.Sprintf("GIT_%s_DATE=@%d %s", p.role, p.is.when.Unix(), p.is.when.Format("-0700")))
	}
	return append(env, more...)
}

// lockVariable tells programs that a commit starts, such as hooks, whose lock it holds: the common folder of the repository.
const lockVariable = "PO_LOCK"

// guilty reads in git's own account which of its children failed: a hook by its
// name, or the program that signs. Empty: none did.
func guilty(trace string) string {
	text, err := os.ReadFile(trace)
	if err != nil {
		return ""
	}
	type event struct {
		Event, SID string
		ID         int    `json:"child_id"`
		Class      string `json:"child_class"`
		Hook       string `json:"hook_name"`
		Code       int
	}
	names := map[int]string{}
	first, name := "", ""
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		if first == "" {
			first = e.SID
		}
		switch {
		case e.SID != first: // a git that a hook ran
		case e.Event == "child_start" && e.Class == "hook":
			names[e.ID] = e.Hook
		case e.Event == "child_start":
			names[e.ID] = signing
		case e.Event == "child_exit" && e.Code != 0:
			name = names[e.ID]
		}
	}
	return name
}
