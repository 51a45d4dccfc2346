package backlog

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func queried(t testing.TB) *Backlog {
	return loaded(t, `score: wsjf
timezone: Europe/Berlin
areas:
  - {name: ride, owner: mara}
  - {name: pay}
statuses:
  - {name: in-progress, label: In work}
  - {name: in-review, category: active}
fields:
  - {key: persona, type: string, values: [rider, operator]}
  - {key: risk, type: number}
  - {key: seen, type: date}
  - {key: beta, type: bool}
  - {key: markets, type: list}
`,
		"id: VS-1; title: Pay by card; priority: 1010; status: ready; type: story; points: 5; value: 8; area: pay; sprint: S-2; epic: VS-9; labels: [Pilot, \"needs, legal\"]; persona: rider; risk: 2.5; scores: {wsjf: {ubv: 8, tc: 3, rroe: 1}} ---"+
			"As a rider, I want to pay, so that I ride.\n\n## Acceptance criteria\n\n- [x] One\n- [ ] Two\n",
		"id: VS-2; title: Überweisung prüfen; priority: 1020; status: in-progress; started: 2026-10-01; points: 0.5; area: ride; owner: jonas; assignee: '@lena'; goal: G-1; due: 2026-10-10; beta: true",
		"id: VS-3; title: A bug; status: in-review; type: bug; area: ride; release: R-1; depends_on: [VS-1, OLD-1]; created: 2026-10-05T23:30:00Z; blocked: {since: 2026-09-25, reason: legal must confirm}; seen: 2026-09-01; markets: [DE, FR]",
		"id: VS-4; title: Done and over; status: accepted; priority: 990; accepted: 2026-09-18; points: 8; assignee: timo",
		"id: VS-5; title: Dropped idea; status: dropped; dropped: {date: 2026-09-01, reason: nobody asked}",
		"id: VS-6; title: Finished; status: done; priority: 1030; done: 2026-10-02; moscow: must; insights: [IN-1]; aliases: [OLD-6]",
		"id: VS-7; title: none; priority: 1040; points: 13",
		"id: VS-8; title: Group; type: story; epic: VS-10; aliases: [OLD-1]",
		"id: VS-9; title: The epic; type: epic", "id: VS-10; title: The epic below; type: epic; epic: VS-9",
		"id: G-1", "id: S-1; status: closed", "id: S-2; status: active", "id: R-1", "id: IN-1")
}

func ask(t testing.TB, b *Backlog, args ...string) string {
	t.Helper()
	q, err := b.ParseQuery(args, QueryEnv{Me: []string{"Lena Maier", "lena"}, Today: NewDay(2026, time.October, 5)})
	if err != nil {
		return err.Error()
	}
	var ids []string
	for _, it := range b.Select(q, Order{}) {
		ids = append(ids, strings.TrimPrefix(string(it.ID), "VS-"))
	}
	return strings.Join(ids, " ")
}

// answer holds queries of the fixture against the numbers of the items that they select.
func answer(t *testing.T, queries [][2]string) {
	t.Helper()
	b := queried(t)
	for _, q := range queries {
		if got := ask(t, b, SplitQuery(q[0])...); got != q[1] {
			t.Errorf("%s: %q, want %q", q[0], got, q[1])
		}
	}
}

func TestWhatIsSelectedByDefault(t *testing.T) {
	answer(t, [][2]string{
		{"", "1 2 6 7 3 8"},
		{"type:epic", "9 10"},
		{"type:any", "1 2 6 7 3 8 9 10"},
		{"status:accepted", "4"},
		{"status:any", "4 1 2 6 7 3 5 8"},
		{"is:closed", "4 5"},
		{"is:open type:epic", "9 10"},
		{"not:is:open", "4 5"},
	})
	b := queried(t)
	q, err := b.ParseQuery(nil, QueryEnv{All: true})
	if err != nil || len(b.Select(q, Order{})) != 10 {
		t.Errorf("all items: %d, %v", len(b.Select(q, Order{})), err)
	}
	if got := len(b.Select(nil, Order{})); got != 6 {
		t.Errorf("without a query: %d items", got)
	}
}

func TestAndOrNot(t *testing.T) {
	answer(t, [][2]string{
		{"area:ride points:any", "2"},
		{"status:ready,done", "1 6"},
		{"not:area:ride,pay", "6 7 8"},
		{"-area:ride", "1 6 7 8"},
		{"not:not:area:ride", "2 3"},
		{"-not:area:ride", "2 3"},
		{"not:pay", "2 6 7 3 8"},
	})
}

func TestPresence(t *testing.T) {
	answer(t, [][2]string{
		{"sprint:none", "2 6 7 3 8"},
		{"sprint:any", "1"},
		{"sprint:none,S-2", "1 2 6 7 3 8"},
		{"blocked:any", "3"},
		{"scores:any", "1"},
		{"scores.wsjf:any", "1"},
		{"rejections:none points:..3", "2"},
		{"title:\"none\"", "7"},
	})
}

func TestNumbersInQueries(t *testing.T) {
	answer(t, [][2]string{
		{"points:5", "1"},
		{"points:5.0,13", "1 7"},
		{"points:5..", "1 7"},
		{"points:..5", "1 2"},
		{"points:1..8", "1"},
		{"points:>=5", "1 7"},
		{"points:>5", "7"},
		{"points:<=5", "1 2"},
		{"points:<5", "2"},
		{"not:points:..5", "6 7 3 8"},
		{"points:8..1", ""},
		{"priority:1010..1020", "1 2"},
		{"risk:2..3", "1"},
		{"scores.wsjf.ubv:8", "1"},
		{"position:..2", "1 2"},
		{"score:2..3", "1"},
		{"age:5", "2"},
	})
}

func TestDatesInQueries(t *testing.T) {
	answer(t, [][2]string{
		{"due:2026-10-10", "2"},
		{"due:2026-10-01..2026-10-31", "2"},
		{"due:>2026-10-10", ""},
		{"due:..tomorrow", ""},
		{"started:3d..", ""},
		{"started:4d..", "2"},
		{"started:1w..yesterday", "2"},
		{"created:2026-10-06", "3"},
		{"blocked.since:..2026-09-30", "3"},
		{"seen:2026-09-01", "3"},
		{"status:any accepted:2026-09-01..today", "4"},
		{"done:3d..", "6"},
	})
}

func TestWordsInQueries(t *testing.T) {
	answer(t, [][2]string{
		{"title:CARD", "1"},
		{"title:überweisung", "2"},
		{"label:pilot", "1"},
		{"labels:\"needs, legal\"", "1"},
		{"label:needs", ""},
		{"area:pay", "1"},
		{"moscow:must", "6"},
		{"moscow:none points:..3", "2"},
		{"status:READY", "1"},
		{"status:\"in work\"", "2"},
		{"owner:mara", "3"},
		{"owner:jonas", "2"},
		{"assignee:me", "2"},
		{"assignee:lena", "2"},
		{"epic:VS-9", "1"},
		{"epic:9", "1"},
		{"depends_on:VS-1", "3"},
		{"depends_on:VS-8", "3"},
		{"insight:IN-1", "6"},
		{"id:VS-1,2", "1 2"},
		{"id:OLD-6", "6"},
		{"goal:G-1", "2"},
		{"sprint:current", "1"},
		{"persona:rider", "1"},
		{"beta:true", "2"},
		{"beta:false", ""},
		{"markets:fr", "3"},
		{"blocked.reason:legal", "3"},
		{"dropped.reason:asked status:dropped", "5"},
		{"aliases:OLD-6", "6"},
	})
}

func TestCriteriaInQueries(t *testing.T) {
	answer(t, [][2]string{
		{"criteria:1/2", "1"},
		{"criteria:2", "1"},
		{"criteria:1..", "1"},
		{"criteria:none points:..3", "2"},
		{"missing:unblocked", "3"},
		{"missing:criteria points:..3", "2"},
	})
}

func TestIsAndUnder(t *testing.T) {
	answer(t, [][2]string{
		{"is:proposed", "7 8"},
		{"is:active", "2 3"},
		{"is:finished", "6"},
		{"is:dropped", "5"},
		{"is:blocked", "3"},
		{"is:prioritized", "4 1 2 6 7"},
		{"is:orphan is:open", "6 7"},
		{"under:VS-9", "1 8"},
		{"under:10", "8"},
		{"under:VS-9 type:any", "1 8 10"},
	})
}

func TestFreeWords(t *testing.T) {
	answer(t, [][2]string{
		{"card", "1"},
		{"pay card", "1"},
		{"legal", "1"},
		{"vs-7", "7"},
		{"PRÜFEN", "2"},
		{"nothing", ""},
		{"http://example.org", ""},
	})
	b := queried(t)
	if got := ask(t, b, "pay by"); got != "1" {
		t.Errorf("words that stand together: %q", got)
	}
	if got := ask(t, b, "pay: by card"); got != "" {
		t.Errorf("a text with a colon: %q", got)
	}
}

func TestQueryErrors(t *testing.T) {
	b := queried(t)
	for _, tt := range []struct{ query, want string }{
		{"points:", "points: no value"},
		{"points:5,", "points: no value"},
		{"not:", "not: no value"},
		{"is:", "is: no value"},
		{"pionts:5", "pionts: no such key; near points"},
		{"Status:ready", "Status: no such key; near status"},
		{"depends-on:VS-1", "depends-on: no such key; near depends_on"},
		{"scores.wsfj.ubv:5", "scores.wsfj.ubv: no such key; near scores.wsjf.ubv"},
		{"scores.wsjf.xyz:5", "scores.wsjf.xyz: no such key"},
		{"blocked.why:5", "blocked.why: no such key"},
		{"status:redy", "status: redy is none of draft, rejected, ready, in-progress, in-review, done, accepted, dropped; near ready"},
		{"type:storys", "type: storys is none of story, bug, enabler, spike, epic; near story"},
		{"persona:driver", "persona: driver is none of rider, operator; near rider"},
		{"area:fleet", "area: fleet is none of ride, pay"},
		{"beta:yes", "beta: yes is none of true, false"},
		{"is:opne", "is: opne is none of open, closed, proposed, ready, active, finished, dropped, blocked, prioritized, orphan; near open"},
		{"points:many", "points: many is no number and no range such as 3..8"},
		{"points:1..x", "points: 1..x is no number and no range such as 3..8"},
		{"points:..", "points: .. is no number and no range such as 3..8"},
		{"points:>", "points: > is no number and no range such as 3..8"},
		{"points:1e3", "points: 1e3 is no number and no range such as 3..8"},
		{"due:soon", "due: soon is no date and no range such as 2026-10-01..2026-10-31"},
		{"due:99999d", "due: 99999d is no date and no range such as 2026-10-01..2026-10-31"},
		{"blocked:yes", "blocked: can only be asked for as blocked:any or blocked:none; near since, reason"},
		{"epic:VS-99", "VS-99: no such item; near VS-9"},
		{"epic:G-1", "epic: G-1 is a record of another kind"},
		{"under:VS-1", "under: VS-1 is a record of another kind"},
	} {
		_, err := b.ParseQuery([]string{tt.query}, QueryEnv{})
		got := ""
		var qe *QueryError
		var nf *NotFoundError
		switch {
		case errors.As(err, &qe):
			got = joinNear(qe.Error(), qe.Near)
		case errors.As(err, &nf):
			got = joinNear(nf.Error(), asStrings(nf.Near[:1]))
		}
		if got != tt.want {
			t.Errorf("%s: %s\n\twant %s", tt.query, got, tt.want)
		}
	}
	if _, err := loaded(t, "").ParseQuery([]string{"score:5.."}, QueryEnv{}); err == nil || err.Error() != "score: po.yaml names no default method" {
		t.Errorf("score without a method: %v", err)
	}
}

func joinNear(text string, near []string) string {
	if len(near) > 0 {
		text += "; near " + strings.Join(near, ", ")
	}
	return text
}

func TestSplitQuery(t *testing.T) {
	for line, want := range map[string][]string{
		"":                               nil,
		" status:ready\tpoints:5.. ":     {"status:ready", "points:5.."},
		`"free words" x`:                 {"free words", "x"},
		`label:"needs, legal" -area:pay`: {`label:"needs, legal"`, "-area:pay"},
		`"a" "b`:                         {"a", `"b`},
		`"" x`:                           {"", "x"},
	} {
		if d := cmp.Diff(want, SplitQuery(line)); d != "" {
			t.Errorf("%q (-want +got):\n%s", line, d)
		}
	}
}

func TestIsTerm(t *testing.T) {
	for arg, want := range map[string]bool{
		"-label:later": true, "label:later": true, "-scores.wsjf.ubv:5": true, "-x": false, "--by": false, "-5:3": false, "word": false, "-Label:x": false,
	} {
		if got := IsTerm(arg); got != want {
			t.Errorf("%s is a term: %t", arg, got)
		}
	}
}

func TestOrders(t *testing.T) {
	b := queried(t)
	for _, tt := range []struct{ keys, want string }{
		{"priority", "1 2 6 7 3 8"},
		{"-priority", "7 6 2 1 3 8"},
		{"points", "2 1 7 6 3 8"},
		{"-points,id", "7 1 2 3 6 8"},
		{"title", "3 6 8 7 1 2"},
		{"id", "1 2 3 6 7 8"},
		{"-id", "8 7 6 3 2 1"},
		{"status,-id", "8 7 1 2 3 6"},
		{"type,id", "1 2 6 7 8 3"},
		{"moscow,due,id", "6 2 1 3 7 8"},
		{"-score,id", "1 2 3 6 7 8"},
		{"position", "1 2 7 6 3 8"},
		{"criteria,id", "1 2 3 6 7 8"},
		{"epic,id", "1 8 2 3 6 7"},
		{"label,id", "1 2 3 6 7 8"},
		{"blocked.since,id", "3 1 2 6 7 8"},
		{"-risk,-id", "1 8 7 6 3 2"},
		{"prioritty", "prioritty: no such key"},
	} {
		o, err := b.ParseOrder(tt.keys, NewDay(2026, time.October, 5))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			for _, it := range b.Select(nil, o) {
				got += " " + strings.TrimPrefix(string(it.ID), "VS-")
			}
		}
		if strings.TrimSpace(got) != tt.want {
			t.Errorf("--sort %s: %s, want %s", tt.keys, got, tt.want)
		}
	}
}

func TestOrderByMethod(t *testing.T) {
	b := loaded(t, "", "id: A-1; priority: 1; value: 3", "id: A-2; priority: 2", "id: A-3; priority: 3; value: 8", "id: A-4; priority: 4; value: 3")
	m, _ := MethodNamed("value")
	o, err := b.OrderBy(m)
	if err != nil {
		t.Fatal(err)
	}
	var ids []ID
	for _, it := range b.Select(nil, o) {
		ids = append(ids, it.ID)
	}
	if got := spelled(ids); got != "A-3 A-1 A-4 A-2" {
		t.Errorf("by value: %s", got)
	}
}

func TestFacts(t *testing.T) {
	b := queried(t)
	f := b.Facts(NewDay(2026, time.October, 5))
	for _, tt := range []struct{ id, key, want string }{
		{"VS-1", "position", "1"}, {"VS-6", "position", ""}, {"VS-1", "score", "2.4"}, {"VS-2", "score", ""}, {"VS-1", "criteria", "1/2"},
		{"VS-2", "age", "5"}, {"VS-1", "age", ""}, {"VS-1", "owner", ""}, {"VS-3", "owner", "mara"}, {"VS-3", "missing", "text criteria points unblocked"},
		{"VS-1", "labels", "Pilot needs, legal"}, {"VS-1", "scores.wsjf.ubv", "8"}, {"VS-1", "persona", "rider"}, {"VS-2", "priority", "1020"},
		{"VS-3", "blocked.since", "2026-09-25"}, {"VS-3", "seen", "2026-09-01"}, {"VS-4", "accepted", "2026-09-18"}, {"VS-7", "sprint", ""},
	} {
		it, err := b.Item(ID(tt.id))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Value(it, tt.key).Strings(), " "); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.key, tt.id, got, tt.want)
		}
	}
}

// TestValuesAgreeWithTheFile reads every key of every item both ways.
func TestValuesAgreeWithTheFile(t *testing.T) {
	b := queried(t)
	for it := range b.Items() {
		for _, field := range b.Config().FieldsOf(KindItem) {
			if got, want := it.value(field.Key), it.Get(field.Key); want.IsSet() && !got.Equal(want) {
				t.Errorf("%s of %s: %+v, in the file %+v", field.Key, it.ID, got, want)
			}
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"status:ready,done points:5.. not:label:later", "is:open -type:bug", "points:>=5 due:..2026-10-01", `label:"a, b" "free words"`,
		"not:not:not:", "scores.wsjf.ubv:1..2..3", "a:b:c", "under:VS-9", "created:2026-10-05T23:30:00Z..", "\xff:\x00"} {
		f.Add(s, "points,-value")
	}
	b, err := Load(fstest.MapFS{
		"po.yaml":       {Data: []byte("version: 1\nkey: VS\nscore: value\n")},
		"items/VS-1.md": {Data: []byte("---\nid: VS-1\ntitle: One\npoints: 5\nlabels: [a]\ndue: 2026-10-01\n---\n")},
		"items/VS-9.md": {Data: []byte("---\nid: VS-9\ntitle: Epic\ntype: epic\n---\n")},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line, keys string) {
		o, err := b.ParseOrder(keys, 1)
		if err != nil {
			o = Order{}
		}
		q, err := b.ParseQuery(SplitQuery(line), QueryEnv{Today: 1})
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%q: an error without words", line)
			}
			return
		}
		all, err := b.ParseQuery(nil, QueryEnv{All: true})
		if err != nil || len(b.Select(q, o)) > len(b.Select(all, o)) {
			t.Fatalf("%q selects more than there is", line)
		}
	})
}
