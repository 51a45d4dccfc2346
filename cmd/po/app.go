package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/term"
)

// app is what a command is given: the process, the global flags, and the repository once it is open.
type app struct {
	process
	io *term.IO

	chdir, backlogDir, at, jq, message, color                 string
	json                                                      jsonFlag
	dryRun, force, noCommit, noVerify, quiet, yes, saysForced bool

	terms []string      // query terms that begin with a dash, taken out before the flags were parsed
	lines *bufio.Reader // of the standard input, where questions are asked
	day   time.Time
	repo  *git.Repo
}

// begin runs before every command: it judges the global flags and opens the streams.
func (a *app) begin(c *cobra.Command, _ []string) error {
	when, ok := term.ParseWhen(a.color)
	a.openIO(when)
	if !ok {
		return usagef("--color is auto, always or never")
	}
	var err error
	if a.day, err = a.clock(); err != nil {
		return err
	}
	if a.jq != "" && !a.json.set {
		a.json = jsonFlag{set: true}
	}
	if a.at != "" && writes(c) {
		return usagef("--at is for commands that read")
	}
	return nil
}

func (a *app) openIO(when term.When) {
	a.io = term.Open(term.Setup{Out: a.out, Err: a.err, Color: when, Lookup: a.lookup})
}

// clock is "today": PO_NOW or the system's.
func (a *app) clock() (time.Time, error) {
	text := a.getenv("PO_NOW")
	if text == "" {
		return a.now(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, usagef("PO_NOW: %q is no moment such as 2026-10-05T18:00:00+02:00", text)
	}
	return t, nil
}

// moment is now, as PO_NOW or the system says.
func (a *app) moment() time.Time { return a.day }

// today is the date that is written into files.
func (a *app) today(b *backlog.Backlog) backlog.Date {
	return a.todayAsDay(b).Stored()
}

func (a *app) todayAsDay(b *backlog.Backlog) backlog.Day {
	return backlog.DayOf(a.day.In(b.Config().Timezone))
}

// open finds the repository and the backlog, once.
func (a *app) open() (*git.Repo, error) {
	if a.repo != nil {
		return a.repo, nil
	}
	dir := a.backlogDir
	if dir == "" {
		dir = a.getenv("PO_BACKLOG")
	}
	repo, err := git.Open(a.folder(), git.Options{
		Backlog: dir, Getenv: a.getenv, LookPath: a.lookPath, Now: a.moment,
	})
	if err != nil {
		return nil, err
	}
	a.repo = repo
	return repo, nil
}

// load reads the backlog as it is now or as --at says, and names on stderr what could not be read.
func (a *app) load(ctx context.Context) (*backlog.Backlog, error) {
	repo, err := a.open()
	if err != nil {
		return nil, err
	}
	b, err := repo.Load(ctx, a.at)
	if err != nil {
		return nil, err
	}
	a.warn(b)
	return b, nil
}

// warn names every file and value that could not be read, and every id that two files claim.
func (a *app) warn(b *backlog.Backlog) {
	for _, e := range b.Broken() {
		a.sayAt(e)
	}
	for _, e := range b.Problems() {
		a.sayAt(e)
	}
	for _, e := range b.Ambiguous() {
		a.say("error", e.Error())
		a.say("hint", "po renumber "+string(e.ID)+" --path FILE gives one of them a fresh number")
	}
}

// sayAt says an error of a file, path first, so that editors can jump there.
func (a *app) sayAt(e *backlog.ParseError) {
	pos := e.Pos
	pos.Path = a.shown(pos.Path)
	fmt.Fprintf(a.io.Err, "%s: error: %s\n", render.Clean(pos.String()), render.Clean(e.Msg))
}

// shown is a path of the backlog as people name it: from the repository's root.
func (a *app) shown(path string) string {
	if a.repo == nil || a.repo.Prefix() == "" {
		return path
	}
	return a.repo.Prefix() + "/" + path
}

// say writes a line of words on stderr: po: hint: …
func (a *app) say(kind, words string) {
	if kind == "" {
		fmt.Fprintf(a.io.Err, "%s\n", render.Clean(words))
		return
	}
	fmt.Fprintf(a.io.Err, "po: %s: %s\n", kind, render.Clean(words))
}

// note is a word that -q silences.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		a.say("", fmt.Sprintf(format, args...))
	}
}

// ids resolves the ids that somebody typed; every unknown one is named.
func resolveAll(b *backlog.Backlog, words []string) ([]backlog.ID, error) {
	var ids []backlog.ID
	var errs []error
	for _, w := range words {
		id, err := b.Resolve(w)
		ids, errs = append(ids, id), append(errs, err)
	}
	return ids, errors.Join(errs...)
}
