// Package html writes pages as HTML that stands alone: one file without script,
// picture or address of anybody else. It knows nothing of backlogs.
//
// Nothing that came from data can act: every string is cleaned and escaped, and
// [render.Prose] is read as Markdown with raw HTML left out.
package html

import (
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/internal/gfm"
)

// Write writes the page as a whole document. Errors are those of w.
func Write(w io.Writer, p *render.Page) error {
	var d drawing
	title := "Backlog"
	if p != nil && p.Title != "" {
		title = p.Title
	}
	d.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
		"<title>", escape(title), "</title>\n<style>\n", style, "</style>\n</head>\n<body>\n<main>\n")
	if p.Empty() {
		d.add("<h1>No change to the backlog</h1>\n")
	} else {
		for _, b := range p.Blocks {
			if err := d.block(b); err != nil {
				return err
			}
		}
	}
	d.add("</main>\n</body>\n</html>\n")
	_, err := io.WriteString(w, d.String())
	return err
}

// style is the look: the palette of all pages of po, light or dark as the reader
// has it.
const style = `:root{color-scheme:light dark;--bg:#fff;--text:#1b2430;--muted:#556170;--link:#0b5fad;--ok:#1a7440;--warn:#8a5a00;--bad:#b3261e;--line:#d5dae1;--surface:#f6f7f9}
@media(prefers-color-scheme:dark){:root{--bg:#11161d;--text:#e6eaf0;--muted:#a3afbe;--link:#7ab8ff;--ok:#6fcf97;--warn:#e5b45a;--bad:#ff9c94;--line:#323d4b;--surface:#181f28}}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:70em;margin:auto;padding:24px}
h1{font-size:24px;line-height:1.25}h2{font-size:16px}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td.right,th.right{text-align:right;font-variant-numeric:tabular-nums}
a{color:var(--link)}code,pre{font-family:ui-monospace,monospace;font-size:14px}
pre{background:var(--surface);padding:8px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.dim{color:var(--muted)}.good,ins{color:var(--ok)}.warn{color:var(--warn)}.bad,del{color:var(--bad)}ins{font-weight:600}
`

// drawing is a document in the making.
type drawing struct{ strings.Builder }

func (d *drawing) add(parts ...string) {
	for _, s := range parts {
		d.WriteString(s)
	}
}

// escape returns a string as text of one line that no reader takes for anything
// else.
func escape(s string) string { return html.EscapeString(render.Clean(s)) }

func (d *drawing) block(b render.Block) error {
	switch b := b.(type) {
	case render.Heading:
		level := strconv.Itoa(min(max(b.Level, 1), 6))
		d.add("<h", level, ">", text(b.Text), "</h", level, ">\n")
	case render.Prose:
		return gfm.WriteHTML(d, []byte(render.CleanBlock(b.Markdown)))
	case render.Lines:
		d.lines(b.Lines)
	case render.Bullets:
		d.list(b.Items)
	case render.Fields:
		d.add("<dl>\n")
		for _, f := range b.Fields {
			d.add("<dt>", escape(f.Name), "</dt><dd>", text(f.Value), "</dd>\n")
		}
		d.add("</dl>\n")
	case render.Table:
		d.table(b)
	case render.Changes:
		d.changes(b)
	case render.Log:
		for _, e := range b.Entries {
			d.add("<h2><code>", escape(e.Commit), "</code> ", escape(e.Time), " ", escape(e.Author), ": ", escape(e.Subject), "</h2>\n")
			if e.Why != "" {
				d.add("<pre>", html.EscapeString(render.CleanBlock(e.Why)), "</pre>\n")
			}
			d.changeTable(e.Changes)
		}
	}
	return nil
}

func (d *drawing) lines(lines []render.Text) {
	d.add("<p>")
	for i, t := range lines {
		if i > 0 {
			d.add("<br>\n")
		}
		d.add(text(t))
	}
	d.add("</p>\n")
}

func (d *drawing) list(items []render.Text) {
	d.add("<ul>\n")
	for _, t := range items {
		d.add("<li>", text(t), "</li>\n")
	}
	d.add("</ul>\n")
}

// table writes a table for every part that has rows, under its label.
func (d *drawing) table(t render.Table) {
	for _, p := range t.Parts {
		if len(p.Rows) == 0 {
			continue
		}
		if p.Label != "" {
			d.add("<h2>", escape(p.Label), "</h2>\n")
		}
		d.add("<table>\n<thead><tr>")
		for _, c := range t.Columns {
			d.add("<th", aligned(c), ">", escape(c.Name), "</th>")
		}
		d.add("</tr></thead>\n<tbody>\n")
		for _, row := range p.Rows {
			d.add("<tr>")
			for i, c := range t.Columns {
				var cell render.Cell
				if i < len(row) {
					cell = row[i]
				}
				d.add("<td", aligned(c), ">", text(cell.Shown()), "</td>")
			}
			d.add("</tr>\n")
		}
		d.add("</tbody>\n</table>\n")
	}
}

func aligned(c render.Column) string {
	if c.Right {
		return ` class="right"`
	}
	return ""
}

// text writes a text span by span, as a link only where po built the address.
func text(t render.Text) string {
	var b strings.Builder
	for _, s := range t {
		words := escape(s.Text)
		if s.Code {
			words = "<code>" + words + "</code>"
		}
		if open, end := mark(s.Tone); open != "" && words != "" {
			words = open + words + end
		}
		if strings.HasPrefix(s.URL, "https://") || strings.HasPrefix(s.URL, "http://") {
			words = `<a href="` + html.EscapeString(s.URL) + `">` + words + "</a>"
		}
		b.WriteString(words)
	}
	return b.String()
}

// mark gives the tags for a tone, none for the plain one.
func mark(t render.Tone) (open, end string) {
	switch t {
	case render.Strong:
		return "<strong>", "</strong>"
	case render.Dim:
		return `<span class="dim">`, "</span>"
	case render.Good:
		return `<span class="good">`, "</span>"
	case render.Warn:
		return `<span class="warn">`, "</span>"
	case render.Bad:
		return `<span class="bad">`, "</span>"
	case render.Gone:
		return "<del>", "</del>"
	case render.Came:
		return "<ins>", "</ins>"
	}
	return "", ""
}
