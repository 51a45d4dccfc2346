package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
)

// attributesFile is where po init writes which files git merges by field.
const attributesFile = ".gitattributes"

// driverLine is the command line that git runs to merge a file.
const driverLine = "po " + mergeDriverName + " %O %A %B %L %P"

func (a *app) install() *cobra.Command {
	c := &cobra.Command{
		Use: "install", Short: "Set up git for the backlog: merge, hooks", GroupID: groupTooling,
		Example: "  po install merge\n  po install hooks",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) > 0 {
				return usageHint("po install merge", "install: %q is neither merge nor hooks", words[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(&cobra.Command{
		Use: "merge", Short: "Let git merge items field by field in this clone", Annotations: mode("write"), Args: noArgs,
		Long: "Writes merge.po.driver into the repository's own configuration, so that git merge, rebase, cherry-pick and stash on this machine\n" +
			"merge the files of the backlog by field. Other clones and hosting services merge by lines, as git does.",
		Example: "  po install merge",
		RunE:    func(*cobra.Command, []string) error { return a.runInstallMerge() },
	})
	c.AddCommand(&cobra.Command{
		Use: "hooks", Short: "Check the backlog before each commit in this clone", Annotations: mode("write"), Args: noArgs,
		Long: "Writes a pre-commit hook that runs po check on what is staged, for the files that the commit changes. A hook that is there\n" +
			"already stays. git commit --no-verify, and po with --no-verify, leave it out.",
		Example: "  po install hooks",
		RunE:    func(*cobra.Command, []string) error { return a.runInstallHooks() },
	})
	return c
}

// hookMark tells the hook that po writes from any other.
const hookMark = "# written by po install hooks"

// hookText is the pre-commit hook. Before the first commit there is nothing that the staged files could be compared with.
func hookText(prefix string) string {
	po := "po"
	if prefix != "" && prefix != usualFolder {
		po += " --backlog '" + strings.ReplaceAll(prefix, "'", `'\''`) + "'"
	}
	return "#!/bin/sh\n" + hookMark + ": refuses a commit that brings errors into the backlog\n" +
		"if git rev-parse --quiet --verify HEAD >/dev/null; then\n  exec " + po + " check --quiet --staged --since HEAD\nfi\n" +
		"exec " + po + " check --quiet --staged\n"
}

func (a *app) runInstallHooks() error {
	repo, err := a.open()
	if err != nil {
		return err
	}
	text := hookText(repo.Prefix())
	if a.dryRun {
		fmt.Fprint(a.io.Out, text)
		return nil
	}
	path, installed, err := repo.InstallHook("pre-commit", text, hookMark)
	var foreign *git.ErrForeignHook
	if errors.As(err, &foreign) {
		return &hinted{err, "it stays; let it run: po check --staged --since HEAD"}
	}
	if err != nil {
		return err
	}
	if !installed {
		a.note("the hook is there already")
		return nil
	}
	fmt.Fprintln(a.io.Out, "git checks the backlog before each commit in this clone: "+render.Clean(path))
	return nil
}

func (a *app) runInstallMerge() error {
	repo, err := a.open()
	if err != nil {
		return err
	}
	command := driverLine
	if _, err := a.lookPath("po"); err != nil { // then git would not find it either
		self, err := os.Executable()
		if err != nil {
			return err
		}
		command = "'" + strings.ReplaceAll(filepath.ToSlash(self), "'", `'\''`) + "'" + strings.TrimPrefix(driverLine, "po")
	}
	if a.dryRun {
		fmt.Fprintln(a.io.Out, "merge.po.driver = "+command)
		return nil
	}
	installed, err := repo.InstallMergeDriver(command)
	var other *git.ErrDriver
	if errors.As(err, &other) {
		return &hinted{err, "git config --unset merge.po.driver, then po install merge"}
	}
	if err != nil {
		return err
	}
	if !installed {
		a.note("git merges by field in this clone already")
	} else {
		fmt.Fprintln(a.io.Out, "git merges the backlog by field in this clone: merge.po.driver = "+command)
	}
	if text, _ := os.ReadFile(filepath.Join(repo.Dir(), attributesFile)); !strings.Contains(string(text), "merge=po") {
		a.say("hint", "the attribute is missing: *.md text=auto merge=po in "+filepath.ToSlash(filepath.Join(repo.Prefix(), attributesFile)))
	}
	return nil
}
