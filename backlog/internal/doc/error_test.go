package doc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestErrorsNameTheirPlace(t *testing.T) {
	deep := strings.Repeat("[", 33) + strings.Repeat("]", 33)
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 8; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	cases := []struct {
		name, src string
		reason    Reason
		line, col int
		msg       string
	}{
		{"empty", "", NoFront, 1, 1, "no front matter"},
		{"no fence", "# Title\n", NoFront, 1, 1, "no front matter"},
		{"blank line first", "\n---\nid: 1\n---\n", NoFront, 1, 1, "no front matter"},
		{"indented fence", " ---\nid: 1\n---\n", NoFront, 1, 1, "no front matter"},
		{"not closed", "---\nid: 1\n", NotClosed, 1, 1, "not closed"},
		{"closed by dots", "---\nid: 1\n...\nBody\n", NotClosed, 1, 1, "not closed"},
		{"closed by an indented fence", "---\nid: 1\n ---\nBody\n", NotClosed, 1, 1, "not closed"},
		{"closed by a longer line", "---\nid: 1\n--- x\nBody\n", NotClosed, 1, 1, "not closed"},
		{"not UTF-8", "---\nid: 1\ntitle: ü\xff\n---\n", Encoding, 3, 9, "UTF-8"},
		{"not UTF-8 in the body", "---\nid: 1\n---\nBody \xc3", Encoding, 4, 6, "UTF-8"},
		{"replacement character is fine, then not UTF-8", "---\nid: \ufffd\n---\n\xfe", Encoding, 4, 1, "UTF-8"},
		{"NUL", "---\nid: a\x00b\n---\n", Encoding, 2, 6, "NUL"},
		{"escape character", "---\nid: 1\ntitle: a\x1b[31m\n---\n", Syntax, 3, 9, "U+001B"},
		{"byte order mark inside", "---\nid: 1\ntitle: \ufeffa\n---\n", Syntax, 3, 8, "U+FEFF"},
		{"after a byte order mark", byteOrderMark + "---\nid: 1\nid: 2\n---\n", Duplicate, 3, 1, "id"},
		{"duplicate", "---\nid: 1\ntitle: x\nid: 2\n---\n", Duplicate, 4, 1, "id"},
		{"duplicate, quoted", "---\nid: 1\n\"id\": 2\n---\n", Duplicate, 3, 1, "id"},
		{"duplicate in braces", "---\nm: {ä: 1, b: {c: 1, c: 2}}\n---\n", Duplicate, 2, 21, "c"},
		{"duplicate in a list", "---\nl:\n  - a: 1\n    a: 2\n---\n", Duplicate, 4, 5, "a"},
		{"duplicate with CRLF", "---\r\nid: 1\r\nid: 2\r\n---\r\n", Duplicate, 3, 1, "id"},
		{"duplicate merge keys", "---\na: &a {b: 1}\nm:\n  <<: *a\n  <<: *a\n---\n", Duplicate, 5, 3, "<<"},
		{"colon in a plain text", "---\nid: 1\ntitle: Pay: by card\n---\n", Syntax, 3, 11, "double quotes"},
		{"colon in the first line", "---\ntitle: Pay: by card\n---\n", Syntax, 2, 11, "double quotes"},
		{"no colon", "---\nid: 1\ntitle\nstatus: draft\n---\n", Syntax, 3, 1, "colon"},
		{"tab", "---\nid: 1\n\ttitle: x\n---\n", Syntax, 3, 1, ""},
		{"open quote", "---\nid: 1\ntitle: \"x\nstatus: y\n---\n", Syntax, 3, 8, "not closed"},
		{"open bracket", "---\nid: 1\nl: [a, b\nstatus: y\n---\n", Syntax, 3, 9, "closing bracket"},
		{"bad indentation", "---\nid: 1\nl:\n    - a\n   - b\n---\n", Syntax, 5, 4, ""},
		{"text after a quote", "---\nid: 1\ntitle: \"a\" b\n---\n", Syntax, 3, 12, ""},
		{"at sign in a quote over lines", "---\nl: [\"a\n  b, @c\", @d]\n---\n", Syntax, 3, 0, "double quotes"},
		{"unknown alias", "---\nid: 1\na: *b\n---\n", Syntax, 3, 4, "unknown anchor"},
		{"a list", "---\n- a\n---\n", Syntax, 2, 1, "not a mapping"},
		{"a text", "---\njust words\n---\n", Syntax, 2, 1, "not a mapping"},
		{"two documents", "---\na: 1\n--- b\n---\n", Syntax, 3, 1, ""},
		{"a map as key", "---\n? {a: 1}\n: b\n---\n", Syntax, 2, 3, "key"},
		{"merge of a text", "---\na: 1\n<<: x\n---\n", Syntax, 3, 1, "merge"},
		{"too deep", "---\nid: 1\na: " + deep + "\n---\n", Limit, 3, 0, "32 levels"},
		{"too deep for yaml.v3", "---\nid: 1\na: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "\n---\n", Syntax, 3, 0, "32 levels"},
		{"an unsettled merge", "---\nid: 1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n---\n", Syntax, 3, 1, "merge conflict"},
		{"too deep by aliases", "---\na: &a " + deep[8:58] + "\nb: " + strings.Repeat("[", 10) + "*a" + strings.Repeat("]", 10) + "\n---\n", Limit, 3, 0, "32 levels"},
		{"too many nodes", "---\na: [" + strings.Repeat("x,", 10_000) + "]\n---\n", Limit, 2, 4, "10,000"},
		{"alias bomb", "---\n" + bomb.String() + "---\n", Limit, 0, 0, "10,000"},
		{"alias of itself", "---\na: &a [*a]\n---\n", Limit, 2, 0, "part of"},
		{"too large", "---\na: 1\n---\n" + strings.Repeat("x", maxSource), Limit, 1, 1, "1 MiB"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.src)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Reason != c.reason || c.line > 0 && e.Line != c.line || c.col > 0 && e.Column != c.col || !strings.Contains(e.Msg, c.msg) {
				t.Errorf("got reason %d, %v; want reason %d, %d:%d: … %s", e.Reason, e, c.reason, c.line, c.col, c.msg)
			}
			if e.Line < 1 || e.Column < 1 || strings.HasSuffix(e.Msg, ".") {
				t.Errorf("odd error %v", e)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	src := byteOrderMark + "aü\r\n\nb🚲c"
	for offset, want := range map[int][2]int{0: {1, 1}, 3: {1, 1}, 4: {1, 2}, 6: {1, 3}, 8: {2, 1}, 9: {3, 1}, 14: {3, 3}, 15: {3, 4}, 99: {3, 4}, -1: {1, 1}} {
		if line, column := Position(src, offset); line != want[0] || column != want[1] {
			t.Errorf("Position(%d) = %d:%d, want %d:%d", offset, line, column, want[0], want[1])
		}
	}
}
