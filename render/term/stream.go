package term

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/po-backlog/po/render"
)

// Stream is one standard stream with what was decided about it. What is
// written is held until [Stream.Flush] or until there is much of it.
//
// A reader that has gone, as in "po list | head", is no error: the rest is
// dropped in silence.
type Stream struct {
	Options
	device io.Writer
	w      *bufio.Writer
	disarm bool   // the output is read by a GitHub runner
	line   []byte // the last line without its end, where lines are disarmed
	gone   bool
}

func newStream(d Device, when When, lookup func(string) (string, bool)) *Stream {
	s := &Stream{device: d.W, Options: Options{
		Terminal: d.Terminal,
		Width:    width(d, lookup),
		Color:    Colored(when, d.Terminal, lookup),
	}}
	if s.device == nil {
		s.device = io.Discard
	}
	links, _ := lookup("PO_HYPERLINKS")
	s.Links = s.Terminal && s.Color && links != "0"
	actions, _ := lookup("GITHUB_ACTIONS")
	s.disarm = actions == "true"
	s.send(s.device)
	return s
}

// send makes w the place where everything goes from now on.
func (s *Stream) send(w io.Writer) {
	s.w = bufio.NewWriterSize(w, 32<<10)
	s.gone = false
}

// Gone reports whether the reader has gone, so that there is no use in going on.
func (s *Stream) Gone() bool { return s.gone }

// Write holds p. Its error is that of an earlier attempt to write out.
func (s *Stream) Write(p []byte) (int, error) {
	if !s.disarm {
		_, err := s.w.Write(p)
		return len(p), s.forgive(err)
	}
	for rest := p; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			s.line = append(s.line, rest...)
			break
		}
		s.line = append(s.line, rest[:end]...)
		rest = rest[end:]
		if err := s.writeLine(); err != nil {
			return len(p) - len(rest), err
		}
	}
	return len(p), nil
}

// Flush writes out what is held.
func (s *Stream) Flush() error {
	if err := s.writeLine(); err != nil {
		return err
	}
	return s.forgive(s.w.Flush())
}

// writeLine writes the line that is being collected.
func (s *Stream) writeLine() error {
	if len(s.line) == 0 {
		return nil
	}
	_, err := s.w.WriteString(render.Disarm(string(s.line)))
	s.line = s.line[:0]
	return s.forgive(err)
}

// forgive remembers a reader that has gone and returns any other error.
func (s *Stream) forgive(err error) error {
	if err != nil && (errors.Is(err, io.ErrClosedPipe) || brokenPipe(err)) {
		s.gone = true
		return nil
	}
	return err
}
