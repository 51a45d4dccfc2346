package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// topic is a page of help that belongs to no command.
type topic struct {
	name, short, text string
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND|TOPIC]", Short: "Help about a command or a topic: " + topicNames(), GroupID: groupTooling, Annotations: mode("read"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, t := range topics() {
				names = append(names, t.name+"\t"+t.short)
			}
			for _, c := range root.Commands() {
				if c.IsAvailableCommand() {
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, words []string) error {
			if len(words) == 0 {
				return root.Help()
			}
			for _, t := range topics() {
				if t.name == words[0] {
					fmt.Fprintln(a.io.Out, strings.TrimSpace(t.text))
					return nil
				}
			}
			c, _, err := root.Find(words)
			if err != nil || c == root {
				return helpMissing(root, words[0])
			}
			return c.Help()
		},
	}
}

func helpMissing(root *cobra.Command, word string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	for _, t := range topics() {
		names = append(names, t.name)
	}
	hint := "po help"
	if near := backlog.Nearest(word, names); len(near) > 0 {
		hint = "po help " + near[0]
	}
	return usageHint(hint, "help: no command or topic %q", word)
}

func topicNames() string {
	var names []string
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return strings.Join(names, ", ")
}
