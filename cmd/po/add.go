package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/po-backlog/po/backlog"
)

// addFlags are the flags of po add TYPE.
type addFlags struct {
	keys     *fieldFlags
	place    *placeFlags
	as       string
	want     string
	soThat   string
	criteria []string
	body     string
	bodyFile string
	from     string
	edit     bool
}

func (a *app) add() *cobra.Command {
	c := &cobra.Command{
		Use: "add", Short: "Add stories, bugs, enablers, spikes and epics", GroupID: groupCapture,
		Example: "  po add story \"Student discount\" --top\n  po add bug \"Receipt is sent twice\"\n  po add story --from stories.txt",
		RunE: func(c *cobra.Command, words []string) error {
			if len(words) == 0 {
				return usageHint(`po add story "Student discount"`, "add: what? story, bug, enabler, spike or epic")
			}
			return usageHint(typeMeant(words), "add: %q is none of story, bug, enabler, spike, epic", words[0])
		},
	}
	var types []maker
	for _, t := range backlog.Types() {
		types = append(types, maker{string(t), func() *cobra.Command { return a.addType(t) }})
	}
	for _, m := range named(types, a.word(1)) {
		c.AddCommand(m.make())
	}
	return c
}

// typeMeant is the line that was meant by an unknown type: the nearest type, or a story whose title was typed alone.
func typeMeant(words []string) string {
	if near := backlog.Nearest(backlog.Type(words[0]), backlog.Types()); len(near) > 0 && len(words) > 1 {
		return fmt.Sprintf("po add %s %q", near[0], strings.Join(words[1:], " "))
	}
	for _, k := range backlog.RecordKinds() {
		if k != backlog.KindItem && k.String() == words[0] {
			return "write a file in " + k.Folder() + "/ of the backlog, then po commit"
		}
	}
	return fmt.Sprintf("po add story %q", strings.Join(words, " "))
}

func (a *app) addType(t backlog.Type) *cobra.Command {
	var f addFlags
	c := &cobra.Command{
		Use: string(t) + " [TITLE]", Short: "Add " + backlog.WithArticle(string(t)), Annotations: mode("write"),
		Example: `  po add story "Student discount" --as "a student" --want "a cheaper fare" --so-that "I can ride every day" \
    --criterion "A student who is not confirmed pays the normal fare" --value 5 --bottom
  po add story -             (many from the standard input, one a line)
  po add story               (the skeleton in the editor)`,
		RunE: func(c *cobra.Command, words []string) error { return a.runAdd(c.Context(), t, &f, words) },
	}
	fs := c.Flags()
	fs.StringVar(&f.as, "as", "", "the role: As …")
	fs.StringVar(&f.want, "want", "", "the means: I want …")
	fs.StringVar(&f.soThat, "so-that", "", "the ends: so that …")
	fs.StringArrayVar(&f.criteria, "criterion", nil, "an acceptance criterion (repeatable)")
	fs.StringVar(&f.body, "body", "", "the `TEXT` of the body; - reads the standard input")
	fs.StringVar(&f.bodyFile, "body-file", "", "a `FILE` with the text of the body")
	fs.StringVar(&f.from, "from", "", "a `FILE` with one story a line; - reads the standard input")
	fs.BoolVar(&f.edit, "edit", false, "open the new file in the editor first")
	f.keys = newFieldFlags(fs, []backlog.RecordKind{backlog.KindItem}, "title", "type", "priority")
	f.place = newPlaceFlags(fs)
	return c
}

func (a *app) runAdd(ctx context.Context, t backlog.Type, f *addFlags, words []string) error {
	switch {
	case len(words) > 1 && words[0] == "-":
		return usagef("add %s: a title or a list, not both", t)
	case len(words) > 1:
		return usageHint(fmt.Sprintf("po add %s %q", t, strings.Join(words, " ")), "add %s: one title is expected, in quotes", t)
	case len(words) == 1 && words[0] == "-":
		f.from, words = "-", nil
	}
	if f.from != "" {
		if len(words) > 0 {
			return usagef("add %s: a title or a list, not both", t)
		}
		return a.addMany(ctx, t, f)
	}
	draft, err := a.draft(t, f, words)
	if err != nil {
		return err
	}
	if f.edit || draft.Title == "" {
		return a.addInEditor(ctx, f, draft)
	}
	return a.addDrafts(ctx, f, []backlog.Draft{draft})
}

// draft makes the new item of the flags.
func (a *app) draft(t backlog.Type, f *addFlags, words []string) (backlog.Draft, error) {
	d := backlog.Draft{Type: t, As: f.as, Want: f.want, SoThat: f.soThat, Criteria: f.criteria}
	if len(words) == 1 {
		d.Title = words[0]
		if strings.TrimSpace(d.Title) == "" {
			return d, usageHint(fmt.Sprintf(`po add %s "Student discount"`, t), "add %s: the title is empty", t)
		}
	}
	var err error
	if d.Assigns, err = f.keys.assigns(); err != nil {
		return d, err
	}
	switch {
	case f.body != "" && f.bodyFile != "":
		return d, usagef("--body or --body-file, not both")
	case f.body == "-":
		d.Body, err = a.readInput("-")
	case f.bodyFile != "":
		d.Body, err = a.readInput(f.bodyFile)
	default:
		d.Body = f.body
	}
	return d, err
}

// readInput reads a file that somebody names, relative to the working folder; - is the standard input.
func (a *app) readInput(name string) (string, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = io.ReadAll(io.LimitReader(a.input(), inputLimit+1))
	} else {
		text, err = readFile(a.inDir(name))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s: no such file", name)
	case err != nil:
		return "", err
	case len(text) > inputLimit:
		return "", fmt.Errorf("%s: larger than %d MiB", name, inputLimit>>20)
	}
	return string(text), nil
}

// readFile reads a regular file of at most inputLimit bytes and one.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s: is a folder", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, inputLimit+1))
}

// inDir is a path as typed, seen from the folder in which po was started or -C names.
func (a *app) inDir(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.folder(), name)
}

// addMany adds one item a line, in one commit; what is skipped or joined is reported.
func (a *app) addMany(ctx context.Context, t backlog.Type, f *addFlags) error {
	text, err := a.readInput(f.from)
	if err != nil {
		return err
	}
	assigns, err := f.keys.assigns()
	if err != nil {
		return err
	}
	if f.as != "" || f.want != "" || f.soThat != "" || f.body != "" || f.bodyFile != "" || f.edit {
		return usagef("a list takes flags for keys, --criterion and a place, no text")
	}
	lines, reports := backlog.ParseList(text)
	name := f.from
	if name == "-" {
		name = "standard input"
	}
	for _, r := range reports {
		a.note("%s:%d: %s", name, r.Line, reportWords(r))
	}
	if len(lines) == 0 {
		return a.sayUnchanged(&change{same: name + ": no story in it, so nothing is added"})
	}
	drafts := make([]backlog.Draft, len(lines))
	for i, l := range lines {
		drafts[i] = backlog.Draft{Type: t, Title: l.Text, Criteria: f.criteria, Assigns: assigns}
	}
	return a.addDrafts(ctx, f, drafts)
}

// reportWords says what became of a line that is no story of its own.
func reportWords(r backlog.ListReport) string {
	switch r.Reason {
	case backlog.ListHeading:
		return "a heading, skipped: " + r.Text
	case backlog.ListContinued:
		return fmt.Sprintf("begins in lower case, joined to line %d: %s", r.Into, r.Text)
	}
	return "nothing on this line, skipped"
}

// addDrafts adds new items, puts them in their place and runs the verb that --status asks for: one commit.
func (a *app) addDrafts(ctx context.Context, f *addFlags, drafts []backlog.Draft) error {
	var ids []backlog.ID
	ch := &change{action: "add"}
	ch.edit = func(b *backlog.Backlog) (*backlog.Backlog, error) {
		o, err := a.addOptions(ctx, b)
		if err != nil {
			return nil, err
		}
		next, added, err := b.Add(o, drafts...)
		if err != nil {
			return nil, err
		}
		ids = added
		if f.place.given() > 0 {
			to, err := f.place.place(b)
			if err != nil {
				return nil, err
			}
			if next, err = next.Move(to, ids...); err != nil {
				return nil, err
			}
		}
		if s := f.keys.status(); s != "" && s != b.Config().Draft() {
			moved, err := a.setStatus(next, ch, ids, s)
			return moved, notAdded(err, next)
		}
		return next, nil
	}
	ch.after = func(old, new *backlog.Backlog) { a.afterAdd(new, ids) }
	return a.apply(ctx, ch)
}

// notAdded names a refused item by its title: it is not added, so that nobody could find its id.
func notAdded(err error, next *backlog.Backlog) error {
	errs := split(err)
	for i, e := range errs {
		refused, ok := e.(*backlog.RefusedError)
		if !ok {
			continue
		}
		it, err := next.Item(refused.ID)
		if err != nil {
			continue
		}
		bare := *refused
		bare.ID, bare.Msg = "", strconv.Quote(it.Title)+": "+refused.Msg
		if strings.Contains(bare.Next, string(it.ID)) {
			bare.Next = ""
		}
		errs[i] = &bare
	}
	return errors.Join(errs...)
}

// addOptions asks the repository which ids are taken on other branches.
func (a *app) addOptions(ctx context.Context, b *backlog.Backlog) (backlog.AddOptions, error) {
	o := backlog.AddOptions{Today: a.today(b), Random: rand.IntN}
	if b.Config().RandomIDs {
		return o, nil
	}
	repo, err := a.open()
	if err != nil {
		return o, err
	}
	o.Taken, err = repo.TakenIDs(ctx, b.Config().Key)
	return o, err
}

// afterAdd names the next step.
func (a *app) afterAdd(b *backlog.Backlog, ids []backlog.ID) {
	var waiting []string
	for _, id := range ids {
		if it, err := b.Item(id); err == nil && !it.Priority.IsSet() && it.Type != backlog.Epic {
			waiting = append(waiting, string(id))
		}
	}
	switch len(waiting) {
	case 0:
	case 1:
		a.note("not in the order yet: po prioritize %s --to %d", waiting[0], min(3, b.Placed()+1))
	default:
		a.note("%s not in the order yet: po prioritize puts them in place", count(len(waiting), "item"))
	}
}

// addInEditor opens the skeleton of a new item, or what the flags made, in the editor.
func (a *app) addInEditor(ctx context.Context, f *addFlags, d backlog.Draft) error {
	if !a.mayAsk() {
		return usageHint(fmt.Sprintf("po add %s \"Student discount\"", d.Type), "add %s: no title, and no terminal for the editor", d.Type)
	}
	b, err := a.load(ctx)
	if err != nil {
		return err
	}
	skeleton := backlog.Skeleton(d, a.template(d.Type))
	var edited backlog.Draft
	err = a.editText(ctx, string(d.Type)+".md", skeleton, func(text string) error {
		var err error
		if edited, err = backlog.ParseSkeleton(d, text, b.Config()); err != nil || edited.Title == "" {
			return err
		}
		_, _, err = b.Add(backlog.AddOptions{Today: a.today(b), Random: rand.IntN}, edited)
		return err
	})
	if errors.Is(err, errUnchanged) {
		a.note("nothing was written, so nothing is added")
		return nil
	}
	if err != nil {
		return err
	}
	if edited.Title == "" {
		a.note("no title, so nothing is added")
		return nil
	}
	return a.addDrafts(ctx, f, []backlog.Draft{edited})
}

// template is the body that the editor starts from: _templates/TYPE.md in the backlog, or none.
func (a *app) template(t backlog.Type) string {
	repo, err := a.open()
	if err != nil {
		return ""
	}
	text, err := readFile(filepath.Join(repo.Dir(), "_templates", string(t)+".md"))
	if err != nil {
		return "" // none is the usual case; one that cannot be read is none
	}
	return string(text)
}
