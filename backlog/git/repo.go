package git

import (
	"os"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// Options says how a repository is opened. The zero value reads the
// environment of the process and has no clock.
type Options struct {
	// Backlog names the backlog's folder, absolute or relative to the folder
	// given to [Open]; in a bare repository relative to the root of the tree.
	// Empty: it is searched for.
	Backlog string

	// Fresh allows a folder without po.yaml: one that is to become a backlog.
	Fresh bool

	// Now is the clock: the date of a commit when neither GIT_AUTHOR_DATE nor
	// GIT_COMMITTER_DATE says otherwise, and the base of a day like 3d.
	// Without it what needs a clock fails with [ErrNoClock].
	Now func() time.Time

	// Getenv reads one environment variable; nil is the process's own. What is
	// set to nothing counts as not set.
	Getenv func(name string) string

	// LookPath finds a program as exec.LookPath does, which is also what nil
	// means. A test without git gives one that finds nothing.
	LookPath func(name string) (string, error)

	// Waiting is told, once in the life of a [Repo], who is in the way when [Repo.Lock] and
	// [Repo.Commit] have waited for others for a second or two; they go on waiting. It is called from
	// another goroutine, but never after the two have returned.
	Waiting func(*ErrLocked)

	// Patience is how long [Repo.Commit] waits for one lock of another program that does not let go of it before it gives up
	// with [ErrLocked]; 0: three seconds. Others that come and go are waited for as long as the context lasts.
	Patience time.Duration

	// Zone is the time zone in which a day begins and ends when a revision is
	// named by a day; nil is the zone of the backlog's own settings.
	Zone *time.Location

	// Terminal is where programs that a commit runs may ask for a password,
	// such as one that signs; nil: nowhere.
	Terminal *os.File
}

// A Repo is a Git repository with one backlog in it. Its methods may be called
// from several goroutines.
type Repo struct {
	// Recovered says what [Repo.Lock] made of a commit whose process died; nil: there was none.
	Recovered *Recovery

	opt Options

	work    string // the work tree's root, absolute, without symbolic links; empty when there is none
	gitDir  string // HEAD, index, logs/HEAD of this worktree; absolute
	common  string // objects, refs, config; the same as gitDir but in a linked worktree; absolute
	backlog string // the folder that holds po.yaml, absolute; empty in a bare repository
	prefix  string // the same relative to the work tree, slashes, no slash at the ends; empty: the root itself
	bare    bool   // no work tree: reading only

	wait     *refs.Wait
	held     bool // the lock of [Repo.Lock] is held
	settings func() (*config.Config, error)
	store    func() *objects.Store
	ends     func() map[plumbing.Hash]bool // where a shallow clone ends
}
