package git

import "github.com/po-backlog/po/backlog"

// CommitOptions says what goes into one commit.
type CommitOptions struct {
	Message string             // subject, body and trailers as one text
	Files   []backlog.FileEdit // each path once; Old and New the same: commit what is on disk; both nil: commit that it is gone

	NoVerify  bool // pre-commit and commit-msg hooks are not asked
	Force     bool // a file with changes that are not committed may be removed
	Durable   bool // fsync whatever the commit needs, whatever core.fsync says
	FilesOnly bool // write the files and stop: no index, no commit
}

// CommitResult is what a commit did.
type CommitResult struct {
	Hash      string   // the new commit, 40 hexadecimal digits; empty: nothing differed from HEAD, or FilesOnly
	Short     string   // its first digits
	Branch    string   // such as "main"; empty when HEAD is detached
	Detached  bool     // the commit is on no branch
	Files     []string // the paths committed or written, relative to the work tree, in order
	TookAlong []string // those among them that somebody had changed by hand before, against HEAD

	IgnoredHooks []string // hooks that were not called since their files are not executable; relative to the work tree where they lie in it
}
