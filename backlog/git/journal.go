package git

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A journal says what a commit is about to do, so that whoever comes after a
// process that died can finish it or undo it. It is a file of lines, each an
// object that adds to those before it: the files before the first trace is left,
// each lock before it is taken. A last line that is not whole was never acted upon.
type journal struct {
	Start bool `json:",omitempty"` // what stands before this line does not hold any more
	Done  bool `json:",omitempty"` // nothing is left to finish or to undo

	GitDir, Work string        // of the worktree
	Index        string        // the index's path
	Ref          string        `json:",omitempty"` // the branch that moves; empty: HEAD itself
	Old, New     string        `json:",omitempty"` // its commits, 40 digits; Old of an unborn branch is zeros; New is empty while no commit is made
	Files        []journalFile `json:",omitempty"`
	Folders      []string      `json:",omitempty"` // that are made for files, those above first, relative to the work tree
	Locks        []refs.Mark   `json:",omitempty"`
	Logs         []journalLog  `json:",omitempty"`

	Quoted bool `json:",omitempty"` // all texts are in Go's quotes: one of them is no UTF-8, such as a path of old

	ByGit bool     `json:",omitempty"` // git is asked to make the commit: it may live on, and New is its affair
	Fresh []string `json:",omitempty"` // that it is to know by git add -N
}

// journalKept is how large the file may grow before it is removed instead of being written on: a removal costs more than a line, but
// every command reads the file.
const journalKept = 16 << 10

// journalFile is a file of the work tree that is written or removed.
type journalFile struct {
	Path string // relative to the work tree, slash separated
	Old  []byte // what it held; meaningless when Was is false
	Was  bool   // there was a file
	Sum  string // git's name of the bytes it is to hold; empty: it is to go
	Blob string // of the index entry; empty: none
	Mode uint32 // permissions; 0: as the umask has it
}

func (f journalFile) equal(g journalFile) bool {
	return f.Path == g.Path && f.Was == g.Was && bytes.Equal(f.Old, g.Old) && f.Sum == g.Sum && f.Blob == g.Blob && f.Mode == g.Mode
}

// journalLog is a line that is appended to the reflog of a ref.
type journalLog struct{ Ref, Line string }

func journalPath(store refs.Store) string { return filepath.Join(store.Scratch(), "journal") }

// readJournal reads the journal of a process that died; nil: nothing was under way.
func readJournal(store refs.Store) (*journal, error) {
	text, err := os.ReadFile(journalPath(store))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var whole *journal
	for line := range bytes.Lines(lastTurn(text)) {
		var j journal
		err := json.Unmarshal(line, &j)
		if err == nil && j.Quoted {
			j, err = j.mapped(strconv.Unquote)
		}
		if err != nil {
			return nil, &ErrJournal{Path: journalPath(store)}
		}
		whole = whole.with(j)
	}
	return whole, nil
}

// lastTurn cuts off what does not hold any more: all before the last line that starts or ends a commit, which every command would
// have to read, and a last line that is not whole.
func lastTurn(text []byte) []byte {
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	for end := len(text); end > 0; {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		if line := text[start:]; bytes.HasPrefix(line, []byte(`{"Start":true`)) || bytes.HasPrefix(line, []byte(`{"Done":true`)) {
			return line
		}
		end = start
	}
	return text
}

// with adds a line.
func (j *journal) with(next journal) *journal {
	switch {
	case next.Done:
		return nil
	case next.Start || j == nil:
		return &next
	}
	locks := append(j.Locks, next.Locks...)
	if next.Old != "" { // another attempt, which finds what the one before has written
		next.Folders = append(j.Folders, next.Folders...)
		if next.Files == nil {
			next.Files = j.Files
		}
		*j = next
	}
	j.Locks = locks
	j.ByGit, j.Fresh = j.ByGit || next.ByGit, append(j.Fresh, next.Fresh...)
	return j
}

// note adds a line to the journal. That of an attempt which failed is written on: its files may stand.
func (s *site) note(j journal, sync bool) error {
	j.Start, s.noted = !s.noted, true
	j.GitDir, j.Work, j.Index = s.gitDir, s.work, s.indexPath()
	return writeDown(s.refs(), j, sync)
}

func writeDown(store refs.Store, j journal, sync bool) error {
	line, err := j.line()
	if err != nil {
		return err
	}
	before, err := store.Disk.Append(journalPath(store), disk.Content{Data: append(line, '\n'), Mode: 0o666, Sync: sync}, true)
	if err == nil && sync && before == 0 { // its name, too
		err = store.Disk.SyncFolder(store.Scratch())
	}
	return err
}

// line is the journal as a line. JSON has no way to write what is no UTF-8: it would say something else.
func (j journal) line() ([]byte, error) {
	_, err := j.mapped(func(text string) (string, error) {
		if !utf8.ValidString(text) {
			return "", errNotUTF8
		}
		return text, nil
	})
	if errors.Is(err, errNotUTF8) {
		j, err = j.mapped(func(text string) (string, error) { return strconv.QuoteToASCII(text), nil })
		j.Quoted = true
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

var errNotUTF8 = errors.New("no UTF-8")

// mapped is a copy of the journal with every text changed in the same way.
func (j journal) mapped(change func(string) (string, error)) (journal, error) {
	j.Files, j.Folders, j.Fresh = slices.Clone(j.Files), slices.Clone(j.Folders), slices.Clone(j.Fresh)
	j.Locks, j.Logs = slices.Clone(j.Locks), slices.Clone(j.Logs)
	texts := []*string{&j.GitDir, &j.Work, &j.Index, &j.Ref, &j.Old, &j.New}
	for i := range j.Files {
		texts = append(texts, &j.Files[i].Path, &j.Files[i].Sum, &j.Files[i].Blob)
	}
	for i := range j.Folders {
		texts = append(texts, &j.Folders[i])
	}
	for i := range j.Fresh {
		texts = append(texts, &j.Fresh[i])
	}
	for i := range j.Locks {
		texts = append(texts, &j.Locks[i].Target, &j.Locks[i].Sum)
	}
	for i := range j.Logs {
		texts = append(texts, &j.Logs[i].Ref, &j.Logs[i].Line)
	}
	for _, text := range texts {
		to, err := change(*text)
		if err != nil {
			return j, err
		}
		*text = to
	}
	return j, nil
}

// begin writes down the files that are about to be written.
func (a *attempt) begin() error {
	j := journal{Ref: a.head.Ref, Old: a.head.ID.String(), Folders: a.work.missingFolders(a.files), Logs: a.logLines()}
	if !a.commit.ID.IsZero() {
		j.New = a.commit.ID.String()
	}
	files := a.journalFiles()
	if !slices.EqualFunc(files, a.work.noted, journalFile.equal) { // an attempt of many need not repeat them
		j.Files = files
	}
	if err := a.site.note(j, a.opt.Durable); err != nil {
		return err
	}
	a.work.noted = files
	return nil
}

// journalFiles are the files that are to be written.
func (a *attempt) journalFiles() []journalFile {
	var files []journalFile
	for _, f := range a.files {
		if same(f.edit.Old, f.edit.New) {
			continue
		}
		e := journalFile{Path: f.path, Old: f.edit.Old, Was: f.edit.Old != nil, Mode: uint32(f.perm)}
		if f.edit.New != nil {
			e.Sum, e.Blob = BlobHash(string(f.edit.New)), f.blob.ID.String()
		}
		files = append(files, e)
	}
	return files
}

// A lockOf is a lock that is about to be taken: what is prepared for it, and what it locks.
type lockOf struct {
	with   *refs.Prepared
	target string
}

// announce writes down locks that are about to be taken.
func (a *attempt) announce(locks ...lockOf) error { return a.site.announce(a.opt.Durable, locks...) }

func (s *site) announce(sync bool, locks ...lockOf) error {
	var j journal
	for _, l := range locks {
		mark, err := l.with.Mark(l.target)
		if err != nil {
			return err
		}
		j.Locks = append(j.Locks, mark)
	}
	return s.note(j, sync)
}

// lockIndex takes the index's lock, which the journal tells of, for a change of the index alone.
func (s *site) lockIndex() (*refs.Lock, error) {
	p, err := s.refs().Prepare(content(nil, false))
	if err != nil {
		return nil, err
	}
	var l *refs.Lock
	if err = s.announce(false, lockOf{p, s.indexPath()}); err == nil {
		l, err = p.Lock(s.indexPath())
	}
	return l, join(err, p.Discard())
}

// forget says that there is nothing left to finish or to undo. A journal whose last line is not whole is not written on.
func forget(store refs.Store) error {
	if whole, err := endsWhole(journalPath(store)); err == nil && whole {
		return writeDown(store, journal{Done: true}, false)
	}
	return ignoreMissing(store.Disk.Remove(journalPath(store)))
}

// endsWhole says whether a journal can be written on.
func endsWhole(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	info, err := f.Stat()
	var last [1]byte
	if err == nil && info.Size() < journalKept {
		_, err = f.ReadAt(last[:], info.Size()-1)
	}
	return last[0] == '\n', errors.Join(err, f.Close())
}
