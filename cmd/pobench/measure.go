package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// A sample is what one turn of a contender took.
type sample struct {
	wall time.Duration // from the first program's start to the last one's end
	peak int64         // bytes of the largest resident set; 0 where the system does not tell
	out  int64         // bytes that came through the pipe
}

// A program is one process to start: its path, its arguments, and the exit
// codes besides 0 that mean it did its work.
type program struct {
	path  string
	args  []string
	exits []int
}

// measure runs programs one after the other in a folder. Their output goes
// through a pipe to a reader that throws it away.
//
// The peak cannot be less than what pobench itself holds: a child counts the
// pages of its parent until it has become another program. So pobench leaves
// what needs memory to children of its own.
func measure(dir string, env []string, programs []program) (sample, error) {
	var total sample
	start := time.Now()
	for _, p := range programs {
		cmd := exec.Command(p.path, p.args...)
		cmd.Dir, cmd.Env = dir, env
		var out counter
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && slices.Contains(p.exits, exit.ExitCode())) {
			return sample{}, fmt.Errorf("%s %s: %w\n%s", p.path, strings.Join(p.args, " "), err, bytes.TrimSpace(said.Bytes()))
		}
		total.out += int64(out)
		total.peak = max(total.peak, peakOf(cmd.ProcessState))
	}
	total.wall = time.Since(start)
	return total, nil
}

// A counter counts what is written to it.
type counter int64

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
