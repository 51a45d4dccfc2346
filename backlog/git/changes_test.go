package git

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// allowed are the places that change something, or start a program that may, past the eyes of whoever watches a commit's disk, each with
// the reason why nobody has to stop there: to stop anywhere is to stop before and after each call that [disk.Disk] makes.
func allowed() map[string]string {
	return map[string]string{
		"init.go InitRepository: os.MkdirAll":    "makes a repository: HEAD comes last, and before it there is none",
		"init.go createNew: os.OpenFile":         "makes a repository",
		"init.go createNew: os.File.WriteString": "makes a repository",
		"init.go fillConfig: os.WriteFile":       "makes a repository",
		"init.go keepsModes: os.Chmod":           "makes a repository: asks what the file system can do",

		"install.go InstallHook: a disk that tells nobody":  "no part of a commit",
		"install.go appendConfig: a disk that tells nobody": "no part of a commit",
		"open.go disk: a disk that tells nobody":            "memory of ids, which may go at any time, and recovery: TestStopRecovery hands recoverDead one that tells",
		"splice.go commit: a disk that tells nobody":        "where none is given",
		"undo.go filteredPaths: a disk that tells nobody":   "opens the work tree to read alone",

		"errand.go transcript: os.OpenFile":       "opens what Disk.Create has made, for programs to write into; the next one sweeps what a dead process leaves",
		"errand.go run: os/exec.Cmd.Run":          "git, hooks and signers: TestKilledWhileGitCommits stops while git runs",
		"errand.go command: os.Process.Signal":    "lets a program end",
		"fetch.go tryGit: os/exec.Cmd.Run":        "git fetches what a partial clone lacks, and answers questions",
		"listing.go gitOn: os/exec.Cmd.Run":       "git changes a copy of the index that nobody else knows",
		"maintain.go maintain: os/exec.Cmd.Start": "git tidies up by its own rules, after the commit",
		"program.go ask: os/exec.Cmd.Output":      "git answers a question",

		"internal/refs/flock_unix.go tryLock: unix.Flock":             "the system lets go of it when the process ends",
		"internal/refs/flock_unix.go lock: unix.Flock":                "the system lets go of it when the process ends",
		"internal/refs/flock_windows.go lockFile: windows.LockFileEx": "the system lets go of it when the process ends",

		"bulk_raw.go open: unix.Openat":                     "opens to read alone",
		"work_fs.go open: os.Root.OpenFile":                 "opens to read alone",
		"internal/objects/pack.go openRegular: os.OpenFile": "opens to read alone",
	}
}

// TestChangesGoThroughDisk looks at every mention of what the system can do, in the sources of every system: what may change something
// is called by nobody but [disk.Disk], or in a call that it makes.
func TestChangesGoThroughDisk(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	standard := newStandard()
	for _, platform := range platforms() {
		s := checkedSources(t, platform, standard)
		for _, place := range s.past() {
			found[place] = true
		}
		if s.inside == 0 {
			t.Errorf("%s %q: no change is seen that goes through the disk", platform.GOOS, platform.BuildTags)
		}
	}
	for _, place := range slices.Sorted(maps.Keys(found)) {
		if allowed()[place] == "" {
			t.Errorf("%s goes past disk.Disk: nobody can stop there", place)
		}
	}
	for _, place := range slices.Sorted(maps.Keys(allowed())) {
		if !found[place] {
			t.Errorf("%s is allowed, and is not there", place)
		}
	}
}

// harmless says of what the system offers that it changes nothing.
func harmless(name string) bool {
	pkg, rest, _ := strings.Cut(name, ".")
	switch pkg {
	case "os":
		return slices.Contains([]string{
			"Open", "OpenRoot", "Stat", "Lstat", "ReadFile", "ReadDir", "Readlink", "SameFile", "IsNotExist", "IsExist", "Environ",
			"Getenv", "Getpid", "Geteuid", "FindProcess", "Process.Release", "ProcessState.ExitCode", "File.Close", "File.Read", "File.ReadAt", "File.ReadDir", "File.Readdirnames", "File.Seek",
			"File.Stat", "File.Name", "File.Fd", "Root.Close", "Root.Open", "Root.Stat", "Root.Lstat", "Root.ReadFile", "Root.Readlink", "Root.FS",
		}, rest)
	case "os/exec":
		return slices.Contains([]string{"LookPath", "Command", "CommandContext", "Cmd.Environ", "ExitError.Error", "Error.Error"}, rest)
	case "unix":
		return slices.Contains([]string{"Close", "Read", "Getdents", "Fstatat"}, rest)
	case "windows":
		return slices.Contains([]string{"Handle"}, rest)
	case "syscall":
		return strings.HasPrefix(rest, "Errno.") || strings.HasPrefix(rest, "Signal.")
	}
	return true
}

// past gives the places that change something where no [disk.Disk] has a part in it: "file function: call".
func (s *sources) past() []string {
	s.inside = 0
	places := map[string]bool{}
	for _, m := range s.mentions {
		switch {
		case m.viaDisk || s.onlyInDisk(m.by, map[types.Object]bool{}):
			s.inside++
		default:
			places[fmt.Sprintf("%s %s: %s", m.file, m.by.Name(), m.what)] = true
		}
	}
	return slices.Collect(maps.Keys(places))
}

// onlyInDisk says whether a function is called in nothing but calls that a disk makes.
func (s *sources) onlyInDisk(f types.Object, asked map[types.Object]bool) bool {
	uses := s.uses[f]
	if len(uses) == 0 || asked[f] {
		return false
	}
	asked[f] = true
	return !slices.ContainsFunc(uses, func(u use) bool { return !u.viaDisk && !s.onlyInDisk(u.by, asked) })
}

// collect notes what a declaration mentions.
func (s *sources) collect(file string, info *types.Info, decl *ast.FuncDecl) {
	by := info.Defs[decl.Name]
	calls := madeByDisk(info, decl)
	ast.Inspect(decl, func(n ast.Node) bool {
		viaDisk := n != nil && slices.ContainsFunc(calls, func(c *ast.FuncLit) bool { return c.Pos() <= n.Pos() && n.End() <= c.End() })
		note := func(what string) {
			s.mentions = append(s.mentions, mention{file, what, use{by, viaDisk}})
		}
		switch n := n.(type) {
		case *ast.Ident:
			f, ok := info.Uses[n].(*types.Func)
			if !ok {
				break
			}
			s.uses[f] = append(s.uses[f], use{by, viaDisk})
			if name := systemName(f); name != "" && !harmless(name) {
				note(name)
			}
		case *ast.CallExpr:
			if name := foreignCall(info, n); name != "" && !harmless(name) {
				note(name)
			}
			if arg := writtenTo(info, n); arg != "" {
				note(arg)
			}
		case *ast.ValueSpec, *ast.CompositeLit:
			if unwatched(info, n) {
				note("a disk that tells nobody")
			}
		}
		return true
	})
}

// madeByDisk gives the functions that are handed to a disk to be called.
func madeByDisk(info *types.Info, decl *ast.FuncDecl) []*ast.FuncLit {
	var calls []*ast.FuncLit
	ast.Inspect(decl, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		f, ok := info.Uses[sel.Sel].(*types.Func)
		if !ok || f.Pkg() == nil || f.Pkg().Path() != modulePath+"/internal/disk" || f.Name() != "Do" && f.Name() != "Make" {
			return true
		}
		for _, arg := range call.Args {
			if lit, ok := arg.(*ast.FuncLit); ok {
				calls = append(calls, lit)
			}
		}
		return true
	})
	return calls
}

// systemName is the name of a function or a method of the standard library's ways to the system, such as "os.File.Write"; else empty.
func systemName(f *types.Func) string {
	if f.Pkg() == nil || !slices.Contains([]string{"os", "os/exec", "syscall"}, f.Pkg().Path()) {
		return ""
	}
	name := f.Name()
	if recv := f.Signature().Recv(); recv != nil {
		of := recv.Type()
		if p, ok := of.(*types.Pointer); ok {
			of = p.Elem()
		}
		named, ok := of.(*types.Named)
		if !ok || types.IsInterface(named) { // such as fs.FileInfo
			return ""
		}
		name = named.Obj().Name() + "." + name
	}
	return f.Pkg().Path() + "." + name
}

// foreignCall is the name of what is called in a package of which nothing is known but its path, such as "unix.Flock"; else empty.
func foreignCall(info *types.Info, call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	pkg, ok := info.Uses[id].(*types.PkgName)
	if !ok || !strings.HasPrefix(pkg.Imported().Path(), "golang.org/x/sys/") {
		return ""
	}
	return pkg.Imported().Name() + "." + sel.Sel.Name
}

// writtenTo names a call that is handed an open file to write to, or no disk where one is asked for; else it is empty.
func writtenTo(info *types.Info, call *ast.CallExpr) string {
	sig, ok := info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return ""
	}
	for i, arg := range call.Args {
		if i >= sig.Params().Len() {
			break
		}
		if isDisk(sig.Params().At(i).Type()) && types.ExprString(arg) == "nil" {
			return "a disk that tells nobody"
		}
		to, ok := sig.Params().At(i).Type().Underlying().(*types.Interface)
		if of := info.TypeOf(arg); !ok || of == nil || of.String() != "*os.File" {
			continue
		}
		for m := range to.Methods() {
			if m.Name() == "Write" {
				return types.ExprString(call.Fun) + " to a file"
			}
		}
	}
	return ""
}

func isDisk(t types.Type) bool {
	return t != nil && strings.TrimPrefix(t.String(), "*") == modulePath+"/internal/disk.Disk"
}

// unwatched says whether a declaration makes a disk that tells nobody.
func unwatched(info *types.Info, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ValueSpec:
		return n.Type != nil && len(n.Values) == 0 && isDisk(info.TypeOf(n.Type))
	case *ast.CompositeLit:
		return isDisk(info.TypeOf(n)) && !slices.ContainsFunc(n.Elts, func(e ast.Expr) bool {
			kv, ok := e.(*ast.KeyValueExpr)
			return ok && types.ExprString(kv.Key) == "Watch"
		})
	}
	return false
}

// TestChangesAreSeen sins once in each way that [TestChangesGoThroughDisk] is to see.
func TestChangesAreSeen(t *testing.T) {
	t.Parallel()
	sins := []struct{ body, want string }{
		{`os.Remove("x")`, "os.Remove"},
		{`f := os.Rename; _ = f`, "os.Rename"},
		{`var r *os.Root; r.Mkdir("x", 0)`, "os.Root.Mkdir"},
		{`f, _ := os.Open("x"); f.Write(nil)`, "os.File.Write"},
		{`f, _ := os.Open("x"); fmt.Fprint(f, "x")`, "fmt.Fprint to a file"},
		{`f, _ := os.Open("x"); io.Copy(io.Discard, f)`, ""},
		{`var d *disk.Disk; d.Remove("x")`, "a disk that tells nobody"},
		{`d := &disk.Disk{}; d.Remove("x")`, "a disk that tells nobody"},
		{`handed(nil)`, "a disk that tells nobody"},
		{`handed(w)`, ""},
		{`unix.Fsync(3)`, "unix.Fsync"},
		{`syscall.Unlink("x")`, "syscall.Unlink"},
		{`exec.Command("x").Run()`, "os/exec.Cmd.Run"},
		{`os.ReadFile("x")`, ""},
		{`func() { os.Chmod("x", 0) }()`, "os.Chmod"},
		{`w.Do("x", "x", func() error { return os.Remove("x") })`, ""},
		{`w.Do("x", "x", func() error { return nil }); os.Remove("x")`, "os.Remove"},
		{`w.Do("x", "x", func() error { return inside() })`, ""},
		{`w.Do("x", "x", func() error { return both() })`, ""},
		{`both()`, ""}, // the sin is that of both
	}
	var source strings.Builder
	source.WriteString(`package git
import ("fmt"; "io"; "os"; "os/exec"; "syscall"; "golang.org/x/sys/unix"; "` + modulePath + `/internal/disk")
func inside() error { return os.Remove("x") }
func handed(*disk.Disk) {}
func both() error { return os.Remove("x") }
var _, _, _, _ = fmt.Print, io.EOF, exec.ErrDot, syscall.EIO
`)
	want := []string{"a.go both: os.Remove"}
	for i, sin := range sins {
		fmt.Fprintf(&source, "func f%d(w *disk.Disk) { %s }\n", i, sin.body)
		if sin.want != "" {
			want = append(want, fmt.Sprintf("a.go f%d: %s", i, sin.want))
		}
	}
	got := checkedSource(t, source.String()).past()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("of\n%s(-want +got)\n%s", source.String(), diff)
	}
}

// modulePath is that of this package.
const modulePath = "github.com/po-backlog/po/backlog/git"
