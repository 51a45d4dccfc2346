package backlog_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/po-backlog/po/backlog"
)

// A sheet is an item as a test writes it: keys and criteria in order.
type sheet struct {
	id       string // empty: VS-7
	keys     map[string]string
	labels   []string
	criteria []box
	notes    []string
	flow     bool // lists in brackets
	comment  bool
}

type box struct {
	text string
	met  bool
}

var sheetKeys = []string{"status", "title", "priority", "type", "points", "created", "value", "area", "owner", "due", "started", "done"}

func randomSheet(r *rand.Rand) sheet {
	s := sheet{keys: map[string]string{"status": "ready", "title": "Story " + word(r), "type": "story", "created": "2026-09-11"}, flow: r.IntN(2) == 0, comment: r.IntN(3) == 0}
	for range r.IntN(5) {
		s.set(r)
	}
	for range r.IntN(4) {
		s.labels = append(s.labels, word(r))
	}
	for range r.IntN(6) {
		s.criteria = append(s.criteria, box{sentence(r), r.IntN(3) == 0})
	}
	for range r.IntN(4) {
		s.notes = append(s.notes, sentence(r))
	}
	s.labels = slices.Compact(slices.Sorted(slices.Values(s.labels)))
	return s
}

func word(r *rand.Rand) string {
	return string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26))) + fmt.Sprint(r.IntN(90)+10)
}

func sentence(r *rand.Rand) string {
	words := make([]string, 4+r.IntN(5))
	for i := range words {
		words[i] = word(r)
	}
	return strings.Join(words, " ")
}

// set changes one key, and with a status its dates.
func (s *sheet) set(r *rand.Rand) {
	day := fmt.Sprintf("2026-10-%02d", 1+r.IntN(28))
	switch r.IntN(8) {
	case 0:
		s.keys["title"] = "Story " + word(r)
	case 1:
		s.keys["priority"] = fmt.Sprint(1000 + r.IntN(500))
	case 2:
		s.keys["points"] = fmt.Sprint(1 + r.IntN(13))
	case 3:
		s.keys["value"] = fmt.Sprint(1 + r.IntN(20))
	case 4:
		s.keys["area"] = word(r)
	case 5:
		delete(s.keys, []string{"points", "value", "area", "owner", "due"}[r.IntN(5)])
	case 6:
		s.keys["status"], s.keys["started"] = "in-progress", day
		delete(s.keys, "done")
	case 7:
		s.keys["status"], s.keys["started"], s.keys["done"] = "done", day, day
	}
}

// change is what a person does to an item between two commits.
func (s sheet) change(r *rand.Rand) sheet {
	s.keys, s.labels, s.criteria, s.notes = maps.Clone(s.keys), slices.Clone(s.labels), slices.Clone(s.criteria), slices.Clone(s.notes)
	for range 1 + r.IntN(3) {
		n := len(s.criteria)
		switch k := r.IntN(10); {
		case k < 4:
			s.set(r)
		case k == 4:
			s.labels = append(s.labels, word(r))
		case k == 5 && len(s.labels) > 0:
			s.labels = slices.Delete(s.labels, 0, 1)
		case k == 6:
			s.criteria = slices.Insert(s.criteria, r.IntN(n+1), box{sentence(r), false})
		case k == 7 && n > 0:
			at := r.IntN(n)
			s.criteria[at].met = !s.criteria[at].met
		case k == 8 && n > 0:
			at := r.IntN(n)
			s.criteria[at].text += " " + word(r)
		case k == 9 && n > 0 && r.IntN(2) == 0:
			s.criteria = slices.Delete(s.criteria, 0, 1)
		default:
			s.notes = append(s.notes, sentence(r))
		}
	}
	return s
}

// text is the item as a file.
func (s sheet) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\n", cmp.Or(s.id, "VS-7"))
	for _, k := range sheetKeys {
		if v, ok := s.keys[k]; ok {
			fmt.Fprintf(&b, "%s: %s\n", k, v)
		}
	}
	if s.comment {
		b.WriteString("# written by hand\n")
	}
	switch {
	case len(s.labels) == 0:
	case s.flow:
		fmt.Fprintf(&b, "labels: [%s]\n", strings.Join(s.labels, ", "))
	default:
		fmt.Fprintf(&b, "labels:\n  - %s\n", strings.Join(s.labels, "\n  - "))
	}
	b.WriteString("---\nAs a rider, I want it.\n\n")
	if len(s.criteria) > 0 {
		b.WriteString("## Acceptance criteria\n\n")
		for _, c := range s.criteria {
			fmt.Fprintf(&b, "- [%s] %s\n", map[bool]string{false: " ", true: "x"}[c.met], c.text)
		}
	}
	if len(s.notes) > 0 {
		b.WriteString("\n## Notes\n\n- " + strings.Join(s.notes, "\n- ") + "\n")
	}
	return b.String()
}

// facts are the values of an item, one text each.
func (s sheet) facts() []string {
	var out []string
	for k, v := range s.keys {
		out = append(out, k+": "+v)
	}
	for _, l := range s.labels {
		out = append(out, "label "+l)
	}
	for _, c := range s.criteria {
		out = append(out, fmt.Sprintf("criterion %s", c.text))
		if c.met {
			out = append(out, "met "+c.text)
		}
	}
	for _, n := range s.notes {
		out = append(out, "note "+n)
	}
	return out
}

const mergePath = "items/VS-7-story.md"

func mergeOf(base, ours, theirs string) backlog.Merged {
	return backlog.Merge(base, ours, theirs, backlog.MergeOptions{Path: mergePath, Ours: "ours", Theirs: "theirs"})
}

// TestMergeLaws holds the laws of a merge over random items and two random changes of each.
func TestMergeLaws(t *testing.T) {
	conflicts := 0
	const rounds = 3000
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 7))
		b := randomSheet(r)
		x, y := b.change(r), b.change(r)
		base, ours, theirs := b.text(), x.text(), y.text()
		check := func(law string, ok bool, got backlog.Merged) {
			t.Helper()
			if !ok {
				t.Fatalf("seed %d: %s\n--- base\n%s--- ours\n%s--- theirs\n%s--- got %q\n%s", seed, law, base, ours, theirs, got.Conflicts, got.Text)
			}
		}
		got := mergeOf(base, ours, base)
		check("merge(b,x,b) = x", got.Text == ours && got.Conflicts == nil, got)
		got = mergeOf(base, base, theirs)
		check("merge(b,b,y) = y", got.Text == theirs && got.Conflicts == nil, got)
		got = mergeOf(base, ours, ours)
		check("merge(b,x,x) = x", got.Text == ours && got.Conflicts == nil, got)

		got, back := mergeOf(base, ours, theirs), mergeOf(base, theirs, ours)
		check("symmetric up to conflicts", slices.Equal(sortedCopy(got.Conflicts), sortedCopy(back.Conflicts)), got)
		check("the other way round says the same", sameFacts(got.Text, back.Text), back)
		check("nothing that a side wrote is lost", kept(b, x, y, got.Text) == "", got)
		if len(got.Conflicts) > 0 {
			conflicts++
			check("conflicts are marked", strings.Count(got.Text, "<<<<<<< ours\n") > 0, got)
			continue
		}
		check("no markers without a conflict", !strings.Contains(got.Text, "<<<<<<<"), got)
		check("it parses", parses(got.Text), got)
	}
	if conflicts == 0 || conflicts == rounds {
		t.Errorf("%d of %d merges had conflicts", conflicts, rounds)
	}
	t.Logf("%d merges, %d with conflicts", rounds, conflicts)
}

func sortedCopy(s []string) []string { return slices.Sorted(slices.Values(s)) }

// sameFacts compares two results word by word, whatever the order and the style of lists.
func sameFacts(a, b string) bool {
	words := func(s string) []string {
		return slices.Sorted(slices.Values(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \n[],-", r) })))
	}
	return slices.Equal(words(a), words(b))
}

func parses(text string) bool {
	b, err := backlog.Load(fstest.MapFS{"po.yaml": {Data: []byte("version: 1\nkey: VS\n")}, mergePath: {Data: []byte(text)}})
	if err != nil {
		return false
	}
	_, err = b.Item("VS-7")
	return err == nil
}

// kept gives a value that one side wrote, which the other did not take away, and that is not in the text; empty: none.
func kept(base, ours, theirs sheet, text string) string {
	before := base.facts()
	for _, side := range []sheet{ours, theirs} {
		for _, fact := range side.facts() {
			if slices.Contains(before, fact) {
				continue
			}
			if key, value, ok := strings.Cut(fact, ": "); ok && slices.Contains(sheetKeys, key) {
				if !slices.ContainsFunc(strings.Split(text, "\n"), func(l string) bool { return l == key+": "+value }) && !(key == "started" || key == "done") {
					return fact
				}
				continue
			}
			_, said, _ := strings.Cut(fact, " ")
			if !strings.Contains(text, said) && !reworded(ours, theirs, said, text) {
				return fact
			}
		}
	}
	return ""
}

// reworded reports whether a text that was ticked stands there with more words.
func reworded(ours, theirs sheet, said, text string) bool {
	for _, c := range slices.Concat(ours.criteria, theirs.criteria) {
		if strings.HasPrefix(c.text, said) && strings.Contains(text, c.text) {
			return true
		}
	}
	return false
}
