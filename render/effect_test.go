package render

import (
	"maps"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func planned(t *testing.T, files map[string]string) *backlog.Backlog {
	t.Helper()
	fsys := fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := backlog.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What a change does to sprints, releases and goals. What cannot be read on one side counts as the other side has it.
func TestEffects(t *testing.T) {
	t.Parallel()
	const one, two, sprint, release = "items/VS-1.md", "items/VS-2.md", "sprints/S-1.md", "releases/R-1.md"
	base := map[string]string{
		one:             "---\nid: VS-1\ntitle: A\npoints: 5\nrelease: R-1\nsprint: S-1\n---\n",
		two:             "---\nid: VS-2\ntitle: B\npoints: 3\nrelease: R-1\n---\n",
		sprint:          "---\nid: S-1\ntitle: One\nstatus: active\ncapacity: 5\n---\n",
		release:         "---\nid: R-1\ntitle: Pilot\nstatus: active\n---\n",
		"goals/G-1.md":  "---\nid: G-1\ntitle: Rides\nstatus: active\n---\n",
		"items/VS-9.md": "---\nid: VS-9\ntitle: Epic\ntype: epic\nrelease: R-1\n---\n",
	}
	for name, tt := range map[string]struct {
		now  map[string]string // "" removes
		want []string
	}{
		"nothing":         {nil, nil},
		"bigger":          {map[string]string{two: "---\nid: VS-2\ntitle: B\npoints: 4.5\nrelease: R-1\n---\n"}, []string{"R-1 Pilot: 8 → 9.5 points"}},
		"wont":            {map[string]string{two: "---\nid: VS-2\ntitle: B\npoints: 3\nmoscow: wont\nrelease: R-1\n---\n"}, []string{"R-1 Pilot: 8 → 5 points"}},
		"over":            {map[string]string{two: "---\nid: VS-2\ntitle: B\npoints: 3\nrelease: R-1\nsprint: S-1\n---\n"}, []string{"S-1 One: 5 → 8 points, 3 over its capacity of 5"}},
		"unsized":         {map[string]string{two: "---\nid: VS-2\ntitle: B\nrelease: R-1\n---\n"}, []string{"R-1 Pilot: 8 → 5 points, unsized 0 → 1"}},
		"less capacity":   {map[string]string{sprint: "---\nid: S-1\ntitle: One\nstatus: active\ncapacity: 4\n---\n"}, []string{"S-1 One: capacity 5 → 4, 1 over its capacity of 4"}},
		"released":        {map[string]string{release: "---\nid: R-1\ntitle: Pilot\nstatus: released\n---\n"}, []string{"R-1 Pilot: active → released"}},
		"reached":         {map[string]string{"goals/G-1.md": "---\nid: G-1\ntitle: Rides\nstatus: achieved\n---\n"}, []string{"G-1 Rides: active → achieved"}},
		"accepted":        {map[string]string{two: "---\nid: VS-2\ntitle: B\nstatus: accepted\npoints: 3\nrelease: R-1\n---\n"}, []string{"R-1 Pilot: accepted 0 → 3 of 8 points"}},
		"unreadable too":  {map[string]string{one: "---\nid: [\n---\n", two: ""}, []string{"R-1 Pilot: 8 → 5 points"}},
		"nobody has any":  {map[string]string{one: "", two: "---\nid: VS-2\ntitle: B\nrelease: R-1\n---\n"}, []string{"S-1 One: 5 → 0 points, fits its capacity of 5", "R-1 Pilot: 8 → 0 points"}},
		"a new sprint":    {map[string]string{two: "---\nid: VS-2\ntitle: B\npoints: 3\nsprint: S-2\nrelease: R-1\n---\n", "sprints/S-2.md": "---\nid: S-2\ntitle: Two\ncapacity: 2\n---\n"}, []string{"S-2 Two: 0 → 3 points, 1 over its capacity of 2"}},
		"a new release":   {map[string]string{two: "---\nid: VS-2\ntitle: B\npoints: 3\nrelease: R-2\n---\n", "releases/R-2.md": "---\nid: R-2\ntitle: Launch\n---\n"}, []string{"R-1 Pilot: 8 → 5 points", "R-2 Launch: 0 → 3 points"}},
		"an empty sprint": {map[string]string{"sprints/S-2.md": "---\nid: S-2\ntitle: Two\ncapacity: 2\n---\n"}, nil},
		"no such status":  {map[string]string{release: "---\nid: R-1\ntitle: Pilot\nstatus: shipped\n---\n"}, []string{"R-1 Pilot: active → shipped"}},
		"only a new word": {map[string]string{two: "---\nid: VS-2\ntitle: C\npoints: 3\nrelease: R-1\n---\n"}, nil},
	} {
		files := maps.Clone(base)
		for path, text := range tt.now {
			if files[path] = text; text == "" {
				delete(files, path)
			}
		}
		old, now := planned(t, base), planned(t, files)
		var got []string
		for _, line := range effects(old, now, backlog.Diff(old, now)) {
			got = append(got, line.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
