package main

import (
	"errors"

	"github.com/po-backlog/po/backlog/git"
)

// identityHint names all ways to say who commits.
const identityHint = `git config --global user.name "Your Name" and git config --global user.email you@example.org; without git these lines in ~/.gitconfig: [user] name = Your Name, email = you@example.org; or the variables GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL`

// gitHint is the next step after a refusal of the git layer.
func gitHint(err error) string {
	var (
		progress    *git.ErrInProgress
		locked      *git.ErrLocked
		identity    *git.ErrNoIdentity
		owned       *git.ErrNotOwned
		unsupported *git.ErrUnsupported
		needs       *git.ErrNeedsGit
		staged      *git.ErrPartlyStaged
		uncommitted *git.ErrUncommitted
		hook        *git.ErrHook
	)
	var conflict *git.ErrUndoConflict
	switch {
	case errors.As(err, &conflict):
		return "git show " + conflict.Commit + " shows it; a change by hand, or po edit, takes it back"
	case errors.Is(err, git.ErrInsideCommit):
		return "a hook may read with po, not write: write before the commit, or after it"
	case errors.Is(err, git.ErrNoBacklog):
		return "po init makes one here; --backlog DIR names one elsewhere"
	case errors.Is(err, git.ErrNoRepository):
		return "po init makes a repository and a backlog here; -C DIR works elsewhere"
	case errors.As(err, &progress):
		return progressHint(progress.What)
	case errors.As(err, &locked):
		return "another git may be at work; if none is, remove " + locked.Path
	case errors.As(err, &identity):
		return identityHint
	case errors.As(err, &owned):
		return "git config --global --add safe.directory " + owned.Path
	case errors.As(err, &unsupported):
		return "the same command with --no-commit changes the files; then git commit"
	case errors.As(err, &needs):
		return "install git, or --no-commit changes the files only; --no-verify leaves hooks out"
	case errors.As(err, &staged):
		return "git add " + staged.Path + " stages all of it, git restore --staged " + staged.Path + " none"
	case errors.As(err, &uncommitted):
		return "po commit first; --force removes it with its changes"
	case errors.As(err, &hook) && hook.Name == "commit-msg":
		return `if it refuses the subject, put this in po.yaml under commit: subject: "chore(backlog): {summary}"`
	}
	return ""
}

func progressHint(what git.Operation) string {
	switch what {
	case git.Merging:
		return "git commit ends the merge, git merge --abort gives it up; --no-commit changes the files only"
	case git.Rebasing:
		return "git rebase --continue goes on, git rebase --abort gives it up; --no-commit changes the files only"
	case git.CherryPicking:
		return "git cherry-pick --continue goes on, git cherry-pick --abort gives it up; --no-commit changes the files only"
	case git.Reverting:
		return "git revert --continue goes on, git revert --abort gives it up; --no-commit changes the files only"
	case git.Bisecting:
		return "git bisect reset ends it; --no-commit changes the files only"
	case git.Conflicting:
		return "resolve the conflict, then git add and git commit"
	}
	return ""
}
