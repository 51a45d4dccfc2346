package backlog_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// A unitSheet is an item with all that merges by itself. Every criterion knows which one of the base it was.
type unitSheet struct {
	sheet
	from       []int // of each criterion: its index in the base; -1: it came
	scores     map[string]string
	rejections []string // days
	blocked    string
}

func randomUnits(r *rand.Rand) unitSheet {
	u := unitSheet{sheet: randomSheet(r), scores: map[string]string{}}
	u.notes = nil // they merge by lines
	for i := range u.criteria {
		u.from = append(u.from, i)
	}
	for range r.IntN(4) {
		u.change(r, false)
	}
	return u
}

// change does one thing to the item; with criteria too.
func (u *unitSheet) change(r *rand.Rand, criteria bool) {
	n := len(u.criteria)
	switch k := r.IntN(12); {
	case k < 3:
		u.set(r)
	case k == 3:
		u.scores[[]string{"ubv", "tc", "rroe"}[r.IntN(3)]] = fmt.Sprint(1 + r.IntN(9))
	case k == 4:
		delete(u.scores, []string{"ubv", "tc", "rroe"}[r.IntN(3)])
	case k == 5:
		u.rejections = append(u.rejections, fmt.Sprintf("2026-10-%02d", 1+r.IntN(20)))
		u.rejections = slices.Compact(slices.Sorted(slices.Values(u.rejections)))
	case k == 6:
		u.blocked = fmt.Sprintf("{since: 2026-10-%02d, reason: %s}", 1+r.IntN(3), []string{"law", "tax"}[r.IntN(2)])
	case k == 7:
		u.labels = append(u.labels, []string{"map", "pay", "ride"}[r.IntN(3)])
		u.labels = slices.Compact(slices.Sorted(slices.Values(u.labels)))
	case k == 8 && len(u.labels) > 0:
		u.labels = slices.Delete(slices.Clone(u.labels), 0, 1)
	case k == 9 && u.keys["points"] != "" && !strings.Contains(u.keys["points"], "."):
		u.keys["points"] += ".0" // the same number
	case !criteria || n == 0:
	case k == 10:
		at := r.IntN(n)
		u.criteria[at].met = !u.criteria[at].met
	case r.IntN(3) == 0:
		at := r.IntN(n)
		u.criteria, u.from = slices.Delete(u.criteria, at, at+1), slices.Delete(u.from, at, at+1)
	default:
		u.criteria[r.IntN(n)].text += " " + word(r)
	}
	if criteria && r.IntN(4) == 0 {
		at := r.IntN(len(u.criteria) + 1)
		text := []string{sentence(r), "One and the same criterion of both sides"}[r.IntN(2)]
		if !slices.ContainsFunc(u.criteria, func(b box) bool { return strings.HasPrefix(b.text, text) }) {
			u.criteria, u.from = slices.Insert(u.criteria, at, box{text, r.IntN(2) == 0}), slices.Insert(u.from, at, -1)
		}
	}
}

// changed is the item as a side has it.
func (u unitSheet) changed(r *rand.Rand) unitSheet {
	u.keys, u.scores = maps.Clone(u.keys), maps.Clone(u.scores)
	u.labels, u.criteria, u.from, u.rejections = slices.Clone(u.labels), slices.Clone(u.criteria), slices.Clone(u.from), slices.Clone(u.rejections)
	for range 1 + r.IntN(4) {
		u.change(r, true)
	}
	return u
}

// text is the item as a file.
func (u unitSheet) text() string {
	var more strings.Builder
	if u.blocked != "" {
		more.WriteString("blocked: " + u.blocked + "\n")
	}
	if len(u.scores) > 0 {
		more.WriteString("scores:\n  wsjf:\n")
		for _, key := range slices.Sorted(maps.Keys(u.scores)) {
			more.WriteString("    " + key + ": " + u.scores[key] + "\n")
		}
	}
	if len(u.rejections) > 0 {
		more.WriteString("rejections:\n")
		for _, day := range u.rejections {
			more.WriteString("  - {date: " + day + ", reason: x}\n")
		}
	}
	return strings.Replace(u.sheet.text(), "\n---\n", "\n"+more.String()+"---\n", 1)
}

// said is what an item says, unit by unit; criteria, labels and rejections in the order of their texts.
type said struct {
	Keys, Scores                 map[string]string
	Labels, Criteria, Rejections []string
}

// number spells a number in one way.
func number(text string) string { return strings.TrimSuffix(text, ".0") }

// merged is what two changes of an item come to, worked out unit by unit, and the units that clash.
func mergedUnits(b, x, y unitSheet) (want said, clash []string) {
	want = said{Keys: map[string]string{}, Scores: map[string]string{}}
	three := func(base, ours, theirs string) (string, bool) {
		switch {
		case number(ours) == number(theirs), number(theirs) == number(base):
			return number(ours), true
		case number(ours) == number(base):
			return number(theirs), true
		}
		return "", false
	}
	merge := func(into map[string]string, unit, key, base, ours, theirs string) {
		v, ok := three(base, ours, theirs)
		if !ok && !slices.Contains(clash, unit) {
			clash = append(clash, unit)
		}
		if v != "" {
			into[key] = v
		}
	}
	for _, key := range sheetKeys {
		if !slices.Contains([]string{"status", "started", "done"}, key) {
			merge(want.Keys, key, key, b.keys[key], x.keys[key], y.keys[key])
		}
	}
	merge(want.Keys, "blocked", "blocked", b.blocked, x.blocked, y.blocked)
	for _, key := range []string{"ubv", "tc", "rroe"} {
		merge(want.Scores, "scores", key, b.scores[key], x.scores[key], y.scores[key])
	}
	if !mergedStatus(want.Keys, b.keys, x.keys, y.keys) {
		clash = append(clash, "status")
	}
	for _, l := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.labels, y.labels)))) {
		if in := slices.Contains(x.labels, l); in && slices.Contains(y.labels, l) || !slices.Contains(b.labels, l) {
			want.Labels = append(want.Labels, l)
		}
	}
	want.Rejections = slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.rejections, y.rejections))))
	criteria, ok := mergedCriteria(b, x, y)
	want.Criteria = criteria
	gone := len(b.criteria) > 0 && len(x.criteria)*len(y.criteria) == 0 // with the last one goes the section, which is text
	same := func(u, v unitSheet) bool { return slices.Equal(u.criteria, v.criteria) }
	switch {
	case gone && !same(x, y) && !same(x, b) && !same(y, b):
		clash = append(clash, "body")
	case !ok:
		clash = append(clash, "criteria")
	}
	return want, clash
}

// mergedStatus merges the status with its days; false where the two sides say different things.
func mergedStatus(into, b, x, y map[string]string) bool {
	unit := []string{"status", "started", "done"}
	same := func(v, w map[string]string) bool {
		return !slices.ContainsFunc(unit, func(key string) bool { return v[key] != w[key] })
	}
	for _, key := range unit {
		v := x[key]
		switch {
		case same(x, b):
			v = y[key]
		case same(y, b):
		case x["status"] != y["status"]:
			return false
		case v == "" || y[key] != "" && y[key] < v:
			v = y[key]
		}
		if v != "" {
			into[key] = v
		}
	}
	return true
}

// mergedCriteria merges the criteria by what they were in the base; false where the two sides say different things.
func mergedCriteria(b, x, y unitSheet) (out []string, ok bool) {
	find := func(u unitSheet, i int) (box, bool) {
		if at := slices.Index(u.from, i); at >= 0 {
			return u.criteria[at], true
		}
		return box{}, false
	}
	ok = true
	for i, was := range b.criteria {
		o, ours := find(x, i)
		t, theirs := find(y, i)
		switch {
		case ours && theirs:
			if o.text != was.text && t.text != was.text && o.text != t.text {
				ok = false
			}
			if o.text == was.text {
				o.text = t.text
			}
			if o.met == was.met {
				o.met = t.met
			}
			out = append(out, fmt.Sprint(o.text, o.met))
		case ours && o != was, theirs && t != was:
			ok = false
		}
	}
	added := map[string]bool{}
	for _, u := range []unitSheet{x, y} {
		for i, c := range u.criteria {
			if u.from[i] < 0 {
				added[c.text] = added[c.text] || c.met
			}
		}
	}
	for text, met := range added {
		out = append(out, fmt.Sprint(text, met))
	}
	slices.Sort(out)
	return out, ok
}

// saidIn reads what an item says from a file.
func saidIn(t *testing.T, text string) said {
	t.Helper()
	b, err := backlog.Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}, mergePath: {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	it, err := b.Item("VS-7")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got := said{Keys: map[string]string{}, Scores: map[string]string{}, Labels: slices.Sorted(slices.Values(it.Labels))}
	for _, e := range it.Values() {
		switch e.Key {
		case "id", "labels":
		case "blocked":
			got.Keys["blocked"] = fmt.Sprintf("{since: %s, reason: %s}", e.Value.Get("since").Text, e.Value.Get("reason").Text)
		case "scores":
			for _, in := range e.Value.Get("wsjf").Map {
				got.Scores[in.Key] = number(in.Value.Text)
			}
		case "rejections":
			for _, r := range e.Value.List {
				got.Rejections = append(got.Rejections, r.Get("date").Text)
			}
		default:
			got.Keys[e.Key] = number(e.Value.Text)
		}
	}
	if !slices.IsSorted(got.Rejections) {
		t.Errorf("rejections out of order: %s", got.Rejections)
	}
	for _, c := range it.Criteria() {
		got.Criteria = append(got.Criteria, fmt.Sprint(c.Text, c.Met))
	}
	slices.Sort(got.Criteria)
	return got
}

// Every unit of two random changes is what its rule says, and what clashes is named, and nothing else.
func TestMergeUnits(t *testing.T) {
	t.Parallel()
	clean, clashes := 0, map[string]int{}
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 13))
		b := randomUnits(r)
		x, y := b.changed(r), b.changed(r)
		want, clash := mergedUnits(b, x, y)
		got := mergeOf(b.text(), x.text(), y.text())
		if diff := cmp.Diff(sortedCopy(clash), sortedCopy(got.Conflicts)); diff != "" {
			t.Fatalf("seed %d: conflicts (-want +got):\n%s\n--- base\n%s--- ours\n%s--- theirs\n%s--- got\n%s", seed, diff, b.text(), x.text(), y.text(), got.Text)
		}
		for _, unit := range clash {
			clashes[unit]++
		}
		if len(clash) > 0 {
			continue
		}
		clean++
		if diff := cmp.Diff(want, saidIn(t, got.Text)); diff != "" {
			t.Fatalf("seed %d: (-want +got):\n%s\n--- base\n%s--- ours\n%s--- theirs\n%s--- got\n%s", seed, diff, b.text(), x.text(), y.text(), got.Text)
		}
	}
	t.Logf("%d merges without a conflict, conflicts of %v", clean, clashes)
	for _, unit := range []string{"status", "title", "priority", "points", "blocked", "scores", "criteria"} {
		if clashes[unit] < 10 {
			t.Errorf("%s clashes %d times, which shows too little", unit, clashes[unit])
		}
	}
	if clean < 1000 {
		t.Errorf("%d merges without a conflict, which shows too little", clean)
	}
}

// Two different items are never blended: whatever they hold, both stand whole between one pair of markers.
func TestMergeNeverBlends(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 17))
		b := randomSheet(r)
		x, y := b.change(r), b.change(r)
		base, ours, theirs := b.text(), x.text(), y.text()
		switch r.IntN(4) {
		case 0:
			base = ""
		case 1:
			b.id = "VS-8"
			base = b.text()
		case 2:
			x.id = "VS-8"
			ours = x.text()
		default:
			y.id = "VS-8"
			theirs = y.text()
		}
		if ours == theirs || ours == base || theirs == base {
			continue
		}
		want := backlog.Merged{Text: conflict(ours, theirs), Conflicts: []string{"file"}}
		if diff := cmp.Diff(want, mergeOf(base, ours, theirs)); diff != "" {
			t.Fatalf("seed %d: (-want +got):\n%s", seed, diff)
		}
	}
}
