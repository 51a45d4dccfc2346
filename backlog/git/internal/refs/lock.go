package refs

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A Lock is git's lock file for a path: PATH.lock beside it, whose content
// becomes the file's by one rename.
type Lock struct {
	disk   *disk.Disk
	target string
	made   fs.FileInfo // nil: let go or committed
}

// A HeldError says that somebody else has the lock.
type HeldError struct {
	Path string        // the lock file
	Info fs.FileInfo   // nil: it was gone again when it was looked at
	Age  time.Duration // by the file system's own clock
	PID  int           // who has it, where that is known; 0: not
}

func (e *HeldError) Error() string { return e.Path + ": exists" }

// Scratch is the folder for files that are prepared before they are moved into
// place. Whoever holds the flock owns all that lies in it.
func (s Store) Scratch() string { return filepath.Join(s.Common, "po") }

// scratchPrefix begins the names of prepared files, so that those of a dead
// process can be told from what else lies in the folder.
const scratchPrefix = "tmp-"

// NewScratch is the path of a prepared file that no one else uses.
func (s Store) NewScratch() string {
	return filepath.Join(s.Scratch(), scratchPrefix+strconv.FormatUint(rand.Uint64(), 36))
}

// holdPrefix begins the names of scratch files that say, as their content, which file elsewhere goes when they go.
const holdPrefix = scratchPrefix + "hold-"

// Hold notes a file elsewhere in the repository, before it is made, that is to go with the next sweep, this process's or another's.
func (s Store) Hold(path string) error {
	note := filepath.Join(s.Scratch(), holdPrefix+strconv.FormatUint(rand.Uint64(), 36))
	return s.Disk.Create(note, disk.Content{Data: []byte(path), Mode: 0o666})
}

// Sweep removes prepared files that dead processes left, and the files that they held. The flock must be held.
func (s Store) Sweep() {
	left, err := filepath.Glob(filepath.Join(s.Scratch(), scratchPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		if strings.HasPrefix(filepath.Base(path), holdPrefix) && !s.letGo(path) {
			continue
		}
		_ = s.Disk.Remove(path) // another time, then
	}
}

// letGo removes the file of which a note speaks, and reports whether it is gone. Only what keeps a pack is ever held. A pack that has
// no index goes with it: its writer died between the two, and nobody else would ever clear it away.
func (s Store) letGo(note string) bool {
	held, err := os.ReadFile(note)
	if err != nil {
		return false
	}
	base, whole := strings.CutSuffix(string(held), ".keep")
	if !whole || !filepath.IsAbs(base) {
		return true // half a note, of a process that died before it made the file
	}
	if _, err := os.Lstat(base + ".idx"); disk.IsMissing(err) && !s.gone(base+".pack") {
		return false
	}
	return s.gone(base + ".keep")
}

// gone removes a file that need not be there.
func (s Store) gone(path string) bool {
	if _, err := os.Lstat(path); disk.IsMissing(err) {
		return true
	}
	err := s.Disk.Remove(path)
	return err == nil || disk.IsMissing(err)
}

// A Prepared is the content of locks before they are taken.
type Prepared struct {
	store   Store
	content disk.Content
	path    string
	written time.Time // by the file system's clock, where the file says otherwise; zero: it does not
}

// Prepare writes the content of one or more locks, for [Prepared.Lock].
func (s Store) Prepare(c disk.Content) (*Prepared, error) {
	p := &Prepared{store: s, content: c, path: s.NewScratch()}
	return p, s.Disk.Create(p.path, c)
}

// Date sets the time at which the file that was prepared will seem to be written.
func (p *Prepared) Date(when time.Time) error {
	info, err := os.Lstat(p.path)
	if err != nil {
		return err
	}
	p.written = info.ModTime()
	return p.store.Disk.Do("date", p.path, func() error { return os.Chtimes(p.path, when, when) })
}

// A Mark tells the lock that one process took from any other's: by the time and
// the bytes of the file that was prepared for it.
type Mark struct {
	Target string // what is locked, absolute
	Size   int64
	Nanos  int64  // when the file was written, since 1970
	Sum    string // SHA-1 of the bytes at its end, in hex
}

// markedBytes is how many bytes at its end tell a file from others of its size and time: an index, which may be large, ends in the sum
// of all that it holds.
const markedBytes = 32 << 10

// endSum is the sum of the bytes at the end of a file that is in pieces.
func endSum(pieces ...[]byte) string {
	skip := -markedBytes
	for _, piece := range pieces {
		skip += len(piece)
	}
	sum := sha1.New()
	for _, piece := range pieces {
		n := min(max(skip, 0), len(piece))
		sum.Write(piece[n:])
		skip -= n
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Mark is that of the lock of a target, if [Prepared.Lock] takes it.
func (p *Prepared) Mark(target string) (Mark, error) {
	info, err := os.Lstat(p.path)
	if err != nil {
		return Mark{}, err
	}
	sum := endSum(append([][]byte{p.content.Data}, p.content.More...)...)
	return Mark{Target: target, Size: info.Size(), Nanos: info.ModTime().UnixNano(), Sum: sum}, nil
}

// Lock is the lock file's path.
func (m Mark) Lock() string { return m.Target + ".lock" }

// Stands reports whether the lock file is there and is the one marked.
func (m Mark) Stands() bool {
	info, err := os.Lstat(m.Lock())
	if err != nil || info.Size() != m.Size || info.ModTime().UnixNano() != m.Nanos {
		return false
	}
	data, err := os.ReadFile(m.Lock())
	return err == nil && endSum(data) == m.Sum
}

// Discard removes what was prepared. The locks taken stay. On nil it does nothing.
func (p *Prepared) Discard() error {
	if p == nil {
		return nil
	}
	return p.store.Disk.Remove(p.path)
}

// Lock takes the lock of a path: the content is linked into place, so that no
// half-written lock is ever seen. It does not wait: a lock that exists is a *[HeldError].
func (p *Prepared) Lock(target string) (*Lock, error) {
	d := p.store.Disk
	path := target + ".lock"
	err := p.place(path)
	for tries := 0; errors.Is(err, fs.ErrNotExist) && tries < removals; tries++ {
		err = p.place(path)
	}
	if errors.Is(err, fs.ErrExist) {
		err = held(path, p)
	}
	if err != nil {
		return nil, err
	}
	l := &Lock{disk: d, target: target}
	if l.made, err = os.Lstat(path); err != nil {
		return nil, errors.Join(err, d.Remove(path)) // which nobody but us has had yet
	}
	return l, nil
}

// removals is how often a folder may be removed again as soon as it is made, by a git that packs refs and tidies up behind itself.
const removals = 3

// place makes the lock file, and the folder in which it lies.
func (p *Prepared) place(path string) error {
	d := p.store.Disk
	if err := d.MkdirAll(filepath.Dir(path)); err != nil {
		return err
	}
	err := d.Link(p.path, path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // no hard links here
		err = p.createAs(path)
	}
	return err
}

// createAs makes the lock file as a new one that can be told like a link: of the same time, too.
func (p *Prepared) createAs(path string) error {
	info, err := os.Lstat(p.path)
	if err != nil {
		return err
	}
	c := p.content
	c.Time = info.ModTime()
	return p.store.Disk.Create(path, c)
}

// Lock prepares the content of one lock and takes it.
func (s Store) Lock(target string, c disk.Content) (*Lock, error) {
	p, err := s.Prepare(c)
	if err != nil {
		return nil, err
	}
	l, err := p.Lock(target)
	return l, errors.Join(err, p.Discard())
}

// Held says, without taking it, that somebody else has the lock of a path: a *[HeldError]. Where nobody has, it is nil.
func (s Store) Held(target string) error {
	path := target + ".lock"
	if _, err := os.Lstat(path); err != nil {
		return nil // taking it says what else may be wrong
	}
	now, err := s.Prepare(disk.Content{Mode: 0o666})
	if err != nil {
		return err
	}
	return errors.Join(held(path, now), now.Discard())
}

// held says who is in the way, and for how long compared with a file made just now.
func held(path string, now *Prepared) error {
	e := &HeldError{Path: path}
	if info, err := os.Lstat(path); err == nil { // it may be gone by now
		e.Info = info
		if made, err := os.Lstat(now.path); err == nil {
			clock := made.ModTime()
			if !now.written.IsZero() {
				clock = now.written
			}
			e.Age = max(0, clock.Sub(info.ModTime()))
		}
	}
	return e
}

// Busy is a *[HeldError] while somebody has the lock of a path: who only looks leaves less behind than who tries.
func (s Store) Busy(target string) error {
	path := target + ".lock"
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	return &HeldError{Path: path, Info: info, Age: max(0, time.Since(info.ModTime()))}
}

// Path is the lock file's.
func (l *Lock) Path() string { return l.target + ".lock" }

// Replace gives the lock what was prepared, which the file will have after [Lock.Commit].
func (l *Lock) Replace(p *Prepared) error {
	made, err := os.Lstat(p.path)
	if err == nil {
		err = l.disk.Rename(p.path, l.Path())
	}
	if err != nil {
		return errors.Join(err, p.Discard())
	}
	l.made = made
	return nil
}

// Commit moves the lock file over the file that it locks. The lock is gone then.
func (l *Lock) Commit() error {
	if info, err := os.Stat(l.target); err == nil && info.IsDir() {
		l.disk.RemoveEmptyFolders(l.target)
	}
	err := l.disk.Rename(l.Path(), l.target)
	if err == nil {
		l.made = nil
	}
	return err
}

// Release lets go of the lock and leaves the file as it is. A lock file that is
// not the one made stays. After Commit, or on nil, it does nothing.
func (l *Lock) Release() error {
	if l == nil || l.made == nil {
		return nil
	}
	made := l.made
	l.made = nil
	info, err := os.Lstat(l.Path())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		info, err = os.Lstat(l.Path()) // once more: a lock that stays keeps everybody out
	}
	if errors.Is(err, fs.ErrNotExist) || err == nil && !Unchanged(info, made) {
		return nil
	}
	if err != nil {
		return err
	}
	return l.disk.Remove(l.Path())
}

// Unchanged says whether two looks at a path saw one file, not written in
// between. Its number alone does not tell: that of a deleted file is soon used again.
func Unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
