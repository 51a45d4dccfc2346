package doc

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse: whatever the source, parsing ends, panics never, gives the source back, and an error has a place in it.
func FuzzParse(f *testing.F) {
	for _, shape := range shapes() {
		f.Add(shape)
		f.Add("---\n" + shape + "\n---\nBody\n")
		f.Add(byteOrderMark + "---\r\n" + strings.ReplaceAll(shape, "\n", "\r\n") + "\r\n---")
	}
	f.Add("---\na: \xff\n---\n")
	f.Add("---\na: 1\x00\n---\n")
	f.Fuzz(func(t *testing.T, src string) {
		for _, parse := range []func(string) (*Doc, error){Parse, ParseYAML} {
			d, err := parse(src)
			var e *Error
			switch {
			case err == nil:
				if d.Source() != src || !strings.HasSuffix(src, d.Body()) {
					t.Fatal("the source is not what was parsed")
				}
				inside(t, src, d.root)
				d.Comments()
			case !errors.As(err, &e) || e.Line < 1 || e.Line > 1+strings.Count(src, "\n") || e.Column < 1:
				t.Fatalf("no place: %v", err)
			}
		}
	})
}

// inside checks that the spans of a tree lie in each other and in the source.
func inside(t *testing.T, src string, n Node) {
	t.Helper()
	if n.Span.Start < 0 || n.Span.Start > n.Span.End || n.Span.End > len(src) {
		t.Fatalf("span %v of %d bytes", n.Span, len(src))
	}
	for _, item := range n.Items {
		inside(t, src, item)
	}
	for _, p := range n.Pairs {
		inside(t, src, p.Value)
	}
	if n.Kind == Scalar && n.Style == Plain && !n.bound && !stands(n.Text, src[n.Span.Start:n.Span.End]) {
		t.Fatalf("plain text %q stands at %q", n.Text, src[n.Span.Start:n.Span.End])
	}
}

// stands reports whether a plain text is what its span holds: to the byte on one line, and but for the blanks and breaks that folding
// changes over several. The breaks are those of YAML 1.1, which has more than CR and LF.
func stands(text, span string) bool {
	const breaks = "\n\r\u0085\u2028\u2029"
	if !strings.ContainsAny(span, breaks) {
		return text == span
	}
	ink := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(breaks+" \t", r) }), "")
	}
	return ink(text) == ink(span)
}

// FuzzEdit: an edit is refused, or what was written is read again, the rest reads as before, and only bytes of the
// key's own lines have changed.
func FuzzEdit(f *testing.F) {
	values := []string{"x", "", "null", "010", "a: b", "two\nlines\n", " lead", "it's \"q\"", "- a", "#", "a #b", "ü\u2028", "\t", "@a", "a\r\nb", "|", "\n", "k, l]"}
	for i, shape := range shapes() {
		f.Add(shape, values[i%len(values)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, front, text string, pick uint8) {
		if utf8.ValidString(text) {
			edits(t, front, text, int(pick))
		}
	})
}

// edits tries every edit on a front matter.
func edits(t *testing.T, front, text string, pick int) {
	d, err := Parse("---\n" + front + "\n---\nBody\n")
	if err != nil {
		return
	}
	setNew(t, d, text, pick)
	for i := range d.root.Pairs {
		p := &d.root.Pairs[i]
		setOld(t, d, p, text)
		unsetOld(t, d, p)
		listEdits(t, d, p, text, pick)
		mapEdits(t, d, p, text)
	}
}

// inserted tells whether long is short with one piece more.
func inserted(short, long string) bool {
	i := 0
	for i < min(len(short), len(long)) && short[i] == long[i] {
		i++
	}
	return len(long) > len(short) && strings.HasSuffix(long, short[i:])
}

// owned checks that an edit changed nothing but the lines of a pair.
func owned(t *testing.T, d, after *Doc, p *Pair) {
	t.Helper()
	first := d.lineStart(p.KeySpan.Start)
	if strings.Trim(d.src[first:p.KeySpan.Start], " ") != "" {
		return // a line of YAML that is none of an editor's
	}
	last := d.below(max(p.KeySpan.End, p.Value.Span.End), p.KeySpan.Start-first)
	if !strings.HasPrefix(after.src, d.src[:first]) || !strings.HasSuffix(after.src[first:], d.src[last:]) {
		t.Fatalf("bytes beside the key's own, %d to %d, changed\n%q\n%q", first, last, d.src, after.src)
	}
}

func setNew(t *testing.T, d *Doc, text string, pick int) {
	const key = "zz-new"
	if d.find([]string{key}) != nil {
		return
	}
	order := func(k string) int {
		if k == key {
			return pick
		}
		return len(k)
	}
	after, err := d.Set([]string{key}, Str(text), order)
	if err != nil {
		return
	}
	if n, ok := after.Lookup(key); !ok || n.Kind != Scalar || n.Text != text {
		t.Fatalf("wrote %q, read %+v", text, n)
	}
	if !inserted(d.src, after.src) {
		t.Fatalf("more than an insertion:\n%q\n%q", d.src, after.src)
	}
	back, err := after.Unset(key)
	if err == nil && len(d.root.Pairs) > 0 && d.root.Style == Block && back.src != d.src {
		t.Fatalf("unset is not the inverse of set:\n%q\n%q\n%q", d.src, after.src, back.src)
	}
}

func setOld(t *testing.T, d *Doc, p *Pair, text string) {
	after, err := d.Set([]string{p.Key}, Str(text), nil)
	if err != nil {
		return
	}
	n, ok := after.Lookup(p.Key)
	if !ok || n.Kind != Scalar || n.Text != text {
		t.Fatalf("wrote %q, read %+v\n%q", text, n, after.src)
	}
	owned(t, d, after, p)
}

func unsetOld(t *testing.T, d *Doc, p *Pair) {
	after, err := d.Unset(p.Key)
	if err != nil {
		return
	}
	if !inserted(after.src, d.src) {
		t.Fatalf("more than a deletion:\n%q\n%q", d.src, after.src)
	}
	if _, ok := after.Lookup(p.Key); ok || len(after.Front()) != len(d.Front())-1 {
		t.Fatalf("%s is still there:\n%q", p.Key, after.src)
	}
}

func listEdits(t *testing.T, d *Doc, p *Pair, text string, pick int) {
	if p.Value.Kind != List {
		return
	}
	path := []string{p.Key}
	if after, err := d.Append(path, Str(text), nil); err == nil {
		n, _ := after.Lookup(p.Key)
		if len(n.Items) != len(p.Value.Items)+1 || n.Items[len(n.Items)-1].Text != text {
			t.Fatalf("appended %q, read %+v", text, n)
		}
		owned(t, d, after, p)
	}
	if len(p.Value.Items) == 0 {
		return
	}
	if after, err := d.Take(path, pick%len(p.Value.Items)); err == nil {
		if n, ok := after.Lookup(p.Key); ok && len(n.Items) != len(p.Value.Items)-1 {
			t.Fatalf("took one of %d, left %d", len(p.Value.Items), len(n.Items))
		}
		owned(t, d, after, p)
	}
}

func mapEdits(t *testing.T, d *Doc, p *Pair, text string) {
	if p.Value.Kind != Map || slices.ContainsFunc(p.Value.Pairs, func(p Pair) bool { return p.Key == "new" }) {
		return
	}
	after, err := d.Set([]string{p.Key, "new"}, Str(text), nil)
	if err != nil {
		return
	}
	if n, ok := after.Lookup(p.Key, "new"); !ok || n.Text != text {
		t.Fatalf("wrote %q, read %+v\n%q", text, n, after.src)
	}
	owned(t, d, after, p)
}

// FuzzQuote: a text that is written is read back as that string, in a block and in brackets, whatever stands around it.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"", "a", "Yes", "1e3", "a: b", "a #b", "- x", "---", "x\ny", "\u0085", "'", "\"", "a,b", "[", "?x", ":x", "-x", "~", "0o7", "12:30", "2026-01-02", "=", "<<", " a", "a ", "\ufeff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 1000 {
			return
		}
		key := text
		if len(keyText(text, true)) > 1000 { // YAML's keys end before 1024 characters as they are written
			key = "short"
		}
		flow := Seq(Str(text), Mapping(Member{key, Str(text)})).flow()
		d, err := ParseYAML("a: " + Quote(text) + " # c\nb: " + flow + "\n" + keyText(key+"k", false) + ": x\n")
		if err != nil {
			t.Fatal(err)
		}
		a, _ := d.Lookup("a")
		b, _ := d.Lookup("b")
		if a.Kind != Scalar || a.Text != text || b.Items[0].Text != text || b.Items[0].Kind != Scalar || b.Items[1].Pairs[0].Key != key || b.Items[1].Pairs[0].Value.Text != text {
			t.Fatalf("%q is read as %q and %+v", text, a.Text, b)
		}
		if _, ok := d.Lookup(key + "k"); !ok {
			t.Fatalf("the key %qk is lost", text)
		}
		typedAsText(t, d.src, text)
	})
}

// spell makes YAML of bytes: each is one of the pieces that front matter is made of. It comes to deep shapes sooner
// than bytes do.
func spell(tokens []byte) string {
	pieces := []string{
		"a: ", "b:", "c: x\n", "\n", "\n", "\n  ", "\n  - ", "\n- ", "- ", "  ", " ", "x", "y z", "1", "~", "null",
		"[", "]", ", ", ",", "{", "}", "k: v", "k:", ":", ": ", "'", "''", "\"", "\\\"", "#", " # c", "\r\n", "\n    ", "-", "ü",
		"\u0085", "\u2028", "|\n", ">-\n", "&n ", "*n", "!t ", "<<: ", "? ", "@x", "\t", "---", "...", "d: [x, y]\n", "e: {f: 1}\n",
		"g:\n  h: i\n", "l:\n  - m\n", "n:\n- o\n", "  # c\n", "p: |\n  q\n", "=", "%", "r: 's'\n", "t: \"u\" # v\n",
	}
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(pieces[int(t)%len(pieces)])
	}
	return b.String()
}

// FuzzPieces does what FuzzHandScanner and FuzzEdit do, on front matter put together from pieces.
func FuzzPieces(f *testing.F) {
	f.Add([]byte{2, 49, 50, 51, 52, 53, 54, 55, 58, 59}, "x")
	f.Add([]byte{0, 16, 11, 18, 14, 17, 31, 3, 1, 6, 22, 33, 22}, "two\nlines")
	f.Fuzz(func(t *testing.T, tokens []byte, text string) {
		if len(tokens) > 200 {
			return
		}
		front := spell(tokens)
		differ(t, "---\n"+front+"\n---\n")
		if utf8.ValidString(text) && len(text) < 1000 {
			edits(t, front, text, len(tokens))
		}
	})
}
