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

// A model is what the JSON of a backlog says: keys, criteria and the lines of the
// body without them, by id.
type model map[string]*entry

type entry struct {
	keys     map[string]any
	criteria []criterion
	lines    []string
}

type criterion struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
}

// change is all that the test knows of a change.
type change struct {
	ID, Op, Field string
	Old, New      stdjson.RawMessage
	At            stdjson.RawMessage
	N             struct{ Old, New int }
}

// modelOf reads the model of a backlog from the JSON of its items.
func modelOf(t *testing.T, b *backlog.Backlog) model {
	t.Helper()
	m := model{}
	for it := range b.Items() {
		changes := json.ChangesOf(backlog.Diff(load(t, nil), load(t, map[string]string{it.Path: it.Source()})), json.Options{})
		text, err := stdjson.Marshal(changes[0].New)
		if err != nil {
			t.Fatal(err)
		}
		m[string(it.ID)] = entryOf(t, text)
	}
	return m
}

// entryOf reads a record that came or went.
func entryOf(t *testing.T, text []byte) *entry {
	t.Helper()
	e := &entry{keys: map[string]any{}}
	var rest struct {
		Criteria []criterion
		Body     string
	}
	if err := stdjson.Unmarshal(text, &rest); err != nil {
		t.Fatal(err)
	}
	if err := stdjson.Unmarshal(text, &e.keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"record", "path", "criteria", "body"} {
		delete(e.keys, key)
	}
	e.criteria = rest.Criteria
	for line := range strings.Lines(rest.Body) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, "- [") { // the boxes of the test's own files are criteria
			e.lines = append(e.lines, line)
		}
	}
	return e
}

// apply makes the changes in the order in which they are listed; criteria that
// went go first, by falling number, then come those that came, by rising number.
func apply(t *testing.T, m model, changes []change) {
	t.Helper()
	var went, came []change
	shift := map[string]int{}
	for _, c := range changes {
		e := m[c.ID]
		switch c.Op {
		case "add":
			m[c.ID] = entryOf(t, c.New)
		case "remove":
			delete(m, c.ID)
		case "set":
			if c.Field != "path" {
				setKey(e.keys, c.Field, value(t, c.New))
			}
		case "insert", "delete":
			editList(t, e.keys, c, shift)
		case "criterion":
			went, came = append(went, c), append(came, c)
		case "hunk":
			editLines(t, e, c)
		default:
			t.Fatalf("op %q", c.Op)
		}
	}
	slices.SortStableFunc(went, func(x, y change) int { return y.N.Old - x.N.Old })
	slices.SortStableFunc(came, func(x, y change) int { return x.N.New - y.N.New })
	for _, c := range went {
		if e := m[c.ID]; c.N.Old > 0 {
			e.criteria = slices.Delete(e.criteria, c.N.Old-1, c.N.Old)
		}
	}
	for _, c := range came {
		if e := m[c.ID]; c.N.New > 0 {
			var is criterion
			if err := stdjson.Unmarshal(c.New, &is); err != nil {
				t.Fatal(err)
			}
			e.criteria = slices.Insert(e.criteria, c.N.New-1, is)
		}
	}
}

func value(t *testing.T, text stdjson.RawMessage) any {
	t.Helper()
	if text == nil {
		return nil
	}
	var v any
	if err := stdjson.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// setKey sets a dotted key; nil takes it away, and a map that is empty then too.
func setKey(keys map[string]any, field string, v any) {
	top, rest, dotted := strings.Cut(field, ".")
	switch {
	case dotted:
		inner, _ := keys[top].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
		}
		setKey(inner, rest, v)
		if keys[top] = inner; len(inner) == 0 {
			delete(keys, top)
		}
	case v == nil:
		delete(keys, top)
	default:
		keys[top] = v
	}
}

// editList takes an entry out by its old index, or puts one in at its new one.
// The indices count in the whole old and the whole new list.
func editList(t *testing.T, keys map[string]any, c change, shift map[string]int) {
	t.Helper()
	var at int
	if err := stdjson.Unmarshal(c.At, &at); err != nil {
		t.Fatal(err)
	}
	entries, _ := keys[c.Field].([]any)
	name := c.ID + c.Field
	if c.Op == "delete" {
		at += shift[name]
		entries = slices.Delete(slices.Clone(entries), at, at+1)
		shift[name]--
	} else {
		entries = slices.Insert(slices.Clone(entries), at, value(t, c.New))
		shift[name]++
	}
	if keys[c.Field] = entries; len(entries) == 0 {
		delete(keys, c.Field)
	}
}

// editLines replaces a run of lines: those before it have been brought to their
// new numbers already.
func editLines(t *testing.T, e *entry, c change) {
	t.Helper()
	var at struct{ Old, New int }
	var old, is []string
	for text, to := range map[*stdjson.RawMessage]any{&c.At: &at, &c.Old: &old, &c.New: &is} {
		if err := stdjson.Unmarshal(*text, to); err != nil {
			t.Fatal(err)
		}
	}
	e.lines = slices.Replace(slices.Clone(e.lines), at.New-1, at.New-1+len(old), is...)
}

// randomItem makes an item of a few keys, criteria and lines.
func randomItem(r *rand.Rand, id string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "---\nid: %s\ntitle: T%d\n", id, r.IntN(3))
	for _, key := range []string{"points", "priority", "value"} {
		if r.IntN(2) == 0 {
			fmt.Fprintf(&s, "%s: %d\n", key, r.IntN(3))
		}
	}
	if r.IntN(2) == 0 {
		fmt.Fprintf(&s, "scores:\n  wsjf: {ubv: %d, tc: %d}\n", 1+r.IntN(2), 1+r.IntN(2))
	}
	if n := r.IntN(4); n > 0 {
		s.WriteString("labels:\n")
		for range n {
			fmt.Fprintf(&s, "  - l%d\n", r.IntN(4))
		}
	}
	fmt.Fprintf(&s, "unknown%d: x\n---\n", r.IntN(2))
	for range r.IntN(5) {
		fmt.Fprintf(&s, "line %d\n", r.IntN(4))
	}
	s.WriteString("\n## Acceptance criteria\n\n")
	for range r.IntN(5) {
		fmt.Fprintf(&s, "- [%c] criterion %d of many words\n", " x"[r.IntN(2)], r.IntN(5))
	}
	return s.String()
}

// The changes between two backlogs, as JSON, applied to the model of the old one
// give the model of the new one.
func TestChangesApply(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		old, now := map[string]string{}, map[string]string{}
		for n := range 3 {
			id := fmt.Sprintf("VS-%d", n+1)
			if r.IntN(4) > 0 {
				old["items/"+id+".md"] = randomItem(r, id)
			}
			if r.IntN(4) > 0 {
				now["items/"+id+"-renamed.md"] = randomItem(r, id)
			}
		}
		a, b := load(t, old), load(t, now)
		text, err := stdjson.Marshal(json.ChangesOf(backlog.Diff(a, b), json.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		var changes []change
		if err := stdjson.Unmarshal(text, &changes); err != nil {
			t.Fatal(err)
		}
		got, want := modelOf(t, a), modelOf(t, b)
		apply(t, got, changes)
		opts := []cmp.Option{cmp.AllowUnexported(entry{}), cmp.FilterValues(
			func(x, y []criterion) bool { return len(x)+len(y) == 0 }, cmp.Ignore())}
		for _, id := range slices.Sorted(maps.Keys(want)) {
			if diff := cmp.Diff(want[id], got[id], opts...); diff != "" {
				t.Fatalf("%s (-want +got):\n%s\nold:\n%v\nnew:\n%v\nchanges: %s", id, diff, old, now, text)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d records, want %d", len(got), len(want))
		}
	}
}
