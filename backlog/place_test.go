package backlog

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// stand makes a backlog of items with ids and numbers alone: "VS-1 1010, VS-2 1020 closed, VS-3 980 epic, VS-9".
func stand(t testing.TB, state string) *Backlog {
	t.Helper()
	var files []*file
	for _, text := range strings.Split(state, ",") {
		words := strings.Fields(text)
		it := &Item{ID: ID(words[0]), Type: Story, Status: StatusDraft, category: Proposed}
		for _, w := range words[1:] {
			switch w {
			case "closed":
				it.Status, it.category = StatusAccepted, Closed
			case "dropped":
				it.Status, it.category = StatusDropped, Dropped
			case "done":
				it.Status, it.category = StatusDone, Finished
			case "epic":
				it.Type = Epic
			case "fleet":
				it.Area = w
			default:
				it.Priority = priority(t, w)
			}
		}
		it.f = &file{path: "items/" + words[0] + ".md", kind: KindItem, item: it}
		it.Path = it.f.path
		files = append(files, it.f)
	}
	slices.SortFunc(files, func(a, b *file) int { return strings.Compare(a.path, b.path) })
	c := defaultConfig()
	c.finish()
	return assemble(c, files)
}

// stated is the opposite of stand, in order, without what the tests do not ask for.
func stated(b *Backlog) string {
	var out []string
	for it := range b.Items() {
		if it.Open() && it.Priority.IsSet() {
			out = append(out, string(it.ID)+" "+it.Priority.String())
		}
	}
	return strings.Join(out, ", ")
}

// placed applies placements without touching files.
func placed(b *Backlog, ps []placement) *Backlog {
	changes := make(map[string]*file)
	for _, pl := range ps {
		f := *b.lookup(pl.id)
		it := *f.item
		it.Priority, it.f, f.item = pl.p, &f, &it
		changes[f.path] = &f
	}
	return b.with(changes)
}

func written(ps []placement) string {
	var out []string
	for _, pl := range ps {
		out = append(out, strings.TrimSpace(string(pl.id)+" "+pl.p.String()))
	}
	return strings.Join(out, ", ")
}

func fleet(it Item) bool { return it.Area == "fleet" }

// placing is a command, and what it writes into a state.
type placing struct {
	state string
	to    Place
	ids   string
	want  string
}

func (p placing) judge(t *testing.T) {
	t.Helper()
	ps, err := stand(t, p.state).placements(p.to, asIDs(p.ids))
	if err != nil || written(ps) != p.want {
		t.Errorf("%s\n\t%v %s: %s, %v\n\twant %s", p.state, p.to, p.ids, written(ps), err, p.want)
	}
}

// TestPlacingAsDesigned is the table of the design.
func TestPlacingAsDesigned(t *testing.T) {
	for _, p := range []placing{
		{"VS-1 1010, VS-2 1020, VS-9", After("VS-1"), "VS-9", "VS-9 1015"},
		{"VS-1 1010.5, VS-2 1011, VS-9", Before("VS-2"), "VS-9", "VS-9 1010.7"},
		{"VS-1 -10, VS-2 -5, VS-9", After("VS-1"), "VS-9", "VS-9 -8"},
		{"VS-1 1027, VS-2 1030, VS-7, VS-8, VS-9", After("VS-1"), "VS-7 VS-8 VS-9", "VS-7 1027.7, VS-8 1028.5, VS-9 1029.2"},
		{"VS-1 1000, VS-2 1010, A-1, A-2, A-3, A-4, A-5, A-6, A-7, A-8, A-9, A-10, A-11, A-12", After("VS-1"),
			"A-1 A-2 A-3 A-4 A-5 A-6 A-7 A-8 A-9 A-10 A-11 A-12",
			"A-1 1000.8, A-2 1001.5, A-3 1002.3, A-4 1003.1, A-5 1003.8, A-6 1004.6, A-7 1005.4, A-8 1006.2, A-9 1006.9, A-10 1007.7, A-11 1008.5, A-12 1009.2"},
		{"VS-1 1045, VS-8, VS-9", Bottom(), "VS-9 VS-8", "VS-9 1060, VS-8 1070"},
		{"VS-1 998, VS-8, VS-9", Top(), "VS-9 VS-8", "VS-9 970, VS-8 980"},
		{"VS-1 1000, VS-9 1010", Bottom(), "VS-9", ""},
		{"VS-1 1000, VS-2 1000, VS-3 1000, VS-4 1010, VS-9", After("VS-1"), "VS-9", "VS-9 1002, VS-2 1005, VS-3 1007"},
		{"VS-1 980, VS-2 980, VS-9", After("VS-1"), "VS-9", "VS-9 990, VS-2 1000"},
		{"VS-1 1000, VS-2 1000 closed, VS-3 1000, VS-4 1010, VS-9", After("VS-1"), "VS-9", "VS-9 1003, VS-3 1007"},
		{"VS-1 990, VS-2 1000 closed, VS-3 1000, VS-9", Before("VS-3"), "VS-9", "VS-9 995"},
	} {
		p.judge(t)
	}
}

func TestPlacing(t *testing.T) {
	for _, p := range []placing{
		// No number in use.
		{"VS-1, VS-2, VS-3", Bottom(), "VS-2 VS-1 VS-3", "VS-2 1000, VS-1 1010, VS-3 1020"},
		{"VS-1, VS-2, VS-3", Top(), "VS-3 VS-1", "VS-3 1000, VS-1 1010"},
		{"VS-1", At(4), "VS-1", "VS-1 1000"},
		{"VS-1 7", Top(), "VS-1", ""},

		// Closed items hold their numbers.
		{"VS-1 1000 closed, VS-2 1025, VS-3 1030", Top(), "VS-2", "VS-2 990"},
		{"VS-1 1000, VS-2 1010 closed, VS-3", Bottom(), "VS-3", "VS-3 1020"},
		{"VS-1 1000, VS-2 1005 dropped, VS-3 1010, VS-9", After("VS-1"), "VS-9", "VS-9 1002"},
		{"VS-1 1000 closed, VS-2 1010, VS-9", Before("VS-1"), "VS-9", "VS-9 990"},

		// Positions.
		{"VS-1 1000, VS-2 1010, VS-3 1020, VS-9", At(1), "VS-9", "VS-9 990"},
		{"VS-1 1000, VS-2 1010, VS-3 1020, VS-9", At(3), "VS-9", "VS-9 1015"},
		{"VS-1 1000, VS-2 1010, VS-3 1020, VS-9", At(4), "VS-9", "VS-9 1030"},
		{"VS-1 1000, VS-2 1010, VS-3 1020", At(3), "VS-1", "VS-1 1030"},
		{"VS-1 1000, VS-2 1010, VS-3 1020", At(2), "VS-1", "VS-1 1015"},
		{"VS-1 1000, VS-2 1005 epic, VS-3 1010 done, VS-4 1020, VS-9", At(2), "VS-9", "VS-9 1015"},
		{"VS-1 1000, VS-2 1010, VS-3 1020", At(2), "VS-2", ""},

		// Nothing changes, or something does though the order looks the same.
		{"VS-1 1000, VS-2 1003, VS-3 1017", After("VS-1"), "VS-2", ""},
		{"VS-1 1000, VS-2 1003, VS-3 1017", After("VS-1"), "VS-2 VS-3", ""},
		{"VS-1 1000, VS-2 1003, VS-3 1017", After("VS-1"), "VS-3 VS-2", "VS-3 1010, VS-2 1020"},
		{"VS-1 1000, VS-2 1000", After("VS-1"), "VS-2", "VS-2 1010"},
		{"VS-1 1000, VS-2 1000", Bottom(), "VS-2", "VS-2 1010"},
		{"VS-1 1000, VS-2 1000", Before("VS-2"), "VS-1", "VS-1 990"},
		{"VS-1 1000, VS-2 1000, VS-3 1010", Before("VS-1"), "VS-2", "VS-2 990"},
		{"VS-1 1000, VS-2 1010", Bottom(), "", ""},

		// Equals, and epics in the order.
		{"VS-1 1000, VS-2 1000, VS-3 1005, VS-9", Before("VS-2"), "VS-9", "VS-9 1002, VS-2 1003"},
		{"VS-1 1000, VS-2 1000, VS-9", Before("VS-1"), "VS-9", "VS-9 990"},
		{"VS-1 1000, VS-2 1000, VS-3 1005, VS-9", After("VS-2"), "VS-9", "VS-9 1002"},
		{"VS-1 1000 closed, VS-2 1000, VS-3 1005, VS-9", After("VS-1"), "VS-9", "VS-9 1002"},
		{"VS-1 1000, VS-2 1000 closed, VS-3 1000, VS-9", Before("VS-2"), "VS-9", "VS-9 1010, VS-3 1020"},
		{"VS-1 1000, VS-2 1010 epic, VS-9", Before("VS-2"), "VS-9", "VS-9 1005"},
		{"VS-1 1000, VS-2 1010, VS-9 1020 epic", Top(), "VS-9", "VS-9 990"},

		// Views.
		{"VS-1 1000, VS-2 1010 fleet, VS-3 1020, VS-4 1030 fleet, VS-9 fleet", Top().In(fleet), "VS-9", "VS-9 1005"},
		{"VS-1 1000, VS-2 1010 fleet, VS-3 1020, VS-4 1030, VS-9 fleet", Bottom().In(fleet), "VS-9", "VS-9 1015"},
		{"VS-1 1000, VS-2 1010 fleet, VS-3 1020, VS-4 1030 fleet, VS-9 fleet", At(2).In(fleet), "VS-9", "VS-9 1025"},
		{"VS-1 1000, VS-2 1010 fleet, VS-3 1020, VS-4 1030 fleet, VS-9 fleet", At(3).In(fleet), "VS-9", "VS-9 1040"},
		{"VS-1 1000, VS-2 1010 fleet closed, VS-3 1020, VS-4 1030 fleet, VS-9 fleet", Top().In(fleet), "VS-9", "VS-9 1025"},
		{"VS-1 1000, VS-9 fleet", Top().In(fleet), "VS-9", "VS-9 1010"},
		{"VS-1 1000 fleet, VS-2 1000, VS-3 1010, VS-9 fleet", After("VS-1").In(fleet), "VS-9", "VS-9 1005"},
	} {
		p.judge(t)
	}
}

func asIDs(text string) (ids []ID) {
	for _, w := range strings.Fields(text) {
		ids = append(ids, ID(w))
	}
	return ids
}

func TestPlacingRefuses(t *testing.T) {
	const state = "VS-1 1000, VS-2 1010 closed, VS-3 1020 dropped, VS-4, VS-5 1000.000000000000001, VS-6 1030 fleet, VS-7 1030 fleet"
	for _, tt := range []struct {
		to   Place
		ids  string
		want string
	}{
		{Top(), "VS-2", "VS-2: is accepted: only open items are ordered"},
		{Top(), "VS-1 VS-3 VS-99 VS-2", "VS-99: no such item\nVS-3: is dropped: only open items are ordered\nVS-2: is accepted: only open items are ordered"},
		{Top(), "VS-1 VS-1", "VS-1: given twice"},
		{After("VS-4"), "VS-1", "VS-4: has no place in the order yet"},
		{After("VS-1"), "VS-1", "VS-1: an item cannot go beside itself"},
		{Before("VS-31"), "VS-1", "VS-31: no such item"},
		{At(0), "VS-1", "0 is no position: the top is 1"},
		{After("VS-1"), "VS-4", "VS-4: no room between 1000 and 1000.000000000000001"},
		{After("VS-6").In(fleet), "VS-4", "VS-6: shares its number 1030 with others of the view"},
	} {
		b := stand(t, state)
		if got, err := b.Move(tt.to, asIDs(tt.ids)...); err == nil || err.Error() != tt.want || got != nil {
			t.Errorf("%v %s: %v\n\twant %s", tt.to, tt.ids, err, tt.want)
		}
	}
	var refused *RefusedError
	_, err := stand(t, state).Move(Before("VS-4"), "VS-1")
	if !errors.As(err, &refused) || refused.Next != "po prioritize VS-4 --bottom" {
		t.Errorf("the next step beside an item without a place: %+v", refused)
	}
}

func TestMovingAnAmbiguousID(t *testing.T) {
	b := stand(t, "VS-1 1000, VS-2 1010")
	twin := *b.lookup("VS-2")
	twin.path = "items/VS-2-twin.md"
	b = b.with(map[string]*file{twin.path: &twin})
	var ambiguous *AmbiguousError
	if _, err := b.Move(Top(), "VS-2"); !errors.As(err, &ambiguous) || len(ambiguous.Paths) != 2 {
		t.Errorf("an id of two files: %v", err)
	}
	if _, err := b.Move(Before("VS-2"), "VS-1"); !errors.As(err, &ambiguous) {
		t.Errorf("beside an id of two files: %v", err)
	}
	if p := propose(t, b, "moscow"); len(p.Ranked) != 3 {
		t.Errorf("a proposal, which writes nothing, ranks %d items", len(p.Ranked))
	}
}

// TestMovesDoWhatTheySay moves at random and holds the outcome against a plain list of ids.
func TestMovesDoWhatTheySay(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	b := stand(t, randomState(r, 30))
	for n := range 2_000 {
		before := openOrder(b)
		moved := before[r.IntN(len(before))]
		rest := slices.DeleteFunc(slices.Clone(before), func(id ID) bool { return id == moved })
		at := r.IntN(len(rest))
		to, want := Before(rest[at]), slices.Insert(slices.Clone(rest), at, moved)
		if r.IntN(2) == 0 {
			to, want = After(rest[at]), slices.Insert(slices.Clone(rest), at+1, moved)
		}
		ps, err := b.placements(to, []ID{moved})
		if err != nil {
			t.Fatal(err)
		}
		next := placed(b, ps)
		if got := openOrder(next); !slices.Equal(got, want) {
			t.Fatalf("move %d of %s in %s gives %v, want %v", n, moved, stated(b), got, want)
		}
		if again, err := next.placements(to, []ID{moved}); err != nil || len(again) > 0 {
			t.Fatalf("move %d of %s again in %s: %s, %v", n, moved, stated(next), written(again), err)
		}
		b = next
	}
}

// randomState has many equal numbers, and closed items between.
func randomState(r *rand.Rand, n int) string {
	var out []string
	for i := range n {
		text := "VS-" + strconv.Itoa(i+1) + " " + strconv.Itoa(1000+r.IntN(n/2))
		if r.IntN(4) == 0 {
			text += " closed"
		}
		out = append(out, text)
	}
	return strings.Join(out, ",")
}

func openOrder(b *Backlog) (ids []ID) {
	for it := range b.Items() {
		if it.Open() && it.Priority.IsSet() {
			ids = append(ids, it.ID)
		}
	}
	return ids
}

// TestMovesInFiles moves in files as people write them: one line of one file changes.
func TestMovesInFiles(t *testing.T) {
	const ordered, waiting = "---\nid: VS-1\nstatus: ready # since May\ntitle: One\npriority:   1010.50 # by hand\n---\nText\n",
		"---\r\nid: VS-2\r\nstatus: draft\r\ntitle: Two\r\ntype: story\r\n---\r\n"
	load := func() *Backlog {
		b, err := loaded(t, "").With(FileEdit{Path: "items/one.md", New: []byte(ordered)}, FileEdit{Path: "items/two.md", New: []byte(waiting)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, tt := range []struct {
		name, path, want string
		edit             func(b *Backlog) (*Backlog, error)
	}{
		{"a new number", "items/two.md", strings.Replace(waiting, "title: Two\r\n", "title: Two\r\npriority: 1030\r\n", 1),
			func(b *Backlog) (*Backlog, error) { return b.Move(Bottom(), "VS-2") }},
		{"another number", "items/one.md", strings.Replace(ordered, "1010.50", "1000", 1),
			func(b *Backlog) (*Backlog, error) { return b.Renumber() }},
		{"no number", "items/one.md", strings.Replace(ordered, "priority:   1010.50 # by hand\n", "", 1),
			func(b *Backlog) (*Backlog, error) { return b.ApplyOrder(Arrangement{Unplaced: []ID{"VS-1"}}) }},
		{"an order", "items/two.md", strings.Replace(waiting, "title: Two\r\n", "title: Two\r\npriority: 1000\r\n", 1),
			func(b *Backlog) (*Backlog, error) { return b.ApplyOrder(Arrangement{Order: asIDs("VS-2 VS-1")}) }},
	} {
		b := load()
		next, err := tt.edit(b)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		edits := Edits(b, next)
		if len(edits) != 1 || edits[0].Path != tt.path || string(edits[0].New) != tt.want {
			t.Errorf("%s: %d files, %q\n\twant %q", tt.name, len(edits), edits, tt.want)
		}
	}
}

func TestRenumbering(t *testing.T) {
	const closed = "; status: accepted; accepted: 2026-01-01"
	for _, tt := range []struct {
		want  string
		items []string
	}{
		{"VS-3 1030, VS-4 1040, VS-5 1050", []string{"id: VS-1; priority: 1000" + closed, "id: VS-2; priority: 1025" + closed,
			"id: VS-3; priority: 990", "id: VS-4; priority: 1012.5", "id: VS-5; priority: 1040"}},
		{"VS-2 1000, VS-1 1010", []string{"id: VS-1; priority: 7.0000001", "id: VS-2; priority: -3", "id: VS-3"}},
		{"VS-2 1040", []string{"id: VS-1; priority: 1030" + closed, "id: VS-2; priority: 1"}},
		{"VS-2 0", []string{"id: VS-1; priority: -5" + closed, "id: VS-2; priority: 1"}},
	} {
		next, err := loaded(t, "", tt.items...).Renumber()
		if err != nil || stated(next) != tt.want {
			t.Errorf("%v: %s, %v; want %s", tt.items, stated(next), err, tt.want)
		}
	}
}
