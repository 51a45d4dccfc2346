package main

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// The groups of commands, in the order in which help shows them.
const (
	groupStart   = "start"
	groupCapture = "capture"
	groupLook    = "look"
	groupRefine  = "refine"
	groupOrder   = "order"
	groupDecide  = "decide"
	groupReview  = "review"
	groupTooling = "tooling"
)

// modeKey is the annotation that tells commands that write from those that read.
const modeKey = "po.mode"

func mode(m string) map[string]string { return map[string]string{modeKey: m} }

// writes reports whether a command only writes, so that --at makes no sense.
func writes(c *cobra.Command) bool { return c.Annotations[modeKey] == "write" }

// addCommands puts all commands below the root.
func (a *app) addCommands(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "Start"}, &cobra.Group{ID: groupCapture, Title: "Capture"},
		&cobra.Group{ID: groupLook, Title: "Look"}, &cobra.Group{ID: groupRefine, Title: "Refine"},
		&cobra.Group{ID: groupOrder, Title: "Order"}, &cobra.Group{ID: groupDecide, Title: "Decide"},
		&cobra.Group{ID: groupReview, Title: "Review"}, &cobra.Group{ID: groupTooling, Title: "Tooling"},
	)
	root.AddCommand(a.initCommand(), a.tour(), a.add(),
		a.list(), a.showCommand(), a.search(), a.next(),
		a.edit(), a.criteria(), a.tick(true), a.tick(false), a.noteCommand(), a.remove(),
		a.prioritize())
	root.AddCommand(a.verbCommands()...)
	root.AddCommand(a.check(), a.diff(), a.logCommand(), a.blame(), a.commit(), a.undo(), a.renumber(),
		a.format(), a.install(), a.mergeDriver(), a.schema(), a.configCommand(), a.completion(root), a.versionCommand())
	root.SetHelpCommand(a.helpCommand(root))
	root.SetHelpCommandGroupID(groupTooling)
}

// start is the folder in which po was started, or that -C names.
func (a *app) folder() string {
	if a.chdir == "" {
		return a.dir
	}
	if filepath.IsAbs(a.chdir) {
		return a.chdir
	}
	return filepath.Join(a.dir, a.chdir)
}

// takeTerms takes query terms that begin with a dash, such as -label:later, out of the arguments before flags are parsed: a flag
// parser would take -milestone:x for -m. What stands after -- stays.
func takeTerms(args []string) (rest, terms []string) {
	for i, arg := range args {
		if arg == "--" {
			return append(rest, args[i:]...), terms
		}
		if backlog.IsTerm(arg) && strings.HasPrefix(arg, "-") {
			terms = append(terms, arg)
			continue
		}
		rest = append(rest, arg)
	}
	return rest, terms
}
