package render

import (
	"path"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/check"
)

// Findings is the page of what a check has found, a line each: place, level,
// message, rule. root is the backlog's folder in the repository, with slashes.
func Findings(found []check.Finding, root string) *Page {
	if len(found) == 0 {
		return &Page{}
	}
	lines := make([]Text, len(found))
	for i, f := range found {
		at := f.Pos
		at.Path = path.Join(root, at.Path)
		lines[i] = Text{
			{Text: at.String() + ": "},
			{Text: f.Level.String(), Tone: levelTone(f.Level)},
			{Text: ": " + f.Message + " "},
			{Text: "[" + f.Rule + "]", Tone: Dim},
		}
	}
	return &Page{Blocks: []Block{Lines{Lines: lines}}}
}

// FindingsSummary counts findings: "1 error, 2 warnings, 3 hints"; "no findings"
// where there are none.
func FindingsSummary(found []check.Finding) string {
	var counts [check.Error + 1]int
	for _, f := range found {
		counts[f.Level]++
	}
	var parts []string
	for level := check.Error; level > check.Off; level-- {
		if n := counts[level]; n > 0 {
			parts = append(parts, count(n, level.String()))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// Rules is the page of all rules with the levels that po.yaml gives them.
func Rules(rules []check.Rule, levels map[string]check.Level) *Page {
	t := Table{Columns: []Column{{Name: "rule"}, {Name: "level", Leave: 1}, {Name: "asks for", Cut: true}}}
	part := Part{}
	for _, r := range rules {
		level := levels[r.Name]
		title, _, _ := strings.Cut(r.Doc, "\n")
		part.Rows = append(part.Rows, []Cell{
			{Value: r.Name},
			{Value: level.String(), Show: Text{{Text: level.String(), Tone: levelTone(level)}}},
			{Value: title},
		})
	}
	t.Parts = []Part{part}
	return &Page{Blocks: []Block{t}}
}

// Rule is the page that explains one rule.
func Rule(r check.Rule, level check.Level) *Page {
	title, prose, _ := strings.Cut(r.Doc, "\n")
	fields := []Field{
		{Name: "asks for", Value: Words(title)},
		{Name: "level", Value: Text{{Text: level.String(), Tone: levelTone(level)}}},
	}
	if level != r.Level {
		fields = append(fields, Field{Name: "default", Value: Words(r.Level.String())})
	}
	blocks := []Block{Heading{Level: 1, Text: Words(r.Name)}, Fields{Fields: fields}}
	if prose = strings.TrimSpace(prose); prose != "" {
		blocks = append(blocks, Prose{Markdown: prose})
	}
	return &Page{Title: r.Name, Blocks: blocks}
}

func levelTone(l check.Level) Tone {
	switch l {
	case check.Error:
		return Bad
	case check.Warning:
		return Warn
	}
	return Dim
}

// count says how many: "1 error", "2 errors".
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// FindingsTable is the page of what a check has found as a table, at most so many rows.
func FindingsTable(found []check.Finding, root string, rows int) *Page {
	if len(found) == 0 {
		return &Page{Blocks: []Block{Lines{Lines: []Text{Words("Nothing found.")}}}}
	}
	part := Part{}
	for _, f := range found[:min(len(found), rows)] {
		at := f.Pos
		at.Path = path.Join(root, at.Path)
		part.Rows = append(part.Rows, []Cell{{Value: f.Level.String()}, {Value: at.String()}, {Value: f.Message}, {Value: f.Rule}})
	}
	page := &Page{Blocks: []Block{
		Lines{Lines: []Text{Words("po check: " + FindingsSummary(found))}},
		Table{Columns: []Column{{Name: "level"}, {Name: "place"}, {Name: "finding"}, {Name: "rule"}}, Parts: []Part{part}},
	}}
	if more := len(found) - rows; more > 0 {
		page.Blocks = append(page.Blocks, Lines{Lines: []Text{Words("and " + strconv.Itoa(more) + " more")}})
	}
	return page
}
