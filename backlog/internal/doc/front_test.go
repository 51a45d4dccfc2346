package doc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sketch writes a node in one line: kinds, texts, and Q for what is quoted.
func sketch(n Node) string {
	switch n.Kind {
	case Null:
		return fmt.Sprintf("null(%s)", n.Text)
	case Scalar:
		if n.Quoted {
			return fmt.Sprintf("Q%q", n.Text)
		}
		return fmt.Sprintf("%q", n.Text)
	case List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = sketch(item)
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	parts := make([]string, len(n.Pairs))
	for i, p := range n.Pairs {
		parts[i] = p.Key + "=" + sketch(p.Value)
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func TestValuesAreTheirOwnText(t *testing.T) {
	cases := []struct{ front, want string }{
		{"title: Yes\nowner: no\nlabels: [1.0, 2026-01-01]\npoints: 010", `{title="Yes" owner="no" labels=["1.0" "2026-01-01"] points="010"}`},
		{"a: 1_000\nb: 0x10\nc: .inf\nd: 1e3\ne: 12:30", `{a="1_000" b="0x10" c=".inf" d="1e3" e="12:30"}`},
		{"a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\nf: Null\ng: nULL", `{a=null() b=null(~) c=null(null) d=Q"null" e=Q"" f=null(Null) g="nULL"}`},
		{"title: Fix #12\nb: a#b", `{title="Fix" b="a#b"}`},
		{"a: 'it''s'\nb: \"\\u00e9\\n\\\"\"", `{a=Q"it's" b=Q"é\n\""}`},
		{"a: |\n  x\n   y\n\nb: >\n  x\n  y\nc: |-\n  z\nd: |+\n  w\n", `{a=Q"x\n y\n" b=Q"x y\n" c=Q"z" d=Q"w\n\n"}`},
		{"a: plain\n  over lines", `{a="plain over lines"}`},
		{"a: &x [1, &y {k: v}]\nb: *x\nc: *y", `{a=["1" {k="v"}] b=["1" {k="v"}] c={k="v"}}`},
		{"base: &b {x: 1, y: 2}\nm:\n  z: 0\n  <<: *b\n  y: 3", `{base={x="1" y="2"} m={z="0" x="1" y="3"}}`},
		{"b: &b {x: 1}\nc: &c {x: 2, y: 3}\nm: {<<: [*b, *c]}", `{b={x="1"} c={x="2" y="3"} m={x="1" y="3"}}`},
		{"a: !!str 010\nb: !!str\nc: !!null ''\nd: !!int \"5\"\ne: !own x\nf: !!null ~", `{a=Q"010" b=Q"" c=Q"" d=Q"5" e="x" f=null(~)}`},
		{"a: @mara\nb: [@jonas, '@timo', `x`]\nc:\n  - @lena # c\n  - @x y", "{a=\"@mara\" b=[\"@jonas\" Q\"@timo\" \"`x`\"] c=[\"@lena\" \"@x y\"]}"},
		{"? a\n: b\n? c", `{a="b" c=null()}`},
		{"l: [a: b]\nm: {c, d: }", `{l=[{a="b"}] m={c=null() d=null()}}`},
		{"a: |\n  ---\n  b\n ", `{a=Q"---\nb\n"}`},
		{"{id: x, l: [1]}", `{id="x" l=["1"]}`},
		{"# nothing\n\n", `{}`},
	}
	for _, c := range cases {
		for name, front := range map[string]string{"": c.front, " with CRLF": strings.ReplaceAll(c.front, "\n", "\r\n")} {
			d, err := Parse("---\n" + front + "\n---\n")
			if err != nil {
				t.Errorf("%q%s: %v", c.front, name, err)
				continue
			}
			if got := sketch(d.root); got != c.want {
				t.Errorf("%q%s\n got %s\nwant %s", c.front, name, got, c.want)
			}
		}
	}
}

func TestSpansAreExact(t *testing.T) {
	src := "---\nid: VS-1 # c\n\"t\" : 'it''s'\nl:\n  - ab\n  - {k: [x, y]}\nn:\nf: >-\n  two\n  lines\n\nb: &a !!str v\nc: *a\n---\nBody"
	d, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for path, node := range map[string][]string{"id": {"id"}, "t": {"t"}, "l": {"l"}, "n": {"n"}, "f": {"f"}, "b": {"b"}, "c": {"c"}} {
		n, ok := d.Lookup(node...)
		key, found := d.KeySpan(node...)
		if !ok || !found {
			t.Fatalf("%s is not found", path)
		}
		got[src[key.Start:key.End]] = src[n.Span.Start:n.Span.End]
	}
	want := map[string]string{"id": "VS-1", `"t"`: "'it''s'", "l": "- ab\n  - {k: [x, y]}", "n": "", "f": ">-\n  two\n  lines", "b": "v", "c": "*a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d.Body() != "Body" || d.BodyStart() != len(src)-4 || d.Source() != src {
		t.Errorf("body %q from %d", d.Body(), d.BodyStart())
	}
	if _, ok := d.Lookup("id", "x"); ok {
		t.Error("a text has no keys")
	}
	if _, ok := d.KeySpan("nope"); ok {
		t.Error("found a key that is not there")
	}
}

func TestComments(t *testing.T) {
	src := "---\n# po: ignore story.vague because TEXT\nid: a#b\n  # deeper  \ntitle: Fix #12\r\nq: \"# no\" # yes\nt: |\n  # text\nl: [a] #\n---\n# Heading\n"
	d, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Comments() {
		got = append(got, fmt.Sprintf("%d %v %q %q", c.Line, c.Own, c.Text, src[c.Span.Start:c.Span.End]))
	}
	want := []string{
		`2 true "po: ignore story.vague because TEXT" "# po: ignore story.vague because TEXT"`,
		`4 true "deeper" "# deeper  "`,
		`5 false "12" "#12"`,
		`6 false "yes" "# yes"`,
		`9 false "" "#"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	title, _ := d.Lookup("title")
	if c, ok := d.CommentAt(title); !ok || c.Text != "12" {
		t.Errorf("the comment beside the title: %+v, %v", c, ok)
	}
	id, _ := d.Lookup("id")
	if c, ok := d.CommentAt(id); ok {
		t.Errorf("the id has no comment: %+v", c)
	}
}

func TestScannerKeepsNothingBack(t *testing.T) {
	var s Scanner
	for _, front := range append(shapes(), shapes()...) {
		src := "---\n" + front + "\n---\nBody"
		pairs, body, err := s.Scan(src)
		d, want := Parse(src)
		if (err == nil) != (want == nil) {
			t.Fatalf("%q: %v, alone %v", front, err, want)
		}
		if err != nil {
			continue
		}
		if diff := cmp.Diff(d.Front(), pairs, sameTree); diff != "" || body != d.BodyStart() {
			t.Errorf("%q: body %d, want %d\n%s", front, body, d.BodyStart(), diff)
		}
	}
	if n := testing.AllocsPerRun(100, func() { s.Scan(story) }); n != 0 {
		t.Errorf("%v allocations for a usual story, want none", n)
	}
}

func TestNewFiles(t *testing.T) {
	date := Lit("2026-09-11")
	cases := []struct {
		front []Member
		body  string
		want  string
	}{
		{[]Member{{"id", Str("VS-1")}, {"status", Str("draft")}, {"title", Str("Pay: by card")}, {"type", Str("story")}, {"created", date}}, "",
			"---\nid: VS-1\nstatus: draft\ntitle: \"Pay: by card\"\ntype: story\ncreated: 2026-09-11\n---\n"},
		{[]Member{
			{"id", Str("VS-12")}, {"status", Str("draft")}, {"title", Str("Student discount")}, {"priority", Lit("1040")}, {"type", Str("story")},
			{"created", date}, {"value", Lit("5")}, {"area", Str("pay")}, {"moscow", Str("could")}, {"depends_on", Seq(Str("VS-3"))},
			{"scores", Mapping(Member{"wsjf", Mapping(Member{"ubv", Lit("5")}, Member{"tc", Lit("3")}, Member{"rroe", Lit("2")})})},
		}, story[strings.Index(story, "As a student"):], story},
		{[]Member{
			{"labels", Seq(Str("pilot"), Str("needs, legal"))},
			{"blocked", Mapping(Member{"since", date}, Member{"reason", Str("the map licence is not signed")})},
			{"rejections", Seq(Mapping(Member{"date", date}, Member{"reason", Str("late, no VAT")}, Member{"criteria", Seq(Lit("2"))}))},
			{"closed", Mapping(Member{"met", Lit("true")}, Member{"done", Mapping(Member{"VS-7", Lit("2")})})},
			{"note", Str("two\nlines\n")}, {"none", Seq()}, {"nothing", Mapping()}, {"yes", Str("no")},
		}, "Body.\n", "---\nlabels:\n  - pilot\n  - needs, legal\nblocked: {since: 2026-09-11, reason: the map licence is not signed}\n" +
			"rejections:\n  - {date: 2026-09-11, reason: \"late, no VAT\", criteria: [2]}\nclosed: {met: true, done: {VS-7: 2}}\n" +
			"note: |\n  two\n  lines\nnone: []\nnothing: {}\n\"yes\": \"no\"\n---\nBody.\n"},
	}
	for _, c := range cases {
		got := New(c.front, c.body)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
		d, err := Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		want := Mapping(c.front...).node()
		if !sameValue(&d.root, &want) {
			t.Errorf("read %s, wrote %s", sketch(d.root), sketch(want))
		}
	}
}
