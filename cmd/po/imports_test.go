package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path under which our own packages are imported.
const module = "github.com/po-backlog/po"

// A wall says what the packages of one folder may import besides the standard
// library, and what of the standard library they may not.
//
// A path that ends in "/..." covers the package and all below it. A path that
// begins with "-" takes packages out again. Of several walls that cover a
// folder the one with the longest path holds.
type wall struct {
	folder string
	ours   []string // folders of this module
	others []string // import paths of other modules
	lent   []string // packages of the standard library that pure excludes and this folder may have
}

// walls is the architecture as a table: whoever wants another arrow between two
// packages, or another module, changes a line here and gives the reason in the
// review.
func walls() []wall {
	return []wall{
		{folder: "backlog", ours: in("backlog/internal/doc"), others: in("golang.org/x/text/unicode/norm")},
		{folder: "backlog/internal/doc", others: in(
			"github.com/adrg/frontmatter", "gopkg.in/yaml.v3", "github.com/yuin/goldmark/...", "-github.com/yuin/goldmark/extension")},
		{folder: "backlog/check", ours: in("backlog")},
		{folder: "backlog/metrics", ours: in("backlog"), lent: in("math/rand/v2")},
		{folder: "backlog/exchange", ours: in("backlog"), others: in(
			"golang.org/x/text/encoding/...", "golang.org/x/net/html/...")},
		{folder: "backlog/git/...", ours: in("backlog", "backlog/git/internal/..."), others: in(
			"github.com/go-git/go-git/v5/...", "github.com/go-git/go-billy/v5/...", "golang.org/x/sys/..."),
			lent: in("os/...", "syscall", "math/rand/v2")}, // chance: names of temporary files, who tries a lock again first

		{folder: "render", ours: in("backlog", "backlog/check", "backlog/metrics")},
		{folder: "render/internal/gfm", others: in("github.com/yuin/goldmark/...", "-github.com/yuin/goldmark/extension")},
		{folder: "render/term", ours: in("render", "render/internal/gfm"), others: in("github.com/yuin/goldmark/...",
			"-github.com/yuin/goldmark/extension", "github.com/clipperhouse/displaywidth"), lent: in("os/...", "syscall")}, // the pager, closed pipes
		{folder: "render/markdown", ours: in("render")},
		{folder: "render/html", ours: in("render", "render/internal/gfm")},
		{folder: "render/json", ours: in("backlog", "backlog/check", "backlog/metrics", "render")},
		{folder: "render/ci", ours: in("backlog", "backlog/check", "backlog/metrics", "render")},
		{folder: "render/site", ours: in("render", "render/html", "backlog")},

		{folder: "cmd/po/internal/tui", ours: in("backlog", "backlog/check", "backlog/git", "render", "render/term"), others: in(
			"charm.land/bubbletea/v2", "charm.land/lipgloss/v2", "github.com/charmbracelet/x/ansi/...", "github.com/sahilm/fuzzy"),
			lent: in("os/...")},
		{folder: "cmd/po/internal/web", ours: in("backlog", "backlog/check", "backlog/git", "backlog/metrics",
			"render", "render/html", "render/site"), others: in("github.com/fsnotify/fsnotify"),
			lent: in("os/...", "net/...", "crypto/rand")},
		{folder: "cmd/po/internal/mcp", ours: in("backlog", "backlog/check", "backlog/git", "backlog/metrics",
			"render", "render/json"), others: in("github.com/modelcontextprotocol/go-sdk/..."), lent: in("os/...")},
		{folder: "cmd/po/internal/lsp", ours: in("backlog", "backlog/check", "backlog/git", "backlog/metrics",
			"render", "render/json"), lent: in("os/...")},

		{folder: "cmd/po", ours: in("backlog/...", "-backlog/internal/...", "-backlog/git/internal/...", "render/...",
			"cmd/po/internal/...", "examples/veloshare"), others: in("github.com/spf13/cobra", "github.com/spf13/pflag",
			"github.com/itchyny/gojq", "golang.org/x/term"), lent: in("os/...", "syscall", "crypto/rand", "math/rand/v2")}, // names of signals
		{folder: "cmd/pobench", ours: in("backlog", "backlog/git"), lent: in("os/...", "syscall", "math/rand/v2")},

		{folder: "examples"},
		{folder: "examples/veloshare"},
		{folder: "examples/library", ours: in("backlog", "backlog/check")},
	}
}

// testWalls is what the test files of a folder may import on top of its wall.
// The standard library is all theirs.
func testWalls() []wall {
	return []wall{
		{folder: "...", others: in("github.com/google/go-cmp/...", "github.com/rogpeppe/go-internal/txtar")},
		{folder: "backlog/...", ours: in("backlog"), others: in("gopkg.in/yaml.v3")},
		{folder: "backlog/internal/doc", others: in("github.com/yuin/goldmark/...")},
		{folder: "backlog/git/...", ours: in("backlog/git"), others: in(
			"github.com/google/go-cmp/...", "github.com/rogpeppe/go-internal/...")},
		{folder: "render/...", ours: in("backlog", "backlog/check", "render/..."), others: in(
			"github.com/yuin/goldmark/...", "github.com/santhosh-tekuri/jsonschema/v6", "github.com/charmbracelet/x/ansi")},
		{folder: "cmd/po/...", ours: in("backlog/...", "-backlog/internal/...", "render/...", "examples/..."), others: in(
			"github.com/rogpeppe/go-internal/...", "github.com/santhosh-tekuri/jsonschema/v6", "gopkg.in/yaml.v3")},
		{folder: "examples/...", ours: in("backlog", "backlog/check", "examples/..."), others: in("gopkg.in/yaml.v3")},
	}
}

// pure lists what of the standard library only the folders that borrow it may
// import: the way to files, processes, the network and chance.
func pure() []string {
	return in("os/...", "net/...", "-net/url", "syscall", "plugin", "crypto/rand", "math/rand/...")
}

// banned lists what nobody may import, tests neither: each is paid for at the
// start of every command, and hides in a module that is used for other things.
func banned() []string {
	return in("github.com/spf13/cobra/doc", "net/http/pprof", "expvar")
}

func in(paths ...string) []string { return paths }

// covers reports whether one of the patterns matches the path and none of those
// that begin with "-" does.
func covers(patterns []string, p string) bool {
	found := false
	for _, pattern := range patterns {
		if without, ok := strings.CutPrefix(pattern, "-"); ok {
			if matches(without, p) {
				return false
			}
			continue
		}
		found = found || matches(pattern, p)
	}
	return found
}

func matches(pattern, p string) bool {
	above, ok := strings.CutSuffix(pattern, "...")
	if !ok {
		return pattern == p
	}
	return strings.HasPrefix(p+"/", above)
}

// wallOf returns the wall with the longest folder that covers the given one.
func wallOf(table []wall, folder string) (w wall, ok bool) {
	for _, each := range table {
		if matches(each.folder, folder) && (!ok || len(each.folder) > len(w.folder)) {
			w, ok = each, true
		}
	}
	return w, ok
}

// refusal says why a file of the folder may not import the path; it is empty
// for what it may.
func refusal(folder, imported string, test bool) string {
	w, known := wallOf(walls(), folder)
	own, isOurs := strings.CutPrefix(imported, module+"/")
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case covers(banned(), imported):
		return "is banned everywhere"
	case !known && !test:
		return "comes from a package that has no line in the table"
	case test && (isOurs && own == folder || testMay(folder, imported, own)):
		return ""
	case isOurs && !covers(w.ours, own):
		return "is not for this package"
	case !isOurs && strings.Contains(first, ".") && !covers(w.others, imported):
		return "is another module's and not in the table"
	case !test && covers(pure(), imported) && !covers(w.lent, imported):
		return "is not for a package that neither touches the machine nor rolls dice"
	}
	return ""
}

// testMay reports whether any of the lines for test files that cover the folder
// lets in the import: unlike walls, they add up.
func testMay(folder, imported, own string) bool {
	for _, w := range testWalls() {
		if matches(w.folder, folder) && (covers(w.others, imported) || covers(w.ours, own)) {
			return true
		}
	}
	return false
}

// A sourceFile is one Go file of the module, parsed.
type sourceFile struct {
	name   string // from the module's root, with slashes
	folder string // of the package, from the module's root; "" is the root
	test   bool
	lines  int
	syntax *ast.File
	fset   *token.FileSet
}

func (f sourceFile) position(n ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

// sourceFiles parses every Go file of the module, whatever its build tags.
// Folders that the go command passes over are passed over here too.
var sourceFiles = sync.OnceValues(func() ([]sourceFile, error) {
	root := filepath.Join("..", "..")
	fset := token.NewFileSet()
	var files []sourceFile
	err := filepath.WalkDir(root, func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && p != root && (name == "testdata" || name[0] == '.' || name[0] == '_') {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(p) != ".go" {
			return nil
		}
		f, err := parseSource(fset, root, p)
		files = append(files, f)
		return err
	})
	return files, err
})

func parseSource(fset *token.FileSet, root, file string) (sourceFile, error) {
	relative, err := filepath.Rel(root, file)
	if err != nil {
		return sourceFile{}, err
	}
	source, err := os.ReadFile(file)
	if err != nil {
		return sourceFile{}, err
	}
	name := filepath.ToSlash(relative)
	syntax, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	return sourceOf(fset, name, string(source), syntax), err
}

func sourceOf(fset *token.FileSet, name, source string, syntax *ast.File) sourceFile {
	return sourceFile{
		name:   name,
		folder: strings.TrimPrefix(path.Dir(name), "."),
		test:   strings.HasSuffix(name, "_test.go"),
		lines:  strings.Count(source, "\n"),
		syntax: syntax,
		fset:   fset,
	}
}

// sources returns the module's files and fails the test when they cannot be
// read or are suspiciously few.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	files, err := sourceFiles()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(files, func(f sourceFile) bool { return f.name == "cmd/po/imports_test.go" }) {
		t.Fatalf("%d files read, but not this one", len(files))
	}
	return files
}

func TestWalls(t *testing.T) {
	for _, f := range sources(t) {
		for _, spec := range f.syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := refusal(f.folder, imported, f.test); why != "" {
				t.Errorf("%s: %s %s", f.position(spec), imported, why)
			}
		}
	}
}

// TestWallsStand holds the table to its purpose: what must never be imported is
// refused, and what the design lets in is let in.
func TestWallsStand(t *testing.T) {
	const (
		allowed = false
		refused = true
	)
	tests := []struct {
		folder, imported string
		test, want       bool
	}{
		{"backlog", module + "/backlog/internal/doc", false, allowed},
		{"backlog", "time", false, allowed},
		{"backlog", "os", false, refused},
		{"backlog", "math/rand/v2", false, refused},
		{"backlog", "gopkg.in/yaml.v3", false, refused},
		{"backlog", module + "/render", false, refused},
		{"backlog", module + "/backlog/git", false, refused},
		{"backlog", "os", true, allowed},
		{"backlog/check", module + "/backlog/internal/doc", false, refused},
		{"backlog/check", module + "/backlog/metrics", false, refused},
		{"backlog/internal/doc", "github.com/yuin/goldmark/ast", false, allowed},
		{"backlog/git/internal/index", "github.com/go-git/go-git/v5/plumbing", false, allowed},
		{"backlog/git", "net/http", false, refused},
		{"backlog/git", "github.com/spf13/cobra", false, refused},
		{"render", "github.com/go-git/go-git/v5", false, refused},
		{"render", module + "/backlog/git", false, refused},
		{"render/term", module + "/backlog", false, refused},
		{"render/term", "charm.land/lipgloss/v2", false, refused},
		{"render/term", "github.com/clipperhouse/displaywidth", false, allowed},
		{"render/term", "github.com/charmbracelet/x/ansi", false, refused},
		{"render/term", "github.com/charmbracelet/x/ansi", true, allowed},
		{"render/internal/gfm", "github.com/yuin/goldmark/extension/ast", false, allowed},
		{"render/internal/gfm", "github.com/yuin/goldmark/extension", false, refused},
		{"render/internal/gfm", "github.com/yuin/goldmark/extension", true, allowed},
		{"cmd/po", module + "/backlog/git", false, allowed},
		{"cmd/po", module + "/backlog/git/internal/index", false, refused},
		{"cmd/po", module + "/backlog/internal/doc", true, refused},
		{"cmd/po", "github.com/spf13/cobra/doc", false, refused},
		{"cmd/po", "net/http/pprof", true, refused},
		{"cmd/po", "github.com/rogpeppe/go-internal/testscript", false, refused},
		{"cmd/po", "github.com/rogpeppe/go-internal/testscript", true, allowed},
		{"cmd/pobench", "github.com/go-git/go-git/v5", false, refused},
		{"backlog/helper", "strings", false, refused},
		{"elsewhere", "github.com/google/go-cmp/cmp", true, allowed},
		{"elsewhere", "github.com/stretchr/testify/assert", true, refused},
	}
	for _, tt := range tests {
		if why := refusal(tt.folder, tt.imported, tt.test); (why != "") != tt.want {
			t.Errorf("refusal(%q, %q, test %v) = %q, refused should be %v", tt.folder, tt.imported, tt.test, why, tt.want)
		}
	}
}
