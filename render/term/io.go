// Package term draws pages for a terminal and for a pipe, and is the one door
// to the standard streams.
//
// On a terminal a table is aligned, titles are cut and tones become the 16
// named colours; in a pipe the same table is lines of values between tabs. The
// package knows nothing of backlogs.
package term

import (
	"bufio"
	"io"
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
	Getenv   func(string) string // nil is an empty environment
}

// IO is the standard streams and all that was decided about them.
type IO struct {
	Out, Err *Stream
	Pager    string // the command line that pages long answers; "" for none
}

// Stream is one standard stream. It is an [io.Writer] whose output is held
// until [Stream.Flush]; a reader that has gone is no error.
type Stream struct {
	Options
	w    *bufio.Writer
	gone bool
}
