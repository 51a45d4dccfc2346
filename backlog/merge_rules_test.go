package backlog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A mergeRule is one rule of merging, shown on a story that is edited three times.
type mergeRule struct {
	name                     string
	base, ours, theirs, want []string // edits: of mergeStory for the base, of the base for the others
	conflicts                []string
}

func (r mergeRule) test(t *testing.T, story string, o backlog.MergeOptions) {
	t.Helper()
	base := edited(t, story, r.base...)
	ours, theirs, want := edited(t, base, r.ours...), edited(t, base, r.theirs...), edited(t, base, r.want...)
	o.Ours, o.Theirs = "ours", "theirs"
	if diff := cmp.Diff(backlog.Merged{Text: want, Conflicts: r.conflicts}, backlog.Merge(base, ours, theirs, o)); diff != "" {
		t.Errorf("%s: -want +got:\n%s", r.name, diff)
	}
}

// conflict is what stands in the text where both sides say different things.
func conflict(ours, theirs string) string {
	return "<<<<<<< ours\n" + ours + "=======\n" + theirs + ">>>>>>> theirs\n"
}

const mergeItem = "items/VS-12-student-discount.md"

// A status goes with the dates and reasons that belong to it.
func TestMergeStatus(t *testing.T) {
	t.Parallel()
	drop := func(date, reason string) []string {
		return []string{"status: ready", "status: dropped", "value: 5\n", "value: 5\ndropped: {date: " + date + ", reason: " + reason + "}\n"}
	}
	begun := []string{"status: ready", "status: in-progress", "value: 5\n", "value: 5\nstarted: 2026-09-21\n"}
	status := []string{"status: ready", "status: in-progress"}
	for _, r := range []mergeRule{
		{"one status, the day is ours", nil, begun, status, begun, nil},
		{"one status, the day is theirs", nil, status, begun, begun, nil},
		{"one reason, two days: the earlier is theirs", nil, drop("2026-09-21", "law"), drop("2026-09-20", "law"), drop("2026-09-20", "law"), nil},
		{"one reason, two days: the earlier is ours", nil, drop("2026-09-20", "law"), drop("2026-09-21", "law"), drop("2026-09-20", "law"), nil},
		{"one status, two reasons", nil, drop("2026-09-20", "law"), drop("2026-09-20", "money"), []string{"status: ready\n", conflict(
			"status: dropped\ndropped: {date: 2026-09-20, reason: law}\n", "status: dropped\ndropped: {date: 2026-09-20, reason: money}\n")}, []string{"status"}},
		{"a status there, a date here", begun, []string{"started: 2026-09-21", "started: 2026-09-20"}, []string{"status: in-progress", "status: done", "value: 5\n", "value: 5\ndone: 2026-09-25\n"},
			[]string{"started: 2026-09-21\n", "", "status: in-progress\n", conflict("status: in-progress\nstarted: 2026-09-20\n", "status: done\ndone: 2026-09-25\nstarted: 2026-09-21\n")}, []string{"status"}},
		{"only theirs begins", nil, []string{"points: 3", "points: 5"}, begun, append([]string{"points: 3", "points: 5"}, begun...), nil},
		{"only theirs goes back", begun, []string{"points: 3", "points: 5"}, []string{"status: in-progress", "status: ready", "started: 2026-09-21\n", ""},
			[]string{"points: 3", "points: 5", "status: in-progress", "status: ready", "started: 2026-09-21\n", ""}, nil},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem})
	}
}

// Maps merge entry by entry, but for those that say one thing; numbers are compared as numbers.
func TestMergeMapsAndNumbers(t *testing.T) {
	t.Parallel()
	blocked := []string{"value: 5\n", "value: 5\nblocked:\n  since: 2026-09-12\n  by: law\n  until: 2026-10-01\n  reason: VAT\n"}
	source := []string{"value: 5\n", "value: 5\nsource:\n  system: jira\n  key: PAY-3\n  url: x\n  imported: 2026-09-01\n"}
	for _, r := range []mergeRule{
		{"another method beside inputs", nil, []string{"ubv: 5", "ubv: 8"}, []string{"rroe: 2}\n", "rroe: 2}\n  rice: {reach: 10}\n"},
			[]string{"ubv: 5, tc: 3, rroe: 2}\n", "ubv: 8, tc: 3, rroe: 2}\n  rice: {reach: 10}\n"}, nil},
		{"an input goes, another changes", nil, []string{"ubv: 5", "ubv: 8"}, []string{", rroe: 2", ""}, []string{"ubv: 5, tc: 3, rroe: 2", "ubv: 8, tc: 3"}, nil},
		{"parts of blocked that lie apart", blocked, []string{"since: 2026-09-12", "since: 2026-09-11"}, []string{"reason: VAT", "reason: tax"},
			[]string{"blocked:\n  since: 2026-09-12\n  by: law\n  until: 2026-10-01\n  reason: VAT\n", conflict(
				"blocked:\n  since: 2026-09-11\n  by: law\n  until: 2026-10-01\n  reason: VAT\n",
				"blocked:\n  since: 2026-09-12\n  by: law\n  until: 2026-10-01\n  reason: tax\n")}, []string{"blocked"}},
		{"parts of source that lie apart", source, []string{"system: jira", "system: youtrack"}, []string{"imported: 2026-09-01", "imported: 2026-09-02"},
			[]string{"source:\n  system: jira\n  key: PAY-3\n  url: x\n  imported: 2026-09-01\n", conflict(
				"source:\n  system: youtrack\n  key: PAY-3\n  url: x\n  imported: 2026-09-01\n",
				"source:\n  system: jira\n  key: PAY-3\n  url: x\n  imported: 2026-09-02\n")}, []string{"source"}},
		{"a unit beside another conflict, and a map that is none", []string{"value: 5\n", "value: 5\nblocked:\n  since: 2026-09-12 # a Saturday\n  reason: VAT\n"},
			[]string{"since: 2026-09-12", "since: 2026-09-11", "value: 5", "value: 8", "ubv: 5", "ubv: 8"}, []string{"reason: VAT", "reason: tax", "value: 5", "value: 3", "rroe: 2", "rroe: 3"},
			[]string{"value: 5\nblocked:\n  since: 2026-09-12 # a Saturday\n  reason: VAT\n", conflict("value: 8\n", "value: 3\n") + conflict(
				"blocked:\n  since: 2026-09-11 # a Saturday\n  reason: VAT\n", "blocked:\n  since: 2026-09-12 # a Saturday\n  reason: tax\n"),
				"ubv: 5", "ubv: 8", "rroe: 2", "rroe: 3"}, []string{"value", "blocked"}},
		{"ours is spelled otherwise, theirs is another", nil, []string{"points: 3", "points: 3.0"}, []string{"points: 3", "points: 5"}, []string{"points: 3", "points: 5"}, nil},
		{"theirs is spelled otherwise, ours is another", nil, []string{"points: 3", "points: 5"}, []string{"points: 3", "points: 3.0"}, []string{"points: 3", "points: 5"}, nil},
		{"one place in two spellings", nil, []string{"priority: 1040", "priority: 7"}, []string{"priority: 1040", "priority: 7.0"}, []string{"priority: 1040", "priority: 7"}, nil},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem})
	}
}

// Lists merge by value; those to which is only appended are united.
func TestMergeLists(t *testing.T) {
	t.Parallel()
	rejected := func(entries ...string) []string {
		return []string{"value: 5\n", "value: 5\nrejections:\n  - {date: 2026-09-12, reason: slow}\n" + strings.Join(entries, "")}
	}
	const a, b = "  - {date: 2026-09-13, reason: VAT}\n", "  - {date: 2026-09-14, reason: no receipt}\n"
	for _, r := range []mergeRule{
		{"both add the same, in two places", nil, []string{"  - pilot\n", "  - student\n  - pilot\n"}, []string{"  - pay\n", "  - pay\n  - student\n"},
			[]string{"  - pilot\n", "  - student\n  - pilot\n"}, nil},
		{"both add the same beside others", nil, []string{"  - pay\n", "  - pay\n  - a\n  - student\n"}, []string{"  - pay\n", "  - pay\n  - b\n  - student\n"},
			[]string{"  - pay\n", "  - pay\n  - a\n  - student\n  - b\n"}, nil},
		{"each takes out one of two", nil, []string{"  - pilot\n", ""}, []string{"  - pay\n", ""}, []string{"labels:\n  - pilot\n  - pay\n", ""}, nil},
		{"taken out and in another place", nil, []string{"  - pilot\n  - pay\n", "  - pay\n  - pilot\n"}, []string{"  - pilot\n", ""}, []string{"  - pilot\n", ""}, nil},
		{"a rejection of both, and one each", []string{"value: 5\n", "value: 5\nrejections:\n  - {date: 2026-09-12, reason: slow}\n"},
			[]string{"reason: slow}\n", "reason: slow}\n" + a + b}, []string{"reason: slow}\n", "reason: slow}\n" + b}, []string{"reason: slow}\n", "reason: slow}\n" + a + b}, nil},
		{"the same first rejection", nil, rejected(a), rejected(b), rejected(a, b), nil},
		{"no rejection is lost", rejected(a), []string{a, a + b}, []string{a, ""}, []string{a, a + b}, nil},
		{"an unknown key that is a list", []string{"value: 5\n", "value: 5\npersonas: [rider]\n"}, []string{"[rider]", "[rider, student]"}, []string{"[rider]", "[tourist]"},
			[]string{"[rider]", "[student, tourist]"}, nil},
		{"an unknown key that is a map", []string{"value: 5\n", "value: 5\nlinks: {a: 1, b: 2}\n"}, []string{"a: 1", "a: 3"}, []string{"b: 2", "b: 4"},
			[]string{"a: 1, b: 2", "a: 3, b: 4"}, nil},
		{"an unknown key that becomes a list", []string{"value: 5\n", "value: 5\nlinks: x\n"}, []string{"links: x", "links: [x, y]"}, []string{"links: x", "links: [x, z]"},
			[]string{"links: x\n", conflict("links: [x, y]\n", "links: [x, z]\n")}, []string{"links"}},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem})
	}
}

// Own fields merge by the type that po.yaml gives them.
func TestMergeOwnFields(t *testing.T) {
	t.Parallel()
	b, err := backlog.Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\nfields:\n  - {key: personas, type: list}\n  - {key: persona, type: string}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []mergeRule{
		{"a list", []string{"value: 5\n", "value: 5\npersonas: [rider]\n"}, []string{"[rider]", "[rider, student]"}, []string{"[rider]", "[rider, tourist]"},
			[]string{"[rider]", "[rider, student, tourist]"}, nil},
		{"a text", []string{"value: 5\n", "value: 5\npersona: rider\n"}, []string{": rider", ": student"}, []string{": rider", ": tourist"},
			[]string{"persona: rider\n", conflict("persona: student\n", "persona: tourist\n")}, []string{"persona"}},
		{"a text that is a map in the files", []string{"value: 5\n", "value: 5\npersona: {a: 1, b: 2}\n"}, []string{"a: 1", "a: 3"}, []string{"b: 2", "b: 4"}, []string{"a: 1, b: 2", "a: 3, b: 4"}, nil},
	} {
		r.test(t, mergeStory, backlog.MergeOptions{Path: mergeItem, Config: b.Config()})
	}
}

// The other records merge by their own tables.
func TestMergeRecords(t *testing.T) {
	t.Parallel()
	const goal = "---\nid: G-1\nstatus: active\ntitle: Rides\ncreated: 2026-09-01\nmeasure: {metric: rides, target: 5}\nreadings:\n  - {date: 2026-09-02, value: 1}\n---\nText.\n"
	const sprint = "---\nid: S-1\nstatus: active\ntitle: One\nstart: 2026-09-01\nend: 2026-09-10\nadded:\n  - {date: 2026-09-02, item: VS-1}\nremoved:\n  - {date: 2026-09-02, item: VS-2}\n---\n"
	const reading, first = "  - {date: 2026-09-02, value: 1}\n", "  - {date: 2026-09-02, item: VS-1}\n"
	for _, r := range []mergeRule{
		{"a measure", nil, []string{"target: 5", "target: 8"}, []string{"metric: rides", "metric: rides a day"}, []string{"{metric: rides, target: 5}", "{metric: rides a day, target: 8}"}, nil},
		{"readings by date", nil, []string{reading, reading + "  - {date: 2026-09-09, value: 3}\n"}, []string{reading, reading + "  - {date: 2026-09-05, value: 2}\n"},
			[]string{reading, reading + "  - {date: 2026-09-05, value: 2}\n  - {date: 2026-09-09, value: 3}\n"}, nil},
		{"a status and its day", nil, []string{"status: active\n", "status: achieved\nended: 2026-09-30\n"}, []string{"status: active\n", "status: abandoned\nended: 2026-09-29\n"},
			[]string{"status: active\n", conflict("status: achieved\nended: 2026-09-30\n", "status: abandoned\nended: 2026-09-29\n")}, []string{"status"}},
	} {
		r.test(t, goal, backlog.MergeOptions{Path: "goals/G-1.md"})
	}
	for _, r := range []mergeRule{
		{"what came and what went", nil, []string{first, first + "  - {date: 2026-09-03, item: VS-3}\n"},
			[]string{"item: VS-2}\n", "item: VS-2}\n  - {date: 2026-09-04, item: VS-1}\n", first, first + "  - {date: 2026-09-04, item: VS-4}\n"},
			[]string{first, first + "  - {date: 2026-09-03, item: VS-3}\n  - {date: 2026-09-04, item: VS-4}\n", "item: VS-2}\n", "item: VS-2}\n  - {date: 2026-09-04, item: VS-1}\n"}, nil},
		{"two closes", nil, []string{"status: active\n", "status: closed\nclosed: {date: 2026-09-10, done: {VS-1: 3}}\n"}, []string{"status: active\n", "status: closed\nclosed: {date: 2026-09-09, done: {VS-1: 5}}\n"},
			[]string{"status: active\n", conflict("status: closed\nclosed: {date: 2026-09-10, done: {VS-1: 3}}\n", "status: closed\nclosed: {date: 2026-09-09, done: {VS-1: 5}}\n")}, []string{"status"}},
	} {
		r.test(t, sprint, backlog.MergeOptions{Path: "sprints/S-1.md"})
	}
}
