package git

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// inProgress refuses a repository that is in the middle of something: a commit
// made beneath it would be lost in it, or change what it means.
func (s *site) inProgress(head refs.Head) error {
	for _, sign := range []struct {
		file string
		what Operation
		when bool
	}{
		{"MERGE_HEAD", Merging, true},
		{"CHERRY_PICK_HEAD", CherryPicking, true},
		{"REVERT_HEAD", Reverting, true},
		{"rebase-merge", Rebasing, true},
		{"rebase-apply/applying", Applying, true},
		{"rebase-apply", Rebasing, true},
		{"BISECT_LOG", Bisecting, head.Ref == ""},
	} {
		if !sign.when {
			continue
		}
		switch _, err := os.Lstat(filepath.Join(s.gitDir, filepath.FromSlash(sign.file))); {
		case err == nil:
			return &ErrInProgress{What: sign.what}
		case !disk.IsMissing(err): // nobody knows
			return err
		}
	}
	return nil
}

// otherIndex refuses an index that is not the repository's own: the branch would
// move, and the own index would show the commit taken back.
func (s *site) otherIndex() error {
	named := s.getenv("GIT_INDEX_FILE")
	if named == "" {
		return nil
	}
	if !filepath.IsAbs(named) {
		named = filepath.Join(s.work, named) // as git reads it
	}
	a, errA := os.Stat(named)
	b, errB := os.Stat(s.indexPath())
	if filepath.Clean(named) == s.indexPath() || errA == nil && errB == nil && os.SameFile(a, b) {
		return nil
	}
	return &ErrUnsupported{Extension: "GIT_INDEX_FILE"}
}

// quarantined refuses to commit while a push is being received: new objects go where git throws them away if the push is turned down,
// and a branch that names one of them would be lost. Git moves no ref there either.
func (s *site) quarantined() error {
	const variable = "GIT_QUARANTINE_PATH"
	if s.getenv(variable) == "" {
		return nil
	}
	return &ErrUnsupported{Extension: variable}
}

// openIndex reads the index and refuses one that cannot be kept whole.
func (s *site) openIndex() (*listing, error) {
	l, err := openListing(s.indexPath(), s.objects)
	var corrupt *index.CorruptError
	if errors.As(err, &corrupt) {
		return nil, &ErrIndex{Path: s.indexPath(), Why: corrupt}
	}
	if err != nil {
		return nil, err
	}
	if what, found := l.Unsupported(); found {
		return nil, &ErrUnsupported{Extension: what}
	}
	if path, found := l.Unmerged(); found {
		return nil, &ErrInProgress{What: Conflicting, Path: path}
	}
	if what, needs := l.NeedsGit(); needs {
		if _, err := s.look("git"); err != nil {
			return nil, &ErrNeedsGit{What: what}
		}
	}
	return l, nil
}
