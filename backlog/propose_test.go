package backlog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// veloshare is the worked example as it stood on 3 September 2026: eight items, of which seven have a place.
func veloshare(t testing.TB) *Backlog {
	return loaded(t, "score: wsjf\n",
		"id: VS-1; priority: 1010; points: 5; value: 13; scores: {wsjf: {ubv: 13, tc: 8, rroe: 5}}",
		"id: VS-2; priority: 1000; points: 8; value: 20; scores: {wsjf: {ubv: 20, tc: 13, rroe: 8}}",
		"id: VS-3; priority: 1020; points: 8; value: 20; scores: {wsjf: {ubv: 20, tc: 13, rroe: 13}}",
		"id: VS-4; priority: 1030; points: 5; value: 13; scores: {wsjf: {ubv: 13, tc: 8, rroe: 3}}",
		"id: VS-5; priority: 1027; points: 3; value: 8; scores: {wsjf: {ubv: 8, tc: 5, rroe: 8}}",
		"id: VS-6; points: 3; value: 8; type: bug; scores: {wsjf: {ubv: 8, tc: 13, rroe: 5}}",
		"id: VS-7; priority: 1015; points: 2; type: spike; scores: {wsjf: {ubv: 1, tc: 5, rroe: 13}}",
		"id: VS-8; priority: 1025; points: 5; value: 3; type: enabler; scores: {wsjf: {ubv: 3, tc: 20, rroe: 13}}")
}

func propose(t testing.TB, b *Backlog, method string) *Proposal {
	t.Helper()
	m, err := MethodNamed(method)
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Propose(m, NewDay(2026, time.October, 5))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProposalOfTheWorkedExample(t *testing.T) {
	b := veloshare(t)
	p := propose(t, b, "wsjf")
	var results, moves []string
	for _, r := range p.Ranked {
		results = append(results, fmt.Sprintf("%d %s %s", r.Rank, r.ID, r.Score.Text(4)))
	}
	for _, m := range p.Moves {
		moves = append(moves, fmt.Sprintf("%s %d→%d %s", m.ID, m.From, m.To, m.Priority))
	}
	for _, tt := range []struct{ what, got, want string }{
		{"today", spelled(p.Today), "VS-2 VS-1 VS-7 VS-3 VS-8 VS-5 VS-4"},
		{"proposed", strings.Join(results, ", "), "1 VS-7 9.5, 2 VS-6 8.6667, 3 VS-8 7.2, 4 VS-5 7, 5 VS-3 5.75, 6 VS-1 5.2, 7 VS-2 5.125, 8 VS-4 4.8"},
		{"order", spelled(p.Order()), "VS-7 VS-6 VS-8 VS-5 VS-3 VS-1 VS-2 VS-4"},
		{"stay", spelled(p.Stay), "VS-7 VS-8 VS-5 VS-4"},
		{"moves", strings.Join(moves, ", "), "VS-6 0→2 1020, VS-3 4→5 1027.7, VS-1 2→6 1028.5, VS-2 1→7 1029.2"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s\n\twant %s", tt.what, tt.got, tt.want)
		}
	}
	if len(p.Unscored) > 0 || p.Cost != nil {
		t.Errorf("unscored %v, cost %v", p.Unscored, p.Cost)
	}
	if got := p.Ranked[1].Score.Value.RatString(); got != "26/3" {
		t.Errorf("VS-6 is exactly %s, want 26/3", got)
	}
}

func TestProposalsLeaveOut(t *testing.T) {
	b := loaded(t, "", "id: A-1; priority: 1000", "id: A-2; priority: 1010; value: 5", "id: A-3; priority: 1020; value: 8",
		"id: A-4; priority: 1005; type: epic; value: 20", "id: A-5; priority: 990; status: accepted; value: 20",
		"id: A-6; priority: 1015; status: done; value: 13", "id: A-7")
	p := propose(t, b, "value")
	var unscored []string
	for _, u := range p.Unscored {
		unscored = append(unscored, string(u.ID)+" "+strings.Join(u.Score.Missing, " "))
	}
	if got := spelled(p.Order()); got != "A-6 A-3 A-2" {
		t.Errorf("proposed: %s", got)
	}
	if got := spelled(p.Today); got != "A-1 A-2 A-6 A-3" {
		t.Errorf("today: %s", got)
	}
	if d := cmp.Diff([]string{"A-1 value", "A-7 value"}, unscored); d != "" {
		t.Errorf("unscored (-want +got):\n%s", d)
	}
	if len(p.Moves) != 1 || p.Moves[0].ID != "A-2" || p.Moves[0].From != 2 || p.Moves[0].To != 3 {
		t.Errorf("moves: %+v", p.Moves)
	}
}

func TestEqualScoresKeepTodaysOrder(t *testing.T) {
	b := loaded(t, "", "id: A-1; priority: 1020; moscow: must", "id: A-2; priority: 1010; moscow: must", "id: A-3; moscow: should",
		"id: A-4; priority: 1000; moscow: wont", "id: A-5; priority: 1030", "id: A-6; priority: 1040; moscow: could")
	if got := spelled(propose(t, b, "moscow").Order()); got != "A-2 A-1 A-3 A-6 A-5 A-4" {
		t.Errorf("by moscow: %s", got)
	}
}

func TestNearness(t *testing.T) {
	of := func(settings, method string, items ...string) string {
		var out []string
		for _, r := range propose(t, loaded(t, settings, items...), method).Ranked {
			out = append(out, strings.TrimSpace(string(r.ID)+" ≈ "+spelled(r.Near)))
		}
		return strings.Join(out, ", ")
	}
	const scales = "points: [1, 2, 3, 5, 8, 13]\nvalue: [1, 2, 3, 5, 8]\n"
	for _, tt := range []struct{ name, got, want string }{
		{"one step of a column", of("", "wsjf", "id: A-1; points: 2; scores: {wsjf: {ubv: 5, tc: 3, rroe: 2}}",
			"id: A-2; points: 2; scores: {wsjf: {ubv: 5, tc: 2, rroe: 2}}", "id: A-3; points: 8; scores: {wsjf: {ubv: 1, tc: 1, rroe: 1}}"),
			"A-1 ≈ A-2, A-2 ≈ A-1, A-3 ≈"},
		{"no step where there is no scale", of("", "value", "id: A-1; value: 5", "id: A-2; value: 3"), "A-1 ≈, A-2 ≈"},
		{"a step up that makes a tie is not enough", of(scales, "value", "id: A-1; priority: 1; value: 5", "id: A-2; priority: 2; value: 3"), "A-1 ≈, A-2 ≈"},
		{"unless today's order decides so", of(scales, "value", "id: A-1; priority: 2; value: 5", "id: A-2; priority: 1; value: 3"), "A-1 ≈ A-2, A-2 ≈ A-1"},
		{"a step of the size", of(scales, "value-points", "id: A-1; value: 8; points: 3", "id: A-2; value: 5; points: 2"), "A-1 ≈ A-2, A-2 ≈ A-1"},
		{"weighted keys have the scales of their own", of(scales+"scoring: {weights: {value: 1, points: -1}}\n", "weighted",
			"id: A-1; value: 8; points: 5", "id: A-2; value: 5; points: 2", "id: A-3; value: 1; points: 13"), "A-1 ≈ A-2, A-2 ≈ A-1, A-3 ≈"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

func TestQueueOfCostOfDelay(t *testing.T) {
	for _, tt := range []struct {
		name, order, today, proposed, latest string
		items                                []string
	}{
		{"the vector of the design", "A-2 A-1", "70000", "56000", "",
			[]string{"id: A-1; scores: {cd3: {cod: 10000, duration: 4}}", "id: A-2; scores: {cd3: {cod: 6000, duration: 1}}"}},
		{"a fixed date waits until its latest start", "A-2 A-3 A-1", "80000", "65000", "A-3 2026-10-12", []string{
			"id: A-1; scores: {cd3: {cod: 10000, duration: 4}}",
			"id: A-2; scores: {cd3: {cod: 5000, duration: 1}}",
			"id: A-3; due: 2026-10-19; scores: {cd3: {cod: 2500, duration: 1, profile: fixed-date}}"}},
		{"a latest start that is past comes first", "A-2 A-1", "15000", "13200", "A-2 2026-09-28",
			[]string{"id: A-1; scores: {cd3: {cod: 8000, duration: 1}}",
				"id: A-2; due: 2026-10-01; scores: {cd3: {cod: 5000, duration: 0.4, profile: fixed-date}}"}},
		{"a fixed date without a date is as any other", "A-1 A-2", "3000", "3000", "",
			[]string{"id: A-1; scores: {cd3: {cod: 2000, duration: 1, profile: fixed-date}}",
				"id: A-2; scores: {cd3: {cod: 500, duration: 1}}"}},
	} {
		p := propose(t, loaded(t, "", tt.items...), "cd3")
		latest := ""
		for _, r := range p.Ranked {
			if r.LatestStart.IsSet() {
				latest += string(r.ID) + " " + r.LatestStart.String()
			}
		}
		if got := spelled(p.Order()); got != tt.order || latest != tt.latest {
			t.Errorf("%s: %s, latest %s; want %s, %s", tt.name, got, latest, tt.order, tt.latest)
		}
		if today, proposed := RatText(p.Cost.Today, 2), RatText(p.Cost.Proposed, 2); today != tt.today || proposed != tt.proposed {
			t.Errorf("%s: the order costs %s today and %s as proposed, want %s and %s", tt.name, today, proposed, tt.today, tt.proposed)
		}
	}
}

func TestProposingNeedsRoom(t *testing.T) {
	b := loaded(t, "", "id: A-1; priority: 1; value: 9", "id: A-2; value: 8", "id: A-3; priority: 1.000000000000001; value: 5")
	m, _ := MethodNamed("value")
	if _, err := b.Propose(m, 0); err == nil || !strings.Contains(err.Error(), "no room between 1 and 1.000000000000001") {
		t.Errorf("without room: %v", err)
	}
}

func BenchmarkPropose(b *testing.B) {
	items := make([]string, 10_000)
	for i := range items {
		items[i] = fmt.Sprintf("id: VS-%d; priority: %d; points: %d; scores: {wsjf: {ubv: %d, tc: %d, rroe: %d}}", i+1, 1000+i, 1+i%13, 1+i%20, 1+i%7, 1+i%11)
	}
	many := loaded(b, "", items...)
	many.Len()
	m, _ := MethodNamed("wsjf")
	for b.Loop() {
		if _, err := many.Propose(m, 0); err != nil {
			b.Fatal(err)
		}
	}
}
