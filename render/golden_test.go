package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/json"
	"github.com/po-backlog/po/render/markdown"
	"github.com/po-backlog/po/render/term"
)

var update = flag.Bool("update", false, "rewrite what the archives in testdata want")

// A scene is one archive of testdata: a sentence, settings, the files of a
// backlog, those of an older state below old/, and what one view of it looks
// like on a terminal, in a pipe, as Markdown and as JSON.
type scene struct {
	settings map[string]string
	now, old *backlog.Backlog
}

// TestGolden shows every page in all its coats.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a := readArchive(t, path)
			s := newScene(t, a)
			for i, f := range a.Files {
				coat, wanted := strings.CutPrefix(f.Name, "want.")
				if !wanted {
					continue
				}
				got := s.draw(t, coat)
				if *update {
					a.Files[i].Data = got
				} else if diff := cmp.Diff(string(f.Data), string(got)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func readArchive(t *testing.T, path string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newScene(t *testing.T, a *txtar.Archive) scene {
	t.Helper()
	s := scene{settings: map[string]string{}}
	for line := range strings.SplitSeq(string(a.Comment), "\n") {
		if key, value, ok := strings.Cut(line, ": "); ok {
			s.settings[key] = value
		}
	}
	now, old := fstest.MapFS{}, fstest.MapFS{}
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, "want.") {
			continue
		}
		if name, isOld := strings.CutPrefix(f.Name, "old/"); isOld {
			old[name] = &fstest.MapFile{Data: f.Data}
			continue
		}
		now[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if base := s.settings["backlog"]; base != "" {
		addFiles(t, now, base)
		addFiles(t, old, base)
	}
	s.now = load(t, now)
	if len(old) > 0 {
		s.old = load(t, old)
	}
	if broken := s.now.Broken(); len(broken) > 0 && s.settings["broken"] == "" {
		t.Fatal(broken[0])
	}
	return s
}

// addFiles adds the files of another archive, where they are not in files yet.
func addFiles(t *testing.T, files fstest.MapFS, name string) {
	t.Helper()
	a := readArchive(t, filepath.Join("testdata", name))
	for _, f := range a.Files {
		if files[f.Name] == nil && !strings.HasPrefix(f.Name, "want.") {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
}

func load(t *testing.T, fsys fs.FS) *backlog.Backlog {
	t.Helper()
	b, err := backlog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// draw gives the page in one coat.
func (s scene) draw(t *testing.T, coat string) []byte {
	t.Helper()
	var b bytes.Buffer
	width, _ := strconv.Atoi(s.settings["width"])
	var err error
	switch coat {
	case "term":
		err = term.Write(&b, s.page(t), term.Options{Terminal: true, Width: width})
	case "color":
		err = term.Write(&b, s.page(t), term.Options{Terminal: true, Width: width, Color: true})
	case "tsv":
		err = term.Write(&b, s.page(t), term.Options{})
	case "md":
		err = markdown.Write(&b, s.page(t), markdown.Options{})
	case "comment.md":
		err = markdown.Write(&b, s.page(t), markdown.Comment())
	case "json":
		err = s.json(t, &b)
	default:
		t.Fatalf("no such coat: %s", coat)
	}
	if err != nil {
		t.Fatal(err)
	}
	// So that an archive can be read, and does not act where it is looked at.
	return bytes.ReplaceAll(b.Bytes(), []byte("\x1b"), []byte(`\e`))
}

func (s scene) page(t *testing.T) *render.Page {
	t.Helper()
	switch view := s.settings["view"]; view {
	case "list":
		return render.List(s.now, s.items(), render.ListOptions{
			Columns: s.words("columns"),
			Refine:  s.settings["refine"] != "",
			GroupBy: s.settings["group-by"],
			Today:   s.today(t),
		})
	case "item":
		return render.Item(s.now, s.item(t), s.today(t))
	case "record":
		r, err := s.now.Record(backlog.ID(s.settings["id"]))
		if err != nil {
			t.Fatal(err)
		}
		return render.Record(s.now, r)
	case "next":
		return render.Next(s.now, s.picks(t))
	case "diff":
		return render.Diff(render.Comparison{Old: s.old, New: s.now, Changes: s.changes(), Graph: s.settings["mermaid"] != ""})
	case "stat":
		return render.DiffStat(s.changes())
	case "criteria":
		return render.Criteria(s.item(t))
	case "search":
		return render.Search(s.now, s.now.Search(s.words("words")...))
	case "findings":
		return render.Findings(s.findings(t), "backlog")
	case "rules":
		return render.Rules(s.rules(), check.Levels(s.now.Config(), check.Rules()))
	case "rule":
		return render.Rule(s.rules()[0], check.Hint)
	case "proposal":
		return render.Proposal(s.now, s.proposal(t), s.settings["explain"] != "")
	case "log":
		return render.History(s.revisions(), render.LogOptions{Timezone: s.now.Config().Timezone})
	default:
		t.Fatalf("no such view: %s", view)
		return nil
	}
}

func (s scene) json(t *testing.T, w *bytes.Buffer) error {
	o := json.Options{Root: "backlog", Today: s.today(t)}
	fields := json.RecordFields(s.now.Config())
	switch s.settings["view"] {
	case "diff", "stat":
		return json.Write(w, json.ChangesOf(s.changes(), o), nil)
	case "log":
		return json.Write(w, json.EntriesOf(s.revisions(), o), nil)
	case "criteria":
		return json.Write(w, json.CriteriaOf(s.item(t)), nil)
	case "search":
		return json.Write(w, json.HitsOf(s.now, s.now.Search(s.words("words")...), o), json.Selection{"id", "lines"})
	case "findings":
		return json.Write(w, json.FindingsOf(s.findings(t), o), nil)
	case "rules", "rule":
		return json.Write(w, json.RulesOf(s.rules(), check.Levels(s.now.Config(), check.Rules())), nil)
	case "proposal":
		return json.WriteOne(w, json.ProposalOf(s.proposal(t)), nil)
	}
	selection, err := json.Select(s.settings["json"], fields)
	if err != nil {
		return err
	}
	switch s.settings["view"] {
	case "list":
		return json.Write(w, json.ItemsOf(s.now, s.items(), o), selection)
	case "next":
		return json.Write(w, json.NextOf(s.now, s.picks(t), o), nil)
	case "record":
		r, err := s.now.Record(backlog.ID(s.settings["id"]))
		if err != nil {
			return err
		}
		return json.Write(w, []json.Record{json.RecordOf(s.now, r, o)}, selection)
	}
	o.Texts = true
	return json.Write(w, []json.Item{json.ItemOf(s.now, s.item(t), o)}, selection)
}

func (s scene) words(key string) []string {
	if s.settings[key] == "" {
		return nil
	}
	return strings.Split(s.settings[key], ",")
}

func (s scene) today(t *testing.T) backlog.Day {
	t.Helper()
	date, err := backlog.ParseDate(s.settings["today"])
	if err != nil {
		return 0
	}
	return date.Day(time.UTC)
}

// items gives those that a list shows: open items that are not epics, or all,
// or those of one type.
func (s scene) items() []backlog.Item {
	var items []backlog.Item
	for it := range s.now.Items() {
		switch which := s.settings["items"]; {
		case which == "all",
			which == string(it.Type),
			which == "" && it.Open() && it.Type != backlog.Epic:
			items = append(items, it)
		}
	}
	return items
}

func (s scene) item(t *testing.T) backlog.Item {
	t.Helper()
	it, err := s.now.Item(backlog.ID(s.settings["id"]))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func (s scene) picks(t *testing.T) []backlog.Pick {
	t.Helper()
	return []backlog.Pick{{Item: s.item(t), Why: []string{"ready", "needs nothing that is open"}}}
}

func (s scene) findings(t *testing.T) []check.Finding {
	t.Helper()
	return check.Run(s.now, check.Options{Today: s.today(t), Rules: s.rules()})
}

// rules gives the rules that the scene names.
func (s scene) rules() []check.Rule {
	var rules []check.Rule
	for _, r := range check.Rules() {
		if slices.Contains(s.words("rules"), r.Name) {
			rules = append(rules, r)
		}
	}
	return rules
}

func (s scene) proposal(t *testing.T) *backlog.Proposal {
	t.Helper()
	m, err := backlog.MethodNamed(s.settings["method"])
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.now.Propose(m, s.today(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s scene) changes() []backlog.Change { return backlog.Diff(s.old, s.now) }

func (s scene) revisions() []backlog.Revision {
	at := time.Date(2026, 10, 5, 7, 0, 0, 0, time.UTC)
	return []backlog.Revision{
		{
			Hash: strings.Repeat("3f2c9ab", 6)[:40], Author: backlog.Person{Name: "mara", Email: "mara@example.org"},
			Time: at, Subject: "po: edit", Why: "the banks refuse payments\nafter 15 October", Action: "edit", Changes: s.changes(),
		},
		{Hash: fmt.Sprintf("%040d", 1), Author: backlog.Person{Name: "jonas"}, Time: at, Subject: "nothing of the backlog"},
	}
}

// The lines of a diff are those of the commit message: one account of a change.
func TestLinesAreThoseOfTheCommitMessage(t *testing.T) {
	changes := newScene(t, readArchive(t, "testdata/diff.txtar")).changes()
	var want strings.Builder
	for _, l := range backlog.Lines(changes) {
		want.WriteString(l.String() + "\n")
	}
	var got strings.Builder
	if err := term.Write(&got, render.ChangeLines(changes), term.Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Errorf("(-commit message +page):\n%s", diff)
	}
}
