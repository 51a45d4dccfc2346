package backlog

import (
	"strings"

	"github.com/po-backlog/po/backlog/internal/doc"
)

// skeletonStory is the sentence that stands in the skeleton of a new story until somebody fills it in.
const skeletonStory = "As a …, I want …, so that …"

// Skeleton is the text with which the editor opens for a new item: what the draft says already, an empty title where it says none,
// the template or a story sentence to be filled in, and the heading of acceptance criteria.
func Skeleton(d Draft, template string) string {
	d = d.spelledOut([]string{"en"})
	var s strings.Builder
	title := d.Title
	if title != "" {
		title = doc.Quote(title)
	}
	s.WriteString("---\ntitle: " + title + "\n---\n")
	body := template
	if d.Body != "" {
		body = d.Body
	}
	if body == "" && d.Type == Story {
		body = skeletonStory
	}
	if body != "" {
		s.WriteString(strings.TrimRight(body, "\n") + "\n")
	}
	if template == "" {
		s.WriteString("\n## " + criteriaHeading + "\n\n")
		for _, c := range d.Criteria {
			s.WriteString("- [ ] " + oneLine(c) + "\n")
		}
		if len(d.Criteria) == 0 {
			s.WriteString("- [ ] \n")
		}
	}
	return s.String()
}

// ParseSkeleton reads a skeleton that somebody has edited: the title and every further key of the front matter, and the body.
// What was not filled in is dropped: the sentence with its dots, empty criteria, a section without content. The keys of the draft
// hold where the text does not set them anew.
func ParseSkeleton(d Draft, text string, c *Config) (Draft, error) {
	parsed, err := doc.Parse(text)
	if err != nil {
		return d, err
	}
	d.Title, d.As, d.Want, d.SoThat, d.Criteria = "", "", "", "", nil
	for _, p := range parsed.Front() {
		switch {
		case p.Key == "title":
			d.Title = p.Value.Text
		case p.Value.Kind == doc.Null:
		case p.Value.Kind == doc.List:
			d.Assigns = append(d.Assigns, Assign{Key: p.Key, List: texts[string](&p.Value)})
		case p.Value.Kind == doc.Map:
			d.Assigns = append(d.Assigns, mapAssigns(p.Key, p.Value)...)
		default:
			d.Assigns = append(d.Assigns, Assign{Key: p.Key, Text: p.Value.Text})
		}
	}
	d.Body = filledIn(parsed.Body())
	return d, nil
}

func mapAssigns(prefix string, n doc.Node) []Assign {
	var out []Assign
	for _, p := range n.Pairs {
		if p.Value.Kind == doc.Map {
			out = append(out, mapAssigns(prefix+"."+p.Key, p.Value)...)
		} else if p.Value.Kind == doc.Scalar {
			out = append(out, Assign{Key: prefix + "." + p.Key, Text: p.Value.Text})
		}
	}
	return out
}

// filledIn drops from a body what is still as the skeleton had it.
func filledIn(body string) string {
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	kept := lines[:0]
	for _, l := range lines {
		switch strings.TrimSpace(l) {
		case skeletonStory, "- [ ]":
		default:
			kept = append(kept, l)
		}
	}
	text := strings.TrimSpace(strings.Join(kept, "\n"))
	text = strings.TrimSpace(strings.TrimSuffix(text, "## "+criteriaHeading))
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}

// NewProduct is the text of a new product.md.
func NewProduct(name string) string {
	return doc.New([]doc.Member{{Key: "name", Value: doc.Str(oneLine(name))}}, "")
}
