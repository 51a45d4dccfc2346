// Package markdown writes pages as GitHub Flavored Markdown, for documents and
// for the comment on a proposed change. It knows nothing of backlogs.
//
// Nothing that came from data can act: the result holds no link, image, HTML,
// emphasis, mention or reference but those that po wrote itself.
package markdown

import (
	"io"

	"github.com/po-backlog/po/render"
)

// Options say what kind of document is written.
type Options struct {
	Marker string // an HTML comment on the first line, by which a tool finds its own text again; "" for none
	Limit  int    // bytes in all; 0 is unlimited
	Rows   int    // rows of a table of changes; 0 is unlimited
	Lines  int    // lines of a text change; 0 is unlimited
	Title  int    // columns of a title; 0 is unlimited
}

// Comment is the options of a comment on a proposed change, within the limits
// of the hosts.
func Comment() Options {
	return Options{Marker: "po-diff", Limit: 60_000, Rows: 20, Lines: 30, Title: 120}
}

// Write writes the page. Errors are those of w.
func Write(w io.Writer, p *render.Page, o Options) error {
	return nil
}
