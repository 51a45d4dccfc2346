package main

import (
	"context"
	"io"
	"os"
	"os/signal"
)

// untilInterrupted gives the context of a command: it ends when somebody presses Ctrl-C, unless an editor has the terminal, to
// which the key then belongs.
func (a *app) untilInterrupted() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	keys := make(chan os.Signal, 1)
	signal.Notify(keys, os.Interrupt)
	go func() {
		for range keys {
			if !a.editing.Load() {
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
