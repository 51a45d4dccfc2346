package term

import (
	"io"

	"github.com/po-backlog/po/render"
)

// Options say for whom a page is drawn.
type Options struct {
	Terminal bool // aligned tables with a header; else values between tabs
	Width    int  // columns; 0 is unlimited
	Color    bool
	Links    bool // OSC 8 hyperlinks
}

// Write draws the page. Errors are those of w.
func Write(w io.Writer, p *render.Page, o Options) error {
	return nil
}
