package git

import (
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// A use is a function that is mentioned: by whom, and whether in a call that a disk makes.
type use struct {
	by      types.Object
	viaDisk bool
}

// A mention is a use of what may change something.
type mention struct {
	file, what string
	use
}

// sources are this package and those below it as one system builds them, with the types of everything that the standard library and
// they themselves declare. Of other modules nothing is known but their names.
type sources struct {
	platform build.Context
	standard standard
	packages map[string]*types.Package
	mentions []mention
	uses     map[types.Object][]use
	inside   int // changes that go through a disk
}

// platforms are the builds in which the sources differ.
func platforms() []build.Context {
	var all []build.Context
	for _, p := range [][]string{{"linux"}, {"linux", "portable"}, {"darwin"}, {"windows"}} {
		c := build.Default
		c.GOOS, c.BuildTags = p[0], p[1:]
		all = append(all, c)
	}
	return all
}

// standard is what the standard library declares; to read it takes most of the time.
type standard struct {
	types.Importer
	fset *token.FileSet
}

func newStandard() standard {
	fset := token.NewFileSet()
	return standard{importer.ForCompiler(fset, "source", nil), fset}
}

func newSources(platform build.Context, standard standard) *sources {
	return &sources{platform: platform, standard: standard, packages: map[string]*types.Package{}, uses: map[types.Object][]use{}}
}

// checkedSources reads what is built for a platform.
func checkedSources(t *testing.T, platform build.Context, standard standard) *sources {
	t.Helper()
	s := newSources(platform, standard)
	folders, err := filepath.Glob("internal/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(folders, "") {
		if _, err := s.Import(path.Join(modulePath, filepath.ToSlash(folder))); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// checkedSource reads one file, as a part of the package.
func checkedSource(t *testing.T, text string) *sources {
	t.Helper()
	s := newSources(build.Default, newStandard())
	file, err := parser.ParseFile(s.standard.fset, "a.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.check(modulePath, map[string]*ast.File{"a.go": file})
	return s
}

// Import gives a package of ours, which it checks, one of the standard library, or an empty one.
func (s *sources) Import(name string) (*types.Package, error) {
	if p := s.packages[name]; p != nil {
		return p, nil
	}
	rest, ours := strings.CutPrefix(name, modulePath)
	first, _, _ := strings.Cut(name, "/")
	switch {
	case ours:
		files, err := s.parse(strings.TrimPrefix(rest, "/"))
		if err != nil {
			return nil, err
		}
		return s.check(name, files), nil
	case !strings.Contains(first, "."):
		return s.standard.Import(name)
	}
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	s.packages[name] = p
	return p, nil
}

// parse reads the files of a folder that the platform builds, by name.
func (s *sources) parse(folder string) (map[string]*ast.File, error) {
	dir := filepath.FromSlash(path.Join(".", folder))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]*ast.File{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		built, err := s.platform.MatchFile(dir, e.Name())
		if err != nil {
			return nil, err
		}
		if !built {
			continue
		}
		file, err := parser.ParseFile(s.standard.fset, filepath.Join(dir, e.Name()), nil, 0)
		if err != nil {
			return nil, err
		}
		files[path.Join(folder, e.Name())] = file
	}
	return files, nil
}

// check finds the types of a package, as far as they are known, and collects what it mentions.
func (s *sources) check(name string, files map[string]*ast.File) *types.Package {
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	var all []*ast.File
	for _, f := range files {
		all = append(all, f)
	}
	conf := types.Config{Importer: s, Error: func(error) {}, FakeImportC: true} // what other modules declare is not known
	p, _ := conf.Check(name, s.standard.fset, all, info)
	s.packages[name] = p
	for file, f := range files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				s.collect(file, info, fn)
			}
		}
	}
	return p
}
