package backlog

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func spelled(ids []ID) string { return strings.Join(asStrings(ids), " ") }

func TestArranging(t *testing.T) {
	for _, tt := range []struct{ name, state, order, unplaced, want, stay string }{
		{"the worked example",
			"VS-2 1000, VS-1 1010, VS-7 1015, VS-3 1020, VS-8 1025, VS-5 1027, VS-4 1030, VS-6",
			"VS-7 VS-6 VS-8 VS-5 VS-3 VS-1 VS-2 VS-4", "",
			"VS-6 1020, VS-3 1027.7, VS-1 1028.5, VS-2 1029.2", "VS-7 VS-8 VS-5 VS-4"},
		{"as it is", "A-1 1000, A-2 1010", "A-1 A-2", "", "", "A-1 A-2"},
		{"ties stay where nothing goes between", "A-1 1000, A-2 1000, A-3 1010", "A-1 A-2 A-3", "", "", "A-1 A-2 A-3"},
		{"ties part where something does", "A-1 1000, A-2 1000, A-3", "A-1 A-3 A-2", "", "A-3 1010, A-2 1020", "A-1"},
		{"the last first", "A-1 1000, A-2 1010, A-3 1020", "A-3 A-1 A-2", "", "A-3 990", "A-1 A-2"},
		{"the first last", "A-1 1000, A-2 1010, A-3 1020", "A-2 A-3 A-1", "", "A-1 1030", "A-2 A-3"},
		{"of two ways the one that keeps the higher", "A-1 1000, A-2 1010", "A-2 A-1", "", "A-1 1020", "A-2"},
		{"what is left out is fixed", "A-1 1000, A-2 1005, A-3 1010, A-4 1020", "A-1 A-4 A-3", "", "A-3 1030", "A-1 A-4"},
		{"closed numbers are fixed", "A-1 1000, A-2 1004 closed, A-3 1010, A-4", "A-1 A-4 A-3", "", "A-4 1002", "A-1 A-3"},
		{"below the first kept", "A-1 1000 epic, A-2 1010, A-3", "A-3 A-2", "", "A-3 1005", "A-2"},
		{"none has a place", "A-1, A-2, A-3 1000 closed", "A-2 A-1", "", "A-2 1010, A-1 1020", ""},
		{"the first numbers of all", "A-1, A-2", "A-2 A-1", "", "A-2 1000, A-1 1010", ""},
		{"places are given and taken", "A-1 1000, A-2 1010, A-3", "A-3 A-1", "A-2", "A-3 990, A-2", "A-1"},
		{"none to take", "A-1 1000, A-2", "A-1", "A-2", "", "A-1"},
		{"nothing", "A-1 1000", "", "", "", ""},
	} {
		plan, err := stand(t, tt.state).arrange(Arrangement{Order: asIDs(tt.order), Unplaced: asIDs(tt.unplaced)})
		if err != nil || written(plan.writes) != tt.want || spelled(plan.stay) != tt.stay {
			t.Errorf("%s: %s; %s stay; %v\n\twant %s; %s stay", tt.name, written(plan.writes), spelled(plan.stay), err, tt.want, tt.stay)
		}
	}
}

func TestArrangingWhatOthersHaveMoved(t *testing.T) {
	seen := stand(t, "A-1 1000, A-2 1010, A-3 1020, A-4 1030")
	wanted := Arrangement{Order: asIDs("A-1 A-4 A-2 A-3"), Seen: seen} // A-4 was taken up behind A-1
	for _, tt := range []struct{ now, want string }{
		{"A-1 1000, A-2 1010, A-3 1020, A-4 1030", "A-4 1005"},
		{"A-1 1050, A-2 1010, A-3 1020, A-4 1030", "A-4 1060"},
		{"A-1 1000 closed, A-2 1010, A-3 1020, A-4 1030", "A-4 1005"},
		{"A-1, A-2 1010, A-3 1020, A-4 1030", "A-4 1000"},
		{"A-1 1000, A-2 1010, A-3 1020, A-4 1030, A-5 1002", "A-4 1001"},
		{"A-1 1000, A-2 1000, A-3 1020, A-4 1030", "A-4 1007, A-2 1013"},
		{"A-1, A-2, A-3, A-4", "A-4 1000"},
	} {
		plan, err := stand(t, tt.now).arrange(wanted)
		if err != nil || written(plan.writes) != tt.want {
			t.Errorf("%s: %s, %v; want %s", tt.now, written(plan.writes), err, tt.want)
		}
	}
	if _, err := stand(t, "A-1 1000, A-2 1010, A-3 1020, A-4 1030 closed").arrange(wanted); err == nil {
		t.Error("an item that has been closed meanwhile moves")
	}
}

func TestArrangingRefuses(t *testing.T) {
	b := stand(t, "A-1 1000, A-2 1010 closed, A-3")
	for order, want := range map[string]string{
		"A-1 A-2":     "A-2: is accepted: only open items are ordered",
		"A-1 A-1":     "A-1: given twice",
		"A-9 A-1 A-8": "A-9: no such item\nA-8: no such item",
	} {
		if got, err := b.ApplyOrder(Arrangement{Order: asIDs(order)}); err == nil || err.Error() != want || got != nil {
			t.Errorf("%s: %v, want %s", order, err, want)
		}
	}
	if _, err := b.ApplyOrder(Arrangement{Order: asIDs("A-1"), Unplaced: asIDs("A-1")}); err == nil {
		t.Error("an item has a place and none")
	}
	if got, err := b.ApplyOrder(Arrangement{Order: asIDs("A-1")}); err != nil || got != b {
		t.Errorf("nothing to write: %v", err)
	}
}

func TestArrangingAtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 300 {
		b := stand(t, randomState(r, 20)+",VS-91,VS-92,VS-93")
		want := append(openOrder(b), "VS-91", "VS-92", "VS-93")
		r.Shuffle(len(want), func(i, j int) { want[i], want[j] = want[j], want[i] })
		plan, err := b.arrange(Arrangement{Order: want})
		if err != nil {
			t.Fatal(err)
		}
		next := placed(b, plan.writes)
		if got := openOrder(next); !slices.Equal(got, want) {
			t.Fatalf("%s\nwanted %v\n   got %v by %s", stated(b), want, got, written(plan.writes))
		}
		again, err := next.arrange(Arrangement{Order: want})
		if err != nil || len(again.writes) > 0 {
			t.Fatalf("a second time: %s, %v", written(again.writes), err)
		}
	}
}

func TestLongestRising(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 500 {
		sequence := r.Perm(r.IntN(10))
		for i := range sequence {
			if r.IntN(4) == 0 {
				sequence[i] = -1
			}
		}
		if got, want := longestRising(sequence), longestByTrying(sequence); !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", sequence, got, want)
		}
	}
}

// longestByTrying goes through all subsequences, those with the earliest members first.
func longestByTrying(sequence []int) []int {
	var best []int
	for set := range 1 << len(sequence) {
		var picked []int
		last := -1
		for i, v := range sequence {
			if set&(1<<i) == 0 {
				continue
			}
			if v <= last {
				picked = nil
				break
			}
			picked, last = append(picked, i), v
		}
		if len(picked) > len(best) || len(picked) == len(best) && slices.Compare(picked, best) < 0 {
			best = picked
		}
	}
	return best
}

func TestRenumberingRefuses(t *testing.T) {
	var refused *RefusedError
	if _, err := stand(t, "A-1 1000, A-2 999999999999999 closed").Renumber(); !errors.As(err, &refused) {
		t.Errorf("no room above: %v", err)
	}
	b := stand(t, "A-1 1000, A-2 1010, A-3, A-4")
	if got, err := b.Renumber(); err != nil || got != b {
		t.Errorf("nothing to renumber: %v", err)
	}
}

func BenchmarkArrange(b *testing.B) {
	r := rand.New(rand.NewPCG(17, 18))
	stood := stand(b, randomState(r, 10_000))
	order := openOrder(stood)
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for b.Loop() {
		if _, err := stood.arrange(Arrangement{Order: order}); err != nil {
			b.Fatal(err)
		}
	}
}
