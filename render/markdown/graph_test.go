package markdown

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/po-backlog/po/render"
)

// Every line of a drawing is one of these: what stands between the quotes is letters, digits, marks, blanks, hyphens and numbered
// characters.
var (
	nodeLine = regexp.MustCompile(`^  n(\d+)(?:\["|\(")((?:[\pL\pN\pM -]|#\d+;)*)(?:"\]|"\))$`)
	edgeLine = regexp.MustCompile(`^  n(\d+) (?:-->|-->\|new\||-\.->\|no longer\|) n(\d+)$`)
	numbered = regexp.MustCompile(`#(\d+);`)
)

// FuzzGraph draws items whose every string is hostile: nothing leaves its label, and the label says what the string says.
func FuzzGraph(f *testing.F) {
	for _, s := range []string{
		"Pay by card", `"] --> n2["x`, "a\"]\nclick n1 href \"https://evil.example\"", "%%{init: {\"securityLevel\": \"loose\"}}%%", "```\n\n# x", "</details>", "<img src=x onerror=alert(1)>",
		"`**bold**`", "end", "1. one", "- a", "#quot;", "#35;", "&quot;", "style a:b#c;", "classDef x:y#z;", "ﬂ°°60¶ß", "subgraph x", ";", "%% comment", "\u202e\x1b", "---\ntitle: x\n---",
		"@mara #1", "fa:fa-car", "$$x^2$$", "नमस्ते", "日本語 🚲", ":::big", "|x|", "{a}", "\u2028",
	} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, kinds uint8) {
		g := render.Graph{
			Nodes: []render.Node{{ID: s, Title: s, Kind: render.NodeKind(kinds % 5)}, {ID: "VS-2", Title: s, Kind: render.NodeAdded}, {ID: s, Kind: render.NodeMissing}},
			Edges: []render.Edge{{From: 0, To: 1, Kind: render.EdgeKind(kinds % 3)}, {From: 1, To: 2, Kind: render.EdgeAdded}},
			Left:  int(kinds % 2),
		}
		md := write(t, Comment(), render.Changes{Items: []render.Changed{{ID: "VS-1", Edits: []render.Edit{{Field: "value", Words: render.Words("1")}}}}, Depends: g})
		block := mermaidOf(t, md)
		lines := strings.Split(strings.TrimSuffix(block, "\n"), "\n")
		if len(lines) != 1+len(g.Nodes)+len(g.Edges) || lines[0] != "flowchart LR" {
			t.Fatalf("%d lines in %q", len(lines), block)
		}
		for i, n := range g.Nodes {
			m := nodeLine.FindStringSubmatch(lines[1+i])
			if m == nil || m[1] != strconv.Itoa(i+1) {
				t.Fatalf("no node: %q", lines[1+i])
			}
			said := numbered.ReplaceAllStringFunc(m[2], func(code string) string {
				r, _ := strconv.Atoi(strings.Trim(code, "#;"))
				return string(rune(r))
			})
			want := cut(render.Clean(n.ID), labelSize)
			if n.Title != "" {
				want += " " + cut(render.Clean(n.Title), labelSize)
			}
			if !strings.HasPrefix(said, want) || len(said) > len(want)+len(" (no such item)") {
				t.Errorf("the label says %q, want %q", said, want)
			}
		}
		for _, line := range lines[1+len(g.Nodes):] {
			if !edgeLine.MatchString(line) {
				t.Errorf("no edge: %q", line)
			}
		}
	})
}

// mermaidOf gives the one drawing of a comment that holds no other code.
func mermaidOf(t *testing.T, md string) string {
	t.Helper()
	source := []byte(md)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	var blocks []string
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if b, ok := n.(*ast.FencedCodeBlock); ok && entering {
			if string(b.Language(source)) != "mermaid" {
				t.Errorf("a block of %q in %q", b.Language(source), md)
			}
			blocks = append(blocks, string(b.Lines().Value(source)))
		}
		return ast.WalkContinue, nil
	})
	if len(blocks) != 1 {
		t.Fatalf("%d blocks of code in %q", len(blocks), md)
	}
	return blocks[0]
}

// Whatever the strings are, 25 items take no more of a comment than the rest can spare; without dependencies nothing is drawn.
func TestGraphIsBounded(t *testing.T) {
	t.Parallel()
	one := render.Changed{ID: "VS-1", Edits: []render.Edit{{Field: "value", Words: render.Words("1")}}}
	var g render.Graph
	for range 25 {
		g.Nodes = append(g.Nodes, render.Node{ID: strings.Repeat("\U000e0041", 500), Title: strings.Repeat("🚲", 500)})
	}
	if md := write(t, Comment(), render.Changes{Items: []render.Changed{one}, Depends: g}); strings.Contains(md, "mermaid") {
		t.Errorf("nothing depends on anything: %s", md)
	}
	for i := range 24 {
		g.Edges = append(g.Edges, render.Edge{From: i, To: i + 1})
	}
	md := write(t, Comment(), render.Changes{Items: []render.Changed{one}, Depends: g})
	if len(md) > 30_000 || !strings.Contains(md, "```mermaid\n") || strings.Contains(md, "The rest") {
		t.Errorf("%d bytes", len(md))
	}
}
