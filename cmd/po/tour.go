package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/examples/veloshare"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/term"
)

// guide is who walks through the example: its product owner.
const guide = "mara"

// A sight is one stop of the tour: what it shows, and the command that shows it.
type sight struct {
	words string
	line  string
}

// sights is the main job: look, capture, order, refine, check, look back.
func sights() []sight {
	return []sight{
		{"the backlog, in order", "po list"},
		{"what to work on next, and why", "po next"},
		{"an item that came back: its story, its criteria, and whether it is ready", "po show VS-4"},
		{"a new story with its acceptance criteria: one commit", `po add story "Receipt by mail" --as "a rider" --want "to get my receipt by mail" \
  --so-that "I can claim the trip" --criterion "Given a paid ride, when it ends, then the receipt is sent within a minute" \
  --value 5 --moscow could --area pay`},
		{"its place in the order: one line of one file", "po prioritize VS-16 --after VS-4"},
		{"what a score would change; --apply does it", "po prioritize --by wsjf"},
		{"what is missing before items are ready", "po list --refine"},
		{"what contradicts itself or cannot be understood", "po check"},
		{"what today brought, as a reviewer reads it", "po diff yesterday"},
		{"who changed what, when and why", "po log --limit 4"},
	}
}

func (a *app) tour() *cobra.Command {
	keep := false
	c := &cobra.Command{
		Use: "tour [DIR]", Short: "Build an example product with its history, and walk the main job on it", GroupID: groupStart,
		Annotations: mode("write"),
		Example:     "  po tour\n  po tour --keep\n  po tour ~/veloshare",
		RunE:        func(c *cobra.Command, words []string) error { return a.runTour(c.Context(), words, keep) },
	}
	c.Flags().BoolVar(&keep, "keep", false, "keep the repository that it builds in a temporary folder")
	return c
}

// runTour takes the tour in the folder that somebody names, which stays, or in a temporary one.
func (a *app) runTour(ctx context.Context, words []string, keep bool) error {
	switch {
	case a.dryRun || a.noCommit:
		return usageHint("po tour", "tour: it commits, into a repository of its own")
	case len(words) > 1:
		return usageHint("po tour "+quoteAll(words)[0], "tour: one folder at most")
	case len(words) == 1:
		return a.walk(ctx, a.inDir(words[0]), true)
	}
	dir, err := os.MkdirTemp("", "po-tour-")
	if err != nil {
		return err
	}
	err = a.walk(ctx, dir, keep)
	if !keep {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}

// walk builds the example in a folder and walks through it.
func (a *app) walk(ctx context.Context, dir string, keep bool) error {
	dir, err := emptyFolder(dir)
	if err != nil {
		return err
	}
	steps := veloshare.Steps()
	a.note("VeloShare, a product with a history: %s from %s to %s", count(len(steps), "commit"), steps[0].At[:10], steps[len(steps)-1].At[:10])
	if err := a.io.Flush(); err != nil {
		return err
	}
	if err := replay(ctx, a.process, dir, steps); err != nil {
		return err
	}
	for _, s := range sights() {
		if err := a.visit(ctx, dir, s); err != nil {
			return err
		}
	}
	if !keep {
		a.note("the example lay in a temporary folder and is gone: po tour --keep keeps it, po tour DIR builds it in DIR")
		return nil
	}
	a.note("the example is in %s; go on there, on its own day:", dir)
	a.note("  cd %s", quoteAll([]string{dir})[0])
	a.note("  export PO_NOW=%s", veloshare.AsOf)
	a.note("  po help")
	return nil
}

// emptyFolder makes a folder, which may be there if it is empty, and gives its real path.
func emptyFolder(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(dir)
	switch {
	case err != nil:
		return "", err
	case len(entries) > 0:
		return "", &hinted{fmt.Errorf("%s: is not empty", dir), "po tour DIR builds the example in a folder that is empty or not there yet"}
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// visit prints a command, runs it, and so prints its output.
func (a *app) visit(ctx context.Context, dir string, s sight) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fmt.Fprintf(a.io.Out, "\n# %s\n$ %s\n", s.words, s.line)
	if err := a.io.Flush(); err != nil {
		return err
	}
	args := append(veloshare.Command{Line: s.line}.Args()[1:], "--color", a.color)
	if code := run(a.staged(dir, veloshare.AsOf, guide), args); code != exitDone {
		return fmt.Errorf("%s: exit code %d", s.line, code)
	}
	return nil
}

// staged is the process of somebody in the example: its folder, clock and author, and nothing of whoever takes the tour. No git
// is found, so no hook and no signature can be asked for.
func (p process) staged(dir, at, author string) process {
	mail := author + "@" + veloshare.Domain
	vars := map[string]string{
		"PO_NOW": at, "PO_PAGER": "cat",
		"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": mail, "GIT_COMMITTER_NAME": author, "GIT_COMMITTER_EMAIL": mail,
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": filepath.Dir(dir),
	}
	lookup := p.lookup
	p.lookup = func(name string) (string, bool) {
		if v, ok := vars[name]; ok {
			return v, true
		}
		if strings.HasPrefix(name, "GIT_") || strings.HasPrefix(name, "PO_") || slices.Contains([]string{"HOME", "XDG_CONFIG_HOME", "EMAIL"}, name) {
			return "", false
		}
		return lookup(name)
	}
	p.lookPath = func(name string) (string, error) { return "", &exec.Error{Name: name, Err: exec.ErrNotFound} }
	p.in, p.inTerminal, p.dir = strings.NewReader(""), false, dir
	return p
}

// replay takes every step of a history in a folder: one commit a step.
func replay(ctx context.Context, p process, dir string, steps []veloshare.Step) error {
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.staged(dir, s.At, s.By).take(s); err != nil {
			return err
		}
	}
	return nil
}

// take does what one step says. A single command makes its own commit. Several, and those that po learns later, change the files
// first, and are committed together with their reasons.
func (p process) take(s veloshare.Step) error {
	if len(s.Run) == 1 && s.Run[0].Edits == nil {
		return p.quietly(s.Run[0].Args()[1:]...)
	}
	reasons := []string{s.Why}
	for _, c := range s.Run {
		var err error
		if c.Edits == nil {
			err = p.quietly(append(c.Args()[1:], "--no-commit")...)
		} else {
			err = p.write(c.Edits)
		}
		if err != nil {
			return err
		}
		reasons = append(reasons, reason(c))
	}
	reasons = slices.DeleteFunc(reasons, func(r string) bool { return r == "" })
	return p.quietly("commit", "-m", strings.Join(reasons, "\n"))
}

// reason is why a command was given: what -m says, else, where po learns it later, the command without its flags.
func reason(c veloshare.Command) string {
	args := c.Args()
	if i := slices.Index(args, "-m"); i >= 0 {
		return args[i+1]
	}
	if c.Edits == nil {
		return ""
	}
	if i := slices.IndexFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "-") }); i >= 0 {
		args = args[:i]
	}
	return strings.Join(quoteAll(args), " ")
}

// quietly runs a command of po whose output nobody wants to read, unless it fails.
func (p process) quietly(args ...string) error {
	var out, words bytes.Buffer
	p.out, p.err = term.Device{W: &out}, term.Device{W: &words}
	if code := run(p, args); code != exitDone {
		return fmt.Errorf("%s, po %s: exit code %d\n%s", p.getenv("PO_NOW"), strings.Join(quoteAll(args), " "), code, words.String())
	}
	return nil
}

// write changes files of the example as somebody does in an editor.
func (p process) write(edits []veloshare.Edit) error {
	for _, e := range edits {
		path := filepath.Join(p.dir, "backlog", filepath.FromSlash(e.Path))
		var old []byte
		if e.Old != "" {
			var err error
			if old, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		text, ok := e.Apply(string(old))
		if !ok {
			return fmt.Errorf("%s: %q does not stand there once", e.Path, render.Clean(e.Old))
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
