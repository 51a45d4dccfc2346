package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
)

// The exit codes of po; po help exit-codes explains them.
const (
	exitDone        = 0
	exitFailed      = 1 // could not do it, or a rule of the product refuses it
	exitUsage       = 2 // wrong usage
	exitWanting     = 3 // looked, and found wanting
	exitInterrupted = 130
)

// usageError is wrong usage, with the corrected line as a hint.
type usageError struct {
	msg  string
	hint string
}

func (e *usageError) Error() string { return e.msg }

func usagef(format string, args ...any) error { return &usageError{msg: fmt.Sprintf(format, args...)} }

// usageHint is wrong usage and the line that is right.
func usageHint(hint, format string, args ...any) error {
	return &usageError{msg: fmt.Sprintf(format, args...), hint: hint}
}

// hinted is an error with the next step.
type hinted struct {
	error
	hint string
}

func (e *hinted) Unwrap() error { return e.error }

// errWanting says that a command looked and found wanting; what it found is printed already.
var errWanting = errors.New("found wanting")

// finish says what went wrong and gives the exit code.
func (a *app) finish(ctx context.Context, root *cobra.Command, args []string, err error) int {
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil:
		a.say("error", "interrupted")
		return exitInterrupted
	case errors.Is(err, errWanting):
		return exitWanting
	}
	if own, ok := errors.AsType[exitCode](err); ok {
		return int(own)
	}
	usage := false
	for _, e := range split(err) {
		usage = usage || isUsage(e)
		a.sayError(e)
	}
	if usage {
		return exitUsage
	}
	return exitFailed
}

// isUsage reports whether what was typed makes no sense, whatever the backlog holds.
func isUsage(err error) bool {
	var u *usageError
	var q *backlog.QueryError
	return errors.As(err, &u) || errors.As(err, &q)
}

// split takes joined errors apart.
func split(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range j.Unwrap() {
			out = append(out, split(e)...)
		}
		return out
	}
	return []error{err}
}

// sayError words one error and its hint.
func (a *app) sayError(err error) {
	var parse *backlog.ParseError
	if errors.As(err, &parse) {
		a.sayAt(parse)
	} else {
		a.say("error", firstLine(a.words(err)))
		a.sayRest(err)
	}
	if hint := a.hint(err); hint != "" {
		a.say("hint", hint)
	}
}

// words are what an error says, with the paths as people name them.
func (a *app) words(err error) string {
	var (
		twice    *backlog.AmbiguousError
		missing  *backlog.NotFoundError
		conflict *git.ErrUndoConflict
		file     *fs.PathError
	)
	switch {
	case errors.As(err, &twice):
		return a.twoFiles(twice)
	case errors.As(err, &missing) && missing.Unreadable != "":
		return fmt.Sprintf("%s: %s cannot be read", missing.ID, a.shown(missing.Unreadable))
	case errors.As(err, &conflict):
		shown := *conflict
		shown.Path = a.shown(conflict.Path)
		return shown.Error()
	case errors.As(err, &file):
		return strings.Replace(err.Error(), file.Error(), file.Path+": "+file.Err.Error(), 1)
	}
	return err.Error()
}

// sayRest shows the further lines of an error, such as a hook's own words.
func (a *app) sayRest(err error) {
	var hook *git.ErrHook
	if errors.As(err, &hook) {
		fmt.Fprint(a.io.Err, render.CleanBlock(withEnd(hook.Output)))
		for _, r := range hook.Replaced {
			a.say("warning", fmt.Sprintf("%s is as it was before; what the hook left there: git cat-file -p %s", r.Path, r.Blob[:12]))
		}
		return
	}
	if _, rest, ok := strings.Cut(err.Error(), "\n"); ok {
		fmt.Fprint(a.io.Err, render.CleanBlock(withEnd(rest)))
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func withEnd(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// hint is the next step after an error, empty where there is none to name.
func (a *app) hint(err error) string {
	var h *hinted
	var u *usageError
	var missing *backlog.NotFoundError
	var refused *backlog.RefusedError
	var twice *backlog.AmbiguousError
	var query *backlog.QueryError
	switch {
	case errors.As(err, &h):
		return h.hint
	case errors.As(err, &u):
		return u.hint
	case errors.As(err, &missing) && missing.Unreadable != "":
		return "po edit " + string(missing.ID) + " opens it in the editor"
	case errors.As(err, &missing) && len(missing.Near) > 0:
		return "did you mean " + string(missing.Near[0]) + "?"
	case errors.As(err, &refused):
		return refusedHint(refused)
	case errors.As(err, &twice):
		return "--path FILE picks one; po edit " + string(twice.ID) + " --path FILE opens it, so that its id can be changed"
	case errors.As(err, &query):
		return queryHint(query)
	}
	return cmp.Or(gitHint(err, a.shown), a.historyHint(err))
}

// valueHint shows a term with a value.
func valueHint(key string) string {
	for _, f := range append(backlog.BuiltIn(backlog.KindItem), backlog.ComputedFields()...) {
		switch {
		case f.Key != key:
		case f.Kind == backlog.DateVal:
			return "a shell takes > for itself: " + key + ":2026-10-01.."
		case f.Kind != backlog.Number:
			return key + ":none asks for items without one, " + key + ":any for those that have one"
		}
	}
	return "a shell takes > for itself: " + key + ":5.."
}

// queryHint is the term that was meant.
func queryHint(e *backlog.QueryError) string {
	switch {
	case e.Fault == backlog.NoValue && e.Key != "not":
		return valueHint(e.Key)
	case e.Fault == backlog.NoMethod:
		return "--by METHOD names one; po config set score wsjf"
	case e.Fault == backlog.OnlyPresence && len(e.Near) > 0:
		return "or for its parts: " + strings.Join(e.Near, ", ")
	case len(e.Near) > 0:
		return "did you mean " + e.Near[0] + "?"
	case e.Fault == backlog.UnknownKey:
		return "po help query"
	}
	return ""
}

func refusedHint(e *backlog.RefusedError) string {
	switch {
	case e.Next != "" && e.Forcible:
		return e.Next + "; --force -m TEXT goes past it"
	case e.Next != "":
		return e.Next
	case e.Forcible:
		return "--force -m TEXT goes past it"
	}
	return ""
}
