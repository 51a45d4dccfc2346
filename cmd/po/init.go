package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/render"
)

// initFlags are the flags of po init.
type initFlags struct {
	key, name, acceptance string
}

// usualFolder is where po init makes a backlog, in the folder that it is given.
const usualFolder = "backlog"

func (a *app) initCommand() *cobra.Command {
	var f initFlags
	c := &cobra.Command{
		Use: "init [DIR]", Short: "Set a backlog up in a repository", GroupID: groupStart, Annotations: mode("write"),
		Example: "  po init --key VS --name VeloShare\n  po init . --acceptance none",
		RunE: func(c *cobra.Command, words []string) error {
			dir := ""
			if len(words) > 1 {
				return usageHint("po init "+words[0], "init: one folder at most")
			}
			if len(words) == 1 {
				dir = words[0]
			}
			return a.runInit(c.Context(), f, dir)
		},
	}
	c.Flags().StringVar(&f.key, "key", "", "the prefix of ids, such as VS (default US)")
	c.Flags().StringVar(&f.name, "name", "", "the product's name (default: the folder's)")
	c.Flags().StringVar(&f.acceptance, "acceptance", "required", "required, or none: done closes an item")
	return c
}

func (a *app) runInit(ctx context.Context, f initFlags, dir string) error {
	if f.key != "" && (!backlog.ValidKey(f.key) || backlog.ID(f.key+"-1").Kind() != backlog.KindItem) {
		return usagef("--key %s: capital letters and digits, at most ten, a letter first, and none of G, S, R, EX, IN, DEC", f.key)
	}
	if f.acceptance != "required" && f.acceptance != "none" {
		return usagef("--acceptance is required or none")
	}
	if done, err := a.asksFieldsOnly(); done || err != nil {
		return err
	}
	root, err := a.initRoot(ctx, dir)
	if err != nil {
		return err
	}
	at := filepath.Join(root, usualFolder)
	if _, err := os.Lstat(filepath.Join(at, "po.yaml")); !errors.Is(err, fs.ErrNotExist) {
		return a.initAgain(ctx, at, f)
	}
	if f.name == "" {
		f.name = filepath.Base(root)
	}
	return a.initCommit(ctx, at, f)
}

// initRoot is the folder that gets the folder backlog; a folder outside a repository becomes one, unless nobody is known whom its
// first commit could name.
func (a *app) initRoot(ctx context.Context, dir string) (string, error) {
	start := a.folder()
	if dir != "" {
		start = a.inDir(dir)
	}
	o := a.gitOptions("")
	root, err := git.Root(existing(start), o)
	fresh := errors.Is(err, git.ErrNoRepository)
	if err == nil && dir == "" {
		start = root
	}
	if err == nil || fresh {
		err = a.initBlocked(filepath.Join(start, usualFolder))
	}
	switch {
	case err != nil:
		return "", err
	case a.dryRun && (fresh || dir != ""):
		return start, nil
	case fresh && !a.initFilesOnly():
		if err := git.Identified(ctx, o); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(start, 0o777); err != nil {
		return "", err
	}
	if fresh {
		if err := git.InitRepository(start, o); err != nil {
			return "", err
		}
		a.note("%s is a Git repository now", start)
		return start, nil
	}
	return start, nil
}

// initBlocked refuses a folder without po.yaml in which a file stands that would come with it: nobody knows whose it is.
func (a *app) initBlocked(at string) error {
	if _, err := os.Lstat(filepath.Join(at, "po.yaml")); err == nil {
		return nil
	}
	for _, e := range initFiles(initFlags{}) {
		path := filepath.Join(at, e.Path)
		if _, err := os.Lstat(path); err != nil {
			continue
		}
		shown := func(path string) string {
			if rel, err := filepath.Rel(a.folder(), path); err == nil {
				path = rel
			}
			return filepath.ToSlash(path)
		}
		config := shown(filepath.Join(at, "po.yaml"))
		return &hinted{fmt.Errorf("%s: is there already, but no %s", shown(path), config),
			"to keep it, write the line version: 1 into " + config + ", then po commit; to begin anew, move it away and po init again"}
	}
	return nil
}

// initFilesOnly reports whether the files of a new backlog are left to a later commit.
func (a *app) initFilesOnly() bool { return a.noCommit || a.getenv("PO_COMMIT") == "off" }

// initAgain leaves a backlog that is there as it is.
func (a *app) initAgain(ctx context.Context, at string, f initFlags) error {
	a.backlogDir = at
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	if key := b.Config().Key; f.key != "" && f.key != key {
		return &hinted{fmt.Errorf("%s: the key is %s already", a.shown("po.yaml"), key),
			"ids that are in use keep their key; po config set key " + f.key + " changes it for new ones"}
	}
	return a.sayUnchanged(&change{same: at + " is a backlog already: nothing was written"})
}

// initCommit writes the three files in one commit.
func (a *app) initCommit(ctx context.Context, at string, f initFlags) error {
	files := initFiles(f)
	m := backlog.Message{Subject: "po: init " + render.Clean(f.name), Body: a.message, Trailers: []backlog.Trailer{{Key: "Po-Action", Value: "init"}}}
	if a.dryRun {
		return a.initDry(at, files, m)
	}
	a.backlogDir = at
	o := a.gitOptions(at)
	o.Fresh = true
	repo, err := git.Open(existing(at), o) // DIR may lie in another repository than the working folder
	if err != nil {
		return err
	}
	a.repo = repo
	done, err := repo.Commit(ctx, git.CommitOptions{Message: m.String(), Files: files, NoVerify: a.noVerify,
		FilesOnly: a.initFilesOnly()})
	if err != nil {
		return err
	}
	if a.json.set {
		return a.initJSON(done, files)
	}
	for _, e := range files {
		fmt.Fprintf(a.io.Out, "%s  added\n", a.shown(e.Path))
	}
	if done.Hash != "" {
		fmt.Fprintf(a.io.Out, "[%s %s] %s\n", render.Clean(done.Branch), done.Short, m.Subject)
	} else {
		a.note("%s not committed: po commit", count(len(files), "file"))
	}
	a.note("next: po add story \"Student discount\" --as \"a student\" --want \"a cheaper fare\"")
	return nil
}

// initDry prints what would be written and the commit's message.
func (a *app) initDry(at string, files []backlog.FileEdit, m backlog.Message) error {
	if a.json.set {
		return a.initJSON(git.CommitResult{}, files)
	}
	if rel, err := filepath.Rel(a.folder(), at); err == nil {
		at = rel
	}
	for _, e := range files {
		fmt.Fprintf(a.io.Out, "%s\n%s\n", render.Clean(filepath.ToSlash(filepath.Join(at, e.Path))), render.CleanBlock(string(e.New)))
	}
	fmt.Fprint(a.io.Out, render.CleanBlock(m.String()))
	a.note("dry run: nothing was written")
	return nil
}

// initJSON prints the new backlog as the changes that make it from nothing.
func (a *app) initJSON(done git.CommitResult, files []backlog.FileEdit) error {
	b, err := backlog.Blank().With(files...)
	if err != nil {
		return err
	}
	return a.printJSON(a.written(done.Hash, done.Branch, backlog.Diff(backlog.Blank(), b)))
}

// initFiles are po.yaml, product.md and .gitattributes of a new backlog.
func initFiles(f initFlags) []backlog.FileEdit {
	var config strings.Builder
	config.WriteString("version: 1\n")
	if f.key != "" {
		config.WriteString("key: " + f.key + "\n")
	}
	if f.acceptance == "none" {
		config.WriteString("acceptance: none\n")
	}
	return []backlog.FileEdit{
		{Path: ".gitattributes", New: []byte("*.md text=auto merge=po\n")},
		{Path: "po.yaml", New: []byte(config.String())},
		{Path: "product.md", New: []byte(backlog.NewProduct(f.name))},
	}
}
