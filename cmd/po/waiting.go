package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/po-backlog/po/backlog/git"
)

// sayWaiting says for whom a command waits, while it waits.
func (a *app) sayWaiting(lock *git.ErrLocked) {
	a.note("waiting for %s; Ctrl-C leaves everything as it was", waitsFor(lock))
	_ = a.io.Err.Flush() // whoever cannot be told now is not told
}

// waitsFor names who is in the way: another po, another program, or many of them.
func waitsFor(lock *git.ErrLocked) string {
	if lock.Path == "" {
		return "others, who change the repository all the time"
	}
	who := "another po"
	if strings.HasSuffix(lock.Path, ".lock") {
		who = "another program, such as git,"
	}
	if lock.PID != 0 {
		who += fmt.Sprintf(" (process %d)", lock.PID)
	}
	return fmt.Sprintf("%s to let go of %s, taken %s ago", who, lock.Path, lock.Age.Round(time.Second))
}
