// Package term draws pages for a terminal and for a pipe, and is the one door
// to the standard streams.
//
// On a terminal a table is aligned, titles are cut and tones become the 16
// named colours; in a pipe the same table is lines of values between tabs. The
// package knows nothing of backlogs.
package term

import (
	"errors"
	"io"
	"strconv"

	"github.com/po-backlog/po/render"
)

// Device is what the program found out about one standard stream.
type Device struct {
	W        io.Writer
	Terminal bool
	Width    int // columns of the terminal; 0 where unknown
}

// Setup is what [Open] decides from.
type Setup struct {
	Out, Err Device
	Color    When
	Lookup   func(string) (string, bool) // the environment; nil is an empty one
}

// IO is the standard streams and all that was decided about them.
type IO struct {
	Out, Err *Stream
	// Pager is the command line that pages long answers; "" for none.
	Pager string

	lookup func(string) (string, bool)
	paged  *pager
}

// Open decides, for either stream on its own, about colour, width and links,
// and which pager there is.
func Open(s Setup) *IO {
	lookup := s.Lookup
	if lookup == nil {
		lookup = func(string) (string, bool) { return "", false }
	}
	t := &IO{
		Out:    newStream(s.Out, s.Color, lookup),
		Err:    newStream(s.Err, s.Color, lookup),
		lookup: lookup,
	}
	if t.Out.Terminal {
		t.Pager = pagerCommand(lookup)
	}
	return t
}

// Show draws the page on the standard output.
func (t *IO) Show(p *render.Page) error { return Write(t.Out, p, t.Out.Options) }

// Flush writes out what is held of both streams.
func (t *IO) Flush() error { return errors.Join(t.Out.Flush(), t.Err.Flush()) }

// Close flushes both streams and waits for the pager if one was started.
func (t *IO) Close() error {
	err := t.Flush()
	if t.paged != nil {
		t.paged.wait()
		t.paged = nil
	}
	return err
}

// width returns the columns of a device: the terminal's, else COLUMNS, else 0.
func width(d Device, lookup func(string) (string, bool)) int {
	if d.Terminal && d.Width > 0 {
		return d.Width
	}
	v, _ := lookup("COLUMNS")
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return n
	}
	return 0
}
