package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/po-backlog/po/examples/veloshare"
	"github.com/po-backlog/po/render/term"
)

// A pair is two revisions of a backlog: a state to start from and a recipe that leads on from it, with the comment that somebody
// wrote by hand for the change and the questions that the comment answers.
type pair struct {
	recipe, want string
	answers      []string
}

const reviewFolder = "testdata/review"

func readPair(t *testing.T, name string) pair {
	t.Helper()
	parts := sections(t, name)
	return pair{parts["recipe"], parts["want.md"], lines(parts["answers"])}
}

// sections gives the files of an archive by name.
func sections(t *testing.T, name string) map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join(reviewFolder, name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range archive.Files {
		texts[f.Name] = string(f.Data)
	}
	return texts
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// pairNames are the changes: the twelve that the review was built by, and those that it was found wanting by.
func pairNames() []string {
	return []string{
		"new-story", "rename", "split", "re-order", "sprint-scope", "criteria-reworded", "story-dropped", "points-by-two",
		"broken-file", "areas", "accepted", "empty",
		"new-sprint", "renumbered", "settings", "met-criteria",
	}
}

// starts builds each state to start from once; the pairs go on in copies.
type starts struct {
	velo, shop func() built
}

func newStarts(t *testing.T) starts {
	return starts{
		velo: sync.OnceValue(func() built { return build(t, veloshare.Steps()) }),
		shop: sync.OnceValue(func() built {
			b := built{t, t.TempDir()}
			b.by("mara", "init", "--key", "SH")
			for name, text := range sections(t, "shop") {
				b.writeFile(name, text)
			}
			b.by("mara", "commit", "-m", "the book shop")
			return b
		}),
	}
}

// start gives a copy of a state.
func (s starts) start(t *testing.T, name string) built {
	t.Helper()
	from := s.shop
	if name == "veloshare" {
		from = s.velo
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "repo")
	if err := os.CopyFS(dir, os.DirFS(from().dir)); err != nil {
		t.Fatal(err)
	}
	return built{t, dir}
}

func (b built) path(name string) string {
	return filepath.Join(b.dir, "backlog", filepath.FromSlash(name))
}

func (b built) writeFile(name, text string) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o777); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path(name), []byte(text), 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// by runs a command as somebody at the example's date and gives its output.
func (b built) by(who string, args ...string) string {
	b.t.Helper()
	code, out := b.try(who, args...)
	if code != exitDone {
		b.t.Fatalf("%s: po %s: exit code %d\n%s", who, strings.Join(args, " "), code, out)
	}
	return out
}

// try is by where the command may fail; words follow the output then.
func (b built) try(who string, args ...string) (code int, text string) {
	b.t.Helper()
	var out, words bytes.Buffer
	p := bare().staged(b.dir, veloshare.AsOf, who)
	p.out, p.err = term.Device{W: &out}, term.Device{W: &words}
	if code = run(p, args); code != exitDone {
		return code, out.String() + words.String()
	}
	return code, out.String()
}

// follow takes the steps of a recipe: po's own commands, and mv, cp, rm and sub, which people do in an editor or a file manager. It
// gives the commit that the first step found.
func (b built) follow(recipe string) (base string) {
	b.t.Helper()
	base = ask[[]struct{ Commit string }](b, "log", "--limit", "1")[0].Commit
	for _, line := range lines(recipe)[1:] {
		words := veloshare.Command{Line: line}.Args()
		who, what, args := words[0], words[1], words[2:]
		var err error
		switch what {
		case "po":
			b.by(who, args...)
		case "mv":
			err = os.Rename(b.path(args[0]), b.path(args[1]))
		case "cp":
			var text []byte
			if text, err = os.ReadFile(b.path(args[0])); err == nil {
				b.writeFile(args[1], string(text))
			}
		case "rm":
			err = os.Remove(b.path(args[0]))
		case "sub":
			var text []byte
			if text, err = os.ReadFile(b.path(args[0])); err == nil {
				b.writeFile(args[0], strings.Replace(string(text), args[1], args[2], 1))
			}
		default:
			b.t.Fatalf("%s: no such step", line)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	return base
}

// The comment on each of the twelve changes is the one that was written by hand before there was code for it, and answers what a
// reviewer asks.
func TestReview(t *testing.T) {
	t.Parallel()
	s := newStarts(t)
	for _, name := range pairNames() {
		t.Run(name, func(t *testing.T) {
			p := readPair(t, name)
			_, start, _ := strings.Cut(lines(p.recipe)[0], " ")
			b := s.start(t, start)
			got := b.by("mara", "diff", b.follow(p.recipe), "--format", "markdown")
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, complaint := range complaints(got, p.answers) {
				t.Error(complaint)
			}
		})
	}
}

// Every archive but the state to start from is a pair that a test takes.
func TestReviewIsWhole(t *testing.T) {
	t.Parallel()
	found, err := fs.Glob(os.DirFS(reviewFolder), "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want := append(pairNames(), "shop")
	for i := range want {
		want[i] += ".txtar"
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
