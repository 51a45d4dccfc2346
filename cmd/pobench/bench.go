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

//go:embed testdata/rawread/main.go
var rawreadSource embed.FS

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

// choose returns the targets whose name begins so.
func choose(all []target, prefix string) []target {
	var chosen []target
	for _, t := range all {
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
	rawread, err := buildRawread(folder)
	return map[string]string{"git": git, "po": po, "rawread": rawread}, err
}

// buildRawread builds the opponent that only reads, in a module of its own: it
// must owe nothing to ours.
func buildRawread(folder string) (program string, err error) {
	module := filepath.Join(folder, "rawread")
	source, err := rawreadSource.ReadFile("testdata/rawread/main.go")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(module, 0o755); err != nil {
		return "", err
	}
	for name, text := range map[string][]byte{"main.go": source, "go.mod": []byte("module rawread\n\ngo 1.26\n")} {
		if err := os.WriteFile(filepath.Join(module, name), text, 0o644); err != nil {
			return "", err
		}
	}
	program = filepath.Join(module, "rawread.exe")
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

// measure runs the pairs of a target, after one turn of each side that is not
// counted: it brings the files into the page cache and the index up to date.
// The sides take turns in going first.
func (b *bench) measure(t target) (r result) {
	r.target = t
	sides := []*side{{contender: t.po, samples: &r.po}}
	if t.opponent.exists() {
		sides = append(sides, &side{contender: t.opponent, samples: &r.opponent})
	}
	for i, s := range sides {
		fmt.Fprintf(b.progress, "%s: %s\n", t.name, s.contender.label)
		if s.dir, r.err = b.repository(t, s.contender, i); r.err != nil {
			return r
		}
	}
	for turn := range b.pairs + 1 {
		for i := range sides {
			s := sides[(i+turn)%len(sides)]
			taken, err := b.turn(s, turn)
			if err != nil {
				r.err = err
				return r
			}
			if turn > 0 {
				*s.samples = append(*s.samples, taken)
			}
		}
	}
	r.err = b.committed(t, sides)
	return r
}

// A side is a contender at work.
type side struct {
	contender contender
	dir       string
	samples   *[]sample
}

// repository returns the folder where a contender works, generated when it is
// not there yet. Those who only read share one.
func (b *bench) repository(t target, c contender, number int) (string, error) {
	if t.repo == (size{}) {
		return b.folder, nil
	}
	name := fmt.Sprintf("%d-items-%d-files", t.repo.items, t.repo.files)
	if c.writes {
		name = fmt.Sprintf("%s-%s-%d", name, t.name, number)
	}
	dir := filepath.Join(b.folder, name)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return dir, err
	}
	return dir, b.generate(dir, t.repo)
}

// turn runs a contender once, without anything that po remembers from before.
func (b *bench) turn(s *side, turn int) (sample, error) {
	if err := os.RemoveAll(filepath.Join(s.dir, ".git", "po")); err != nil {
		return sample{}, err
	}
	if s.contender.prepare != nil {
		if err := s.contender.prepare(s.dir, turn); err != nil {
			return sample{}, err
		}
	}
	var programs []program
	for _, line := range s.contender.run(s.dir, turn) {
		programs = append(programs, program{path: b.programs[line[0]], args: line[1:], exits: s.contender.exits})
	}
	taken, err := measure(s.dir, environment(b.folder), programs)
	if err == nil && taken.out == 0 && strings.HasPrefix(s.contender.label, "po ") {
		err = fmt.Errorf("%s: it printed nothing", s.contender.label)
	}
	return taken, err
}

// committed makes sure that those who write made one commit a turn: a program
// that finds nothing to do is fast.
func (b *bench) committed(t target, sides []*side) error {
	for _, s := range sides {
		if !s.contender.writes {
			continue
		}
		cmd := exec.Command(b.programs["git"], "rev-list", "--count", "HEAD")
		cmd.Dir, cmd.Env = s.dir, environment(b.folder)
		out, err := cmd.Output()
		if err != nil {
			return err
		}
		commits, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if made := commits - t.repo.commits; err != nil || made != b.pairs+1 {
			return fmt.Errorf("%s: %d commits in %d turns: %w", s.contender.label, made, b.pairs+1, err)
		}
	}
	return nil
}
