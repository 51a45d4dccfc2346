package doc

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// step is an edit of a table test.
type step func(*Doc) (*Doc, error)

// rank is the order of a small table of keys.
func rank(key string) int {
	return slices.Index([]string{"id", "status", "title", "priority", "type", "points", "created", "labels", "depends_on", "blocked", "scores", "rejections"}, key)
}

func set(path string, v Value) step {
	return func(d *Doc) (*Doc, error) { return d.Set(strings.Split(path, "."), v, rank) }
}

func unset(path string) step {
	return func(d *Doc) (*Doc, error) { return d.Unset(strings.Split(path, ".")...) }
}

func add(path string, v Value) step {
	return func(d *Doc) (*Doc, error) { return d.Append(strings.Split(path, "."), v, rank) }
}

func take(path string, index int) step {
	return func(d *Doc) (*Doc, error) { return d.Take(strings.Split(path, "."), index) }
}

type editCase struct {
	name, before string // front matter without fences
	do           step
	after        string
}

// test runs cases as they are, with CRLF, after a byte order mark, and as a YAML file without fences.
func test(t *testing.T, cases []editCase) {
	t.Helper()
	dress := map[string]func(string) string{
		"plain": func(s string) string { return "---\n" + s + "---\nBody.\n\n---\n" },
		"CRLF":  func(s string) string { return strings.ReplaceAll("---\n"+s+"--- \nBody.", "\n", "\r\n") },
		"BOM":   func(s string) string { return byteOrderMark + "---\t\n" + s + "---" },
		"bare":  func(s string) string { return s },
	}
	for _, c := range cases {
		for name, dressed := range dress {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				parse := Parse
				if name == "bare" {
					parse = ParseYAML
				}
				d, err := parse(dressed(c.before))
				if err != nil {
					t.Fatal(err)
				}
				got, err := c.do(d)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(dressed(c.after), got.Source()); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestChangeScalar(t *testing.T) {
	test(t, []editCase{
		{"plain", "a: 1\nb:   two   # why\nc: 3\n", set("b", Str("second")), "a: 1\nb:   second   # why\nc: 3\n"},
		{"plain needs quotes", "title: Pay\n", set("title", Str("Pay: by card")), "title: \"Pay: by card\"\n"},
		{"plain that would be typed", "title: Pay\n", set("title", Str("Yes")), "title: \"Yes\"\n"},
		{"literal word", "points: 3\n", set("points", Lit("0.5")), "points: 0.5\n"},
		{"date", "created: 2026-09-11 # known\n", set("created", Lit("2026-09-12")), "created: 2026-09-12 # known\n"},
		{"single quotes stay", "t: 'it''s'  #c\n", set("t", Str("they're")), "t: 'they''re'  #c\n"},
		{"double quotes stay", "points: \"3\"\n", set("points", Lit("5")), "points: \"5\"\n"},
		{"escapes", "t: \"x\"\n", set("t", Str("a \"b\" \\ \t\u0007")), "t: \"a \\\"b\\\" \\\\ \\t\\u0007\"\n"},
		{"single cannot hold it", "t: 'x'\n", set("t", Str("a\tb")), "t: \"a\\tb\"\n"},
		{"null", "a:\nb: 1\n", set("a", Str("x")), "a: x\nb: 1\n"},
		{"null with blanks and comment", "a:   # none\nb: 1\n", set("a", Str("x")), "a: x   # none\nb: 1\n"},
		{"written null", "a: ~ # none\n", set("a", Str("x")), "a: x # none\n"},
		{"null word as text", "a: x\n", set("a", Str("null")), "a: \"null\"\n"},
		{"empty text", "a: x\n", set("a", Str("")), "a: \"\"\n"},
		{"folded to one line", "t: >-\n  Over two\n  lines\nu: 1\n", set("t", Str("One")), "t: One\nu: 1\n"},
		{"literal to one line", "t: |+ # head\n  a\n\n\nu: 1\n", set("t", Str("One")), "t: One # head\nu: 1\n"},
		{"plain over lines", "t: a\n  b\nu: 1\n", set("t", Str("c")), "t: c\nu: 1\n"},
		{"double over lines", "t: \"a\n  b\" # c\nu: 1\n", set("t", Str("c")), "t: \"c\" # c\nu: 1\n"},
		{"to several lines", "t: a # c\nu: 1\n", set("t", Str("x\n\n y: z\n")), "t: | # c\n  x\n\n   y: z\nu: 1\n"},
		{"literal to literal", "t: >+\n    a\n\nu: 1\n", set("t", Str(" x\ny")), "t: |2-\n   x\n  y\nu: 1\n"},
		{"keeps final lines", "t: a\nu: 1\n", set("t", Str("x\n\n\n")), "t: |+\n  x\n\n\nu: 1\n"},
		{"lines no literal holds", "t: a\n", set("t", Str("a\r\n")), "t: \"a\\r\\n\"\n"},
		{"value on the next line", "t:\n  a\nu: 1\n", set("t", Str("b")), "t:\n  b\nu: 1\n"},
		{"same value", "t: 'a'\n", set("t", Str("a")), "t: 'a'\n"},
		{"quoted key", "\"t\" : a\n", set("t", Str("b")), "\"t\" : b\n"},
		{"flow root", "{a: 1, b: 'x'}\n", set("b", Str("y, z")), "{a: 1, b: 'y, z'}\n"},
		{"handle", "a: @b\nc: @d\n", set("a", Str("@e")), "a: \"@e\"\nc: @d\n"},
	})
}

func TestSetUnsetKey(t *testing.T) {
	test(t, []editCase{
		{"into nothing", "", set("title", Str("x")), "title: x\n"},
		{"after its neighbour", "id: 1\ntitle: x # c\ncreated: 3\n", set("priority", Lit("1000")), "id: 1\ntitle: x # c\npriority: 1000\ncreated: 3\n"},
		{"order found is kept", "created: 3\ntitle: x\nid: 1\n", set("priority", Lit("1")), "created: 3\ntitle: x\npriority: 1\nid: 1\n"},
		{"before its follower", "# head\n\n# of created\ncreated: 3\n", set("id", Str("x")), "# head\n\nid: x\n# of created\ncreated: 3\n"},
		{"unknown goes last", "id: 1\n\n# end\n", set("own", Str("x")), "id: 1\nown: x\n\n# end\n"},
		{"after a nested key", "labels:\n  - a\n  # - b\n\ncreated: 1\n", set("depends_on", Seq(Lit("VS-3"))), "labels:\n  - a\n  # - b\ndepends_on:\n  - VS-3\n\ncreated: 1\n"},
		{"after a literal", "title: |+\n  x\n\nown: 1\n", set("priority", Lit("1")), "title: |+\n  x\n\npriority: 1\nown: 1\n"},
		{"indented", "  id: 1\n  own: x\n", set("status", Str("draft")), "  id: 1\n  status: draft\n  own: x\n"},
		{"map", "id: 1\n", set("blocked", Mapping(Member{"since", Lit("2026-09-25")}, Member{"reason", Str("legal, must")})), "id: 1\nblocked: {since: 2026-09-25, reason: \"legal, must\"}\n"},
		{"first score", "id: 1\n", set("scores.wsjf.ubv", Lit("5")), "id: 1\nscores:\n  wsjf: {ubv: 5}\n"},
		{"second input", "scores:\n  wsjf: {ubv: 5}\n", set("scores.wsjf.tc", Lit("3")), "scores:\n  wsjf: {ubv: 5, tc: 3}\n"},
		{"second method", "scores:\n  wsjf: {ubv: 5} # c\n  # d\nx: 1\n", set("scores.rice.reach", Lit("3")), "scores:\n  wsjf: {ubv: 5} # c\n  rice: {reach: 3}\n  # d\nx: 1\n"},
		{"flow in flow", "scores: {wsjf: {ubv: 5}}\n", set("scores.rice.reach", Lit("3")), "scores: {wsjf: {ubv: 5}, rice: {reach: 3}}\n"},
		{"blanks in braces", "m: { a: 1 }\n", set("m.b", Str("x")), "m: { a: 1, b: x }\n"},
		{"empty braces", "m: {} # c\n", set("m.b", Str("x")), "m: {b: x} # c\n"},
		{"null map", "m: # c\nx: 1\n", set("m.b", Str("x")), "m: {b: x} # c\nx: 1\n"},
		{"null map of maps", "scores: # c\nx: 1\n", set("scores.wsjf.tc", Lit("1")), "scores: # c\n  wsjf: {tc: 1}\nx: 1\n"},
		{"block map", "m:\n    a: 1\n\nx: 1\n", set("m.b", Str("z")), "m:\n    a: 1\n    b: z\n\nx: 1\n"},
		{"several lines", "id: 1\n", set("own", Str("a\nb\n")), "id: 1\nown: |\n  a\n  b\n"},
		{"flow root", "{id: 1}\n", set("own", Str("a?")), "{id: 1, own: \"a?\"}\n"},
	})
	d, err := ParseYAML("version: 1\nkey: VS")
	if err != nil {
		t.Fatal(err)
	}
	d, err = d.Set([]string{"score"}, Str("wsjf"), nil)
	if err != nil || d.Source() != "version: 1\nkey: VS\nscore: wsjf" {
		t.Errorf("a missing final newline is kept: %q, %v", d.Source(), err)
	}
}

func TestUnset(t *testing.T) {
	test(t, []editCase{
		{"a line", "a: 1\n# c\nb: 2 # d\n\nc: 3\n", unset("b"), "a: 1\n# c\n\nc: 3\n"},
		{"a list", "l:\n- a\n- b\n# c\nx: 1\n", unset("l"), "# c\nx: 1\n"},
		{"indented comments", "l:\n  - a\n\n  # - b\n\nx: 1\n", unset("l"), "\nx: 1\n"},
		{"a literal", "t: |\n  a\n\nx: 1\n", unset("t"), "\nx: 1\n"},
		{"all", "a: 1\n", unset("a"), ""},
		{"in braces", "m: {a: 1, b: 2, c: 3}\n", unset("m.b"), "m: {a: 1, c: 3}\n"},
		{"first in braces", "m: { a: 1, b: 2 }\n", unset("m.a"), "m: { b: 2 }\n"},
		{"last of a map", "x: 1\nm: {a: 1}\n", unset("m.a"), "x: 1\n"},
		{"last of a map of maps", "scores:\n  wsjf: {a: 1}\n  rice: {b: 1}\n", unset("scores.wsjf.a"), "scores:\n  rice: {b: 1}\n"},
		{"up to the top", "id: 1\nscores:\n  wsjf:\n    a: 1\n", unset("scores.wsjf.a"), "id: 1\n"},
		{"in a block", "m:\n  a: 1\n  b:\n    - x\n  c: 3\n", unset("m.b"), "m:\n  a: 1\n  c: 3\n"},
		{"nothing there", "a: 1\n", unset("m.b"), "a: 1\n"},
		{"an alias", "a: &x 1\nb: *x\n", unset("b"), "a: &x 1\n"},
		{"flow root", "{a: 1, b: 2}\n", unset("a"), "{b: 2}\n"},
	})
}

func TestLists(t *testing.T) {
	entry := Mapping(Member{"date", Lit("2026-10-02")}, Member{"reason", Str("receipt lacks VAT")})
	test(t, []editCase{
		{"append", "l:\n  - a\n  - b # c\n\nx: 1\n", add("l", Str("c")), "l:\n  - a\n  - b # c\n  - c\n\nx: 1\n"},
		{"append at the margin", "l:\n- a\nx: 1\n", add("l", Str("b: c")), "l:\n- a\n- \"b: c\"\nx: 1\n"},
		{"append with their gap", "l:\n    -   'a'\n", add("l", Str("b")), "l:\n    -   'a'\n    -   'b'\n"},
		{"some in quotes", "l:\n  - 'a, b'\n  - c\n", add("l", Str("d")), "l:\n  - 'a, b'\n  - c\n  - d\n"},
		{"append in brackets", "l: [a, b] # c\n", add("l", Str("c, d")), "l: [a, b, \"c, d\"] # c\n"},
		{"brackets set apart", "l: [ 'a','b' ]\n", add("l", Str("c")), "l: [ 'a','b','c' ]\n"},
		{"append to empty", "l: []\n", add("l", Str("c")), "l: [c]\n"},
		{"append to null", "l: # c\nx: 1\n", add("l", Str("c")), "l: # c\n  - c\nx: 1\n"},
		{"append to nothing", "id: 1\nown: x\n", add("labels", Str("c")), "id: 1\nlabels:\n  - c\nown: x\n"},
		{"append a map", "rejections:\n  - date: 2026-10-01\n    reason: x\nx: 1\n", add("rejections", entry), "rejections:\n  - date: 2026-10-01\n    reason: x\n  - {date: 2026-10-02, reason: receipt lacks VAT}\nx: 1\n"},
		{"first map", "id: 1\n", add("rejections", entry), "id: 1\nrejections:\n  - {date: 2026-10-02, reason: receipt lacks VAT}\n"},
		{"append lines", "l:\n- a\n", add("l", Str("x\ny")), "l:\n- a\n- |-\n  x\n  y\n"},
		{"append after lines", "l:\n  - a\n    b\n  - >-\n    c\n    d\nx: 1\n", add("l", Str("e")), "l:\n  - a\n    b\n  - >-\n    c\n    d\n  - e\nx: 1\n"},
		{"take", "l:\n  - a\n  # of b\n  - b # c\n  - c\n", take("l", 1), "l:\n  - a\n  # of b\n  - c\n"},
		{"take first", "l:\n- a\n- b\n", take("l", 0), "l:\n- b\n"},
		{"take lines", "l:\n  - >-\n    a\n    b\n  - date: 1\n    reason: 2\n  - c\n", take("l", 1), "l:\n  - >-\n    a\n    b\n  - c\n"},
		{"take in brackets", "l: [a, b, c]\n", take("l", 2), "l: [a, b]\n"},
		{"take first in brackets", "l: [ a, b ]\n", take("l", 0), "l: [ b ]\n"},
		{"take last one", "l: # c\n  - a\nx: 1\n", take("l", 0), "x: 1\n"},
		{"take last in brackets", "l: [a]\nx: 1\n", take("l", 0), "x: 1\n"},
		{"in a map", "m:\n  l:\n    - a\n    - b\n", take("m.l", 0), "m:\n  l:\n    - b\n"},
		{"null entries", "l:\n  -\n  - b\n  -\n", take("l", 2), "l:\n  -\n  - b\n"},
		{"change a list", "l:\n  - a # 1\n  - b # 2\n  - c # 3\n", set("l", Seq(Str("a"), Str("x"), Str("z"), Str("c"))), "l:\n  - a # 1\n  - x # 2\n  - z\n  - c # 3\n"},
		{"shorten a list", "l: [a, b, c, d]\n", set("l", Seq(Str("a"), Str("d"))), "l: [a, d]\n"},
		{"put in front", "l:\n  # head\n  - b\n", set("l", Seq(Str("a"), Str("b"))), "l:\n  # head\n  - a\n  - b\n"},
		{"put in front in brackets", "l: [b]\n", set("l", Seq(Str("a"), Str("b"))), "l: [a, b]\n"},
		{"list to empty", "l:\n  - b\n  # c\nx: 1\n", set("l", Seq()), "l: []\nx: 1\n"},
		{"text to list", "l: b # c\nx: 1\n", set("l", Seq(Str("a"))), "l: # c\n  - a\nx: 1\n"},
		{"list to text", "l: # c\n  - a\nx: 1\n", set("l", Str("b")), "l: b # c\nx: 1\n"},
		{"change maps in a list", "l:\n  - {a: 1}\n  - b: 2\n", set("l", Seq(Mapping(Member{"a", Lit("3")}), Str("x\ny"))), "l:\n  - {a: 3}\n  - |-\n    x\n    y\n"},
		{"change a map", "m: {a: 1, b: 2}\n", set("m", Mapping(Member{"b", Lit("3")}, Member{"c", Lit("4")})), "m: {b: 3, c: 4}\n"},
		{"same map in another order", "m: {a: 1, b: 2}\n", set("m", Mapping(Member{"b", Lit("2")}, Member{"a", Lit("1")})), "m: {a: 1, b: 2}\n"},
	})
}

func TestRefusedEdits(t *testing.T) {
	cases := []struct {
		name, front string
		do          step
		reason      Reason
		line        int
	}{
		{"braces over lines", "a: 1\nm: {b: 1,\n  c: 2}\n", set("m.b", Lit("2")), Unsafe, 3},
		{"new key in braces over lines", "m: {b: 1,\n  c: 2}\n", set("m.d", Lit("2")), Unsafe, 2},
		{"unset in braces over lines", "m: {b: 1,\n  c: 2}\n", unset("m.c"), Unsafe, 3},
		{"brackets over lines", "l: [a,\n  b]\n", add("l", Str("c")), Unsafe, 2},
		{"take in brackets over lines", "l: [a,\n  b]\n", take("l", 1), Unsafe, 3},
		{"alias", "a: &x 1\nb: *x\n", set("b", Lit("2")), Unsafe, 3},
		{"anchor", "a: &x 1\nb: *x\n", set("a", Lit("2")), Unsafe, 2},
		{"list with an anchor", "a: &x [1]\nb: *x\n", add("a", Lit("2")), Unsafe, 2},
		{"anchor in use", "a: &x 1\nb: *x\n", unset("a"), Unsafe, 2},
		{"tag", "a: !!str 1\n", set("a", Lit("2")), Unsafe, 2},
		{"merged key", "a: &x {k: 1}\nm:\n  <<: *x\n", set("m.k", Lit("2")), Unsafe, 4},
		{"explicit key", "? a\n: 1\nb: 2\n", unset("a"), Unsafe, 2},
		{"text for a list", "l: a\n", add("l", Str("b")), Mismatch, 2},
		{"text for a map", "m: a\n", set("m.b", Str("b")), Mismatch, 2},
		{"no such entry", "l: [a]\n", take("l", 1), Mismatch, 2},
		{"no list", "l: a\n", take("l", 0), Mismatch, 2},
		{"no key", "l: a\n", take("x", 0), Mismatch, 2},
		{"not UTF-8", "l: a\n", set("l", Str("\xff")), Encoding, 2},
		{"empty path", "l: a\n", func(d *Doc) (*Doc, error) { return d.Set(nil, Str("x"), nil) }, Mismatch, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse("---\n" + c.front + "---\n")
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.do(d)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error; %v", err, got)
			}
			if e.Reason != c.reason || e.Line != c.line {
				t.Errorf("got reason %d in line %d (%v), want %d in %d", e.Reason, e.Line, e, c.reason, c.line)
			}
		})
	}
}
