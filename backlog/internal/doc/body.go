package doc

import "iter"

// FirstParagraph returns the body's first paragraph: no heading, list, quote, table, code or HTML.
func FirstParagraph(src string, from int) (Span, bool) { return Span{}, false }

// OneLine returns text with its lines joined by one blank and blanks at their ends dropped.
func OneLine(text string) string { return text }

// RawHTML returns the raw HTML of the body, comments excepted.
func RawHTML(src string, from int) []Span { return nil }

// Comments returns the HTML comments of the body, with their marks.
func Comments(src string, from int) []Span { return nil }

// Prose returns the body's text in pieces of at most a line: what is neither code, nor HTML, nor Markdown's own marks at the line's start.
func Prose(src string, from int) iter.Seq[Span] { return func(func(Span) bool) {} }
