package json

import (
	"path"

	"github.com/po-backlog/po/backlog/check"
)

// Finding is the shape of a finding.
type Finding struct {
	Rule        string `json:"rule" doc:"name of the rule"`
	Level       string `json:"level" doc:"error, warning or hint"`
	ID          string `json:"id,omitempty" doc:"of the item or record; none for other files"`
	Path        string `json:"path" doc:"of the file, from the repository's root"`
	Line        int    `json:"line,omitempty" doc:"from 1; none for the file as a whole"`
	Column      int    `json:"column,omitempty" doc:"in characters, from 1"`
	EndLine     int    `json:"end_line,omitempty" doc:"where it ends, if known"`
	EndColumn   int    `json:"end_column,omitempty" doc:"where it ends, if known"`
	Field       string `json:"field,omitempty" doc:"the key, criteria, body or column that it is about"`
	Message     string `json:"message" doc:"what is wrong"`
	Fix         string `json:"fix,omitempty" doc:"the next step"`
	Fingerprint string `json:"fingerprint" doc:"stays the same when text moves"`
}

// RuleShape is the shape of a rule, as po check --list gives it.
type RuleShape struct {
	Rule    string `json:"rule" doc:"name of the rule"`
	Level   string `json:"level" doc:"error, warning, hint or off, by po.yaml"`
	Default string `json:"default" doc:"the level without po.yaml"`
	Doc     string `json:"doc" doc:"what it finds and why"`
}

// FindingFields lists the fields of a finding.
func FindingFields() []Field { return fieldsOf(Finding{}) }

// RuleFields lists the fields of a rule.
func RuleFields() []Field { return fieldsOf(RuleShape{}) }

// FindingsOf gives findings their shapes, in the order of the check.
func FindingsOf(found []check.Finding, o Options) []Finding {
	prints := check.Fingerprints(found)
	shapes := make([]Finding, len(found))
	for i, f := range found {
		shapes[i] = Finding{
			Rule:        f.Rule,
			Level:       f.Level.String(),
			ID:          string(f.ID),
			Path:        path.Join(o.Root, f.Pos.Path),
			Line:        f.Pos.Line,
			Column:      f.Pos.Column,
			EndLine:     f.End.Line,
			EndColumn:   f.End.Column,
			Field:       f.Field,
			Message:     f.Message,
			Fingerprint: prints[i],
		}
		if f.Fix != nil {
			shapes[i].Fix = f.Fix.Message
		}
	}
	return shapes
}

// RulesOf gives rules their shapes.
func RulesOf(rules []check.Rule, levels map[string]check.Level) []RuleShape {
	shapes := make([]RuleShape, len(rules))
	for i, r := range rules {
		shapes[i] = RuleShape{Rule: r.Name, Level: levels[r.Name].String(), Default: r.Level.String(), Doc: r.Doc}
	}
	return shapes
}
