package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/po-backlog/po/backlog"
)

// unknownCommand names the command that was meant: words that people bring from elsewhere are hints with the whole line.
func (a *app) unknownCommand(c *cobra.Command, args []string) error {
	word, rest := args[0], args[1:]
	if hint := brought(word, rest); hint != "" {
		return usageHint(hint, "%s: no such command", word)
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	if near := backlog.Nearest(word, names); len(near) > 0 {
		return usageHint("po "+strings.Join(append([]string{near[0]}, quoteAll(rest)...), " "), "%s: no such command", word)
	}
	return usageHint("po help", "%s: no such command", word)
}

// brought gives the line for a word that people bring, empty for others.
func brought(word string, rest []string) string {
	rest = quoteAll(rest)
	first := "VS-3"
	if len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		first = rest[0]
	}
	args := strings.Join(rest, " ")
	with := func(command string) string { return strings.TrimSpace("po " + command + " " + args) }
	switch word {
	case "new", "create":
		return with("add")
	case "move", "rank", "order", "top":
		return placed(word, first, rest)
	case "view", "open", "cat":
		return with("show")
	case "ls", "backlog":
		return with("list")
	case "delete", "rm":
		return fmt.Sprintf("po drop %s -m TEXT (decided against, kept) or po remove %s (the file is deleted)", first, first)
	case "close", "finish", "resolve":
		return fmt.Sprintf("po done %s, then po accept %s", first, first)
	case "assign":
		return fmt.Sprintf("po edit %s --assignee %s", first, second(rest, "NAME"))
	case "estimate", "size":
		return fmt.Sprintf("po edit %s --points %s", first, second(rest, "5"))
	case "comment":
		return fmt.Sprintf("po note %s %s", first, `"`+strings.Trim(second(rest, "TEXT"), `"`)+`"`)
	}
	return ""
}

func placed(word, first string, rest []string) string {
	to := second(rest, "3")
	switch {
	case len(rest) == 0:
		return "po prioritize"
	case word == "top", to == "top":
		return "po prioritize " + first + " --top"
	case to == "bottom":
		return "po prioritize " + first + " --bottom"
	case strings.HasPrefix(to, "-"):
		return "po prioritize " + strings.Join(rest, " ")
	}
	return "po prioritize " + first + " --to " + to
}

func second(rest []string, otherwise string) string {
	if len(rest) > 1 {
		return rest[1]
	}
	return otherwise
}

// quoteAll quotes words so that a shell reads them as they were typed.
func quoteAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if w == "" || strings.ContainsAny(w, " \t\n\"'$`\\*?[]{}()<>|&;#~") {
			out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(w) + `"`
		}
	}
	return out
}

// flagError names the flag that was meant. A flag behind a word that is no command is not the mistake: the word is.
func (a *app) flagError(c *cobra.Command, err error) error {
	if !c.HasParent() && len(a.args) > 0 && !strings.HasPrefix(a.args[0], "-") {
		return a.unknownCommand(c, a.args)
	}
	msg := strings.TrimPrefix(err.Error(), "unknown flag: ")
	if msg == err.Error() {
		return &usageError{msg: flagFault(c, err), hint: c.CommandPath() + " --help"}
	}
	name := strings.TrimPrefix(strings.Fields(msg)[0], "--")
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	c.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	hint := c.CommandPath() + " --help"
	if near := backlog.Nearest(name, names); len(near) > 0 {
		hint = "did you mean --" + near[0] + "?"
	}
	return &usageError{msg: "--" + name + ": no such flag of " + c.CommandPath(), hint: hint}
}

// flagFault says in our words what the library says of a flag in its own.
func flagFault(c *cobra.Command, err error) string {
	var (
		wrong *pflag.InvalidValueError
		none  *pflag.ValueRequiredError
		other *pflag.NotExistError
	)
	switch {
	case errors.As(err, &wrong):
		name, value := "--"+wrong.GetFlag().Name, wrong.GetValue()
		if wrong.GetFlag().Value.Type() == "int" {
			return name + ": " + strconv.Quote(value) + " is not a whole number"
		}
		return name + ": " + strconv.Quote(value) + ": " + errors.Unwrap(err).Error()
	case errors.As(err, &none):
		return "--" + none.GetFlag().Name + ": no value"
	case errors.As(err, &other):
		return "-" + other.GetSpecifiedName() + ": no such flag of " + c.CommandPath()
	}
	return err.Error()
}
