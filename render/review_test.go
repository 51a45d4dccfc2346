package render_test

import (
	"testing"
	"testing/fstest"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render"
)

// What is there is linked, what was removed is not: its page is no longer there.
func TestLinksLeadToWhatIsThere(t *testing.T) {
	t.Parallel()
	item := func(id, title string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nid: " + id + "\ntitle: " + title + "\nstatus: draft\n---\n")}
	}
	settings := &fstest.MapFile{Data: []byte("version: 1\nkey: VS\n")}
	old := load(t, fstest.MapFS{"po.yaml": settings, "items/VS-1.md": item("VS-1", "a"), "items/VS-2.md": item("VS-2", "b")})
	now := load(t, fstest.MapFS{"po.yaml": settings, "items/VS-1.md": item("VS-1", "c"), "items/VS-3.md": item("VS-3", "d")})
	page := render.Diff(render.Comparison{Old: old, New: now, Changes: backlog.Diff(old, now), Link: func(path string) string { return "https://h.example/" + path }})
	got := map[string]string{}
	for c := range page.Blocks[0].(render.Changes).Records() {
		got[c.ID] = c.URL
	}
	if len(got) != 3 || got["VS-1"] != "https://h.example/items/VS-1.md" || got["VS-3"] != "https://h.example/items/VS-3.md" || got["VS-2"] != "" {
		t.Errorf("%v", got)
	}
}
