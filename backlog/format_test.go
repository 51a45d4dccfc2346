package backlog_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

func formatOne(t *testing.T, src string) (string, []string) {
	t.Helper()
	const path = "items/VS-7-story.md"
	b, err := backlog.Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}, path: {Data: []byte(src)}})
	if err != nil {
		t.Fatal(err)
	}
	b, left := b.Format(nil)
	text, _ := b.Source(path)
	return text, left
}

func TestFormat(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"order of keys",
			"---\ntitle: Pay\nowner: mara\nid: VS-7\npoints: 3\nstatus: draft\n---\nBody\n",
			"---\nid: VS-7\nstatus: draft\ntitle: Pay\npoints: 3\nowner: mara\n---\nBody\n"},
		{"unknown keys last, in their order",
			"---\nzeta: 1\nid: VS-7\nalpha: 2\ntitle: Pay\n---\n",
			"---\nid: VS-7\ntitle: Pay\nzeta: 1\nalpha: 2\n---\n"},
		{"comments go with the key below them",
			"---\n# what it is called\n\ntitle: Pay # short\nid: VS-7\n# at the end\n---\n",
			"---\nid: VS-7\n# at the end\n# what it is called\n\ntitle: Pay # short\n---\n"},
		{"lists as blocks",
			"---\nid: VS-7\ntitle: Pay\ndepends_on: [VS-1, VS-2]\nlabels: [pay, \"a, b\"]\n---\n",
			"---\nid: VS-7\ntitle: Pay\nlabels:\n  - pay\n  - a, b\ndepends_on:\n  - VS-1\n  - VS-2\n---\n"},
		{"a list with a comment stays", "---\nid: VS-7\ntitle: Pay\nlabels: [pay] # for now\n---\n", "---\nid: VS-7\ntitle: Pay\nlabels: [pay] # for now\n---\n"},
		{"maps and blocks move whole",
			"---\nscores:\n  wsjf: {ubv: 5}\nid: VS-7\ntitle: |-\n  Pay\nlabels:\n- a\n- b\n---\n",
			"---\nid: VS-7\ntitle: |-\n  Pay\nlabels:\n- a\n- b\nscores:\n  wsjf: {ubv: 5}\n---\n"},
		{"CRLF", "---\r\ntitle: Pay\r\nid: VS-7\r\nlabels: [a]\r\n---\r\nx\r\n", "---\r\nid: VS-7\r\ntitle: Pay\r\nlabels:\r\n  - a\r\n---\r\nx\r\n"},
		{"as it should be", "---\nid: VS-7\ntitle: Pay\n---\nx", "---\nid: VS-7\ntitle: Pay\n---\nx"},
		{"a flow root stays", "---\n{title: Pay, id: VS-7}\n---\n", "---\n{title: Pay, id: VS-7}\n---\n"},
		{"an anchor that would come too late stays", "---\nowner: &o mara\nassignee: *o\ntitle: *o\nid: VS-7\n---\n", "---\nowner: &o mara\nassignee: *o\ntitle: *o\nid: VS-7\n---\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := formatOne(t, tt.src)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestFormatIsStable formats random items whose lines are shuffled: all come out alike, and formatting again changes nothing.
func TestFormatIsStable(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := randomSheet(r)
		s.comment, s.labels = false, nil
		src := s.text()
		head, body, _ := strings.Cut(strings.TrimPrefix(src, "---\n"), "---\n")
		lines := strings.SplitAfter(strings.TrimSuffix(head, "\n"), "\n")
		lines[len(lines)-1] += "\n"
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		mixed := "---\n" + strings.Join(lines, "") + "---\n" + body
		want, left := formatOne(t, src)
		got, leftMixed := formatOne(t, mixed)
		again, _ := formatOne(t, got)
		if got != want || again != got || len(left)+len(leftMixed) > 0 {
			t.Fatalf("seed %d: left %v %v\n--- from\n%s--- got\n%s--- want\n%s--- again\n%s", seed, left, leftMixed, mixed, got, want, again)
		}
	}
}
