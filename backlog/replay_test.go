package backlog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A scene is a backlog that changes at random.
type scene struct {
	random *rand.Rand
	files  fstest.MapFS
	waits  bool // no item has a priority, and all have what the scores ask for
}

func newScene(seed uint64) *scene { return newSceneBy(seed, scoreLine(seed), false) }

func newSceneBy(seed uint64, score string, waits bool) *scene {
	s := &scene{random: rand.New(rand.NewPCG(seed, 0)), files: fstest.MapFS{}, waits: waits}
	s.write(configFile, "version: 1\nkey: VS\n"+score+"scoring:\n  weights: {value: 2, points: -1}\n")
	s.insight(1)
	s.insight(2)
	for range 12 {
		s.change()
	}
	return s
}

func (s *scene) insight(n int) {
	s.write(fmt.Sprintf("insights/%d.md", n), fmt.Sprintf("---\nid: IN-%d\ntitle: Insight\nimportance: %d\nsatisfaction: 3\n---\n", n, s.random.IntN(9)))
}

// scoreLine gives each scoring method its turn, wsjf more often, and none now and then.
func scoreLine(seed uint64) string {
	methods := append(methodNames(), "", "wsjf", "wsjf")
	name := methods[seed%uint64(len(methods))]
	if name == "" {
		return ""
	}
	return "score: " + name + "\n"
}

func (s *scene) write(path, text string) { s.files[path] = &fstest.MapFile{Data: []byte(text)} }

// change writes, renames or removes one file. Ids are few, so that now and then two files claim one.
func (s *scene) change() {
	path := fmt.Sprintf("items/%d.md", s.random.IntN(16))
	switch s.random.IntN(12) {
	case 0:
		delete(s.files, path)
	case 1:
		if f := s.files[path]; f != nil {
			delete(s.files, path)
			s.files[fmt.Sprintf("items/x%d.md", s.random.IntN(4))] = f
		}
	case 2:
		s.write(path, "---\nid: [\n")
	case 3:
		s.write("product.md", fmt.Sprintf("---\nname: P\nvision: %d\n---\n", s.random.IntN(3)))
	case 5:
		s.insight(1 + s.random.IntN(2))
	case 4:
		s.write(fmt.Sprintf("goals/%d.md", s.random.IntN(3)), fmt.Sprintf("---\nid: G-%d\ntitle: Goal %d\n---\n", s.random.IntN(3), s.random.IntN(9)))
	default:
		s.write(path, s.item())
	}
}

func (s *scene) item() string {
	id := fmt.Sprintf("VS-%d", s.random.IntN(20))
	if s.random.IntN(12) == 0 {
		id = "G-1" // as a goal is called
	}
	text := fmt.Sprintf("---\nid: %s\ntitle: T%d\n", id, s.random.IntN(5))
	text += "status: " + []string{"draft", "ready", "done", "dropped", "in-progress"}[s.random.IntN(5)] + "\n"
	if !s.waits && s.random.IntN(4) > 0 {
		text += fmt.Sprintf("priority: %d\n", s.random.IntN(9)) // ties are wanted
	}
	if s.random.IntN(6) == 0 {
		text += "type: epic\n"
	}
	if s.random.IntN(3) == 0 {
		text += fmt.Sprintf("scores:\n  wsjf: {ubv: %d, tc: 1, rroe: 1, size: 2}\n  kano: {m: %d, a: 2}\n", 1+s.random.IntN(4), s.random.IntN(4))
	}
	if s.waits || s.random.IntN(3) == 0 {
		text += fmt.Sprintf("value: %d\npoints: %d\n", 1+s.random.IntN(4), s.random.IntN(3))
		text += "moscow: " + []string{"must", "should", "could"}[s.random.IntN(3)] + "\n" + fmt.Sprintf("insights: [IN-%d]\n", 1+s.random.IntN(2))
	}
	if s.random.IntN(8) == 0 {
		text += fmt.Sprintf("aliases: [VS-%d]\n", s.random.IntN(20))
	}
	return text + fmt.Sprintf("---\nText %d.\n", s.random.IntN(3))
}

// TestReplayIsDiff goes back through random states and compares each step with the difference of two snapshots, whose orders are
// worked out from nothing.
func TestReplayIsDiff(t *testing.T) {
	changes, moves := 0, 0
	for seed := range uint64(60) {
		c, m := replayIsDiff(t, newScene(seed))
		changes, moves = changes+c, moves+m
	}
	t.Logf("%d changes, %d of a position", changes, moves)
	if changes < 1000 || moves < 100 {
		t.Error("too little has changed to show anything")
	}
}

// TestReplayOfWaitingIsDiff does the same where nothing has a priority and each item's score depends on others.
func TestReplayOfWaitingIsDiff(t *testing.T) {
	for _, method := range []string{"weighted", "opportunity"} {
		for seed := range uint64(20) {
			replayIsDiff(t, newSceneBy(seed, "score: "+method+"\n", true))
		}
	}
}

// replayIsDiff goes back through states of a scene and counts the changes, and those of a position.
func replayIsDiff(t *testing.T, s *scene) (changes, moves int) {
	t.Helper()
	b, err := Load(s.files)
	if err != nil {
		t.Fatal(err)
	}
	r := b.Replay()
	for step := range 40 {
		n := 1 + s.random.IntN(3)
		if s.random.IntN(10) == 0 {
			n = 30
		}
		before := fstest.MapFS{}
		for path, f := range s.files {
			before[path] = f
		}
		for range n {
			s.change()
		}
		paths := differing(before, s.files)
		a, err := b.Update(s.files, paths...)
		if err != nil {
			t.Fatal(err)
		}
		want := Diff(a, b)
		got := r.Back(s.files, paths...)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Item{}, Decimal{}, Priority{}), cmpopts.IgnoreUnexported(Record{}, Item{}, Criterion{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s, step %d: %s", s.files[configFile].Data, step, diff)
		}
		changes += len(got)
		for _, c := range got {
			if c.OldPosition != c.NewPosition {
				moves++
			}
		}
		sameState(t, a, r)
		b = a
	}
	return changes, moves
}

// differing gives the paths that two states do not have in common.
func differing(a, b fstest.MapFS) []string {
	var paths []string
	for path, f := range a {
		if g := b[path]; g == nil || string(g.Data) != string(f.Data) {
			paths = append(paths, path)
		}
	}
	for path := range b {
		if a[path] == nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// sameState holds a replay to a snapshot of the state where it stands.
func sameState(t *testing.T, b *Backlog, r *Replay) {
	t.Helper()
	c := r.Snapshot()
	if edits := Edits(b, c); len(edits) > 0 {
		t.Fatalf("the replay stands elsewhere: %v", edits)
	}
	if edits := Edits(c, b); len(edits) > 0 {
		t.Fatalf("the replay stands elsewhere: %v", edits)
	}
	for n := range 20 {
		id := ID(fmt.Sprintf("VS-%d", n))
		var paths []string
		for _, f := range b.files {
			if f.id() == id {
				paths = append(paths, f.path)
			}
		}
		if diff := cmp.Diff(paths, r.Paths(id)); diff != "" {
			t.Fatalf("%s: %s", id, diff)
		}
	}
}
