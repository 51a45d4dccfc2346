// Package objects reads and writes the objects of a repository: loose ones,
// packs, alternates.
//
// Names and kinds of objects and the detection of forged collisions are go-git's. The reading of packs is our own, because
// go-git's loads whole pack indexes and remembers which packs there are, and history reads some fifty thousand objects. So is the
// writing of loose objects: it passes the door at which every call of a commit can
// be stopped, waits for the medium where core.fsync says so, makes objects young
// that are here already, keeps shared repositories shared, and stores small
// objects without a compressor, which halves the processor's time for one.
package objects

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
)

// MaxSize is the size in bytes of the largest object that is read. Larger ones are
// an error, so that a forged header cannot ask for all memory.
const MaxSize = 256 << 20

// Options says where objects are.
type Options struct {
	Dir        string   // the folder objects, absolute
	Alternates []string // more folders of the kind, besides those of info/alternates

	// Fetch brings objects that are not here into the repository, all at once, as a partial clone can. Nil: nobody has them.
	Fetch func([]plumbing.Hash) error

	// Replaced gives the objects that are read in the place of others, those of
	// refs/replace/. It is asked once, by the first read. Nil: none.
	Replaced func() map[plumbing.Hash]plumbing.Hash
}

// A Store gives objects by their names. Its methods may be called from several
// goroutines.
type Store struct {
	opt Options

	mu         sync.Mutex
	dirs       []string // opt.Dir first, then alternates; nil: not looked for yet
	dirsFailed error    // of a file of alternates that could not be read
	list       packList
	scanned    bool
	recent     atomic.Pointer[pack] // where the last object was

	replaced  func() map[plumbing.Hash]plumbing.Hash
	bases     baseMemory
	trees     memory[plumbing.Hash]
	windows   memory[place] // of packs
	inflaters sync.Pool     // *inflater
}

// Open makes a store. It reads nothing yet.
func Open(o Options) *Store {
	if o.Replaced == nil {
		o.Replaced = func() map[plumbing.Hash]plumbing.Hash { return nil }
	}
	return &Store{opt: o, replaced: sync.OnceValue(o.Replaced)}
}

// Dir is the folder that loose objects and packs are written to.
func (s *Store) Dir() string { return s.opt.Dir }

// A NotFoundError says that an object is not in the repository. It does not match
// [fs.ErrNotExist], which says of a path that a commit does not have it: to take
// damage for that would lose files in silence.
type NotFoundError struct {
	ID string // the object's name, 40 hexadecimal digits
}

func (e *NotFoundError) Error() string { return "object " + e.ID + ": not in the repository" }

// A CorruptError says that an object, or the file that should hold it, is damaged.
type CorruptError struct {
	What string // such as "object 1f…"; empty: the file
	Why  string
	File string // absolute; empty where no one file is to blame
}

func (e *CorruptError) Error() string {
	switch {
	case e.What == "":
		return e.File + ": " + e.Why
	case e.File == "":
		return e.What + ": damaged: " + e.Why
	}
	return e.What + ": damaged: " + e.Why + ": " + e.File
}

// corrupt says what is wrong with a file.
func corrupt(file, why string, args ...any) error {
	return &CorruptError{Why: fmt.Sprintf(why, args...), File: file}
}

// damaged says which object is damaged where only the file was known.
func damaged(id plumbing.Hash, err error) error {
	var known *CorruptError
	if errors.As(err, &known) {
		return &CorruptError{What: "object " + id.String(), Why: known.Why, File: known.File}
	}
	return err
}

// Read gives an object's kind and bytes, which must not be changed; those of another
// one where git replace has said so. That the bytes belong to the name is verified.
// What is missing in a partial clone is fetched. Errors: *[NotFoundError], *[CorruptError], those of fetching, those of the system.
func (s *Store) Read(id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	if other, found := s.replaced()[id]; found {
		id = other
	}
	kind, data, err := s.find(id)
	var missing *NotFoundError
	if errors.As(err, &missing) && s.opt.Fetch != nil {
		if err := s.opt.Fetch([]plumbing.Hash{id}); err != nil {
			return plumbing.InvalidObject, nil, err
		}
		kind, data, err = s.find(id)
	}
	return kind, data, err
}

// Fetches says whether objects that are not here can be fetched.
func (s *Store) Fetches() bool { return s.opt.Fetch != nil }

// Fetch fetches those of some objects that are not here, in one go.
func (s *Store) Fetch(ids []plumbing.Hash) error {
	if s.opt.Fetch == nil {
		return nil
	}
	s.rescan()
	seen := make(map[plumbing.Hash]bool, len(ids))
	var missing []plumbing.Hash
	for _, id := range ids {
		if !seen[id] && !s.Has(id) {
			missing = append(missing, id)
		}
		seen[id] = true
	}
	if len(missing) == 0 {
		return nil
	}
	return s.opt.Fetch(missing)
}

// ReadAs is [Store.Read] for an object that must be of one kind.
func (s *Store) ReadAs(kind plumbing.ObjectType, id plumbing.Hash) ([]byte, error) {
	got, data, err := s.Read(id)
	if err == nil && got != kind {
		return nil, &CorruptError{What: "object " + id.String(), Why: fmt.Sprintf("a %s, not a %s", got, kind)}
	}
	return data, err
}

// Tree gives the bytes of a tree, which must not be changed. Those asked for last are remembered: a commit looks at a folder before
// it changes it, and history at each twice.
func (s *Store) Tree(id plumbing.Hash) ([]byte, error) {
	if _, data, ok := s.trees.get(id); ok {
		return data, nil
	}
	data, err := s.ReadAs(plumbing.TreeObject, id)
	if err == nil {
		s.trees.put(id, plumbing.TreeObject, data)
	}
	return data, err
}

// Has says whether an object is here, without reading it.
func (s *Store) Has(id plumbing.Hash) bool {
	_, found := s.where(id)
	return found
}

// Sum is an object's name by plain SHA-1, which is what reading verifies.
// Names of new objects are computed by go-git, which detects forged collisions.
func Sum(kind plumbing.ObjectType, data []byte) (id plumbing.Hash) {
	h := sha1.New()
	h.Write(header(kind, len(data)))
	h.Write(data)
	h.Sum(id[:0])
	return id
}

// header is what precedes an object's bytes: "blob 12\x00".
func header(kind plumbing.ObjectType, size int) []byte {
	return appendHeader(make([]byte, 0, 32), kind, size)
}

func appendHeader(out []byte, kind plumbing.ObjectType, size int) []byte {
	out = append(out, kind.Bytes()...)
	out = append(out, ' ')
	out = strconv.AppendInt(out, int64(size), 10)
	return append(out, 0)
}

// A Namer names texts, one after the other, in one piece of memory. The zero value is ready; it is for one goroutine.
type Namer struct{ buf []byte }

// Blob is the name of a blob that holds the text.
func (n *Namer) Blob(text string) plumbing.Hash {
	n.buf = append(appendHeader(n.buf[:0], plumbing.BlobObject, len(text)), text...)
	return sha1.Sum(n.buf)
}

// where gives the file that holds an object, as far as is known without looking
// for new packs.
func (s *Store) where(id plumbing.Hash) (path string, found bool) {
	for _, dir := range s.folders() {
		path := loosePath(dir, id)
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			return path, true
		}
	}
	for _, p := range s.known().packs {
		if _, found, err := p.lookup(id); found && err == nil {
			return p.path, true
		}
	}
	return "", false
}

func loosePath(dir string, id plumbing.Hash) string {
	name := id.String()
	return filepath.Join(dir, name[:2], name[2:])
}
