package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
)

// identityHint names all ways to say who commits.
const identityHint = `git config --global user.name "Your Name" and git config --global user.email you@example.org; without git the two lines "[user] name = Your Name" and "[user] email = you@example.org" in ~/.gitconfig; or the variables GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL`

// historyHint is the next step where a revision is not there, as main is not in a checkout of a build service, or where its history
// ends too early.
func (a *app) historyHint(err error) string {
	var unknown *git.ErrUnknownRevision
	var unrelated *git.ErrUnrelated
	switch {
	case a.repo == nil || !errors.As(err, &unknown) && !errors.As(err, &unrelated):
		return ""
	case unknown != nil:
		for _, remote := range []string{"origin/", "upstream/"} {
			if _, err := a.repo.Revision(context.Background(), remote+unknown.Name); err == nil {
				return "did you mean " + remote + unknown.Name + "?"
			}
		}
	}
	if !a.repo.Shallow() {
		return ""
	}
	return "this clone is shallow, its older history is not here: git fetch --unshallow brings it; a build checks out the whole with fetch-depth: 0, at GitLab with GIT_DEPTH: 0"
}

// gitHint is the next step after a refusal of the git layer. Paths are shown from the repository's root.
func gitHint(err error, shown func(path string) string) string {
	var (
		progress    *git.ErrInProgress
		locked      *git.ErrLocked
		journal     *git.ErrJournal
		index       *git.ErrIndex
		broken      *git.ErrBrokenRef
		clash       *git.ErrRefClash
		identity    *git.ErrNoIdentity
		owned       *git.ErrNotOwned
		unsupported *git.ErrUnsupported
		needs       *git.ErrNeedsGit
		staged      *git.ErrPartlyStaged
		uncommitted *git.ErrUncommitted
		hook        *git.ErrHook
		bare        *git.ErrBare
		early       *git.ErrTooEarly
		path        *git.ErrPath
	)
	var conflict *git.ErrUndoConflict
	var fetch *git.ErrFetch
	var unknown *git.ErrUnknownRevision
	switch {
	case errors.As(err, &unknown):
		return revisionHint(unknown.Name)
	case errors.As(err, &conflict):
		return undoHint(conflict, shown)
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
	case errors.As(err, &journal):
		return "it says what a po that died was about to do; look at git status, then remove " + journal.Path
	case errors.As(err, &index):
		return "git fsck shows what is damaged; where nothing is staged, rm " + index.Path + " and git reset make the index anew"
	case errors.As(err, &broken) && filepath.IsAbs(broken.Name):
		return "it says which branch is worked on; if that is main, its one line is ref: refs/heads/main"
	case errors.As(err, &broken):
		return "git fsck shows what is damaged; git reflog shows the commits that the branch was at"
	case errors.As(err, &clash):
		return "git branch -m " + strings.TrimPrefix(clash.With, "refs/heads/") + " NEW-NAME makes room, git switch -c NEW-NAME takes another name"
	case errors.As(err, &identity):
		return identityHint
	case errors.As(err, &owned):
		return "git config --global --add safe.directory " + owned.Path
	case errors.As(err, &bare):
		return "git clone " + bare.Path + " makes a work tree to change files in; po list and the other reading commands work here"
	case errors.As(err, &early):
		return "PO_NOW, GIT_AUTHOR_DATE and GIT_COMMITTER_DATE name another time"
	case errors.As(err, &unsupported):
		return unsupportedHint(unsupported)
	case errors.As(err, &path):
		return pathHint(path)
	case errors.As(err, &fetch):
		return "git fetch " + fetch.Remote + " shows whether the remote can be reached; git remote set-url " + fetch.Remote + " URL names where it is now"
	case errors.As(err, &needs) && needs.Reading:
		return "install git: it fetches from the remote; a clone without --filter has everything"
	case errors.As(err, &needs):
		return needsHint(needs.What)
	case errors.As(err, &staged):
		return "git add " + staged.Path + " stages all of it, git restore --staged " + staged.Path + " none"
	case errors.As(err, &uncommitted):
		return "po commit first; --force removes it with its changes"
	case errors.As(err, &hook):
		return hookHint(hook.Name)
	}
	return damageHint(err)
}

// undoHint is what shows who is in the way of an undo.
func undoHint(e *git.ErrUndoConflict, shown func(path string) string) string {
	shows := "git log -p " + e.Commit + ".. -- :/" + shown(e.Path)
	switch id := backlog.IDOfName(e.Path); {
	case id != "" && e.Gone:
		shows = "po log " + string(id) // blame knows nothing of what is not there
	case id != "":
		shows = "po blame " + string(id)
	}
	return shows + " shows who did; a change by hand, or po edit, takes it back"
}

// revisionHint is what may have been meant by a word that is no revision: a range as git log takes it, or an item.
func revisionHint(word string) string {
	from, to, _ := strings.Cut(word, "..")
	if to = strings.TrimPrefix(to, "."); from != "" && to != "" {
		return "po diff " + from + " " + to + " compares two ends; po diff " + from + "..." + to + " is what " + to + " brings"
	}
	if id, err := backlog.ParseID(word); err == nil {
		return "po log " + string(id) + " shows what changed in it"
	}
	return ""
}

// damageHint is what to do about an object that is damaged or missing.
func damageHint(err error) string {
	var damaged *git.ErrDamaged
	var missing *git.ErrMissing
	if !errors.As(err, &damaged) && !errors.As(err, &missing) {
		return ""
	}
	return "git fsck --full names all that is damaged or missing; another clone may have it whole: its files under .git/objects are good here too"
}

// needsHint is the way around something that only git can do, where there is none.
func needsHint(what string) string {
	if strings.HasPrefix(what, "the hook ") {
		return "install git, or --no-verify leaves hooks out; po … --no-commit changes the files only"
	}
	return "install git, or po … --no-commit changes the files only, for git commit where there is git"
}

// hookHint is the next step after a program that git calls said no.
func hookHint(name string) string {
	switch {
	case name == "commit-msg":
		return `if it refuses the subject, put this in po.yaml under commit: subject: "chore(backlog): {summary}"`
	case name == "commit.gpgsign":
		return "user.signingKey names the key and gpg.format its kind; git config commit.gpgsign false leaves commits unsigned"
	case strings.HasPrefix(name, "filter="):
		return "po … --no-commit changes the files only; git check-attr filter FILE shows where a filter comes from"
	}
	return ""
}

// unsupportedHint is the way around something that po leaves to git.
func unsupportedHint(e *git.ErrUnsupported) string {
	switch {
	case strings.HasPrefix(e.Extension, "extensions."), strings.HasPrefix(e.Extension, "core."):
		return "po works in repositories as git init makes them: with SHA-1 names and refs as files"
	case strings.HasPrefix(e.Extension, "safe."):
		return "--git-dir of git, or GIT_DIR, names the repository explicitly"
	case e.Extension == "GIT_INDEX_FILE":
		return "unset GIT_INDEX_FILE; or po … --no-commit changes the files, then git commit"
	case e.Extension == "GIT_QUARANTINE_PATH":
		return "a push is being received, which may yet be turned down: write in the hook post-receive"
	}
	return "po … --no-commit changes the files, then git commit"
}

// pathHint is what makes room for a file.
func pathHint(e *git.ErrPath) string {
	switch e.Reason {
	case git.ReasonLink:
		return "po writes into files, not through links to them: edit the file that it leads to, or put a file in its place"
	case git.ReasonSymlink:
		return "po writes real files in real folders only: put one in the link's place"
	case git.ReasonNotRegular, git.ReasonFolder:
		return "move what is in its place: git mv " + e.Path + " NEW-NAME"
	case git.ReasonCase:
		return "git ls-files shows the other path; git mv gives one of the two another name"
	case git.ReasonOutside, git.ReasonGitDir:
	}
	return ""
}

func progressHint(what git.Operation) string {
	switch what {
	case git.Merging:
		return "git commit ends the merge, git merge --abort gives it up; po … --no-commit changes the files only"
	case git.Rebasing:
		return "git rebase --continue goes on, git rebase --abort gives it up; po … --no-commit changes the files only"
	case git.Applying:
		return "git am --continue goes on, git am --abort gives it up; po … --no-commit changes the files only"
	case git.CherryPicking:
		return "git cherry-pick --continue goes on, git cherry-pick --abort gives it up; po … --no-commit changes the files only"
	case git.Reverting:
		return "git revert --continue goes on, git revert --abort gives it up; po … --no-commit changes the files only"
	case git.Bisecting:
		return "git bisect reset ends it; po … --no-commit changes the files only"
	case git.Conflicting:
		return "resolve the conflict, then git add and git commit"
	}
	return ""
}
