package objects

import (
	"cmp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// A TreeEdit changes one file of a tree.
type TreeEdit struct {
	Path string            // slash separated, from the tree's root
	ID   plumbing.Hash     // the new blob; zero: the file goes
	Mode filemode.FileMode // of a new file, or one that was no file before; an existing file keeps its mode
}

// A Folder is a tree on the way to a changed file, before and after.
type Folder struct {
	Path string        // slash separated; empty: the root
	Old  plumbing.Hash // zero: there was none
	New  plumbing.Hash // zero: there is none any more
	Data []byte        // of the new tree
	Grew int           // files there are more in it, on all levels
}

// A ClashError says that a path is to be a file where the tree has a folder, or
// a folder where it has a file.
type ClashError struct{ Path string }

func (e *ClashError) Error() string { return e.Path + ": a file and a folder of the same name" }

// Splice makes the tree that differs from another one, which may be zero for
// none, in the edits only. It gives the folders on the way, those below first,
// the root last; nothing is written. Folders that become empty go.
// An edit that changes nothing leaves its folders' names as they were.
// Two edits of one path are an error of the caller's.
func (s *Store) Splice(root plumbing.Hash, edits []TreeEdit) ([]Folder, error) {
	sp := splicer{store: s}
	edits = slices.SortedFunc(slices.Values(edits), func(a, b TreeEdit) int { return cmp.Compare(a.Path, b.Path) })
	if _, err := sp.folder("", root, edits); err != nil {
		return nil, err
	}
	return sp.done, nil
}

type splicer struct {
	store *Store
	done  []Folder
}

// folder splices one folder; its edits are sorted by path and all lie in it.
func (sp *splicer) folder(path string, old plumbing.Hash, edits []TreeEdit) (Folder, error) {
	var data []byte
	if !old.IsZero() {
		var err error
		if data, err = sp.store.Tree(old); err != nil {
			return Folder{}, err
		}
	}
	steps, err := stepsIn(path, edits)
	if err != nil {
		return Folder{}, err
	}
	if err := meet(path, data, steps); err != nil {
		return Folder{}, err
	}
	f := Folder{Path: path, Old: old}
	for i := range steps {
		grew, err := sp.step(path, &steps[i])
		if err != nil {
			return Folder{}, err
		}
		f.Grew += grew
	}
	f.Data = merge(data, steps)
	if len(f.Data) > 0 || path == "" {
		f.New = plumbing.ComputeHash(plumbing.TreeObject, f.Data)
	}
	sp.done = append(sp.done, f)
	return f, nil
}

// A step is what happens to one name of a folder: a file set or taken away, or
// a folder whose files change.
type step struct {
	name  string
	below []TreeEdit // a folder's; nil: a file
	had   TreeEntry  // what the name stood for; a zero mode: nothing
	id    plumbing.Hash
	mode  filemode.FileMode
}

// stepsIn groups the edits of a folder by the next name in their paths, sorted
// as a tree is.
func stepsIn(path string, edits []TreeEdit) ([]step, error) {
	var steps []step
	for i := 0; i < len(edits); {
		name := nextName(path, edits[i].Path)
		full := join(path, name)
		if full == edits[i].Path {
			steps = append(steps, step{name: name, id: edits[i].ID, mode: edits[i].Mode})
			i++
			continue
		}
		n := i + 1
		for n < len(edits) && strings.HasPrefix(edits[n].Path, full+"/") {
			n++
		}
		steps = append(steps, step{name: name, below: edits[i:n], mode: filemode.Dir})
		i = n
	}
	slices.SortFunc(steps, func(a, b step) int {
		return compareNames([]byte(a.name), a.below != nil, b.name, b.below != nil)
	})
	seen := make(map[string]bool, len(steps))
	for _, st := range steps {
		if seen[st.name] {
			return nil, &ClashError{Path: join(path, st.name)}
		}
		seen[st.name] = true
	}
	return steps, nil
}

// meet notes what each step's name stood for before.
func meet(path string, data []byte, steps []step) error {
	at := make(map[string]*step, len(steps))
	for i := range steps {
		at[steps[i].name] = &steps[i]
	}
	t := TreeReader{Rest: data}
	for t.Next() {
		st := at[string(t.Entry.Name)]
		if st == nil {
			continue
		}
		if t.Entry.IsTree() != (st.below != nil) {
			return &ClashError{Path: join(path, st.name)}
		}
		st.had = t.Entry
	}
	return t.Err
}

// step finds out what the name stands for afterwards, and how many files more that is.
func (sp *splicer) step(path string, st *step) (grew int, err error) {
	if st.below != nil {
		f, err := sp.folder(join(path, st.name), st.had.ID, st.below)
		st.id = f.New
		return f.Grew, err
	}
	had, has := st.had.Mode != 0, !st.id.IsZero()
	if had && has && st.had.Mode.IsFile() && st.had.Mode != filemode.Symlink {
		st.mode = st.had.Mode
	}
	switch {
	case has && !had:
		return 1, nil
	case had && !has:
		return -1, nil
	default:
		return 0, nil
	}
}

// merge writes the new tree in one pass over the old one.
func merge(data []byte, steps []step) []byte {
	out := make([]byte, 0, len(data)+64*len(steps))
	t := TreeReader{Rest: data}
	more := t.Next()
	for _, st := range steps {
		isTree := st.below != nil
		for more && compareNames(t.Entry.Name, t.Entry.IsTree(), st.name, isTree) < 0 {
			out = append(out, t.Entry.raw...)
			more = t.Next()
		}
		if more && string(t.Entry.Name) == st.name {
			more = t.Next()
		}
		if !st.id.IsZero() {
			out = appendEntry(out, st.mode, st.name, st.id)
		}
	}
	if more {
		out = append(out, t.Entry.raw...)
		out = append(out, t.Rest...)
	}
	return out
}

func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// Find gives the entry of a path in a tree; false: it has none.
func (s *Store) Find(root plumbing.Hash, path string) (TreeEntry, bool, error) {
	found, err := s.FindAll(root, []string{path})
	e, ok := found[path]
	return e, ok, err
}

// FindAll gives the entries of many paths in a tree, each folder read once.
// Paths without an entry are left out.
func (s *Store) FindAll(root plumbing.Hash, paths []string) (map[string]TreeEntry, error) {
	found := make(map[string]TreeEntry, len(paths))
	edits := make([]TreeEdit, len(paths))
	for i, path := range paths {
		edits[i].Path = path
	}
	slices.SortFunc(edits, func(a, b TreeEdit) int { return cmp.Compare(a.Path, b.Path) })
	edits = slices.CompactFunc(edits, func(a, b TreeEdit) bool { return a.Path == b.Path })
	if root.IsZero() {
		return found, nil
	}
	return found, s.findIn("", root, edits, found)
}

func (s *Store) findIn(path string, tree plumbing.Hash, edits []TreeEdit, found map[string]TreeEntry) error {
	data, err := s.Tree(tree)
	if err != nil {
		return err
	}
	below := make(map[string][]TreeEdit)
	for _, e := range edits {
		name := nextName(path, e.Path)
		below[name] = append(below[name], e)
	}
	t := TreeReader{Rest: data}
	for t.Next() {
		in := below[string(t.Entry.Name)]
		if len(in) == 0 {
			continue
		}
		full := join(path, string(t.Entry.Name))
		if in[0].Path == full {
			found[full] = t.Entry
			in = in[1:]
		}
		if len(in) > 0 && t.Entry.IsTree() {
			if err := s.findIn(full, t.Entry.ID, in, found); err != nil {
				return err
			}
		}
	}
	return t.Err
}

// nextName is the name that a path has directly below a folder.
func nextName(folder, path string) string {
	if folder != "" {
		path = path[len(folder)+1:]
	}
	name, _, _ := strings.Cut(path, "/")
	return name
}
