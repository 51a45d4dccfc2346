package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// A side is a contender at work.
type side struct {
	contender contender
	dir       string
	samples   *[]sample
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
	return r
}

// repository returns the folder where a contender works, generated when it is
// not there yet. Those who only read share one; those who write share one with
// the same side of other targets, so that both sides' histories grow alike.
func (b *bench) repository(t target, c contender, number int) (string, error) {
	if t.repo == (size{}) {
		return b.folder, nil
	}
	name := fmt.Sprintf("%d-items-%d-files-%d-commits%s", t.repo.items, t.repo.files, t.repo.commits, t.variant.name)
	if c.commits > 0 {
		name = fmt.Sprintf("%s-%d", name, number)
	}
	dir := filepath.Join(b.folder, name)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return dir, err
	}
	if err := b.generate(dir, t.repo); err != nil {
		return dir, err
	}
	// both look whether there is something to tidy up, as they do for everybody, and find nothing
	if err := runGit(dir, nil, "config", "gc.auto", "1000000"); err != nil {
		return dir, err
	}
	if t.variant.make == nil {
		return dir, nil
	}
	return dir, t.variant.make(dir)
}

// turn runs a contender once, without anything that po remembers from before.
func (b *bench) turn(s *side, turn int) (taken sample, err error) {
	c := s.contender
	if !c.remembers {
		if err := os.RemoveAll(filepath.Join(s.dir, ".git", "po")); err != nil {
			return sample{}, err
		}
	}
	if c.prepare != nil {
		if err := c.prepare(s.dir, turn); err != nil {
			return sample{}, err
		}
	}
	before, err := b.count(s)
	if err != nil {
		return sample{}, err
	}
	var programs []program
	for _, line := range c.run(s.dir, turn) {
		programs = append(programs, program{path: b.programs[line[0]], args: line[1:], exits: c.exits})
	}
	others := b.startOthers(s.dir, c.beside)
	if c.atOnce {
		taken, err = measureAtOnce(s.dir, environment(b.folder), programs)
	} else {
		taken, err = measure(s.dir, environment(b.folder), programs)
	}
	committed, otherErr := others.stop()
	if err = errors.Join(err, otherErr); err != nil {
		return sample{}, err
	}
	if taken.out == 0 && !c.silent && strings.HasPrefix(c.label, "po ") {
		return sample{}, fmt.Errorf("%s: it printed nothing", c.label)
	}
	return taken, b.verify(s, before, committed)
}

// A line is how long a branch is: its commits, and those among them on the way
// from first parent to first parent.
type line struct{ commits, straight int }

// count counts the commits of a side that writes.
func (b *bench) count(s *side) (n line, err error) {
	if s.contender.commits == 0 {
		return line{}, nil
	}
	if n.commits, err = b.revisions(s.dir); err == nil {
		n.straight, err = b.revisions(s.dir, "--first-parent")
	}
	return n, err
}

func (b *bench) revisions(dir string, options ...string) (int, error) {
	cmd := exec.Command(b.programs["git"], append(append([]string{"rev-list", "--count"}, options...), "HEAD")...)
	cmd.Dir, cmd.Env = dir, environment(b.folder)
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// verify makes sure that a turn made the commits that it should, and others
// theirs, in one line: a program that finds nothing to do, or loses what another
// one did, is fast.
func (b *bench) verify(s *side, before line, others int) error {
	if s.contender.commits == 0 {
		return nil
	}
	now, err := b.count(s)
	if err != nil {
		return err
	}
	made, straight := now.commits-before.commits-others, now.straight-before.straight-others
	if made != s.contender.commits || straight != made {
		return fmt.Errorf("%s: a turn made %d commits, %d of them in one line, instead of %d", s.contender.label, made, straight, s.contender.commits)
	}
	return nil
}
