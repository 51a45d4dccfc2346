package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	maxFileLines = 600
	maxFuncLines = 80
)

// A houseRule looks at all files of the module and returns what is wrong, each
// with its place.
type houseRule struct {
	name  string
	check func([]sourceFile) []string
}

// houseRules are the rules of CONTRIBUTING.md that a program can judge.
func houseRules() []houseRule {
	return []houseRule{
		{"sizes", sizes},
		{"main packages", mainPackages},
		{"comments", comments},
		{"names", names},
		{"nothing before main", nothingBeforeMain},
		{"no variable that changes", noVariableThatChanges},
		{"one way to the end", oneWayToTheEnd},
		{"doors", doors},
		{"no skipped test", noSkippedTest},
	}
}

func TestHouse(t *testing.T) {
	files := sources(t)
	for _, rule := range houseRules() {
		t.Run(rule.name, func(t *testing.T) {
			for _, problem := range rule.check(files) {
				t.Error(problem)
			}
		})
	}
}

func sizes(files []sourceFile) (problems []string) {
	for _, f := range files {
		if f.lines > maxFileLines {
			problems = append(problems, fmt.Sprintf("%s: %d lines, at most %d", f.name, f.lines, maxFileLines))
		}
		for _, fn := range functions(f) {
			from, to := f.fset.Position(fn.Pos()).Line, f.fset.Position(fn.End()).Line
			if n := to - from + 1; n > maxFuncLines && !f.test {
				problems = append(problems, fmt.Sprintf("%s: %s has %d lines, at most %d", f.position(fn), fn.Name.Name, n, maxFuncLines))
			}
		}
	}
	return problems
}

// mainPackages holds the number of programs at two: a hook's framework that
// builds the module builds every one of them.
func mainPackages(files []sourceFile) (problems []string) {
	found := map[string]bool{}
	for _, f := range files {
		if f.syntax.Name.Name == "main" && !f.test {
			found[f.folder] = true
		}
	}
	got := slices.Sorted(maps.Keys(found))
	if want := []string{"cmd/po", "cmd/pobench"}; !slices.Equal(got, want) {
		problems = append(problems, fmt.Sprintf("main packages are %q, want %q", got, want))
	}
	return problems
}

// comments asks for a comment at every exported name and package. Constants and
// variables may share the comment of their group.
func comments(files []sourceFile) (problems []string) {
	documented := map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		documented[f.folder] = documented[f.folder] || f.syntax.Doc != nil
		for _, decl := range f.syntax.Decls {
			for _, name := range undocumented(decl) {
				problems = append(problems, fmt.Sprintf("%s: %s has no comment that begins with its name", f.position(name), name.Name))
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(documented)) {
		if !documented[folder] {
			problems = append(problems, folder+": no package comment")
		}
	}
	return problems
}

// names keeps out the names under which everything and nothing fits.
func names(files []sourceFile) (problems []string) {
	empty := regexp.MustCompile(`(?i)^(.*_)?(util|helper|common|misc|manager)s?(_.*)?$`)
	getter := regexp.MustCompile(`^Get[A-Z]`) // Get(key) is a look-up, as in the standard library
	emptyType := regexp.MustCompile(`(Manager|Service|Helper|Utils?)$`)
	for _, f := range files {
		stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.name), ".go"), "_test")
		if empty.MatchString(stem) || empty.MatchString(f.syntax.Name.Name) {
			problems = append(problems, f.name+": the name of the file or package says nothing")
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				if getter.MatchString(d.Name.Name) {
					problems = append(problems, fmt.Sprintf("%s: %s: the name without Get says as much", f.position(d), d.Name.Name))
				}
			case *ast.TypeSpec:
				if emptyType.MatchString(d.Name.Name) {
					problems = append(problems, fmt.Sprintf("%s: type %s has no name from the field", f.position(d), d.Name.Name))
				}
			}
			return true
		})
	}
	return problems
}

// nothingBeforeMain refuses init functions and variables that are computed at
// start-up: every command pays for them, also the one that needs none.
func nothingBeforeMain(files []sourceFile) (problems []string) {
	_, funcs := packageNames(files)
	for _, f := range files {
		if f.test {
			continue
		}
		for _, fn := range functions(f) {
			if fn.Recv == nil && fn.Name.Name == "init" {
				problems = append(problems, f.position(fn)+": an init function")
			}
		}
		for _, call := range startupCalls(f) {
			if what := dearAtStartup(call, funcs[f.folder]); what != "" {
				problems = append(problems, fmt.Sprintf("%s: %s at start-up: sync.OnceValue computes it when it is needed", f.position(call), what))
			}
		}
	}
	return problems
}

func noVariableThatChanges(files []sourceFile) (problems []string) {
	variables, _ := packageNames(files)
	for _, f := range files {
		if f.test {
			continue
		}
		for _, fn := range functions(f) {
			for _, id := range assigned(fn) {
				if variables[f.folder][id.Name] && !declares(fn, id.Name) {
					problems = append(problems, fmt.Sprintf("%s: %s assigns to %s, a variable of the package", f.position(id), fn.Name.Name, id.Name))
				}
			}
		}
	}
	return problems
}

// oneWayToTheEnd allows os.Exit in the function main alone, so that deferred
// calls run and every error passes one place that finds words for it.
func oneWayToTheEnd(files []sourceFile) (problems []string) {
	for _, f := range files {
		if f.test {
			continue
		}
		end := mainFunction(f)
		for _, e := range selectors(f) {
			inMain := end != nil && end.Pos() <= e.Pos() && e.Pos() < end.End()
			if selector(e) == "os.Exit" && !inMain {
				problems = append(problems, f.position(e)+": os.Exit outside of main")
			}
		}
	}
	return problems
}

// doors keeps the ways to the machine few: below cmd the clock, the environment
// and the streams are handed in, and in cmd/po one file each takes them.
func doors(files []sourceFile) (problems []string) {
	users := map[string]map[string]bool{}
	for _, f := range files {
		if f.test || f.folder == "cmd/pobench" {
			continue
		}
		for _, e := range selectors(f) {
			what := door(selector(e))
			switch {
			case what == "" || sideDoor(f.folder, what):
			case what == "fmt.Print" || f.folder != "cmd/po":
				problems = append(problems, fmt.Sprintf("%s: %s goes past the one door", f.position(e), selector(e)))
			case users[what] == nil:
				users[what] = map[string]bool{f.name: true}
			default:
				users[what][f.name] = true
			}
		}
	}
	for _, what := range slices.Sorted(maps.Keys(users)) {
		if by := slices.Sorted(maps.Keys(users[what])); len(by) > 1 {
			problems = append(problems, fmt.Sprintf("%s is used in %q: one file hands it to the others", what, by))
		}
	}
	return problems
}

// door returns what of the machine a name of the standard library leads to.
func door(name string) string {
	switch name {
	case "fmt.Print", "fmt.Printf", "fmt.Println":
		return "fmt.Print"
	case "time.Now", "time.Since", "time.Until":
		return "the clock"
	case "os.Stdin", "os.Stdout", "os.Stderr":
		return "a standard stream"
	case "os.Getenv", "os.LookupEnv", "os.Environ":
		return "the environment"
	}
	return ""
}

// sideDoor reports whether a package below cmd may go that way by itself. The
// layer that speaks to Git waits for locks, compares the times of files, and
// hands the environment on to git; dates come to it by its options.
func sideDoor(folder, what string) bool {
	return matches("backlog/git/...", folder) && (what == "the clock" || what == "the environment")
}

// noSkippedTest: what a system cannot do is kept out of its build, and what a
// machine lacks is said with Log.
func noSkippedTest(files []sourceFile) (problems []string) {
	for _, f := range files {
		for _, e := range selectors(f) {
			if f.test && slices.Contains([]string{"t.Skip", "t.Skipf", "t.SkipNow", "b.Skip", "f.Skip"}, selector(e)) {
				problems = append(problems, f.position(e)+": a test that is skipped shows nothing")
			}
		}
	}
	return problems
}

// TestHouseRules sins once against every rule.
func TestHouseRules(t *testing.T) {
	const library, command = "backlog/a.go", "cmd/po/a.go"
	tests := []struct {
		rule, file, source string
		want               string // in the only problem; empty: none
	}{
		{"sizes", library, "package a" + strings.Repeat("\n", 601), "601 lines"},
		{"sizes", library, "package a\nfunc f() {" + strings.Repeat("\n", 80) + "}", "f has 81 lines"},
		{"sizes", library, "package a\nfunc f() {" + strings.Repeat("\n", 79) + "}", ""},
		{"main packages", "cmd/pofuzz/a.go", "package main", "cmd/pofuzz"},
		{"comments", library, "// Package a is.\npackage a\nfunc F() {}", "F has no comment"},
		{"comments", library, "// Package a is.\npackage a\n// Does things.\nfunc F() {}", "F has no comment"},
		{"comments", library, "// Package a is.\npackage a\n// A T is.\ntype T int\n// F does.\nfunc F() {}", ""},
		{"comments", library, "// Package a is.\npackage a\nfunc (t T) M() {}", "M has no comment"},
		{"comments", library, "// Package a is.\npackage a\nfunc (t *t) M() {}", ""},
		{"comments", library, "// Package a is.\npackage a\nfunc (t *T) Error() string {}", ""},
		{"comments", library, "// Package a is.\npackage a\nconst X = 1", "X has no comment"},
		{"comments", library, "// Package a is.\npackage a\n// Levels.\nconst (\nX = iota\nY\n)", ""},
		{"comments", library, "package a", "no package comment"},
		{"names", "backlog/text_helper.go", "package a", "says nothing"},
		{"names", library, "package a\nfunc GetItem() {}", "GetItem"},
		{"names", library, "package a\ntype ItemManager int", "ItemManager"},
		{"nothing before main", library, "package a\nfunc init() {}", "init"},
		{"nothing before main", library, "package a\nvar x = regexp.MustCompile(`a`)", "regexp.MustCompile"},
		{"nothing before main", library, "package a\nvar x = template.Must(template.New(\"\").Parse(\"\"))", "template.Must"},
		{"nothing before main", library, "package a\nvar x = goldmark.New()", "goldmark.New"},
		{"nothing before main", library, "package a\nvar x = sync.OnceValue(func() any { return goldmark.New() })", ""},
		{"nothing before main", library, "package a\nvar x = fill()\nfunc fill() int { return 1 }", "fill"},
		{"nothing before main", library, "package a\nvar x = func() int { return 1 }()", "called at once"},
		{"nothing before main", library, "package a\nvar ErrX = errors.New(`x`)", ""},
		{"no variable that changes", library, "package a\nvar x int\nfunc f() { x++ }", "assigns to x"},
		{"no variable that changes", library, "package a\nvar x map[int]int\nfunc f() { x[1] = 2 }", "assigns to x"},
		{"no variable that changes", library, "package a\nvar x int\nfunc f(x int) { x = 1 }", ""},
		{"no variable that changes", library, "package a\nvar x int\nfunc f() { for x := range 3 { x = 1 } }", ""},
		{"one way to the end", command, "package main\nfunc f() { os.Exit(1) }", "os.Exit"},
		{"one way to the end", command, "package main\nfunc main() { os.Exit(run()) }", ""},
		{"doors", library, "package a\nfunc f() { time.Now() }", "time.Now"},
		{"doors", command, "package main\nfunc f() { time.Now() }", ""},
		{"doors", command, "package main\nfunc f() { fmt.Println() }", "fmt.Println"},
		{"no skipped test", "backlog/a_test.go", "package a\nfunc f(t *testing.T) { t.Skip() }", "skipped"},
	}
	for _, tt := range tests {
		i := slices.IndexFunc(houseRules(), func(r houseRule) bool { return r.name == tt.rule })
		if i < 0 {
			t.Fatalf("no rule %q", tt.rule)
		}
		got := houseRules()[i].check([]sourceFile{parsed(t, tt.file, tt.source)})
		if problem := strings.Join(got, "; "); len(got) > 1 || (problem == "") != (tt.want == "") || !strings.Contains(problem, tt.want) {
			t.Errorf("%s: of %q: %q, want one with %q", tt.rule, tt.source, got, tt.want)
		}
	}
}

func TestDoorsCountFiles(t *testing.T) {
	const source = "package main\nfunc f() { time.Now() }"
	got := doors([]sourceFile{parsed(t, "cmd/po/a.go", source), parsed(t, "cmd/po/b.go", source)})
	if len(got) != 1 || !strings.Contains(got[0], "the clock") {
		t.Errorf("two files read the clock: %q, want one problem", got)
	}
}

func parsed(t *testing.T, name, source string) sourceFile {
	t.Helper()
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return sourceOf(fset, name, source, syntax)
}
