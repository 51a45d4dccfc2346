package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gopkg.in/yaml.v3"

	"github.com/po-backlog/po/examples/veloshare"
	"github.com/po-backlog/po/render/term"
)

// golden is what the worked example must come to, as far as po computes it.
type golden struct {
	Order   []string
	History []struct{ At, By string }

	Expected struct {
		OrderOpen     []string           `yaml:"order_open"`
		Next          []string           `yaml:"next"`
		WSJF          map[string]float64 `yaml:"wsjf"`
		WSJFUnscored  []string           `yaml:"wsjf_unscored"`
		RICE          map[string]float64 `yaml:"rice"`
		ValuePerPoint map[string]float64 `yaml:"value_per_point"`
		Opportunity   map[string]float64 `yaml:"opportunity"`
		Proposal      goldenProposal     `yaml:"proposal"`
		Priorities    []goldenPriority   `yaml:"priorities_written"`
		Check         []goldenFinding    `yaml:"check"`
		Release       map[string]struct {
			MustPercent json.Number `yaml:"must_percent"`
		} `yaml:"release"`
	}
}

type goldenProposal struct {
	Today          []string
	ByWSJF         []string `yaml:"by_wsjf"`
	Stay           []string
	FilesChanged   int                `yaml:"files_changed"`
	WrittenByApply map[string]float64 `yaml:"written_by_apply"`
}

type goldenPriority struct {
	ID       string
	Priority float64
}

type goldenFinding struct{ ID, Rule, Level, Column string }

func readGolden(t *testing.T) golden {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "examples", "veloshare", "testdata", "veloshare.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := yaml.Unmarshal(page, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// A built example is a repository in which steps were taken.
type built struct {
	t   *testing.T
	dir string
}

// bare is a process without a system: no environment and no git.
func bare() process {
	return process{
		in: strings.NewReader(""), now: time.Now, lookup: func(string) (string, bool) { return "", false },
		out: term.Device{W: &bytes.Buffer{}}, err: term.Device{W: &bytes.Buffer{}},
	}
}

func build(t *testing.T, steps []veloshare.Step) built {
	t.Helper()
	dir, err := emptyFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := replay(t.Context(), bare(), dir, steps); err != nil {
		t.Fatal(err)
	}
	return built{t, dir}
}

// run runs a command in the repository at a moment and gives its output.
func (b built) run(at string, args ...string) string {
	b.t.Helper()
	var out, words bytes.Buffer
	p := bare().staged(b.dir, at, guide)
	p.out, p.err = term.Device{W: &out}, term.Device{W: &words}
	if code := run(p, args); code != exitDone {
		b.t.Fatalf("po %s: exit code %d\n%s", strings.Join(args, " "), code, &words)
	}
	return out.String()
}

// ask gives the answer of a command as JSON at the example's date.
func ask[T any](b built, args ...string) T {
	b.t.Helper()
	return decode[T](b.t, b.run(veloshare.AsOf, append(args, "--json")...))
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

type jsonItem struct {
	ID    string
	Type  string
	Score *float64
}

func (b built) ids(args ...string) []string {
	b.t.Helper()
	var ids []string
	for _, it := range ask[[]jsonItem](b, args...) {
		ids = append(ids, it.ID)
	}
	return ids
}

// scores gives the results of a method for all items that have one, and the open ones that have none.
func (b built) scores(method string) (scored map[string]float64, unscored []string) {
	b.t.Helper()
	scored = map[string]float64{}
	for _, it := range ask[[]jsonItem](b, "list", "-a", "--by", method) {
		switch {
		case it.Score != nil:
			scored[it.ID] = *it.Score
		case it.Type != "epic":
			unscored = append(unscored, it.ID)
		}
	}
	return scored, unscored
}

type jsonChange struct {
	ID    string
	Op    string
	Field string
	New   json.RawMessage
}

// priority is the number that a change writes into the key priority.
func (c jsonChange) priority(t *testing.T) (float64, bool) {
	switch {
	case c.Op == "add":
		p := decode[struct{ Priority *float64 }](t, string(c.New)).Priority
		if p == nil {
			return 0, false
		}
		return *p, true
	case c.Op == "set" && c.Field == "priority":
		return decode[float64](t, string(c.New)), true
	}
	return 0, false
}

type jsonEntry struct {
	Author  struct{ Name string }
	Time    string
	Changes []jsonChange
}

// log gives all commits, the oldest first.
func (b built) log() []jsonEntry {
	b.t.Helper()
	entries := ask[[]jsonEntry](b, "log")
	slices.Reverse(entries)
	return entries
}

type jsonProposal struct {
	Today    []string
	Proposed []struct{ ID string }
	Stay     []string
	Moves    []struct {
		ID       string
		Priority float64
	}
	Files int
}

func (p jsonProposal) golden() goldenProposal {
	g := goldenProposal{Today: p.Today, Stay: p.Stay, FilesChanged: p.Files, WrittenByApply: map[string]float64{}}
	for _, r := range p.Proposed {
		g.ByWSJF = append(g.ByWSJF, r.ID)
	}
	for _, m := range p.Moves {
		g.WrittenByApply[m.ID] = m.Priority
	}
	return g
}

// files gives the texts of the backlog's files on disk, by path.
func (b built) files() map[string]string {
	b.t.Helper()
	return textsBelow(b.t, os.DirFS(b.dir))
}

func textsBelow(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(fsys, "backlog", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, p)
		texts[p] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// closeEnough allows for figures that are printed with four digits.
func closeEnough() cmp.Option {
	return cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) <= 0.0001 })}
}

// differences compares the files, and all that is computed from them and from the history, with what they must come to.
func (b built) differences(g golden) []string {
	b.t.Helper()
	want, got := map[string]any{}, map[string]any{}
	compare := func(figure string, w, g any) { want[figure], got[figure] = w, g }

	compare("files", textsBelow(b.t, veloshare.Files), b.files())
	compare("order", g.Order, b.ids("list", "-a"))
	compare("open items in order", g.Expected.OrderOpen, b.ids("list", "-a", "is:open"))
	compare("next", g.Expected.Next, b.ids("next"))
	for method, figures := range map[string]map[string]float64{
		"wsjf": g.Expected.WSJF, "rice": g.Expected.RICE, "value-points": g.Expected.ValuePerPoint,
	} {
		scored, unscored := b.scores(method)
		compare(method, figures, scored)
		if method == "wsjf" {
			compare("wsjf unscored", g.Expected.WSJFUnscored, unscored)
		}
	}
	compare("opportunity", g.Expected.Opportunity, b.opportunity())
	compare("findings", sortedFindings(g.Expected.Check), b.findings())
	compare("share of must", g.Expected.Release["R-1"].MustPercent.String(), b.mustShare())

	var steps, commits []string
	for _, s := range g.History {
		steps = append(steps, s.At+" "+s.By)
	}
	for _, e := range b.log() {
		commits = append(commits, e.Time+" "+e.Author.Name)
	}
	compare("history", steps, slices.Compact(commits))

	var differ []string
	for _, figure := range slices.Sorted(maps.Keys(want)) {
		if diff := cmp.Diff(want[figure], got[figure], closeEnough()); diff != "" {
			differ = append(differ, figure+":\n"+diff)
		}
	}
	return differ
}

// opportunity gives the score of each insight that alone gives one to an item.
func (b built) opportunity() map[string]float64 {
	b.t.Helper()
	byInsight := map[string]float64{}
	scored, _ := b.scores("opportunity")
	for _, it := range ask[[]struct {
		ID       string
		Insights []string
	}](b, "list", "-a") {
		if score, ok := scored[it.ID]; ok {
			byInsight[strings.Join(it.Insights, " ")] = score
		}
	}
	return byInsight
}

// findings gives what po check finds, as the golden file lists it.
func (b built) findings() []goldenFinding {
	b.t.Helper()
	var list []goldenFinding
	for _, f := range ask[[]struct{ ID, Rule, Level, Field string }](b, "check") {
		found := goldenFinding{ID: f.ID, Rule: f.Rule, Level: f.Level}
		if f.Rule == "score.wsjf.no-one" {
			found.Column = f.Field
		}
		list = append(list, found)
	}
	return sortedFindings(list)
}

// mustShare is the percentage in the words of the finding about release R-1.
func (b built) mustShare() string {
	b.t.Helper()
	for _, f := range ask[[]struct{ Message string }](b, "check", "R-1") {
		_, rest, _ := strings.Cut(f.Message, "must is ")
		share, _, _ := strings.Cut(rest, " %")
		return share
	}
	return ""
}

func sortedFindings(list []goldenFinding) []goldenFinding {
	return slices.SortedFunc(slices.Values(list), func(x, y goldenFinding) int {
		return strings.Compare(fmt.Sprint(x), fmt.Sprint(y))
	})
}

// eachCommand takes every command of the history as a step of its own.
func eachCommand(steps []veloshare.Step) []veloshare.Step {
	var single []veloshare.Step
	for _, s := range steps {
		for _, c := range s.Run {
			single = append(single, veloshare.Step{At: s.At, By: s.By, Why: s.Why, Run: []veloshare.Command{c}})
		}
	}
	return single
}

// The replay of the history gives the worked example: its files to the byte, and every figure that po computes from them.
func TestWorkedExample(t *testing.T) {
	b := build(t, veloshare.Steps())
	for _, d := range b.differences(readGolden(t)) {
		t.Error(d)
	}
	if n := len(b.log()); n != len(veloshare.Steps()) {
		t.Errorf("%d commits for %d steps", n, len(veloshare.Steps()))
	}
}

// It gives the same when each command is a commit, and then every priority can be seen as it was written.
func TestWorkedExamplePriorities(t *testing.T) {
	g := readGolden(t)
	b := build(t, eachCommand(veloshare.Steps()))
	for _, d := range b.differences(g) {
		t.Error(d)
	}
	var written []goldenPriority
	for _, e := range b.log() {
		for _, c := range e.Changes { // those of one command in the order of the backlog
			if p, ok := c.priority(t); ok {
				written = append(written, goldenPriority{c.ID, p})
			}
		}
	}
	if diff := cmp.Diff(g.Expected.Priorities, written); diff != "" {
		t.Error(diff)
	}
}

// proposalAt is the moment of the golden proposal.
const proposalAt = "2026-09-03T18:00:00+02:00"

// until gives the steps up to a moment.
func until(at string) []veloshare.Step {
	steps := veloshare.Steps()
	return steps[:slices.IndexFunc(steps, func(s veloshare.Step) bool { return s.At > at })]
}

// A score proposes the golden order at that moment, and --apply writes the golden numbers.
func TestWorkedExampleProposal(t *testing.T) {
	g := readGolden(t).Expected.Proposal
	b := build(t, until(proposalAt))
	proposal := decode[jsonProposal](t, b.run(proposalAt, "prioritize", "--by", "wsjf", "--json"))
	if diff := cmp.Diff(g, proposal.golden(), closeEnough()); diff != "" {
		t.Error(diff)
	}
	before := b.files()
	result := decode[struct{ Changes []jsonChange }](t, b.run(proposalAt, "prioritize", "--by", "wsjf", "--apply", "--json"))
	written := map[string]float64{}
	for _, c := range result.Changes {
		if p, ok := c.priority(t); ok {
			written[c.ID] = p
		}
	}
	if diff := cmp.Diff(g.WrittenByApply, written, closeEnough()); diff != "" {
		t.Error(diff)
	}
	changed := 0
	for path, text := range b.files() {
		if before[path] != text {
			changed++
		}
	}
	if changed != g.FilesChanged {
		t.Errorf("%d files changed, want %d", changed, g.FilesChanged)
	}
}

// A history that lacks a step, or in which two people did each other's work, does not come to the golden figures.
func TestWorkedExampleIsHeld(t *testing.T) {
	g := readGolden(t)
	find := func(line string) int {
		i := slices.IndexFunc(veloshare.Steps(), func(s veloshare.Step) bool {
			return slices.ContainsFunc(s.Run, func(c veloshare.Command) bool { return c.Line == line })
		})
		if i < 0 {
			t.Fatalf("no step does %s", line)
		}
		return i
	}
	drop := func(line string) []veloshare.Step {
		i := find(line)
		return slices.Delete(veloshare.Steps(), i, i+1)
	}
	swap := func(one, other string, whole bool) []veloshare.Step {
		steps := veloshare.Steps()
		i, k := find(one), find(other)
		if whole {
			steps[i], steps[k] = steps[k], steps[i]
		} else {
			steps[i].Run, steps[k].Run = steps[k].Run, steps[i].Run
		}
		return steps
	}
	for name, steps := range map[string][]veloshare.Step{
		"dropped: an edit that nothing needs": drop("po edit VS-12 --points 5"),
		"dropped: a move":                     drop("po edit VS-6 --append insights=IN-2"),
		"dropped: a block":                    drop("po block VS-12 -m 'legal must confirm proof of study'"),
		"swapped: whole steps":                swap("po start VS-2", "po start VS-7", true),
		"swapped: the work of two moments":    swap("po start VS-1", "po start VS-6", false),
	} {
		t.Run(name, func(t *testing.T) {
			if len(build(t, steps).differences(g)) == 0 {
				t.Error("the figures are the golden ones")
			}
		})
	}
}
