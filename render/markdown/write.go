// Package markdown writes pages as GitHub Flavored Markdown, for documents and
// for the comment on a proposed change. It knows nothing of backlogs.
//
// But for [render.Prose], which is Markdown and stays what it is, nothing that
// came from data can act: the result holds no link, image, HTML, emphasis,
// mention or reference but those that po wrote itself.
package markdown

import (
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
)

// Options say what kind of document is written.
type Options struct {
	Marker string // the words of an HTML comment on the first line, without its <!-- and -->, by which a tool finds its own text again; "" for none
	Folder string // of the backlog, which the headline names; "" where there is only one
	Limit  int    // bytes in all; 0 is unlimited
	Rows   int    // rows of a table of changes; 0 is unlimited
	Lines  int    // lines of what is folded away; 0 is unlimited
	Title  int    // characters of a title or value; 0 is unlimited
}

// Comment is the options of a comment on a proposed change. Hosts take 65,536
// characters.
func Comment() Options {
	return Options{Marker: "po-diff", Limit: 60_000, Rows: 20, Lines: 30, Title: 120}
}

// elsewhere is the last line of a text that had to be cut.
const elsewhere = "The rest is in the job summary\n"

// foldStart opens what is folded away. Two of them stand close.
const foldStart = "<details><summary>"

// Write writes the page, block by block with a blank line between. Where all
// blocks would take more than the limit it stops before the one that does, and
// says so in the last line. Errors are those of w.
func Write(w io.Writer, p *render.Page, o Options) error {
	d := drawing{o: o}
	if p.Empty() {
		d.noChange()
	} else {
		for _, b := range p.Blocks {
			d.block(b)
		}
	}
	_, err := io.WriteString(w, d.String())
	return err
}

// drawing is a document in the making: its blocks, each ending in a line end.
type drawing struct {
	o      Options
	blocks []string
}

func (d *drawing) add(block string) { d.blocks = append(d.blocks, block) }

// String returns the marker and as many blocks as the limit allows.
func (d *drawing) String() string {
	var b strings.Builder
	if d.o.Marker != "" {
		b.WriteString("<!-- " + d.o.Marker + " -->\n")
	}
	for i, s := range d.blocks {
		gap := ""
		if i > 0 && !(strings.HasPrefix(s, foldStart) && strings.HasPrefix(d.blocks[i-1], foldStart)) {
			gap = "\n"
		}
		room := d.o.Limit - b.Len() - len(gap) - len(s)
		if i < len(d.blocks)-1 {
			room -= len("\n" + elsewhere)
		}
		if room < 0 && d.o.Limit > 0 {
			b.WriteString("\n" + elsewhere)
			break
		}
		b.WriteString(gap + s)
	}
	return b.String()
}

func (d *drawing) block(b render.Block) {
	switch b := b.(type) {
	case render.Heading:
		d.add(strings.Repeat("#", min(max(b.Level, 1), 6)) + " " + d.text(b.Text, inline) + "\n")
	case render.Prose:
		d.add(strings.TrimRight(render.CleanBlock(b.Markdown), "\n") + "\n")
	case render.Lines:
		d.lines(b.Lines)
	case render.Bullets:
		d.list(b.Items)
	case render.Fields:
		var items []render.Text
		for _, f := range b.Fields {
			items = append(items, append(render.Text{{Text: f.Name + ": "}}, f.Value...))
		}
		d.list(items)
	case render.Table:
		d.table(b)
	case render.Changes:
		d.changes(b)
	case render.Log:
		d.log(b)
	}
}

// lines writes one paragraph that breaks after every line.
func (d *drawing) lines(lines []render.Text) {
	drawn := make([]string, len(lines))
	for i, t := range lines {
		drawn[i] = d.text(t, opening)
	}
	d.add(strings.Join(drawn, "\\\n") + "\n")
}

func (d *drawing) list(items []render.Text) {
	var b strings.Builder
	for _, t := range items {
		b.WriteString("- " + d.text(t, opening) + "\n")
	}
	d.add(b.String())
}

// table writes a table for every part that has rows, under its label.
func (d *drawing) table(t render.Table) {
	for _, p := range t.Parts {
		if len(p.Rows) == 0 {
			continue
		}
		if p.Label != "" {
			n := p.Count
			if n == 0 {
				n = len(p.Rows)
			}
			d.add("#### " + escape(p.Label, inline) + " (" + strconv.Itoa(n) + ")\n")
		}
		var b strings.Builder
		tableHead(&b, t.Columns)
		for _, row := range p.Rows {
			for i := range t.Columns {
				var cell render.Cell
				if i < len(row) {
					cell = row[i]
				}
				b.WriteString("| " + d.text(cell.Shown(), inline) + " ")
			}
			b.WriteString("|\n")
		}
		d.add(b.String())
	}
}

// tableHead writes the names of the columns and the line below them.
func tableHead(b *strings.Builder, columns []render.Column) {
	rule := "|"
	for _, c := range columns {
		b.WriteString("| " + escape(c.Name, inline) + " ")
		if c.Right {
			rule += "--:|"
		} else {
			rule += "---|"
		}
	}
	b.WriteString("|\n" + rule + "\n")
}

// log writes a paragraph for every commit, with its reason and its changes.
func (d *drawing) log(l render.Log) {
	for _, e := range l.Entries {
		lines := []string{
			d.text(render.Text{{Text: e.Commit, Code: true}}, opening) + " " + escape(e.Time, inline) + " " +
				escape(e.Author, inline) + ": " + escape(e.Subject, inline),
		}
		for s := range strings.SplitSeq(render.CleanBlock(e.Why), "\n") {
			if strings.TrimSpace(s) != "" {
				lines = append(lines, escape(s, opening))
			}
		}
		for _, c := range e.Changes.Items {
			lines = append(lines, d.item(c, opening)+": "+d.whatChanged(c, true))
		}
		d.add(strings.Join(lines, "\\\n") + "\n")
	}
}

// text writes a text. Neighbours without a mark of their own are escaped as
// one, since what is harmless in each may act where they meet.
func (d *drawing) text(t render.Text, at place) string {
	var b strings.Builder
	for i := 0; i < len(t); {
		run := t[i]
		run.Text = cut(run.Text, d.o.Title)
		for i++; i < len(t) && d.unmarked(run) && d.unmarked(t[i]); i++ {
			run.Text += cut(t[i].Text, d.o.Title)
		}
		b.WriteString(d.word(run, at))
		if b.Len() > 0 {
			at = inline
		}
	}
	return b.String()
}

// unmarked reports whether a span is written as nothing but its text.
func (d *drawing) unmarked(s render.Span) bool {
	return s.URL == "" && !d.isCode(s) && !d.isStrong(s) && !isGone(s)
}

// isCode reports whether a span is written as code: a word of the files.
func (d *drawing) isCode(s render.Span) bool { return s.Code && isCode(s.Text) }

// isStrong reports whether a span is written in bold: a new value.
func (d *drawing) isStrong(s render.Span) bool {
	return (s.Tone == render.Strong || s.Tone == render.Came) && isTight(s.Text)
}

// isGone reports whether a span is struck out.
func isGone(s render.Span) bool { return s.Tone == render.Gone && isTight(s.Text) }

// isTight reports whether marks can stand around a text: it is not empty, and no
// blank stands at its ends.
func isTight(s string) bool { return s != "" && strings.TrimSpace(s) == s }

// word writes a span, as a link only where po built the address.
func (d *drawing) word(s render.Span, at place) string {
	var text string
	switch {
	case d.isCode(s):
		text = "`" + s.Text + "`"
	case d.isStrong(s):
		text = "**" + escape(s.Text, inline) + "**"
	case isGone(s):
		// A tilde beside the marks would count as one of them for some readers, even behind a backslash.
		text = "~~" + strings.ReplaceAll(escape(s.Text, inline), `\~`, "&#x7E;") + "~~"
	default:
		text = escape(s.Text, at)
	}
	if s.URL != "" {
		return "[" + text + "](" + address(s.URL) + ")"
	}
	return text
}

// address returns a URL as it may stand between the brackets of a link.
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C", " ", "%20").Replace(u.String())
}
