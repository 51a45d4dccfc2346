package backlog

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Bulk is what a file system may offer besides fs.FS to be read fast: ReadAll reads every file below the folders for which
// [Reads] is true and hands each to the function, which it may call from several goroutines at once; worker tells them apart
// and is less than GOMAXPROCS·2. A folder that does not exist is no error. A file over 1 MiB may be handed over cut after 1 MiB and one byte.
type Bulk interface {
	ReadAll(dirs []string, each func(worker int, path, data string, err error)) error
}

// Load reads the backlog below fsys, which is rooted at the folder that holds po.yaml: a working tree, a commit, an archive in
// a test. A missing or unreadable po.yaml is an error (for the latter a *[ParseError]); any other file that cannot be read is
// kept in [Backlog.Broken] and hides nothing.
func Load(fsys fs.FS) (*Backlog, error) {
	src, err := fs.ReadFile(fsys, configFile)
	if err != nil {
		return nil, err
	}
	c, err := parseConfig(string(src))
	if err != nil {
		return nil, err
	}
	files, err := readFiles(fsys, c)
	if err != nil {
		return nil, err
	}
	return assemble(c, files), nil
}

// readFiles reads and parses all files, sorted by path.
func readFiles(fsys fs.FS, c *Config) ([]*file, error) {
	dirs := make([]string, 0, 8)
	for _, k := range RecordKinds() {
		dirs = append(dirs, k.Folder())
	}
	perWorker := make([]reader, 2*runtime.GOMAXPROCS(0))
	each := func(worker int, path, data string, err error) { perWorker[worker].take(c, path, data, err) }
	var err error
	if bulk, ok := fsys.(Bulk); ok {
		err = bulk.ReadAll(dirs, each)
	} else {
		err = walk(fsys, dirs, each)
	}
	if err != nil {
		return nil, err
	}
	var files []*file
	for i := range perWorker {
		files = append(files, perWorker[i].files...)
	}
	if src, err := fs.ReadFile(fsys, productFile); !errors.Is(err, fs.ErrNotExist) {
		perWorker[0].files = nil
		perWorker[0].take(c, productFile, string(src), err)
		files = append(files, perWorker[0].files...)
	}
	slices.SortFunc(files, func(a, b *file) int { return strings.Compare(a.path, b.path) })
	return files, nil
}

// reader is what one worker needs.
type reader struct {
	scanner doc.Scanner
	files   []*file
}

func (r *reader) take(c *Config, path, data string, err error) {
	if err != nil {
		r.files = append(r.files, &file{path: path, kind: kindOfPath(path), cfg: c,
			err: &ParseError{Pos: Position{Path: path}, Rule: "file.yaml", Msg: readError(err), Err: err}})
		return
	}
	r.files = append(r.files, parseFile(&r.scanner, path, data, c))
}

// readError is the cause without the path, which stands before it.
func readError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// walk reads a plain fs.FS in the order of its names.
func walk(fsys fs.FS, dirs []string, each func(worker int, path, data string, err error)) error {
	for _, dir := range dirs {
		err := fs.WalkDir(fsys, dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && path == dir:
				return fs.SkipDir
			case err != nil:
				return fmt.Errorf("%s: %w", path, err)
			case d.IsDir() && path != dir && (d.Name()[0] == '.' || d.Name()[0] == '_'):
				return fs.SkipDir
			case !d.Type().IsRegular() || !Reads(path):
				return nil
			}
			data, err := fs.ReadFile(fsys, path)
			each(0, path, string(data), err)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Update reads only these paths of fsys again and shares the rest; paths that are gone leave the snapshot. When po.yaml is among
// them everything is read, with the errors of [Load]; there are no others.
func (b *Backlog) Update(fsys fs.FS, paths ...string) (*Backlog, error) {
	if slices.Contains(paths, configFile) {
		return Load(fsys)
	}
	changes := make(map[string]*file, len(paths))
	var r reader
	for _, path := range paths {
		if !Reads(path) {
			continue
		}
		src, err := fs.ReadFile(fsys, path)
		if errors.Is(err, fs.ErrNotExist) {
			changes[path] = nil
			continue
		}
		r.take(b.cfg, path, string(src), err)
		changes[path] = r.files[len(r.files)-1]
	}
	return b.with(changes), nil
}

// with gives a snapshot in which the files of the map take the place of those at their paths; a nil file is one removed.
func (b *Backlog) with(changes map[string]*file) *Backlog {
	if len(changes) == 0 {
		return b
	}
	if files, ok := b.replaced(changes); ok {
		return snapshot(b.cfg, files, b.names)
	}
	files := make([]*file, 0, len(b.files)+len(changes))
	for _, f := range b.files {
		g, touched := changes[f.path]
		switch {
		case !touched:
			files = append(files, f)
		case g != nil:
			files = append(files, g)
		}
	}
	for path, g := range changes {
		if _, known := b.fileIndex(path); !known && g != nil {
			files = append(files, g)
		}
	}
	slices.SortFunc(files, func(x, y *file) int { return strings.Compare(x.path, y.path) })
	return assemble(b.cfg, files)
}

// replaced puts the files of the map in the places of those that hold the same ids; false where one comes, goes or is renamed.
func (b *Backlog) replaced(changes map[string]*file) ([]*file, bool) {
	files := slices.Clone(b.files)
	for path, g := range changes {
		i, known := b.fileIndex(path)
		if !known || g == nil || g.id() != files[i].id() || !slices.Equal(g.aliases(), files[i].aliases()) {
			return nil, false
		}
		files[i] = g
	}
	return files, true
}

// LoadConfig reads po.yaml alone.
func LoadConfig(fsys fs.FS) (*Config, error) {
	src, err := fs.ReadFile(fsys, configFile)
	if err != nil {
		return nil, err
	}
	return parseConfig(string(src))
}
