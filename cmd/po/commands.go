package main

import (
	"path/filepath"
	"slices"
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

// A maker makes the command of a name. Flags are what costs: to declare those of all commands takes a tenth of the time that a
// small commit takes.
type maker struct {
	name string
	make func() *cobra.Command
}

// addCommands puts the command below the root that the first word names, or all: those who ask for help or a completion, or mistype
// a word, are told of all of them.
func (a *app) addCommands(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "Start"}, &cobra.Group{ID: groupCapture, Title: "Capture"},
		&cobra.Group{ID: groupLook, Title: "Look"}, &cobra.Group{ID: groupRefine, Title: "Refine"},
		&cobra.Group{ID: groupOrder, Title: "Order"}, &cobra.Group{ID: groupDecide, Title: "Decide"},
		&cobra.Group{ID: groupReview, Title: "Review"}, &cobra.Group{ID: groupTooling, Title: "Tooling"},
	)
	for _, m := range named(a.commands(root), a.word(0)) {
		root.AddCommand(m.make())
	}
	root.SetHelpCommand(a.helpCommand(root))
	root.SetHelpCommandGroupID(groupTooling)
}

// wholeRoot is the root with all commands below it, to be looked at, not to be run.
func wholeRoot() *cobra.Command { return new(app).root() }

// named are the makers of a name; all where there is none of it.
func named(all []maker, name string) []maker {
	if i := slices.IndexFunc(all, func(m maker) bool { return m.name == name }); i >= 0 {
		return all[i : i+1]
	}
	return all
}

// word is one of the arguments, empty where there are not so many.
func (a *app) word(n int) string {
	if n >= len(a.args) {
		return ""
	}
	return a.args[n]
}

// commands makes all commands but help, in the order in which help shows those of a group.
func (a *app) commands(root *cobra.Command) []maker {
	all := []maker{
		{"init", a.initCommand}, {"tour", a.tour}, {"add", a.add},
		{"list", a.list}, {"show", a.showCommand}, {"search", a.search}, {"next", a.next},
		{"edit", a.edit}, {"criteria", a.criteria}, {"tick", a.tick(true)}, {"untick", a.tick(false)}, {"note", a.noteCommand}, {"remove", a.remove},
		{"prioritize", a.prioritize},
	}
	all = append(all, a.verbCommands()...)
	return append(all, []maker{
		{"check", a.check}, {"diff", a.diff}, {"log", a.logCommand}, {"blame", a.blame}, {"commit", a.commit}, {"undo", a.undo},
		{"renumber", a.renumber}, {"fmt", a.format}, {"install", a.install}, {mergeDriverName, a.mergeDriver}, {"schema", a.schema},
		{"config", a.configCommand}, {"completion", func() *cobra.Command { return a.completion(root) }}, {"version", a.versionCommand},
	}...)
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
