// Package library is a small bot for the refinement meeting, written against the packages backlog and check: it words the
// agenda, and it chases what has been blocked for too long.
//
// It shows how a program uses them. A backlog comes in as a file system ([backlog.Load]: a folder, an archive, files in the
// binary), is asked ([backlog.Backlog.Select], [check.Run]), and is changed by functions that give the next snapshot. What
// changed is worked out afterwards ([backlog.Diff]), and which files to write too ([backlog.Edits]); writing them, with or
// without Git, is up to the program.
package library

import (
	"fmt"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
)

// Agenda words the agenda of a refinement on a day: of the first n items that are not ready yet, in order, what each lacks, then
// the warnings and errors of the whole backlog.
func Agenda(b *backlog.Backlog, today backlog.Day, n int) (string, error) {
	drafts, err := b.ParseQuery([]string{"is:proposed"}, backlog.QueryEnv{Today: today})
	if err != nil {
		return "", err
	}
	var agenda strings.Builder
	fmt.Fprintf(&agenda, "Refinement, %s\n", today)
	items := b.Select(drafts, backlog.Order{})
	for _, it := range items[:min(n, len(items))] {
		fmt.Fprintf(&agenda, "- %s %s: %s\n", it.ID, it.Title, missing(b.Readiness(it)))
	}
	for _, f := range check.Run(b, check.Options{Today: today}) {
		if f.Level >= check.Warning {
			fmt.Fprintf(&agenda, "- %s %s: %s\n", f.ID, f.Rule, f.Message)
		}
	}
	return agenda.String(), nil
}

// missing words the lines of the Definition of Ready that an item fails.
func missing(lines []backlog.ReadyLine) string {
	var words []string
	for _, l := range lines {
		if !l.OK {
			words = append(words, l.Why)
		}
	}
	if len(words) == 0 {
		return "nothing is missing"
	}
	return strings.Join(words, "; ")
}

// Chase asks, in each open item that has been blocked for more than some days, who can unblock it: an open question, which keeps
// the item from being ready until somebody ticks it. Items that have such a question already are left alone, so that the bot may
// run every day. Where nothing changes the result is b itself.
func Chase(b *backlog.Backlog, today backlog.Day, days int) (*backlog.Backlog, error) {
	blocked, err := b.ParseQuery([]string{"is:blocked"}, backlog.QueryEnv{Today: today})
	if err != nil {
		return nil, err
	}
	next := b
	for _, it := range b.Select(blocked, backlog.Order{}) {
		since := it.Blocked.Since.Day(b.Config().Timezone)
		if today.Sub(since) <= days || len(it.OpenQuestions()) > 0 {
			continue
		}
		if next, err = next.Question(it.ID, "Who can unblock this? "+it.Blocked.Reason); err != nil {
			return nil, err
		}
	}
	return next, nil
}
