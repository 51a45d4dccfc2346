package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// The exit codes of a merge driver are git's, not those of po: git takes 1 to 127 for conflicts and more for a failure.
const (
	exitConflicts = 1
	exitNoMerge   = 129
)

// exitCode ends po with a code of its own; what there is to say is said.
type exitCode int

func (e exitCode) Error() string { return "exit code " + strconv.Itoa(int(e)) }

const mergeDriverName = "merge-driver"

func (a *app) mergeDriver() *cobra.Command {
	return &cobra.Command{
		Use: mergeDriverName + " BASE OURS THEIRS SIZE PATH", Short: "Merge one file for git, field by field", Hidden: true,
		Annotations: mode("write"), DisableFlagParsing: true,
		Long: "Merges one file of a backlog for git. po install merge sets it up; git calls it with %O %A %B %L %P.\n" +
			"The result is written to OURS. Exit codes: 0 merged, 1 conflicts are left in the file, 129 could not run.",
		RunE: func(_ *cobra.Command, words []string) error {
			if err := a.runMergeDriver(words); err != nil {
				if _, ok := err.(exitCode); !ok {
					a.sayError(err)
					err = exitCode(exitNoMerge)
				}
				return err
			}
			return nil
		},
	}
}

func (a *app) runMergeDriver(words []string) error {
	if len(words) != 5 {
		return usageHint("po install merge sets it up for git", "merge-driver: git calls it with %%O %%A %%B %%L %%P")
	}
	size, err := strconv.Atoi(words[3])
	if err != nil || size < 1 || size > 1000 {
		return usagef("merge-driver: %q is no size of a marker", words[3])
	}
	var texts [3]string
	for i := range texts {
		data, err := os.ReadFile(a.inDir(words[i]))
		if err != nil {
			return err
		}
		texts[i] = string(data)
	}
	o := backlog.MergeOptions{MarkerSize: size, Ours: "ours", Theirs: "theirs"}
	o.Config, o.Path = a.backlogOf(filepath.ToSlash(words[4]))
	merged := backlog.Merge(texts[0], texts[1], texts[2], o)
	if err := os.WriteFile(a.inDir(words[1]), []byte(merged.Text), 0o666); err != nil {
		return err
	}
	if len(merged.Conflicts) == 0 {
		return nil
	}
	fmt.Fprintf(a.io.Err, "po: %s: both sides changed %s\n", words[4], strings.Join(merged.Conflicts, ", "))
	return exitCode(exitConflicts)
}

// backlogOf finds the backlog that a file is in, by po.yaml in a folder above it, and gives its settings, as far as they can be
// read, and the file's path in it.
func (a *app) backlogOf(name string) (*backlog.Config, string) {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		root := a.inDir(filepath.FromSlash(dir))
		if _, err := os.Stat(filepath.Join(root, "po.yaml")); err == nil {
			conf, err := backlog.LoadConfig(os.DirFS(root))
			if err != nil {
				conf = nil // it may be in the middle of a merge itself
			}
			return conf, strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		}
		if dir == "." || dir == "/" {
			return nil, name
		}
	}
}
