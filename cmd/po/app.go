package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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

	chdir, backlogDir, at, jq, message, color     string
	json                                          jsonFlag
	dryRun, force, noCommit, noVerify, quiet, yes bool
	path                                          string // which of two files with one id

	terms []string      // query terms that begin with a dash, taken out before the flags were parsed
	args  []string      // the others, as typed
	lines *bufio.Reader // of the standard input, where questions are asked
	day   time.Time     // now
	asOf  time.Time     // the moment of the commit that --at names, once it is loaded
	repo  *git.Repo

	interrupted <-chan struct{} // closed when somebody gives up
	editing     atomic.Bool     // an editor has the terminal
}

// begin runs before every command: it judges the global flags and opens the streams.
func (a *app) begin(c *cobra.Command, _ []string) error {
	when, ok := term.ParseWhen(a.color)
	a.openIO(when)
	if n := c.Name(); n == cobra.ShellCompRequestCmd || n == cobra.ShellCompNoDescRequestCmd {
		return nil // who is still typing is told nothing
	}
	if !ok {
		return usagef("--color is auto, always or never")
	}
	var err error
	if a.day, err = a.clock(); err != nil {
		return err
	}
	if err := a.judgeEnvironment(); err != nil {
		return err
	}
	if a.jq != "" {
		if _, err := readJQ(a.jq); err != nil { // before anything is written
			return err
		}
		a.json.set = true
	}
	if a.at != "" && writes(c) {
		return usagef("--at is for commands that read")
	}
	return nil
}

// judgeEnvironment refuses a folder that is not there, and a word that PO_COMMIT does not know.
func (a *app) judgeEnvironment() error {
	switch v := a.getenv("PO_COMMIT"); v {
	case "", "off", "each":
	default:
		return usagef("PO_COMMIT: %q is neither off nor each", v)
	}
	if a.chdir == "" {
		return nil
	}
	if info, err := os.Stat(a.folder()); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: no such folder", a.chdir)
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
	day := a.day
	if !a.asOf.IsZero() {
		day = a.asOf
	}
	return backlog.DayOf(day.In(b.Config().Timezone))
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
	start := a.folder()
	if filepath.IsAbs(dir) { // it may lie in another repository than the working folder
		start = existing(dir)
	}
	repo, err := git.Open(start, a.gitOptions(dir))
	if filepath.IsAbs(dir) && start != filepath.Clean(dir) && errors.Is(err, git.ErrNoRepository) {
		return nil, fmt.Errorf("%s: no such folder", dir)
	}
	if err != nil {
		return nil, err
	}
	a.repo = repo
	return repo, nil
}

// gitOptions say how a repository is opened for this process; dir is the backlog's folder, empty where it is to be searched for.
func (a *app) gitOptions(dir string) git.Options {
	return git.Options{
		Backlog: dir, Getenv: a.getenv, LookPath: a.lookPath, Now: a.moment, Waiting: a.sayWaiting, Patience: a.patience,
		Terminal: a.terminal(),
	}
}

// existing is the folder itself, or the nearest one above it that is there.
func existing(dir string) string {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// load reads the backlog as it is now or as --at says, and names on stderr what could not be read.
func (a *app) load(ctx context.Context) (*backlog.Backlog, error) {
	b, err := a.loadQuietly(ctx)
	if err != nil {
		return nil, err
	}
	a.warn(b)
	return b, nil
}

// loadQuietly loads without the warnings, for who reports the same in another way or must not say a word. As of a revision today is
// the date of its commit.
func (a *app) loadQuietly(ctx context.Context) (*backlog.Backlog, error) {
	repo, err := a.open()
	if err != nil {
		return nil, err
	}
	if a.at != "" {
		if a.asOf, err = repo.When(ctx, a.at); err != nil {
			return nil, err
		}
	}
	return repo.Load(ctx, a.at)
}

// wrongValuesShown is how many wrong values a command names that was asked for something else.
const wrongValuesShown = 10

// warn names every file that could not be read, every id that two files claim, and values that mean nothing: of many of these the
// first, since po check names them all.
func (a *app) warn(b *backlog.Backlog) {
	hint := ""
	for _, e := range b.Broken() {
		a.sayAt(e)
		hint = cmp.Or(hint, damageHint(e))
	}
	if hint != "" {
		a.say("hint", hint)
	}
	problems := b.Problems()
	for _, e := range problems[:min(len(problems), wrongValuesShown)] {
		a.sayAt(e)
	}
	if more := len(problems) - wrongValuesShown; more > 0 {
		a.say("warning", count(more, "more value")+" cannot be read: po check")
	}
	for _, e := range b.Ambiguous() {
		a.say("warning", a.twoFiles(e))
	}
}

// twoFiles names the files that claim one id.
func (a *app) twoFiles(e *backlog.AmbiguousError) string {
	paths := make([]string, len(e.Paths))
	for i, p := range e.Paths {
		paths[i] = a.shown(p)
	}
	return fmt.Sprintf("%s: %d files claim this id: %s", e.ID, len(paths), strings.Join(paths, ", "))
}

// sayAt says an error of a file, path first, so that editors can jump there.
func (a *app) sayAt(e *backlog.ParseError) {
	pos := e.Pos
	pos.Path = a.shown(pos.Path)
	fmt.Fprintf(a.io.Err, "%s: error: %s\n", render.Clean(pos.String()), render.Clean(parseWords(e)))
}

// parseWords is what is wrong with a file, or with one key of it.
func parseWords(e *backlog.ParseError) string {
	if e.Rule == "file.type" && !strings.HasPrefix(e.Msg, e.Key+" ") {
		return e.Key + ": " + e.Msg // as po check says it
	}
	return e.Msg
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

// resolveAll resolves the ids that somebody typed; every unknown one is named.
func resolveAll(b *backlog.Backlog, words []string) ([]backlog.ID, error) {
	var ids []backlog.ID
	var errs []error
	for _, w := range words {
		id, err := b.Resolve(w)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(errs...)
}

// onAll runs an edit on the ids that somebody typed. Where some of them are unknown the others are judged nevertheless, so that every
// refusal is seen at once; nothing is written then.
func onAll(b *backlog.Backlog, words []string, edit func(ids []backlog.ID) (*backlog.Backlog, error)) (*backlog.Backlog, error) {
	ids, err := resolveAll(b, words)
	if err == nil {
		return edit(ids)
	}
	if len(ids) > 0 {
		_, also := edit(ids)
		err = errors.Join(err, also)
	}
	return nil, err
}
