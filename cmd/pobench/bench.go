package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// benchSeed is the seed of every repository that is measured.
const benchSeed = 1

//go:embed testdata/rawread/main.go testdata/rawwrite/main.go
var rawSources embed.FS

// A bench holds what the turns of all targets share.
type bench struct {
	folder   string            // of repositories and built programs, removed at the end
	programs map[string]string // name in a command line, to path
	pairs    int
	progress io.Writer
	generate func(dir string, s size) error
}

// A result is what was measured of a target, or the reason why nothing was.
type result struct {
	target       target
	po, opponent []sample
	err          error
}

// bencher is the command that measures.
func bencher(args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("pobench run", flag.ContinueOnError)
	flags.SetOutput(stderr)
	pairs := flags.Int("pairs", 20, "pairs of turns a target")
	only := flags.String("only", "", "targets whose name begins so")
	po := flags.String("po", "", "the po to measure; otherwise it is built from this module")
	if err := flags.Parse(args); err != nil {
		return errUsage
	}
	chosen := choose(targets(), *only)
	if flags.NArg() > 0 || *pairs < 1 || len(chosen) == 0 {
		flags.Usage()
		return errUsage
	}
	folder, err := os.MkdirTemp("", "pobench")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	b := &bench{folder: folder, pairs: *pairs, progress: stderr, generate: generateApart}
	if b.programs, err = findPrograms(folder, *po); err != nil {
		return err
	}
	var results []result
	for _, t := range chosen {
		results = append(results, b.measure(t))
	}
	report(stdout, survey(b.programs["po"], args), results)
	return failures(results)
}

// choose returns the target of that name, or else those whose name begins so.
func choose(all []target, prefix string) []target {
	var chosen []target
	for _, t := range all {
		if t.name == prefix {
			return []target{t}
		}
		if strings.HasPrefix(t.name, prefix) {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// failures makes one error of the targets that could not be measured. A target
// that was missed is none.
func failures(results []result) error {
	var errs []error
	for _, r := range results {
		if r.err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.target.name, r.err))
		}
	}
	return errors.Join(errs...)
}

// findPrograms builds or looks up every program that a command line names.
func findPrograms(folder, po string) (map[string]string, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, err
	}
	if po == "" {
		po = filepath.Join(folder, "po.exe")
		if err := goBuild(".", po, "github.com/po-backlog/po/cmd/po"); err != nil {
			return nil, err
		}
	}
	if po, err = filepath.Abs(po); err != nil {
		return nil, err
	}
	programs := map[string]string{"git": git, "po": po}
	if programs[engineProgram], err = os.Executable(); err != nil {
		return nil, err
	}
	for _, name := range []string{"rawread", "rawwrite"} {
		if programs[name], err = buildRaw(folder, name); err != nil {
			return nil, err
		}
	}
	return programs, nil
}

// buildRaw builds an opponent that only reads or only writes files, in a module
// of its own: it must owe nothing to ours.
func buildRaw(folder, name string) (program string, err error) {
	module := filepath.Join(folder, name)
	source, err := rawSources.ReadFile("testdata/" + name + "/main.go")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(module, 0o755); err != nil {
		return "", err
	}
	for file, text := range map[string][]byte{"main.go": source, "go.mod": []byte("module " + name + "\n\ngo 1.26\n")} {
		if err := os.WriteFile(filepath.Join(module, file), text, 0o644); err != nil {
			return "", err
		}
	}
	program = filepath.Join(module, name+".exe")
	return program, goBuild(module, program, ".")
}

// goBuild builds a package as a release is built.
func goBuild(dir, program, pkg string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, pkg)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// generateApart makes a repository in a process of its own, see measure.
func generateApart(dir string, s size) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "gen", "--seed", strconv.Itoa(benchSeed), "--items", strconv.Itoa(s.items),
		"--files", strconv.Itoa(s.files), "--commits", strconv.Itoa(s.commits), dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pobench gen: %w\n%s", err, out)
	}
	return nil
}
