package backlog

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// TestReplayStepCost shows for every scoring method that a step between states that differ by two items without a priority costs
// what these two cost: what it allocates is the same with ten times as many items around.
func TestReplayStepCost(t *testing.T) {
	for _, method := range methodNames() {
		few, many := stepAllocs(t, method, 200), stepAllocs(t, method, 2000)
		if many > 1.5*few+50 {
			t.Errorf("%s: %.0f allocations among 200 items, %.0f among 2000", method, few, many)
		}
	}
}

// stepAllocs is what a step there or back allocates among so many items.
func stepAllocs(t *testing.T, method string, items int) float64 {
	t.Helper()
	files := fstest.MapFS{}
	write := func(path, format string, args ...any) {
		files[path] = &fstest.MapFile{Data: fmt.Appendf(nil, format, args...)}
	}
	item := func(n, value int) {
		write(fmt.Sprintf("items/%d.md", n), "---\nid: VS-%d\ntitle: T\npoints: %d\nvalue: %d\ninsights: [IN-%d]\n"+
			"scores:\n  wsjf: {ubv: 1, tc: 2, rroe: %d}\n---\n", n, 1+n%5, value, 1+n%3, 1+n%4)
	}
	write(configFile, "version: 1\nkey: VS\nscore: %s\nscoring:\n  weights: {value: 2, points: -1}\n", method)
	for n := range 3 {
		write(fmt.Sprintf("insights/%d.md", n+1), "---\nid: IN-%d\ntitle: I\nimportance: %d\nsatisfaction: 2\n---\n", n+1, 3*n)
	}
	for n := range items {
		item(n+1, 1+n%7)
	}
	b, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	r := b.Replay()
	turn := 0
	return testing.AllocsPerRun(20, func() {
		turn++
		item(7, 2+turn%2)
		item(9, 3+turn%2)
		if got := r.Back(files, "items/7.md", "items/9.md"); turn > 1 && len(got) != 2 {
			t.Fatalf("%s: %d changes", method, len(got))
		}
	})
}
