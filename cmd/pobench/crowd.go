package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// measureAtOnce runs programs that are all started before any of them is waited
// for. The time is from the first one's start to the last one's end, so nobody
// waited longer; the peak is the largest of any.
func measureAtOnce(dir string, env []string, programs []program) (sample, error) {
	samples := make([]sample, len(programs))
	errs := make([]error, len(programs))
	var all sync.WaitGroup
	start := time.Now()
	for i, p := range programs {
		all.Go(func() { samples[i], errs[i] = measure(dir, env, []program{p}) })
	}
	all.Wait()
	total := sample{wall: time.Since(start)}
	for _, s := range samples {
		total.out += s.out
		total.peak = max(total.peak, s.peak)
	}
	return total, errors.Join(errs...)
}

// others are loops of git that commit in the repository where a turn is measured.
type others struct {
	stopped atomic.Bool
	made    atomic.Int64
	loops   sync.WaitGroup
	mu      sync.Mutex
	err     error
}

// startOthers starts so many loops, each over a file of its own.
func (b *bench) startOthers(dir string, loops int) *others {
	o := &others{}
	for n := range loops {
		o.loops.Go(func() {
			if err := b.commitOver(o, dir, n); err != nil {
				o.mu.Lock()
				o.err = err
				o.mu.Unlock()
			}
		})
	}
	return o
}

// stop ends the loops after the commit that each is at, and says how many all of
// them made.
func (o *others) stop() (made int, err error) {
	o.stopped.Store(true)
	o.loops.Wait()
	return int(o.made.Load()), o.err
}

// commitOver changes one file and commits it until it is stopped. Git refuses
// where somebody has a lock; then it is called again at once, as a program in a
// hurry does.
func (b *bench) commitOver(o *others, dir string, n int) error {
	path := otherPath(n)
	for round := 0; !o.stopped.Load(); round++ {
		text := fmt.Sprintf("# loop %d, round %d, %d\n", n, round, time.Now().UnixNano())
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			return err
		}
		cmd := exec.Command(b.programs["git"], "commit", "-q", "-o", "-m", "loop", "--", path)
		cmd.Dir, cmd.Env = dir, environment(b.folder)
		var exit *exec.ExitError
		switch err := cmd.Run(); {
		case err == nil:
			o.made.Add(1)
		case !errors.As(err, &exit):
			return err
		}
	}
	return nil
}
