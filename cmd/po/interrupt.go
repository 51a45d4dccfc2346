package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted gives the context of a command: it ends when somebody presses Ctrl-C, unless an editor has the terminal, to
// which the key then belongs. It also ends when the system or a closing terminal asks for it: a commit is finished or taken back then,
// never left in its middle.
func (a *app) untilInterrupted() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	keys := make(chan os.Signal, 1)
	signal.Notify(keys, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(keys, syscall.SIGHUP)
	}
	go func() {
		for key := range keys {
			if key != os.Interrupt || !a.editing.Load() {
				cancel()
			}
		}
	}()
	a.interrupted = ctx.Done()
	return ctx, func() {
		signal.Stop(keys)
		close(keys)
		cancel()
	}
}

// input is the standard input, whose reading ends with an error when somebody gives up.
func (a *app) input() io.Reader { return givingUp{a.in, a.interrupted} }

// givingUp is a reader that does not hold up who has given up.
type givingUp struct {
	in   io.Reader
	done <-chan struct{}
}

// Read reads as the reader does, or fails with [context.Canceled].
func (g givingUp) Read(p []byte) (int, error) {
	type outcome struct {
		n   int
		err error
	}
	read := make(chan outcome, 1)
	text := make([]byte, len(p)) // p is not ours once we have returned
	go func() {
		n, err := g.in.Read(text)
		read <- outcome{n, err}
	}()
	select {
	case <-g.done:
		return 0, context.Canceled
	case o := <-read:
		return copy(p, text[:o.n]), o.err
	}
}
