package backlog

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// loaded makes a backlog of items that are given by their front matter: "id: VS-1; points: 5". Settings are lines of po.yaml.
func loaded(t testing.TB, settings string, items ...string) *Backlog {
	t.Helper()
	fsys := fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n" + settings)}}
	for _, text := range items {
		front, body, _ := strings.Cut(text, " ---")
		front = strings.ReplaceAll(front, "; ", "\n")
		id, _, _ := strings.Cut(strings.TrimPrefix(front, "id: "), "\n")
		if !strings.Contains(front, "title:") {
			front += "\ntitle: The item " + id
		}
		path := ID(id).Kind().Folder() + "/" + id + ".md"
		fsys[path] = &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n" + body)}
	}
	b, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range append(b.Broken(), b.Problems()...) {
		t.Logf("in the fixture: %v", e)
	}
	return b
}

func scoreOf(t testing.TB, b *Backlog, method string, id ID) Score {
	t.Helper()
	m, err := MethodNamed(method)
	if err != nil {
		t.Fatal(err)
	}
	score, err := b.Scorer(m)
	if err != nil {
		t.Fatal(err)
	}
	it, err := b.Item(id)
	if err != nil {
		t.Fatal(err)
	}
	return score(it)
}

// told is a score with its faults in one line.
func told(s Score) string {
	out := []string{s.Text(4)}
	if !s.Scored {
		out = append(out, "unscored")
	}
	if s.Value != nil && s.Class != "" {
		out = append(out, s.Class)
	}
	if len(s.Missing) > 0 {
		out = append(out, "missing "+strings.Join(s.Missing, " "))
	}
	for _, in := range s.Inputs {
		if in.Fault != "" {
			out = append(out, fmt.Sprintf("%s %s %s %t", in.Key, in.Text, in.Fault, in.Undefined))
		}
	}
	for _, d := range s.Details {
		text := "undefined"
		if d.Value != nil {
			text = RatText(d.Value, 4)
		}
		out = append(out, d.Name+" "+text)
	}
	return strings.TrimSpace(strings.Join(out, "; "))
}

func TestScores(t *testing.T) {
	for _, tt := range []struct{ settings, method, item, want string }{
		// The vectors of the design.
		{"", "wsjf", "points: 5; scores: {wsjf: {ubv: 13, tc: 8, rroe: 5}}", "5.2"},
		{"", "wsjf", "scores: {wsjf: {ubv: 1, tc: 1, rroe: 1, size: 20}}", "0.15"},
		{"", "wsjf", "scores: {wsjf: {ubv: 20, tc: 20, rroe: 20, size: 1}}", "60"},
		{"", "wsjf", "scores: {wsjf: {ubv: 1, tc: 1, rroe: 1, size: 0}}", "; unscored; scores.wsjf.size 0 must be above zero true"},
		{"", "wsjf", "scores: {wsjf: {ubv: 1, tc: 1, rroe: 1}}", "; unscored; missing scores.wsjf.size"},
		{"", "rice", "scores: {rice: {reach: 2000, impact: 2, confidence: 80%, effort: 3}}", "1066.6667"},
		{"", "rice", "scores: {rice: {reach: 5000, impact: 0.5, confidence: 100%, effort: 1}}", "2500"},
		{"", "rice", "scores: {rice: {reach: 6000, impact: 1, confidence: 1, effort: 0.25}}", "24000"},
		{"", "cd3", "scores: {cd3: {cod: 10000, duration: 4}}", "2500"},
		{"", "cd3", "scores: {cd3: {cod: 6000, duration: 1}}", "6000"},
		{"", "ice", "scores: {ice: {impact: 7, confidence: 5, ease: 8}}", "280"},
		{"scoring: {ice: mean}\n", "ice", "scores: {ice: {impact: 7, confidence: 5, ease: 8}}", "6.6667"},
		{"", "kano", "scores: {kano: {a: 10, o: 20, m: 5, i: 5, r: 0, q: 0}}", "O; better 0.75; worse -0.625"},
		{"", "kano", "scores: {kano: {a: 5, o: 5, m: 5, i: 5}}", "M; better 0.5; worse -0.5"},
		{"", "kano", "scores: {kano: {r: 9, q: 1}}", "R; unscored; better undefined; worse undefined"},

		{"", "wsjf", "value: 8; points: 2; scores: {wsjf: {tc: 1, rroe: 1}}", "5"},
		{"", "wsjf", "value: 7; points: 2; scores: {wsjf: {tc: 1, rroe: 1}}", "; unscored; missing scores.wsjf.ubv"},
		{"", "wsjf", "points: 40; scores: {wsjf: {ubv: 20, tc: 13, rroe: 7}}",
			"1; scores.wsjf.rroe 7 is none of 1, 2, 3, 5, 8, 13, 20 false; points 40 is none of 1, 2, 3, 5, 8, 13, 20 false"},
		{"", "wsjf", "points: 0; scores: {wsjf: {ubv: 1, tc: 1, rroe: 1}}", "; unscored; points 0 must be above zero true"},
		{"", "wsjf", "points: 5; scores: {wsjf: {ubv: high, tc: 1, rroe: 1}}", "; unscored; scores.wsjf.ubv high is not a decimal number true"},
		{"", "wsjf", "type: epic; points: 5; scores: {wsjf: {ubv: 1, tc: 1, rroe: 1}}", "; unscored"},
		{"", "wsjf", "points: 5", "; unscored; missing scores.wsjf.ubv scores.wsjf.tc scores.wsjf.rroe"},
		{"", "rice", "scores: {rice: {reach: 100, impact: 1, confidence: 80, effort: 1}}", "80"},
		{"", "rice", "scores: {rice: {reach: -1, impact: 4, confidence: 0.7, effort: -1}}",
			"; unscored; scores.rice.reach -1 is not 0 or more false; scores.rice.impact 4 is none of 0.25, 0.5, 1, 2, 3 false; " +
				"scores.rice.confidence 0.7 is none of 0.5, 0.8, 1 false; scores.rice.effort -1 must be above zero true"},
		{"", "ice", "scores: {ice: {impact: 11, confidence: 1, ease: 1}}", "11; scores.ice.impact 11 is none of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 false"},
		{"", "kano", "points: 1", "; unscored; missing scores.kano"},
		{"", "kano", "scores: {kano: {a: -1, i: 0.5}}", "; unscored; scores.kano.a -1 is no number of answers true; scores.kano.i 0.5 is no number of answers true"},
		{"", "value", "value: 0", "0"},
		{"", "value", "points: 3", "; unscored; missing value"},
		{"", "value-points", "value: 3; points: 5", "0.6; quick win"},
		{"", "value-points", "value: 3; points: 0", "; unscored; points 0 must be above zero true"},
		{"", "moscow", "moscow: should", "should"},
		{"", "moscow", "points: 3", "none"},
		{"scoring: {weights: {value: 2}}\n", "weighted", "value: 3", "0; value 0"},
		{"scoring: {weights: {value: 2, scores.wsjf.tc: -2}}\n", "weighted", "value: 3", "; unscored; missing scores.wsjf.tc"},
	} {
		b := loaded(t, tt.settings, "id: VS-1; "+tt.item)
		if got := told(scoreOf(t, b, tt.method, "VS-1")); got != tt.want {
			t.Errorf("%s of %s:\n\tgot  %s\n\twant %s", tt.method, tt.item, got, tt.want)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	one := loaded(b, "", "id: A-1; points: 5; scores: {wsjf: {ubv: 13, tc: 8, rroe: 5}}")
	m, _ := MethodNamed("wsjf")
	score, _ := one.Scorer(m)
	it, _ := one.Item("A-1")
	b.ReportAllocs()
	for b.Loop() {
		score(it)
	}
}

func TestWeightedScores(t *testing.T) {
	of := func(settings string, items ...string) string {
		b := loaded(t, settings, items...)
		var out []string
		for it := range b.Items() {
			out = append(out, scoreOf(t, b, "weighted", it.ID).Text(4))
		}
		return strings.Join(out, " ")
	}
	const one = "scoring: {weights: {value: 1}}\n"
	const three = "scoring: {weights: {value: 0.5, scores.wsjf.tc: 0.3, points: -0.2}}\n"
	for _, tt := range []struct{ got, want string }{
		{of(one, "id: A-1; value: 1", "id: A-2; value: 3", "id: A-3; value: 5"), "0 0.5 1"},
		{of(one, "id: A-1; value: 3", "id: A-2; value: 3", "id: A-3; value: 3"), "0 0 0"},
		{of(three, "id: A-1; value: 1; points: 8; scores: {wsjf: {tc: 1}}", "id: A-2; value: 3; points: 2; scores: {wsjf: {tc: 5}}",
			"id: A-3; value: 2; points: 5; scores: {wsjf: {tc: 3}}", "id: A-4; value: 20; points: 1"), "0 1 0.5 "},
		{of(one, "id: A-1; value: 1", "id: A-2; value: 5", "id: A-3; value: 9; status: accepted; accepted: 2026-01-01"), "0 1 2"},
	} {
		if tt.got != tt.want {
			t.Errorf("weighted scores: %s, want %s", tt.got, tt.want)
		}
	}
	m, _ := MethodNamed("weighted")
	if _, err := loaded(t, "").Scorer(m); err == nil {
		t.Error("weighted scores without weights")
	}
}

func TestQuadrants(t *testing.T) {
	b := loaded(t, "", "id: A-1; value: 20; points: 1", "id: A-2; value: 13; points: 13", "id: A-3; value: 1; points: 2",
		"id: A-4; value: 2; points: 20", "id: A-5; value: 3; points: 0")
	for id, want := range map[ID]string{"A-1": "quick win", "A-2": "big bet", "A-3": "fill-in", "A-4": "money pit", "A-5": ""} {
		if got := scoreOf(t, b, "value-points", id).Class; got != want {
			t.Errorf("%s is a %q, want a %q", id, got, want)
		}
	}
}

func TestOpportunities(t *testing.T) {
	insights := []string{
		"id: IN-1; importance: 8; satisfaction: 4", "id: IN-2; importance: 8; satisfaction: 9", "id: IN-3; importance: 5; satisfaction: 5",
		"id: IN-4; importance: 8; satisfaction: 3", "id: IN-5; importance: 10; satisfaction: 0", "id: IN-6; importance: 10",
		"id: VS-1; insights: [IN-2, IN-4, IN-6, IN-99]", "id: VS-2; insights: [IN-6]", "id: VS-3",
	}
	b := loaded(t, "", insights...)
	for id, want := range map[ID]string{"IN-1": "12", "IN-2": "8", "IN-3": "5", "IN-4": "13", "IN-5": "20", "IN-6": "; unscored; missing IN-6 satisfaction"} {
		r, err := b.Record(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(Opportunity(r)); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for id, want := range map[ID]string{"VS-1": "13", "VS-2": "; unscored; missing IN-6 satisfaction", "VS-3": "; unscored; missing insights"} {
		if got := told(scoreOf(t, b, "opportunity", id)); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

func TestKanoAnswers(t *testing.T) {
	var rows []string
	for f := 1; f <= 5; f++ {
		row := ""
		for d := 1; d <= 5; d++ {
			row += KanoAnswer(f, d)
		}
		rows = append(rows, row)
	}
	if d := cmp.Diff([]string{"QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"}, rows); d != "" {
		t.Errorf("the table of answers (-want +got):\n%s", d)
	}
	if KanoAnswer(0, 1) != "" || KanoAnswer(1, 6) != "" {
		t.Error("an answer that nobody can give has a class")
	}
}

func TestRatText(t *testing.T) {
	for _, tt := range []struct {
		num, den int64
		digits   int
		want     string
	}{
		{26, 3, 4, "8.6667"}, {26, 3, 2, "8.67"}, {19, 2, 4, "9.5"}, {24000, 1, 2, "24000"}, {-1, 1000, 2, "0"}, {-5, 8, 2, "-0.63"}, {100, 1, 0, "100"},
	} {
		if got := RatText(big.NewRat(tt.num, tt.den), tt.digits); got != tt.want {
			t.Errorf("%d/%d with %d digits: %s, want %s", tt.num, tt.den, tt.digits, got, tt.want)
		}
	}
}

func TestMethodsAreOneTable(t *testing.T) {
	want := "wsjf cd3 rice ice value value-points kano opportunity weighted moscow"
	var names []string
	for _, m := range Methods() {
		names = append(names, m.Name)
		if m.Doc == "" || m.formula == nil && m.prepare == nil {
			t.Errorf("%s has no words or no way to score", m.Name)
		}
	}
	if got := strings.Join(names, " "); got != want {
		t.Errorf("methods: %s, want %s", got, want)
	}
	if _, err := MethodNamed("rank"); err == nil || !strings.Contains(err.Error(), "wsjf, cd3") {
		t.Errorf("an unknown method: %v", err)
	}
}

func TestDefaultScoreOrdersWhatHasNoPlace(t *testing.T) {
	items := []string{
		"id: VS-1", "id: VS-2; value: 3", "id: VS-3; value: 8", "id: VS-4; value: 3", "id: VS-5; type: epic; value: 20",
		"id: VS-6; priority: 1000", "id: VS-7; status: accepted; value: 5",
	}
	for settings, want := range map[string]string{
		"score: value\n":    "VS-6 VS-3 VS-7 VS-2 VS-4 VS-1 VS-5",
		"":                  "VS-6 VS-1 VS-2 VS-3 VS-4 VS-5 VS-7",
		"score: weighted\n": "VS-6 VS-1 VS-2 VS-3 VS-4 VS-5 VS-7",
		"score: weighted\nscoring: {weights: {value: -1}}\n": "VS-6 VS-2 VS-4 VS-7 VS-3 VS-1 VS-5",
	} {
		var ids []ID
		for it := range loaded(t, settings, items...).Items() {
			ids = append(ids, it.ID)
		}
		if got := spelled(ids); got != want {
			t.Errorf("%q: %s, want %s", settings, got, want)
		}
	}
}
