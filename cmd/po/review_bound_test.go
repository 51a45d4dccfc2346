package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// On 300 pairs of revisions what po diff --json prints turns BASE into HEAD, to the byte of the bodies; none of the changes carries
// more than twice what differs; and a third revision of BASE, in which other parts are other ones, keeps these.
func TestDiffApplies(t *testing.T) {
	t.Parallel()
	pairs := 300
	if testing.Short() {
		pairs = 30
	}
	b := built{t, t.TempDir()}
	b.by("mara", "init", "--key", "VS")
	p := &pen{Rand: rand.New(rand.NewPCG(4, 2))}
	for range pairs {
		pair := newPairOfDrafts(p)
		b.writeDrafts(pair.base)
		b.by("mara", "commit")
		b.writeDrafts(pair.head)
		changes := ask[[]mirroredChange](b, "diff")

		got, want := mirrorOf(pair.base), mirrorOf(pair.head)
		got.apply(t, changes)
		same(t, "BASE and the changes are not HEAD", want, got)
		for _, d := range pair.head {
			e := got[d.record()]
			body := strings.Join(withCriteria(e.Lines, e.Criteria), "\n") + "\n"
			if !strings.HasSuffix(d.file(), "\n---\n"+body) && (d.path != settingsPath || d.file() != body) {
				t.Errorf("%s: not the bytes of the body:\n%s\n%s", d.record(), body, d.file())
			}
		}

		got, want = mirrorOf(pair.withThird(pair.base)), mirrorOf(pair.withThird(pair.head))
		got.apply(t, changes)
		same(t, "the third revision and the changes are not both", want, got)
		bounded(t, mirrorOf(pair.base), mirrorOf(pair.head), changes)
		if t.Failed() {
			return
		}
	}
}

func same(t *testing.T, what string, want, got mirror) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// writeDrafts makes the backlog's files those of the drafts.
func (b built) writeDrafts(drafts []draft) {
	b.t.Helper()
	for _, name := range []string{"items", "goals"} {
		if err := os.RemoveAll(b.path(name)); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, d := range drafts {
		b.writeFile(d.path, d.file())
	}
}

// bounded holds that no change carries more than twice the bytes that differ.
//
// Bytes are those of values: a text's, a number's as JSON writes it, the keys and values of a map, the lines of a hunk with their
// ends; the names of the shape itself do not count. What differs is counted in the smallest parts that a change can name: the value of
// one key, dotted down to where there is no map (or one whose own keys have dots, which no dotted key could tell), one entry of a
// list, one criterion, one line, and of a record that came or went all of it. Such a part differs as a whole, since whoever changes one word of a title has given another title, and by the longer of
// what it was and what it is. So a change that carries both, once each, is within the bound; one that carries anything that is the
// same on both sides, a neighbour in the map, the rest of the list, a line that stayed, is not as a rule; and a change that changes
// nothing never is.
func bounded(t *testing.T, base, head mirror, changes []mirroredChange) {
	t.Helper()
	told := map[string]bool{}
	for _, c := range changes {
		old, is := base[c.record()], head[c.record()]
		carried, differs := carriedBy(t, c, c.Old)+carriedBy(t, c, c.New), 0
		switch c.Op {
		case "add", "remove":
			if old == nil != (c.Op == "add") || is == nil != (c.Op == "remove") {
				t.Errorf("%s: %s of what is on both sides", c.record(), c.Op)
				continue
			}
			differs = max(old.size(), is.size())
		case "set":
			differs = leavesThatDiffer(fieldOf(old, c.Field), fieldOf(is, c.Field))
		case "insert":
			differs = entryThatDiffers(is.Keys, old.Keys, c, valueOf[any](t, c.New))
		case "delete":
			differs = entryThatDiffers(old.Keys, is.Keys, c, valueOf[any](t, c.Old))
		case "criterion":
			differs = criterionThatDiffers(old.Criteria, is.Criteria, c)
		case "hunk":
			differs = linesThatDiffer(valueOf[[]string](t, c.Old), valueOf[[]string](t, c.New))
		}
		if carried > 2*differs || differs == 0 {
			t.Errorf("%s %s %s: %d bytes for %d that differ: %s → %s", c.record(), c.Op, c.Field, carried, differs, c.Old, c.New)
		}
		once := fmt.Sprint(c.record(), " ", c.Field, " ", string(c.At), " ", c.N, map[bool]string{true: c.Op}[c.At != nil])
		if told[once] {
			t.Errorf("%s: told twice", once)
		}
		told[once] = true
	}
	fewest(t, base, head, changes)
}

// carriedBy counts the bytes of one side of a change.
func carriedBy(t *testing.T, c mirroredChange, side json.RawMessage) int {
	t.Helper()
	switch {
	case side == nil:
		return 0
	case c.Op == "add", c.Op == "remove":
		record := valueOf[map[string]any](t, side)
		criteria, _ := record["criteria"].([]any)
		n := 0
		for _, e := range criteria {
			n += len(e.(map[string]any)["text"].(string)) + 1
		}
		for _, key := range []string{"record", "path", "criteria"} {
			delete(record, key)
		}
		return n + size(record) - len("body")
	case c.Op == "criterion":
		return valueOf[mirroredCriterion](t, side).size()
	case c.Op == "hunk":
		return len(strings.Join(valueOf[[]string](t, side), "\n")) + len(valueOf[[]string](t, side))
	}
	return size(valueOf[any](t, side))
}

// size counts the bytes of a criterion: its text, and one for its box.
func (c mirroredCriterion) size() int { return len(c.Text) + 1 }

// size counts the bytes of a value as JSON has it, without punctuation.
func size(v any) int {
	n := 0
	switch v := v.(type) {
	case nil:
	case string:
		n = len(v)
	case []any:
		for _, e := range v {
			n += size(e)
		}
	case map[string]any:
		for key, e := range v {
			n += len(key) + size(e)
		}
	default:
		n = len(flow(v))
	}
	return n
}

// size counts the bytes of a record: its keys and its body with the criteria in it.
func (m *mirrored) size() int {
	if m == nil {
		return 0
	}
	return size(m.Keys) + len(strings.Join(withCriteria(m.Lines, m.Criteria), "\n"))
}

// fieldOf is what a change of a key is about.
func fieldOf(m *mirrored, field string) any {
	if field == "path" {
		return m.Path
	}
	return valueAt(m.Keys, field)
}

// leavesThatDiffer counts the values of two that are not on both sides, each by its longer state.
func leavesThatDiffer(old, is any) int {
	was, now := map[string]any{}, map[string]any{}
	leaves(was, "", old)
	leaves(now, "", is)
	n := 0
	for _, key := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(now)))))) {
		if !cmp.Equal(was[key], now[key]) {
			n += len(strings.ReplaceAll(key, ".", "")) + max(size(was[key]), size(now[key]))
		}
	}
	return n
}

func leaves(into map[string]any, key string, v any) {
	inner, ok := v.(map[string]any)
	if !ok {
		if v != nil {
			into[key] = v
		}
		return
	}
	for k, e := range inner {
		leaves(into, key+"."+k, e)
	}
}

// entryThatDiffers counts an entry of a list that the other side has less often.
func entryThatDiffers(has, other map[string]any, c mirroredChange, entry any) int {
	count := func(keys map[string]any) (n int) {
		list, _ := valueAt(keys, c.Field).([]any)
		for _, e := range list {
			if cmp.Equal(e, entry) {
				n++
			}
		}
		return n
	}
	if count(has) <= count(other) {
		return 0
	}
	return size(entry)
}

// criterionThatDiffers counts a criterion by the longer one of its states.
func criterionThatDiffers(old, is []mirroredCriterion, c mirroredChange) int {
	var was, now mirroredCriterion
	if c.N.Old > 0 {
		was = old[c.N.Old-1]
	}
	if c.N.New > 0 {
		now = is[c.N.New-1]
	}
	return max(was.size(), now.size())
}

// linesThatDiffer counts the lines of a hunk that only one of its sides has, by the longer side.
func linesThatDiffer(old, is []string) int {
	only := func(a, b []string) (n int) {
		for _, line := range a {
			if !slices.Contains(b, line) || line == "" {
				n += len(line) + 1
			}
		}
		return n
	}
	return max(only(old, is), only(is, old))
}

// fewest holds the number of lines, entries and criteria that are told to the smallest that there is: those that two lists do not
// have in common, in order.
func fewest(t *testing.T, base, head mirror, changes []mirroredChange) {
	t.Helper()
	told := map[[2]string]int{}
	for _, c := range changes {
		n := 1
		switch c.Op {
		case "hunk":
			n = len(valueOf[[]string](t, c.Old)) + len(valueOf[[]string](t, c.New))
		case "criterion":
			n = min(c.N.Old, 1) + min(c.N.New, 1)
		}
		told[[2]string{c.record(), c.Field}] += n
	}
	for id, old := range base {
		is := head[id]
		if is == nil {
			continue
		}
		lines := apart(old.Lines, is.Lines)
		most := map[string]int{"body": lines, "settings": lines, "criteria": apart(old.Criteria, is.Criteria)}
		for _, key := range listKeys(strings.TrimPrefix(old.Path, "backlog/")) {
			was, _ := valueAt(old.Keys, key).([]any)
			now, _ := valueAt(is.Keys, key).([]any)
			most[key] = apart(texts(was), texts(now))
		}
		for field, n := range most {
			if told[[2]string{id, field}] > n {
				t.Errorf("%s %s: %d told, and %d differ", id, field, told[[2]string{id, field}], n)
			}
		}
	}
}

func texts(list []any) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = flow(e)
	}
	return out
}

// apart counts what two lists do not have in common, in order.
func apart[T comparable](a, b []T) int {
	row := make([]int, len(b)+1) // the longest that the lists so far have in common
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if row[j+1] = max(above, row[j]); a[i] == b[j] {
				row[j+1] = diagonal + 1
			}
			diagonal = above
		}
	}
	return len(a) + len(b) - 2*row[len(b)]
}
