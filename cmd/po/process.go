package main

import (
	"io"
	"os"
	"os/exec"
	"time"
	_ "time/tzdata" // zones by name on systems that bring none, such as Windows

	"golang.org/x/term"

	outterm "github.com/po-backlog/po/render/term"
)

// process is what the program has from the system; a test gives its own.
type process struct {
	in         io.Reader
	inTerminal bool
	out, err   outterm.Device
	lookup     func(name string) (string, bool) // the environment
	lookPath   func(name string) (string, error)
	now        func() time.Time
	dir        string        // the working folder
	patience   time.Duration // with one lock that another program does not let go of; 0: the usual one
}

func osProcess() process {
	dir, _ := os.Getwd() // where it is unknown the repository is not found, and that is said
	return process{
		in: os.Stdin, inTerminal: term.IsTerminal(int(os.Stdin.Fd())),
		out: device(os.Stdout), err: device(os.Stderr),
		lookup: os.LookupEnv, lookPath: exec.LookPath, now: time.Now, dir: dir,
	}
}

func device(f *os.File) outterm.Device {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return outterm.Device{W: f}
	}
	width, _, err := term.GetSize(fd)
	if err != nil {
		width = 0
	}
	return outterm.Device{W: f, Terminal: true, Width: width}
}

// terminal is where a program that we run may ask somebody; nil: nowhere.
func (p process) terminal() *os.File {
	f, _ := p.in.(*os.File)
	if !p.inTerminal {
		return nil
	}
	return f
}

// getenv reads one variable; empty where it is not set.
func (p process) getenv(name string) string {
	v, _ := p.lookup(name)
	return v
}
