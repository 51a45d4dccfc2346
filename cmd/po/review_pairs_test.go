package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// A draft is a record as the test makes it up, in parts that can change by themselves. That of po.yaml has notes only, as comments.
type draft struct {
	id, path   string
	values     map[string]any   // of keys that hold one, dotted inside maps
	lists      map[string][]any // of keys that hold several, likewise
	criteria   []mirroredCriterion
	paragraphs []string
	sketch     bool // something else stands in the section of the criteria
	notes      []string
	block      bool // lists and maps are written line by line
}

// A pen makes up words, no two alike.
type pen struct {
	*rand.Rand
	words int
}

func (p *pen) word() string {
	p.words++
	return strings.Repeat(string(rune('a'+p.IntN(26))), 1+p.IntN(6)) + fmt.Sprint(p.words)
}

func (p *pen) sentence(most int) string {
	words := make([]string, 1+p.IntN(most))
	for i := range words {
		words[i] = p.word()
	}
	return strings.Join(words, " ")
}

func (p *pen) some(most int, one func() any) (list []any) {
	for range p.IntN(most + 1) {
		list = append(list, one())
	}
	return list
}

// value makes up what a key may hold.
func (p *pen) value(key string) any {
	switch key {
	case "points", "priority", "value", "scores.wsjf.ubv", "scores.wsjf.tc", "scores.wsjf.rroe", "scores.rice.reach", "links.docs.page", "measure.target":
		return float64(p.IntN(1000)) / 4
	case "due", "blocked.since":
		return fmt.Sprintf("2026-%02d-%02d", 1+p.IntN(12), 1+p.IntN(28))
	case "links.docs.open":
		return p.IntN(2) == 0
	}
	return p.sentence(12)
}

// scalarKeys and listKeys are those that drafts of a kind may have.
func scalarKeys(path string) []string {
	switch {
	case strings.HasPrefix(path, "items/"):
		return []string{
			"title", "points", "priority", "value", "due", "owner", "persona", "scores.wsjf.ubv", "scores.wsjf.tc", "scores.wsjf.rroe",
			"scores.rice.reach", "links.docs.url", "links.docs.page", "links.docs.open", "links.wiki", "blocked.since", "blocked.reason",
		}
	case path == settingsPath:
		return nil
	case path == "product.md":
		return []string{"name", "vision", "owner", "strategy.who", "strategy.why"}
	}
	return []string{"title", "measure.metric", "measure.target", "measure.unit", "why.now", "why.not"}
}

func listKeys(path string) []string {
	if strings.HasPrefix(path, "items/") {
		return []string{"labels", "depends_on", "rejections", "links.places"}
	}
	if path == settingsPath {
		return nil
	}
	return []string{"tags", "why.sources"}
}

// listEntry makes up an entry of a list.
func (p *pen) listEntry(key string) any {
	switch key {
	case "depends_on":
		p.words++
		return fmt.Sprintf("VS-%d", 1000+p.words)
	case "rejections":
		return map[string]any{"date": p.value("due"), "reason": p.sentence(6)}
	}
	return p.word()
}

// draft makes up a record.
func (p *pen) draft(id, path string) draft {
	d := draft{id: id, path: path, values: map[string]any{}, lists: map[string][]any{}, block: p.IntN(2) == 0}
	for range 3 + p.IntN(9) {
		d.notes = append(d.notes, p.sentence(8))
	}
	if path == settingsPath {
		return d
	}
	for i, key := range scalarKeys(path) {
		if i == 0 || p.IntN(3) > 0 {
			d.values[key] = p.value(key)
		}
	}
	for _, key := range listKeys(path) {
		d.lists[key] = p.some(8, func() any { return p.listEntry(key) })
	}
	for range 1 + p.IntN(12) {
		d.paragraphs = append(d.paragraphs, p.paragraph())
	}
	if strings.HasPrefix(path, "items/") {
		d.sketch = p.IntN(4) == 0
		for range p.IntN(12) {
			d.criteria = append(d.criteria, mirroredCriterion{p.sentence(12), p.IntN(3) == 0})
		}
	}
	return d
}

// paragraph has lines that end in blanks or begin with a tab now and then: they are told to the byte.
func (p *pen) paragraph() string {
	lines := []string{p.sentence(10) + " é"}
	for range p.IntN(3) {
		lines = append(lines, p.sentence(10)+[]string{"", "  ", "\t", "."}[p.IntN(4)])
	}
	return strings.Join(lines, "\n")
}

// The headings, and the line that may stand behind the criteria.
const criteriaHeading, sketchLine, notesHeading = "## Acceptance criteria", "The sketch is on the wall.", "## Notes"

// settingsPath is the file of the settings, which is told by its lines.
const settingsPath = "po.yaml"

// mirrored is what a program may hold of the draft.
func (d draft) mirrored() *mirrored {
	if d.path == settingsPath {
		return &mirrored{Path: "backlog/" + d.path, Lines: bodyLines(d.file())}
	}
	m := &mirrored{Path: "backlog/" + d.path, Keys: map[string]any{}, Criteria: d.criteria, Lines: withoutCriteria(d.bodyLines())}
	if d.id != "" {
		m.Keys["id"] = d.id
	}
	for key, v := range d.values {
		setAt(m.Keys, key, v)
	}
	for key, list := range d.lists {
		if len(list) > 0 {
			setAt(m.Keys, key, list)
		}
	}
	return m
}

// bodyLines are the lines of the draft's body.
func (d draft) bodyLines() []string {
	blocks := slices.Clone(d.paragraphs)
	if d.sketch {
		gap := strings.Repeat("\n", min(len(d.criteria), 1)) // behind the criteria
		blocks = append(blocks, criteriaHeading+gap, sketchLine)
	}
	blocks = append(blocks, notesHeading, "- "+strings.Join(d.notes, "\n- "))
	return withCriteria(strings.Split(strings.Join(blocks, "\n\n"), "\n"), d.criteria)
}

// file is the draft as a file.
func (d draft) file() string {
	if d.path == settingsPath {
		return "version: 1\nkey: VS\n# " + strings.Join(d.notes, "\n# ") + "\n"
	}
	var s strings.Builder
	s.WriteString("---\n")
	keys := d.mirrored().Keys
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		d.write(&s, "", key, keys[key])
	}
	s.WriteString("---\n" + strings.Join(d.bodyLines(), "\n") + "\n")
	return s.String()
}

func (d draft) write(s *strings.Builder, indent, key string, v any) {
	if inner, ok := v.(map[string]any); ok && d.block {
		fmt.Fprintf(s, "%s%s:\n", indent, key)
		for _, k := range slices.Sorted(maps.Keys(inner)) {
			d.write(s, indent+"  ", k, inner[k])
		}
		return
	}
	if list, ok := v.([]any); ok && d.block {
		fmt.Fprintf(s, "%s%s:\n", indent, key)
		for _, e := range list {
			fmt.Fprintf(s, "%s  - %s\n", indent, flow(e))
		}
		return
	}
	fmt.Fprintf(s, "%s%s: %s\n", indent, key, flow(v))
}

// flow is a value in JSON, which is YAML.
func flow(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
