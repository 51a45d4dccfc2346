package backlog

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseID(t *testing.T) {
	for _, tt := range []struct {
		text, prefix string
		number       int
		random       string
		kind         string
	}{
		{"VS-12", "VS", 12, "", "item"},
		{"A-1", "A", 1, "", "item"},
		{"US2026ABCD-999999999", "US2026ABCD", 999999999, "", "item"},
		{"VS-7k2mq", "VS", 0, "7k2mq", "item"},
		{"VS-12345", "VS", 12345, "", "item"},
		{"G-1", "G", 1, "", "goal"},
		{"S-2", "S", 2, "", "sprint"},
		{"R-3", "R", 3, "", "release"},
		{"EX-4", "EX", 4, "", "experiment"},
		{"IN-5", "IN", 5, "", "insight"},
		{"DEC-6", "DEC", 6, "", "decision"},
	} {
		id, err := ParseID(tt.text)
		if err != nil || id != ID(tt.text) {
			t.Errorf("ParseID(%q) = %q, %v", tt.text, id, err)
		}
		if id.Prefix() != tt.prefix || id.Number() != tt.number || id.Random() != tt.random || id.Kind().String() != tt.kind {
			t.Errorf("%s: %q %d %q %s, want %q %d %q %s", id, id.Prefix(), id.Number(), id.Random(), id.Kind(),
				tt.prefix, tt.number, tt.random, tt.kind)
		}
	}
}

func TestParseIDRefuses(t *testing.T) {
	for _, text := range []string{
		"", "VS", "VS-", "-12", "12", "vs-12", "VS-0", "VS-012", "VS-1234567890", "VS-7K2MQ", "VS-7k2m", "VS-7k2mi", "VS-7k2mqq",
		"VS-00000", "VS--1", "VS-1-2", "VS-1 ", " VS-1", "VS-+1", "VS-1.5", "1S-1", "ABCDEFGHIJK-1", "V_S-1", "ÜS-1", "VS-١",
		"VS_12", "../VS-1", "VS-1\n", "G-7k2mq", "DEC-abcde", strings.Repeat("A", 10_000) + "-1",
	} {
		if id, err := ParseID(text); !errors.Is(err, ErrNotID) || id != "" {
			t.Errorf("ParseID(%.20q) = %q, %v, want %v", text, id, err, ErrNotID)
		}
	}
}

func TestCompareIDs(t *testing.T) {
	want := []ID{"", "A-2", "S-1", "VS-2", "VS-9", "VS-10", "VS-99999", "VS-100000", "VS-0a0a0", "VS-7k2mq", "VS-7k2mr", "VS-oops", "VS2-1"}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, Compare)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the order of ids (-want +got):\n%s", d)
	}
	if Compare("VS-oops", "VS-oops") != 0 || Compare("VS", "VS-") == 0 {
		t.Error("Compare is 0 for different texts, or not for equal ones")
	}
}

func TestNextID(t *testing.T) {
	if id, err := nextID("VS", 12); err != nil || id != "VS-13" {
		t.Errorf("after 12 comes %s, %v", id, err)
	}
	if _, err := nextID("VS", 999999999); !errors.Is(err, ErrNotID) {
		t.Errorf("after the last number: %v, want %v", err, ErrNotID)
	}
	if _, err := nextID("vs", 1); !errors.Is(err, ErrNotID) {
		t.Errorf("a key in lower case: %v, want %v", err, ErrNotID)
	}
}

func TestRandomID(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[ID]bool{}
	for range 10_000 {
		id := randomID("VS", r.IntN)
		if _, err := ParseID(string(id)); err != nil || id.Random() == "" {
			t.Fatalf("%s: %v", id, err)
		}
		seen[id] = true
	}
	if len(seen) < 9_990 { // of 33 million; about 1.5 collisions are expected
		t.Errorf("%d different ids of 10000", len(seen))
	}
	if id := randomID("VS", func(int) int { return 0 }); id.Random() == "" {
		t.Errorf("a source of zeros gives %s", id)
	}
}

func TestPrefixesOfRecords(t *testing.T) {
	for _, id := range []ID{"G-1", "S-1", "R-1", "EX-1", "IN-1", "DEC-1"} {
		if k := id.Kind(); k.Prefix() != id.Prefix() || k.Folder() != k.String()+"s" {
			t.Errorf("%s is a %s with the prefix %s in the folder %s", id, k, k.Prefix(), k.Folder())
		}
	}
	if k := ID("VS-1").Kind(); k.Prefix() != "" {
		t.Errorf("VS-1 is a %s with the prefix %s", k, k.Prefix())
	}
}

func TestNearest(t *testing.T) {
	ids := []ID{"VS-1", "VS-2", "VS-3", "VS-11", "VS-12", "VS-13", "VS-31x", "S-31"}
	keys := []string{"priority", "points", "created", "title", "type", "epic", "due"}
	for _, tt := range []struct {
		name      string
		got, want []string
	}{
		{"swapped digits come first", asStrings(Nearest("VS-31", ids))[:1], []string{"VS-13"}},
		{"a letter left out", Nearest("priorty", keys), []string{"priority"}},
		{"case does not count", Nearest("Priority", keys), []string{"priority"}},
		{"two edits", Nearest("piont", keys), []string{"points"}},
		{"nothing near", Nearest("milestone", keys), nil},
		{"not every short word is meant", Nearest("x", keys), nil},
		{"at most three", Nearest("aa", []string{"ab", "ac", "ad", "ae"}), []string{"ab", "ac", "ad"}},
		{"no one twice", Nearest("aa", []string{"ab", "ab"}), []string{"ab"}},
		{"too long for a slip", Nearest(strings.Repeat("a", 100), []string{strings.Repeat("a", 99)}), nil},
		{"hostile bytes", Nearest("\xff\x00", keys), nil},
	} {
		if d := cmp.Diff(tt.want, tt.got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

func asStrings[S ~string](list []S) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

func FuzzID(f *testing.F) {
	for _, s := range []string{"VS-12", "VS-7k2mq", "G-1", "VS-012", "", "VS-1-2"} {
		f.Add(s, "VS-1")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		id, err := ParseID(a)
		if err == nil && id.Number() == 0 == (id.Random() == "") {
			t.Fatalf("%q is neither numbered nor random, or both", a)
		}
		if got := Compare(ID(a), ID(b)); got != -Compare(ID(b), ID(a)) || (got == 0) != (a == b) {
			t.Fatalf("%q against %q: %d", a, b, got)
		}
		Nearest(a, []string{b})
	})
}
