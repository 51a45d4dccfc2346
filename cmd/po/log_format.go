package main

import (
	"bytes"
	"io"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
	"github.com/po-backlog/po/render/markdown"
)

// logFormats are the forms of --format.
func logFormats() []string { return []string{"text", "markdown", "json", "csv"} }

// A logPrinter prints a history commit by commit, so that a long one is read while it is still walked.
type logPrinter struct {
	add func(backlog.Revision) error
	end func() error
}

// logPrinter gives the printer of a format; done says that --json=help was asked for and is answered.
func (a *app) logPrinter(format string, conf *backlog.Config) (p logPrinter, done bool, err error) {
	switch {
	case a.json.set, format == "json":
		p, done, err = a.jsonLog()
	case format == "csv":
		p = a.csvLog()
	default:
		p = a.pagesLog(format, conf)
	}
	if !done && err == nil && a.repo.Shallow() {
		a.note("this clone is shallow: older history is not here; git fetch --unshallow brings it")
	}
	return p, done, err
}

func (a *app) jsonLog() (p logPrinter, done bool, err error) {
	sel, done, err := a.selection(json.EntryFields())
	if done || err != nil {
		return p, done, err
	}
	var whole bytes.Buffer // jq looks at all of it
	out := io.Writer(a.io.Out)
	if a.jq != "" {
		out = &whole
	}
	list := json.NewArray(out, sel)
	return logPrinter{
		add: func(r backlog.Revision) error { return list.Add(json.EntryOf(r, json.Options{Root: a.prefix()})) },
		end: func() error {
			if err := list.End(); err != nil || a.jq == "" {
				return err
			}
			return a.filter(whole.Bytes())
		},
	}, false, nil
}

func (a *app) csvLog() logPrinter {
	table := render.NewCSV(a.io.Out)
	return logPrinter{
		add: func(r backlog.Revision) error { return table.Add(render.ChangeTable(r, a.prefix())) },
		end: table.End,
	}
}

// pagesLog prints a paragraph a commit, on a terminal through the pager.
func (a *app) pagesLog(format string, conf *backlog.Config) logPrinter {
	begun := false
	return logPrinter{
		add: func(r backlog.Revision) error {
			page := render.History([]backlog.Revision{r}, render.LogOptions{Timezone: conf.Timezone})
			if !begun {
				a.io.StartPager()
			} else if _, err := io.WriteString(a.io.Out, "\n"); err != nil {
				return err
			}
			begun = true
			if format == "markdown" {
				return markdown.Write(a.io.Out, page, markdown.Options{})
			}
			return a.io.Show(page)
		},
		end: func() error { return nil },
	}
}
