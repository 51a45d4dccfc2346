package term

import (
	"io"
	"strings"

	"github.com/po-backlog/po/render"
)

// Options say for whom a page is drawn.
type Options struct {
	Terminal bool // aligned tables with a header; else values between tabs
	Width    int  // columns; 0 is unlimited
	Color    bool
	Links    bool // OSC 8 hyperlinks
}

// Write draws the page. Every string of the page passes through
// [render.Clean] or [render.CleanBlock] on its way. Errors are those of w.
func Write(w io.Writer, p *render.Page, o Options) error {
	if p.Empty() {
		return nil
	}
	d := drawing{o: o}
	for i, b := range p.Blocks {
		if i > 0 && setOff(p.Blocks[i-1], b) {
			d.line("")
		}
		d.block(b)
	}
	_, err := io.WriteString(w, d.b.String())
	return err
}

// setOff reports whether a blank line stands between two blocks: around prose
// and above a heading.
func setOff(before, b render.Block) bool {
	switch b.(type) {
	case render.Prose, render.Heading:
		return true
	}
	_, prose := before.(render.Prose)
	return prose
}

// drawing is a page in the making.
type drawing struct {
	o Options
	b strings.Builder
}

// line ends the line s.
func (d *drawing) line(s string) {
	d.b.WriteString(s)
	d.b.WriteByte('\n')
}

func (d *drawing) block(b render.Block) {
	switch b := b.(type) {
	case render.Heading:
		d.line(d.text(b.Text, bold))
	case render.Prose:
		d.prose(b)
	case render.Lines:
		for _, t := range b.Lines {
			d.line(d.text(t, 0))
		}
	case render.Bullets:
		d.list(b)
	case render.Fields:
		d.fields(b)
	case render.Table:
		d.table(b)
	case render.Changes:
		d.verdict(b)
		d.changes(b, "")
	case render.Log:
		d.log(b)
	}
}

// list draws one entry a line, with a sign in front on a terminal.
func (d *drawing) list(l render.Bullets) {
	sign := ""
	if d.o.Terminal {
		sign = "• "
	}
	for _, t := range l.Items {
		d.line(sign + d.text(t, 0))
	}
}

// fields draws a name and its value a line.
func (d *drawing) fields(f render.Fields) {
	wide := 0
	for _, f := range f.Fields {
		wide = max(wide, stringWidth(render.Clean(f.Name)))
	}
	for _, f := range f.Fields {
		name := render.Clean(f.Name)
		if !d.o.Terminal {
			d.line(name + "\t" + d.text(f.Value, 0))
			continue
		}
		d.line(d.o.paint(name, faint) + blanks(wide-stringWidth(name)+2) + d.text(f.Value, 0))
	}
}

// text draws a text on one line, base being the style of what has no tone.
func (d *drawing) text(t render.Text, base style) string {
	var b strings.Builder
	for _, s := range t {
		st := styleOf(s.Tone)
		if st == 0 {
			st = base
		}
		b.WriteString(d.link(d.o.paint(signed(s), st), s.URL))
	}
	return b.String()
}

// signed returns a span's text, in the signs of git's word diff where the words
// of a text came or went: a colour alone says nothing.
func signed(s render.Span) string {
	text := render.Clean(s.Text)
	switch s.Tone {
	case render.Gone:
		return "[-" + text + "-]"
	case render.Came:
		return "{+" + text + "+}"
	}
	return text
}

// link makes s a hyperlink where the terminal takes one.
func (d *drawing) link(s, url string) string {
	if !d.o.Links || url == "" || s == "" {
		return s
	}
	return linked(s, render.Clean(url))
}

// blanks returns n blanks, none where n is negative.
func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }
