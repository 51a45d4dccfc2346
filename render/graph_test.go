package render_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

// A drawing has room for 25 items: what changed comes first, and the rest is counted.
func TestGraphHasRoomFor25(t *testing.T) {
	t.Parallel()
	old, now := fstest.MapFS{}, fstest.MapFS{}
	for _, files := range []fstest.MapFS{old, now} {
		files["po.yaml"] = &fstest.MapFile{Data: []byte("version: 1\nkey: VS\n")}
		for n := 1; n <= 40; n++ {
			depends := ""
			if n > 1 {
				depends = fmt.Sprintf("depends_on: [VS-1, VS-1, VS-%d]\n", n-1)
			}
			files[fmt.Sprintf("items/VS-%d.md", n)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\nid: VS-%d\ntitle: Item\nstatus: draft\npriority: %d\n%s---\n", n, n, depends)}
		}
	}
	now["items/VS-40.md"] = &fstest.MapFile{Data: []byte("---\nid: VS-40\ntitle: Item\nstatus: draft\npriority: 40\npoints: 3\ndepends_on: [VS-1, VS-39]\n---\n")}
	now["items/VS-1.md"] = &fstest.MapFile{Data: []byte("---\nid: VS-1\ntitle: Item\nstatus: draft\npriority: 1\npoints: 3\n---\n")}
	a, b := load(t, old), load(t, now)
	page := render.Diff(render.Comparison{Old: a, New: b, Changes: backlog.Diff(a, b), Graph: true})
	g := page.Blocks[0].(render.Changes).Depends
	if len(g.Nodes) != 25 || g.Left != 15 || g.Nodes[0].ID != "VS-1" || g.Nodes[1].ID != "VS-40" {
		t.Errorf("%d nodes, %d left, %+v", len(g.Nodes), g.Left, g.Nodes)
	}
	seen := map[render.Edge]bool{}
	for _, e := range g.Edges {
		if seen[e] || e.From >= len(g.Nodes) || e.To >= len(g.Nodes) || e.Kind != render.EdgeSame {
			t.Errorf("edge %+v", e)
		}
		seen[e] = true
		if e.From != 1 && e.To != 0 && e.From != 0 && e.To != 1 {
			t.Errorf("%+v is an edge between two items that did not change", e)
		}
	}
	if len(g.Edges) != 24 {
		t.Errorf("%d edges, want 24", len(g.Edges))
	}
	if g := render.Diff(render.Comparison{Old: a, New: b, Changes: backlog.Diff(a, b)}).Blocks[0].(render.Changes).Depends; len(g.Nodes) > 0 {
		t.Errorf("drawn without being asked for: %+v", g)
	}
}
