package backlog

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// onlyItem reads the item of a backlog that holds one file.
func onlyItem(t *testing.T, src string) Item {
	t.Helper()
	b, err := Load(fstest.MapFS{"po.yaml": {Data: []byte("key: VS\n")}, "items/VS-1.md": {Data: []byte(src)}})
	if err != nil {
		t.Fatal(err)
	}
	it, err := b.Item("VS-1")
	if err != nil {
		t.Fatal(append(b.Broken(), b.Problems()...))
	}
	return it
}

// The story is looked for in the first paragraph, then in the title; the spans lead
// back into the file.
func TestItemStory(t *testing.T) {
	story := "As a rider,\r\nI want **maps**, so that I ride."
	for _, tt := range []struct {
		name, title, body string
		inTitle, ok       bool
		role, means       string
	}{
		{"in the body", "Maps", "\r\n# Heading\r\n\r\n" + story + "\r\n\r\nAs a clerk, I want no maps.\r\n", false, true, "rider", "maps"},
		{"in the title", "As a clerk, I want docks", "See the sketch.\n", true, true, "clerk", "docks"},
		{"a role alone", "Maps", "As a rider the map is slow.\n", false, false, "rider the map is slow", ""},
		{"a role alone in the title", "As a rider", "The map is slow.\n", true, false, "rider", ""},
		{"nowhere", "Maps", "", false, false, "", ""},
	} {
		it := onlyItem(t, "---\nid: VS-1\ntitle: \""+tt.title+"\"\n---\n"+tt.body)
		s, ok := it.Story()
		if ok != tt.ok || s.InTitle != tt.inTitle || s.Role.Text != tt.role || s.Means.Text != tt.means {
			t.Errorf("%s: %v %+v", tt.name, ok, s)
		}
		source := it.Source()
		if s.InTitle {
			source = it.Title
		}
		if s.Means.IsSet() && source[s.Means.Start:s.Means.End] != tt.means {
			t.Errorf("%s: the means is at %q", tt.name, source[s.Means.Start:s.Means.End])
		}
	}
}

func TestIgnores(t *testing.T) {
	it := onlyItem(t, "---\nid: VS-1\n# po: ignore story.vague because\n#po: ignore x\n"+
		"title: A # po: ignore item.scale because  old \n---\n<!-- po: ignore text.html because: it is a demo -->\n\n"+
		"`<!-- po: ignore y because z -->`\n\n<!--\npo: ignore set.similar because\nit is meant\n-->\n")
	want := []Ignore{
		{"story.vague", "", Position{"items/VS-1.md", 3, 1}},
		{"x", "", Position{"items/VS-1.md", 4, 1}},
		{"item.scale", "old", Position{"items/VS-1.md", 5, 10}},
		{"text.html", "it is a demo", Position{"items/VS-1.md", 7, 1}},
		{"set.similar", "it is meant", Position{"items/VS-1.md", 11, 1}},
	}
	if diff := cmp.Diff(want, it.Ignores()); diff != "" {
		t.Error(diff)
	}
}

// The short way to a key's place leads where the reader of YAML goes.
func TestPlainValueAgreesWithTheReader(t *testing.T) {
	src := "---\r\nid: VS-1\r\ntitle:   Ärger \"x\"\r\nowner: \"mara\"\r\narea:\r\n  pay\r\n# points: 4\r\npoints: 3 # size\r\n" +
		"labels: [title, points: 5]\r\nblocked: {since: 2026-09-01}\r\nvalue: &v 5\r\ndue: 2026-10-10\r\nreason: |\r\n  due: x\r\n---\r\n"
	it := onlyItem(t, src)
	quick := 0
	for _, p := range it.f.front() {
		at, ok := it.f.plainValue(p.Key)
		if !ok {
			continue
		}
		quick++
		if want := p.Value.Span.Start; at != want {
			t.Errorf("%s: %v, want %v", p.Key, it.At(at), it.At(want))
		}
	}
	if quick < 4 {
		t.Errorf("only %d keys were found the short way", quick)
	}
}
