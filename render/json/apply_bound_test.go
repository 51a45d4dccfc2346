package json_test

import (
	stdjson "encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/render/json"
)

// pairOfRevisions makes two states of three items, and a third state of the first in which keys that the two do not know are other
// ones.
func pairOfRevisions(r *rand.Rand) (old, now, third map[string]string) {
	old, now, third = map[string]string{}, map[string]string{}, map[string]string{}
	for n := range 3 {
		id := fmt.Sprintf("VS-%d", n+1)
		path := "items/" + id + ".md"
		if r.IntN(4) > 0 {
			old[path] = randomItem(r, id)
			third[path] = strings.Replace(old[path], "\n---\n", "\nelsewhere: kept\nowner: ana\n---\n", 1)
		}
		if r.IntN(4) > 0 {
			now[path] = randomItem(r, id)
		}
	}
	return old, now, third
}

func changesBetween(t *testing.T, old, now *backlog.Backlog) []change {
	t.Helper()
	text, err := stdjson.Marshal(json.ChangesOf(backlog.Diff(old, now), json.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	var changes []change
	if err := stdjson.Unmarshal(text, &changes); err != nil {
		t.Fatal(err)
	}
	return changes
}

// Applied to a third state, in which other keys have other values, the changes keep those.
func TestChangesKeepWhatTheyDoNotName(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		old, now, third := pairOfRevisions(r)
		got, want := modelOf(t, load(t, third)), modelOf(t, load(t, now))
		apply(t, got, changesBetween(t, load(t, old), load(t, now)))
		for id, e := range want {
			if _, both := third["items/"+id+".md"]; both {
				e.keys["elsewhere"], e.keys["owner"] = "kept", "ana"
			}
		}
		opts := []cmp.Option{cmp.AllowUnexported(entry{}), cmp.FilterValues(
			func(x, y []criterion) bool { return len(x)+len(y) == 0 }, cmp.Ignore())}
		if diff := cmp.Diff(want, got, opts...); diff != "" {
			t.Fatalf("(-want +got):\n%s\nold:\n%v\nnew:\n%v", diff, old, now)
		}
	}
}

// valueBytes are the bytes of the values that a change carries, those of lists of lines without their punctuation.
func valueBytes(t *testing.T, raw stdjson.RawMessage) int {
	t.Helper()
	if raw == nil {
		return 0
	}
	switch v := value(t, raw).(type) {
	case []any:
		n := 0
		for _, line := range v {
			n += len(fmt.Sprint(line)) + 1
		}
		return n
	case map[string]any:
		return len(fmt.Sprint(v["text"]))
	default:
		return len(fmt.Sprint(v))
	}
}

// differing counts the lines of two texts that only one of them has, in bytes.
func differing(old, now string) int {
	n := 0
	count := map[string]int{}
	for line := range strings.Lines(old) {
		count[line]++
	}
	for line := range strings.Lines(now) {
		count[line]--
	}
	for line, times := range count {
		n += len(line) * max(times, -times)
	}
	return n
}

// No account carries more than twice the bytes of the lines that differ: one line of a long body that is edited brings that line
// and not the body.
func TestChangesCarryWhatDiffers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		body := make([]string, 50+r.IntN(50))
		for i := range body {
			body[i] = fmt.Sprintf("line %d of a long text", i)
		}
		text := func() string {
			return "---\nid: VS-1\ntitle: A\n---\n" + strings.Join(body, "\n") +
				"\n\n## Acceptance criteria\n\n- [ ] Given a long list, then only what differs is told\n- [ ] Another one\n"
		}
		old := text()
		for range 1 + r.IntN(4) {
			at := r.IntN(len(body))
			switch r.IntN(3) {
			case 0:
				body[at] = fmt.Sprintf("edited %d", r.IntN(1000))
			case 1:
				body = slices.Delete(body, at, at+1)
			case 2:
				body = slices.Insert(body, at, fmt.Sprintf("new %d", r.IntN(1000)))
			}
		}
		now := text()
		carried := 0
		for _, c := range changesBetween(t, load(t, map[string]string{"items/VS-1.md": old}), load(t, map[string]string{"items/VS-1.md": now})) {
			carried += valueBytes(t, c.Old) + valueBytes(t, c.New)
		}
		if most := 2 * differing(old, now); carried > most {
			t.Fatalf("%d bytes for %d that differ\nold:\n%s\nnew:\n%s", carried, most/2, old, now)
		}
	}
}

// The hunks of a body, applied to its bytes, give the other body to the byte, where it has no criteria.
func TestHunksGiveTheBytes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	file := func() string {
		var s strings.Builder
		s.WriteString("---\nid: VS-1\ntitle: A\n---\n")
		for range r.IntN(8) {
			s.WriteString([]string{"a", "b  ", "\tc", "", "é"}[r.IntN(5)] + "\n")
		}
		return s.String() + "end\n"
	}
	for range 300 {
		old, now := file(), file()
		m := model{"VS-1": {keys: map[string]any{}, lines: bodyLines(old)}}
		apply(t, m, changesBetween(t, load(t, map[string]string{"items/VS-1.md": old}), load(t, map[string]string{"items/VS-1.md": now})))
		if diff := cmp.Diff(bodyLines(now), m["VS-1"].lines); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%v", diff, slices.Collect(maps.Keys(m)))
		}
	}
}

func bodyLines(file string) []string {
	_, body, _ := strings.Cut(file[4:], "---\n")
	return strings.Split(strings.TrimSuffix(body, "\n"), "\n")
}
