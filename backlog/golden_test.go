package backlog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// golden is what the tests of this package read of the worked example.
type golden struct {
	Settings yaml.Node        `yaml:"settings"`
	Product  map[string]any   `yaml:"product"`
	Goals    []map[string]any `yaml:"goals"`
	Releases []map[string]any `yaml:"releases"`
	Items    []map[string]any `yaml:"items"`
	Insights []map[string]any `yaml:"insights"`
	Expected struct {
		OrderOpen     []ID           `yaml:"order_open"`
		WSJF          map[ID]float64 `yaml:"wsjf"`
		Unscored      []ID           `yaml:"wsjf_unscored"`
		RICE          map[ID]float64 `yaml:"rice"`
		ValuePerPoint map[ID]float64 `yaml:"value_per_point"`
		Opportunity   map[ID]float64 `yaml:"opportunity"`
		Proposal      struct {
			Today   []ID          `yaml:"today"`
			ByWSJF  []ID          `yaml:"by_wsjf"`
			Stay    []ID          `yaml:"stay"`
			Files   int           `yaml:"files_changed"`
			Written map[ID]string `yaml:"written_by_apply"`
		} `yaml:"proposal"`
		Priorities []struct {
			ID       ID     `yaml:"id"`
			Priority string `yaml:"priority"`
		} `yaml:"priorities_written"`
	} `yaml:"expected"`
}

// readGolden reads the worked example from the folder that stands beside the repository, where there is one.
func readGolden(t *testing.T) (golden, bool) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("..", "..", "shared", "golden", "veloshare.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the worked example is not there: its own copy in the other tests must do")
		return golden{}, false
	}
	var g golden
	if err == nil {
		err = yaml.Unmarshal(src, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g, true
}

// load writes the records as files and loads them.
func (g golden) load(t *testing.T) *Backlog {
	t.Helper()
	settings, err := yaml.Marshal(&g.Settings)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"po.yaml": {Data: settings}}
	write := func(path string, record map[string]any) {
		var body strings.Builder
		for _, key := range []string{"story", "body", "criteria"} {
			switch v := record[key].(type) {
			case string:
				body.WriteString(v + "\n")
			case []any:
				body.WriteString("\n## Acceptance criteria\n\n")
				for _, c := range v {
					body.WriteString("- " + c.(string) + "\n")
				}
			}
			delete(record, key)
		}
		front, err := yaml.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		fsys[path] = &fstest.MapFile{Data: []byte("---\n" + string(front) + "---\n" + body.String())}
	}
	write("product.md", g.Product)
	for _, records := range [][]map[string]any{g.Goals, g.Releases, g.Items, g.Insights} {
		for _, r := range records {
			id := r["id"].(string)
			write(ID(id).Kind().Folder()+"/"+id+".md", r)
		}
	}
	b, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if bad := append(b.Broken(), b.Problems()...); len(bad) > 0 {
		t.Fatalf("the worked example has faults: %v", bad)
	}
	return b
}

func TestGoldenScores(t *testing.T) {
	g, ok := readGolden(t)
	if !ok {
		return
	}
	b := g.load(t)
	for method, want := range map[string]map[ID]float64{"wsjf": g.Expected.WSJF, "rice": g.Expected.RICE, "value-points": g.Expected.ValuePerPoint} {
		got := map[ID]float64{}
		for it := range b.Items() {
			if s := scoreOf(t, b, method, it.ID); s.Scored {
				got[it.ID], _ = s.Value.Float64()
			}
		}
		near := cmp.Comparer(func(x, y float64) bool { return x-y < 0.0001 && y-x < 0.0001 })
		if d := cmp.Diff(want, got, near); d != "" {
			t.Errorf("%s (-want +got):\n%s", method, d)
		}
	}
	for id, want := range g.Expected.Opportunity {
		r, err := b.Record(id)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := Opportunity(r).Value.Float64(); got != want {
			t.Errorf("opportunity of %s: %v, want %v", id, got, want)
		}
	}
}

func TestGoldenOrder(t *testing.T) {
	g, ok := readGolden(t)
	if !ok {
		return
	}
	b := g.load(t)
	var open []ID
	for it := range b.Items() {
		if it.Open() {
			open = append(open, it.ID)
		}
	}
	if d := cmp.Diff(g.Expected.OrderOpen, open); d != "" {
		t.Errorf("the open items in order (-want +got):\n%s", d)
	}
	var unscored []ID
	for _, u := range propose(t, b, "wsjf").Unscored {
		unscored = append(unscored, u.ID)
	}
	if d := cmp.Diff(g.Expected.Unscored, unscored); d != "" {
		t.Errorf("unscored by wsjf (-want +got):\n%s", d)
	}
}

// TestGoldenProposal holds the example's copy in this package, which is of an earlier day, against the expected proposal.
func TestGoldenProposal(t *testing.T) {
	g, ok := readGolden(t)
	if !ok {
		return
	}
	want := g.Expected.Proposal
	p := propose(t, veloshare(t), "wsjf")
	written := map[ID]string{}
	for _, m := range p.Moves {
		written[m.ID] = m.Priority.String()
	}
	for _, d := range []string{
		cmp.Diff(want.Today, p.Today), cmp.Diff(want.ByWSJF, p.Order()), cmp.Diff(want.Stay, p.Stay),
		cmp.Diff(want.Files, len(p.Moves)), cmp.Diff(want.Written, written),
	} {
		if d != "" {
			t.Errorf("the proposal (-want +got):\n%s", d)
		}
	}
}

// TestGoldenMoves replays the moves of the example's history: the numbers depend on closed items too.
func TestGoldenMoves(t *testing.T) {
	g, ok := readGolden(t)
	if !ok {
		return
	}
	b := stand(t, "VS-1, VS-2, VS-3, VS-4, VS-5, VS-6, VS-7, VS-8, VS-12")
	var got []string
	move := func(to Place, ids string) {
		ps, err := b.placements(to, asIDs(ids))
		if err != nil {
			t.Fatal(err)
		}
		for _, pl := range ps {
			got = append(got, string(pl.id)+" "+pl.p.String())
		}
		b = placed(b, ps)
	}
	move(Bottom(), "VS-2 VS-1 VS-3 VS-4")
	move(After("VS-1"), "VS-7")
	move(Before("VS-4"), "VS-8")
	move(Before("VS-4"), "VS-5")
	move(After("VS-1"), "VS-6")
	move(Bottom(), "VS-12")
	for _, id := range asIDs("VS-1 VS-2 VS-3 VS-5 VS-6 VS-7") {
		f := *b.lookup(id)
		it := *f.item
		it.category, f.item = Closed, &it
		b = b.with(map[string]*file{f.path: &f})
	}
	move(Top(), "VS-8")
	var want []string
	for _, w := range g.Expected.Priorities {
		want = append(want, string(w.ID)+" "+w.Priority)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("numbers written (-want +got):\n%s", d)
	}
}
