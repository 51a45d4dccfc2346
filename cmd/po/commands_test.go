package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// TestCommandsAlone holds that a command which is made alone, since the first word names it, is the one that it is among all others:
// its name in the table, its help and its flags, and those of the commands below it.
func TestCommandsAlone(t *testing.T) {
	whole := wholeRoot()
	var names []string
	for _, m := range (&app{}).commands(&cobra.Command{}) {
		names = append(names, m.name)
		if got := m.make().Name(); got != m.name {
			t.Errorf("%s makes the command %s", m.name, got)
		}
		alone := (&app{args: []string{m.name, "--help"}}).root()
		if n := len(alone.Commands()); n != 1 {
			t.Errorf("po %s: %d commands are made", m.name, n)
		}
		sameHelp(t, whole, alone, m.name)
		for _, below := range find(t, whole, m.name).Commands() {
			sameHelp(t, whole, (&app{args: []string{m.name, below.Name()}}).root(), m.name, below.Name())
		}
	}
	for _, c := range whole.Commands() {
		if !slices.Contains(names, c.Name()) {
			t.Errorf("the table has no %s", c.Name())
		}
	}
}

func sameHelp(t *testing.T, whole, alone *cobra.Command, words ...string) {
	t.Helper()
	if diff := cmp.Diff(find(t, whole, words...).UsageString(), find(t, alone, words...).UsageString()); diff != "" {
		t.Errorf("po %s: %s", words, diff)
	}
}

func find(t *testing.T, root *cobra.Command, words ...string) *cobra.Command {
	t.Helper()
	c, rest, err := root.Find(words)
	if err != nil || len(rest) > 0 {
		t.Fatalf("po %s: %v, %q is left", words, err, rest)
	}
	return c
}

// TestCommandsAll holds that whoever is not sure of a command's name, or asks for none, has all of them.
func TestCommandsAll(t *testing.T) {
	all := len((&app{}).commands(&cobra.Command{}))
	for _, args := range [][]string{nil, {"help"}, {"help", "edit"}, {"prioritise"}, {"edti"}, {"-C", "edit", "list"}, {"--json", "list"}, {"__complete", "edit", ""}} {
		if n := len((&app{args: args}).root().Commands()); n != all {
			t.Errorf("po %q: %d of %d commands", args, n, all)
		}
	}
	for _, args := range [][]string{nil, {"add"}, {"add", "--help"}, {"add", "stroy", "A title"}, {"add", "--top", "story"}} {
		add := find(t, (&app{args: args}).root(), "add")
		if n := len(add.Commands()); n != len(backlog.Types()) {
			t.Errorf("po %q: %d of %d types", args, n, len(backlog.Types()))
		}
	}
}
