package backlog

import (
	"iter"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestNeighbours asks for what lies below an epic and for what waits for an item: in order, items without a priority after the others.
func TestNeighbours(t *testing.T) {
	item := func(front string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n")}
	}
	b, err := Load(fstest.MapFS{
		"po.yaml":       {Data: []byte("version: 1\nkey: VS\n")},
		"items/VS-1.md": item("id: VS-1\ntitle: Outer\nstatus: new\ntype: epic"),
		"items/VS-2.md": item("id: VS-2\ntitle: Inner\nstatus: new\ntype: epic\nepic: VS-1"),
		"items/VS-3.md": item("id: VS-3\ntitle: Without a place\nstatus: new\nepic: VS-2\ndepends_on: [VS-4, VS-5]"),
		"items/VS-4.md": item("id: VS-4\ntitle: Second\nstatus: ready\npriority: 20\nepic: VS-1"),
		"items/VS-5.md": item("id: VS-5\ntitle: First\nstatus: ready\npriority: 10\nepic: VS-2\ndepends_on: [VS-4]"),
		"items/VS-6.md": item("id: VS-6\ntitle: Gone\nstatus: dropped\ndropped: {reason: no, date: 2026-01-01}\npriority: 5\ndepends_on: [VS-4]"),
		"items/VS-7.md": item("id: VS-7\ntitle: Round\nstatus: new\ntype: epic\nepic: VS-8"),
		"items/VS-8.md": item("id: VS-8\ntitle: And round\nstatus: new\ntype: epic\nepic: VS-7"),
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := func(items iter.Seq[Item]) (out []ID) {
		for it := range items {
			out = append(out, it.ID)
		}
		return out
	}
	for _, c := range []struct {
		name string
		got  iter.Seq[Item]
		want []ID
	}{
		{"under VS-1", b.Under("VS-1"), []ID{"VS-5", "VS-4", "VS-2", "VS-3"}},
		{"under VS-2", b.Under("VS-2"), []ID{"VS-5", "VS-3"}},
		{"under VS-8, in a circle", b.Under("VS-8"), []ID{"VS-7", "VS-8"}},
		{"needed by VS-4", b.NeededBy("VS-4"), []ID{"VS-5", "VS-3"}},
		{"needed by VS-5", b.NeededBy("VS-5"), []ID{"VS-3"}},
		{"needed by VS-3", b.NeededBy("VS-3"), nil},
	} {
		if diff := cmp.Diff(c.want, ids(c.got)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
	for it := range b.Under("VS-1") {
		if it.ID != "VS-5" {
			t.Errorf("the first under VS-1 is %s", it.ID)
		}
		break
	}
}

// TestSharedNames holds that a snapshot finds ids as one does that is read anew, whatever the change before it was.
func TestSharedNames(t *testing.T) {
	item := func(front string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n")}
	}
	fsys := fstest.MapFS{
		"po.yaml":       {Data: []byte("version: 1\nkey: VS\n")},
		"items/VS-1.md": item("id: VS-1\ntitle: One\nstatus: new"),
		"items/VS-2.md": item("id: VS-2\ntitle: Two\nstatus: new\naliases: [VS-9]"),
		"items/VS-3.md": item("id: VS-3\ntitle: Three\nstatus: new"),
	}
	b, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		file       *fstest.MapFile
		shared     bool
	}{
		{"another title", "items/VS-2.md", item("id: VS-2\ntitle: Zwei\nstatus: new\naliases: [VS-9]"), true},
		{"another former id", "items/VS-2.md", item("id: VS-2\ntitle: Zwei\nstatus: new\naliases: [VS-8]"), false},
		{"an id that is taken", "items/VS-3.md", item("id: VS-1\ntitle: Three\nstatus: new"), false},
		{"still taken", "items/VS-3.md", item("id: VS-1\ntitle: Drei\nstatus: new"), true},
		{"no id", "items/VS-1.md", item("title: One\nstatus: new"), false},
		{"a new file", "items/VS-0.md", item("id: VS-4\ntitle: Four\nstatus: new"), false},
		{"a file less", "items/VS-0.md", nil, false},
	} {
		if c.file == nil {
			delete(fsys, c.path)
		} else {
			fsys[c.path] = c.file
		}
		next, err := b.Update(fsys, c.path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(namesOf(next.files), next.names, cmp.AllowUnexported(names{})); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		if shared := next.names == b.names; shared != c.shared {
			t.Errorf("%s: names shared: %t", c.name, shared)
		}
		b = next
	}
}
