package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/po-backlog/po/render"
)

// mayAsk reports whether somebody sits there to answer.
func (a *app) mayAsk() bool { return a.inTerminal && a.err.Terminal }

// ask puts a question on stderr and reads one line.
func (a *app) ask(question string) (string, error) {
	fmt.Fprintf(a.io.Err, "%s ", render.Clean(question))
	if err := a.io.Err.Flush(); err != nil {
		return "", err
	}
	if a.lines == nil {
		a.lines = bufio.NewReader(a.input())
	}
	line, err := a.lines.ReadString('\n')
	if err != nil && line == "" {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// askYes asks a question whose default is no.
func (a *app) askYes(question string) (bool, error) {
	answer, err := a.ask(question + " [y/N]")
	switch {
	case errors.Is(err, io.EOF):
		fmt.Fprintln(a.io.Err)
		return false, nil
	case err != nil:
		return false, err
	}
	switch strings.ToLower(answer) {
	case "y", "yes":
		return true, nil
	}
	return false, nil
}

// askReason asks for the reason of a command that needs one, where -m does not give it and somebody can answer.
func (a *app) askReason(question string) error {
	if question == "" || a.message != "" || !a.mayAsk() || a.yes {
		return nil
	}
	var err error
	if a.message, err = a.ask(question); errors.Is(err, io.EOF) { // no answer is no reason: the verb says what it needs
		fmt.Fprintln(a.io.Err)
		return nil
	}
	return err
}

// author is who writes notes: the name of the committer as git knows it, shortened to its first word; empty where nobody is known.
func (a *app) author() string {
	repo, err := a.open()
	if err != nil {
		return ""
	}
	p, err := repo.Author()
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimSpace(p.Name), " ")
	return strings.ToLower(first)
}
