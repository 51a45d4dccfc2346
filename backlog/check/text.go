package check

import (
	"fmt"
	"unicode/utf8"

	"github.com/po-backlog/po/backlog"
)

func textRules() []Rule {
	return []Rule{
		{Name: "text.invisible", Level: Warning, Reach: Near, Check: invisible, Doc: `a title or name shows all it holds

A control, direction or other invisible character in a title or a file's name makes it look like another one. Output shows
such characters and never obeys them; here they are named so that they can be taken out.`},
		{Name: "text.html", Level: Hint, Reach: Near, Check: rawHTML, Doc: `a body holds no raw HTML

Raw HTML is not shown, comments excepted.
Write Markdown in its place.`},
	}
}

func invisible(p *Pass) {
	for it := range p.Items() {
		if i := backlog.IndexInvisible(it.Title); i >= 0 {
			p.Report(it, "title", "the title holds %s", character(it.Title[i:])).Next("po edit %s --title …", it.ID)
		}
		if i := backlog.IndexInvisible(it.Path); i >= 0 {
			p.Report(it, "", "the file's name holds %s", character(it.Path[i:])).Next("rename the file")
		}
	}
	for r := range p.Records() {
		if i := backlog.IndexInvisible(r.Title); i >= 0 {
			p.ReportRecord(r, "title", "the title holds %s", character(r.Title[i:])).Next("po edit %s --title …", r.ID)
		}
		if i := backlog.IndexInvisible(r.Path); i >= 0 {
			p.ReportRecord(r, "", "the file's name holds %s", character(r.Path[i:])).Next("rename the file")
		}
	}
	if product, ok := p.Backlog.Product(); ok {
		if i := backlog.IndexInvisible(product.Title); i >= 0 {
			p.ReportRecord(product, "name", "the name holds %s", character(product.Title[i:])).Next("correct name in product.md")
		}
	}
}

// character names the character that text begins with.
func character(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size <= 1 {
		return "a byte that is no UTF-8"
	}
	return fmt.Sprintf("the invisible character %U", r)
}

func rawHTML(p *Pass) {
	for it := range p.Items() {
		for _, pos := range it.RawHTML() {
			p.Report(it, "body", "raw HTML is not shown").At(pos).Next("write it in Markdown")
		}
	}
	for r := range p.Records() {
		for _, pos := range r.RawHTML() {
			p.ReportRecord(r, "body", "raw HTML is not shown").At(pos).Next("write it in Markdown")
		}
	}
	if product, ok := p.Backlog.Product(); ok {
		for _, pos := range product.RawHTML() {
			p.ReportRecord(product, "body", "raw HTML is not shown").At(pos).Next("write it in Markdown")
		}
	}
}
