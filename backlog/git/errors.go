package git

import (
	"fmt"
	"strings"
	"time"

	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// ErrLocked says that another program holds a lock that a commit needs and did
// not let go of it in time. The lock is left alone.
type ErrLocked struct {
	Path string        // the lock file, absolute
	Age  time.Duration // since it was made
	PID  int           // who made it, where the file says so; 0: not known
}

func (e *ErrLocked) Error() string {
	who := ""
	if e.PID != 0 {
		who = fmt.Sprintf(" by process %d", e.PID)
	}
	return fmt.Sprintf("%s: locked%s for %s", e.Path, who, e.Age.Round(time.Second))
}

// ErrStale says that a file on disk is not what the edit was made from.
// The caller loads again, applies the edit again and commits that.
type ErrStale struct {
	Path string // relative to the work tree, slash separated
}

func (e *ErrStale) Error() string { return e.Path + ": changed on disk since it was read" }

// Operation is something unfinished in a repository that a commit must not slip into.
type Operation string

// The operations of [ErrInProgress].
const (
	Merging       Operation = "merge"
	CherryPicking Operation = "cherry-pick"
	Reverting     Operation = "revert"
	Rebasing      Operation = "rebase"
	Applying      Operation = "git am" // patches that came by mail
	Bisecting     Operation = "bisect"
	Conflicting   Operation = "conflict" // unmerged entries in the index
)

// ErrInProgress says that the repository is in the middle of an operation.
// Nothing was written.
type ErrInProgress struct {
	What Operation
	Path string // Conflicting: a path in conflict, relative to the work tree
}

func (e *ErrInProgress) Error() string {
	switch e.What {
	case Conflicting:
		return e.Path + ": unresolved conflict in the index"
	case Bisecting:
		return "a bisect is in progress on a detached HEAD"
	case Merging, CherryPicking, Reverting, Rebasing, Applying:
	}
	return fmt.Sprintf("a %s is in progress", e.What)
}

// ErrUnsupported says that the repository uses something that a commit cannot
// keep whole. Nothing was written.
type ErrUnsupported struct {
	Extension string // such as "split index", "extensions.refStorage=reftable", "filter=lfs"
	Path      string // the file concerned, relative to the work tree; empty: the repository
}

func (e *ErrUnsupported) Error() string {
	if e.Path != "" {
		return fmt.Sprintf("%s: %s is not supported", e.Path, e.Extension)
	}
	return e.Extension + " is not supported"
}

// ErrHook says that a hook, or git on its behalf, turned the commit down, or
// that a program that signs or filters failed. Files, index and branch are as they were.
type ErrHook struct {
	Name   string // such as "pre-commit", "commit.gpgsign", "filter=lfs"; "git commit" when git did not say which
	Output string // what it printed, hostile text

	Replaced []Replaced // files that held something else than we wrote when they were put back, as after a hook that mends them
}

// Replaced is a version of a file that was found and put aside.
type Replaced struct {
	Path string // relative to the work tree, slash separated
	Blob string // its text as an object of the repository, which git cat-file -p shows until git gc drops it, weeks later
}

func (e *ErrHook) Error() string {
	switch {
	case e.Name == signing:
		return e.Name + ": the commit could not be signed"
	case strings.HasPrefix(e.Name, filterPrefix):
		return e.Name + ": the filter failed"
	}
	return e.Name + ": refused the commit"
}

// ErrNeedsGit says that the repository asks for something that only the git
// program can do, and there is none on PATH. Nothing was written.
type ErrNeedsGit struct {
	What    string // such as "the hook pre-commit" or "a.md: filter=lfs"
	Reading bool   // it is needed to read, not to commit
}

func (e *ErrNeedsGit) Error() string { return e.What + ": needs the git program" }

// ErrDamaged says that an object of the repository, or the file that should hold it, is damaged and there is no whole copy of it.
type ErrDamaged = objects.CorruptError

// ErrMissing says that an object is not in the repository although something names it.
type ErrMissing = objects.NotFoundError

// ErrNoIdentity says that nothing tells whom to name in a commit.
type ErrNoIdentity struct {
	Role string // "author" or "committer"
}

func (e *ErrNoIdentity) Error() string { return e.Role + ": no name and mail address" }

// ErrBare says that a repository has no work tree, so that there are no files to write.
type ErrBare struct {
	Path string // absolute
}

func (e *ErrBare) Error() string { return e.Path + ": a bare repository has no files to write" }

// ErrNotOwned says that the repository belongs to another user and
// safe.directory does not name it.
type ErrNotOwned struct {
	Path  string // absolute
	Owner string // the owner's name or number where it is known
}

func (e *ErrNotOwned) Error() string {
	if e.Owner != "" {
		return fmt.Sprintf("%s: owned by %s, not by you", e.Path, e.Owner)
	}
	return e.Path + ": owned by somebody else"
}

// ErrPartlyStaged says that the index holds a version of a file that is
// neither HEAD's nor the one on disk. A commit would lose it.
type ErrPartlyStaged struct {
	Path string // relative to the work tree, slash separated
}

func (e *ErrPartlyStaged) Error() string {
	return e.Path + ": partly staged: the index holds a third version"
}

// ErrUncommitted says that a file that is to be removed holds changes that no
// commit has.
type ErrUncommitted struct {
	Path string // relative to the work tree, slash separated
}

func (e *ErrUncommitted) Error() string { return e.Path + ": has changes that are not committed" }

// Reason says why a path is not written to.
type Reason string

// The reasons of [ErrPath].
const (
	ReasonSymlink    Reason = "a symbolic link in the path"
	ReasonLink       Reason = "a symbolic link"
	ReasonNotRegular Reason = "not a regular file"
	ReasonFolder     Reason = "a folder and a file of the same name"
	ReasonCase       Reason = "differs from another path in case only"
	ReasonOutside    Reason = "outside the backlog folder"
	ReasonGitDir     Reason = "inside the repository's own folder"
)

// ErrPath says that a file cannot be written under its path. Nothing was written.
type ErrPath struct {
	Path   string // relative to the work tree, slash separated
	Reason Reason
}

func (e *ErrPath) Error() string { return e.Path + ": " + string(e.Reason) }

// ErrJournal says that the journal of a process that died cannot be read, so
// that po does not know what it was about to do. Nothing was written.
type ErrJournal struct {
	Path string // absolute
}

func (e *ErrJournal) Error() string { return e.Path + ": a journal that cannot be read" }

// ErrIndex says that the index is damaged. Nothing was written.
type ErrIndex struct {
	Path string // absolute
	Why  error  // where it stops to make sense
}

func (e *ErrIndex) Error() string { return e.Path + ": " + e.Why.Error() }

func (e *ErrIndex) Unwrap() error { return e.Why }

// ErrBrokenRef says that a ref, by its full name, holds neither the name of an
// object nor that of another ref.
type ErrBrokenRef = refs.BrokenError

// ErrRefClash says that a branch without a commit cannot get its first one,
// because one of two names would have to be a folder of the other. Nothing was written.
type ErrRefClash struct {
	Ref  string // the branch, in full, such as "refs/heads/a/b"
	With string // the ref in its way, in full
}

func (e *ErrRefClash) Error() string { return e.Ref + ": " + e.With + " exists" }
