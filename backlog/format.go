package backlog

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// Format gives a snapshot in which the front matter of files has its keys in the order of their table, unknown ones last, and its lists
// as blocks of one entry a line. Comments stay with the key that they stand above. Values, and all that stands in the body, are as
// they were. left names the files that cannot be written so and stay as they are; keep says which files are looked at, nil: all.
func (b *Backlog) Format(keep func(path string) bool) (formatted *Backlog, left []string) {
	var scanner doc.Scanner
	changed := map[string]*file{}
	for _, f := range b.files {
		if f.err != nil || keep != nil && !keep(f.path) {
			continue
		}
		src, ok := f.formatted()
		switch {
		case !ok:
			left = append(left, f.path)
		case src != f.src:
			changed[f.path] = parseFile(&scanner, f.path, strings.Clone(src), b.cfg)
		}
	}
	if len(changed) == 0 {
		return b, left
	}
	return b.with(changed), left
}

// formatted is the file's text in its usual form. It reports false where that would say something else.
func (f *file) formatted() (string, bool) {
	d, err := doc.Parse(f.src)
	if err != nil {
		return "", false
	}
	t := f.cfg.table(f.kind)
	if d, err = asBlocks(d); err != nil {
		return "", false
	}
	src, ok := inTableOrder(d, t.rank)
	if !ok {
		return "", false
	}
	after, err := doc.Parse(src)
	if err != nil || !equalMaps(f.values(), frontValues(f, after)) || src[after.BodyStart():] != f.src[f.body:] || !sameComments(f.src, src) {
		return "", false
	}
	return src, true
}

// frontValues are the values of a text as the file's kind reads them.
func frontValues(f *file, d *doc.Doc) []Entry {
	var out []Entry
	for _, p := range d.Front() {
		if v := valueOf(p.Value, f.kindOf(p.Key)); v.IsSet() {
			out = append(out, Entry{p.Key, v})
		}
	}
	return out
}

// asBlocks writes the lists in brackets at the top level as blocks. One with a comment on its lines stays.
func asBlocks(d *doc.Doc) (*doc.Doc, error) {
	src := d.Source()
	for _, p := range slices.Backward(d.Front()) {
		if p.Value.Kind != doc.List || p.Value.Style != doc.Flow || len(p.Value.Items) == 0 {
			continue
		}
		start := strings.LastIndexByte(src[:p.KeySpan.Start], '\n') + 1
		end := afterLine(src, p.Value.Span.End)
		if start != p.KeySpan.Start || strings.TrimSpace(src[p.Value.Span.End:end]) != "" || strings.Contains(src[start:end], "#") {
			continue
		}
		block := doc.New([]doc.Member{{Key: p.Key, Value: valueOf(p.Value, None).written()}}, "")
		block = strings.TrimSuffix(strings.TrimPrefix(block, "---\n"), "---\n")
		if strings.HasSuffix(src[:end], "\r\n") {
			block = strings.ReplaceAll(block, "\n", "\r\n")
		}
		src = src[:start] + block + src[end:]
	}
	return doc.Parse(src)
}

// inTableOrder puts the keys, each with the lines above it that are not another key's, in the order of the table. It reports false for
// front matter that is not one key after the other.
func inTableOrder(d *doc.Doc, rank doc.Rank) (string, bool) {
	src := d.Source()
	front := d.Front()
	if len(front) == 0 {
		return src, true
	}
	type chunk struct {
		rank int
		text string
	}
	start := strings.IndexByte(src, '\n') + 1
	head := src[:start]
	end := strings.LastIndexByte(src[:max(0, d.BodyStart()-1)], '\n') + 1 // the closing line
	var chunks []chunk
	for i, p := range front {
		line := strings.LastIndexByte(src[:p.KeySpan.Start], '\n') + 1
		if line < start || src[line:p.KeySpan.Start] != "" && strings.TrimLeft(src[line:p.KeySpan.Start], `"'`) != "" {
			return "", false
		}
		next := end
		if i+1 < len(front) {
			next = keyStart(src, front[i+1], p)
		}
		if next < start || next > end {
			return "", false
		}
		r := rank(p.Key)
		if r < 0 {
			r = math.MaxInt
		}
		chunks = append(chunks, chunk{r, src[start:next]})
		start = next
	}
	slices.SortStableFunc(chunks, func(a, b chunk) int { return cmp.Compare(a.rank, b.rank) })
	var out strings.Builder
	out.WriteString(head)
	for _, c := range chunks {
		out.WriteString(c.text)
	}
	out.WriteString(src[end:])
	return out.String(), true
}

// keyStart is where the lines of a key begin: behind those of the key before it, comments and empty lines above it included.
func keyStart(src string, key, before doc.Pair) int {
	at := strings.LastIndexByte(src[:key.KeySpan.Start], '\n') + 1
	for at > before.Value.Span.End && at > before.KeySpan.End {
		above := strings.LastIndexByte(src[:at-1], '\n') + 1
		line := strings.TrimSpace(src[above : at-1])
		if above <= before.KeySpan.Start || above < before.Value.Span.End || line != "" && line[0] != '#' {
			break
		}
		at = above
	}
	return at
}

// sameComments reports whether two texts have the same comments in their front matter, in any order.
func sameComments(a, b string) bool {
	texts := func(src string) []string {
		d, err := doc.Parse(src)
		if err != nil {
			return nil
		}
		var out []string
		for _, c := range d.Comments() {
			out = append(out, c.Text)
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(texts(a), texts(b))
}
