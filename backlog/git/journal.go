package git

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A journal says what a commit is about to do, so that whoever comes after a
// process that died can finish it or undo it. It is written before the first
// trace is left and again before each lock is taken; it goes last.
type journal struct {
	GitDir, Work string // of the worktree
	Ref          string // the branch that moves; empty: HEAD itself
	Old, New     string // its commits, 40 digits; Old of an unborn branch is zeros; New is empty while no commit is made
	Index        string // the index's path
	Files        []journalFile
	Folders      []string // that are made for files, those above first, relative to the work tree
	Locks        []refs.Mark
	Logs         []journalLog
}

// journalFile is a file of the work tree that is written or removed.
type journalFile struct {
	Path string // relative to the work tree, slash separated
	Old  []byte // what it held; meaningless when Was is false
	Was  bool   // there was a file
	Sum  string // git's name of the bytes it is to hold; empty: it is to go
	Blob string // of the index entry; empty: none
	Mode uint32 // permissions; 0: as the umask has it
}

// journalLog is a line that is appended to the reflog of a ref.
type journalLog struct{ Ref, Line string }

func journalPath(store refs.Store) string { return filepath.Join(store.Scratch(), "journal") }

// save writes the journal whole, in place of the one before.
func (j *journal) save(store refs.Store, sync bool) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	temp := store.NewScratch()
	if err := store.Disk.Create(temp, disk.Content{Data: text, Mode: 0o666, Sync: sync}); err != nil {
		return err
	}
	return store.Disk.Rename(temp, journalPath(store))
}

// readJournal reads the journal of a process that died; nil: there is none.
func readJournal(store refs.Store) (*journal, error) {
	text, err := os.ReadFile(journalPath(store))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j := new(journal)
	if err := json.Unmarshal(text, j); err != nil {
		return nil, &ErrJournal{Path: journalPath(store)}
	}
	return j, nil
}

// begin writes down the files that are about to be written.
func (a *attempt) begin() error {
	j := &a.journal
	j.GitDir, j.Work, j.Index = a.site.gitDir, a.site.work, a.site.indexPath()
	j.Ref, j.Old = a.head.Ref, a.head.ID.String()
	if !a.commit.ID.IsZero() {
		j.New = a.commit.ID.String()
	}
	j.Files, j.Folders = nil, a.work.missingFolders(a.files)
	for _, f := range a.files {
		if same(f.edit.Old, f.edit.New) {
			continue
		}
		e := journalFile{Path: f.path, Old: f.edit.Old, Was: f.edit.Old != nil, Mode: uint32(f.perm)}
		if f.edit.New != nil {
			e.Sum, e.Blob = BlobHash(string(f.edit.New)), f.blob.ID.String()
		}
		j.Files = append(j.Files, e)
	}
	return j.save(a.site.refs(), a.opt.Durable)
}

// announce writes down a lock that is about to be taken, by what is prepared for it.
func (a *attempt) announce(p *refs.Prepared, targets ...string) error {
	a.journal.GitDir, a.journal.Work, a.journal.Index = a.site.gitDir, a.site.work, a.site.indexPath()
	for _, target := range targets {
		mark, err := p.Mark(target)
		if err != nil {
			return err
		}
		a.journal.Locks = append(a.journal.Locks, mark)
	}
	return a.journal.save(a.site.refs(), a.opt.Durable)
}

// forget removes the journal: there is nothing left to finish or to undo.
func forget(store refs.Store) error {
	if _, err := os.Lstat(journalPath(store)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return store.Disk.Remove(journalPath(store))
}
